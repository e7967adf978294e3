"""Which faces that were found are which faces that are there."""

import numpy as np

from photosort_training.detection.decoding import Faces, overlaps

# The least intersection over union of two boxes of one face, as PASCAL VOC and WIDER FACE have it.
LEAST_OVERLAP = 0.5


def matched(found: Faces, boxes: np.ndarray) -> np.ndarray:
    """Returns for each face the place of its box in `boxes`, or -1.

    The best face chooses first: the box, of those not yet taken, that it overlaps most.

    Args:
        found: In any order.
        boxes: [N, 4].
    """
    places = np.full(len(found), -1)
    if not len(boxes):
        return places
    common = overlaps(found.boxes, boxes)
    for i in np.argsort(-found.scores, kind="stable"):
        best = int(common[i].argmax())
        if common[i, best] >= LEAST_OVERLAP:
            places[i] = best
            common[:, best] = -1
    return places


def landmark_errors(own: Faces, wanted: Faces) -> np.ndarray:
    """Returns how far landmarks are off, the mean of the five of a face, in eye distances [N].

    Args:
        own: N faces.
        wanted: The same N as they should be; their eyes give the distance.
    """
    distances = np.linalg.norm(own.points - wanted.points, axis=2).mean(axis=1)
    return distances / np.maximum(wanted.eye_distances, 1e-6)
