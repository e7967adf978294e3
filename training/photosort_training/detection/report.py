"""All measurements of a detector next to its teacher's, and a table of them."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from photosort_training.detection.alignment import embedding_cosines
from photosort_training.detection.evaluation import (
    SURE,
    Found,
    Values,
    above,
    agreement,
    chosen_threshold,
    false_alarms,
    rates,
    search,
)
from photosort_training.detection.finders import Finder, MovedFinder
from photosort_training.detection.labels import read_labels
from photosort_training.detection.photos import find_photos
from photosort_training.detection.teacher import DenseDetector
from photosort_training.distillation.teacher import Teacher
from photosort_training.errors import TrainingError


def measured(
    student: Finder,
    teacher: DenseDetector,
    side: int,
    negatives: Iterable[Path],
    labels: Iterable[Path],
    folders: Iterable[Path],
    embedder: Teacher | None = None,
) -> dict[str, Any]:
    """Returns the student's threshold, and measurements by set of photos.

    Args:
        student: A detector.
        teacher: Another; its threshold is that of its manifest. Its own landmark errors and
            cosines are those of the same photos moved by a few pixels.
        side: The longer side at which photos are searched, in pixels.
        negatives: Folders of photos without faces; there the student's threshold is found.
        labels: Lists of boxes.
        folders: Folders of photos on which the teacher is asked.
        embedder: Embeds the faces of `folders`, aligned by the landmarks of both.

    Raises:
        TrainingError: when there are no negatives, or photos or lists cannot be read.
    """
    detectors = (student, teacher, MovedFinder(teacher))
    limit = teacher.thresholds["score"]
    scenes = [path for folder in negatives for path in find_photos(folder)]
    if not scenes:
        raise TrainingError("Without photos of no faces there is no threshold.")
    own, others = search(detectors[:2], scenes, side)
    threshold = chosen_threshold(own, others, limit)
    sets: dict[str, Any] = {
        "no faces": {
            "student": {"false alarms a photo": false_alarms(own, threshold)},
            "teacher": {"false alarms a photo": false_alarms(others, limit)},
        }
    }
    for file in labels:
        boxes = read_labels(file)
        own, others, again = search(detectors, boxes, side)
        sets[_free_name(file.parent, sets)] = {
            "student": {**rates(own, boxes, threshold), **agreement(own, others, threshold)},
            "teacher": {**rates(others, boxes, limit), **agreement(again, others, limit)},
        }
    for folder in folders:
        own, others, again = search(detectors, find_photos(folder), side)
        values = {"student": agreement(own, others, threshold)}
        values["teacher"] = agreement(again, others, limit)
        if embedder is not None:
            values["student"] |= _alikeness(above(own, threshold), others, embedder)
            values["teacher"] |= _alikeness(above(again, limit), others, embedder)
        sets[_free_name(folder, sets)] = values
    return {"side": side, "threshold": threshold, "sets": sets}


def _alikeness(own: Found, others: Found, embedder: Teacher) -> Values:
    """Returns how alike an embedder finds faces as two detectors' landmarks align them."""
    sure = above(others, SURE)
    values = np.concatenate([embedding_cosines(p, own[p], sure[p], embedder) for p in sure])
    return {"median embedding cosine": float(np.median(values)) if len(values) else 0.0}


def _free_name(folder: Path, sets: dict[str, Any]) -> str:
    """Returns what a set is called: as its folder, with a number where another is called so."""
    name = folder.resolve().name
    names = [name, *(f"{name} {number}" for number in range(2, len(sets) + 2))]
    return next(name for name in names if name not in sets)


def table(result: dict[str, Any]) -> str:
    """Returns measurements as lines: the set, the measure, the student's value, the teacher's."""
    lines = [f"{'set':24} {'measure':28} {'student':>9} {'teacher':>9}"]
    for name, values in result["sets"].items():
        teacher = values.get("teacher", {})
        for measure, value in values["student"].items():
            other = f"{teacher[measure]:9.4f}" if measure in teacher else ""
            lines.append(f"{name:24} {measure:28} {value:9.4f} {other}".rstrip())
    return "\n".join([*lines, f"threshold {result['threshold']}"])
