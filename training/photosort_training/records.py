"""Files that are written whole or not at all, and the JSON that runs keep."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

from photosort_training.errors import TrainingError


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """Yields a file that takes the place of `path` in the end.

    It is written beside its place, forced to the disk and then renamed, so a power cut leaves the
    one before. Of a write that fails, on a full disk say, nothing stays.

    Raises:
        TrainingError: when it cannot be written.
    """
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise TrainingError(f"{path} cannot be written: {error.strerror or error}.") from error
    finally:
        with suppress(OSError):
            part.unlink()


def write_bytes(path: Path, content: bytes) -> None:
    """Writes a file whole, or not at all.

    Raises:
        TrainingError: when it cannot be written.
    """
    with whole_file(path) as file:
        file.write(content)


def write_json(path: Path, value: Any) -> None:
    """Writes a value as JSON, the same bytes for the same value.

    Raises:
        TrainingError: when it cannot be written, or a number in it is not finite.
    """
    try:
        text = json.dumps(value, indent=2, ensure_ascii=False, default=float, allow_nan=False)
    except ValueError as error:
        raise TrainingError(f"{path} is not written: a number in it is not finite.") from error
    write_bytes(path, (text + "\n").encode())


def read_json(path: Path) -> Any:
    """Returns what a JSON file holds.

    Raises:
        TrainingError: when it cannot be read.
    """
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise TrainingError(f"{path} cannot be read; is this the folder of a run?") from error
