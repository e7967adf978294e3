"""Aligned crops as a data set, and the images of a batch."""

import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from torch.utils.data import Dataset

from photosort_training.data.people import Person
from photosort_training.errors import TrainingError

# The data loader has its own processes; threads of OpenCV inside them only compete.
cv2.setNumThreads(0)


class DamagedImageError(TrainingError):
    """An image that cannot be used, and why."""


@dataclass(frozen=True)
class FaceImages:
    """Paths of crops and, beside each, the number of its person.

    People with two or more images have the numbers 0 … `classes` − 1; people with one image come
    after them, so that a loss with a class for each person can leave them out.
    """

    paths: tuple[Path, ...]
    labels: np.ndarray
    classes: int

    @staticmethod
    def of(people: Iterable[Person]) -> "FaceImages":
        """Returns the images of people, numbered in the order of their names."""
        ordered = sorted(people, key=lambda person: (len(person.images) < 2, person.name))
        labels = [label for label, person in enumerate(ordered) for _ in person.images]
        return FaceImages(
            paths=tuple(path for person in ordered for path in person.images),
            labels=np.array(labels, dtype=np.int64),
            classes=sum(len(person.images) >= 2 for person in ordered),
        )


def read_crop(path: Path, side: int) -> np.ndarray:
    """Returns an image as uint8 [side, side, 3], red first.

    Raises:
        DamagedImageError: when the file cannot be decoded or is of another size.
    """
    try:
        image = cv2.imdecode(np.fromfile(path, dtype=np.uint8), cv2.IMREAD_COLOR_RGB)
    except (OSError, cv2.error):
        image = None
    if image is None:
        raise DamagedImageError(f"{path} cannot be read as an image.")
    if image.shape != (side, side, 3):
        height, width = image.shape[:2]
        raise DamagedImageError(f"{path} is {width}×{height} pixels, not {side}×{side}.")
    return image


def find_damaged(paths: Sequence[Path], side: int) -> dict[Path, str]:
    """Returns the images that `read_crop` refuses, each with the reason as a sentence."""

    def reason(path: Path) -> str | None:
        try:
            read_crop(path, side)
        except DamagedImageError as error:
            return str(error)
        return None

    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        reasons = list(pool.map(reason, paths, chunksize=64))
    return {path: why for path, why in zip(paths, reasons, strict=True) if why is not None}


@dataclass(frozen=True)
class Draw:
    """One image of one batch: its place in the data set, and the seed of its augmentation."""

    index: int
    seed: tuple[int, ...]


class FaceDataset(Dataset):
    """Images of a data set as the network reads them; indexed by `Draw`."""

    def __init__(
        self,
        images: FaceImages,
        stored_side: int,
        transform: Callable[[np.ndarray, np.random.Generator | None], np.ndarray],
    ) -> None:
        self.images = images
        self.stored_side = stored_side
        self.transform = transform

    def __len__(self) -> int:
        """Returns the number of images."""
        return len(self.images.paths)

    def __getitem__(self, draw: Draw) -> tuple[torch.Tensor, int]:
        """Returns an augmented image, float32 [C, H, W], and the number of its person."""
        generator = np.random.default_rng(draw.seed)
        return self._load(draw.index, generator), int(self.images.labels[draw.index])

    def plain(self, index: int) -> torch.Tensor:
        """Returns an image without augmentation, float32 [C, H, W]."""
        return self._load(index, None)

    def _load(self, index: int, generator: np.random.Generator | None) -> torch.Tensor:
        image = read_crop(self.images.paths[index], self.stored_side)
        return torch.from_numpy(self.transform(image, generator))
