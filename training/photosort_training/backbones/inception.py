"""An Inception after OpenFace's nn4.small2 (Amos et al., 2016), itself after FaceNet's NN4.

The table of modules is OpenFace's. Two things differ, so that photosort's engine runs the network:
L2 pooling is maximum pooling, and local response normalization is left to batch normalization.
"""

from dataclasses import dataclass

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


@dataclass(frozen=True)
class ModuleShape:
    """The planes of a module's branches; 0 leaves a branch out.

    `pooled` is the planes of the projection after pooling; 0 passes the pooled planes on.
    """

    one: int
    three: tuple[int, int]
    five: tuple[int, int]
    pooled: int
    stride: int = 1


MODULES = (
    ModuleShape(64, (96, 128), (16, 32), 32),  # 3a
    ModuleShape(64, (96, 128), (32, 64), 64),  # 3b
    ModuleShape(0, (128, 256), (32, 64), 0, stride=2),  # 3c
    ModuleShape(256, (96, 192), (32, 64), 128),  # 4a
    ModuleShape(0, (160, 256), (64, 128), 0, stride=2),  # 4e
    ModuleShape(256, (96, 384), (0, 0), 96),  # 5a
    ModuleShape(256, (96, 384), (0, 0), 96),  # 5b
)


class InceptionModule(nn.Module):
    """Branches of 1×1, 3×3, 5×5 and pooling, side by side (Szegedy et al., 2015)."""

    def __init__(self, channels: int, shape: ModuleShape) -> None:
        super().__init__()
        pool: list[nn.Module] = [nn.MaxPool2d(3, shape.stride, padding=1)]
        if shape.pooled:
            pool.append(convolution(channels, shape.pooled, 1, activation=relu))
        branches = [nn.Sequential(*pool)]
        if shape.one:
            branches.append(convolution(channels, shape.one, 1, activation=relu))
        for kernel, (reduced, planes) in ((3, shape.three), (5, shape.five)):
            if planes:
                branches.append(
                    nn.Sequential(
                        convolution(channels, reduced, 1, activation=relu),
                        convolution(reduced, planes, kernel, shape.stride, activation=relu),
                    )
                )
        self.branches = nn.ModuleList(branches)
        pooled = shape.pooled or channels
        self.channels = pooled + shape.one + shape.three[1] + shape.five[1]

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Returns the branches' planes, one after the other."""
        return torch.cat([branch(x) for branch in self.branches], dim=1)


class Inception(nn.Module):
    """nn4.small2: for 96×96 pixels the last 736 planes are 3×3, of which the mean is taken."""

    def __init__(self, settings: BackboneConfiguration, input: InputConfiguration) -> None:
        """Makes the network with random weights.

        Raises:
            ValueError: when the input is too small.
        """
        super().__init__()
        require_side(input.side)
        self.stem = nn.Sequential(
            convolution(input.channels, 64, 7, 2, activation=relu),
            nn.MaxPool2d(3, 2, padding=1),
            convolution(64, 64, 1, activation=relu),
            convolution(64, 192, 3, activation=relu),
            nn.MaxPool2d(3, 2, padding=1),
        )
        modules: list[InceptionModule] = []
        channels = 192
        for shape in MODULES:
            modules.append(InceptionModule(channels, shape))
            channels = modules[-1].channels
        self.body = nn.Sequential(*modules)
        self.head = nn.Sequential(
            GlobalMean(), nn.Dropout(settings.dropout), nn.Linear(channels, settings.dimension)
        )
        initialize(self)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Returns raw embeddings [N, dimension] of images [N, C, side, side]."""
        return self.head(self.body(self.stem(images)))
