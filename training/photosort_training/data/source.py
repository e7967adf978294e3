"""Where a trainer's batches come from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Protocol, Self

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader

from photosort_training.data.faces import Draw, FaceDataset
from photosort_training.data.samplers import Plan, Sampler
from photosort_training.data.workers import leave_signals_to_parent, loaded
from photosort_training.engine.distributed import Group
from photosort_training.errors import TrainingError
from photosort_training.evaluation.embedding import embed_images


@dataclass(frozen=True)
class Batch:
    """What an objective sees: images float32 [N, C, H, W], normalized, and labels int64 [N].

    A batch with more fields is a subclass; every field is a tensor.
    """

    images: torch.Tensor
    labels: torch.Tensor

    def to(self, device: torch.device) -> Self:
        """Returns the batch with all tensors on a device."""
        moved = {
            field.name: getattr(self, field.name).to(device, non_blocking=True)
            for field in fields(self)
        }
        return replace(self, **moved)


class BatchSource(Protocol):
    """Makes the batches of an epoch, for one of several processes."""

    @property
    def batch_count(self) -> int:
        """The number of batches of every epoch."""
        ...

    def plan(self, epoch: int, network: nn.Module) -> Plan:
        """Returns what the epoch's batches hold; a checkpoint keeps it. Called by one process."""
        ...

    def batches(self, plan: Plan, epoch: int, first: int) -> Iterator[Batch]:
        """Yields this process's part of the batches from number `first` on."""
        ...


class LabelledSource:
    """Batches of labelled images, as a sampler plans them."""

    def __init__(
        self, dataset: FaceDataset, sampler: Sampler, seed: int, workers: int, group: Group
    ) -> None:
        self.dataset = dataset
        self.sampler = sampler
        self.seed = seed
        self.workers = workers
        self.group = group

    @property
    def batch_count(self) -> int:
        """The number of batches of every epoch."""
        return self.sampler.batch_count

    def plan(self, epoch: int, network: nn.Module) -> Plan:
        """Returns the places of the images of each batch."""

        def embed(places: Sequence[int]) -> np.ndarray:
            return embed_images(network, self.dataset, places, self.workers)

        return self.sampler.plan(epoch, embed)

    def batches(self, plan: Plan, epoch: int, first: int) -> Iterator[Batch]:
        """Yields this process's slice of each batch.

        Raises:
            TrainingError: when a batch does not divide among the processes.
        """
        draws = [self._draws(plan[number], epoch, number) for number in range(first, len(plan))]
        loader = DataLoader(
            self.dataset,
            batch_sampler=draws,
            num_workers=self.workers,
            collate_fn=_collate,
            worker_init_fn=leave_signals_to_parent,
            # The loader draws a seed for its workers; ours must not depend on how often it starts.
            generator=torch.Generator().manual_seed(self.seed),
        )
        yield from loaded(loader)

    def _draws(self, places: list[int], epoch: int, number: int) -> list[Draw]:
        """Returns what this process loads of a batch; the seed tells the place in the whole."""
        if len(places) % self.group.size:
            raise TrainingError(
                f"A batch of {len(places)} images does not divide among {self.group.size} "
                "processes."
            )
        share = len(places) // self.group.size
        own = range(self.group.rank * share, (self.group.rank + 1) * share)
        return [Draw(places[i], (self.seed, epoch, number, i)) for i in own]


def _collate(items: list[tuple[torch.Tensor, int]]) -> Batch:
    """Returns loaded images as a batch."""
    images, labels = zip(*items, strict=True)
    return Batch(torch.stack(images), torch.tensor(labels, dtype=torch.int64))
