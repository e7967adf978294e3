"""What a configuration says of a network for landmarks."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from photosort_training.configuration import TrainingConfiguration
from photosort_training.parsing import parse_dataclass, require, require_name_and_seed
from photosort_training.yaml_files import read_yaml


@dataclass(frozen=True)
class CoarseConfiguration:
    """How far a detector's landmarks are off, in distances between the eyes; deviations.

    `point` moves each landmark for itself, `shift` all of them together. `turn` (degrees) and
    `scale` (of the logarithm) turn and stretch them around their middle.
    """

    point: float = 0.08
    shift: float = 0.06
    turn: float = 4.0
    scale: float = 0.07

    def __post_init__(self) -> None:
        """Checks the ranges."""
        least = min(self.point, self.shift, self.turn, self.scale)
        require(least >= 0, "point, shift, turn or scale is below 0")


@dataclass(frozen=True)
class LandmarkConfiguration:
    """A whole run. `name` is letters, digits and dashes: the exported model is called so.

    `teacher` is the name of a detector's manifest in `Sources/CFaceModels/manifests`, without its
    suffix. An epoch has `batches` batches of `batch_size` new crops; no crop is made twice. One
    face in `held_out` is measured on and never trained on.
    """

    task: Literal["landmarks"]
    name: str
    teacher: str
    batch_size: int
    batches: int
    training: TrainingConfiguration
    coarse: CoarseConfiguration = field(default_factory=CoarseConfiguration)
    photo_side: int = 1280
    held_out: int = 20
    seed: int = 1

    def __post_init__(self) -> None:
        """Checks the name and the ranges."""
        require_name_and_seed(self.name, self.seed)
        require(self.batch_size >= 2 and self.batches >= 1, "batch_size is below 2 or batches 1")
        require(self.photo_side >= 32, "photo_side is below 32 pixels")
        require(self.held_out >= 2, "held_out is below 2")


def read_landmark_configuration(path: Path) -> LandmarkConfiguration:
    """Returns the configuration of a network for landmarks in a YAML file.

    Raises:
        ConfigurationError: when the file cannot be read, or is not a valid configuration.
    """
    return parse_dataclass(LandmarkConfiguration, read_yaml(path), str(path))
