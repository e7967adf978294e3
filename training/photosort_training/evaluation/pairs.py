"""Verification accuracy by a list of pairs in folds, as Labeled Faces in the Wild defines it."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from photosort_training.data.people import composed
from photosort_training.errors import TrainingError


@dataclass(frozen=True)
class Pair:
    """Two images, each by person and number (from 1), and the fold that they belong to."""

    first: tuple[str, int]
    second: tuple[str, int]
    fold: int

    @property
    def is_same(self) -> bool:
        """Whether both show one person."""
        return self.first[0] == self.second[0]


@dataclass(frozen=True)
class FoldAccuracy:
    """The mean accuracy over folds, its standard deviation, and the thresholds used."""

    mean: float
    deviation: float
    thresholds: tuple[float, ...]


def read_pairs(path: Path) -> list[Pair]:
    """Returns the pairs of a file in the form of LFW's `pairs.txt`.

    Its first line has the number of folds and n; each fold is n lines `name number number` (one
    person) and n lines `name number name number` (two people).

    Raises:
        TrainingError: when the file cannot be read, or names the line that does not fit.
    """
    try:
        lines = composed(path.read_text(encoding="utf-8-sig")).splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise TrainingError(f"{path} cannot be read as a list of pairs.") from error
    try:
        folds, size = (int(word) for word in lines[0].split())
    except (IndexError, ValueError) as error:
        raise TrainingError(f"{path}: line 1 is not 'folds pairs'.") from error
    rows = [(number, line) for number, line in enumerate(lines, start=1) if line.strip()][1:]
    if folds < 1 or size < 1 or len(rows) != 2 * folds * size:
        raise TrainingError(f"{path} holds {len(rows)} pairs, not {2 * folds * size}.")
    return [_pair(path, line, row, i // (2 * size)) for i, (line, row) in enumerate(rows)]


def _pair(path: Path, line: int, row: str, fold: int) -> Pair:
    """Returns the pair of a line, counted from 1."""
    match row.split():
        case [name, first, second] if _is_number(first) and _is_number(second):
            return Pair((name, int(first)), (name, int(second)), fold)
        case [name, first, other, second] if _is_number(first) and _is_number(second):
            return Pair((name, int(first)), (other, int(second)), fold)
    raise TrainingError(f"{path}: line {line} is no pair: '{row}'.")


def _is_number(word: str) -> bool:
    """Returns whether a word is the number of an image; superscripts are digits, too, to Python."""
    return word.isascii() and word.isdigit() and len(word) < 10


def people_of_fold(pairs: list[Pair], fold: int) -> list[str]:
    """Returns the names in a fold, counted from 1, sorted.

    Raises:
        TrainingError: when there is no such fold.
    """
    inside = [pair for pair in pairs if pair.fold == fold - 1]
    if not inside:
        raise TrainingError(f"There is no fold {fold} in the list of pairs.")
    return sorted({name for pair in inside for name, _ in (pair.first, pair.second)})


def fold_accuracy(similarities: np.ndarray, is_same: np.ndarray, folds: np.ndarray) -> FoldAccuracy:
    """Returns the accuracy of deciding each fold by the best threshold of the other folds.

    Args:
        similarities: Of each pair, [n].
        is_same: Whether it is one person, [n].
        folds: Its fold, [n]; at least two different ones.

    Raises:
        ValueError: when there are fewer than two folds.
    """
    numbers = np.unique(folds)
    if len(numbers) < 2:
        raise ValueError("a threshold from other folds needs two folds or more")
    accuracies, thresholds = [], []
    for fold in numbers:
        inside = folds == fold
        threshold = best_threshold(similarities[~inside], is_same[~inside])
        accuracies.append(np.mean((similarities[inside] >= threshold) == is_same[inside]))
        thresholds.append(threshold)
    return FoldAccuracy(float(np.mean(accuracies)), float(np.std(accuracies)), tuple(thresholds))


def best_threshold(similarities: np.ndarray, is_same: np.ndarray) -> float:
    """Returns the threshold that decides most pairs rightly.

    It lies midway between two similarities, so that it serves pairs it has not seen; of equals the
    lowest is taken. Above all similarities nothing matches, and below all everything does.
    """
    order = np.argsort(similarities, kind="stable")
    values, same = similarities[order].astype(np.float64), is_same[order]
    # At cut i the pairs from i on match.
    right = np.concatenate([[0], np.cumsum(~same)]) + np.concatenate(
        [np.cumsum(same[::-1])[::-1], [0]]
    )
    edges = np.concatenate([[values[0] - 1], (values[1:] + values[:-1]) / 2, [values[-1] + 1]])
    # A cut between equal similarities cannot be made.
    possible = np.concatenate([[True], values[1:] > values[:-1], [True]])
    return float(edges[np.argmax(np.where(possible, right, -1))])
