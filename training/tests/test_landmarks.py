"""Landmarks by consensus, crops around them, and a network that learns to place them."""

import hashlib

import cv2
import numpy as np
import onnxruntime
import pytest
import torch
import yaml
from discs import DiscTeacher, disc_photos, draw_disc

from photosort_training.__main__ import main
from photosort_training.commands.landmarks import exported_landmarks
from photosort_training.detection.closeups import close_ups
from photosort_training.detection.decoding import Faces
from photosort_training.detection.finders import MovedFinder
from photosort_training.detection.photos import packed
from photosort_training.engine.distributed import Group
from photosort_training.errors import TrainingError
from photosort_training.landmarks.consensus import KnownFace, consensus, known_faces, mirrored
from photosort_training.landmarks.crops import (
    CROP_TEMPLATE,
    EYE_DISTANCE,
    SIDE,
    coarse,
    cut,
    moved,
    training_crop,
)
from photosort_training.landmarks.export import export_landmarks
from photosort_training.landmarks.network import LandmarkNetwork
from photosort_training.landmarks.refined import RefinedFinder
from photosort_training.landmarks.settings import CoarseConfiguration
from photosort_training.landmarks.source import LandmarkObjective, LandmarkSource

EXACT = CoarseConfiguration(point=0, shift=0, turn=0, scale=0)


