"""Training crops: faces aligned by landmarks that are a little off, with where they really are."""

import cv2
import numpy as np

from photosort_training.data.transforms import TEMPLATE_SIDE
from photosort_training.detection.alignment import similarity
from photosort_training.distillation.degradation import degraded, relit
from photosort_training.landmarks.consensus import KnownFace, mirrored
from photosort_training.landmarks.settings import CoarseConfiguration
from photosort_training.manifest import input_template

# The crop in pixels, and what it shows around the aligned face, in pixels of the template.
SIDE = 64
MARGIN = 20
# Where the landmarks lie in a crop that is aligned exactly; the middle of the first pixel is 0.
CROP_TEMPLATE = np.array(input_template(TEMPLATE_SIDE + 2 * MARGIN, SIDE))
EYE_DISTANCE = float(np.linalg.norm(CROP_TEMPLATE[1] - CROP_TEMPLATE[0]))

# Half of the crops are shown as coarse as faces of so many pixels, between the eyes, are.
_COARSE_EYES = (3.5, 14.0)


def cut(image: np.ndarray, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Returns the crop of a face aligned by landmarks [5, 2], and the 2×3 matrix to its pixels."""
    matrix = similarity(points, CROP_TEMPLATE)
    # A larger face is reduced first, so that no pixel is passed over.
    extents = [
        max(1, round(side * min(1.0, np.hypot(*matrix[:, 0])))) for side in image.shape[1::-1]
    ]
    zoom = np.array(extents) / image.shape[1::-1]
    if zoom.min() < 1:
        image = cv2.resize(image, extents, interpolation=cv2.INTER_AREA)
    # A pixel's middle is a whole number before and after.
    whole = matrix.copy()
    whole[:, :2] = matrix[:, :2] / zoom
    whole[:, 2] += matrix[:, :2] @ (0.5 / zoom - 0.5)
    return cv2.warpAffine(image, whole, (SIDE, SIDE), flags=cv2.INTER_LINEAR), matrix


def moved(points: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    """Returns points [5, 2] by a 2×3 matrix."""
    return points @ matrix[:, :2].T + matrix[:, 2]


def coarse(
    points: np.ndarray, settings: CoarseConfiguration, generator: np.random.Generator
) -> np.ndarray:
    """Returns landmarks [5, 2] as a detector might give them; some are far better than others."""
    eyes = np.linalg.norm(points[1] - points[0])
    size = generator.uniform(0, 2)
    turn = np.deg2rad(generator.normal(0, settings.turn * size))
    zoom = np.exp(generator.normal(0, settings.scale * size))
    middle = points.mean(axis=0)
    cosine, sine = zoom * np.cos(turn), zoom * np.sin(turn)
    turned = (points - middle) @ np.array([[cosine, sine], [-sine, cosine]]) + middle
    own = generator.normal(0, settings.point * size * eyes, points.shape)
    return turned + own + generator.normal(0, settings.shift * size * eyes, 2)


def training_crop(
    face: KnownFace, settings: CoarseConfiguration, generator: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Returns a new crop, uint8 [SIDE, SIDE, 3], and the landmarks in it, [5, 2] in pixels."""
    image, points = face.close_up.pixels(face.close_up.longer_side), face.points
    if generator.random() < 0.5:
        points = mirrored(points, image.shape[1])
        image = np.ascontiguousarray(image[:, ::-1])
    crop, matrix = cut(image, coarse(points, settings, generator))
    if generator.random() < 0.5:
        low, high = np.log(_COARSE_EYES)
        fewer = round(SIDE * np.exp(generator.uniform(low, high)) / EYE_DISTANCE)
        crop = cv2.resize(crop, (fewer, fewer), interpolation=cv2.INTER_AREA)
        crop = cv2.resize(crop, (SIDE, SIDE), interpolation=cv2.INTER_LINEAR)
    if generator.random() < 0.7:
        crop = degraded(relit(crop, generator), generator)
    return crop, moved(points, matrix)
