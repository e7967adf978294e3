"""What a run leaves behind for evaluation and export, and where it lies in the run's folder."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import torch
import yaml
from torch import nn

from photosort_training.backbones import build_backbone
from photosort_training.configuration import Configuration, as_mapping, read_configuration
from photosort_training.data.faces import FaceDataset, FaceImages, find_damaged
from photosort_training.data.people import Person, Split, find_people, without
from photosort_training.data.transforms import FaceTransform
from photosort_training.engine.checkpoint import load_trained_weights
from photosort_training.engine.trainer import CHECKPOINT
from photosort_training.errors import TrainingError
from photosort_training.reporting import say_skipped

CONFIGURATION = "configuration.yaml"
PEOPLE = "people.json"
EVALUATION = "evaluation.json"
USES = ("training", "validation", "test")


def load_people(configuration: Configuration, folders: Iterable[Path]) -> list[Person]:
    """Returns the people in folders, without damaged images; these are told.

    Raises:
        TrainingError: when a folder holds no images of people.
    """
    people = find_people(folders)
    paths = [path for person in people for path in person.images]
    damaged = find_damaged(paths, configuration.data.stored_side)
    say_skipped(list(damaged.values()))
    kept = without(people, frozenset(damaged))
    if not kept:
        raise TrainingError("None of the images can be used.")
    return kept


def make_dataset(configuration: Configuration, people: Iterable[Person]) -> FaceDataset:
    """Returns the images of people as a configuration prepares them."""
    transform = FaceTransform(configuration.data, configuration.input, configuration.augmentation)
    return FaceDataset(FaceImages.of(people), configuration.data.stored_side, transform)


def check_unused(folder: Path) -> None:
    """Checks that a folder holds no run, which a new one would overwrite.

    Raises:
        TrainingError: when it holds one.
    """
    if (folder / CHECKPOINT).exists():
        raise TrainingError(f"{folder} holds a run; go on with --resume, or choose another folder.")


def describe_run(folder: Path, configuration: Configuration, split: Split) -> None:
    """Writes the configuration and who was used for what."""
    write_configuration(folder, configuration)
    write_json(folder / PEOPLE, _names(split))


def write_configuration(folder: Path, configuration: Any) -> None:
    """Writes the configuration of a run, a dataclass, into its folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    text = yaml.safe_dump(as_mapping(configuration), sort_keys=False)
    (folder / CONFIGURATION).write_text(text, encoding="utf-8")


def check_same_people(folder: Path, split: Split) -> None:
    """Checks that a run goes on with the people that it was begun with, if it was begun.

    Otherwise it would be measured on people it was trained on.

    Raises:
        TrainingError: when they are others, or serve another use.
    """
    if (folder / PEOPLE).exists() and read_json(folder / PEOPLE) != _names(split):
        raise TrainingError(
            f"{folder} was begun with other people or shares of them; choose another folder."
        )


def _names(split: Split) -> dict[str, list[str]]:
    """Returns the names of people by use."""
    return {use: [person.name for person in getattr(split, use)] for use in USES}


def read_run(folder: Path) -> tuple[Configuration, nn.Module]:
    """Returns the configuration of a run and its trained network, ready to embed.

    Raises:
        TrainingError: when the folder holds no run.
    """
    configuration = read_configuration(folder / CONFIGURATION)
    network = build_backbone(configuration.backbone, configuration.input)
    load_trained_weights(network, folder / CHECKPOINT)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    return configuration, network.to(device).eval()


def people_of_run(folder: Path, people: Iterable[Person]) -> Split:
    """Returns people by the use that the run made of them; others are left out.

    Raises:
        TrainingError: when the run's list of people cannot be read.
    """
    names = read_json(folder / PEOPLE)
    by_use = {use: set(names[use]) for use in USES}
    people = list(people)
    return Split(
        **{use: tuple(p for p in people if p.name in members) for use, members in by_use.items()}
    )


def read_evaluation(folder: Path) -> Any:
    """Returns what the evaluation of a run wrote.

    Raises:
        TrainingError: when the run was not evaluated.
    """
    if not (folder / EVALUATION).exists():
        raise TrainingError(f"{folder} has no {EVALUATION}; evaluate the run first.")
    return read_json(folder / EVALUATION)


def write_json(path: Path, value: Any) -> None:
    """Writes a value as JSON, the same bytes for the same value."""
    text = json.dumps(value, indent=2, ensure_ascii=False, default=float)
    path.write_text(text + "\n", encoding="utf-8")


def read_json(path: Path) -> Any:
    """Returns what a JSON file holds.

    Raises:
        TrainingError: when it cannot be read.
    """
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise TrainingError(f"{path} cannot be read; is this the folder of a run?") from error
