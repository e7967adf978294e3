"""What losses of angles share: a direction for each person, and a margin on the right one's."""

import torch
from torch import nn

from photosort_training.data.source import Batch
from photosort_training.engine.objective import Curves, Objective


class AngularHead(nn.Module):
    """Logits from the angles between embeddings and one direction a person, without bias."""

    def __init__(self, dimension: int, classes: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(classes, dimension))
        nn.init.normal_(self.weight, std=0.01)

    def cosines(self, embeddings: torch.Tensor) -> torch.Tensor:
        """Returns the cosine of each embedding [N, dimension] with each direction: [N, classes]."""
        directions = nn.functional.normalize(self.weight)
        return (nn.functional.normalize(embeddings) @ directions.T).clamp(-1, 1)

    def forward(self, embeddings: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
        """Returns logits [N, classes]; the margin makes the right person's smaller."""
        raise NotImplementedError


class ScaledMarginHead(AngularHead):
    """Cosines times a constant scale, with a margin on the right person's."""

    def __init__(self, dimension: int, classes: int, margin: float, scale: float) -> None:
        super().__init__(dimension, classes)
        self.margin = margin
        self.scale = scale

    def reduced(self, cosine: torch.Tensor) -> torch.Tensor:
        """Returns the cosines [N] with the right person, less for the margin."""
        raise NotImplementedError

    def forward(self, embeddings: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
        """Returns logits [N, classes]."""
        cosines = self.cosines(embeddings)
        right = labels[:, None]
        reduced = self.reduced(cosines.gather(1, right).squeeze(1))
        return self.scale * cosines.scatter(1, right, reduced[:, None])


class MarginObjective(Objective):
    """Softmax and cross-entropy over the logits of an angular head."""

    def __init__(self, head: AngularHead) -> None:
        super().__init__()
        self.head = head

    def forward(self, network: nn.Module, batch: Batch) -> tuple[torch.Tensor, Curves]:
        """Returns the loss, and how often the right person has the highest logit."""
        logits = self.head(network(batch.images), batch.labels)
        loss = nn.functional.cross_entropy(logits, batch.labels)
        accuracy = (logits.argmax(dim=1) == batch.labels).float().mean()
        return loss, {"accuracy with margin": accuracy}
