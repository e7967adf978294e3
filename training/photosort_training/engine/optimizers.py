"""What moves the weights of a run."""

from typing import Any

import torch
from torch import nn

from photosort_training.configuration import TrainingConfiguration
from photosort_training.engine.muon import Muon

# Weights with shorter rows, those of a depthwise convolution or of the first one, are no matrices
# worth making orthogonal.
LEAST_ROW = 64


class Optimizers:
    """One optimizer, or one for matrices and one for all else, used as one.

    Args:
        network: What is trained.
        objective: Its weights are trained too, never as matrices.
        settings: Which optimizer, rate, decay.
    """

    def __init__(
        self, network: nn.Module, objective: nn.Module, settings: TrainingConfiguration
    ) -> None:
        weights = [*network.parameters(), *objective.parameters()]
        matrices = [w for w in network.parameters() if w.ndim > 1 and w[0].numel() >= LEAST_ROW]
        rate, decay = settings.learning_rate, settings.weight_decay
        if settings.optimizer == "sgd":
            rest = torch.optim.SGD(_groups(weights, decay), lr=rate, momentum=0.9, nesterov=True)
            self.parts: list[torch.optim.Optimizer] = [rest]
        elif settings.optimizer == "muon" and matrices:
            taken = {id(weight) for weight in matrices}
            others = [weight for weight in weights if id(weight) not in taken]
            rest = torch.optim.AdamW(_groups(others, decay), lr=rate)
            self.parts = [Muon(matrices, rate, decay), rest]
        else:
            self.parts = [torch.optim.AdamW(_groups(weights, decay), lr=rate)]

    def set_rate(self, rate: float) -> None:
        """Gives all weights a learning rate."""
        for part in self.parts:
            for group in part.param_groups:
                group["lr"] = rate

    def clear(self) -> None:
        """Forgets the gradients."""
        for part in self.parts:
            part.zero_grad(set_to_none=True)

    def unscale(self, scaler: torch.amp.GradScaler) -> None:
        """Takes the scale of reduced precision out of the gradients."""
        for part in self.parts:
            scaler.unscale_(part)

    def step(self, scaler: torch.amp.GradScaler) -> None:
        """Moves the weights once, unless the scaled gradients are not finite."""
        for part in self.parts:
            scaler.step(part)

    def state_dict(self) -> list[dict[str, Any]]:
        """Returns what a checkpoint keeps."""
        return [part.state_dict() for part in self.parts]

    def load_state_dict(self, state: list[dict[str, Any]]) -> None:
        """Takes over what a checkpoint kept.

        Raises:
            ValueError: when it is that of other optimizers.
        """
        for part, kept in zip(self.parts, state, strict=True):
            part.load_state_dict(kept)


def _groups(weights: list[nn.Parameter], decay: float) -> list[dict[str, Any]]:
    """Returns weights in two groups.

    Biases, slopes and normalization are not decayed: that would only shift or scale planes.
    """
    return [
        {"params": [w for w in weights if w.ndim > 1], "weight_decay": decay},
        {"params": [w for w in weights if w.ndim <= 1], "weight_decay": 0.0},
    ]
