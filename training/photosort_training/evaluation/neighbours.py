"""How often the most similar image is one of the same person."""

import numpy as np


def nearest_of(
    embeddings: np.ndarray, labels: np.ndarray, others: int, trials: int, seed: int
) -> float:
    """Returns how often the nearest of `others` + 1 images is the one of the probe's person.

    A trial takes a random probe among the people with two or more images, one other image of that
    person, and one image of each of `others` other people, all at random. With `others` = 10 this
    is "nearest of 11 is the same person". A tie counts as wrong.

    Args:
        embeddings: Unit-length, [n, dimension].
        labels: The person of each, [n].
        others: How many images of other people.
        trials: How many probes are drawn.
        seed: Of the draws.

    Raises:
        ValueError: when there are too few people.
    """
    generator = np.random.default_rng(seed)
    groups = [np.flatnonzero(labels == label) for label in np.unique(labels)]
    people_of_probes = [person for person, group in enumerate(groups) if len(group) >= 2]
    if not people_of_probes or len(groups) <= others:
        raise ValueError(f"{len(groups)} people are too few")
    hits = 0
    for _ in range(trials):
        person = people_of_probes[generator.integers(len(people_of_probes))]
        probe, same = generator.choice(groups[person], size=2, replace=False)
        strangers = generator.choice(len(groups) - 1, size=others, replace=False)
        images = [
            generator.choice(groups[stranger + (stranger >= person)]) for stranger in strangers
        ]
        best = np.max(embeddings[images] @ embeddings[probe])
        hits += bool(embeddings[same] @ embeddings[probe] > best)
    return hits / trials


def rank_one(embeddings: np.ndarray, labels: np.ndarray) -> float:
    """Returns how often the image nearest to a probe, of all others, is of the same person.

    Every image of a person with two or more is a probe once.

    Raises:
        ValueError: when nobody has two images.
    """
    _, inverse, counts = np.unique(labels, return_inverse=True, return_counts=True)
    probes = np.flatnonzero(counts[inverse] >= 2)
    if len(probes) == 0:
        raise ValueError("nobody has two images")
    hits = 0
    for probe in probes:
        similarities = embeddings @ embeddings[probe]
        similarities[probe] = -np.inf
        hits += bool(labels[np.argmax(similarities)] == labels[probe])
    return hits / len(probes)
