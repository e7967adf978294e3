"""What a configuration says of a detector."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from photosort_training.configuration import TrainingConfiguration
from photosort_training.detection.network import STRIDES
from photosort_training.parsing import parse_dataclass, require, require_name_and_seed
from photosort_training.yaml_files import read_yaml


@dataclass(frozen=True)
class CanvasConfiguration:
    """How training canvases are made of photos; `detection/canvas.py` says more.

    `side` and `photo_side`, the longer side at which photos are kept in memory, are in pixels.
    `mosaics`, `grids` and `negatives` are the shares of canvases with many photos, with many faces
    side by side, and without any face; the others are cut out of one photo. `rotation` is the
    largest turn, in degrees; `mirror` a probability.
    """

    side: int = 320
    photo_side: int = 1280
    mosaics: float = 0.35
    grids: float = 0.0
    negatives: float = 0.15
    rotation: float = 30.0
    mirror: float = 0.5

    def __post_init__(self) -> None:
        """Checks the ranges."""
        coarsest = STRIDES[-1]
        require(self.side >= coarsest and self.side % coarsest == 0, "side is no multiple of 32")
        require(self.photo_side >= 32, "photo_side is below 32 pixels")
        shares = (self.mosaics, self.grids, self.negatives)
        require(min(shares) >= 0 and sum(shares) <= 1, "the shares of canvases are not in 0 … 1")
        require(0 <= self.rotation <= 180, "rotation is not in 0 … 180")
        require(0 <= self.mirror <= 1, "mirror is not in 0 … 1")


@dataclass(frozen=True)
class ImitationConfiguration:
    """The teacher, and what is learned from it; see `detection/objective.py`.

    `teacher` is the name of a manifest in `Sources/CFaceModels/manifests`, without its suffix.
    `hint_values` are names of values in its graph, one for each stride, or none at all; their
    weight falls in a line to `final_hints` over `hint_steps` steps. Boxes and landmarks are learned
    in cells where the teacher's score is at least `least_score`.
    """

    teacher: str
    hint_values: tuple[str, ...] = ()
    boxes: float = 2.0
    points: float = 4.0
    hints: float = 0.5
    final_hints: float = 0.1
    hint_steps: int = 10_000
    least_score: float = 0.3

    def __post_init__(self) -> None:
        """Checks the ranges."""
        least = min(self.boxes, self.points, self.hints, self.final_hints)
        require(least >= 0, "a weight is below 0")
        require(self.hint_steps >= 1, "hint_steps is below 1")
        require(0 < self.least_score < 1, "least_score is not between 0 and 1")
        require(len(self.hint_values) in (0, len(STRIDES)), "hint_values are not one a stride")


@dataclass(frozen=True)
class DetectorConfiguration:
    """A whole run. `name` is letters, digits and dashes: the exported model is called so.

    An epoch has `batches` batches of `batch_size` new canvases; no canvas is made twice.
    """

    task: Literal["detector"]
    name: str
    objective: ImitationConfiguration
    batch_size: int
    batches: int
    training: TrainingConfiguration
    canvas: CanvasConfiguration = field(default_factory=CanvasConfiguration)
    seed: int = 1

    def __post_init__(self) -> None:
        """Checks the name and the ranges."""
        require_name_and_seed(self.name, self.seed)
        require(self.batch_size >= 2 and self.batches >= 1, "batch_size is below 2 or batches 1")


def read_detector_configuration(path: Path) -> DetectorConfiguration:
    """Returns the configuration of a detector in a YAML file.

    Raises:
        ConfigurationError: when the file cannot be read, or is not a valid configuration.
    """
    return parse_dataclass(DetectorConfiguration, read_yaml(path), str(path))
