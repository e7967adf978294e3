"""Each loss against hand-computed numbers, and against its paper's formula in NumPy, float64."""

import math

import numpy as np
import pytest
import torch
from torch import nn

from photosort_training.data.source import Batch
from photosort_training.loss_configuration import (
    CenterConfiguration,
    CosineMarginConfiguration,
    SphereFaceConfiguration,
    TripletConfiguration,
)
from photosort_training.losses import build_objective
from photosort_training.losses.arcface import ArcFaceHead
from photosort_training.losses.center import center_loss, update_centers
from photosort_training.losses.cosface import CosFaceHead
from photosort_training.losses.sphereface import SphereFaceHead, psi
from photosort_training.losses.triplet import pair_distances, triplet_loss


def cross_entropy(logits: np.ndarray, labels: np.ndarray) -> float:
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_sums = np.log(np.exp(shifted).sum(axis=1))
    return float(np.mean(log_sums - shifted[np.arange(len(labels)), labels]))


def angles(embeddings: np.ndarray, weights: np.ndarray) -> np.ndarray:
    units = embeddings / np.linalg.norm(embeddings, axis=1, keepdims=True)
    directions = weights / np.linalg.norm(weights, axis=1, keepdims=True)
    return np.arccos(np.clip(units @ directions.T, -1, 1))


@pytest.fixture
def case() -> tuple[torch.Tensor, torch.Tensor]:
    generator = np.random.default_rng(3)
    embeddings = torch.from_numpy(generator.normal(size=(40, 5)))
    return embeddings, torch.from_numpy(generator.integers(0, 7, size=40))


def loss_of(settings, embeddings, labels, classes=7):
    """Returns a head's cross-entropy through the whole objective, and its weights."""
    objective = build_objective(settings, embeddings.shape[1], classes).double()
    with torch.no_grad():
        objective.head.weight.copy_(
            torch.from_numpy(np.random.default_rng(4).normal(size=(classes, 5)))
        )
    loss, _ = objective(nn.Identity(), Batch(embeddings, labels))
    return float(loss.detach()), objective.head.weight.detach().numpy()


def test_cosface_is_its_formula(case):
    embeddings, labels = case
    settings = CosineMarginConfiguration("cosface", 0.35, 30)
    loss, weights = loss_of(settings, embeddings, labels)
    logits = np.cos(angles(embeddings.numpy(), weights))
    logits[np.arange(40), labels] -= 0.35
    assert loss == pytest.approx(cross_entropy(30 * logits, labels.numpy()), rel=1e-9)


def test_arcface_is_its_formula_on_both_sides_of_its_rule(case):
    embeddings, labels = case
    settings = CosineMarginConfiguration("arcface", 1.2, 16)
    loss, weights = loss_of(settings, embeddings, labels)
    theta = angles(embeddings.numpy(), weights)
    logits = np.cos(theta)
    rows = np.arange(40)
    right = theta[rows, labels]
    assert (right > math.pi - 1.2).any() and (right < math.pi - 1.2).any()
    inside = right <= math.pi - 1.2
    logits[rows, labels] = np.where(
        inside, np.cos(right + 1.2), np.cos(right) - (1 - math.cos(1.2))
    )
    assert loss == pytest.approx(cross_entropy(16 * logits, labels.numpy()), rel=1e-9)


def test_sphereface_is_its_formula(case):
    embeddings, labels = case
    settings = SphereFaceConfiguration("sphereface", 4, first=20, least=5, decay=0.5)
    loss, weights = loss_of(settings, embeddings, labels)
    theta = angles(embeddings.numpy(), weights)
    rows = np.arange(40)
    right = theta[rows, labels]
    k = np.minimum(np.floor(4 * right / math.pi), 3)
    psi_of = (-1.0) ** k * np.cos(4 * right) - 2 * k
    share = max(5, 20 / (1 + 0.5 * 1))
    logits = np.cos(theta)
    logits[rows, labels] = (share * np.cos(right) + psi_of) / (1 + share)
    logits *= np.linalg.norm(embeddings.numpy(), axis=1, keepdims=True)
    assert loss == pytest.approx(cross_entropy(logits, labels.numpy()), rel=1e-9)


