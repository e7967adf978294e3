"""Distillation: the teacher's answers, the loss by its formula, and a student that learns."""

import dataclasses
import hashlib
import json

import numpy as np
import onnx
import pytest
import torch
from conftest import write_people
from onnx import helper, numpy_helper
from onnx.reference import ReferenceEvaluator
from torch import nn

from photosort_training.configuration import (
    BackboneConfiguration,
    Configuration,
    DataConfiguration,
    InputConfiguration,
    TrainingConfiguration,
)
from photosort_training.data.faces import FaceImages
from photosort_training.data.people import find_people
from photosort_training.distillation.build import build_distillation
from photosort_training.distillation.hints import hint_loss
from photosort_training.distillation.objective import (
    DistillationObjective,
    direction_loss,
    length_loss,
    similarity_loss,
)
from photosort_training.distillation.settings import (
    DistillationConfiguration,
    SynthesisConfiguration,
    SynthesisSamplerConfiguration,
)
from photosort_training.distillation.source import DistillationSource
from photosort_training.distillation.teacher import MANIFESTS, Teacher, teacher_file
from photosort_training.engine.checkpoint import read_checkpoint
from photosort_training.engine.distributed import Group
from photosort_training.engine.trainer import CHECKPOINT, Trainer
from photosort_training.errors import TrainingError

SIDE, STORED, DIMENSION = 16, 20, 6


