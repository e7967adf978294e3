"""Which triplets of a batch are learned from.

All functions take the distances of every pair of a batch [n, n] and labels [n], and return places
as three vectors of one length: anchors, positives, negatives. An anchor and its positive are two
images of one person; the negative is another person.
"""

from collections.abc import Callable

import torch

Triplets = tuple[torch.Tensor, torch.Tensor, torch.Tensor]
Miner = Callable[[torch.Tensor, torch.Tensor, float], Triplets]


def batch_hard(distances: torch.Tensor, labels: torch.Tensor, margin: float) -> Triplets:
    """Each anchor with its farthest positive and nearest negative (Hermans et al., 2017).

    Anchors without a positive, such as people with one image, or without a negative are left out.
    The margin plays no part.
    """
    positive, negative = _relations(labels)
    farthest = distances.masked_fill(~positive, -torch.inf).argmax(dim=1)
    nearest = distances.masked_fill(~negative, torch.inf).argmin(dim=1)
    anchors = torch.nonzero(positive.any(dim=1) & negative.any(dim=1)).squeeze(1)
    return anchors, farthest[anchors], nearest[anchors]


def semi_hard(distances: torch.Tensor, labels: torch.Tensor, margin: float) -> Triplets:
    """Each pair of one person with its nearest semi-hard negative (Schroff et al., 2015).

    A negative is semi-hard when it is farther from the anchor than the positive, by less than the
    margin. Pairs without one are left out.
    """
    positive, negative = _relations(labels)
    anchors, positives = torch.nonzero(positive, as_tuple=True)
    to_positive = distances[anchors, positives][:, None]
    to_others = distances[anchors]
    is_semi_hard = (
        negative[anchors] & (to_others > to_positive) & (to_others < to_positive + margin)
    )
    nearest = to_others.masked_fill(~is_semi_hard, torch.inf).argmin(dim=1)
    kept = is_semi_hard.any(dim=1)
    return anchors[kept], positives[kept], nearest[kept]


def given(distances: torch.Tensor, labels: torch.Tensor, margin: float) -> Triplets:
    """The batch itself, laid out as anchor, positive, negative and so on."""
    places = torch.arange(len(labels), device=labels.device)
    return places[0::3], places[1::3], places[2::3]


MINERS: dict[str, Miner] = {"batch-hard": batch_hard, "semi-hard": semi_hard, "given": given}


def _relations(labels: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Returns which pairs are two images of one person, and which are two people: [n, n] each."""
    same = labels[:, None] == labels[None, :]
    itself = torch.eye(len(labels), dtype=torch.bool, device=labels.device)
    return same & ~itself, ~same
