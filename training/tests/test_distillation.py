"""Distillation: students that learn from a toy teacher."""

import dataclasses

import pytest
import torch
from conftest import write_people
from torch import nn
from toy_teacher import DIMENSION, SIDE, STORED, write_teacher

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
from photosort_training.distillation.objective import direction_loss, similarity_loss
from photosort_training.distillation.settings import (
    DistillationConfiguration,
    SynthesisConfiguration,
    SynthesisSamplerConfiguration,
)
from photosort_training.distillation.source import DistillationSource
from photosort_training.engine.checkpoint import read_checkpoint
from photosort_training.engine.distributed import Group
from photosort_training.engine.trainer import CHECKPOINT, Trainer
from photosort_training.errors import TrainingError


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

    def trainer(
        output, steps=30, hints=("map",), teachers=tmp_path, student=None, side=SIDE, **changes
    ):
        student = student or Student
        configuration = Configuration(
            name="toy",
            input=student.input,
            data=DataConfiguration(STORED, side),
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


def test_a_face_of_another_size_than_the_teachers_is_told(setting):
    with pytest.raises(TrainingError, match="sees 16×16 pixels, and data.face_side is 18"):
        setting("run", side=18)


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
