"""Decoding, suppression, matching and measurements, against plain loops and by hand."""

import json

import cv2
import numpy as np
import pytest

from photosort_training.detection.alignment import embedding_cosines, similarity
from photosort_training.detection.decoding import (
    Faces,
    cell_corners,
    decoded,
    overlaps,
    suppressed,
)
from photosort_training.detection.evaluation import (
    agreement,
    chosen_threshold,
    false_alarms,
    rates,
)
from photosort_training.detection.labels import read_labels
from photosort_training.detection.matching import landmark_errors, matched
from photosort_training.detection.network import VALUES
from photosort_training.detection.photos import fitted, packed
from photosort_training.distillation.teacher import Lesson
from photosort_training.errors import TrainingError


def faces(*rows):
    """Returns faces of (score, left, top, right, bottom), the eyes a third from each side."""
    rows = np.array(rows, dtype=np.float64).reshape(-1, 5)
    boxes = rows[:, 1:]
    width, height = (boxes[:, 2:] - boxes[:, :2]).T
    shares = np.array([(1 / 3, 0.4), (2 / 3, 0.4), (0.5, 0.6), (0.4, 0.8), (0.6, 0.8)])
    extents = np.stack([width, height], axis=1)
    return Faces(rows[:, 0], boxes, boxes[:, None, :2] + shares * extents[:, None])


def random_faces(count, seed):
    draw = np.random.default_rng(seed)
    corner, size = draw.uniform(0, 60, (count, 2)), draw.uniform(5, 40, (count, 2))
    return faces(*np.column_stack([draw.random(count), corner, corner + size]))


def plain_overlap(a, b):
    width = max(0, min(a[2], b[2]) - max(a[0], b[0]))
    height = max(0, min(a[3], b[3]) - max(a[1], b[1]))
    areas = [(c[2] - c[0]) * (c[3] - c[1]) for c in (a, b)]
    return width * height / (sum(areas) - width * height)


def test_a_cell_is_decoded_as_the_documents_say():
    cells = np.zeros((8 * 12 + 4 * 6 + 2 * 3, VALUES), dtype=np.float32)
    place = 8 * 12 + 2 * 6 + 5  # stride 16, row 2, column 5
    cells[place] = [0.9, 0.5, -0.25, np.log(2), np.log(3), *range(10)]
    found = decoded(cells, 96, 64, 0.5)
    middle = (5.5 * 16, 1.75 * 16)
    expected = [middle[0] - 16, middle[1] - 24, middle[0] + 16, middle[1] + 24]
    np.testing.assert_allclose(found.boxes[0], expected, rtol=1e-6)
    np.testing.assert_allclose(found.points[0, 1], [(2 + 5) * 16, (3 + 2) * 16])
    assert len(found) == 1 and tuple(cell_corners(96, 64)[place]) == (80, 32, 16)


@pytest.mark.parametrize("seed", range(5))
def test_suppression_and_overlaps_agree_with_plain_loops(seed):
    found = random_faces(40, seed)
    common = overlaps(found.boxes, found.boxes)
    kept = []
    for i in sorted(range(40), key=lambda i: -found.scores[i]):
        pairs = [plain_overlap(found.boxes[i], found.boxes[j]) for j in kept]
        np.testing.assert_allclose(common[i, kept], pairs)
        if all(value <= 0.45 for value in pairs):
            kept.append(i)
    np.testing.assert_array_equal(suppressed(found, 0.45).scores, found.scores[kept])


@pytest.mark.parametrize("seed", range(5))
def test_matching_agrees_with_plain_loops(seed):
    found, there = random_faces(30, seed), random_faces(12, 100 + seed)
    there.boxes[:6] = found.boxes[:6] + 1
    free, expected = set(range(12)), np.full(30, -1)
    for i in sorted(range(30), key=lambda i: -found.scores[i]):
        pairs = {j: plain_overlap(found.boxes[i], there.boxes[j]) for j in free}
        best = max(pairs, key=pairs.get, default=None)
        if best is not None and pairs[best] >= 0.5:
            expected[i] = best
            free.remove(best)
    np.testing.assert_array_equal(matched(found, there.boxes), expected)


def test_nothing_matches_nothing():
    assert len(matched(faces(), np.zeros((0, 4)))) == 0
    assert matched(faces((1, 0, 0, 9, 9)), np.zeros((0, 4))).tolist() == [-1]


