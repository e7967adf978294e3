"""Softmax with center loss (Wen et al., 2016)."""

import torch
from torch import nn

from photosort_training.data.source import Batch
from photosort_training.engine.distributed import gather
from photosort_training.engine.objective import Curves, Objective
from photosort_training.loss_configuration import CenterConfiguration


def center_loss(
    embeddings: torch.Tensor, labels: torch.Tensor, centers: torch.Tensor
) -> torch.Tensor:
    """Returns L_C = ½ Σ |x_i − c_{y_i}|² (equation 2): a sum over the batch.

    Args:
        embeddings: [N, dimension].
        labels: The person of each, [N].
        centers: [people, dimension].
    """
    return (embeddings - centers[labels]).square().sum() / 2


@torch.no_grad()
def update_centers(
    centers: torch.Tensor, embeddings: torch.Tensor, labels: torch.Tensor, rate: float
) -> None:
    """Moves the centers of a batch's people: c_j ← c_j − α · Δc_j (equation 4), in place.

    Δc_j = Σ (c_j − x_i) / (1 + n_j), the sum over the n_j images of person j in the batch.
    """
    sums = torch.zeros_like(centers).index_add_(0, labels, centers[labels] - embeddings)
    counts = torch.zeros_like(centers[:, :1]).index_add_(
        0, labels, torch.ones_like(embeddings[:, :1])
    )
    centers -= rate * sums / (1 + counts)


class CenterObjective(Objective):
    """L = L_S + λ · L_C (equation 5), both divided by the number of images of a batch."""

    def __init__(self, settings: CenterConfiguration, dimension: int, classes: int) -> None:
        super().__init__()
        self.settings = settings
        self.classifier = nn.Linear(dimension, classes)
        self.register_buffer("centers", torch.zeros(classes, dimension))

    def forward(self, network: nn.Module, batch: Batch) -> tuple[torch.Tensor, Curves]:
        """Returns the loss and its two parts; in training the centers move."""
        embeddings = network(batch.images)
        logits = self.classifier(embeddings)
        softmax = nn.functional.cross_entropy(logits, batch.labels)
        center = center_loss(embeddings, batch.labels, self.centers) / len(embeddings)
        if self.training:
            everybody = gather(embeddings.detach()), gather(batch.labels)
            update_centers(self.centers, *everybody, self.settings.rate)
        accuracy = (logits.argmax(dim=1) == batch.labels).float().mean()
        curves = {"softmax": softmax.detach(), "center": center.detach(), "accuracy": accuracy}
        return softmax + self.settings.weight * center, curves
