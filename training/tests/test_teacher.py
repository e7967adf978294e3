"""Teachers: what they answer, and what is wrong with their files."""

import numpy as np
import onnx
import pytest
from onnx.reference import ReferenceEvaluator
from toy_teacher import DIMENSION, SIDE, write_teacher

from photosort_training.distillation.teacher import MANIFESTS, Teacher, teacher_file
from photosort_training.errors import TrainingError


def faces(count):
    return np.random.default_rng(4).integers(0, 256, (count, SIDE, SIDE, 3), dtype=np.uint8)


def test_a_teacher_of_one_face_answers_for_many(tmp_path):
    weights, manifest = write_teacher(tmp_path)
    lesson = Teacher(weights, manifest, ("map",))(faces(7))
    assert lesson.embeddings.shape == (7, DIMENSION)
    assert lesson.maps[0].shape == (7, 5, 8, 8)
    oracle = ReferenceEvaluator(onnx.load(weights))
    for face, embedding in zip(faces(7), lesson.embeddings, strict=True):
        planes = (face[..., ::-1] - np.array([10, 20, 30])) / np.array([50, 60, 70])
        batch = planes.transpose(2, 0, 1)[np.newaxis].astype(np.float32)
        np.testing.assert_allclose(oracle.run(None, {"x": batch})[0][0], embedding, atol=1e-4)


def test_a_mirrored_teacher_says_the_same_of_a_face_and_its_mirror_image(tmp_path):
    files = write_teacher(tmp_path)
    images = faces(5)
    alone = Teacher(*files, ("map",))
    both = Teacher(*files, ("map",), mirrored=True)
    lesson, own, others = both(images), alone(images), alone(images[:, :, ::-1])
    mean = (own.embeddings + others.embeddings) / 2
    np.testing.assert_allclose(lesson.embeddings, mean, rtol=1e-6)
    np.testing.assert_array_equal(lesson.maps[0], own.maps[0])
    mirrored = both(images[:, :, ::-1]).embeddings
    np.testing.assert_allclose(lesson.embeddings, mirrored, atol=1e-5)
    assert np.abs(own.embeddings - others.embeddings).max() > 1e-2


def test_what_is_wrong_with_a_teacher_is_told(tmp_path):
    weights, manifest = write_teacher(tmp_path)
    with pytest.raises(TrainingError, match="no value named 'nowhere'"):
        Teacher(weights, manifest, ("nowhere",))
    with pytest.raises(TrainingError, match="cannot be read: No such file"):
        Teacher(tmp_path / "none.onnx", manifest)
    with pytest.raises(TrainingError, match="cannot be read as a manifest"):
        Teacher(weights, weights)
    weights.write_bytes(weights.read_bytes() + b" ")
    with pytest.raises(TrainingError, match="is not the file that"):
        Teacher(weights, manifest)
    with pytest.raises(TrainingError, match="'nobody' is none of .*mobilefacenet"):
        teacher_file("nobody", tmp_path)


def test_photosorts_own_embedder_teaches_without_a_folder():
    manifests = sorted(path.stem for path in MANIFESTS.glob("photosort-embedder-*.json"))
    weights, manifest = teacher_file(manifests[-1], None)
    assert weights.is_file() and manifest.is_file()
