"""Where a training crop is taken from: small similarity transforms, and faces bent out of shape."""

from functools import cache

import cv2
import numpy as np

from photosort_training.distillation.settings import SynthesisConfiguration


@cache
def coordinates(side: int) -> tuple[np.ndarray, np.ndarray]:
    """Returns the x and the y of each pixel of a square, float32 [side, side]."""
    y, x = np.mgrid[0:side, 0:side].astype(np.float32)
    return x, y


def warped(
    face: np.ndarray, side: int, settings: SynthesisConfiguration, generator: np.random.Generator
) -> np.ndarray:
    """Returns a crop of `side` pixels from around the middle of a larger one, moved and bent.

    Args:
        face: [stored side, stored side, 3].
        side: The side of the result.
        settings: How far.
        generator: Draws the motion.
    """
    x, y = _similarity(face.shape[0], side, settings, generator)
    if generator.random() < settings.bend:
        x, y = _bent(x, y, generator)
    # Faces at the edge of a photo have black beyond it; the rest of the time the edge is repeated.
    border = cv2.BORDER_CONSTANT if generator.random() < 0.7 else cv2.BORDER_REPLICATE
    pixels = np.ascontiguousarray(np.clip(face, 0, 255), dtype=np.float32)
    return cv2.remap(pixels, x, y, cv2.INTER_LINEAR, borderMode=border)


def _similarity(
    stored_side: int, side: int, settings: SynthesisConfiguration, generator: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Returns where each pixel of the result lies in the stored crop; normal deviates."""
    angle = np.deg2rad(generator.normal(0, settings.rotation))
    scale = np.exp(generator.normal(0, settings.scale))
    left, top = generator.normal((side - 1) / 2, settings.shift, 2)
    cosine, sine = np.cos(angle) / scale, np.sin(angle) / scale
    x, y = coordinates(side)
    middle = (stored_side - 1) / 2
    u = cosine * (x - left) - sine * (y - top) + middle
    v = sine * (x - left) + cosine * (y - top) + middle
    return u.astype(np.float32), v.astype(np.float32)


def _bent(
    x: np.ndarray, y: np.ndarray, generator: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Returns the places moved by a smooth random field of some pixels: another face's shape."""
    knots = generator.integers(3, 7)
    amplitude = generator.uniform(0.8, 3.2)
    field = generator.normal(0, amplitude, (knots, knots, 2)).astype(np.float32)
    field = cv2.resize(field, (x.shape[1], x.shape[0]), interpolation=cv2.INTER_CUBIC)
    stretch = 1 + generator.normal(0, 0.03)
    middle = x.mean()
    return (
        ((x - middle) * stretch + middle + field[..., 0]).astype(np.float32),
        (y + field[..., 1]).astype(np.float32),
    )
