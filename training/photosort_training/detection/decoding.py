"""From the values of cells to faces, and how two boxes overlap.

The decoding is that of the family `yunet` (docs/models.md): no half-cell offset.
"""

from dataclasses import dataclass

import numpy as np

from photosort_training.detection.network import STRIDES


@dataclass(frozen=True)
class Faces:
    """N faces in pixels: scores [N], boxes [N, 4] as left, top, right, bottom, points [N, 5, 2]."""

    scores: np.ndarray
    boxes: np.ndarray
    points: np.ndarray

    def __len__(self) -> int:
        return len(self.scores)

    def __getitem__(self, which: np.ndarray) -> "Faces":
        """Returns the faces at places, or where a mask is true."""
        return Faces(self.scores[which], self.boxes[which], self.points[which])

    @property
    def heights(self) -> np.ndarray:
        """The heights of the boxes, in pixels."""
        return self.boxes[:, 3] - self.boxes[:, 1]

    @property
    def eye_distances(self) -> np.ndarray:
        """The distances between the eyes, in pixels."""
        return np.hypot(*(self.points[:, 1] - self.points[:, 0]).T)

    def scaled(self, factor: float) -> "Faces":
        """Returns the faces of an image that is larger by a factor."""
        return Faces(self.scores, self.boxes * factor, self.points * factor)


def cell_corners(width: int, height: int) -> np.ndarray:
    """Returns the upper left corners and the strides of all cells, float32 [P, 3] as x, y, s.

    Args:
        width: Of the canvas in pixels, a multiple of 32.
        height: The same.
    """
    levels = []
    for stride in STRIDES:
        y, x = np.mgrid[0:height:stride, 0:width:stride]
        levels.append(np.stack([x.ravel(), y.ravel(), np.full(x.size, stride)], axis=1))
    return np.concatenate(levels).astype(np.float32)


def decoded(cells: np.ndarray, width: int, height: int, least_score: float) -> Faces:
    """Returns the faces of all cells of at least a score, overlapping as they are.

    Args:
        cells: [P, VALUES], the score as a probability.
        width: Of the canvas in pixels.
        height: The same.
        least_score: 0 to 1.
    """
    chosen = np.flatnonzero(cells[:, 0] >= least_score)
    corners = cell_corners(width, height)[chosen]
    cells, stride = cells[chosen], corners[:, 2:]
    middle = corners[:, :2] + cells[:, 1:3] * stride
    half = np.exp(cells[:, 3:5]) * stride / 2
    points = corners[:, np.newaxis, :2] + cells[:, 5:].reshape(-1, 5, 2) * stride[..., np.newaxis]
    return Faces(cells[:, 0], np.concatenate([middle - half, middle + half], axis=1), points)


def overlaps(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Returns intersection over union of boxes [N, 4] and [M, 4] as [N, M]; 0 of empty boxes."""
    low = np.maximum(first[:, np.newaxis, :2], second[np.newaxis, :, :2])
    high = np.minimum(first[:, np.newaxis, 2:], second[np.newaxis, :, 2:])
    common = np.prod(np.clip(high - low, 0, None), axis=2)
    areas = [np.prod(np.clip(b[:, 2:] - b[:, :2], 0, None), axis=1) for b in (first, second)]
    union = areas[0][:, np.newaxis] + areas[1] - common
    return common / np.maximum(union, 1e-9)


def suppressed(faces: Faces, most_overlap: float) -> Faces:
    """Returns the faces, best first, without those that overlap a better one by more (NMS)."""
    order = np.argsort(-faces.scores, kind="stable")
    faces = faces[order]
    common = overlaps(faces.boxes, faces.boxes)
    kept = np.ones(len(faces), dtype=bool)
    for i in range(len(faces)):
        if kept[i]:
            kept[i + 1 :] &= common[i, i + 1 :] <= most_overlap
    return faces[np.flatnonzero(kept)]
