"""What a network costs to run."""

import torch
from torch import nn


@torch.no_grad()
def multiply_adds(network: nn.Module, images: torch.Tensor) -> int:
    """Returns the multiply-adds of a network's convolutions and linear layers on images.

    FLOP are twice as many. Padding counts as if it were multiplied, as is usual. The network is put
    into evaluation mode.
    """
    total = 0

    def count(layer: nn.Module, inputs: tuple[torch.Tensor, ...], output: torch.Tensor) -> None:
        nonlocal total
        total += output.numel() * layer.weight[0].numel()

    layers = [m for m in network.modules() if isinstance(m, (nn.Conv2d, nn.Linear))]
    hooks = [layer.register_forward_hook(count) for layer in layers]
    try:
        network.eval()(images)
    finally:
        for hook in hooks:
            hook.remove()
    return total
