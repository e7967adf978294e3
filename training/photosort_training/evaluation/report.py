"""All measurements of a network on labelled images, and what its manifest takes from them."""

import re
from dataclasses import asdict

import numpy as np

from photosort_training.data.faces import FaceImages
from photosort_training.data.people import composed
from photosort_training.errors import TrainingError
from photosort_training.evaluation.neighbours import nearest_of, rank_one
from photosort_training.evaluation.pairs import Pair, fold_accuracy
from photosort_training.evaluation.rates import (
    PairSimilarities,
    accept_rate_at,
    all_pairs,
    best_threshold_by_f1,
    threshold_at_false_match_rate,
)
from photosort_training.evaluation.shortages import PAIRS_OF_A_RATE
from photosort_training.verification import VerificationHead, draw_pairs, fit_head

# Pairs of each kind that fit the head or score it; more change the fourth digit.
HEAD_PAIRS = 50_000
TRIALS = 5_000
FALSE_MATCH_RATES = (1e-2, 1e-3, 1e-4)
# Strangers of whom the probe's other image is told apart.
STRANGERS = 10


def measure(embeddings: np.ndarray, labels: np.ndarray, seed: int) -> dict[str, float]:
    """Returns measurements by name: nearest neighbours, TAR at FAR, and the best F1.

    "Nearest of 11" is left out where there are fewer people.

    Raises:
        TrainingError: when nobody has two images.
    """
    pairs = all_pairs(embeddings, labels)
    people = len(np.unique(labels))
    values: dict[str, float] = {"images": len(labels), "people": people}
    try:
        if people > STRANGERS:
            values["nearest of 11"] = nearest_of(embeddings, labels, STRANGERS, TRIALS, seed)
        threshold, score = best_threshold_by_f1(pairs)
        return values | {
            "rank 1": rank_one(embeddings, labels),
            "TAR at FAR 1e-3": accept_rate_at(pairs, 1e-3),
            "TAR at FAR 1e-4": accept_rate_at(pairs, 1e-4),
            "best F1": score,
            "threshold of best F1": threshold,
        }
    except ValueError as error:
        raise TrainingError(f"Nothing can be measured: {error}.") from error


def fit_head_on(embeddings: np.ndarray, labels: np.ndarray, seed: int) -> VerificationHead:
    """Returns the verification head of labelled embeddings.

    Raises:
        TrainingError: when there are no pairs of both kinds.
    """
    try:
        first, second, is_same = draw_pairs(labels, HEAD_PAIRS, seed)
    except ValueError as error:
        raise TrainingError(f"The verification head cannot be fitted: {error}.") from error
    return fit_head(embeddings[first], embeddings[second], is_same)


def head_accuracy(
    head: VerificationHead, embeddings: np.ndarray, labels: np.ndarray, seed: int
) -> float:
    """Returns the balanced accuracy of a head on labelled embeddings."""
    first, second, is_same = draw_pairs(labels, HEAD_PAIRS, seed)
    return head.balanced_accuracy(embeddings[first], embeddings[second], is_same)


def false_match_thresholds(pairs: PairSimilarities) -> dict[str, float]:
    """Returns the thresholds at the stated false match rates, as far as the pairs can tell.

    A rate needs `PAIRS_OF_A_RATE` pairs of two people that may match, or it says nothing.
    """
    return {
        f"{rate:g}": threshold_at_false_match_rate(pairs.impostor, rate)
        for rate in FALSE_MATCH_RATES
        if rate * len(pairs.impostor) >= PAIRS_OF_A_RATE
    }


def pair_accuracy(
    embeddings: np.ndarray, images: FaceImages, pairs: list[Pair]
) -> dict[str, object]:
    """Returns the accuracy by a list of pairs, of those whose images there are.

    An image of a pair is the one whose file name is `person_0001`, as LFW names it, or that and the
    number of a face, as `photosort crops` names it: `person_0001-1`.
    With one fold left (unseen people of a network trained on the others), five parts of it serve
    as folds.

    Raises:
        TrainingError: when not two pairs' images are there, or a photo has crops of several faces.
    """
    names = [re.sub(r"-\d+$", "", composed(path.stem)) for path in images.paths]
    places = {name: place for place, name in enumerate(names)}
    if len(places) < len(names):
        raise TrainingError("A photo has crops of several faces; make them with --faces main.")

    def place(image: tuple[str, int]) -> int | None:
        return places.get(f"{image[0]}_{image[1]:04d}")

    found = [
        (place(pair.first), place(pair.second), pair)
        for pair in pairs
        if place(pair.first) is not None and place(pair.second) is not None
    ]
    if not found:
        raise TrainingError("No pair of the list has both images among these.")
    first, second = (embeddings[[row[i] for row in found]] for i in (0, 1))
    folds = np.array([pair.fold for _, _, pair in found])
    if len(np.unique(folds)) == 1:
        folds = np.arange(len(found)) % 5
    is_same = np.array([pair.is_same for _, _, pair in found])
    if len(found) < 2:
        raise TrainingError("Only one pair of the list has both images among these: too few.")
    accuracy = fold_accuracy(np.sum(first * second, axis=1), is_same, folds)
    return {"pairs": len(found), **asdict(accuracy)}
