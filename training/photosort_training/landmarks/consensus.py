"""What a detector says of a face on the whole, asked several times.

A detector's landmarks depend on where its cells happen to lie: the same photo, moved by five
pixels, has them elsewhere by a tenth of the eyes' distance. Their mean over places, sizes and the
mirror image is nearer to the truth than any one answer.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np

from photosort_training.detection.closeups import WIDTH
from photosort_training.detection.decoding import Faces
from photosort_training.detection.matching import matched
from photosort_training.detection.photos import Photo
from photosort_training.detection.teacher import DenseDetector

# The sizes at which a close-up is shown, and by how many pixels it is moved right and down.
_VIEWS = ((1.0, 0, 0), (1.0, 5, 3), (0.8, 2, 6), (0.62, 3, 1), (1.2, 4, 2))
# Of the two times five answers so many must be there, and no further from their mean, in
# distances between the eyes: the rest are no faces, or faces that the detector does not understand.
_LEAST_ANSWERS = 7
_MOST_SPREAD = 0.15
_LEAST_SCORE = 0.3
# The order of the five landmarks in a mirror.
MIRRORED = [1, 0, 2, 4, 3]


@dataclass(frozen=True)
class KnownFace:
    """A close-up of a face, and where its five landmarks are, float64 [5, 2] in its pixels."""

    close_up: Photo
    points: np.ndarray


def known_faces(close_ups: Iterable[Photo], teacher: DenseDetector) -> tuple[KnownFace, ...]:
    """Returns the close-ups in whose landmarks a detector agrees with itself."""
    found = []
    for close_up in close_ups:
        points = consensus(close_up.pixels(close_up.longer_side), teacher)
        if points is not None:
            found.append(KnownFace(close_up, points))
    return tuple(found)


def consensus(image: np.ndarray, teacher: DenseDetector) -> np.ndarray | None:
    """Returns the mean landmarks [5, 2] of the face in the middle of a close-up, if there is one.

    Args:
        image: uint8 [S, S, 3]; the face's box has the middle and 1 / WIDTH of the side.
        teacher: Finds faces.
    """
    side = image.shape[0]
    half = side / WIDTH / 2
    box = np.array([[side / 2 - half, side / 2 - half, side / 2 + half, side / 2 + half]])
    answers = []
    for is_mirrored in (False, True):
        shown = np.ascontiguousarray(image[:, ::-1]) if is_mirrored else image
        for view in _VIEWS:
            faces = _seen(shown, view, teacher)
            place = np.flatnonzero(matched(_squared(faces), box) >= 0)
            if len(place):
                points = faces.points[place[0]]
                answers.append(mirrored(points, side) if is_mirrored else points)
    if len(answers) < _LEAST_ANSWERS:
        return None
    mean = np.mean(answers, axis=0)
    eyes = np.linalg.norm(mean[1] - mean[0])
    spread = np.linalg.norm(np.array(answers) - mean, axis=2).mean()
    return mean if spread <= _MOST_SPREAD * eyes else None


def mirrored(points: np.ndarray, width: float) -> np.ndarray:
    """Returns landmarks [5, 2] as they lie in the mirror image of an image so many pixels wide."""
    return np.stack([width - 1 - points[MIRRORED, 0], points[MIRRORED, 1]], axis=1)


def _seen(image: np.ndarray, view: tuple[float, int, int], teacher: DenseDetector) -> Faces:
    """Returns the faces of an image as it is found at another size and place, in its pixels."""
    factor, right, down = view
    extent = max(8, round(image.shape[0] * factor))
    method = cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR
    shown = cv2.resize(image, (extent, extent), interpolation=method)
    shown = cv2.copyMakeBorder(shown, down, 0, right, 0, cv2.BORDER_CONSTANT)
    faces = teacher.faces(shown, _LEAST_SCORE)
    zoom = image.shape[0] / extent
    # The middle of the first pixel is 0 in both; the corners of the images coincide.
    points = (faces.points - [right, down] + 0.5) * zoom - 0.5
    boxes = (faces.boxes - [right, down, right, down]) * zoom
    return Faces(faces.scores, boxes, points)


def _squared(faces: Faces) -> Faces:
    """Returns faces with square boxes around the same middles, the longer side kept."""
    middles = (faces.boxes[:, :2] + faces.boxes[:, 2:]) / 2
    half = (faces.boxes[:, 2:] - faces.boxes[:, :2]).max(axis=1, keepdims=True) / 2
    return Faces(faces.scores, np.concatenate([middles - half, middles + half], 1), faces.points)
