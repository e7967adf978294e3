"""What light, cameras and files do to a face."""

import cv2
import numpy as np

from photosort_training.distillation.geometry import coordinates

# Luma of ITU-R BT.601.
LUMA = np.array([0.299, 0.587, 0.114], dtype=np.float32)


def relit(face: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Returns a face under other light, float32 [side, side, 3], 0 to 255.

    Each with its own chance: brightness, contrast, colour balance, grey, light from a side, gamma.
    """
    face = face.astype(np.float32)
    if generator.random() < 0.6:
        face = face * np.exp(generator.normal(0, 0.2)) + generator.normal(0, 10)
    if generator.random() < 0.4:
        mean = face.mean()
        face = (face - mean) * np.exp(generator.normal(0, 0.2)) + mean
    if generator.random() < 0.4:
        face = face * np.exp(generator.normal(0, 0.08, 3))
    if generator.random() < 0.15:
        share = 1.0 if generator.random() < 0.6 else generator.random()
        face = face * (1 - share) + (face @ LUMA)[..., np.newaxis] * share
    if generator.random() < 0.2:
        face = face * _slope(face.shape[0], generator)
    face = np.clip(face, 0, 255)
    if generator.random() < 0.25:
        face = 255 * (face / 255) ** np.exp(generator.normal(0, 0.3))
    return face.astype(np.float32)


def _slope(side: int, generator: np.random.Generator) -> np.ndarray:
    """Returns brightness that rises in a line across the face, [side, side, 1]."""
    angle = generator.uniform(0, 2 * np.pi)
    x, y = coordinates(side)
    half = side / 2
    across = ((x - half) * np.cos(angle) + (y - half) * np.sin(angle)) / half
    return (1 + generator.uniform(0.1, 0.5) * across)[..., np.newaxis]


def degraded(face: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Returns a face as a worse camera and file keep it, uint8 [side, side, 3].

    Each with its own chance: fewer pixels, blur, noise, a covered rectangle, JPEG.
    """
    side = face.shape[0]
    if generator.random() < 0.25:
        fewer = max(20, int(side / generator.uniform(1.2, 4)))
        face = cv2.resize(face, (fewer, fewer), interpolation=cv2.INTER_AREA)
        face = cv2.resize(face, (side, side), interpolation=cv2.INTER_LINEAR)
    if generator.random() < 0.15:
        face = cv2.GaussianBlur(face, (0, 0), generator.uniform(0.4, 2.0))
    if generator.random() < 0.1:
        face = face + generator.normal(0, generator.uniform(2, 12), face.shape)
    if generator.random() < 0.08:
        face = _covered(face, generator)
    pixels = np.clip(face, 0, 255).astype(np.uint8)
    if generator.random() < 0.2:
        quality = int(generator.integers(25, 90))
        _, file = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])
        pixels = cv2.imdecode(file, cv2.IMREAD_COLOR)
    return pixels


def _covered(face: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Returns a face with a rectangle of one colour over a part of it."""
    width, height = generator.integers(10, 50, 2)
    left, top = generator.integers(0, face.shape[0] - 10, 2)
    face = face.copy()
    face[top : top + height, left : left + width] = generator.uniform(0, 255, 3)
    return face
