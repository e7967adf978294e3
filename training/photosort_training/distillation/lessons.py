"""Batches that are made with a teacher's help, each from its number in the run alone."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

from photosort_training.data.source import Batch
from photosort_training.data.workers import leave_signals_to_parent, loaded
from photosort_training.engine.distributed import Group

# The number of an epoch that no run reaches: its batches are for validation, and so many.
VALIDATION_EPOCH = 1 << 31
VALIDATION_BATCHES = 8


@dataclass(frozen=True)
class HintedBatch(Batch):
    """A batch with a teacher's inner values.

    `maps` has one tensor [N, C, H, W] of float16 for each hint, flattened to [N, C·H·W] and joined;
    `extents` has a row C, H, W for each.
    """

    maps: torch.Tensor
    extents: torch.Tensor

    def hints(self) -> list[torch.Tensor]:
        """Returns the teacher's maps, float32 [N, C, H, W] each."""
        extents = [tuple(row) for row in self.extents.tolist()]
        parts = self.maps.split([int(np.prod(extent)) for extent in extents], dim=1)
        return [
            part.float().unflatten(1, extent) for part, extent in zip(parts, extents, strict=True)
        ]

    @staticmethod
    def packed(maps: Sequence[np.ndarray], count: int) -> dict[str, torch.Tensor]:
        """Returns the fields `maps` and `extents` of a teacher's maps for `count` images."""
        flat = [values.reshape(count, -1).astype(np.float16) for values in maps]
        joined = np.concatenate(flat, axis=1) if flat else np.empty((count, 0))
        extents = torch.tensor([values.shape[1:] for values in maps]).reshape(-1, 3)
        return {"maps": torch.from_numpy(joined), "extents": extents}


class _Lessons(Dataset):
    """Whole batches by their number in the run; the teacher is started in each worker."""

    def __init__(self, source: "LessonSource", epoch: int, first: int) -> None:
        self.source = source
        self.epoch = epoch
        self.first = first
        self.teacher: Any = None

    def __len__(self) -> int:
        return max(0, self.source.batch_count - self.first)

    def __getitem__(self, index: int) -> Batch:
        if self.teacher is None:
            self.teacher = self.source.make_teacher()
        return self.source.make_batch(self.teacher, self.epoch, self.first + index)


class LessonSource:
    """Makes images and asks a teacher about the very images made; a subclass says how.

    Args:
        batch_count: Batches of every epoch.
        make_teacher: Starts a teacher; called once in each worker.
        seed: Of all that is drawn, with epoch, batch and process.
        workers: Processes that make batches.
        group: The processes that train together; each makes its own part of a batch.
    """

    def __init__(
        self,
        batch_count: int,
        make_teacher: Callable[[], Any],
        seed: int,
        workers: int,
        group: Group,
    ) -> None:
        self.batch_count = batch_count
        self.make_teacher = make_teacher
        self.seed = seed
        self.workers = workers
        self.group = group

    def plan(self, epoch: int, network: nn.Module) -> None:
        """Returns nothing: a batch follows from its number."""
        return None

    def batches(self, plan: None, epoch: int, first: int) -> Iterator[Batch]:
        """Yields this process's part of the batches from number `first` on."""
        loader = DataLoader(
            _Lessons(self, epoch, first),
            batch_size=None,
            num_workers=self.workers,
            multiprocessing_context="spawn" if self.workers else None,
            worker_init_fn=leave_signals_to_parent,
            generator=torch.Generator().manual_seed(self.seed),
        )
        yield from loaded(loader)

    def make_batch(self, teacher: Any, epoch: int, number: int) -> Batch:
        """Returns this process's part of a batch; the same arguments give the same batch."""
        raise NotImplementedError

    def generator(self, epoch: int, number: int) -> np.random.Generator:
        """Returns what this process's part of a batch is drawn from."""
        return np.random.default_rng((self.seed, epoch, number, self.group.rank))
