"""What distillation minimizes: each term by its formula."""

import numpy as np
import pytest
import torch
from torch import nn

from photosort_training.distillation.hints import hint_loss
from photosort_training.distillation.objective import (
    DistillationObjective,
    direction_loss,
    length_loss,
    similarity_loss,
)
from photosort_training.distillation.settings import DistillationConfiguration


def test_the_terms_are_those_of_the_formulas():
    draw = np.random.default_rng(5)
    y, t = draw.normal(size=(4, 3)), draw.normal(size=(4, 3))
    unit = [v / np.linalg.norm(v, axis=1, keepdims=True) for v in (y, t)]
    own, wanted = torch.tensor(y), torch.tensor(t)
    expected = 1 - (unit[0] * unit[1]).sum(axis=1).mean()
    assert float(direction_loss(own, wanted)) == pytest.approx(expected)
    expected = np.square(unit[0] @ unit[0].T - unit[1] @ unit[1].T).mean()
    assert float(similarity_loss(own, wanted)) == pytest.approx(expected)
    lengths = [np.log(np.linalg.norm(v, axis=1)) for v in (y, t)]
    expected = np.square(lengths[0] - lengths[1]).mean()
    assert float(length_loss(own, wanted)) == pytest.approx(expected)


def test_a_length_is_judged_by_its_ratio_and_the_direction_not_by_length():
    t = torch.randn(4, 3, generator=torch.Generator().manual_seed(1))
    assert float(direction_loss(5 * t, t)) == pytest.approx(0, abs=1e-6)
    assert float(similarity_loss(5 * t, t)) == pytest.approx(0, abs=1e-6)
    assert float(length_loss(np.e * t, t)) == pytest.approx(1, abs=1e-5)


def test_a_hint_is_judged_relative_to_its_variance():
    wanted = torch.randn(2, 3, 4, 4, generator=torch.Generator().manual_seed(1))
    same = nn.Identity()
    assert float(hint_loss(same, wanted, wanted)) == 0
    # The mean of each plane explains nothing.
    means = wanted.mean((0, 2, 3), keepdim=True).expand_as(wanted)
    assert float(hint_loss(same, means, wanted)) == pytest.approx(1, abs=0.1)
    loss = float(hint_loss(same, means, wanted))
    assert float(hint_loss(same, 100 * means, 100 * wanted)) == pytest.approx(loss, abs=1e-3)


def test_a_hint_counts_where_it_is_looked_at():
    wanted = torch.randn(2, 3, 4, 4, generator=torch.Generator().manual_seed(1))
    own = wanted.clone()
    own[1] += 1
    focus = torch.zeros(2, 1, 4, 4)
    focus[0] = 1
    assert float(hint_loss(nn.Identity(), own, wanted, focus)) == 0
    variance = float(wanted.var((0, 2, 3)).mean()) + 1e-4
    loss = float(hint_loss(nn.Identity(), own, wanted, 1 - focus))
    assert loss == pytest.approx(1 / variance, rel=1e-4)


def test_a_hint_that_is_looked_at_evenly_counts_as_without_a_focus():
    generator = torch.Generator().manual_seed(1)
    own, wanted = torch.randn(2, 2, 3, 4, 4, generator=generator)
    plain = float(hint_loss(nn.Identity(), own, wanted))
    even = torch.full((2, 1, 4, 4), 0.25)
    assert float(hint_loss(nn.Identity(), own, wanted, even)) == pytest.approx(plain, rel=1e-4)


def test_the_cells_of_a_larger_map_are_learned_by_their_means():
    generator = torch.Generator().manual_seed(1)
    own, large = (torch.randn(2, 3, side, side, generator=generator) for side in (4, 8))
    means = large.unflatten(2, (4, 2)).unflatten(4, (4, 2)).mean((3, 5))
    expected = float(hint_loss(nn.Identity(), own, means))
    assert float(hint_loss(nn.Identity(), own, large)) == pytest.approx(expected, rel=1e-5)


def test_the_hints_fade():
    settings = DistillationConfiguration(
        "distillation", "t", hints=0.5, final_hints=0.1, hint_steps=4
    )
    objective = DistillationObjective(settings, [], (8, 8))
    weights = []
    for step in (0, 2, 4, 9):
        objective.step.fill_(step)
        weights.append(objective.hint_weight())
    assert weights == pytest.approx([0.5, 0.3, 0.1, 0.1])
