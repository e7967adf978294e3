"""Toy photos in which bright discs are the faces, and a hand-made teacher that finds them."""

import cv2
import numpy as np

from photosort_training.detection.decoding import Faces, cell_corners, decoded
from photosort_training.detection.network import STRIDES, VALUES
from photosort_training.detection.photos import Photo, packed
from photosort_training.detection.teacher import DenseLesson

BRIGHT = 200


def draw_disc(image: np.ndarray, x: float, y: float, radius: float) -> None:
    cv2.circle(image, (round(x), round(y)), round(radius), (255, 255, 255), -1)


def disc_photos(count: int, side: int = 96) -> list[Photo]:
    """Returns photos of dark noise with a disc or two."""
    draw = np.random.default_rng(5)
    photos = []
    for _ in range(count):
        image = draw.integers(0, 90, (side, side, 3)).astype(np.uint8)
        for _ in range(draw.integers(1, 3)):
            draw_disc(image, *draw.uniform(20, side - 20, 2), draw.uniform(6, 18))
        photos.append(packed(image))
    return photos


def dark_photos(count: int, side: int = 96) -> list[Photo]:
    draw = np.random.default_rng(6)
    images = [draw.integers(0, 90, (side, side, 3)).astype(np.uint8) for _ in range(count)]
    return [packed(image) for image in images]


class DiscTeacher:
    """Puts each bright spot into the cell, of the level of its size, that its middle lies in."""

    def __call__(self, canvases: np.ndarray) -> DenseLesson:
        return DenseLesson(np.stack([self.cells(canvas) for canvas in canvases]), ())

    def faces(self, image: np.ndarray, least_score: float) -> Faces:
        return decoded(self.cells(image), image.shape[1], image.shape[0], least_score)

    def cells(self, canvas: np.ndarray) -> np.ndarray:
        height, width = canvas.shape[:2]
        corners = cell_corners(width, height)
        cells = np.zeros((len(corners), VALUES), dtype=np.float32)
        cells[:, 0] = 0.01
        bright = (canvas.min(axis=2) > BRIGHT).astype(np.uint8)
        _, _, spots, middles = cv2.connectedComponentsWithStats(bright)
        for (_, _, w, h, area), middle in zip(spots[1:], middles[1:], strict=True):
            if area < 40:
                continue
            stride = STRIDES[0] if max(w, h) < 40 else STRIDES[1]
            place = np.flatnonzero(
                (corners[:, 2] == stride)
                & (corners[:, :2] == middle // stride * stride).all(axis=1)
            )[0]
            shift = (middle - corners[place, :2]) / stride
            extents = np.array([w, h]) / stride
            offsets = np.array([(-1, -1), (1, -1), (0, 0), (-1, 1), (1, 1)]) * extents / 4
            cells[place] = [0.95, *shift, *np.log(extents), *(shift + offsets).ravel()]
        return cells
