"""Triplet loss (Schroff et al., 2015; Hermans et al., 2017)."""

import torch
from torch import nn

from photosort_training.data.source import Batch
from photosort_training.engine.distributed import gather
from photosort_training.engine.objective import Curves, Objective
from photosort_training.loss_configuration import TripletConfiguration
from photosort_training.losses.mining import MINERS

# The gradient of a root is infinite at 0; squared distances below this count as this.
LEAST_SQUARE = 1e-12


def pair_distances(embeddings: torch.Tensor, kind: str) -> torch.Tensor:
    """Returns the distances of all pairs of unit vectors [n, d], as a matrix [n, n].

    |a − b|² = 2 − 2·a·b. `kind` is `squared` or `euclidean`.
    """
    squares = (2 - 2 * embeddings @ embeddings.T).clamp(min=LEAST_SQUARE)
    return squares if kind == "squared" else squares.sqrt()


def triplet_loss(
    to_positive: torch.Tensor, to_negative: torch.Tensor, margin: float
) -> torch.Tensor:
    """Returns the mean of max(0, d(a, p) − d(a, n) + margin) over triplets; 0 without any."""
    if to_positive.numel() == 0:
        return to_positive.sum()
    return torch.relu(to_positive - to_negative + margin).mean()


class TripletObjective(Objective):
    """The loss of mined triplets of unit-length embeddings, over the batches of all processes."""

    def __init__(self, settings: TripletConfiguration) -> None:
        super().__init__()
        self.settings = settings
        self.mine = MINERS[settings.mining]

    def forward(self, network: nn.Module, batch: Batch) -> tuple[torch.Tensor, Curves]:
        """Returns the loss, and how many triplets were found and still cost something."""
        embeddings = nn.functional.normalize(network(batch.images))
        embeddings, labels = gather(embeddings), gather(batch.labels)
        distances = pair_distances(embeddings, self.settings.distance)
        margin = self.settings.margin
        anchors, positives, negatives = self.mine(distances.detach(), labels, margin)
        to_positive = distances[anchors, positives]
        to_negative = distances[anchors, negatives]
        # Without triplets the sum of nothing would have no graph to go back through.
        loss = triplet_loss(to_positive, to_negative, margin) + 0 * embeddings.sum()
        active = (to_positive - to_negative + margin > 0).sum()
        return loss, {"triplets": len(anchors), "active triplets": active}
