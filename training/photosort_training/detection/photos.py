"""Photos in memory, as small JPEG files."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from photosort_training.data.image_files import find_images
from photosort_training.errors import TrainingError

# At this quality of JPEG a photo takes a tenth of its pixels' memory, and no artefact is seen.
_QUALITY = 95
# The factors by which a JPEG file is decoded smaller at a fraction of the time.
_REDUCED = {
    1: cv2.IMREAD_COLOR_RGB,
    2: cv2.IMREAD_REDUCED_COLOR_2,
    4: cv2.IMREAD_REDUCED_COLOR_4,
    8: cv2.IMREAD_REDUCED_COLOR_8,
}


def find_photos(folder: Path) -> list[Path]:
    """Returns the images at any depth in a folder, sorted; what is hidden is left out.

    Raises:
        TrainingError: when it is not a folder, or there are none.
    """
    found = find_images(folder)
    if not found:
        raise TrainingError(f"{folder} holds no photos.")
    return found


@dataclass(frozen=True)
class Photo:
    """A JPEG file in memory, with its extents in pixels."""

    data: bytes
    width: int
    height: int

    @property
    def longer_side(self) -> int:
        """The longer side in pixels."""
        return max(self.width, self.height)

    def pixels(self, least_side: float) -> np.ndarray:
        """Returns uint8 [H, W, 3], red first, of which the longer side is `least_side` or more.

        A photo that is larger is reduced by 2, 4 or 8; a smaller one is returned as it is.
        """
        factor = max(f for f in _REDUCED if f == 1 or self.longer_side / f >= least_side)
        image = cv2.imdecode(np.frombuffer(self.data, np.uint8), _REDUCED[factor])
        return image if factor == 1 else cv2.cvtColor(image, cv2.COLOR_BGR2RGB)


def read_pixels(path: Path) -> np.ndarray | None:
    """Returns the upright pixels of a file, uint8 [H, W, 3], red first; nothing of a bad one."""
    try:
        data = np.frombuffer(path.read_bytes(), np.uint8)
        return cv2.imdecode(data, cv2.IMREAD_COLOR_RGB) if data.size else None
    except (OSError, cv2.error):
        return None


def fitted(image: np.ndarray, longer_side: int) -> np.ndarray:
    """Returns an image of which neither side is above `longer_side`; it is never enlarged."""
    factor = longer_side / max(image.shape[:2])
    if factor >= 1:
        return image
    height, width = (max(1, round(extent * factor)) for extent in image.shape[:2])
    return cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA)


def load_photos(folder: Path, longer_side: int) -> tuple[list[Photo], list[Path]]:
    """Returns the photos of a folder, and the paths of those that cannot be read.

    Args:
        folder: Searched at any depth.
        longer_side: Photos are kept no larger, in pixels.

    Raises:
        TrainingError: when there are none.
    """
    photos, unreadable = [], []
    for path in find_photos(folder):
        image = read_pixels(path)
        if image is None:
            unreadable.append(path)
        else:
            photos.append(packed(fitted(image, longer_side)))
    if not photos:
        raise TrainingError(f"None of the photos in {folder} can be read.")
    return photos, unreadable


def packed(image: np.ndarray) -> Photo:
    """Returns an image, uint8 [H, W, 3], red first, as a photo in memory."""
    quality = [cv2.IMWRITE_JPEG_QUALITY, _QUALITY]
    _, data = cv2.imencode(".jpg", cv2.cvtColor(image, cv2.COLOR_RGB2BGR), quality)
    return Photo(data.tobytes(), image.shape[1], image.shape[0])


def load_all(
    folders: Iterable[Path], longer_side: int
) -> tuple[tuple[tuple[Photo, ...], ...], list[Path]]:
    """Returns the photos of each folder, and the paths of all that cannot be read."""
    loaded = [load_photos(folder, longer_side) for folder in folders]
    return tuple(tuple(photos) for photos, _ in loaded), [p for _, bad in loaded for p in bad]
