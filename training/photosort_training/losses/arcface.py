"""ArcFace, the additive angular margin loss (Deng et al., 2019)."""

import math

import torch

from photosort_training.loss_configuration import CosineMarginConfiguration
from photosort_training.losses.margin import ScaledMarginHead


class ArcFaceHead(ScaledMarginHead):
    """The right person's logit is s · cos(θ + m), the others' s · cos θ (equation 3).

    Beyond θ = π − m the formula would grow again with the angle. There the logit goes on as
    s · (cos θ − (1 − cos m)), which meets cos(θ + m) = −1 at θ = π − m without a step, and falls.
    """

    def __init__(self, settings: CosineMarginConfiguration, dimension: int, classes: int) -> None:
        super().__init__(dimension, classes, settings.margin, settings.scale)

    def reduced(self, cosine: torch.Tensor) -> torch.Tensor:
        """Returns cos(θ + m) = cos θ · cos m − sin θ · sin m, or its continuation."""
        # The slope of the sine is infinite at θ = 0 and π; it is cut where float32 ends.
        sine = (1 - cosine.square()).clamp(min=1e-12).sqrt()
        shifted = cosine * math.cos(self.margin) - sine * math.sin(self.margin)
        beyond = cosine - (1 - math.cos(self.margin))
        return torch.where(cosine > -math.cos(self.margin), shifted, beyond)
