"""Batches of new faces with what a teacher makes of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

from photosort_training.data.faces import FaceImages, read_crop
from photosort_training.data.source import Batch
from photosort_training.data.transforms import DEVIATION, MEAN
from photosort_training.distillation.settings import SynthesisSamplerConfiguration
from photosort_training.distillation.synthesis import synthesized
from photosort_training.distillation.teacher import Teacher
from photosort_training.engine.distributed import Group


@dataclass(frozen=True)
class DistillationBatch(Batch):
    """A batch with its lesson; nobody's label is looked at, so all are 0.

    `embeddings` are the teacher's, raw, float32 [N, dimension]. `maps` are its inner values, one
    tensor [N, C, H, W] of float16 for each hint, flattened to [N, C·H·W] and joined; `extents`
    has a row C, H, W for each.
    """

    embeddings: torch.Tensor
    maps: torch.Tensor
    extents: torch.Tensor

    def hints(self) -> list[torch.Tensor]:
        """Returns the teacher's maps, float32 [N, C, H, W] each."""
        extents = [tuple(row) for row in self.extents.tolist()]
        parts = self.maps.split([int(np.prod(extent)) for extent in extents], dim=1)
        return [
            part.float().unflatten(1, extent) for part, extent in zip(parts, extents, strict=True)
        ]


class _Lessons(Dataset):
    """Whole batches by their number in the run; the teacher is started in each worker."""

    def __init__(self, source: "DistillationSource", epoch: int, first: int) -> None:
        self.source = source
        self.epoch = epoch
        self.first = first
        self.teacher: Teacher | None = None

    def __len__(self) -> int:
        return self.source.batch_count - self.first

    def __getitem__(self, index: int) -> DistillationBatch:
        if self.teacher is None:
            self.teacher = self.source.make_teacher()
        return self.source.make_batch(self.teacher, self.epoch, self.first + index)


class DistillationSource:
    """Makes faces of stored crops, and asks the teacher about the very faces made.

    Args:
        images: Paths of crops; labels are not looked at.
        stored_side: The side of a crop file in pixels.
        side: The side of a face as network and teacher see it.
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
        sampler: SynthesisSamplerConfiguration,
        make_teacher: Callable[[], Teacher],
        seed: int,
        workers: int,
        group: Group,
    ) -> None:
        self.images = images
        self.stored_side = stored_side
        self.side = side
        self.sampler = sampler
        self.make_teacher = make_teacher
        self.seed = seed
        self.workers = workers
        self.group = group

    @property
    def batch_count(self) -> int:
        """The number of batches of every epoch."""
        return self.sampler.batches

    def plan(self, epoch: int, network: nn.Module) -> None:
        """Returns nothing: a batch follows from its number."""
        return None

    def batches(self, plan: None, epoch: int, first: int) -> Iterator[DistillationBatch]:
        """Yields this process's part of the batches from number `first` on."""
        yield from DataLoader(
            _Lessons(self, epoch, first),
            batch_size=None,
            num_workers=self.workers,
            multiprocessing_context="spawn" if self.workers else None,
            generator=torch.Generator().manual_seed(self.seed),
        )

    def make_batch(self, teacher: Teacher, epoch: int, number: int) -> DistillationBatch:
        """Returns this process's part of a batch; the same arguments give the same batch."""
        generator = np.random.default_rng((self.seed, epoch, number, self.group.rank))
        size = self.sampler.batch_size // self.group.size
        faces = np.stack(
            [
                synthesized(self._draw, self.side, self.sampler.synthesis, generator)
                for _ in range(size)
            ]
        )
        lesson = teacher(faces)
        flat = [values.reshape(size, -1).astype(np.float16) for values in lesson.maps]
        return DistillationBatch(
            images=(torch.from_numpy(faces).permute(0, 3, 1, 2).float() - MEAN) / DEVIATION,
            labels=torch.zeros(size, dtype=torch.int64),
            embeddings=torch.from_numpy(lesson.embeddings),
            maps=torch.from_numpy(np.concatenate(flat, axis=1) if flat else np.empty((size, 0))),
            extents=torch.tensor([values.shape[1:] for values in lesson.maps]).reshape(-1, 3),
        )

    def _draw(self, generator: np.random.Generator) -> np.ndarray:
        """Returns a stored crop at random."""
        index = int(generator.integers(len(self.images.paths)))
        return read_crop(self.images.paths[index], self.stored_side)
