"""The samplers that a configuration can name, and what their batches hold."""

from dataclasses import dataclass
from typing import Literal

from photosort_training.distillation.settings import SynthesisSamplerConfiguration
from photosort_training.parsing import require


@dataclass(frozen=True)
class PeopleImagesConfiguration:
    """Batches of `people` × `images`, and `singles` images of people who have just one.

    Where fewer have just one, all of these are in each batch.
    """

    name: Literal["people-images"]
    people: int
    images: int
    batches: int
    singles: int = 0

    def __post_init__(self) -> None:
        """Checks the ranges."""
        require(self.people >= 2 and self.images >= 2, "people or images is below 2")
        require(self.batches >= 1 and self.singles >= 0, "batches is below 1 or singles below 0")


@dataclass(frozen=True)
class ShuffledConfiguration:
    """Batches of `batch_size` from all images of people with two or more, each once an epoch."""

    name: Literal["shuffled"]
    batch_size: int

    def __post_init__(self) -> None:
        """Checks the range."""
        require(self.batch_size >= 2, "batch_size is below 2")


@dataclass(frozen=True)
class GlobalMiningConfiguration:
    """Triplets mined in a pool that the network embeds before each epoch.

    The pool holds up to `pool_images` images of each of `pool_people` people and `pool_singles`
    people with one image. Of a pair's negatives by distance, the nearest `skip` are left out, as
    they may be the same person under two names; one of the next `window` is taken, or, with
    probability `random_share`, any of the pool.
    """

    name: Literal["global-mining"]
    triplets: int
    batches: int
    pool_people: int
    pool_images: int = 4
    pool_singles: int = 0
    skip: int = 3
    window: int = 20
    random_share: float = 0.3

    def __post_init__(self) -> None:
        """Checks the ranges."""
        sizes = (self.triplets, self.batches, self.window)
        require(min(sizes) >= 1, "triplets, batches or window is below 1")
        require(self.pool_people >= 2 and self.pool_images >= 2, "the pool is below 2 × 2")
        require(self.skip >= 0 and self.pool_singles >= 0, "skip or pool_singles is below 0")
        require(0 <= self.random_share <= 1, "random_share is not in 0 … 1")


SamplerConfiguration = (
    PeopleImagesConfiguration
    | ShuffledConfiguration
    | GlobalMiningConfiguration
    | SynthesisSamplerConfiguration
)
