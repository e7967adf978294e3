"""Error rates of verification over similarities of pairs."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class PairSimilarities:
    """Similarities of pairs, in ascending order: of one person, and of two people."""

    genuine: np.ndarray
    impostor: np.ndarray


def all_pairs(embeddings: np.ndarray, labels: np.ndarray) -> PairSimilarities:
    """Returns the similarities of all pairs of images.

    Memory and time are quadratic: 4 bytes a pair, 80 MB for 6,000 images.

    Args:
        embeddings: Unit-length, [n, dimension].
        labels: The person of each, [n].
    """
    genuine, impostor = [], []
    for row in range(len(labels) - 1):
        similarities = embeddings[row + 1 :] @ embeddings[row]
        is_same = labels[row + 1 :] == labels[row]
        genuine.append(similarities[is_same])
        impostor.append(similarities[~is_same])
    empty = [np.zeros(0, dtype=np.float32)]
    return PairSimilarities(
        np.sort(np.concatenate(genuine or empty)), np.sort(np.concatenate(impostor or empty))
    )


def threshold_at_false_match_rate(impostor: np.ndarray, rate: float) -> float:
    """Returns the least threshold at which at most a share `rate` of pairs of two people match.

    A pair matches when its similarity reaches the threshold, so this lies just above the largest
    similarity that must not match.

    Args:
        impostor: Similarities of two people, ascending; at least one.
        rate: The share, 0 to 1.
    """
    allowed = int(np.floor(rate * len(impostor) + 1e-9))
    if allowed >= len(impostor):
        return -1.0
    return float(np.nextafter(impostor[len(impostor) - allowed - 1], np.float32(np.inf)))


def true_match_rate(genuine: np.ndarray, threshold: float) -> float:
    """Returns the share of pairs of one person whose similarity reaches the threshold."""
    return float(np.mean(genuine >= threshold)) if len(genuine) else float("nan")


def accept_rate_at(pairs: PairSimilarities, false_accept_rate: float) -> float:
    """Returns TAR at FAR: the true match rate at the threshold of a false match rate."""
    threshold = threshold_at_false_match_rate(pairs.impostor, false_accept_rate)
    return true_match_rate(pairs.genuine, threshold)


def best_threshold_by_f1(pairs: PairSimilarities) -> tuple[float, float]:
    """Returns the threshold with the highest F1, and that F1.

    F1 = 2·TP / (2·TP + FP + FN), where a match of one person is a true positive. Only similarities
    of one person can be best thresholds: just above any other, FP falls and nothing else changes.
    Of equals the highest threshold is taken.
    """
    thresholds = np.unique(pairs.genuine)[::-1]
    if len(thresholds) == 0:
        raise ValueError("there is no pair of one person")
    true_positives = len(pairs.genuine) - np.searchsorted(pairs.genuine, thresholds, "left")
    false_positives = len(pairs.impostor) - np.searchsorted(pairs.impostor, thresholds, "left")
    scores = 2 * true_positives / (true_positives + false_positives + len(pairs.genuine))
    best = int(np.argmax(scores))
    return float(thresholds[best]), float(scores[best])
