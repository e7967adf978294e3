"""MobileFaceNet (Chen et al., 2018): depthwise convolutions, small and fast."""

import torch
from torch import nn

from photosort_training.backbones.layers import convolution, initialize, require_side
from photosort_training.configuration import BackboneConfiguration, InputConfiguration

# Table 1 of the paper: expansion, planes, blocks, stride of the first.
STAGES = ((2, 64, 5, 2), (4, 128, 1, 2), (2, 128, 6, 1), (4, 128, 1, 2), (2, 128, 2, 1))


class Bottleneck(nn.Module):
    """Inverted residual (Sandler et al., 2018): expand, filter each plane, project."""

    def __init__(self, channels_in: int, channels_out: int, expansion: int, stride: int) -> None:
        super().__init__()
        inner = channels_in * expansion
        self.is_residual = stride == 1 and channels_in == channels_out
        self.body = nn.Sequential(
            convolution(channels_in, inner, 1, activation=nn.PReLU),
            convolution(inner, inner, 3, stride, groups=inner, activation=nn.PReLU),
            convolution(inner, channels_out, 1),
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Returns [N, channels_out, ⌈H/stride⌉, ⌈W/stride⌉]."""
        return x + self.body(x) if self.is_residual else self.body(x)


class MobileFaceNet(nn.Module):
    """About a million weights; for 112×112 pixels the last planes are 7×7.

    A depthwise convolution as large as the last planes weighs their places, where the mean would
    take the corners of the crop for as telling as its middle.
    """

    def __init__(self, settings: BackboneConfiguration, input: InputConfiguration) -> None:
        """Makes the network with random weights.

        Raises:
            ValueError: when the input is too small.
        """
        super().__init__()
        require_side(input.side)
        layers = [
            convolution(input.channels, 64, 3, 2, activation=nn.PReLU),
            convolution(64, 64, 3, groups=64, activation=nn.PReLU),
        ]
        channels = 64
        for expansion, planes, blocks, first_stride in STAGES:
            for block in range(blocks):
                stride = first_stride if block == 0 else 1
                layers.append(Bottleneck(channels, planes, expansion, stride))
                channels = planes
        layers.append(convolution(128, 512, 1, activation=nn.PReLU))
        self.features = nn.Sequential(*layers)
        # Four steps of stride 2, each rounding up.
        last = -(-input.side // 16)
        self.head = nn.Sequential(
            convolution(512, 512, last, padding=0, groups=512),
            nn.Dropout(settings.dropout),
            convolution(512, settings.dimension, 1),
            nn.Flatten(),
        )
        initialize(self)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Returns raw embeddings [N, dimension] of images [N, C, side, side]."""
        return self.head(self.features(images))
