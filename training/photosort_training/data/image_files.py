"""Image files in a folder."""

import os
from pathlib import Path

from photosort_training.errors import TrainingError

IMAGE_SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".bmp"})


def find_images(folder: Path) -> list[Path]:
    """Returns the images at any depth in a folder, by their names, sorted.

    What is hidden is left out. Links are followed, but for those to a folder they lie in.

    Raises:
        TrainingError: when it is not a folder.
    """
    if not folder.is_dir():
        raise TrainingError(f"{folder} is not a folder.")
    found = []
    for place, folders, files in os.walk(folder, followlinks=True):
        parent = Path(place)
        folders[:] = [name for name in folders if _is_entered(parent / name)]
        found += [parent / name for name in files if _is_image(name)]
    return sorted(found)


def _is_entered(folder: Path) -> bool:
    """Returns whether images are looked for in a folder: not in a hidden one, nor in a circle."""
    leads_back = folder.is_symlink() and folder.parent.resolve().is_relative_to(folder.resolve())
    return not folder.name.startswith(".") and not leads_back


def _is_image(name: str) -> bool:
    """Returns whether a file is a visible image by its name."""
    return os.path.splitext(name)[1].lower() in IMAGE_SUFFIXES and not name.startswith(".")
