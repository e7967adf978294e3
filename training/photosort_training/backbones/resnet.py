"""ResNet-18 (He et al., 2016) with an embedding in place of the classifier."""

import torch
from torch import nn

from photosort_training.backbones.layers import (
    GlobalMean,
    convolution,
    initialize,
    relu,
    require_side,
)
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


# The planes of each stage, and in how many blocks.
WIDTHS = (64, 128, 256, 512)
BLOCKS = 2


class ResNet18(nn.Module):
    """Stem, four stages of two blocks, one value of each plane, and a linear layer.

    The stem is that of the paper: 7×7 with stride 2, then maximum pooling. So the last planes are
    3×3 for images of 80 pixels a side, and 4×4 for 112. The value is their mean, as in the paper,
    or a weighted sum: the faces are aligned, and a mouth is where a mouth is.
    """

    def __init__(self, settings: BackboneConfiguration, input: InputConfiguration) -> None:
        """Makes the network with random weights.

        Raises:
            ValueError: when the input is too small.
        """
        super().__init__()
        require_side(input.side)
        self.stem = nn.Sequential(
            convolution(input.channels, WIDTHS[0], 7, 2, activation=relu),
            nn.MaxPool2d(3, 2, padding=1),
        )
        blocks: list[nn.Module] = []
        for before, width in zip((WIDTHS[0], *WIDTHS), WIDTHS, strict=False):
            blocks.append(BasicBlock(before, width, 1 if before == width else 2))
            blocks += [BasicBlock(width, width, 1) for _ in range(BLOCKS - 1)]
        self.blocks = nn.Sequential(*blocks)
        if settings.pooling == "mean":
            pooling = GlobalMean()
        else:
            # Five steps of stride 2, each rounding up.
            last = -(-input.side // 32)
            weighted = convolution(WIDTHS[-1], WIDTHS[-1], last, padding=0, groups=WIDTHS[-1])
            pooling = nn.Sequential(weighted, nn.Flatten())
        self.head = nn.Sequential(
            pooling, nn.Dropout(settings.dropout), nn.Linear(WIDTHS[-1], settings.dimension)
        )
        initialize(self)

    @property
    def stage_widths(self) -> tuple[int, ...]:
        """The planes of each of the maps that `stages` returns."""
        return WIDTHS

    def stages(self, images: torch.Tensor) -> list[torch.Tensor]:
        """Returns the map after each stage: for images of 80 pixels 20², 10², 5² and 3²."""
        maps = [self.stem(images)]
        for first in range(0, len(self.blocks), BLOCKS):
            maps.append(self.blocks[first : first + BLOCKS](maps[-1]))
        return maps[1:]

    def conclude(self, maps: list[torch.Tensor]) -> torch.Tensor:
        """Returns the raw embeddings [N, dimension] of what `stages` returned."""
        return self.head(maps[-1])

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Returns raw embeddings [N, dimension] of images [N, C, side, side]."""
        return self.conclude(self.stages(images))
