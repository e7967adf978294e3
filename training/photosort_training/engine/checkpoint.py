"""Checkpoints: files from which a run goes on as if nothing had happened."""

import hashlib
from pathlib import Path
from typing import Any

import torch
from torch import nn

from photosort_training.errors import TrainingError
from photosort_training.records import whole_file

FORMAT = "photosort.checkpoint/1"


def write_checkpoint(path: Path, state: dict[str, Any]) -> None:
    """Writes a checkpoint: whole, or not at all.

    Raises:
        TrainingError: when it cannot be written.
    """
    with whole_file(path) as file:
        try:
            torch.save({"format": FORMAT, **state}, file)
        except RuntimeError as error:
            if isinstance(error.__context__, OSError):
                # Of a full disk PyTorch speaks only of what it could not close.
                raise error.__context__ from None
            raise


def read_checkpoint(path: Path) -> dict[str, Any]:
    """Returns what `write_checkpoint` wrote, with tensors on the processor.

    Only tensors and plain values are read; a file that holds code is refused.

    Raises:
        TrainingError: when the file is missing, damaged, or no checkpoint.
    """
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
    except FileNotFoundError as error:
        raise TrainingError(f"There is no checkpoint {path}; train first.") from error
    except Exception as error:
        # Bytes that are no pickle make its reader fail in any way.
        raise TrainingError(f"{path} is damaged or no checkpoint.") from error
    if not isinstance(state, dict) or state.get("format") != FORMAT:
        raise TrainingError(f"{path} is no checkpoint of this program.")
    return state


def load_trained_weights(network: nn.Module, path: Path) -> dict[str, Any]:
    """Gives a network the weights of a checkpoint: the averaged ones where there are such.

    Returns:
        What tells these weights from others: the `step` they are of, and their `sha256`.

    Raises:
        TrainingError: when the checkpoint cannot be read, belongs to another network, or holds
            numbers that are not finite.
    """
    state = read_checkpoint(path)
    average = state["average"]
    weights = average["values"] if average else state["network"]
    try:
        network.load_state_dict(weights)
    except RuntimeError as error:
        raise TrainingError(f"{path} holds the weights of another network.") from error
    if not are_finite(weights):
        raise TrainingError(f"{path} holds weights that are not finite; train again.")
    return {"step": state["position"]["step"], "sha256": _digest(weights)}


def are_finite(tensors: dict[str, torch.Tensor]) -> bool:
    """Returns whether no tensor holds an infinity or what is not a number."""
    return all(bool(tensor.isfinite().all()) for tensor in tensors.values())


def _digest(weights: dict[str, torch.Tensor]) -> str:
    """Returns the SHA-256 of tensors with their names, types and extents."""
    digest = hashlib.sha256()
    for name, tensor in sorted(weights.items()):
        digest.update(f"{name} {tensor.dtype} {list(tensor.shape)}\n".encode())
        digest.update(tensor.contiguous().numpy().tobytes())
    return digest.hexdigest()


def random_states() -> dict[str, torch.Tensor]:
    """Returns the states of the generators that training draws from, such as dropout's."""
    states = {"cpu": torch.get_rng_state()}
    if torch.cuda.is_available():
        states["cuda"] = torch.cuda.get_rng_state()
    return states


def restore_random_states(states: dict[str, torch.Tensor]) -> None:
    """Takes over what `random_states` returned."""
    torch.set_rng_state(states["cpu"])
    if "cuda" in states and torch.cuda.is_available():
        torch.cuda.set_rng_state(states["cuda"])
