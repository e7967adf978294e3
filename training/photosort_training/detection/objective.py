"""What a detector's training minimizes."""

import torch
from torch import nn
from torch.nn import functional

from photosort_training.detection.network import STRIDES
from photosort_training.detection.settings import ImitationConfiguration
from photosort_training.detection.source import DetectorBatch
from photosort_training.distillation.hints import faded, hint_loss
from photosort_training.engine.objective import Curves, Objective

# Where smooth L1 turns from a square to a line, in sizes of the face: a fifth of the accuracy
# that aligned crops need.
BEND = 0.005
# What a cell without a face counts in the hints, next to 1 + of one with a sure face. About one
# cell in a hundred has one.
BACKGROUND = 0.03


class ImitationObjective(Objective):
    """The distance of a student's cells and maps from a teacher's.

    The sum of, with s the teacher's score of a cell and p the student's:
      the cross-entropy of p to s, weighted by max(s, p) (compare the varifocal loss of Zhang et
      al., 2021): cells that both hold for empty, nearly all, count little; the faces and what the
      student takes for faces count. Divided by the sum of s, so that it is a loss per face;
      `boxes` · the smooth L1 distance of dx and dy over the teacher's size of the face, and of log
      w and log h; the mean over cells of s ≥ `least_score`, weighted by s;
      `points` · the same of the landmarks over the size √(w · h);
      the hints' weight · for each stride the mean square of the difference of maps over the
      variance of the teacher's, weighted towards faces; not of known empty canvases, of which the
      teacher may see things (`distillation/hints.py` has the idea).

    Args:
        settings: The weights of the terms.
        widths: Planes of the student's maps and of the teacher's, in pairs; empty without hints.
    """

    def __init__(self, settings: ImitationConfiguration, widths: list[tuple[int, int]]) -> None:
        super().__init__()
        self.settings = settings
        self.adapters = nn.ModuleList([nn.Conv2d(own, wanted, 1) for own, wanted in widths])
        self.register_buffer("step", torch.zeros((), dtype=torch.int64))

    def forward(self, network: nn.Module, batch: DetectorBatch) -> tuple[torch.Tensor, Curves]:
        """Returns the loss of a batch and its terms; in training each call is a step."""
        settings = self.settings
        cells, maps = network.stages(batch.images.contiguous(memory_format=torch.channels_last))
        terms = {"score": (1.0, score_loss(cells[..., 0], batch.cells[..., 0]))}
        boxes, points = place_losses(cells, batch.cells, settings.least_score)
        terms |= {"boxes": (settings.boxes, boxes), "points": (settings.points, points)}
        weight = faded(settings.hints, settings.final_hints, int(self.step) / settings.hint_steps)
        for name, term in self._hint_losses(maps, batch).items():
            terms[name] = (weight, term)
        if self.training:
            self.step += 1
        loss = sum(weight * term for weight, term in terms.values())
        return loss, {name: term.detach() for name, (_, term) in terms.items()}

    def _hint_losses(self, maps: list[torch.Tensor], batch: DetectorBatch) -> Curves:
        """Returns the term of each hint by name."""
        if not self.adapters:
            return {}
        hints = batch.hints()
        scores = batch.cells[..., 0].split([h.shape[2] * h.shape[3] for h in hints], dim=1)
        is_known = batch.labels.float().reshape(-1, 1, 1, 1)
        losses = {}
        for i, stride in enumerate(STRIDES):
            focus = (BACKGROUND + scores[i].reshape(-1, 1, *hints[i].shape[2:])) * is_known
            losses[f"hint {stride}"] = hint_loss(self.adapters[i], maps[i], hints[i], focus)
        return losses


def score_loss(logits: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
    """Returns the cross-entropy to soft scores, weighted by the larger of both, for each face.

    Args:
        logits: The student's scores before the sigmoid, [N, P].
        scores: The teacher's, 0 to 1, [N, P].
    """
    weights = torch.maximum(logits.detach().sigmoid(), scores)
    entropy = functional.binary_cross_entropy_with_logits(logits, scores, reduction="none")
    return (weights * entropy).sum() / (1 + scores.sum())


def place_losses(
    own: torch.Tensor, wanted: torch.Tensor, least_score: float
) -> tuple[torch.Tensor, torch.Tensor]:
    """Returns how far boxes and landmarks are off, in sizes of the face; 0 without a face.

    Args:
        own: The student's cells, [N, P, VALUES].
        wanted: The teacher's.
        least_score: Of the teacher's cells that count.
    """
    counts = wanted[..., 0] >= least_score
    own, wanted = own[counts], wanted[counts]
    weights = wanted[:, :1] / (wanted[:, 0].sum() + 1e-6)
    extents = wanted[:, 3:5].exp()
    size = extents.prod(dim=1, keepdim=True).sqrt()
    shifts = _distance(own[:, 1:3] / extents, wanted[:, 1:3] / extents)
    stretches = _distance(own[:, 3:5], wanted[:, 3:5])
    points = _distance(own[:, 5:] / size, wanted[:, 5:] / size)
    boxes = (weights * (shifts + stretches)).sum() / 4
    return boxes, (weights * points).sum() / points.shape[1]


def _distance(own: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    """Returns the smooth L1 distance of each value (Girshick, 2015)."""
    return functional.smooth_l1_loss(own, wanted, beta=BEND, reduction="none")
