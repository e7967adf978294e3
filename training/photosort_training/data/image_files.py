"""Image files in a folder."""

import os
from collections.abc import Iterable
from pathlib import Path

from photosort_training.errors import TrainingError

IMAGE_SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".bmp"})


def find_images(folder: Path) -> list[Path]:
    """Returns the images at any depth in a folder, by their names, sorted.

    What is hidden is left out. Links are followed, but to no folder that they lie in, nor to one
    that was seen before, whose images would count twice.

    Raises:
        TrainingError: when it is not a folder.
    """
    if not folder.is_dir():
        raise TrainingError(f"{folder} is not a folder.")
    found: list[Path] = []
    seen: set[Path] = set()
    # Folders come before links, so that images are called by where they are.
    waiting = [folder]
    for top in waiting:
        for place, folders, files in os.walk(top):
            parent = Path(place)
            if parent.resolve() in seen:
                folders.clear()
                continue
            seen.add(parent.resolve())
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            waiting += [parent / name for name in folders if _leads_elsewhere(parent / name)]
            found += [parent / name for name in files if _is_image(name)]
    return sorted(found)


def _leads_elsewhere(folder: Path) -> bool:
    """Returns whether a folder is a link, and not to one that it lies in."""
    above = folder.parent.resolve()
    return folder.is_symlink() and not above.is_relative_to(folder.resolve())


def distinct_folders(folders: Iterable[Path]) -> list[Path]:
    """Returns folders without those that are another spelling of, or a link to, an earlier one."""
    by_place: dict[Path, Path] = {}
    for folder in folders:
        by_place.setdefault(folder.resolve(), folder)
    return list(by_place.values())


def _is_image(name: str) -> bool:
    """Returns whether a file is a visible image by its name."""
    return os.path.splitext(name)[1].lower() in IMAGE_SUFFIXES and not name.startswith(".")
