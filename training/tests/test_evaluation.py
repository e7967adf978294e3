"""Measurements against cases computed by hand and against plain loops."""

import math
from pathlib import Path

import numpy as np
import pytest

from photosort_training.data.faces import FaceImages
from photosort_training.data.people import Person, Split
from photosort_training.errors import TrainingError
from photosort_training.evaluation.neighbours import nearest_of, rank_one
from photosort_training.evaluation.pairs import (
    best_threshold,
    fold_accuracy,
    people_of_fold,
    read_pairs,
)
from photosort_training.evaluation.rates import (
    PairSimilarities,
    accept_rate_at,
    all_pairs,
    best_threshold_by_f1,
    threshold_at_false_match_rate,
)
from photosort_training.evaluation.report import (
    false_match_thresholds,
    fit_head_on,
    head_accuracy,
    measure,
    pair_accuracy,
)
from photosort_training.evaluation.shortages import pairs_of_two_people, shortages
from photosort_training.verification import draw_pairs, fit_head


def unit_vectors(angles):
    """Returns unit vectors of the plane at angles in degrees."""
    radians = np.deg2rad(angles)
    return np.stack([np.cos(radians), np.sin(radians)], axis=1).astype(np.float32)


def people(count, images, noise, seed=1, dimension=16):
    """Returns unit-length embeddings around a direction for each person, and labels."""
    generator = np.random.default_rng(seed)
    labels = np.repeat(np.arange(count), images)
    x = generator.normal(size=(count, dimension))[labels]
    x += noise * generator.normal(size=x.shape)
    return (x / np.linalg.norm(x, axis=1, keepdims=True)).astype(np.float32), labels


def test_all_pairs_are_all_pairs():
    x, labels = people(5, 3, 1.0)
    pairs = all_pairs(x, labels)
    genuine, impostor = [], []
    for i in range(15):
        for j in range(i + 1, 15):
            (genuine if labels[i] == labels[j] else impostor).append(float(x[i] @ x[j]))
    np.testing.assert_allclose(pairs.genuine, sorted(genuine), atol=1e-6)
    np.testing.assert_allclose(pairs.impostor, sorted(impostor), atol=1e-6)


def test_threshold_at_false_match_rate_by_hand():
    impostor = np.linspace(0.1, 1.0, 10, dtype=np.float32)
    # 20 % of ten are two: 0.9 and 1.0 may match, 0.8 may not.
    threshold = threshold_at_false_match_rate(impostor, 0.2)
    assert 0.8 < threshold <= 0.8001
    assert np.mean(impostor >= threshold) == 0.2
    assert threshold_at_false_match_rate(impostor, 0) > 1
    assert threshold_at_false_match_rate(impostor, 1) == -1


@pytest.mark.parametrize("rate", [0.0, 0.001, 0.01, 0.3])
def test_the_threshold_is_the_least_that_keeps_the_rate_even_with_ties(rate):
    impostor = np.sort(np.round(np.random.default_rng(1).normal(size=500), 1)).astype(np.float32)
    threshold = threshold_at_false_match_rate(impostor, rate)
    assert np.mean(impostor >= threshold) <= rate
    below = impostor[impostor < threshold]
    assert np.mean(impostor >= below.max()) > rate


def test_accept_rate_by_hand():
    pairs = PairSimilarities(
        np.array([0.2, 0.5, 0.7, 0.9], np.float32), np.array([0.1, 0.3, 0.6], np.float32)
    )
    assert accept_rate_at(pairs, 0) == 0.5
    assert accept_rate_at(pairs, 1 / 3) == 0.75
    assert accept_rate_at(pairs, 1) == 1


def test_best_f1_is_that_of_a_search_over_everything():
    generator = np.random.default_rng(3)
    pairs = PairSimilarities(
        np.sort(generator.normal(0.5, 0.2, 40)), np.sort(generator.normal(0, 0.2, 300))
    )

    def f1(threshold):
        true, false = np.sum(pairs.genuine >= threshold), np.sum(pairs.impostor >= threshold)
        return 2 * true / (true + false + 40)

    threshold, score = best_threshold_by_f1(pairs)
    everything = np.concatenate([pairs.genuine, pairs.impostor])
    assert score == pytest.approx(max(f1(t) for t in everything))
    assert f1(threshold) == pytest.approx(score)


def test_rank_one_by_hand():
    # The second of person 0 is nearer to person 1; person 2 has one image and is no probe.
    x = unit_vectors([0, 30, 40, 45, 100])
    assert rank_one(x, np.array([0, 0, 1, 1, 2])) == 3 / 4
    with pytest.raises(ValueError, match="nobody"):
        rank_one(x, np.arange(5))


