"""The optimizer whose steps are orthogonal."""

import pytest
import torch
from torch import nn

from photosort_training.configuration import TrainingConfiguration
from photosort_training.engine.muon import Muon, orthogonalized
from photosort_training.engine.optimizers import Optimizers


@pytest.mark.parametrize("shape", [(64, 64), (32, 200), (200, 32)])
def test_steps_keep_directions_and_lose_lengths(shape):
    matrix = torch.randn(shape, generator=torch.Generator().manual_seed(1))
    result = orthogonalized(matrix)
    assert result.shape == matrix.shape and result.dtype == matrix.dtype
    values = torch.linalg.svdvals(result)
    if 64 not in shape:
        assert 0.6 < values.min() and values.max() < 1.3
    left, _, right = torch.linalg.svd(matrix, full_matrices=False)
    # In the basis of the matrix itself the result is diagonal, but for bfloat16.
    inside = left.T @ result @ right.T
    assert (inside - torch.diag(inside.diagonal())).abs().max() < 0.05
    assert inside.diagonal().min() > 0


def test_matrices_move_as_by_pytorch():
    generator = torch.Generator().manual_seed(2)
    own = nn.Parameter(torch.randn(24, 80, generator=generator))
    other = nn.Parameter(own.detach().clone())
    ours = Muon([own], learning_rate=0.02, weight_decay=0.1)
    theirs = torch.optim.Muon(
        [other], lr=0.02, weight_decay=0.1, adjust_lr_fn="match_rms_adamw", momentum=0.95
    )
    start = own.detach().clone()
    for _ in range(5):
        gradient = torch.randn(24, 80, generator=generator)
        own.grad, other.grad = gradient.clone(), gradient.clone()
        ours.step()
        theirs.step()
    assert (own - start).abs().max() > 0.05
    assert torch.allclose(own, other, atol=2e-3)


def test_a_convolution_moves_as_its_matrix_in_any_order_of_memory():
    generator = torch.Generator().manual_seed(3)
    values = torch.randn(16, 8, 3, 3, generator=generator)
    gradient = torch.randn(16, 8, 3, 3, generator=generator)
    results = []
    for shape, order in (
        ((16, 72), torch.contiguous_format),
        ((16, 8, 3, 3), torch.contiguous_format),
        ((16, 8, 3, 3), torch.channels_last),
    ):
        weight = nn.Parameter(values.reshape(shape).clone(memory_format=order))
        weight.grad = gradient.reshape(shape).clone(memory_format=order)
        Muon([weight], learning_rate=0.1).step()
        results.append(weight.detach().reshape(16, 72))
    assert not torch.equal(results[0], values.reshape(16, 72))
    assert torch.equal(results[0], results[1])
    assert torch.allclose(results[0], results[2], atol=1e-3)


def test_only_matrices_of_the_network_are_made_orthogonal():
    network = nn.Sequential(
        nn.Conv2d(3, 8, 3), nn.Conv2d(8, 8, 3), nn.Conv2d(8, 8, 3, groups=8), nn.BatchNorm2d(8)
    )
    objective = nn.Linear(100, 100)
    settings = TrainingConfiguration(epochs=1, learning_rate=0.1, optimizer="muon")
    first, second = Optimizers(network, objective, settings).parts
    matrices = [weight for group in first.param_groups for weight in group["params"]]
    rest = [weight for group in second.param_groups for weight in group["params"]]
    assert [tuple(weight.shape) for weight in matrices] == [(8, 8, 3, 3)]
    every = [*network.parameters(), *objective.parameters()]
    assert len(rest) == len(every) - 1
    assert {id(weight) for weight in matrices + rest} == {id(weight) for weight in every}


def test_a_network_without_matrices_is_left_to_adamw():
    settings = TrainingConfiguration(epochs=1, learning_rate=0.1, optimizer="muon")
    (only,) = Optimizers(nn.Linear(2, 2), nn.Identity(), settings).parts
    assert isinstance(only, torch.optim.AdamW)
