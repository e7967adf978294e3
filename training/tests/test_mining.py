"""What triplets of a batch and of a pool must be."""

import numpy as np
import pytest
import torch

from photosort_training.data.global_mining import mine_triplets
from photosort_training.losses.mining import MINERS, batch_hard, semi_hard
from photosort_training.losses.triplet import pair_distances
from photosort_training.sampler_configuration import GlobalMiningConfiguration


@pytest.fixture(params=range(5))
def batch(request):
    """Returns distances and labels, with people of one image among them."""
    generator = torch.Generator().manual_seed(request.param)
    x = torch.nn.functional.normalize(torch.randn(30, 6, generator=generator))
    labels = torch.randint(0, 10, (30,), generator=generator)
    return pair_distances(x, "squared"), torch.cat([labels[:27], torch.tensor([20, 21, 22])])


@pytest.mark.parametrize("name", ["batch-hard", "semi-hard"])
def test_positives_are_the_person_and_negatives_are_not(name, batch):
    distances, labels = batch
    anchors, positives, negatives = MINERS[name](distances, labels, 0.2)
    assert len(anchors) > 0
    assert (labels[anchors] == labels[positives]).all()
    assert (anchors != positives).all()
    assert (labels[anchors] != labels[negatives]).all()


def test_batch_hard_takes_the_farthest_and_the_nearest_of_every_anchor(batch):
    distances, labels = batch
    anchors, positives, negatives = (x.tolist() for x in batch_hard(distances, labels, 0.2))
    several = [i for i in range(30) if (labels == labels[i]).sum() > 1]
    assert anchors == several
    for a, p, n in zip(anchors, positives, negatives, strict=True):
        others = [i for i in range(30) if i != a]
        assert distances[a, p] == max(distances[a, i] for i in others if labels[i] == labels[a])
        assert distances[a, n] == min(distances[a, i] for i in others if labels[i] != labels[a])


def test_semi_hard_finds_every_pair_that_has_one_and_its_nearest(batch):
    distances, labels = batch
    found = {(a, p): n for a, p, n in torch.stack(semi_hard(distances, labels, 0.2), 1).tolist()}
    for a in range(30):
        for p in range(30):
            if a == p or labels[a] != labels[p]:
                continue
            low, high = distances[a, p], distances[a, p] + 0.2
            inside = [
                n for n in range(30) if labels[n] != labels[a] and low < distances[a, n] < high
            ]
            assert found.get((a, p)) == min(inside, key=lambda n: distances[a, n], default=None)


def test_people_with_one_image_are_negatives_only():
    labels = torch.tensor([0, 0, 1])
    distances = torch.tensor([[0.0, 0.5, 0.1], [0.5, 0.0, 0.6], [0.1, 0.6, 0.0]])
    anchors, positives, negatives = batch_hard(distances, labels, 0.2)
    assert anchors.tolist() == [0, 1]
    assert positives.tolist() == [1, 0]
    assert negatives.tolist() == [2, 2]


def mined(**changes):
    """Returns a pool's embeddings and labels, and 400 triplets mined in it."""
    generator = np.random.default_rng(2)
    embeddings = generator.normal(size=(60, 8))
    embeddings /= np.linalg.norm(embeddings, axis=1, keepdims=True)
    labels = np.concatenate([np.repeat(np.arange(12), 4), np.arange(12, 24)])
    settings = GlobalMiningConfiguration("global-mining", 4, 100, 12, **changes)
    return embeddings, labels, mine_triplets(embeddings, labels, settings, 400, generator)


def test_global_mining_skips_the_nearest_and_stays_in_its_window():
    embeddings, labels, triplets = mined(skip=3, window=5, random_share=0)
    for anchor, positive, negative in triplets:
        assert labels[anchor] == labels[positive] and anchor != positive
        strangers = np.flatnonzero(labels != labels[anchor])
        similarities = embeddings[strangers] @ embeddings[anchor]
        rank = int(np.sum(similarities > similarities[strangers == negative]))
        assert labels[negative] != labels[anchor]
        assert 3 <= rank < 8


def test_global_mining_mixes_random_negatives_in():
    _, labels, triplets = mined(skip=3, window=1, random_share=0.5)
    anchors = np.unique(triplets[:, 0])
    kinds = [len(np.unique(triplets[triplets[:, 0] == a, 2])) for a in anchors]
    assert np.mean(kinds) > 2
    assert (labels[triplets[:, 0]] != labels[triplets[:, 2]]).all()


def test_global_mining_takes_everybody_with_a_positive_as_anchor_alike():
    _, labels, triplets = mined()
    _, counts = np.unique(triplets[:, 0], return_counts=True)
    assert len(counts) == 48 and counts.max() - counts.min() <= 1
    assert (labels[triplets[:, 0]] < 12).all()
