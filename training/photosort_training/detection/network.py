"""A dense, anchor-free face detector of YuNet's class (Wu et al., 2023)."""

import torch
from torch import nn
from torch.nn import functional

from photosort_training.backbones.layers import convolution, initialize, relu

# Pixels per cell of the three levels.
STRIDES = (8, 16, 32)
# Values of a cell: the score, the box (dx, dy, log w, log h) and five points (x, y).
BOX_VALUES, POINT_VALUES = 4, 10
VALUES = 1 + BOX_VALUES + POINT_VALUES

# Planes of the stem at strides 2 and 4, and of the stages at strides 8, 16 and 32.
STEM = (16, 32)
WIDTHS = (64, 96, 128)
# Separable blocks of the stages: the deeper, the cheaper.
BLOCKS = (1, 2, 3)
# Planes of the neck and of the heads.
NECK = 64
# Where scores start: a cell in fifty has a face, so the first steps need not unlearn ½.
FIRST_SCORE = -4.0
# Where the scale of each residual branch starts, as in `backbones/residual.py`.
BRANCH_SCALE = 0.3


class _Separable(nn.Module):
    """Adds to its input what a depthwise and a 1×1 convolution make of it, and rectifies."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.branch = nn.Sequential(
            convolution(channels, channels, 3, groups=channels, activation=relu),
            convolution(channels, channels, 1),
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Returns the rectified sum."""
        return functional.relu(x + self.branch(x))


def _stage(channels_in: int, channels_out: int, blocks: int) -> nn.Sequential:
    """Returns a stage: a dense convolution that halves the extents, then separable blocks."""
    return nn.Sequential(
        convolution(channels_in, channels_out, 3, stride=2, activation=relu),
        *(_Separable(channels_out) for _ in range(blocks)),
    )


class _Head(nn.Module):
    """Score, box and points of the cells of one level: [N, NECK, h, w] to [N, 1 | 4 | 10, h, w]."""

    def __init__(self) -> None:
        super().__init__()
        self.score = nn.Conv2d(NECK, 1, 1)
        self.box = nn.Conv2d(NECK, BOX_VALUES, 1)
        self.points = nn.Conv2d(NECK, POINT_VALUES, 1)

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Returns the scores before the sigmoid, the boxes and the points."""
        return self.score(x), self.box(x), self.points(x)


class FaceDetector(nn.Module):
    """Stages at strides 8, 16 and 32, a top-down neck, and a head for each stride.

    0.30 M weights and 1.2 GFLOP at 640×640 pixels. Three dense 3×3 convolutions with stride 2 lead
    to stride 8: they take half the arithmetic, but few large maps, whose traffic is what training
    on a processor waits for. A cell's box and points are relative to its upper left corner, in
    units of its stride, as YuNet has them (docs/models.md, family `yunet`).
    """

    stage_widths = (NECK,) * len(STRIDES)

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Sequential(
            convolution(3, STEM[0], 3, stride=2, activation=relu),
            convolution(STEM[0], STEM[1], 3, stride=2, activation=relu),
        )
        before = (STEM[1], *WIDTHS)
        self.levels = nn.ModuleList(map(_stage, before, WIDTHS, BLOCKS))
        self.laterals = nn.ModuleList(
            nn.Identity() if width == NECK else convolution(width, NECK, 1) for width in WIDTHS
        )
        self.necks = nn.ModuleList(_Separable(NECK) for _ in STRIDES)
        self.bodies = nn.ModuleList(_Separable(NECK) for _ in STRIDES)
        self.heads = nn.ModuleList(_Head() for _ in STRIDES)
        self._initialize()

    def _initialize(self) -> None:
        """Draws the weights; branches start small and scores low."""
        initialize(self)
        for module in self.modules():
            if isinstance(module, _Separable):
                nn.init.constant_(module.branch[-1][1].weight, BRANCH_SCALE)
            if isinstance(module, _Head):
                for layer in module.children():
                    nn.init.normal_(layer.weight, std=0.01)
                nn.init.constant_(module.score.bias, FIRST_SCORE)

    def stages(self, images: torch.Tensor) -> list[torch.Tensor]:
        """Returns what the heads read, [N, NECK, H / s, W / s] for each stride s.

        Args:
            images: [N, 3, H, W], as `source.INPUT` has it, multiples of 32 wide and high.
        """
        maps = []
        x = self.stem(images)
        for level in self.levels:
            x = level(x)
            maps.append(x)
        above: torch.Tensor | None = None
        for i in reversed(range(len(STRIDES))):
            x = self.laterals[i](maps[i])
            if above is not None:
                x = x + functional.interpolate(above, scale_factor=2.0, mode="nearest")
            above = self.necks[i](x)
            maps[i] = self.bodies[i](above)
        return maps

    def conclude(self, maps: list[torch.Tensor]) -> torch.Tensor:
        """Returns the values of all cells, [N, P, VALUES], of what `stages` returned.

        The levels follow each other, finest first, each in rows. The score is that before the
        sigmoid. All is computed in float32: a large face's points are far from their cell, and
        bfloat16 would round them to pixels.
        """
        with torch.autocast(maps[0].device.type, enabled=False):
            levels = [
                torch.cat(head(x.float()), dim=1).flatten(2)
                for head, x in zip(self.heads, maps, strict=True)
            ]
            return torch.cat(levels, dim=2).transpose(1, 2)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Returns the values of all cells, [N, P, VALUES], of images [N, 3, H, W]."""
        return self.conclude(self.stages(images))
