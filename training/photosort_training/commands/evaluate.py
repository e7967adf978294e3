"""`evaluate`: measures a run on people it has not seen, and fits what its manifest needs."""

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from torch import nn

from photosort_training.commands.run_folder import (
    EVALUATION,
    load_people,
    make_dataset,
    people_of_run,
    read_run,
)
from photosort_training.configuration import Configuration
from photosort_training.data.faces import FaceImages
from photosort_training.data.people import Person
from photosort_training.errors import TrainingError
from photosort_training.evaluation.embedding import embed_images
from photosort_training.evaluation.pairs import Pair
from photosort_training.evaluation.rates import all_pairs
from photosort_training.evaluation.report import (
    false_match_thresholds,
    fit_head_on,
    head_accuracy,
    measure,
    pair_accuracy,
)
from photosort_training.evaluation.shortages import can_be_measured
from photosort_training.records import write_json


def evaluate(folder: Path, folders: Iterable[Path], pairs: list[Pair]) -> dict[str, Any]:
    """Measures a run and writes `evaluation.json` into its folder.

    The verification head and the thresholds are fitted on the validation people, whom the network
    has not been trained on; everything is measured on the test people, whom neither has seen.

    Args:
        folder: The run's folder.
        folders: Folders of people's crops, as in training.
        pairs: A list of pairs in folds; those of test people are scored. Or nothing.

    Returns:
        What was written: `weights`, which tell what was measured, `head`,
        `thresholds` at false match rates, and `test`, the measurements.

    Raises:
        TrainingError: when the folder holds no run, or people are too few.
    """
    configuration, network, weights = read_run(folder)
    split = people_of_run(folder, load_people(configuration, folders))
    seed = configuration.seed
    fitted, images = _embed(configuration, network, split.validation, "validation")
    head = fit_head_on(fitted, images.labels, seed)
    thresholds = false_match_thresholds(all_pairs(fitted, images.labels))
    tested, images = _embed(configuration, network, split.test, "test")
    test: dict[str, Any] = measure(tested, images.labels, seed)
    test["balanced accuracy of the head"] = head_accuracy(head, tested, images.labels, seed)
    if pairs:
        test["pairs"] = pair_accuracy(tested, images, pairs)
    result = {
        "weights": weights,
        "head": _plain(asdict(head)),
        "thresholds": thresholds,
        "test": test,
    }
    write_json(folder / EVALUATION, result)
    return result


def _embed(
    configuration: Configuration, network: nn.Module, people: Iterable[Person], use: str
) -> tuple[np.ndarray, FaceImages]:
    """Returns the embeddings of all images of people, and the images."""
    people = list(people)
    if not can_be_measured(people):
        raise TrainingError(
            f"Too few {use} people are here, {len(people)}: it takes two, and two images of one."
        )
    dataset = make_dataset(configuration, people)
    workers = configuration.training.workers
    return embed_images(network, dataset, range(len(dataset)), workers), dataset.images


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """Returns values with arrays as lists."""
    return {
        name: value.tolist() if isinstance(value, np.ndarray) else value
        for name, value in values.items()
    }
