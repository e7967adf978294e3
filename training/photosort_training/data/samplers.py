"""Which images make a batch.

A sampler plans all batches of an epoch at once, as lists of places in the data set. A plan depends
on the seed, the epoch and, for mined triplets, the embeddings alone; so it is the same in every
process, and a checkpoint keeps it.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np

from photosort_training.data.global_mining import GlobalMiningSampler
from photosort_training.errors import TrainingError
from photosort_training.sampler_configuration import (
    GlobalMiningConfiguration,
    PeopleImagesConfiguration,
    SamplerConfiguration,
    ShuffledConfiguration,
)

Plan = list[list[int]]
Embed = Callable[[Sequence[int]], np.ndarray]


class Sampler(Protocol):
    """Plans the batches of an epoch."""

    @property
    def batch_count(self) -> int:
        """The number of batches of every epoch."""
        ...

    def plan(self, epoch: int, embed: Embed) -> Plan:
        """Returns the batches; `embed` gives unit-length embeddings of places, [n, dimension]."""
        ...


class PeopleImagesSampler:
    """P people × K images a batch (Hermans et al., 2017), and some people with one image.

    People are taken in rounds: everybody once, in random order, before anybody again. A person
    with fewer than K images gives all of them, and then some again, which augmentation tells apart.
    """

    def __init__(self, settings: PeopleImagesConfiguration, labels: np.ndarray, seed: int) -> None:
        self.settings = settings
        self.seed = seed
        places = _places_by_label(labels)
        self.several = [group for group in places if len(group) >= 2]
        self.singles = [int(group[0]) for group in places if len(group) == 1]
        if len(self.several) < settings.people:
            raise TrainingError(
                f"A batch of {settings.people} people cannot be drawn from {len(self.several)} "
                "people with two or more images; lower sampler.people."
            )

    @property
    def batch_count(self) -> int:
        """The number of batches of every epoch, as configured."""
        return self.settings.batches

    def plan(self, epoch: int, embed: Embed) -> Plan:
        """Returns the batches: person by person, then the singles."""
        generator = np.random.default_rng([self.seed, epoch])
        settings = self.settings
        people = _rounds(len(self.several), settings.people, settings.batches, generator)
        alone = min(settings.singles, len(self.singles))
        singles = _rounds(len(self.singles), alone, settings.batches, generator)
        return [
            [place for person in chosen for place in self._images(person, generator)]
            + [self.singles[single] for single in added]
            for chosen, added in zip(people, singles, strict=True)
        ]

    def _images(self, person: int, generator: np.random.Generator) -> list[int]:
        """Returns K images of a person, without repetition as far as there are K."""
        shuffled = generator.permutation(self.several[person])
        return [int(shuffled[i % len(shuffled)]) for i in range(self.settings.images)]


class ShuffledSampler:
    """Every image of the people with two or more once an epoch, in random order.

    The last batch is left out when it is not full.
    """

    def __init__(self, settings: ShuffledConfiguration, labels: np.ndarray, seed: int) -> None:
        self.settings = settings
        self.seed = seed
        groups = [group for group in _places_by_label(labels) if len(group) >= 2]
        self.places = np.concatenate(groups) if groups else np.zeros(0, dtype=np.int64)
        if len(self.places) < settings.batch_size:
            raise TrainingError(
                f"A batch of {settings.batch_size} cannot be drawn from {len(self.places)} images "
                "of people with two or more; lower sampler.batch_size."
            )

    @property
    def batch_count(self) -> int:
        """The number of full batches of the data set."""
        return len(self.places) // self.settings.batch_size

    def plan(self, epoch: int, embed: Embed) -> Plan:
        """Returns the batches."""
        shuffled = np.random.default_rng([self.seed, epoch]).permutation(self.places)
        size = self.settings.batch_size
        return [shuffled[i * size : (i + 1) * size].tolist() for i in range(self.batch_count)]


def build_sampler(settings: SamplerConfiguration, labels: np.ndarray, seed: int) -> Sampler:
    """Returns the sampler that a configuration asks for.

    Raises:
        TrainingError: when the data set has too few people or images for a batch.
    """
    match settings:
        case PeopleImagesConfiguration():
            return PeopleImagesSampler(settings, labels, seed)
        case ShuffledConfiguration():
            return ShuffledSampler(settings, labels, seed)
        case GlobalMiningConfiguration():
            return GlobalMiningSampler(settings, labels, seed)


def _places_by_label(labels: np.ndarray) -> list[np.ndarray]:
    """Returns the places of each label, ordered by label."""
    order = np.argsort(labels, kind="stable")
    _, firsts = np.unique(labels[order], return_index=True)
    return np.split(order, firsts[1:])


def _rounds(count: int, size: int, batches: int, generator: np.random.Generator) -> list[list[int]]:
    """Returns `batches` draws of `size` different numbers below `count`, in shuffled rounds."""
    draws: list[list[int]] = []
    waiting: list[int] = []
    for _ in range(batches):
        if len(waiting) < size:
            # Those who wait come first; the new round goes on without them.
            new = generator.permutation(count).tolist()
            late = [number for number in new if number in set(waiting)]
            waiting += [number for number in new if number not in late] + late
        draws.append(waiting[:size])
        waiting = waiting[size:]
    return draws
