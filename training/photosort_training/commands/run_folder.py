"""What a run leaves behind for evaluation and export, and where it lies in the run's folder."""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import torch
import yaml
from torch import nn

from photosort_training.backbones import build_backbone
from photosort_training.configuration import Configuration, as_mapping, read_configuration
from photosort_training.data.faces import FaceDataset, FaceImages, find_damaged
from photosort_training.data.people import (
    Person,
    Split,
    check_known,
    composed,
    find_people,
    without,
)
from photosort_training.data.transforms import FaceTransform
from photosort_training.engine.checkpoint import load_trained_weights
from photosort_training.engine.trainer import CHECKPOINT
from photosort_training.errors import TrainingError
from photosort_training.records import read_json, write_bytes, write_json
from photosort_training.reporting import say_skipped

CONFIGURATION = "configuration.yaml"
PEOPLE = "people.json"
EVALUATION = "evaluation.json"
USES = ("training", "validation", "test")


def load_people(
    configuration: Configuration, folders: Iterable[Path], names: frozenset[str] = frozenset()
) -> list[Person]:
    """Returns the people in folders, without damaged images; these are told.

    Args:
        configuration: Says how large the images are.
        folders: Folders of people's crops.
        names: Of people who must be there.

    Raises:
        TrainingError: when a folder holds no images of people, or a name is nobody's.
    """
    people = find_people(folders)
    check_known(names, people)
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


def describe_run(folder: Path, configuration: Configuration, split: Split) -> None:
    """Writes the configuration, and who is used for what; of a run that goes on that stays."""
    write_configuration(folder, configuration)
    if not (folder / CHECKPOINT).exists() or not (folder / PEOPLE).exists():
        write_json(folder / PEOPLE, described_people(split))


def write_configuration(folder: Path, configuration: Any) -> None:
    """Writes the configuration of a run, a dataclass, into its folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    text = yaml.safe_dump(as_mapping(configuration), sort_keys=False)
    write_bytes(folder / CONFIGURATION, text.encode())


def described_people(split: Split) -> dict[str, Any]:
    """Returns what `people.json` holds: names by use, and a digest of what is trained on.

    The digest is that of the training people's images, by name and in their order, on which
    the numbers of people and the places of images in a batch depend.
    """
    digest = hashlib.sha256()
    for person in split.training:
        for path in person.images:
            digest.update(os.fsencode(f"{person.name}/{path.name}") + b"\0")
    names = {use: [person.name for person in getattr(split, use)] for use in USES}
    return {**names, "images": digest.hexdigest()}


def read_run(folder: Path) -> tuple[Configuration, nn.Module, dict[str, Any]]:
    """Returns the configuration and the trained network of a run, and the mark of its weights.

    The mark is that of `load_trained_weights`; `evaluation.json` says by it what was measured.

    Raises:
        TrainingError: when the folder holds no run.
    """
    configuration = read_configuration(folder / CONFIGURATION)
    network = build_backbone(configuration.backbone, configuration.input)
    weights = load_trained_weights(network, folder / CHECKPOINT)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    return configuration, network.to(device).eval(), weights


def people_of_run(folder: Path, people: Iterable[Person]) -> Split:
    """Returns people by the use that the run made of them; others are left out.

    Raises:
        TrainingError: when the run's list of people cannot be read.
    """
    names = read_json(folder / PEOPLE)
    try:
        by_use = {use: {composed(name) for name in names[use]} for use in USES}
    except (KeyError, TypeError) as error:
        raise TrainingError(f"{folder / PEOPLE} does not say who was used for what.") from error
    people = list(people)
    return Split(
        **{use: tuple(p for p in people if p.name in members) for use, members in by_use.items()}
    )


def read_evaluation(
    folder: Path, weights: dict[str, Any], *fields: str, how: str = "evaluate"
) -> dict[str, Any]:
    """Returns what the evaluation of a run wrote.

    Args:
        folder: The run's folder.
        weights: What tells the weights that are to be described from others; those measured are
            told by the same.
        fields: What it must hold besides.
        how: What makes it, for messages.

    Raises:
        TrainingError: when the run was not evaluated, or had other weights then.
    """
    path = folder / EVALUATION
    if not path.exists():
        raise TrainingError(f"{folder} has no {EVALUATION}; {how} the run first.")
    evaluation = read_json(path)
    if not isinstance(evaluation, dict) or evaluation.get("weights") != weights:
        raise TrainingError(f"{path} does not tell of the run's present weights; {how} it again.")
    if not evaluation.keys() >= set(fields):
        raise TrainingError(f"{path} is not whole; {how} the run again.")
    return evaluation
