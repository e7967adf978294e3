"""Averaged weights."""

import torch
from torch import nn


class AveragedWeights:
    """The exponential moving average of a network's weights (Polyak and Juditsky, 1992).

    It smooths out the noise of the last steps. Early on, an average that still holds the random
    first weights would be of no use; so the decay at step t is at most (1 + t) / (10 + t).
    """

    def __init__(self, network: nn.Module, decay: float) -> None:
        self.decay = decay
        self.step = 0
        self.values = {name: tensor.clone() for name, tensor in _tensors(network).items()}

    @torch.no_grad()
    def update(self, network: nn.Module) -> None:
        """Takes in weights and statistics after a step; counters are taken as they are."""
        self.step += 1
        decay = min(self.decay, (1 + self.step) / (10 + self.step))
        for name, tensor in _tensors(network).items():
            if tensor.is_floating_point():
                self.values[name].lerp_(tensor, 1 - decay)
            else:
                self.values[name].copy_(tensor)

    def state_dict(self) -> dict[str, object]:
        """Returns what a checkpoint keeps."""
        return {"step": self.step, "values": self.values}

    def load_state_dict(self, state: dict[str, object]) -> None:
        """Takes over what a checkpoint kept."""
        self.step = state["step"]
        for name, tensor in state["values"].items():
            self.values[name].copy_(tensor)


def _tensors(network: nn.Module) -> dict[str, torch.Tensor]:
    """Returns weights and statistics by name, as a checkpoint names them."""
    return {name: tensor.detach() for name, tensor in network.state_dict().items()}
