"""Several processes, one for each GPU, that train one network.

They are started by `torchrun`, which tells each its number by environment variables.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from torch import distributed


@dataclass(frozen=True)
class Group:
    """The processes of a run: this one's number, how many there are, and this one's device."""

    rank: int = 0
    size: int = 1
    device: torch.device = torch.device("cpu")

    @property
    def is_first(self) -> bool:
        """Whether this is the process that writes files."""
        return self.rank == 0


@contextmanager
def process_group() -> Iterator[Group]:
    """Yields the group that `torchrun` started this process in, or one process alone."""
    size = int(os.environ.get("WORLD_SIZE", "1"))
    local = int(os.environ.get("LOCAL_RANK", "0"))
    has_gpu = torch.cuda.is_available()
    device = torch.device("cuda", local) if has_gpu else torch.device("cpu")
    if has_gpu:
        torch.cuda.set_device(device)
    if size == 1:
        yield Group(device=device)
        return
    distributed.init_process_group("nccl" if has_gpu else "gloo")
    try:
        yield Group(distributed.get_rank(), size, device)
        # Whoever is done first must not close the connections that others still use.
        distributed.barrier()
    finally:
        distributed.destroy_process_group()


def gather(rows: torch.Tensor) -> torch.Tensor:
    """Returns the rows [n, …] of all processes in their order; with one process the same rows.

    Every process must have as many. The gradient of the gathered rows flows to this process's own,
    times the number of processes: as their gradients are averaged afterwards, the weights get the
    gradient that one process with the whole batch would give.
    """
    if not distributed.is_initialized():
        return rows
    return _Gather.apply(rows)


class _Gather(torch.autograd.Function):
    """`gather`, with the gradient that it promises."""

    @staticmethod
    def forward(context: Any, rows: torch.Tensor) -> torch.Tensor:
        """Returns all rows."""
        parts = [torch.empty_like(rows) for _ in range(distributed.get_world_size())]
        distributed.all_gather(parts, rows.contiguous())
        return torch.cat(parts)

    @staticmethod
    def backward(context: Any, gradient: torch.Tensor) -> torch.Tensor:
        """Returns the part of this process."""
        size = distributed.get_world_size()
        return gradient.chunk(size)[distributed.get_rank()] * size


def from_first(value: Any) -> Any:
    """Returns the value of the first process in all of them; the others' does not matter."""
    if not distributed.is_initialized():
        return value
    box = [value]
    distributed.broadcast_object_list(box, src=0)
    return box[0]


def from_all(value: Any) -> list[Any]:
    """Returns the values of all processes in their order."""
    if not distributed.is_initialized():
        return [value]
    values: list[Any] = [None] * distributed.get_world_size()
    distributed.all_gather_object(values, value)
    return values
