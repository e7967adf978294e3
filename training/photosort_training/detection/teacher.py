"""A detector as an ONNX file: the one that is learned from, and the student when it is measured."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
import onnxruntime

from photosort_training.detection.decoding import Faces, decoded, suppressed
from photosort_training.detection.network import STRIDES
from photosort_training.distillation.teacher import open_teacher, planes_of, read_manifest
from photosort_training.errors import TrainingError

# Width and height of what a detector reads are multiples of this.
MULTIPLE = STRIDES[-1]


@dataclass(frozen=True)
class DenseLesson:
    """What a detector makes of N canvases: `cells` float32 [N, P, VALUES], maps [N, C, H, W].

    Cells lie as `FaceDetector.conclude` has them; their score is the probability √(cls · obj).
    """

    cells: np.ndarray
    maps: tuple[np.ndarray, ...]


class DenseDetector:
    """A detector of the family `yunet`, described by a manifest of schema `photosort.model/1`.

    Args:
        session: Runs it; its outputs are found by name.
        facts: The manifest.
        hints: Names of inner values that the session shows.
    """

    def __init__(
        self,
        session: onnxruntime.InferenceSession,
        facts: dict[str, Any],
        hints: tuple[str, ...] = (),
    ) -> None:
        self.session = session
        self.input = facts["input"]
        self.thresholds = facts["thresholds"]
        kinds = ("cls", "obj", "bbox", "kps")
        self.names = [f"{kind}_{stride}" for stride in STRIDES for kind in kinds] + list(hints)

    @classmethod
    def open(cls, weights: Path, manifest: Path, hints: tuple[str, ...] = ()) -> Self:
        """Returns a detector in files.

        Raises:
            TrainingError: when a file cannot be read, is not the one that the manifest describes,
                is of another family or other strides, or lacks a hint.
        """
        facts = read_manifest(manifest, "detector", "decoding", "thresholds")
        decoding = facts["decoding"]
        if decoding.get("family") != "yunet" or decoding.get("strides") != list(STRIDES):
            raise TrainingError(f"{manifest} is not of the family 'yunet' at strides 8, 16, 32.")
        return cls(open_teacher(weights, manifest, facts["sha256"], hints), facts, hints)

    def __call__(self, canvases: np.ndarray) -> DenseLesson:
        """Returns what the detector makes of canvases, uint8 [N, H, W, 3], red first.

        They run one by one: a processor's second-level cache holds the maps of one.
        """
        name = self.input["name"]
        runs = [
            self.session.run(self.names, {name: planes_of(canvas[np.newaxis], self.input)})
            for canvas in canvases
        ]
        values = [np.concatenate(parts) for parts in zip(*runs, strict=True)]
        levels = []
        for i in range(len(STRIDES)):
            kind, objectness, box, points = values[4 * i : 4 * i + 4]
            levels.append(np.concatenate([np.sqrt(kind * objectness), box, points], axis=2))
        return DenseLesson(np.concatenate(levels, axis=1), tuple(values[4 * len(STRIDES) :]))

    def faces(self, image: np.ndarray, least_score: float) -> Faces:
        """Returns the faces of an image, uint8 [H, W, 3], red first, best first, in its pixels.

        The image is padded with black on the right and below, as photosort does it.
        """
        height, width = (-(-extent // MULTIPLE) * MULTIPLE for extent in image.shape[:2])
        canvas = np.zeros((1, height, width, 3), dtype=np.uint8)
        canvas[0, : image.shape[0], : image.shape[1]] = image
        faces = decoded(self(canvas).cells[0], width, height, least_score)
        return suppressed(faces, self.thresholds["overlap"])
