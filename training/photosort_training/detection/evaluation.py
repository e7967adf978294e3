"""How a detector compares with its teacher, both on the same canvases."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from photosort_training.detection.decoding import Faces
from photosort_training.detection.finders import Finder
from photosort_training.detection.matching import landmark_errors, matched
from photosort_training.detection.photos import fitted, read_pixels
from photosort_training.errors import TrainingError

# Fainter faces are not looked at.
FLOOR = 0.1
# Thresholds that may be chosen. Below the first, scores say little.
THRESHOLDS = np.round(np.arange(0.5, 0.96, 0.01), 2)
# A face that the teacher is sure of, and the least height of a box that counts, in pixels.
SURE = 0.7
LEAST_HEIGHT = 20

Found = Mapping[Path, Faces]
Values = dict[str, float]


def search(detectors: Sequence[Finder], paths: Iterable[Path], side: int) -> list[Found]:
    """Returns what each detector finds in photos, faces of score `FLOOR` on, by path.

    Photos whose longer side is above `side` pixels are reduced to it, as photosort does; faces are
    told in pixels of the photo.

    Raises:
        TrainingError: when a photo cannot be read.
    """
    found: list[dict[Path, Faces]] = [{} for _ in detectors]
    for path in paths:
        image = read_pixels(path)
        if image is None:
            raise TrainingError(f"{path} cannot be read as a photo.")
        canvas = fitted(image, side)
        factor = max(image.shape[:2]) / max(canvas.shape[:2])
        for detector, faces in zip(detectors, found, strict=True):
            faces[path] = detector.faces(canvas, FLOOR).scaled(factor)
    return found


def above(found: Found, least_score: float) -> dict[Path, Faces]:
    """Returns the faces of at least a score."""
    return {path: faces[faces.scores >= least_score] for path, faces in found.items()}


def false_alarms(found: Found, least_score: float) -> float:
    """Returns the faces for each photo, of photos without any."""
    return sum(map(len, above(found, least_score).values())) / len(found)


def chosen_threshold(student: Found, teacher: Found, teachers_threshold: float) -> float:
    """Returns the least threshold at which the student has no more false alarms than the teacher.

    Args:
        student: What it finds in photos without faces.
        teacher: What the teacher finds there.
        teachers_threshold: Its own.
    """
    most = false_alarms(teacher, teachers_threshold)
    fitting = [t for t in THRESHOLDS if false_alarms(student, t) <= most]
    return float(fitting[0] if fitting else THRESHOLDS[-1])


def rates(found: Found, labels: Mapping[Path, np.ndarray], least_score: float) -> Values:
    """Returns recall and precision at IoU 0.5, and the false alarms for each photo.

    Boxes less than `LEAST_HEIGHT` pixels high are left out of the second recall alone.

    Args:
        found: By path, at least those of `labels`.
        labels: The boxes that are there.
        least_score: Of the faces that count.
    """
    hits, large_hits, large, count, alarms = 0, 0, 0, 0, 0
    for path, boxes in labels.items():
        places = matched(found[path][found[path].scores >= least_score], boxes)
        is_large = boxes[:, 3] - boxes[:, 1] >= LEAST_HEIGHT
        is_hit = np.isin(np.arange(len(boxes)), places)
        count, large = count + len(boxes), large + int(is_large.sum())
        hits, large_hits = hits + int(is_hit.sum()), large_hits + int((is_hit & is_large).sum())
        alarms += int((places < 0).sum())
    return {
        "recall": hits / max(1, count),
        f"recall from {LEAST_HEIGHT} pixels": large_hits / max(1, large),
        "precision": hits / max(1, hits + alarms),
        "false alarms a photo": alarms / len(labels),
    }


def agreement(student: Found, teacher: Found, least_score: float) -> Values:
    """Returns how far the student finds what the teacher is sure of, and how well it places it.

    The main face of a photo is the largest of which the teacher is sure. Landmark errors are in
    distances between the eyes.
    """
    sure, own = above(teacher, SURE), above(student, least_score)
    found, mains, main_hits = 0, 0, 0
    errors = [np.zeros(0)]
    for path, wanted in sure.items():
        places = matched(own[path], wanted.boxes)
        is_match = places >= 0
        found += int(is_match.sum())
        errors.append(landmark_errors(own[path][is_match], wanted[places[is_match]]))
        if len(wanted):
            mains += 1
            main_hits += int(np.argmax(wanted.heights) in places)
    total = sum(map(len, sure.values()))
    error = np.concatenate(errors)
    return {
        "photos": len(sure),
        "sure faces of the teacher": total,
        "found of them": found / max(1, total),
        "main faces found": main_hits / max(1, mains),
        "mean landmark error": float(error.mean()) if len(error) else 0.0,
        "median landmark error": float(np.median(error)) if len(error) else 0.0,
    }
