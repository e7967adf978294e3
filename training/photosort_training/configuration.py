"""What a training run does, as a YAML file says it."""

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from photosort_training.loss_configuration import ObjectiveConfiguration
from photosort_training.parsing import (
    ConfigurationError,
    parse_dataclass,
    require,
    require_name_and_seed,
)
from photosort_training.sampler_configuration import SamplerConfiguration
from photosort_training.yaml_files import read_yaml


@dataclass(frozen=True)
class DataConfiguration:
    """The aligned crops, and how people are divided.

    `stored_side` is the side of a crop file in pixels. The aligned face of 112×112 pixels
    (photosort's template) lies in its middle; `face_side` pixels of the middle are what the
    network sees. The rest is a margin that augmentation moves into view. The shares are those of
    people, 0 to 1, of all who are not listed in the file of test people.
    """

    stored_side: int = 112
    face_side: int = 112
    validation_share: float = 0.1
    test_share: float = 0.1

    def __post_init__(self) -> None:
        """Checks that a face lies inside its crop and that somebody is left to train on."""
        require(8 <= self.face_side <= self.stored_side, "face_side is not in 8 … stored_side")
        shares = (self.validation_share, self.test_share)
        require(min(shares) >= 0 and sum(shares) < 1, "the shares of people leave none to train")


@dataclass(frozen=True)
class InputConfiguration:
    """What the network reads: squares of `side` pixels with one grey plane or three."""

    side: int
    colors: Literal["grey", "rgb"] = "rgb"

    def __post_init__(self) -> None:
        """Checks the side against what photosort's manifests allow."""
        require(8 <= self.side <= 1024, "side is not in 8 … 1024 pixels")

    @property
    def channels(self) -> int:
        """The number of planes."""
        return 1 if self.colors == "grey" else 3


@dataclass(frozen=True)
class AugmentationConfiguration:
    """How far training images are changed; `data/transforms.py` says how.

    `mirror`, `grey`, `blur` and `cutout` are probabilities. `rotation` is in degrees, `scale` and
    `shift` in fractions of the face; these three, `brightness`, `contrast` and `color` are the
    largest change in either direction.
    """

    mirror: float = 0.5
    rotation: float = 0.0
    scale: float = 0.0
    shift: float = 0.0
    brightness: float = 0.0
    contrast: float = 0.0
    color: float = 0.0
    grey: float = 0.0
    blur: float = 0.0
    cutout: float = 0.0

    def __post_init__(self) -> None:
        """Checks the ranges."""
        for name, value in asdict(self).items():
            limit = 180 if name == "rotation" else 1
            require(0 <= value <= limit, f"{name} is not in 0 … {limit}")


@dataclass(frozen=True)
class BackboneConfiguration:
    """The network: a name of `backbones.BACKBONES` and the length of its embeddings.

    `pooling` is a choice of resnet18: the `mean` of each of the last planes, or a `depthwise`
    convolution that weighs their places. Other networks have one way only.
    """

    name: str
    dimension: int = 128
    dropout: float = 0.0
    pooling: Literal["mean", "depthwise"] = "mean"

    def __post_init__(self) -> None:
        """Checks the ranges."""
        is_choice = self.name == "resnet18" or self.pooling == "mean"
        require(is_choice, "pooling is a choice of resnet18 only")
        require(1 <= self.dimension <= 8192, "dimension is not in 1 … 8192")
        require(0 <= self.dropout < 1, "dropout is not in 0 … 1")


@dataclass(frozen=True)
class TrainingConfiguration:
    """How weights are found.

    `warmup_steps` steps of rising learning rate are followed by a half cosine down to
    `final_learning_rate`. A gradient longer than `gradient_limit` is shortened to it; 0 leaves all
    as they are. `average_decay` keeps an exponential average of the weights, which is
    what is evaluated and exported; 0 keeps none. `workers` are processes that decode images.
    """

    epochs: int
    learning_rate: float
    optimizer: Literal["sgd", "adamw", "muon"] = "adamw"
    final_learning_rate: float = 0.0
    warmup_steps: int = 0
    weight_decay: float = 0.0
    gradient_limit: float = 0.0
    precision: Literal["float32", "bfloat16", "float16"] = "float32"
    average_decay: float = 0.0
    checkpoint_steps: int = 500
    workers: int = 2

    def __post_init__(self) -> None:
        """Checks the ranges."""
        require(self.epochs >= 1, "epochs is below 1")
        require(self.learning_rate > 0, "learning_rate is not above 0")
        require(0 <= self.final_learning_rate <= self.learning_rate, "final_learning_rate")
        least = min(self.warmup_steps, self.weight_decay, self.gradient_limit)
        require(least >= 0, "warmup_steps, weight_decay or gradient_limit is below 0")
        require(0 <= self.average_decay < 1, "average_decay is not in 0 … 1")
        require(self.checkpoint_steps >= 1 and self.workers >= 0, "checkpoint_steps or workers")


@dataclass(frozen=True)
class Configuration:
    """A whole run. `name` is letters, digits and dashes: the exported model is called so."""

    name: str
    input: InputConfiguration
    backbone: BackboneConfiguration
    objective: ObjectiveConfiguration
    sampler: SamplerConfiguration
    training: TrainingConfiguration
    seed: int = 1
    data: DataConfiguration = field(default_factory=DataConfiguration)
    augmentation: AugmentationConfiguration = field(default_factory=AugmentationConfiguration)

    def __post_init__(self) -> None:
        """Checks the name, and that loss and sampler go together."""
        require_name_and_seed(self.name, self.seed)
        is_given = getattr(self.objective, "mining", None) == "given"
        require(
            is_given == (self.sampler.name == "global-mining"),
            "the sampler 'global-mining' and the mining 'given' go together",
        )
        is_distilled = self.objective.name == "distillation"
        require(
            is_distilled == (self.sampler.name == "synthesis"),
            "the sampler 'synthesis' and the objective 'distillation' go together",
        )
        is_triplet = self.objective.name == "triplet"
        require(
            is_triplet or getattr(self.sampler, "singles", 0) == 0,
            f"the objective '{self.objective.name}' has no class for singles",
        )


def read_configuration(path: Path) -> Configuration:
    """Returns the configuration in a YAML file.

    Raises:
        ConfigurationError: when the file cannot be read, or is not a valid configuration.
    """
    content = read_yaml(path)
    if isinstance(content, dict) and "task" in content:
        reason = f"'{content['task']}' is trained by another command, see --help"
        raise ConfigurationError(str(path), "task", reason)
    return parse_dataclass(Configuration, content, str(path))


def as_mapping(configuration: Configuration) -> dict[str, Any]:
    """Returns the configuration as plain values that `read_configuration` reads back."""
    return asdict(configuration)
