"""`train`: from crops and a configuration to trained weights."""

import signal
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import torch
from torch import nn

from photosort_training.backbones import build_backbone
from photosort_training.commands.resuming import (
    check_same_configuration,
    check_same_people,
    check_unused,
)
from photosort_training.commands.run_folder import (
    describe_run,
    load_people,
    make_dataset,
)
from photosort_training.configuration import Configuration
from photosort_training.data.faces import FaceDataset
from photosort_training.data.people import Split, split_people
from photosort_training.data.samplers import build_sampler
from photosort_training.data.source import BatchSource, LabelledSource
from photosort_training.distillation.build import build_distillation
from photosort_training.engine.checkpoint import load_trained_weights
from photosort_training.engine.distributed import Group, from_first, process_group
from photosort_training.engine.objective import Objective
from photosort_training.engine.trainer import CHECKPOINT, Trainer
from photosort_training.errors import TrainingError
from photosort_training.evaluation.embedding import embed_images
from photosort_training.evaluation.neighbours import nearest_of, rank_one
from photosort_training.evaluation.shortages import shortages
from photosort_training.exported_weights import load_exported_weights
from photosort_training.losses import build_objective
from photosort_training.reporting import say

# Of so many faces the statistics of an exported model's layers are taken.
STARTING_FACES = 256


def train(
    configuration: Configuration,
    folders: Iterable[Path],
    test_names: frozenset[str],
    teachers: Path | None,
    output: Path,
    *,
    resume: bool = False,
    start_from: Path | None = None,
) -> bool:
    """Trains by a configuration and returns whether the run came to its end.

    SIGINT and SIGTERM stop it after the step in hand, with a checkpoint.

    Args:
        configuration: What to do.
        folders: Folders of people's crops.
        test_names: People who are kept for testing whatever the shares say.
        teachers: The folder of the ONNX files that a distillation learns from.
        output: The run's folder.
        resume: Go on from its checkpoint.
        start_from: The folder of a run, or an exported model, whose weights this one begins with.

    Raises:
        TrainingError: when folders, people or the checkpoint do not serve.
    """
    if resume:
        check_same_configuration(output, configuration)
    else:
        check_unused(output)
    with process_group() as group:
        split = _split(configuration, folders, test_names, group)
        if group.is_first:
            if resume:
                check_same_people(output, split)
            _announce(split)
        torch.manual_seed(configuration.seed)
        network = build_backbone(configuration.backbone, configuration.input)
        if start_from is not None:
            _begin(network, start_from, configuration, split)
        trainer = _trainer(configuration, network, split, teachers, output, group)
        with stopping_on_signals(trainer):
            return trainer.run(resume, lambda: describe_run(output, configuration, split))


def _begin(network: nn.Module, start: Path, configuration: Configuration, split: Split) -> None:
    """Gives a network the weights of a run, or of an exported model."""
    if start.suffix != ".onnx":
        load_trained_weights(network, start / CHECKPOINT)
        return
    dataset = make_dataset(configuration, split.training)
    stride = max(1, len(dataset) // STARTING_FACES)
    faces = [dataset.plain(place) for place in range(0, len(dataset), stride)]
    load_exported_weights(network, start, torch.stack(faces))


@contextmanager
def stopping_on_signals(trainer: Trainer) -> Iterator[None]:
    """Has SIGINT and SIGTERM stop the trainer after the step in hand."""
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [
        signal.signal(number, lambda *_: setattr(trainer, "stop_requested", True))
        for number in numbers
    ]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


def _split(
    configuration: Configuration, folders: Iterable[Path], test_names: frozenset[str], group: Group
) -> Split:
    """Returns people by use; one process reads the images, and tells the others."""
    people = from_first(load_people(configuration, folders, test_names) if group.is_first else None)
    data = configuration.data
    split = split_people(
        people, data.validation_share, data.test_share, configuration.seed, test_names
    )
    if not split.training:
        raise TrainingError("Nobody is left to train on, but for validation and test people.")
    return split


def _announce(split: Split) -> None:
    """Tells on whom a run is trained, and what that leaves too little for."""
    count = sum(len(person.images) for person in split.training)
    say(f"Training on {count} images of {len(split.training)} people.")
    for shortage in shortages(split):
        say(f"Note: {shortage}")


def _trainer(
    configuration: Configuration,
    network: nn.Module,
    split: Split,
    teachers: Path | None,
    output: Path,
    group: Group,
) -> Trainer:
    """Returns the trainer of a run."""
    dataset = make_dataset(configuration, split.training)
    settings = configuration.training
    validation = make_dataset(configuration, split.validation)
    if configuration.objective.name == "distillation":
        objective, source = build_distillation(
            configuration, network, dataset.images, teachers, group
        )
    else:
        objective, source = _labelled(configuration, dataset, group)
    return Trainer(
        network,
        objective,
        source,
        settings,
        output,
        seed=configuration.seed,
        group=group,
        evaluate=lambda network: _validate(network, validation, settings.workers),
    )


def _labelled(
    configuration: Configuration, dataset: FaceDataset, group: Group
) -> tuple[Objective, BatchSource]:
    """Returns objective and batches of a run that knows who is who."""
    images, seed = dataset.images, configuration.seed
    dimension = configuration.backbone.dimension
    sampler = build_sampler(configuration.sampler, images.labels, seed)
    return (
        build_objective(configuration.objective, dimension, images.classes),
        LabelledSource(dataset, sampler, seed, configuration.training.workers, group),
    )


def _validate(network: nn.Module, dataset: FaceDataset, workers: int) -> dict[str, float]:
    """Returns and tells how well people are told apart that are not trained on."""
    labels = dataset.images.labels
    if dataset.images.classes == 0:
        return {}
    embeddings = embed_images(network, dataset, range(len(dataset)), workers)
    values = {"rank 1": rank_one(embeddings, labels)}
    if labels.max() >= 10:
        values["nearest of 11"] = nearest_of(embeddings, labels, 10, 2000, seed=0)
    say("Validation: " + ", ".join(f"{name} {value:.3f}" for name, value in values.items()))
    return values
