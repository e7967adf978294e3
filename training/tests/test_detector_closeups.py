"""Faces cut out of photos, and grids of them."""

import numpy as np
import pytest
from discs import BRIGHT, DiscTeacher, dark_photos, draw_disc

from photosort_training.detection.canvas import CanvasMaker
from photosort_training.detection.closeups import LONGEST_SIDE, WIDTH, close_ups, placed
from photosort_training.detection.photos import packed
from photosort_training.detection.settings import CanvasConfiguration


def photo_of(*discs, side=256):
    image = np.full((side, side, 3), 60, dtype=np.uint8)
    for disc in discs:
        draw_disc(image, *disc)
    return packed(image)


def bright_box(image):
    """Returns left, top, right and bottom of what is bright."""
    y, x = np.nonzero(image.min(axis=2) > BRIGHT)
    return np.array([x.min(), y.min(), x.max() + 1, y.max() + 1])


@pytest.mark.parametrize("radius", [12, 50, 90])
def test_a_face_lies_in_the_middle_of_its_close_up(radius):
    found = close_ups([photo_of((128, 120, radius))], DiscTeacher())
    assert len(found) == 1
    image = found[0].pixels(LONGEST_SIDE)
    side = min(LONGEST_SIDE, WIDTH * (2 * radius + 1))
    assert image.shape[:2] == (round(side), round(side))
    left, top, right, bottom = bright_box(image)
    np.testing.assert_allclose([right - left, bottom - top], side / WIDTH, atol=3)
    np.testing.assert_allclose([left + right, top + bottom], side, atol=4)


def test_what_lies_outside_the_photo_is_black():
    (found,) = close_ups([photo_of((20, 128, 16))], DiscTeacher())
    image = found.pixels(LONGEST_SIDE).astype(int)
    assert image[:, 0].max() < 20 < image[:, -1].min()


def test_faces_that_are_small_are_left_out():
    photos = [photo_of((60, 60, 4), (160, 160, 10)), *dark_photos(2)]
    assert len(close_ups(photos, DiscTeacher())) == 1


def test_a_close_up_is_placed_middle_to_middle():
    image = np.zeros((40, 60, 3), dtype=np.uint8)
    close_up = np.zeros((21, 21, 3), dtype=np.uint8)
    close_up[8:13, 8:13] = 255
    placed(image, close_up, (30, 10), 21, np.eye(2))
    np.testing.assert_array_equal(bright_box(image), [38, 18, 43, 23])
    assert not image[:, :30].any()
    placed(image, close_up, (50, 30), 21, np.eye(2))  # reaches over the border
    assert image[39, 59].max() == 255


def test_a_grid_has_a_face_in_every_square():
    faces = [close_ups([photo_of((128, 128, 40))], DiscTeacher())]
    settings = CanvasConfiguration(side=192, rotation=10, mosaics=0, grids=1, negatives=0)
    canvases = CanvasMaker(faces, faces, [], settings)
    counts = []
    for seed in range(12):
        canvas = canvases.make(np.random.default_rng(seed))
        counts.append(len(DiscTeacher().faces(canvas.pixels, 0.5)))
        assert not canvas.is_empty
    assert max(counts) > 15 and np.median(counts) >= 3
