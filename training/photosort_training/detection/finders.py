"""What finds faces in an image, for measurements."""

from typing import Protocol

import cv2
import numpy as np

from photosort_training.detection.decoding import Faces

# By how many pixels a photo is moved right and down: no multiple of a stride.
_MOVE = (5, 3)


class Finder(Protocol):
    """A detector, or one that is changed somehow."""

    def faces(self, image: np.ndarray, least_score: float) -> Faces:
        """Returns the faces of an image, uint8 [H, W, 3], red first, best first, in its pixels."""
        ...


class MovedFinder:
    """Finds what another finds in the same image moved by a few pixels.

    How far the two disagree is how exact the other can be held to be.
    """

    def __init__(self, finder: Finder) -> None:
        self.finder = finder

    def faces(self, image: np.ndarray, least_score: float) -> Faces:
        """Returns the faces in pixels of the image as it was."""
        right, down = _MOVE
        moved = cv2.copyMakeBorder(image, down, 0, right, 0, cv2.BORDER_CONSTANT)
        faces = self.finder.faces(moved, least_score)
        boxes = faces.boxes - np.array([right, down, right, down])
        return Faces(faces.scores, boxes, faces.points - np.array([right, down]))