def test_nearest_of_eleven_is_certain_or_chance():
    x, labels = people(30, 4, 0.01)
    assert nearest_of(x, labels, 10, 500, 1) == 1.0
    x, labels = people(400, 2, 1e6)
    chance = nearest_of(x, labels, 10, 4000, 1)
    # Five standard deviations of a share of 1/11 in 4000 trials.
    assert abs(chance - 1 / 11) < 5 * math.sqrt((1 / 11) * (10 / 11) / 4000)
    equal = np.ones_like(x) / 4
    assert nearest_of(equal, labels, 10, 50, 1) == 0
    with pytest.raises(ValueError, match="too few"):
        nearest_of(x[:20], labels[:20], 10, 50, 1)


PAIRS = "2\t1\nAnn\t1\t2\nAnn\t1\tBob\t3\nCy\t4\t1\nCy\t1\tDee\t2\n"


def test_pairs_are_read_by_fold(tmp_path):
    path = tmp_path / "pairs.txt"
    path.write_text("\ufeff" + PAIRS, encoding="utf-8")
    pairs = read_pairs(path)
    assert [pair.is_same for pair in pairs] == [True, False, True, False]
    assert [pair.fold for pair in pairs] == [0, 0, 1, 1]
    assert pairs[1].second == ("Bob", 3)
    assert people_of_fold(pairs, 2) == ["Cy", "Dee"]
    with pytest.raises(TrainingError, match="no fold 3"):
        people_of_fold(pairs, 3)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "line 1 is not 'folds pairs'"),
        ("two 1\n", "line 1 is not 'folds pairs'"),
        ("2\t1\nAnn\t1\t2\n", "holds 1 pairs, not 4"),
        (PAIRS.replace("\t3", "\tx"), "line 3 is no pair"),
        (PAIRS.replace("\t3", "\t²"), "line 3 is no pair"),
        (PAIRS.replace("\t3", "\t" + "3" * 5000), "line 3 is no pair"),
        (PAIRS.replace("Ann\t1\tBob\t3", "\n\nAnn\t1\tBob\tx"), "line 5 is no pair"),
    ],
)
def test_a_wrong_list_of_pairs_is_told(tmp_path, text, reason):
    path = tmp_path / "pairs.txt"
    path.write_text(text)
    with pytest.raises(TrainingError, match=reason):
        read_pairs(path)


@pytest.mark.parametrize("seed", range(4))
def test_best_threshold_decides_most_rightly(seed):
    generator = np.random.default_rng(seed)
    values = np.round(generator.normal(size=60), 1)
    same = generator.random(60) < 1 / (1 + np.exp(-2 * values))
    threshold = best_threshold(values, same)
    candidates = np.concatenate([values - 0.05, values + 0.05])
    best = max(np.sum((values >= t) == same) for t in candidates)
    assert np.sum((values >= threshold) == same) == best


def test_fold_accuracy_takes_the_threshold_of_the_other_folds():
    similarities = np.array([0.9, 0.1, 0.6, 0.4])
    same = np.array([True, False, True, False])
    result = fold_accuracy(similarities, same, np.array([0, 0, 1, 1]))
    assert result.thresholds == (0.5, 0.5) and result.mean == 1
    # Fold 1 is decided by fold 0's threshold of 0.5, and 0.4 is one person there.
    result = fold_accuracy(
        similarities, np.array([True, False, True, True]), np.array([0, 0, 1, 1])
    )
    assert result.thresholds[1] == 0.5 and result.mean == (0.5 + 0.5) / 2
    with pytest.raises(ValueError, match="two folds"):
        fold_accuracy(similarities, same, np.zeros(4))


def test_the_head_is_where_its_cost_is_flat_and_sides_weigh_alike():
    generator = np.random.default_rng(1)
    first, second = generator.normal(size=(2, 300, 3))
    is_same = np.arange(300) < 40
    second[is_same] = first[is_same] + generator.normal(size=(40, 3))
    head = fit_head(first, second, is_same)
    probability = head.probability(first, second)
    # The slope of the bias: both kinds' mean errors are equal.
    error = np.mean(1 - probability[is_same]) - np.mean(probability[~is_same])
    assert abs(error) < 1e-6
    assert (head.weights < 0).all() and head.bias > 0
    assert head.balanced_accuracy(first, second, is_same) > 0.6


