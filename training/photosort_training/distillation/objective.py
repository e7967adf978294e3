"""What distillation minimizes."""

import torch
from torch import nn
from torch.nn import functional

from photosort_training.distillation.hints import faded, hint_loss
from photosort_training.distillation.settings import DistillationConfiguration
from photosort_training.distillation.source import DistillationBatch
from photosort_training.engine.objective import Curves, Objective

# Keeps the logarithm of a length finite.
LEAST_LENGTH = 1e-3


class DistillationObjective(Objective):
    """The distance of a student's embeddings and maps from a teacher's.

    The sum of, with y the student's raw embeddings and t the teacher's, ŷ and t̂ at unit length:
      1 − ŷ · t̂, the mean over the batch;
      `similarities` · the mean of (ŷ ŷᵀ − t̂ t̂ᵀ)², which keeps how alike two faces are (relational
      distillation; Tung and Mori, 2019);
      `length` · the mean of (ln |y| − ln |t|)², as the length tells how good a face is;
      the hints' weight · for each pair of maps the mean square of the difference over the variance
      of the teacher's (FitNets; Romero et al., 2015). A 1×1 convolution, which is not part of the
      student, takes the student's planes to the teacher's. A 28×28 map says 784 times in a face
      what an embedding says once.
    Where the two have embeddings of different lengths, y in the first term is what a matrix makes
    of the student's, which is not part of it either.

    Args:
        settings: The weights of the terms.
        widths: Planes of the student's maps and of the teacher's, in pairs.
        dimensions: The values of the student's embeddings and of the teacher's.
    """

    def __init__(
        self,
        settings: DistillationConfiguration,
        widths: list[tuple[int, int]],
        dimensions: tuple[int, int],
    ) -> None:
        super().__init__()
        self.settings = settings
        is_same = dimensions[0] == dimensions[1]
        self.translation = nn.Identity() if is_same else nn.Linear(*dimensions, bias=False)
        self.adapters = nn.ModuleList([nn.Conv2d(own, wanted, 1) for own, wanted in widths])
        self.register_buffer("step", torch.zeros((), dtype=torch.int64))

    def forward(self, network: nn.Module, batch: DistillationBatch) -> tuple[torch.Tensor, Curves]:
        """Returns the loss of a batch and its terms; in training each call is a step."""
        images = batch.images.contiguous(memory_format=torch.channels_last)
        embeddings, maps = network.stages(images) if self.adapters else (network(images), [])
        settings = self.settings
        terms = {
            "distance": (
                1.0,
                direction_loss(self.translation(embeddings), batch.embeddings),
            ),
            "similarities": (
                settings.similarities,
                similarity_loss(embeddings, batch.embeddings),
            ),
            "length": (settings.length, length_loss(embeddings, batch.embeddings)),
        }
        pairs = zip(self.adapters, maps, batch.hints(), strict=True) if self.adapters else ()
        for number, (adapter, own, wanted) in enumerate(pairs, start=1):
            terms[f"hint {number}"] = (self.hint_weight(), hint_loss(adapter, own, wanted))
        if self.training:
            self.step += 1
        loss = sum(weight * term for weight, term in terms.values())
        return loss, {name: term.detach() for name, (_, term) in terms.items()}

    def hint_weight(self) -> float:
        """Returns the weight of each hint at this step."""
        settings = self.settings
        return faded(settings.hints, settings.final_hints, int(self.step) / settings.hint_steps)


def direction_loss(student: torch.Tensor, teacher: torch.Tensor) -> torch.Tensor:
    """Returns 1 − cosine of embeddings [N, D] and [N, D], the mean over N."""
    return 1 - functional.cosine_similarity(student, teacher).mean()


def similarity_loss(student: torch.Tensor, teacher: torch.Tensor) -> torch.Tensor:
    """Returns the mean squared difference of the cosines of all N² pairs of a batch."""
    own, wanted = functional.normalize(student), functional.normalize(teacher)
    return (own @ own.T - wanted @ wanted.T).square().mean()


def length_loss(student: torch.Tensor, teacher: torch.Tensor) -> torch.Tensor:
    """Returns the mean squared difference of the logarithms of the lengths of raw embeddings."""
    own = student.norm(dim=1).clamp(min=LEAST_LENGTH).log()
    wanted = teacher.norm(dim=1).clamp(min=LEAST_LENGTH).log()
    return (own - wanted).square().mean()
