"""Faces made for distillation."""

import numpy as np
import pytest

from photosort_training.distillation.degradation import degraded, relit
from photosort_training.distillation.geometry import warped
from photosort_training.distillation.mixing import draw_weights, mixed
from photosort_training.distillation.settings import SynthesisConfiguration
from photosort_training.distillation.synthesis import synthesized

STILL = SynthesisConfiguration(mix=0, bend=0, rotation=0, scale=0, shift=0)


def face(seed: int, side: int = 144) -> np.ndarray:
    generator = np.random.default_rng(seed)
    return generator.integers(0, 256, (side, side, 3), dtype=np.uint8)


@pytest.mark.parametrize("seed", range(40))
def test_weights_are_shares(seed):
    weights = draw_weights(144, np.random.default_rng(seed))
    assert weights.dtype == np.float32
    assert weights.shape in {(144, 144, 1), (1, 1, 1)}
    assert weights.min() >= 0 and weights.max() <= 1 and weights.max() > 0


@pytest.mark.parametrize("seed", range(10))
def test_a_face_mixed_with_itself_is_itself(seed):
    generator = np.random.default_rng(seed)
    assert np.abs(mixed(face(1), face(1), generator) - face(1)).max() < 0.01


def test_the_second_face_takes_the_colours_of_the_first():
    dark = (face(1) * 0.2).astype(np.uint8)
    means = [mixed(dark, face(2), np.random.default_rng(seed)).mean() for seed in range(40)]
    # Four in five are recoloured: their mean stays that of the first face.
    assert sum(abs(mean - dark.mean()) < 3 for mean in means) >= 28


def test_without_motion_the_middle_is_taken():
    result = warped(face(3), 112, STILL, np.random.default_rng(0))
    assert np.array_equal(result, face(3)[16:128, 16:128].astype(np.float32))


def test_motion_is_about_the_middle():
    spot = np.zeros((144, 144, 3), dtype=np.uint8)
    spot[70:74, 70:74] = 255
    settings = SynthesisConfiguration(mix=0, bend=0, rotation=30, scale=0.1, shift=0)
    for seed in range(5):
        result = warped(spot, 112, settings, np.random.default_rng(seed))[..., 0]
        y, x = np.indices(result.shape)
        middle = (x * result).sum() / result.sum(), (y * result).sum() / result.sum()
        assert middle == pytest.approx((55.5, 55.5), abs=0.05)


@pytest.mark.parametrize("seed", range(30))
def test_light_and_damage_keep_pixels_in_range(seed):
    generator = np.random.default_rng(seed)
    lit = relit(face(seed, 112), generator)
    assert lit.dtype == np.float32 and lit.min() >= 0 and lit.max() <= 255
    result = degraded(lit, generator)
    assert result.dtype == np.uint8 and result.shape == (112, 112, 3)


def test_the_same_draws_give_the_same_face_and_others_another():
    def make(seed):
        def draw(generator):
            return face(int(generator.integers(5)))

        return synthesized(draw, 112, SynthesisConfiguration(), np.random.default_rng(seed))

    assert np.array_equal(make(1), make(1))
    assert not np.array_equal(make(1), make(2))


@pytest.mark.parametrize("values", [{"mix": 1.1}, {"bend": -0.1}, {"shift": -1}])
def test_impossible_settings_are_refused(values):
    with pytest.raises(ValueError, match="is not in 0 … 1|is below 0"):
        SynthesisConfiguration(**values)