def test_the_head_does_not_depend_on_how_many_impostors_there_are():
    x, labels = people(40, 4, 1.0)
    first, second, is_same = draw_pairs(labels, 1000, 1)
    once = fit_head(x[first], x[second], is_same)
    twice = np.concatenate([np.arange(len(first)), np.flatnonzero(~is_same)])
    again = fit_head(x[first[twice]], x[second[twice]], is_same[twice])
    np.testing.assert_allclose(once.weights, again.weights, rtol=1e-3)


def test_balanced_accuracy_by_hand():
    head = fit_head(*people_pairs())
    first, second = np.zeros((4, 2)), np.array([[0, 0], [0.1, 0], [2, 0], [0, 0]])
    # One person: right, right, wrong; two people: wrong.
    accuracy = head.balanced_accuracy(first, second, np.array([True, True, True, False]))
    assert accuracy == pytest.approx((2 / 3 + 0) / 2)


def people_pairs():
    """Returns pairs that differ by 0 … 0.5 when of one person, and by more when not."""
    steps = np.linspace(0, 2, 41)
    second = np.stack([steps, steps[::-1] * 0], axis=1)
    return np.zeros((41, 2)), second, steps < 0.5


def test_pairs_drawn_are_what_they_say():
    labels = np.repeat(np.arange(6), [1, 2, 3, 4, 1, 5])
    first, second, is_same = draw_pairs(labels, 1000, 1)
    assert is_same.sum() == 1 + 3 + 6 + 10 and len(first) == 40
    assert ((labels[first] == labels[second]) == is_same).all() and (first != second).all()
    assert len(draw_pairs(labels, 7, 1)[0]) == 14
    with pytest.raises(ValueError, match="no pairs"):
        draw_pairs(np.arange(4), 10, 1)


def test_measurements_of_a_perfect_embedding():
    x, labels = people(30, 4, 0.01)
    values = measure(x, labels, 1)
    for name in ("nearest of 11", "rank 1", "TAR at FAR 1e-3", "TAR at FAR 1e-4", "best F1"):
        assert values[name] == 1.0
    head = fit_head_on(x, labels, 1)
    assert head_accuracy(head, x, labels, 2) == 1.0
    thresholds = false_match_thresholds(all_pairs(x, labels))
    # 30·29/2·16 pairs of two people tell a rate of 0.01, and nothing of 0.001.
    assert list(thresholds) == ["0.01"]
    with pytest.raises(TrainingError, match="Nothing can be measured"):
        measure(x[::4], labels[::4], 1)
    assert "nearest of 11" not in measure(x[:40], labels[:40], 1)
    assert "nearest of 11" in measure(x[:44], labels[:44], 1)


def family(*counts):
    """Returns people with so many images."""
    return tuple(Person(f"{i}", (Path(f"{i}.png"),) * count) for i, count in enumerate(counts))


def test_pairs_of_two_people_are_counted_without_drawing_them():
    labels = np.repeat(range(4), [3, 1, 2, 4])
    expected = len(all_pairs(np.ones((10, 2)), labels).impostor)
    assert pairs_of_two_people(family(3, 1, 2, 4)) == expected


def test_too_few_people_to_be_measured_on_are_told_before_training():
    enough = family(100, 100)
    assert shortages(Split((), enough, family(1, 2))) == []
    assert "9,900 pairs" in shortages(Split((), family(99, 100), enough))[0]
    for few in (family(), family(200), family(1, 1, 1)):
        assert "data.validation_share" in shortages(Split((), few, enough))[0]
        assert "data.test_share" in shortages(Split((), enough, few))[0]


def test_pair_accuracy_finds_images_as_lfw_and_crops_name_them(tmp_path):
    path = tmp_path / "pairs.txt"
    path.write_text(PAIRS)
    names = ("Ann_0001", "Ann_0002-1", "Bob_0003", "Cy_0001", "Cy_0004", "Dee_0002-1")
    images = FaceImages(tuple(Path(f"{name}.png") for name in names), np.zeros(6, int), 0)
    x = unit_vectors([0, 5, 90, 200, 205, 300])
    result = pair_accuracy(x, images, read_pairs(path))
    assert result["pairs"] == 4 and result["mean"] == 1
    with pytest.raises(TrainingError, match="Only one pair"):
        pair_accuracy(x[:2], FaceImages(images.paths[:2], np.zeros(2), 0), read_pairs(path))
    with pytest.raises(TrainingError, match="No pair"):
        pair_accuracy(x[:1], FaceImages(images.paths[:1], np.zeros(1), 0), read_pairs(path))
