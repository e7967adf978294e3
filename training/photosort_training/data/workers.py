"""The processes that make batches beside the one that trains."""

import signal


def leave_signals_to_parent(number: int) -> None:
    """Has a loader's process pass over SIGINT and SIGTERM; for `worker_init_fn` of a loader.

    Ctrl-C reaches the whole group of processes. The one that trains still needs the batch in hand
    then, to stop after it with a checkpoint; the others end with it.

    Args:
        number: The process's, which does not matter.
    """
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.SIG_IGN)
