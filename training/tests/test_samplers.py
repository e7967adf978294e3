"""What batches must hold, whatever the seed."""

import numpy as np
import pytest

from photosort_training.data.samplers import build_sampler
from photosort_training.data.source import LabelledSource
from photosort_training.engine.distributed import Group
from photosort_training.errors import TrainingError
from photosort_training.sampler_configuration import (
    GlobalMiningConfiguration,
    PeopleImagesConfiguration,
    ShuffledConfiguration,
)

# Ten people of 2 … 11 images, then five with one.
COUNTS = [*range(2, 12), 1, 1, 1, 1, 1]
LABELS = np.repeat(np.arange(15), COUNTS)
PEOPLE_IMAGES = PeopleImagesConfiguration("people-images", 4, 3, batches=25, singles=2)
GLOBAL = GlobalMiningConfiguration("global-mining", 5, 7, 6, pool_singles=3)


def embed(places):
    """Returns a fixed direction for each place."""
    vectors = np.random.default_rng(1).normal(size=(len(LABELS), 4))[list(places)]
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.mark.parametrize("settings", [PEOPLE_IMAGES, GLOBAL, ShuffledConfiguration("shuffled", 8)])
def test_a_plan_depends_on_seed_and_epoch_alone(settings):
    plan = build_sampler(settings, LABELS, 1).plan(3, embed)
    assert plan == build_sampler(settings, LABELS, 1).plan(3, embed)
    assert plan != build_sampler(settings, LABELS, 1).plan(4, embed)
    assert plan != build_sampler(settings, LABELS, 2).plan(3, embed)
    assert len(plan) == build_sampler(settings, LABELS, 1).batch_count


@pytest.mark.parametrize("seed", range(5))
def test_people_times_images_and_singles_at_the_end(seed):
    for batch in build_sampler(PEOPLE_IMAGES, LABELS, seed).plan(0, embed):
        labels = LABELS[batch]
        assert len(batch) == 14
        people = labels[:12].reshape(4, 3)
        assert (people == people[:, :1]).all()
        assert len(set(people[:, 0])) == 4 and people.max() < 10
        assert len(set(labels[12:])) == 2 and labels[12:].min() >= 10
        for person, places in zip(people[:, 0], np.reshape(batch[:12], (4, 3)), strict=True):
            assert len(set(places)) == min(3, COUNTS[person])


def test_fewer_singles_than_wanted_are_all_taken():
    settings = PeopleImagesConfiguration("people-images", 4, 3, batches=5, singles=6)
    for batch in build_sampler(settings, LABELS, 1).plan(0, embed):
        assert sorted(LABELS[batch[12:]]) == [10, 11, 12, 13, 14]
    nobody = build_sampler(settings, LABELS[LABELS < 10], 1).plan(0, embed)
    assert [len(batch) for batch in nobody] == [12] * 5


def test_people_come_in_rounds():
    batches = build_sampler(PEOPLE_IMAGES, LABELS, 1).plan(0, embed)
    people = np.concatenate([LABELS[batch][:12:3] for batch in batches])
    counts = np.bincount(people, minlength=10)
    assert counts.sum() == 100 and counts.min() == counts.max() == 10


def test_shuffled_takes_every_image_of_several_once():
    sampler = build_sampler(ShuffledConfiguration("shuffled", 8), LABELS, 1)
    places = np.concatenate(sampler.plan(0, embed))
    assert len(places) == len(set(places)) == 64
    assert (LABELS[places] < 10).all()


def test_global_mining_lays_triplets_out_one_after_the_other():
    for batch in build_sampler(GLOBAL, LABELS, 1).plan(0, embed):
        anchors, positives, negatives = np.reshape(LABELS[batch], (5, 3)).T
        assert (anchors == positives).all() and (anchors != negatives).all()


@pytest.mark.parametrize(
    "settings",
    [
        PeopleImagesConfiguration("people-images", 11, 3, 1),
        ShuffledConfiguration("shuffled", 1000),
    ],
)
def test_too_few_people_are_told(settings):
    with pytest.raises(TrainingError, match="cannot be drawn"):
        build_sampler(settings, LABELS, 1)


def test_slices_of_processes_are_the_whole_batch_with_the_same_seeds():
    places = list(range(12))

    def draws(rank, size):
        source = LabelledSource(None, None, 1, 0, Group(rank, size))
        return source._draws(places, 2, 5)

    assert draws(0, 3) + draws(1, 3) + draws(2, 3) == draws(0, 1)
    with pytest.raises(TrainingError, match="does not divide"):
        draws(0, 5)
