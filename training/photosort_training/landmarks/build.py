"""A run's faces and trainer, from its configuration."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import torch
from torch import nn

from photosort_training.data.image_files import distinct_folders
from photosort_training.detection.closeups import close_ups
from photosort_training.detection.photos import load_all
from photosort_training.detection.teacher import DenseDetector
from photosort_training.distillation.lessons import VALIDATION_BATCHES, VALIDATION_EPOCH
from photosort_training.distillation.teacher import teacher_file
from photosort_training.engine.distributed import Group
from photosort_training.engine.trainer import Trainer
from photosort_training.errors import TrainingError
from photosort_training.landmarks.consensus import KnownFace, known_faces
from photosort_training.landmarks.network import LandmarkNetwork
from photosort_training.landmarks.settings import LandmarkConfiguration
from photosort_training.landmarks.source import LandmarkObjective, LandmarkSource
from photosort_training.reporting import say, say_skipped

Faces = tuple[KnownFace, ...]


def find_faces(
    configuration: LandmarkConfiguration, folders: Iterable[Path], teachers: Path
) -> tuple[Faces, Faces]:
    """Returns the faces to train on and those held out; unreadable photos are told.

    Raises:
        TrainingError: when folders or the teacher do not serve, or too few faces are found.
    """
    teacher = DenseDetector.open(*teacher_file(configuration.teacher, teachers))
    photos, unreadable = load_all(distinct_folders(folders), configuration.photo_side)
    say_skipped([f"{path} cannot be read" for path in unreadable])
    known = [face for some in photos for face in known_faces(close_ups(some, teacher), teacher)]
    step = configuration.held_out
    held = tuple(known[::step])
    used = tuple(face for place, face in enumerate(known) if place % step)
    if not used:
        raise TrainingError("There are too few faces whose landmarks the teacher is sure of.")
    say(f"Training on {len(used)} faces; {len(held)} are held out.")
    return used, held


def build_trainer(
    configuration: LandmarkConfiguration,
    network: LandmarkNetwork,
    faces: tuple[Faces, Faces],
    output: Path,
    group: Group,
) -> Trainer:
    """Returns the trainer of a run on the faces that `find_faces` gave."""
    used, held = faces
    objective = LandmarkObjective()
    settings = configuration.training
    validation = _source(configuration, held, 0, Group())
    return Trainer(
        network,
        objective,
        _source(configuration, used, settings.workers, group),
        settings,
        output,
        seed=configuration.seed,
        group=group,
        evaluate=lambda network: validate(network, validation),
    )


def _source(
    configuration: LandmarkConfiguration,
    faces: Faces,
    workers: int,
    group: Group,
) -> LandmarkSource:
    """Returns where batches of faces come from."""
    return LandmarkSource(
        faces,
        configuration.coarse,
        configuration.batch_size,
        configuration.batches,
        configuration.seed,
        workers,
        group,
    )


@torch.no_grad()
def validate(network: nn.Module, source: LandmarkSource) -> dict[str, float]:
    """Returns and tells the mean distance of landmarks in crops of held-out faces."""
    objective, device = LandmarkObjective(), next(network.parameters()).device
    batches = (source.make_batch(None, VALIDATION_EPOCH, n) for n in range(VALIDATION_BATCHES))
    found = [objective(network, batch.to(device))[1]["distance"] for batch in batches]
    value = float(np.mean([float(one) for one in found]))
    say(f"Validation: landmarks off by {value:.4f} of the distance between the eyes")
    return {"distance": value}
