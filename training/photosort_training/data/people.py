"""People as folders of images, and their split into training, validation and test people."""

import hashlib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from photosort_training.data.image_files import distinct_folders, find_images
from photosort_training.errors import TrainingError

# Names that are listed in a sentence.
MOST_TOLD = 5


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
    One that occurs in several of `folders` is one person, however its letters are composed. What is
    given twice counts once. Images outside any person's folder are left out.

    Raises:
        TrainingError: when a folder cannot be listed, holds no images in folders of people, or lies
            in another, or a name is not UTF-8.
    """
    found: dict[str, list[Path]] = {}
    distinct = distinct_folders(folders)
    for folder in distinct:
        images = [path for path in find_images(folder) if path.parent != folder]
        if not images:
            raise TrainingError(f"{folder} holds no images in folders of people: PERSON/IMAGE.")
        for path in images:
            found.setdefault(_name(path.parent, folder), []).append(path)
    _check_apart(distinct)
    return [Person(name, tuple(found[name])) for name in sorted(found)]


def _check_apart(folders: list[Path]) -> None:
    """Raises `TrainingError` when a folder lies in another: its people would have two names."""
    for folder in folders:
        for outer in folders:
            if outer.resolve() in folder.resolve().parents:
                raise TrainingError(f"{folder} lies in {outer}; give one of them.")


def _name(place: Path, folder: Path) -> str:
    """Returns what the person in a place is called: its path in the folder, composed."""
    name = place.relative_to(folder).as_posix()
    try:
        name.encode()
    except UnicodeEncodeError as error:
        raise TrainingError(f"The name of the folder {ascii(str(place))} is not UTF-8.") from error
    return composed(name)


def composed(name: str) -> str:
    """Returns a name with accents composed (NFC); systems differ in how they write é."""
    return unicodedata.normalize("NFC", name)


def check_known(names: frozenset[str], people: Iterable[Person]) -> None:
    """Checks that names are those of people: a misspelled one would be trained on.

    Raises:
        TrainingError: naming up to `MOST_TOLD` that are not.
    """
    unknown = sorted(names - {person.name for person in people})
    if unknown:
        listed = ", ".join(f"'{name}'" for name in unknown[:MOST_TOLD])
        more = f" and {len(unknown) - MOST_TOLD} more" if len(unknown) > MOST_TOLD else ""
        raise TrainingError(f"Nobody among the people is called {listed}{more}.")


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
    """Returns the names of a text file, one a line, composed.

    Raises:
        TrainingError: when the file cannot be read or holds no name.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise TrainingError(f"{path} cannot be read as a list of names.") from error
    names = frozenset(composed(line.strip()) for line in lines if line.strip())
    if not names:
        raise TrainingError(f"{path} holds no name.")
    return names
