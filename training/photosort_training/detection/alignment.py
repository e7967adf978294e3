"""What landmarks are for: crops aligned by them, and what an embedder makes of those."""

from pathlib import Path

import cv2
import numpy as np

from photosort_training.data.transforms import TEMPLATE_SIDE
from photosort_training.detection.decoding import Faces
from photosort_training.detection.matching import matched
from photosort_training.detection.photos import read_pixels
from photosort_training.distillation.teacher import Teacher
from photosort_training.manifest import TEMPLATE


def similarity(points: np.ndarray, template: np.ndarray) -> np.ndarray:
    """Returns the 2×3 similarity that takes points nearest to a template, in least squares.

    With (a, b) the rotation and scale and (u, v) the shift, a point (x, y) goes to
    (a x − b y + u, b x + a y + v): linear in the four unknowns.

    Args:
        points: [N, 2], not all the same.
        template: [N, 2].
    """
    x, y = points.T
    one, zero = np.ones(len(x)), np.zeros(len(x))
    rows = np.concatenate([np.stack([x, -y, one, zero], 1), np.stack([y, x, zero, one], 1)])
    (a, b, u, v), *_ = np.linalg.lstsq(rows, template.T.ravel(), rcond=None)
    return np.array([[a, -b, u], [b, a, v]])


def aligned(image: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Returns the face of five landmarks as photosort aligns it, uint8 [112, 112, 3]."""
    matrix = similarity(points, np.array(TEMPLATE))
    return cv2.warpAffine(image, matrix, (TEMPLATE_SIDE, TEMPLATE_SIDE), flags=cv2.INTER_LINEAR)


def embedding_cosines(path: Path, own: Faces, wanted: Faces, embedder: Teacher) -> np.ndarray:
    """Returns the cosines between a photo's faces aligned by two detectors' landmarks.

    Args:
        path: The photo, which can be read.
        own: Its faces by one detector.
        wanted: By the other; faces that only one of them has are left out.
        embedder: Embeds 112×112 pixels.
    """
    places = matched(own, wanted.boxes)
    pairs = [(own.points[i], wanted.points[place]) for i, place in enumerate(places) if place >= 0]
    if not pairs:
        return np.zeros(0)
    image = read_pixels(path)
    crops = [aligned(image, points) for pair in pairs for points in pair]
    embeddings = embedder(np.stack(crops)).embeddings
    embeddings = embeddings / np.linalg.norm(embeddings, axis=1, keepdims=True)
    return np.sum(embeddings[::2] * embeddings[1::2], axis=1)
