"""A detector run's trainer, from its configuration."""

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

import numpy as np
import torch
from torch import nn

from photosort_training.detection.canvas import CanvasMaker
from photosort_training.detection.closeups import close_ups
from photosort_training.detection.network import FaceDetector
from photosort_training.detection.objective import ImitationObjective
from photosort_training.detection.photos import Photo, load_all
from photosort_training.detection.settings import DetectorConfiguration
from photosort_training.detection.source import DetectorSource
from photosort_training.detection.teacher import DenseDetector
from photosort_training.distillation.lessons import VALIDATION_BATCHES, VALIDATION_EPOCH
from photosort_training.distillation.teacher import teacher_file
from photosort_training.engine.distributed import Group
from photosort_training.engine.precision import MixedPrecision
from photosort_training.engine.trainer import Trainer
from photosort_training.errors import TrainingError
from photosort_training.reporting import say, say_skipped


def build_trainer(
    configuration: DetectorConfiguration,
    network: FaceDetector,
    folders: Iterable[Path],
    negatives: Iterable[Path],
    teachers: Path,
    output: Path,
    group: Group,
) -> Trainer:
    """Returns the trainer of a run.

    Args:
        configuration: What to do.
        network: The student.
        folders: Folders of photos, each drawn from as often as another.
        negatives: Folders of photos without faces.
        teachers: The folder of the teacher's ONNX file.
        output: The run's folder.
        group: The processes that train together.

    Raises:
        TrainingError: when folders or the teacher do not serve.
    """
    if configuration.batch_size % group.size:
        raise TrainingError(
            f"A batch of {configuration.batch_size} does not divide among {group.size}."
        )
    settings = configuration.objective
    make_teacher = partial(
        DenseDetector.open, *teacher_file(settings.teacher, teachers), settings.hint_values
    )
    side = configuration.canvas.side
    lesson = make_teacher()(np.zeros((1, side, side, 3), dtype=np.uint8))
    widths = zip(network.stage_widths, (m.shape[1] for m in lesson.maps), strict=False)
    objective = ImitationObjective(settings, list(widths))
    source = DetectorSource(
        _maker(configuration, folders, negatives, make_teacher, group),
        configuration.batch_size,
        configuration.batches,
        make_teacher,
        configuration.seed,
        configuration.training.workers,
        group,
    )
    return Trainer(
        network,
        objective,
        source,
        configuration.training,
        output,
        seed=configuration.seed,
        group=group,
        evaluate=_Validation(objective, source),
    )


def _maker(
    configuration: DetectorConfiguration,
    folders: Iterable[Path],
    negatives: Iterable[Path],
    make_teacher: Callable[[], DenseDetector],
    group: Group,
) -> CanvasMaker:
    """Returns the maker of canvases; photos that cannot be read are told.

    Raises:
        TrainingError: when grids are wanted and the teacher finds no face.
    """
    folders = tuple(folders)
    distinct = list(dict.fromkeys(folders))
    photos, unreadable = load_all(distinct, configuration.canvas.photo_side)
    scenes, unreadable_scenes = load_all(negatives, configuration.canvas.photo_side)
    if group.is_first:
        say_skipped([f"{path} cannot be read" for path in unreadable + unreadable_scenes])
        counts = [sum(map(len, loaded)) for loaded in (photos, scenes)]
        say(f"Training on {counts[0]} photos, and {counts[1]} without faces.")
    faces: list[tuple[Photo, ...]] = []
    if configuration.canvas.grids > 0:
        teacher = make_teacher()
        faces = [close_ups(some, teacher) for some in photos]
        if not any(faces):
            raise TrainingError("The teacher finds no face in these photos.")
        if group.is_first:
            say(f"Grids of {sum(map(len, faces))} faces.")
    # A folder that was given twice is drawn from twice as often.
    drawn = [distinct.index(folder) for folder in folders]
    return CanvasMaker(
        [photos[place] for place in drawn],
        [faces[place] for place in drawn if faces and faces[place]],
        scenes,
        configuration.canvas,
    )


class _Validation:
    """Measures a network on canvases that it is not trained on, always the same."""

    def __init__(self, objective: ImitationObjective, source: DetectorSource) -> None:
        self.objective = objective
        self.source = source

    @torch.no_grad()
    def __call__(self, network: nn.Module) -> dict[str, float]:
        """Returns and tells the terms of the loss, the mean over the batches."""
        teacher = self.source.make_teacher()
        device = next(network.parameters()).device
        was_training = self.objective.training
        self.objective.eval()
        sums: dict[str, float] = {}
        for number in range(VALIDATION_BATCHES):
            batch = self.source.make_batch(teacher, VALIDATION_EPOCH, number).to(device)
            _, terms = self.objective(MixedPrecision(network, torch.float32), batch)
            for name, term in terms.items():
                sums[name] = sums.get(name, 0.0) + float(term) / VALIDATION_BATCHES
        self.objective.train(was_training)
        say("Validation: " + ", ".join(f"{name} {value:.4f}" for name, value in sums.items()))
        return sums
