"""Faces cut out of photos with what is around them, to fill canvases with many at any size."""

from collections.abc import Iterable, Sequence

import cv2
import numpy as np

from photosort_training.detection.photos import Photo, fitted, packed
from photosort_training.detection.teacher import DenseDetector

# A close-up's side in sides of its face, and the most pixels that are kept of it.
WIDTH = 2.2
LONGEST_SIDE = 192
# Faces are looked for in so many pixels of the longer side; those of less score or side are left.
_SEARCH_SIDE = 640
_LEAST_SCORE = 0.6
_LEAST_SIDE = 14


def close_ups(photos: Iterable[Photo], teacher: DenseDetector) -> tuple[Photo, ...]:
    """Returns the faces that a detector finds in photos, each in the middle of a square."""
    found: list[Photo] = []
    for photo in photos:
        image = photo.pixels(photo.longer_side)
        small = fitted(image, _SEARCH_SIDE)
        faces = teacher.faces(small, _LEAST_SCORE)
        factor = photo.longer_side / max(small.shape[:2])
        for box in faces.boxes[_sides(faces.boxes) >= _LEAST_SIDE] * factor:
            found.append(packed(_cut(image, box)))
    return tuple(found)


def placed(
    image: np.ndarray,
    close_up: np.ndarray,
    corner: tuple[int, int],
    side: int,
    matrix: np.ndarray,
) -> None:
    """Draws a close-up into a square of an image.

    Args:
        image: uint8 [H, W, 3]; it is changed.
        close_up: uint8 [h, w, 3].
        corner: The square's left and top in pixels.
        side: Of the square, which may reach over the right and lower border.
        matrix: float64 [2, 2], from the close-up to the square, middle to middle.
    """
    x, y = corner
    part = image[y : y + side, x : x + side]
    middle = (np.array(close_up.shape[1::-1]) - 1) / 2
    shift = (side - 1) / 2 - matrix @ middle
    whole = np.concatenate([matrix, shift[:, np.newaxis]], axis=1)
    extents = (part.shape[1], part.shape[0])
    part[:] = cv2.warpAffine(
        close_up, whole, extents, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101
    )


def _sides(boxes: np.ndarray) -> np.ndarray:
    """Returns the longer sides of boxes [N, 4]."""
    return (boxes[:, 2:] - boxes[:, :2]).max(axis=1)


def _cut(image: np.ndarray, box: Sequence[float] | np.ndarray) -> np.ndarray:
    """Returns the square around a box, at most `LONGEST_SIDE` pixels; black outside the image."""
    box = np.asarray(box, dtype=np.float64)
    side = WIDTH * (box[2:] - box[:2]).max()
    out = int(np.clip(round(side), 1, LONGEST_SIDE))
    left, top = (box[:2] + box[2:]) / 2 - side / 2
    # Smaller first, so that no pixel is passed over.
    step = max(1, int(side / out))
    if step > 1:
        height, width = (max(1, extent // step) for extent in image.shape[:2])
        image = cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA)
    zoom = side / step / out
    matrix = np.array([[zoom, 0, left / step], [0, zoom, top / step]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return cv2.warpAffine(image, matrix, (out, out), flags=flags)
