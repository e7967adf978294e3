"""Triplets mined among many more images than a batch holds."""

from collections.abc import Callable, Sequence

import numpy as np

from photosort_training.errors import TrainingError
from photosort_training.sampler_configuration import GlobalMiningConfiguration


class GlobalMiningSampler:
    """Batches of triplets, found in a pool that the network embeds before the epoch.

    Within a batch everything looks easy soon. Among thousands of images the nearest negatives of
    a pair are hard, and the very nearest are often the same person under two names; so those are
    skipped, and random negatives keep the rest of the space in order.
    """

    def __init__(self, settings: GlobalMiningConfiguration, labels: np.ndarray, seed: int) -> None:
        self.settings = settings
        self.seed = seed
        self.labels = labels
        values, counts = np.unique(labels, return_counts=True)
        self.several = values[counts >= 2]
        self.alone = values[counts == 1]
        if len(self.several) < 2:
            raise TrainingError("Mining needs two people with two or more images.")

    @property
    def batch_count(self) -> int:
        """The number of batches of every epoch, as configured."""
        return self.settings.batches

    def plan(self, epoch: int, embed: Callable[[Sequence[int]], np.ndarray]) -> list[list[int]]:
        """Returns the batches: anchor, positive, negative and so on."""
        generator = np.random.default_rng([self.seed, epoch])
        settings = self.settings
        pool = self._pool(generator)
        triplets = mine_triplets(
            embed(pool),
            self.labels[pool],
            settings,
            settings.triplets * settings.batches,
            generator,
        )
        places = pool[triplets].reshape(settings.batches, -1)
        return places.tolist()

    def _pool(self, generator: np.random.Generator) -> np.ndarray:
        """Returns the places of the pool's images."""
        settings = self.settings
        people = generator.permutation(self.several)[: settings.pool_people]
        alone = generator.permutation(self.alone)[: settings.pool_singles]
        chosen = []
        for label in np.concatenate([people, alone]):
            places = np.flatnonzero(self.labels == label)
            chosen.append(generator.permutation(places)[: settings.pool_images])
        return np.concatenate(chosen)


def mine_triplets(
    embeddings: np.ndarray,
    labels: np.ndarray,
    settings: GlobalMiningConfiguration,
    count: int,
    generator: np.random.Generator,
) -> np.ndarray:
    """Returns `count` triplets as rows of three places in the pool: [count, 3].

    Anchors are taken in shuffled rounds of everybody who has a positive; the positive is a random
    one. `settings` says how the negative is chosen.

    Args:
        embeddings: Unit-length, [n, dimension].
        labels: The person of each, [n].
        settings: `skip`, `window` and `random_share`.
        count: How many triplets.
        generator: Makes all choices.
    """
    _, inverse, sizes = np.unique(labels, return_inverse=True, return_counts=True)
    anchors = np.flatnonzero(sizes[inverse] >= 2)
    rounds = -(-count // len(anchors))
    order = np.concatenate([generator.permutation(anchors) for _ in range(rounds)])[:count]
    triplets = np.empty((count, 3), dtype=np.int64)
    for row, anchor in enumerate(order):
        is_same = labels == labels[anchor]
        positives = np.flatnonzero(is_same)
        positive = generator.choice(positives[positives != anchor])
        negatives = np.flatnonzero(~is_same)
        if generator.random() >= settings.random_share:
            negatives = _hard(embeddings, anchor, negatives, settings)
        triplets[row] = anchor, positive, generator.choice(negatives)
    return triplets


def _hard(
    embeddings: np.ndarray, anchor: int, negatives: np.ndarray, settings: GlobalMiningConfiguration
) -> np.ndarray:
    """Returns the negatives of ranks `skip` … `skip` + `window`, the most similar first.

    In a pool of fewer the last ones stay, so that there is always one.
    """
    similarities = embeddings[negatives] @ embeddings[anchor]
    ranked = negatives[np.argsort(-similarities, kind="stable")]
    first = min(settings.skip, len(ranked) - 1)
    return ranked[first : first + settings.window]