@pytest.mark.parametrize("margin", [1, 2, 3, 4])
def test_psi_by_hand_and_falling(margin):
    def at(theta):
        return float(psi(torch.tensor(math.cos(theta), dtype=torch.float64), margin))

    assert at(0) == pytest.approx(1)
    # At the end of each stretch cos(mθ) is ±1, so ψ falls by 2 from one to the next.
    for k in range(1, margin + 1):
        assert at(k * math.pi / margin) == pytest.approx(1 - 2 * k, abs=1e-6)
    theta = torch.linspace(0.001, math.pi - 0.001, 500, dtype=torch.float64)
    assert (psi(theta.cos(), margin).diff() < 0).all()


def test_psi_of_margin_one_is_the_cosine():
    cosine = torch.linspace(-1, 1, 11)
    torch.testing.assert_close(psi(cosine, 1), cosine)


def test_sphereface_share_falls_with_training_steps_only():
    head = SphereFaceHead(SphereFaceConfiguration("sphereface", 4, 1000, 5, 0.12), 2, 3)
    x, y = torch.ones(1, 2), torch.tensor([0])
    assert head.plain_share() == 1000
    head(x, y)
    assert head.plain_share() == pytest.approx(1000 / 1.12)
    head.eval()(x, y)
    assert head.plain_share() == pytest.approx(1000 / 1.12)
    head.step += 10**6
    assert head.plain_share() == 5


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        # An embedding at 60° from its person's direction and 30° from the other's.
        (CosFaceHead(CosineMarginConfiguration("cosface", 0.2, 10), 2, 2), 10 * (0.5 - 0.2)),
        (
            ArcFaceHead(CosineMarginConfiguration("arcface", math.pi / 6, 10), 2, 2),
            10 * math.cos(math.pi / 2),
        ),
        # |x| = 3; 4·60° = 240°, k = 1: ψ = −cos 240° − 2 = −1.5; no share of the plain logit.
        (SphereFaceHead(SphereFaceConfiguration("sphereface", 4, 0, 0, 0), 2, 2), 3 * -1.5),
    ],
)
def test_logits_by_hand(head, expected):
    with torch.no_grad():
        head.weight.copy_(torch.tensor([[1.0, 0.0], [0.0, 2.0]]))
    x = 3 * torch.tensor([[math.cos(math.pi / 3), math.sin(math.pi / 3)]])
    logits = head(x, torch.tensor([0]))
    assert float(logits[0, 0].detach()) == pytest.approx(expected, abs=1e-5)
    scale = 3 if isinstance(head, SphereFaceHead) else 10
    assert float(logits[0, 1].detach()) == pytest.approx(scale * math.sin(math.pi / 3), abs=1e-5)


def test_arcface_falls_without_a_step_at_its_rule():
    head = ArcFaceHead(CosineMarginConfiguration("arcface", 0.5, 1), 2, 2)
    theta = torch.linspace(0.01, math.pi - 0.01, 2000, dtype=torch.float64)
    values = head.reduced(theta.cos())
    assert (values.diff() < 0).all()
    assert values.diff().abs().max() < 0.002


@pytest.mark.parametrize(
    "settings",
    [
        CosineMarginConfiguration("cosface", 0.35, 8),
        CosineMarginConfiguration("arcface", 0.5, 8),
        SphereFaceConfiguration("sphereface", 4, 0, 0, 0),
    ],
)
def test_gradients_are_those_of_finite_differences(settings, case):
    embeddings, labels = case
    objective = build_objective(settings, 5, 7).double().eval()
    nn.init.normal_(objective.head.weight, generator=torch.Generator().manual_seed(1))
    embeddings = embeddings[:6].clone().requires_grad_()

    def loss(x, weight):
        with torch.no_grad():
            objective.head.weight.copy_(weight)
        logits = torch.func.functional_call(objective.head, {"weight": weight}, (x, labels[:6]))
        return nn.functional.cross_entropy(logits, labels[:6])

    weight = objective.head.weight.detach().clone().requires_grad_()
    assert torch.autograd.gradcheck(loss, (embeddings, weight))