def write_teacher(folder, batch_in_reshape=1):
    """Writes a random network of a batch of one, with a map of 5 planes, and its manifest."""
    draw = np.random.default_rng(3)
    weights = {
        "w1": draw.normal(0, 0.3, (5, 3, 3, 3)),
        "w2": draw.normal(0, 0.1, (DIMENSION, 5 * 64)),
        "extents": np.array([batch_in_reshape, -1]),
    }
    nodes = [
        helper.make_node("Conv", ["x", "w1"], ["c"], strides=[2, 2], pads=[1] * 4),
        helper.make_node("Relu", ["c"], ["map"]),
        helper.make_node("Reshape", ["map", "extents"], ["flat"]),
        helper.make_node("Gemm", ["flat", "w2"], ["y"], transB=1),
    ]
    graph = helper.make_graph(
        nodes,
        "teacher",
        [helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT, [1, 3, SIDE, SIDE])],
        [helper.make_tensor_value_info("y", onnx.TensorProto.FLOAT, [1, DIMENSION])],
        [
            numpy_helper.from_array(value if name == "extents" else value.astype(np.float32), name)
            for name, value in weights.items()
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    data = model.SerializeToString()
    (folder / "teacher.onnx").write_bytes(data)
    manifest = {
        "task": "embedder",
        "file": "teacher.onnx",
        "sha256": hashlib.sha256(data).hexdigest(),
        "input": {"name": "x", "colors": "bgr", "mean": [10, 20, 30], "deviation": [50, 60, 70]},
        "output": "y",
    }
    (folder / "teacher.json").write_text(json.dumps(manifest))
    return folder / "teacher.onnx", folder / "teacher.json"


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


def test_the_terms_are_those_of_the_formulas():
    draw = np.random.default_rng(5)
    y, t = draw.normal(size=(4, 3)), draw.normal(size=(4, 3))
    unit = [v / np.linalg.norm(v, axis=1, keepdims=True) for v in (y, t)]
    own, wanted = torch.tensor(y), torch.tensor(t)
    expected = 1 - (unit[0] * unit[1]).sum(axis=1).mean()
    assert float(direction_loss(own, wanted)) == pytest.approx(expected)
    expected = np.square(unit[0] @ unit[0].T - unit[1] @ unit[1].T).mean()
    assert float(similarity_loss(own, wanted)) == pytest.approx(expected)
    lengths = [np.log(np.linalg.norm(v, axis=1)) for v in (y, t)]
    expected = np.square(lengths[0] - lengths[1]).mean()
    assert float(length_loss(own, wanted)) == pytest.approx(expected)


def test_a_length_is_judged_by_its_ratio_and_the_direction_not_by_length():
    t = torch.randn(4, 3, generator=torch.Generator().manual_seed(1))
    assert float(direction_loss(5 * t, t)) == pytest.approx(0, abs=1e-6)
    assert float(similarity_loss(5 * t, t)) == pytest.approx(0, abs=1e-6)
    assert float(length_loss(np.e * t, t)) == pytest.approx(1, abs=1e-5)


def test_a_hint_is_judged_relative_to_its_variance():
    wanted = torch.randn(2, 3, 4, 4, generator=torch.Generator().manual_seed(1))
    same = nn.Identity()
    assert float(hint_loss(same, wanted, wanted)) == 0
    # The mean of each plane explains nothing.
    means = wanted.mean((0, 2, 3), keepdim=True).expand_as(wanted)
    assert float(hint_loss(same, means, wanted)) == pytest.approx(1, abs=0.1)
    loss = float(hint_loss(same, means, wanted))
    assert float(hint_loss(same, 100 * means, 100 * wanted)) == pytest.approx(loss, abs=1e-3)


def test_a_hint_counts_where_it_is_looked_at():
    wanted = torch.randn(2, 3, 4, 4, generator=torch.Generator().manual_seed(1))
    own = wanted.clone()
    own[1] += 1
    focus = torch.zeros(2, 1, 4, 4)
    focus[0] = 1
    assert float(hint_loss(nn.Identity(), own, wanted, focus)) == 0
    variance = float(wanted.var((0, 2, 3)).mean()) + 1e-4
    loss = float(hint_loss(nn.Identity(), own, wanted, 1 - focus))
    assert loss == pytest.approx(1 / variance, rel=1e-4)


def test_a_hint_that_is_looked_at_evenly_counts_as_without_a_focus():
    generator = torch.Generator().manual_seed(1)
    own, wanted = torch.randn(2, 2, 3, 4, 4, generator=generator)
    plain = float(hint_loss(nn.Identity(), own, wanted))
    even = torch.full((2, 1, 4, 4), 0.25)
    assert float(hint_loss(nn.Identity(), own, wanted, even)) == pytest.approx(plain, rel=1e-4)


def test_the_cells_of_a_larger_map_are_learned_by_their_means():
    generator = torch.Generator().manual_seed(1)
    own, large = (torch.randn(2, 3, side, side, generator=generator) for side in (4, 8))
    means = large.unflatten(2, (4, 2)).unflatten(4, (4, 2)).mean((3, 5))
    expected = float(hint_loss(nn.Identity(), own, means))
    assert float(hint_loss(nn.Identity(), own, large)) == pytest.approx(expected, rel=1e-5)


def test_the_hints_fade():
    settings = DistillationConfiguration(
        "distillation", "t", hints=0.5, final_hints=0.1, hint_steps=4
    )
    objective = DistillationObjective(settings, [], (8, 8))
    weights = []
    for step in (0, 2, 4, 9):
        objective.step.fill_(step)
        weights.append(objective.hint_weight())
    assert weights == pytest.approx([0.5, 0.3, 0.1, 0.1])


class Student(nn.Module):
    """A small network with one stage."""

    input = InputConfiguration(SIDE)
    dimension = DIMENSION
    stage_widths = (8,)

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Sequential(nn.Conv2d(3, 8, 3, 2, 1), nn.ReLU())
        self.last = nn.Linear(8 * 64, DIMENSION)

    def stages(self, images):
        return [self.first(images)]

    def conclude(self, maps):
        return self.last(maps[-1].flatten(1))

    def forward(self, images):
        return self.conclude(self.stages(images))


class SmallerStudent(nn.Module):
    """One without stages that sees less: half the pixels, in grey, and fewer values."""

    input = InputConfiguration(SIDE // 2, "grey")
    dimension = DIMENSION - 2

    def __init__(self) -> None:
        super().__init__()
        pixels = (SIDE // 2) ** 2
        self.body = nn.Sequential(nn.Flatten(), nn.Linear(pixels, self.dimension))

    def forward(self, images):
        return self.body(images)


@pytest.fixture
def setting(tmp_path, monkeypatch):
    """Makes trainers of a student, on toy crops, with the toy teacher."""
    write_teacher(tmp_path)
    monkeypatch.setattr("photosort_training.distillation.teacher.MANIFESTS", tmp_path)
    images = FaceImages.of(find_people([write_people(tmp_path / "crops", [4] * 5, STORED)]))

    def trainer(output, steps=30, hints=("map",), teachers=tmp_path, student=None, **changes):
        student = student or Student
        configuration = Configuration(
            name="toy",
            input=student.input,
            data=DataConfiguration(STORED, SIDE),
            backbone=BackboneConfiguration("residual", student.dimension),
            objective=DistillationConfiguration("distillation", "teacher", hints),
            sampler=SynthesisSamplerConfiguration(
                "synthesis", 16, steps, SynthesisConfiguration(shift=0.5)
            ),
            training=TrainingConfiguration(
                **{"epochs": 2, "learning_rate": 0.01, "workers": 0, **changes}
            ),
        )
        torch.manual_seed(2)
        network = student()
        objective, source = build_distillation(configuration, network, images, teachers, Group())
        return Trainer(network, objective, source, configuration.training, tmp_path / output)

    return trainer


def similarity_to_teacher(trainer: Trainer) -> float:
    source: DistillationSource = trainer.source
    batch = source.make_batch(source.make_teacher(), 99, 0)
    with torch.no_grad():
        embeddings = trainer.exported_network()(batch.images)
    return 1 - float(direction_loss(embeddings, batch.embeddings))


@pytest.mark.parametrize("hints", [("map",), ()])
def test_a_student_learns_to_embed_as_its_teacher(hints, setting):
    trainer = setting("run", steps=150, hints=hints)
    assert similarity_to_teacher(trainer) < 0.6
    assert trainer.run()
    assert similarity_to_teacher(trainer) > 0.97


def test_a_student_may_see_less_and_say_it_shorter(setting):
    trainer = setting("run", steps=150, hints=(), student=SmallerStudent)
    source: DistillationSource = trainer.source
    batch = source.make_batch(source.make_teacher(), 99, 0)
    assert batch.images.shape[1:] == (1, SIDE // 2, SIDE // 2)

    def error():
        with torch.no_grad():
            own = trainer.exported_network()(batch.images)
        return float(similarity_loss(own, batch.embeddings))

    before = error()
    assert trainer.run()
    assert error() < before / 4


def test_photosorts_own_embedder_teaches_without_a_folder():
    manifests = sorted(path.stem for path in MANIFESTS.glob("photosort-embedder-*.json"))
    weights, manifest = teacher_file(manifests[-1], None)
    assert weights.is_file() and manifest.is_file()


@pytest.mark.parametrize("workers", [0, 1])
def test_an_interrupted_distillation_ends_with_the_same_bits(workers, setting, tmp_path):
    def settings():
        return {
            "steps": 6,
            "checkpoint_steps": 4,
            "average_decay": 0.9,
            "gradient_limit": 0.1,
            "precision": "bfloat16",
            "workers": workers,
        }

    assert setting("whole", **settings()).run()
    first = setting("cut", **settings())
    run_step = first._run_step

    def stopping(batch, writer):
        run_step(batch, writer)
        first.stop_requested = first.step == 9

    first._run_step = stopping
    assert not first.run()
    assert setting("cut", **settings()).run(resume=True)
    states = [read_checkpoint(tmp_path / run / CHECKPOINT) for run in ("whole", "cut")]
    for part in ("network", "objective"):
        one, two = (state[part] for state in states)
        assert one.keys() == two.keys()
        assert all(torch.equal(one[key], two[key]) for key in one)


def test_a_distillation_goes_on_with_fewer_batches(setting):
    first = setting("run", steps=6)
    run_step = first._run_step

    def stopping(batch, writer):
        run_step(batch, writer)
        first.stop_requested = first.step == 4

    first._run_step = stopping
    assert not first.run()
    assert setting("run", steps=3).run(resume=True)


def test_hints_and_stages_must_match(setting, tmp_path):
    with pytest.raises(TrainingError, match="1 stages for 2 hints"):
        setting("run", hints=("map", "c"))
    with pytest.raises(TrainingError, match="does not come with photosort; --teachers"):
        setting("run", teachers=None)


def test_each_process_makes_faces_of_its_own(setting):
    source: DistillationSource = setting("run").source
    teacher = source.make_teacher()
    whole = source.make_batch(teacher, 0, 0)
    parts = []
    for rank in range(2):
        source.group = dataclasses.replace(source.group, rank=rank, size=2)
        parts.append(source.make_batch(teacher, 0, 0))
    assert len(whole.images) == 16 and all(len(part.images) == 8 for part in parts)
    assert not torch.equal(parts[0].images, parts[1].images)
