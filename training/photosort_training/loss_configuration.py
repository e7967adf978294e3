"""The losses that a configuration can name, and their constants."""

from dataclasses import dataclass
from typing import Literal

from photosort_training.distillation.settings import DistillationConfiguration
from photosort_training.parsing import require


@dataclass(frozen=True)
class TripletConfiguration:
    """Triplet loss (Schroff et al., 2015); `mining` picks the triplets of a batch.

    `given` takes the batch as anchor, positive, negative, anchor … as the `global-mining` sampler
    makes it. `distance` is the Euclidean one of unit vectors, or its square.
    """

    name: Literal["triplet"]
    mining: Literal["batch-hard", "semi-hard", "given"] = "batch-hard"
    margin: float = 0.2
    distance: Literal["euclidean", "squared"] = "squared"

    def __post_init__(self) -> None:
        """Checks the range."""
        require(self.margin > 0, "margin is not above 0")


@dataclass(frozen=True)
class CenterConfiguration:
    """Softmax with center loss (Wen et al., 2016): its weight λ and the centers' rate α."""

    name: Literal["center"]
    weight: float = 0.003
    rate: float = 0.5

    def __post_init__(self) -> None:
        """Checks the ranges."""
        require(self.weight >= 0, "weight is below 0")
        require(0 <= self.rate <= 1, "rate is not in 0 … 1")


@dataclass(frozen=True)
class SphereFaceConfiguration:
    """A-Softmax (Liu et al., 2017): the whole-numbered margin m, and how λ falls.

    λ = max(`least`, `first` · (1 + `decay` · step)⁻¹).
    """

    name: Literal["sphereface"]
    margin: int = 4
    first: float = 1000.0
    least: float = 5.0
    decay: float = 0.12

    def __post_init__(self) -> None:
        """Checks the ranges."""
        require(self.margin >= 1, "margin is below 1")
        require(min(self.first, self.least, self.decay) >= 0, "first, least or decay is below 0")


@dataclass(frozen=True)
class CosineMarginConfiguration:
    """CosFace (Wang et al., 2018) or ArcFace (Deng et al., 2019): margin m and scale s.

    The margin of CosFace is a cosine, that of ArcFace an angle in radians.
    """

    name: Literal["cosface", "arcface"]
    margin: float
    scale: float = 64.0

    def __post_init__(self) -> None:
        """Checks the ranges."""
        require(0 <= self.margin < 3.14159, "margin is not in 0 … π")
        require(self.scale > 0, "scale is not above 0")


ObjectiveConfiguration = (
    TripletConfiguration
    | CenterConfiguration
    | SphereFaceConfiguration
    | CosineMarginConfiguration
    | DistillationConfiguration
)