def test_rates_are_those_counted_by_hand():
    labels = {"a": np.array([[0, 0, 40, 40], [50, 50, 60, 60]]), "b": np.array([[0, 0, 30, 30]])}
    found = {
        "a": faces((0.9, 1, 1, 40, 40), (0.8, 2, 2, 41, 41), (0.3, 50, 50, 60, 60)),
        "b": faces((0.7, 60, 60, 90, 90)),
    }
    values = rates(found, labels, 0.5)
    assert values["recall"] == pytest.approx(1 / 3)
    assert values["recall from 20 pixels"] == pytest.approx(1 / 2)
    assert values["precision"] == pytest.approx(1 / 3)
    assert values["false alarms a photo"] == 1
    assert rates(found, labels, 0.2)["recall"] == pytest.approx(2 / 3)


def test_agreement_is_that_counted_by_hand():
    teacher = {
        "a": faces((0.9, 0, 0, 90, 90), (0.8, 100, 0, 130, 30), (0.65, 200, 0, 230, 30)),
        "b": faces((0.9, 0, 0, 60, 60), (0.9, 100, 0, 190, 90)),
    }
    student = {
        "a": faces((0.9, 3, 0, 93, 90), (0.4, 100, 0, 130, 30)),
        "b": faces((0.9, 0, 0, 60, 60)),
    }
    values = agreement(student, teacher, 0.5)
    assert values["sure faces of the teacher"] == 4 and values["found of them"] == 0.5
    assert values["main faces found"] == 0.5
    # Three pixels, and none, of the 30 between the eyes of one and the 20 of the other.
    assert values["mean landmark error"] == pytest.approx((3 / 30 + 0) / 2)
    assert landmark_errors(student["a"][:1], teacher["a"][:1])[0] == pytest.approx(0.1)


def test_the_threshold_leaves_no_more_false_alarms_than_the_teacher_has():
    student = {"a": faces((0.9, 0, 0, 9, 9), (0.71, 20, 0, 29, 9)), "b": faces((0.55, 0, 0, 9, 9))}
    teacher = {"a": faces((0.61, 0, 0, 9, 9)), "b": faces((0.59, 0, 0, 9, 9))}
    threshold = chosen_threshold(student, teacher, 0.6)
    assert threshold == 0.72 and false_alarms(student, threshold) == 0.5
    assert chosen_threshold(student, teacher, 0.7) == 0.91


def test_a_similarity_is_found_again():
    points = np.random.default_rng(3).uniform(0, 50, (5, 2))
    matrix = np.array([[1.2, -0.5, 7.0], [0.5, 1.2, -3.0]])
    moved = points @ matrix[:, :2].T + matrix[:, 2]
    np.testing.assert_allclose(similarity(points, moved), matrix, atol=1e-9)


def test_faces_aligned_by_the_same_landmarks_are_embedded_alike(tmp_path):
    draw = np.random.default_rng(4)
    image = cv2.resize(draw.integers(0, 256, (9, 9, 3)).astype(np.uint8), (90, 90))
    cv2.imwrite(str(tmp_path / "a.png"), image)

    def embedder(crops):
        return Lesson(crops.reshape(len(crops), -1).astype(np.float64) - 128, ())

    found = faces((0.9, 10, 10, 60, 70))
    moved = faces((0.9, 14, 10, 64, 70), (0.8, 0, 0, 9, 9))
    path = tmp_path / "a.png"
    assert embedding_cosines(path, found, found, embedder) == pytest.approx([1])
    assert 0 < embedding_cosines(path, moved, found, embedder)[0] < 0.99
    assert len(embedding_cosines(path, faces(), found, embedder)) == 0


def test_labels_are_read_by_photo(tmp_path):
    list_file = tmp_path / "labels.csv"
    list_file.write_text("file,x1,y1,x2,y2,kind\nb/1.jpg,1,2,3,4,face\na.jpg,0,0,1,1,face\n")
    assert list(read_labels(list_file)) == [tmp_path / "a.jpg", tmp_path / "b" / "1.jpg"]
    for content in ("file,x1\n", "file,x1,y1,x2,y2\na,1,2,x,4\n", "file,x1\na.jpg,3\n"):
        list_file.write_text(content)
        with pytest.raises(TrainingError, match="labels.csv"):
            read_labels(list_file)


def test_a_photo_in_memory_is_reduced_no_further_than_asked():
    image = cv2.resize(
        np.random.default_rng(1).integers(0, 256, (8, 12, 3)).astype("u1"), (960, 640)
    )
    photo = packed(image)
    assert photo.longer_side == 960
    for least, width in ((2000, 960), (481, 960), (480, 480), (200, 240), (1, 120)):
        pixels = photo.pixels(least)
        assert pixels.shape[1] == width
        wanted = cv2.resize(image, pixels.shape[1::-1], interpolation=cv2.INTER_AREA)
        assert np.abs(pixels.astype(int) - wanted).mean() < 4
    assert fitted(image, 96).shape == (64, 96, 3) and fitted(image, 5000) is image


def test_a_report_survives_json():
    assert json.dumps(rates({"a": faces()}, {"a": np.zeros((1, 4))}, 0.5))
