"""Networks in reduced precision."""

import torch
from torch import nn

PRECISIONS = {
    "float32": torch.float32,
    "bfloat16": torch.bfloat16,
    "float16": torch.float16,
}


class MixedPrecision(nn.Module):
    """A network whose matrix products run in reduced precision; its output is float32."""

    def __init__(self, network: nn.Module, precision: torch.dtype) -> None:
        super().__init__()
        self.network = network
        self.precision = precision

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Returns the network's output, as float32."""
        with self._autocast(images):
            output = self.network(images)
        return output.float()

    def stages(self, images: torch.Tensor) -> tuple[torch.Tensor, list[torch.Tensor]]:
        """Returns the output, as float32, and the maps of the network's stages as they are."""
        with self._autocast(images):
            maps = self.network.stages(images)
            output = self.network.conclude(maps)
        return output.float(), maps

    def _autocast(self, images: torch.Tensor) -> torch.autocast:
        is_reduced = self.precision != torch.float32
        return torch.autocast(images.device.type, self.precision, enabled=is_reduced)