@pytest.mark.parametrize("cosine", [1.0, -1.0])
def test_gradients_stay_finite_where_angles_end(cosine):
    value = torch.tensor([cosine], requires_grad=True)
    head = ArcFaceHead(CosineMarginConfiguration("arcface", 0.5, 1), 2, 2)
    (head.reduced(value) + psi(value, 4)).sum().backward()
    assert torch.isfinite(value.grad).all()


def test_triplet_loss_by_hand():
    to_positive = torch.tensor([0.5, 0.1, 1.0])
    to_negative = torch.tensor([0.6, 0.9, 0.4])
    # 0.5 − 0.6 + 0.2 = 0.1; 0.1 − 0.9 + 0.2 < 0; 1.0 − 0.4 + 0.2 = 0.8.
    loss = triplet_loss(to_positive, to_negative, 0.2)
    assert float(loss) == pytest.approx((0.1 + 0 + 0.8) / 3)
    assert float(triplet_loss(to_positive[:0], to_negative[:0], 0.2)) == 0


@pytest.mark.parametrize("kind", ["squared", "euclidean"])
def test_distances_are_those_of_vectors(kind):
    x = nn.functional.normalize(torch.randn(6, 4, dtype=torch.float64))
    expected = torch.cdist(x, x)
    expected = expected.square() if kind == "squared" else expected
    torch.testing.assert_close(pair_distances(x, kind), expected, atol=2e-6, rtol=0)


@pytest.mark.parametrize("mining", ["batch-hard", "semi-hard", "given"])
@pytest.mark.parametrize("distance", ["squared", "euclidean"])
def test_triplet_objective_has_finite_gradients_even_of_equal_images(mining, distance):
    objective = build_objective(TripletConfiguration("triplet", mining, 0.2, distance), 4, 0)
    x = torch.ones(6, 4, requires_grad=True)
    labels = torch.tensor([0, 0, 1, 1, 1, 0])
    loss, _ = objective(nn.Identity(), Batch(x, labels))
    loss.backward()
    assert torch.isfinite(x.grad).all()


def test_center_loss_and_update_by_hand():
    centers = torch.tensor([[0.0, 0.0], [1.0, 1.0], [5.0, 5.0]])
    x = torch.tensor([[1.0, 0.0], [3.0, 0.0], [1.0, 2.0]])
    labels = torch.tensor([0, 0, 1])
    # ½ (1 + 9 + 1)
    assert float(center_loss(x, labels, centers)) == pytest.approx(5.5)
    update_centers(centers, x, labels, 0.5)
    # Δc₀ = ((0−1) + (0−3), 0) / (1 + 2); Δc₁ = (0, 1 − 2) / (1 + 1); person 2 is not there.
    expected = torch.tensor([[2 / 3, 0.0], [1.0, 1.25], [5.0, 5.0]])
    torch.testing.assert_close(centers, expected)


def test_center_objective_is_its_formula(case):
    embeddings, labels = case
    objective = build_objective(CenterConfiguration("center", 0.1, 0.5), 5, 7).double()
    nn.init.normal_(objective.centers, generator=torch.Generator().manual_seed(1))
    x, centers = embeddings.numpy(), objective.centers.numpy().copy()
    weight, bias = (p.detach().numpy() for p in objective.classifier.parameters())
    loss, _ = objective(nn.Identity(), Batch(embeddings, labels))
    softmax = cross_entropy(x @ weight.T + bias, labels.numpy())
    center = np.sum((x - centers[labels.numpy()]) ** 2) / 2 / 40
    assert float(loss.detach()) == pytest.approx(softmax + 0.1 * center, rel=1e-9)
    for person in range(7):
        own = x[labels.numpy() == person]
        delta = np.sum(centers[person] - own, axis=0) / (1 + len(own))
        np.testing.assert_allclose(objective.centers[person], centers[person] - 0.5 * delta)


def test_center_loss_gradient_is_embedding_less_center():
    centers = torch.randn(3, 4, dtype=torch.float64)
    x = torch.randn(5, 4, dtype=torch.float64, requires_grad=True)
    labels = torch.tensor([0, 1, 1, 2, 0])
    center_loss(x, labels, centers).backward()
    torch.testing.assert_close(x.grad, x.detach() - centers[labels])