class PaddedTeacher(DiscTeacher):
    """Takes images of any size."""

    def faces(self, image, least_score):
        height, width = (-(-extent // 32) * 32 for extent in image.shape[:2])
        canvas = np.zeros((height, width, 3), dtype=np.uint8)
        canvas[: image.shape[0], : image.shape[1]] = image
        return super().faces(canvas, least_score)


class ShakyTeacher(PaddedTeacher):
    """Is off by an amount that depends on where the face lies."""

    def faces(self, image, least_score):
        found = super().faces(image, least_score)
        draw = np.random.default_rng(int(found.boxes.sum() * 7) if len(found) else 0)
        return Faces(
            found.scores, found.boxes, found.points + draw.normal(0, 2, (len(found), 1, 2))
        )


def face_of(radius=30, side=256):
    image = np.full((side, side, 3), 60, dtype=np.uint8)
    draw_disc(image, side // 2, side // 2, radius)
    return close_ups([packed(image)], PaddedTeacher())[0]


def dotted_face():
    """Returns a face whose landmarks are white dots."""
    points = np.array([[30, 32], [62, 30], [47, 50], [33, 66], [60, 65]], dtype=np.float64)
    image = np.full((96, 96, 3), 40, dtype=np.uint8)
    for x, y in points.astype(int):
        cv2.rectangle(image, (x - 2, y - 2), (x + 2, y + 2), (255, 255, 255), -1)
    return KnownFace(packed(image), points)


def test_answers_that_agree_are_the_consensus():
    image = face_of().pixels(192)
    found = consensus(image, PaddedTeacher())
    (alone,) = PaddedTeacher().faces(image, 0.5).points
    assert found is not None
    np.testing.assert_allclose(found, alone, atol=0.8)


def test_the_consensus_is_nearer_to_the_truth_than_one_answer():
    image = face_of().pixels(192)
    (truth,) = PaddedTeacher().faces(image, 0.5).points
    single, joint = [], []
    for shift in range(0, 24, 3):
        moved_image = np.roll(image, shift, axis=1)[:, : image.shape[1]]
        (own,) = ShakyTeacher().faces(moved_image, 0.5).points
        single.append(np.abs(own - truth - [shift, 0]).mean())
    joint.append(np.abs(consensus(image, ShakyTeacher()) - truth).mean())
    assert np.mean(joint) < np.mean(single)


def test_without_a_face_in_the_middle_there_is_no_consensus():
    dark = np.full((128, 128, 3), 60, dtype=np.uint8)
    assert consensus(dark, PaddedTeacher()) is None
    draw_disc(dark, 20, 20, 12)
    assert consensus(dark, PaddedTeacher()) is None
    assert known_faces([packed(dark), face_of()], PaddedTeacher())[0].close_up.width > 100


def test_a_mirror_swaps_left_and_right():
    points = dotted_face().points
    other = mirrored(points, 96)
    np.testing.assert_array_equal(mirrored(other, 96), points)
    assert other[0, 0] < other[1, 0] and other[3, 0] < other[4, 0]


def test_an_exact_crop_has_the_landmarks_in_the_template():
    face = dotted_face()
    _, matrix = cut(face.close_up.pixels(96), face.points)
    assert np.abs(moved(face.points, matrix) - CROP_TEMPLATE).mean() < 2


@pytest.mark.parametrize("seed", range(6))
def test_the_landmarks_lie_where_the_crop_shows_them(seed, monkeypatch):
    monkeypatch.setattr("photosort_training.landmarks.crops.degraded", lambda x, _: x)
    monkeypatch.setattr("photosort_training.landmarks.crops.relit", lambda x, _: x)
    monkeypatch.setattr("photosort_training.landmarks.crops._COARSE_EYES", (13.9, 14.0))
    settings = CoarseConfiguration(point=0.04, shift=0.03)
    crop, points = training_crop(dotted_face(), settings, np.random.default_rng(seed))
    assert crop.shape == (SIDE, SIDE, 3) and crop.dtype == np.uint8
    count, _, _, middles = cv2.connectedComponentsWithStats((crop[..., 0] > 110).astype(np.uint8))
    assert count == 6
    for point in points:
        assert np.linalg.norm(middles[1:] - point, axis=1).min() < 0.8


def test_a_crop_follows_from_its_generator():
    draws = [
        training_crop(dotted_face(), CoarseConfiguration(), np.random.default_rng(seed))
        for seed in (1, 1, 2)
    ]
    np.testing.assert_array_equal(draws[0][0], draws[1][0])
    assert not np.array_equal(draws[0][0], draws[2][0])


def test_coarse_landmarks_are_off_as_the_settings_say():
    points = dotted_face().points
    eyes = np.linalg.norm(points[1] - points[0])
    draw = np.random.default_rng(3)
    np.testing.assert_allclose(coarse(points, EXACT, draw), points)
    settings = CoarseConfiguration(point=0, shift=0.1, turn=0, scale=0)
    moves = np.array([coarse(points, settings, draw) - points for _ in range(2000)])
    assert np.ptp(moves, axis=1).max() < 1e-9
    # The deviation of s · N(0, 1) for s uniform in 0 … 2 is √(4/3).
    assert moves.std() / eyes == pytest.approx(0.1 * np.sqrt(4 / 3), rel=0.1)


def test_an_untrained_network_says_the_template():
    places = LandmarkNetwork().eval()(torch.zeros(2, 3, SIDE, SIDE)).detach().numpy()
    np.testing.assert_allclose(places, np.tile(CROP_TEMPLATE.ravel(), (2, 1)), atol=0.5)


def test_the_exported_network_is_the_trained_one():
    torch.manual_seed(1)
    network = LandmarkNetwork()
    network.train()(torch.randn(16, 3, SIDE, SIDE))
    images = torch.randn(3, 3, SIDE, SIDE)
    expected = network.eval()(images).detach().numpy()
    session = onnxruntime.InferenceSession(export_landmarks(network))
    (found,) = session.run(["landmarks"], {"face": images.numpy()})
    np.testing.assert_allclose(found, expected, atol=0.05)


def test_a_network_learns_to_place_landmarks():
    torch.manual_seed(4)
    source = LandmarkSource([dotted_face()], CoarseConfiguration(), 32, 60, 5, 0, Group())
    network, objective = LandmarkNetwork(), LandmarkObjective()
    optimizer = torch.optim.AdamW(network.parameters(), lr=0.003)
    distances = []
    for number in range(60):
        loss, curves = objective(network, source.make_batch(None, 0, number))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        distances.append(float(curves["distance"]))
    assert np.mean(distances[-5:]) < 0.6 * np.mean(distances[:5])


def test_distances_are_told_between_the_eyes():
    network = LandmarkNetwork().eval()
    batch = LandmarkSource([dotted_face()], EXACT, 4, 1, 5, 0, Group()).make_batch(None, 0, 0)
    found = network(batch.images).detach()
    expected = (found - batch.points).unflatten(1, (5, 2)).norm(dim=2).mean() / EYE_DISTANCE
    assert float(LandmarkObjective()(network, batch)[1]["distance"]) == pytest.approx(
        float(expected)
    )


class _Constant:
    """A network that sees landmarks a shift away from the template."""

    def __init__(self, shift):
        self.points = (CROP_TEMPLATE + [shift, 0]).astype(np.float32).reshape(1, -1)

    def run(self, outputs, inputs):
        assert inputs["face"].shape == (1, 3, SIDE, SIDE)
        return [self.points]


@pytest.mark.parametrize(("shift", "looks"), [(0.0, 1), (1.0, 1), (3.0, 2)])
def test_landmarks_are_refined_once_or_twice_as_by_photosort(shift, looks):
    image = face_of().pixels(192)
    zoom = 1.7
    wanted = (CROP_TEMPLATE * zoom + 30).astype(np.float32)

    class Finder:
        def faces(self, image, least_score):
            return Faces(np.ones(1), np.array([[0, 0, 50, 50]]), wanted[None])

    (found,) = RefinedFinder(Finder(), _Constant(shift)).faces(image, 0.5).points
    np.testing.assert_allclose(found, wanted + [shift * looks * zoom, 0], atol=1e-3)


def test_a_moved_finder_says_where_things_were():
    image = face_of().pixels(192)
    found, again = (f.faces(image, 0.5) for f in (PaddedTeacher(), MovedFinder(PaddedTeacher())))
    np.testing.assert_allclose(again.points, found.points, atol=1e-3)
    np.testing.assert_allclose(again.boxes, found.boxes, atol=1e-3)


def test_from_photos_to_a_model_by_commands(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(
        "photosort_training.landmarks.build.DenseDetector.open", lambda *_: PaddedTeacher()
    )
    monkeypatch.setattr("photosort_training.landmarks.build.teacher_file", lambda *_: ())
    (tmp_path / "photos").mkdir()
    for number, photo in enumerate(disc_photos(8, side=192)):
        (tmp_path / "photos" / f"{number}.jpg").write_bytes(photo.data)
    settings = {"epochs": 1, "learning_rate": 0.001, "workers": 0}
    content = {"task": "landmarks", "name": "toy", "teacher": "discs", "batch_size": 4}
    content |= {"batches": 2, "held_out": 3, "training": settings}
    (tmp_path / "toy.yaml").write_text(yaml.safe_dump(content))
    run = tmp_path / "run"
    with pytest.raises(TrainingError):
        exported_landmarks(run, "toys")
    train = ["landmarks-train", str(tmp_path / "toy.yaml"), "--teachers", str(tmp_path)]
    train += ["--output", str(run), "--data", str(tmp_path / "photos")]
    assert main(train) == 0
    (told,) = [line for line in capsys.readouterr().err.splitlines() if "are held out" in line]
    # Given twice, faces that are held out would be trained on, too.
    (tmp_path / "link").symlink_to(tmp_path / "photos")
    again = [*train, "--data", str(tmp_path / "link"), "--output", str(tmp_path / "again")]
    assert main(again) == 0
    assert told in capsys.readouterr().err
    assert main(train) == 1
    content, facts = exported_landmarks(run, "toys")
    assert facts["sha256"] == hashlib.sha256(content).hexdigest()
    assert facts["file"] == "toy.onnx" and facts["provenance"]["data"] == "toys"
    assert facts["provenance"]["test"]["distance"] > 0
    assert facts["input"]["width"] == SIDE and len(facts["template"]) == 5
