"""ResNet-18 (He et al., 2016) with an embedding in place of the classifier."""

import torch
from torch import nn

from photosort_training.backbones.layers import GlobalMean, convolution, initialize, relu
from photosort_training.configuration import BackboneConfiguration, InputConfiguration


class BasicBlock(nn.Module):
    """Two 3×3 convolutions and a shortcut around them."""

    def __init__(self, channels_in: int, channels_out: int, stride: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            convolution(channels_in, channels_out, 3, stride, activation=relu),
            convolution(channels_out, channels_out, 3),
        )
        self.shortcut = (
            nn.Identity()
            if stride == 1 and channels_in == channels_out
            else convolution(channels_in, channels_out, 1, stride)
        )
        # The block begins as its shortcut (Goyal et al., 2017), which steadies the first steps.
        nn.init.zeros_(self.body[1][1].weight)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Returns [N, channels_out, ⌈H/stride⌉, ⌈W/stride⌉]."""
        return torch.relu(self.body(x) + self.shortcut(x))


class ResNet18(nn.Module):
    """Stem, four stages of two blocks, the mean of each plane, and a linear layer.

    The stem is that of the paper: 7×7 with stride 2, then maximum pooling. So the last planes are
    3×3 for images of 80 pixels a side, and 4×4 for 112.
    """

    def __init__(self, settings: BackboneConfiguration, input: InputConfiguration) -> None:
        super().__init__()
        self.stem = nn.Sequential(
            convolution(input.channels, 64, 7, 2, activation=relu), nn.MaxPool2d(3, 2, padding=1)
        )
        self.stages = nn.Sequential(
            BasicBlock(64, 64, 1),
            BasicBlock(64, 64, 1),
            BasicBlock(64, 128, 2),
            BasicBlock(128, 128, 1),
            BasicBlock(128, 256, 2),
            BasicBlock(256, 256, 1),
            BasicBlock(256, 512, 2),
            BasicBlock(512, 512, 1),
        )
        self.head = nn.Sequential(
            GlobalMean(), nn.Dropout(settings.dropout), nn.Linear(512, settings.dimension)
        )
        initialize(self)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Returns raw embeddings [N, dimension] of images [N, C, side, side]."""
        return self.head(self.stages(self.stem(images)))
