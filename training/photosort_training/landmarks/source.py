"""Batches of new crops."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from photosort_training.data.source import Batch
from photosort_training.distillation.lessons import LessonSource
from photosort_training.distillation.teacher import planes_of
from photosort_training.engine.distributed import Group
from photosort_training.engine.objective import Curves, Objective
from photosort_training.landmarks.consensus import KnownFace
from photosort_training.landmarks.crops import EYE_DISTANCE, training_crop
from photosort_training.landmarks.settings import CoarseConfiguration

# What the network reads, as its manifest says it.
INPUT = {"colors": "rgb", "mean": [127.5] * 3, "deviation": [127.5] * 3}
# Where smooth L1 turns from a square to a line, in distances between the eyes.
BEND = 0.02


@dataclass(frozen=True)
class LandmarkBatch(Batch):
    """Crops with where their landmarks are, float32 [N, 10]; the labels mean nothing."""

    points: torch.Tensor


class LandmarkSource(LessonSource):
    """Makes crops of known faces.

    Args:
        faces: At least one.
        settings: How far the landmarks that faces are aligned by are off.
        batch_size: Crops of a batch, of all processes together.
        batch_count: Batches of an epoch.
        seed: Of all that is drawn, with epoch, batch and process.
        workers: Processes that make batches.
        group: The processes that train together; each makes its own part of a batch.
    """

    def __init__(
        self,
        faces: Sequence[KnownFace],
        settings: CoarseConfiguration,
        batch_size: int,
        batch_count: int,
        seed: int,
        workers: int,
        group: Group,
    ) -> None:
        super().__init__(batch_count, _nobody, seed, workers, group)
        self.faces = faces
        self.settings = settings
        self.batch_size = batch_size

    def make_batch(self, teacher: None, epoch: int, number: int) -> LandmarkBatch:
        """Returns this process's part of a batch; the same arguments give the same batch."""
        generator = self.generator(epoch, number)
        made = []
        for _ in range(self.batch_size // self.group.size):
            face = self.faces[generator.integers(len(self.faces))]
            made.append(training_crop(face, self.settings, generator))
        crops, points = (np.stack(parts) for parts in zip(*made, strict=True))
        return LandmarkBatch(
            images=torch.from_numpy(planes_of(crops, INPUT)),
            labels=torch.zeros(len(made), dtype=torch.int64),
            points=torch.from_numpy(points.reshape(len(made), -1)).float(),
        )


def _nobody() -> None:
    """Returns no teacher: the landmarks are known beforehand."""


class LandmarkObjective(Objective):
    """The smooth L1 distance (Girshick, 2015) of landmarks, in distances between the eyes."""

    def forward(self, network: nn.Module, batch: LandmarkBatch) -> tuple[torch.Tensor, Curves]:
        """Returns the loss of a batch, and the mean distance of landmarks."""
        images = batch.images.contiguous(memory_format=torch.channels_last)
        error = (network(images) - batch.points) / EYE_DISTANCE
        loss = functional.smooth_l1_loss(error, torch.zeros_like(error), beta=BEND)
        distance = error.detach().unflatten(1, (-1, 2)).norm(dim=2).mean()
        return loss, {"distance": distance}
