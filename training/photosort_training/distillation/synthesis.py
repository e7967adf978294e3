"""A training face, from drawing two crops to the damaged result."""

from collections.abc import Callable

import cv2
import numpy as np

from photosort_training.distillation.degradation import degraded, relit
from photosort_training.distillation.geometry import warped
from photosort_training.distillation.mixing import mixed
from photosort_training.distillation.settings import SynthesisConfiguration

# The loader has its own processes; threads of OpenCV inside them only compete.
cv2.setNumThreads(0)


def synthesized(
    draw: Callable[[np.random.Generator], np.ndarray],
    side: int,
    settings: SynthesisConfiguration,
    generator: np.random.Generator,
) -> np.ndarray:
    """Returns a new face, uint8 [side, side, 3].

    Args:
        draw: Gives a stored crop, uint8 [stored side, stored side, 3], at random.
        side: The side of the face in pixels.
        settings: How often it is made of two, and how far it is moved and bent.
        generator: Draws everything; the same state gives the same face.
    """
    face = _mirrored(draw(generator), generator)
    if generator.random() < settings.mix:
        face = mixed(face, _mirrored(draw(generator), generator), generator)
    return degraded(relit(warped(face, side, settings, generator), generator), generator)


def _mirrored(face: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Returns the face or, as likely, its mirror image."""
    return face[:, ::-1] if generator.random() < 0.5 else face
