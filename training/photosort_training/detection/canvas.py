"""Training canvases: crops of photos, mosaics and grids of many, pictures without faces."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from photosort_training.detection.closeups import placed
from photosort_training.detection.patterns import pattern
from photosort_training.detection.photos import Photo
from photosort_training.detection.settings import CanvasConfiguration
from photosort_training.distillation.degradation import degraded, relit

# The side of a crop's window as shares of the photo's longer side, and its least pixels: over two
# octaves, from close-ups that fill the canvas to photos with a margin.
_WINDOW = (0.25, 1.5)
_LEAST_WINDOW = 90
# The longer side of a photo in a mosaic, as shares of the canvas: faces of some 8 pixels on.
_TILE = (0.07, 0.9)
_TILES = (2, 20)
# The squares of a grid along a side of the canvas, and the side of a close-up in those of its
# square: faces of some 14 to 200 pixels of a canvas of 320.
_SQUARES = (1.5, 8.0)
_FILL = (0.8, 1.5)


@dataclass(frozen=True)
class Canvas:
    """Pixels uint8 [side, side, 3], red first, and whether it is known that no face is in them."""

    pixels: np.ndarray
    is_empty: bool


class CanvasMaker:
    """Draws canvases.

    Args:
        photos: Photos by folder; each folder is drawn from as often as another, however few it has.
        close_ups: Faces of those photos, by folder; needed for grids alone.
        negatives: Photos without faces, by folder; perhaps none.
        settings: The side, and the shares of the kinds.
    """

    def __init__(
        self,
        photos: Sequence[Sequence[Photo]],
        close_ups: Sequence[Sequence[Photo]],
        negatives: Sequence[Sequence[Photo]],
        settings: CanvasConfiguration,
    ) -> None:
        self.photos = photos
        self.close_ups = close_ups
        self.negatives = negatives
        self.settings = settings

    def make(self, generator: np.random.Generator) -> Canvas:
        """Returns a new canvas; one in three is kept as it is, the others are relit and damaged."""
        settings, kind = self.settings, generator.random()
        is_empty = kind < settings.negatives
        if is_empty:
            image = self._negative(generator)
        elif kind < settings.negatives + settings.mosaics:
            image = self._mosaic(generator)
        elif kind < settings.negatives + settings.mosaics + settings.grids:
            image = self._grid(generator)
        else:
            image = self._crop(_drawn(self.photos, generator), settings.rotation, generator)
        if generator.random() < 0.67:
            image = degraded(_darkened(relit(image, generator), generator), generator)
        return Canvas(np.ascontiguousarray(image), is_empty)

    def _negative(self, generator: np.random.Generator) -> np.ndarray:
        """Returns a scene or a pattern; any turn, any order of planes, perhaps upside down."""
        if not self.negatives or generator.random() < 0.3:
            return pattern(self.settings.side, generator)
        turn = 180.0 if generator.random() < 0.3 else self.settings.rotation
        image = self._crop(_drawn(self.negatives, generator), turn, generator)
        if generator.random() < 0.2:
            image = image[..., generator.permutation(3)]
        return 255 - image if generator.random() < 0.05 else image

    def _crop(self, photo: Photo, rotation: float, generator: np.random.Generator) -> np.ndarray:
        """Returns a window of a photo, turned, perhaps mirrored, as large as the canvas."""
        side = self.settings.side
        low, high = np.log(_WINDOW)
        window = max(_LEAST_WINDOW, photo.longer_side * np.exp(generator.uniform(low, high)))
        image = photo.pixels(photo.longer_side * side / window)
        zoom = photo.longer_side / max(image.shape[:2])
        matrix = _turned(window / zoom / side, rotation, self.settings.mirror, generator)
        middle = _middle(image, window / zoom, generator)
        matrix[:, 2] = middle - matrix[:, :2] @ np.full(2, (side - 1) / 2)
        border = cv2.BORDER_CONSTANT if generator.random() < 0.6 else cv2.BORDER_REFLECT_101
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        return cv2.warpAffine(image, matrix, (side, side), flags=flags, borderMode=border)

    def _mosaic(self, generator: np.random.Generator) -> np.ndarray:
        """Returns many photos, small to large, pasted on a picture without faces."""
        image = np.ascontiguousarray(self._negative(generator))
        low, high = np.log(np.array(_TILES))
        count = int(np.exp(generator.uniform(low, high)))
        # So large that together they have about the area of the canvas.
        usual = np.log(np.clip(1 / np.sqrt(count), *_TILE))
        for _ in range(count):
            share = np.clip(np.exp(generator.normal(usual, 0.4)), *_TILE)
            self._paste(image, _drawn(self.photos, generator), share, generator)
        return image

    def _grid(self, generator: np.random.Generator) -> np.ndarray:
        """Returns faces side by side, all about as large: most landmarks for a canvas."""
        side = self.settings.side
        low, high = np.log(_SQUARES)
        square = max(8, round(side / np.exp(generator.uniform(low, high))))
        image = np.zeros((side + square, side + square, 3), dtype=np.uint8)
        for y in range(0, side + square, square):
            for x in range(0, side + square, square):
                face = _drawn(self.close_ups, generator)
                length = square * np.exp(generator.uniform(*np.log(_FILL)))
                pixels = face.pixels(length)
                zoom = length / max(pixels.shape[:2])
                matrix = _turned(zoom, self.settings.rotation, self.settings.mirror, generator)
                placed(image, pixels, (x, y), square, matrix[:, :2])
        left, top = generator.integers(0, square, 2)
        return image[top : top + side, left : left + side]

    def _paste(
        self, image: np.ndarray, photo: Photo, share: float, generator: np.random.Generator
    ) -> None:
        """Pastes a photo, turned, at a random place; some of it may lie outside."""
        side = self.settings.side
        length = max(8, round(share * side))
        tile = photo.pixels(length)
        factor = length / max(tile.shape[:2])
        extents = [max(1, round(extent * factor)) for extent in tile.shape[1::-1]]
        tile = cv2.resize(tile, extents, interpolation=cv2.INTER_AREA)
        matrix = _turned(1.0, self.settings.rotation, self.settings.mirror, generator)
        if generator.random() < 0.5:
            matrix[:, :2] = np.diag([np.sign(matrix[0, 0]), 1.0])
        middle = (np.array(extents) - 1) / 2
        matrix[:, 2] = generator.uniform(0, side, 2) - matrix[:, :2] @ middle
        # Only the tile's pixels are touched, and what lies around it is kept.
        cv2.warpAffine(tile, matrix, (side, side), image, cv2.INTER_LINEAR, cv2.BORDER_TRANSPARENT)


def _drawn(folders: Sequence[Sequence[Photo]], generator: np.random.Generator) -> Photo:
    """Returns a photo of a folder, both at random."""
    photos = folders[generator.integers(len(folders))]
    return photos[generator.integers(len(photos))]


def _turned(
    zoom: float, rotation: float, mirror: float, generator: np.random.Generator
) -> np.ndarray:
    """Returns a 2×3 matrix that turns by up to `rotation` degrees, zooms, and perhaps mirrors."""
    # Photos are mostly upright: a normal deviate, cut off.
    turn = np.deg2rad(np.clip(generator.normal(0, rotation / 2.5), -rotation, rotation))
    flip = -1.0 if generator.random() < mirror else 1.0
    cosine, sine = zoom * np.cos(turn), zoom * np.sin(turn)
    return np.array([[flip * cosine, -sine, 0.0], [flip * sine, cosine, 0.0]])


def _middle(image: np.ndarray, window: float, generator: np.random.Generator) -> np.ndarray:
    """Returns the middle of a window, x and y: inside the photo, or around one that is smaller."""
    extents = np.array(image.shape[1::-1], dtype=np.float64)
    slack = np.abs(extents - window) / 2
    return (extents - 1) / 2 + generator.uniform(-1, 1, 2) * slack


def _darkened(image: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Returns one canvas in eight as a short exposure has it: dark, and noisy."""
    if generator.random() >= 0.125:
        return image
    noise = generator.normal(0, generator.uniform(1, 6), image.shape[:2])
    return image * generator.uniform(0.08, 0.5) + noise[..., np.newaxis]
