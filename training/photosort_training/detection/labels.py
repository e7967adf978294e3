"""Boxes of faces that people have marked: `file,x1,y1,x2,y2,kind`."""

import csv
from pathlib import Path

import numpy as np

from photosort_training.errors import TrainingError

_SIDES = ("x1", "y1", "x2", "y2")


def read_labels(path: Path) -> dict[Path, np.ndarray]:
    """Returns the boxes of each photo, [N, 4] as left, top, right, bottom, in pixels of the photo.

    Files are named relative to the list. A photo in several lines has several faces.

    Raises:
        TrainingError: when the list cannot be read, lacks a column, or holds no box.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        boxes = [(path.parent / row["file"], [float(row[side]) for side in _SIDES]) for row in rows]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise TrainingError(f"{path} cannot be read as a list of boxes.") from error
    if not boxes:
        raise TrainingError(f"{path} holds no box.")
    found: dict[Path, list[list[float]]] = {}
    for photo, box in boxes:
        found.setdefault(photo, []).append(box)
    return {photo: np.array(found[photo]) for photo in sorted(found)}
