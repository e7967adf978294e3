"""People as folders of images, and their split into training, validation and test people."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from photosort_training.data.image_files import find_images
from photosort_training.errors import TrainingError


@dataclass(frozen=True)
class Person:
    """A person: the folder's name, and the images in it by path."""

    name: str
    images: tuple[Path, ...]


@dataclass(frozen=True)
class Split:
    """People by use; nobody is in two."""

    training: tuple[Person, ...]
    validation: tuple[Person, ...]
    test: tuple[Person, ...]


def find_people(folders: Iterable[Path]) -> list[Person]:
    """Returns the people of `folder/<person>/<image>`, sorted by name.

    A person may be several folders deep, as photosort's crops are, and is called by the whole path.
    One that occurs in several of `folders` is one person. Images outside any person's folder are
    left out.

    Raises:
        TrainingError: when a folder cannot be listed, or holds no images in folders of people.
    """
    found: dict[str, list[Path]] = {}
    for folder in folders:
        images = [path for path in find_images(folder) if path.parent != folder]
        if not images:
            raise TrainingError(f"{folder} holds no images in folders of people: PERSON/IMAGE.")
        for path in images:
            found.setdefault(path.parent.relative_to(folder).as_posix(), []).append(path)
    return [Person(name, tuple(found[name])) for name in sorted(found)]


def split_people(
    people: Iterable[Person],
    validation_share: float,
    test_share: float,
    seed: int,
    test_names: frozenset[str] = frozenset(),
) -> Split:
    """Returns people by use; the use of a person depends on the name and the seed alone.

    So adding or removing people moves nobody else. Those of `test_names` are test people whatever
    the shares; the shares (0 to 1) divide the rest.
    """
    uses: dict[str, list[Person]] = {"training": [], "validation": [], "test": []}
    for person in sorted(people, key=lambda person: person.name):
        place = _place(person.name, seed)
        if person.name in test_names or place < test_share:
            uses["test"].append(person)
        elif place < test_share + validation_share:
            uses["validation"].append(person)
        else:
            uses["training"].append(person)
    return Split(**{use: tuple(members) for use, members in uses.items()})


def _place(name: str, seed: int) -> float:
    """Returns a number in 0 … 1 that looks random and depends on name and seed alone."""
    digest = hashlib.sha256(f"{seed}:{name}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64


def without(people: Iterable[Person], damaged: frozenset[Path]) -> list[Person]:
    """Returns the people without damaged images, and without those who had no others."""
    kept = (
        replace(person, images=tuple(path for path in person.images if path not in damaged))
        for person in people
    )
    return [person for person in kept if person.images]


def read_names(path: Path) -> frozenset[str]:
    """Returns the names of a text file, one a line.

    Raises:
        TrainingError: when the file cannot be read or holds no name.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise TrainingError(f"{path} cannot be read as a list of names.") from error
    names = frozenset(line.strip() for line in lines if line.strip())
    if not names:
        raise TrainingError(f"{path} holds no name.")
    return names
