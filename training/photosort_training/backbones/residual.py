"""A plain residual network for 112×112 faces: what photosort ships as its own embedder."""

import torch
from torch import nn

from photosort_training.backbones.layers import convolution
from photosort_training.configuration import BackboneConfiguration, InputConfiguration

# Planes after the stem and after each stage, at 56, 28, 14 and 7 pixels a side.
WIDTHS = (32, 64, 128, 224)
# Residual blocks of the three stages.
BLOCKS = (2, 3, 1)
# Planes that the global depthwise convolution reads.
EXPANSION = 512
# Slope of the rectifiers below zero; fixed, since a learned one doubles their cost in training.
SLOPE = 0.1
# Where the scale of each residual branch starts, so that the sum of many does not grow (compare
# Goyal et al., 2017, who start at 0).
BRANCH_SCALE = 0.3


def _leaky(channels: int) -> nn.Module:
    """Returns a leaky rectifier for any number of planes."""
    return nn.LeakyReLU(SLOPE, inplace=True)


class _Residual(nn.Module):
    """Adds what a branch makes of its input to the input."""

    def __init__(self, *layers: nn.Sequential) -> None:
        super().__init__()
        self.branch = nn.Sequential(*layers)
        nn.init.constant_(layers[-1][1].weight, BRANCH_SCALE)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Returns the sum."""
        return x + self.branch(x)


def _basic(channels: int) -> nn.Module:
    """Returns a block of two 3×3 convolutions (He et al., 2016)."""
    return _Residual(
        convolution(channels, channels, 3, activation=_leaky),
        convolution(channels, channels, 3),
    )


def _bottleneck(channels: int) -> nn.Module:
    """Returns a block of 1×1, 3×3 and 1×1 convolutions, half as wide inside (He et al., 2016)."""
    half = channels // 2
    return _Residual(
        convolution(channels, half, 1, activation=_leaky),
        convolution(half, half, 3, activation=_leaky),
        convolution(half, channels, 1),
    )


def _stage(channels_in: int, channels_out: int, blocks: list[nn.Module]) -> nn.Sequential:
    """Returns a stage: half the extents first, then its blocks."""
    return nn.Sequential(
        convolution(channels_in, channels_out, 3, stride=2, activation=_leaky), *blocks
    )


class ResidualFaceNet(nn.Module):
    """Residual stages, then a global depthwise convolution as in MobileFaceNet (Chen et al., 2018).

    1.76 M weights and 0.69 GFLOP for 112×112 pixels. It spends its arithmetic on dense 3×3
    convolutions, which processors run near their peak; a depthwise network of the same arithmetic
    takes three to five times as long to train on one.
    """

    def __init__(self, settings: BackboneConfiguration, input: InputConfiguration) -> None:
        """Makes the network with random weights.

        Raises:
            ValueError: when the input is not 112×112 pixels.
        """
        super().__init__()
        if input.side != 112:
            raise ValueError("takes images of 112×112 pixels")
        first, second, third, fourth = WIDTHS
        self.stem = convolution(input.channels, first, 3, stride=2, activation=_leaky)
        self.stage1 = _stage(first, second, [_basic(second) for _ in range(BLOCKS[0])])
        self.stage2 = _stage(second, third, [_basic(third) for _ in range(BLOCKS[1])])
        self.stage3 = _stage(third, fourth, [_bottleneck(fourth) for _ in range(BLOCKS[2])])
        self.expansion = convolution(fourth, EXPANSION, 1, activation=_leaky)
        self.pool = convolution(EXPANSION, EXPANSION, 7, padding=0, groups=EXPANSION)
        self.embedding = nn.Conv2d(EXPANSION, settings.dimension, 1)

    @property
    def stage_widths(self) -> tuple[int, ...]:
        """The planes of each of the maps that `stages` returns."""
        return (*WIDTHS[1:], EXPANSION)

    def stages(self, images: torch.Tensor) -> list[torch.Tensor]:
        """Returns the maps after each stage and after the expansion: 28², 14², 7², 7² pixels."""
        maps = [self.stage1(self.stem(images))]
        for layer in (self.stage2, self.stage3, self.expansion):
            maps.append(layer(maps[-1]))
        return maps

    def conclude(self, maps: list[torch.Tensor]) -> torch.Tensor:
        """Returns the raw embeddings [N, dimension] of what `stages` returned."""
        return self.embedding(self.pool(maps[-1])).flatten(1)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Returns raw embeddings [N, dimension] of images [N, C, 112, 112]."""
        return self.conclude(self.stages(images))
