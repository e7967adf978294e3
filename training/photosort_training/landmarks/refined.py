"""A detector whose landmarks are refined, as photosort does it."""

import numpy as np
import onnxruntime

from photosort_training.detection.decoding import Faces
from photosort_training.detection.finders import Finder
from photosort_training.distillation.teacher import planes_of
from photosort_training.landmarks.crops import CROP_TEMPLATE, EYE_DISTANCE, cut, moved
from photosort_training.landmarks.export import INPUT_NAME, OUTPUT_NAME
from photosort_training.landmarks.source import INPUT

# A face whose landmarks move further in the mean, in distances between the eyes, is looked at
# again.
FAR = 0.08


class RefinedFinder:
    """Finds the faces that a detector finds, and places their landmarks anew.

    Args:
        finder: The detector.
        session: The network for landmarks.
    """

    def __init__(self, finder: Finder, session: onnxruntime.InferenceSession) -> None:
        self.finder = finder
        self.session = session

    def faces(self, image: np.ndarray, least_score: float) -> Faces:
        """Returns the faces with their new landmarks."""
        faces = self.finder.faces(image, least_score)
        points = np.empty_like(faces.points)
        for place, before in enumerate(faces.points):
            points[place], move = self._looked(image, before)
            if move > FAR:
                points[place], _ = self._looked(image, points[place])
        return Faces(faces.scores, faces.boxes, points)

    def _looked(self, image: np.ndarray, points: np.ndarray) -> tuple[np.ndarray, float]:
        """Returns the landmarks that the network sees, and how far they moved in the mean."""
        crop, matrix = cut(image, points)
        (found,) = self.session.run([OUTPUT_NAME], {INPUT_NAME: planes_of(crop[None], INPUT)})
        seen = found[0].reshape(CROP_TEMPLATE.shape)
        move = np.linalg.norm(seen - moved(points, matrix), axis=1).mean() / EYE_DISTANCE
        return (seen - matrix[:, 2]) @ np.linalg.inv(matrix[:, :2]).T, float(move)
