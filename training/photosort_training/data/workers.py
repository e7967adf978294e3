"""The processes that make batches beside the one that trains."""

import signal
import traceback
from collections.abc import Iterator
from typing import Any

from torch.utils.data import DataLoader


def leave_signals_to_parent(number: int) -> None:
    """Has a loader's process pass over SIGINT and SIGTERM; for `worker_init_fn` of a loader.

    Ctrl-C reaches the whole group of processes. The one that trains still needs the batch in hand
    then, to stop after it with a checkpoint; the others end with it.

    Args:
        number: The process's, which does not matter.
    """
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.SIG_IGN)


def loaded(loader: DataLoader) -> Iterator[Any]:
    """Yields the batches of a loader whose processes leave signals to their parent.

    The frames of an exception that comes out of one of them would keep the loader, and with it
    processes that pass over the signal by which the interpreter ends them, and wait for it.
    """
    try:
        yield from loader
    except Exception as error:
        traceback.clear_frames(error.__traceback__)
        raise
