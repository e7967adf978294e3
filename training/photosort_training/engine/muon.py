"""Momentum whose steps are orthogonal matrices."""

from collections.abc import Iterable

import torch

# Coefficients of the quintic iteration that takes singular values to about 1 (Jordan et al., 2024,
# "Muon: An optimizer for hidden layers in neural networks"); five rounds are theirs as well.
QUINTIC = (3.4445, -4.7750, 2.0315)
ROUNDS = 5
# The root mean square of AdamW's steps, so that both take the same learning rate (Liu et al., 2025,
# "Muon is scalable for LLM training").
STEP_SIZE = 0.2
# Keeps the division by a norm finite.
LEAST_NORM = 1e-7


def orthogonalized(matrix: torch.Tensor) -> torch.Tensor:
    """Returns about U Vᵀ for a matrix U Σ Vᵀ, of the same shape and type.

    Every singular value that is not tiny next to the largest comes to between 0.6 and 1.3. The
    products are computed in bfloat16, which is enough for that.

    Args:
        matrix: [rows, columns].
    """
    is_tall = matrix.size(0) > matrix.size(1)
    x = (matrix.T if is_tall else matrix).bfloat16()
    x = x / (x.norm() + LEAST_NORM)
    linear, cubic, quintic = QUINTIC
    for _ in range(ROUNDS):
        gram = x @ x.T
        x = linear * x + (cubic * gram + quintic * gram @ gram) @ x
    return (x.T if is_tall else x).to(matrix.dtype)


class Muon(torch.optim.Optimizer):
    """Nesterov's momentum, orthogonalized; decay apart from it, as in AdamW.

    PyTorch has one for matrices; this one takes the weights of convolutions too, as matrices of a
    row for each plane that goes out.

    Args:
        weights: Each of two dimensions or more.
        learning_rate: The same as for AdamW.
        weight_decay: The share of the weights that a step of rate 1 takes away.
        momentum: What is kept of the mean gradient in a step.
    """

    def __init__(
        self,
        weights: Iterable[torch.Tensor],
        learning_rate: float,
        weight_decay: float = 0.0,
        momentum: float = 0.95,
    ) -> None:
        settings = {"lr": learning_rate, "weight_decay": weight_decay, "momentum": momentum}
        super().__init__(weights, settings)

    @torch.no_grad()
    def step(self, closure: None = None) -> None:
        """Moves the weights that have a gradient once."""
        for group in self.param_groups:
            for weight in group["params"]:
                if weight.grad is not None:
                    self._move(weight, weight.grad, group)

    def _move(self, weight: torch.Tensor, gradient: torch.Tensor, group: dict[str, float]) -> None:
        """Moves one weight."""
        state, momentum = self.state[weight], group["momentum"]
        if "mean" not in state:
            state["mean"] = torch.zeros_like(weight)
        state["mean"].lerp_(gradient, 1 - momentum)
        ahead = gradient.lerp(state["mean"], momentum)
        matrix = orthogonalized(ahead.flatten(1))
        scale = STEP_SIZE * max(matrix.shape) ** 0.5
        weight.mul_(1 - group["lr"] * group["weight_decay"])
        weight.add_(matrix.reshape(ahead.shape), alpha=-group["lr"] * scale)
