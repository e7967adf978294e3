"""From a stored crop to what the network reads, with or without random changes.

Every change is drawn from one generator a call, so that an image of a batch is the same whichever
process makes it.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from photosort_training.configuration import (
    AugmentationConfiguration,
    DataConfiguration,
    InputConfiguration,
)

# Samples of 0 … 255 become (sample − MEAN) / DEVIATION, in every plane.
MEAN = 127.5
DEVIATION = 127.5

# ITU-R BT.601: how much red, green and blue weigh in grey.
GREY_WEIGHTS = (0.299, 0.587, 0.114)

# The side of the crop in which photosort's template places the landmarks.
TEMPLATE_SIDE = 112


@dataclass(frozen=True)
class FaceTransform:
    """Cuts the face out of a stored crop, augments it, and normalizes it."""

    data: DataConfiguration
    input: InputConfiguration
    augmentation: AugmentationConfiguration

    def __call__(self, image: np.ndarray, generator: np.random.Generator | None) -> np.ndarray:
        """Returns float32 [C, side, side] of an image uint8 [stored, stored, 3], red first.

        Without a generator nothing is random.
        """
        matrix = self._matrix(generator)
        face = cv2.warpAffine(
            image,
            matrix,
            (self.input.side, self.input.side),
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REFLECT_101,
        ).astype(np.float32)
        if generator is not None:
            face = self._disturb(face, generator)
        return self._planes(face)

    def _matrix(self, generator: np.random.Generator | None) -> np.ndarray:
        """Returns the 2×3 matrix from pixels of the input to pixels of the stored crop.

        Pixel centres lie at whole numbers, so the corner of the image is at −½.
        """
        settings = self.augmentation
        zoom = self.data.face_side / self.input.side
        turn, flip = 0.0, 1.0
        shift = np.zeros(2)
        if generator is not None:
            turn = np.deg2rad(settings.rotation) * generator.uniform(-1, 1)
            zoom *= np.exp(generator.uniform(-1, 1) * np.log1p(settings.scale))
            shift = generator.uniform(-1, 1, size=2) * settings.shift * self.data.face_side
            flip = -1.0 if generator.random() < settings.mirror else 1.0
        cosine, sine = zoom * np.cos(turn), zoom * np.sin(turn)
        linear = np.array([[flip * cosine, -sine], [flip * sine, cosine]])
        middle_in = np.full(2, (self.input.side - 1) / 2)
        middle_stored = np.full(2, (self.data.stored_side - 1) / 2)
        return np.column_stack([linear, middle_stored + shift - linear @ middle_in])

    def _disturb(self, face: np.ndarray, generator: np.random.Generator) -> np.ndarray:
        """Returns the face with other light, colours and sharpness, and a part hidden."""
        settings = self.augmentation
        if generator.random() < settings.blur:
            face = cv2.GaussianBlur(face, (0, 0), sigmaX=generator.uniform(0.3, 1.5))
        gains = 1 + settings.color * generator.uniform(-1, 1, size=3)
        contrast = 1 + settings.contrast * generator.uniform(-1, 1)
        brightness = 255 * settings.brightness * generator.uniform(-1, 1)
        face = (face * gains.astype(np.float32) - MEAN) * contrast + MEAN + brightness
        if generator.random() < settings.grey:
            face = np.repeat((face @ np.array(GREY_WEIGHTS, face.dtype))[..., None], 3, axis=2)
        face = np.clip(face, 0, 255).astype(np.float32)
        if generator.random() < settings.cutout:
            self._hide(face, generator)
        return face

    def _hide(self, face: np.ndarray, generator: np.random.Generator) -> None:
        """Paints a rectangle of one fifth to two fifths of the side, as a hand would hide."""
        side = self.input.side
        width, height = (int(side * share) for share in generator.uniform(0.2, 0.4, size=2))
        x, y = int(generator.integers(side - width + 1)), int(generator.integers(side - height + 1))
        face[y : y + height, x : x + width] = generator.uniform(0, 255)

    def _planes(self, face: np.ndarray) -> np.ndarray:
        """Returns the normalized planes, [C, side, side]."""
        if self.input.colors == "grey":
            face = (face @ np.array(GREY_WEIGHTS, dtype=np.float32))[..., None]
        return np.ascontiguousarray(((face - MEAN) / DEVIATION).transpose(2, 0, 1))
