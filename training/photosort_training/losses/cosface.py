"""CosFace, the large-margin cosine loss (Wang et al., 2018)."""

import torch

from photosort_training.loss_configuration import CosineMarginConfiguration
from photosort_training.losses.margin import ScaledMarginHead


class CosFaceHead(ScaledMarginHead):
    """The right person's logit is s · (cos θ − m), the others' s · cos θ (equation 4)."""

    def __init__(self, settings: CosineMarginConfiguration, dimension: int, classes: int) -> None:
        super().__init__(dimension, classes, settings.margin, settings.scale)

    def reduced(self, cosine: torch.Tensor) -> torch.Tensor:
        """Returns cos θ − m."""
        return cosine - self.margin
