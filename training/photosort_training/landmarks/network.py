"""The network: an aligned crop to the places of five landmarks."""

import torch
from torch import nn
from torch.nn import functional

from photosort_training.backbones.layers import convolution, initialize, relu
from photosort_training.landmarks.crops import CROP_TEMPLATE, EYE_DISTANCE, SIDE

# Planes at strides 2, 4, 8 and 16.
WIDTHS = (16, 32, 48, 64)


class _Residual(nn.Module):
    """Adds to its input what a dense 3×3 convolution makes of it, and rectifies."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.branch = convolution(channels, channels, 3)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Returns the rectified sum."""
        return functional.relu(x + self.branch(x))


class LandmarkNetwork(nn.Module):
    """Dense 3×3 convolutions down to 4×4 cells, and one matrix over all of them.

    0.13 M weights, 19 MFLOP. What the last layer puts out is how far each landmark lies from its
    place in the template, in distances between the eyes; so it starts from what the detector said.
    """

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        before = 3
        for width in WIDTHS:
            layers += [convolution(before, width, 3, stride=2, activation=relu), _Residual(width)]
            before = width
        self.features = nn.Sequential(*layers)
        cells = SIDE // 2 ** len(WIDTHS)
        self.last = nn.Linear(WIDTHS[-1] * cells * cells, CROP_TEMPLATE.size)
        template = torch.tensor(CROP_TEMPLATE.ravel(), dtype=torch.float32)
        self.register_buffer("template", template)
        initialize(self)
        nn.init.normal_(self.last.weight, std=0.001)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Returns the landmarks in pixels of the crop, [N, 10], x before y.

        Args:
            images: [N, 3, SIDE, SIDE], as `source.INPUT` has it.
        """
        maps = self.features(images)
        with torch.autocast(images.device.type, enabled=False):
            return self.last(maps.float().flatten(1)) * EYE_DISTANCE + self.template
