"""New faces from two: blends and splices of aligned crops.

A teacher embeds any face-like image, so it can be asked about faces of nobody. Since the crops are
aligned, a blend of two has its eyes, nose and mouth in their places.
"""

import numpy as np

from photosort_training.distillation.geometry import coordinates

# Rows of the eyes, the tip of the nose and the mouth in a 112×112 crop.
FEATURE_ROWS = (51.0, 72.0, 92.0)
# What of a crop is skin rather than hair and background, as shares of the side.
_INNER = (0.2, 0.83)


def mixed(first: np.ndarray, second: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Returns one face made of two, float32 [side, side, 3].

    Args:
        first: An aligned crop [side, side, 3], its 112×112 face in the middle.
        second: Another; four times in five its colours are matched to the first's.
        generator: Draws the weights.
    """
    second = _recolored(second, first) if generator.random() < 0.8 else second.astype(np.float32)
    weights = draw_weights(first.shape[0], generator)
    return first * (1 - weights) + second * weights


def draw_weights(side: int, generator: np.random.Generator) -> np.ndarray:
    """Returns the second face's weight, 0 to 1, of each pixel: [side, side, 1], or [1, 1, 1].

    One of four, each as likely: the same weight everywhere, a side of a line, a band across the
    eyes, the nose or the mouth, or a disc; the last three with soft edges.
    """
    kind = generator.integers(4)
    if kind == 0:
        return np.full((1, 1, 1), generator.uniform(0.25, 0.75), dtype=np.float32)
    x, y = coordinates(side)
    middle = (side - 1) / 2
    if kind == 1:
        angle = generator.uniform(0, 2 * np.pi)
        left, top = generator.normal(middle, 14, 2)
        inside = (x - left) * np.cos(angle) + (y - top) * np.sin(angle)
        softness = generator.uniform(3, 14)
    elif kind == 2:
        row = generator.choice(FEATURE_ROWS) + (side - 112) / 2 + generator.normal(0, 3)
        inside = generator.uniform(8, 16) - np.abs(y - row)
        softness = generator.uniform(2, 5)
    else:
        left, top = generator.normal(middle, 18, 2)
        inside = generator.uniform(12, 34) - np.hypot(x - left, y - top)
        softness = generator.uniform(2, 6)
    return (1 / (1 + np.exp(-inside / softness)))[..., np.newaxis].astype(np.float32)


def _recolored(face: np.ndarray, model: np.ndarray) -> np.ndarray:
    """Returns `face` with the mean colour and the contrast of `model`, measured on the skin."""
    low, high = (round(share * face.shape[0]) for share in _INNER)
    inner, wanted = face[low:high, low:high], model[low:high, low:high]
    # Four grey levels keep a flat image from being stretched to noise.
    gain = (wanted.std() + 4) / (inner.std() + 4)
    return ((face - inner.mean((0, 1))) * gain + wanted.mean((0, 1))).astype(np.float32)
