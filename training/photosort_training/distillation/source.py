"""Batches of new faces with what a teacher makes of them."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch

from photosort_training.data.faces import FaceImages, read_crop
from photosort_training.data.transforms import FaceTransform
from photosort_training.distillation.lessons import HintedBatch, LessonSource
from photosort_training.distillation.settings import SynthesisSamplerConfiguration
from photosort_training.distillation.synthesis import synthesized
from photosort_training.distillation.teacher import Teacher
from photosort_training.engine.distributed import Group


@dataclass(frozen=True)
class DistillationBatch(HintedBatch):
    """A batch with its lesson; nobody's label is looked at, so all are 0.

    `embeddings` are the teacher's, raw, float32 [N, dimension].
    """

    embeddings: torch.Tensor


class DistillationSource(LessonSource):
    """Makes faces of stored crops, and asks the teacher about the very faces made.

    Args:
        images: Paths of crops; labels are not looked at.
        stored_side: The side of a crop file in pixels.
        side: The side of a face as it is made, and as the teacher sees it.
        transform: Makes of that face, without chance, what the student reads.
        sampler: Batches an epoch, their size, and how faces are made.
        make_teacher: Starts a teacher; called once in each worker.
        seed: Of all that is drawn, with epoch, batch and process.
        workers: Processes that make batches.
        group: The processes that train together; each makes its own part of a batch.
    """

    def __init__(
        self,
        images: FaceImages,
        stored_side: int,
        side: int,
        transform: FaceTransform,
        sampler: SynthesisSamplerConfiguration,
        make_teacher: Callable[[], Teacher],
        seed: int,
        workers: int,
        group: Group,
    ) -> None:
        super().__init__(sampler.batches, make_teacher, seed, workers, group)
        self.images = images
        self.stored_side = stored_side
        self.side = side
        self.transform = transform
        self.sampler = sampler

    def make_batch(self, teacher: Teacher, epoch: int, number: int) -> DistillationBatch:
        """Returns this process's part of a batch; the same arguments give the same batch."""
        generator = self.generator(epoch, number)
        size = self.sampler.batch_size // self.group.size
        faces = np.stack(
            [
                synthesized(self._draw, self.side, self.sampler.synthesis, generator)
                for _ in range(size)
            ]
        )
        lesson = teacher(faces)
        return DistillationBatch(
            images=torch.from_numpy(np.stack([self.transform(face, None) for face in faces])),
            labels=torch.zeros(size, dtype=torch.int64),
            embeddings=torch.from_numpy(lesson.embeddings),
            **HintedBatch.packed(lesson.maps, size),
        )

    def _draw(self, generator: np.random.Generator) -> np.ndarray:
        """Returns a stored crop at random."""
        index = int(generator.integers(len(self.images.paths)))
        return read_crop(self.images.paths[index], self.stored_side)
