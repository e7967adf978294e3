"""A distillation run's objective and batches, from its configuration."""

from functools import partial
from pathlib import Path

import numpy as np
from torch import nn

from photosort_training.configuration import (
    AugmentationConfiguration,
    Configuration,
    DataConfiguration,
)
from photosort_training.data.faces import FaceImages
from photosort_training.data.transforms import FaceTransform
from photosort_training.distillation.objective import DistillationObjective
from photosort_training.distillation.source import DistillationSource
from photosort_training.distillation.teacher import Teacher, teacher_file
from photosort_training.engine.distributed import Group
from photosort_training.errors import TrainingError


def build_distillation(
    configuration: Configuration,
    network: nn.Module,
    images: FaceImages,
    teachers: Path | None,
    group: Group,
) -> tuple[DistillationObjective, DistillationSource]:
    """Returns what a run minimizes, and its batches.

    Args:
        configuration: Its objective is `distillation`, its sampler `synthesis`.
        network: The student.
        images: The crops that faces are made of.
        teachers: The folder with the teacher's ONNX file; photosort's own is found without.
        group: The processes that train together.

    Raises:
        TrainingError: when the teacher's files cannot be used, or hints and stages do not match.
    """
    settings, side = configuration.objective, configuration.data.face_side
    if configuration.sampler.batch_size % group.size:
        raise TrainingError(
            f"A batch of {configuration.sampler.batch_size} does not divide among {group.size}."
        )
    make_teacher = partial(
        Teacher,
        *teacher_file(settings.teacher, teachers),
        settings.hint_values,
        mirrored=settings.mirrored,
    )
    teacher = make_teacher()
    _check_side(teacher, side, settings.teacher)
    lesson = teacher(np.zeros((1, side, side, 3), dtype=np.uint8))
    dimensions = (configuration.backbone.dimension, lesson.embeddings.shape[1])
    objective = DistillationObjective(settings, _widths(network, lesson.maps), dimensions)
    source = DistillationSource(
        images,
        configuration.data.stored_side,
        side,
        FaceTransform(
            DataConfiguration(stored_side=side, face_side=side),
            configuration.input,
            AugmentationConfiguration(),
        ),
        configuration.sampler,
        make_teacher,
        configuration.seed,
        configuration.training.workers,
        group,
    )
    return objective, source


def _check_side(teacher: Teacher, side: int, name: str) -> None:
    """Raises `TrainingError` unless a teacher takes images of a side, or of any."""
    height, width = teacher.session.get_inputs()[0].shape[2:]
    if any(isinstance(extent, int) and extent != side for extent in (height, width)):
        raise TrainingError(
            f"The teacher '{name}' sees {width}×{height} pixels, and data.face_side is {side}."
        )


def _widths(network: nn.Module, maps: tuple[np.ndarray, ...]) -> list[tuple[int, int]]:
    """Returns the planes of the student's maps and the teacher's, in pairs."""
    own = getattr(network, "stage_widths", ())
    if maps and len(own) != len(maps):
        raise TrainingError(f"The student has {len(own)} stages for {len(maps)} hints.")
    return [(width, values.shape[1]) for width, values in zip(own, maps, strict=False)]
