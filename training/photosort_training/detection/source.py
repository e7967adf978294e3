"""Batches of new canvases with what the teacher makes of them."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch

from photosort_training.detection.canvas import CanvasMaker
from photosort_training.detection.teacher import DenseDetector
from photosort_training.distillation.lessons import HintedBatch, LessonSource
from photosort_training.distillation.teacher import planes_of
from photosort_training.engine.distributed import Group

# What the student reads, as its manifest says it. Nothing is taken off: so the black around a
# canvas is the 0 that convolutions pad with.
INPUT = {"colors": "rgb", "mean": [0.0] * 3, "deviation": [128.0] * 3}


@dataclass(frozen=True)
class DetectorBatch(HintedBatch):
    """Canvases float32 [N, 3, S, S] with the teacher's cells, float32 [N, P, VALUES].

    `labels` [N] is 0 for a canvas of which it is known that it has no face, and 1 for others. The
    scores of cells are probabilities; those of known empty canvases are 0 whatever the teacher
    says.
    """

    cells: torch.Tensor


class DetectorSource(LessonSource):
    """Makes canvases, and asks the teacher about the very canvases made.

    Args:
        maker: Draws canvases.
        batch_size: Canvases of a batch, of all processes together.
        batch_count: Batches of an epoch.
        make_teacher: Starts a teacher; called once in each worker.
        seed: Of all that is drawn, with epoch, batch and process.
        workers: Processes that make batches.
        group: The processes that train together; each makes its own part of a batch.
    """

    def __init__(
        self,
        maker: CanvasMaker,
        batch_size: int,
        batch_count: int,
        make_teacher: Callable[[], DenseDetector],
        seed: int,
        workers: int,
        group: Group,
    ) -> None:
        super().__init__(batch_count, make_teacher, seed, workers, group)
        self.maker = maker
        self.batch_size = batch_size

    def make_batch(self, teacher: DenseDetector, epoch: int, number: int) -> DetectorBatch:
        """Returns this process's part of a batch; the same arguments give the same batch."""
        generator = self.generator(epoch, number)
        size = self.batch_size // self.group.size
        canvases = [self.maker.make(generator) for _ in range(size)]
        pixels = np.stack([canvas.pixels for canvas in canvases])
        is_empty = np.array([canvas.is_empty for canvas in canvases])
        lesson = teacher(pixels)
        lesson.cells[is_empty, :, 0] = 0
        return DetectorBatch(
            images=torch.from_numpy(planes_of(pixels, INPUT)),
            labels=torch.from_numpy(~is_empty).long(),
            cells=torch.from_numpy(lesson.cells),
            **HintedBatch.packed(lesson.maps, size),
        )
