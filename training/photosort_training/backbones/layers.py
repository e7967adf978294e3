"""Layers that several networks share."""

from collections.abc import Callable

import torch
from torch import nn

# PyTorch's gradients of convolutions of stride 2 over maps of 1×1 cells are noise in bfloat16 on
# processors. From this input side on, no network has such a map before its last step.
LEAST_SIDE = 32


def require_side(side: int) -> None:
    """Raises `ValueError` for an input of less than `LEAST_SIDE` pixels."""
    if side < LEAST_SIDE:
        raise ValueError(f"takes images of {LEAST_SIDE} pixels a side or more, not {side}")


def convolution(
    channels_in: int,
    channels_out: int,
    kernel: int,
    stride: int = 1,
    padding: int | None = None,
    groups: int = 1,
    activation: Callable[[int], nn.Module] | None = None,
) -> nn.Sequential:
    """Returns convolution, batch normalization and, given one, an activation.

    Args:
        channels_in: Planes read.
        channels_out: Planes made.
        kernel: The side of the window.
        stride: Its step.
        padding: Zeros on each side; `kernel` // 2 when left out, which keeps the extents.
        groups: Into how many groups the planes are divided.
        activation: Makes the activation for a number of planes.
    """
    padding = kernel // 2 if padding is None else padding
    layers: list[nn.Module] = [
        nn.Conv2d(channels_in, channels_out, kernel, stride, padding, groups=groups, bias=False),
        nn.BatchNorm2d(channels_out),
    ]
    if activation is not None:
        layers.append(activation(channels_out))
    return nn.Sequential(*layers)


def relu(channels: int) -> nn.Module:
    """Returns a rectifier for any number of planes."""
    return nn.ReLU(inplace=True)


def initialize(network: nn.Module) -> None:
    """Draws the weights of convolutions and linear layers by He et al. (2015), for rectifiers."""
    for module in network.modules():
        if isinstance(module, (nn.Conv2d, nn.Linear)):
            nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
            if module.bias is not None:
                nn.init.zeros_(module.bias)


class GlobalMean(nn.Module):
    """The mean of each plane: [N, C, H, W] to [N, C]."""

    def __init__(self) -> None:
        super().__init__()
        self.pool = nn.AdaptiveAvgPool2d(1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Returns the means."""
        return self.pool(x).flatten(1)
