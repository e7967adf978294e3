"""Canvases, the teacher's answers to them, the loss by its formula, and a student that learns."""

import dataclasses
import hashlib
import json
import shutil

import numpy as np
import pytest
import torch
import yaml
from discs import DiscTeacher, dark_photos, disc_photos, draw_disc
from test_detector_network import trained_like

from photosort_training.__main__ import main
from photosort_training.configuration import TrainingConfiguration
from photosort_training.detection.canvas import CanvasMaker
from photosort_training.detection.closeups import close_ups
from photosort_training.detection.decoding import decoded, suppressed
from photosort_training.detection.export import INPUT_NAME, export_detector
from photosort_training.detection.matching import landmark_errors, matched
from photosort_training.detection.network import VALUES, FaceDetector
from photosort_training.detection.objective import (
    ImitationObjective,
    place_losses,
    score_loss,
)
from photosort_training.detection.patterns import pattern
from photosort_training.detection.settings import CanvasConfiguration, ImitationConfiguration
from photosort_training.detection.source import INPUT, DetectorSource
from photosort_training.engine.checkpoint import read_checkpoint
from photosort_training.engine.distributed import Group
from photosort_training.engine.trainer import CHECKPOINT, Trainer

SIDE = 96


def maker(**changes):
    settings = CanvasConfiguration(**{"side": SIDE, "rotation": 10, **changes})
    faces = [close_ups(disc_photos(6), DiscTeacher())]
    return CanvasMaker([disc_photos(20)], faces, [dark_photos(6)], settings)


def source(batch_size=8, batches=30, **changes):
    return DetectorSource(
        maker(**changes), batch_size, batches, DiscTeacher, seed=3, workers=0, group=Group()
    )


def trainer(output, epochs=2, batches=30, **changes):
    torch.manual_seed(2)
    settings = TrainingConfiguration(
        **{"epochs": epochs, "learning_rate": 0.004, "workers": 0, **changes}
    )
    objective = ImitationObjective(ImitationConfiguration("discs"), [])
    return Trainer(FaceDetector(), objective, source(batches=batches), settings, output)


@pytest.mark.parametrize("kind", ["crops", "mosaics", "grids", "negatives"])
def test_a_canvas_follows_from_its_generator(kind):
    shares = {"mosaics": 0.0, "grids": 0.0, "negatives": 0.0, kind: 1.0}
    canvases = maker(**{name: share for name, share in shares.items() if name != "crops"})
    first, again, other = (canvases.make(np.random.default_rng(n)) for n in (1, 1, 2))
    assert first.pixels.shape == (SIDE, SIDE, 3) and first.pixels.dtype == np.uint8
    assert first.is_empty == (kind == "negatives")
    np.testing.assert_array_equal(first.pixels, again.pixels)
    assert not np.array_equal(first.pixels, other.pixels)


def test_patterns_differ_and_fill_the_canvas():
    seen = [pattern(64, np.random.default_rng(n)) for n in range(20)]
    assert all(one.shape == (64, 64, 3) and one.dtype == np.uint8 for one in seen)
    assert len({one.tobytes() for one in seen}) == 20


def test_what_is_pasted_elsewhere_is_to_be_found_there():
    canvas = np.zeros((2, 96, 96, 3), dtype=np.uint8)
    draw_disc(canvas[0], 30, 40, 10)
    canvas[1, 9:, 21:] = canvas[0, :-9, :-21]
    cells = DiscTeacher()(canvas).cells
    found = [suppressed(decoded(one, 96, 96, 0.5), 0.45) for one in cells]
    shift = [21, 9]
    np.testing.assert_allclose(found[1].boxes - found[0].boxes, [shift * 2], atol=1e-4)
    np.testing.assert_allclose(found[1].points - found[0].points, [[shift] * 5], atol=1e-4)


def test_the_lesson_is_about_the_very_canvas():
    batch = source(mosaics=0.5, negatives=0.2).make_batch(DiscTeacher(), 0, 1)
    pixels = (batch.images * INPUT["deviation"][0]).round().byte().permute(0, 2, 3, 1).numpy()
    cells = DiscTeacher()(pixels).cells
    for one, expected, label in zip(batch.cells.numpy(), cells, batch.labels, strict=True):
        np.testing.assert_array_equal(one[:, 1:], expected[:, 1:])
        np.testing.assert_array_equal(one[:, 0], expected[:, 0] * int(label))


def test_no_face_is_to_be_found_where_none_can_be():
    class Dreamer(DiscTeacher):
        def cells(self, canvas):
            return np.full_like(super().cells(canvas), 0.9)

    batch = source(negatives=0.5, mosaics=0.2).make_batch(Dreamer(), 0, 0)
    assert set(batch.labels.tolist()) == {0, 1}
    for cells, label in zip(batch.cells, batch.labels, strict=True):
        assert bool((cells[:, 0] == (0.9 if label else 0)).all())


def test_each_process_makes_canvases_of_its_own():
    whole = source()
    parts = []
    for rank in range(2):
        whole.group = dataclasses.replace(whole.group, rank=rank, size=2)
        parts.append(whole.make_batch(DiscTeacher(), 0, 0))
    assert all(len(part.images) == 4 for part in parts)
    assert not torch.equal(parts[0].images, parts[1].images)


def test_the_score_is_judged_as_the_formula_says():
    logits, scores = torch.tensor([[0.5, -2.0, 3.0]]), torch.tensor([[0.9, 0.0, 0.2]])
    expected = 0.0
    for z, s in zip([0.5, -2.0, 3.0], [0.9, 0.0, 0.2], strict=True):
        p = 1 / (1 + np.exp(-z))
        expected -= max(p, s) * (s * np.log(p) + (1 - s) * np.log(1 - p))
    assert float(score_loss(logits, scores)) == pytest.approx(expected / (1 + 1.1), rel=1e-5)


def test_places_are_judged_in_sizes_of_the_face():
    wanted = torch.zeros(1, 3, VALUES)
    wanted[0, :, 0] = torch.tensor([0.8, 0.4, 0.1])
    wanted[0, :, 3:5] = torch.tensor([4.0, 9.0]).log()
    own = wanted.clone()
    own[0, 0, 1] += 1.0  # a quarter of the width
    own[0, 0, 4] += 0.5  # of the logarithm of the height
    own[0, 1, 5:] += 3.0  # half the size, √(4 · 9) = 6
    own[0, 2] += 100  # a cell that does not count
    boxes, points = place_losses(own, wanted, 0.3)
    half = 0.005 / 2
    assert float(boxes) == pytest.approx(0.8 / 1.2 * (0.25 - half + 0.5 - half) / 4, rel=1e-4)
    assert float(points) == pytest.approx(0.4 / 1.2 * (0.5 - half), rel=1e-4)
    empty = place_losses(own, torch.zeros(1, 3, VALUES), 0.3)
    assert [float(value) for value in empty] == [0, 0]


def test_a_student_learns_to_find_what_its_teacher_finds(tmp_path):
    run = trainer(tmp_path, epochs=4, batches=50, average_decay=0.95)
    assert run.run()
    network, hits, count, errors = run.exported_network(), 0, 0, []
    for number in range(8):
        batch = source(mosaics=0, negatives=0).make_batch(DiscTeacher(), 99, number)
        with torch.no_grad():
            cells = network(batch.images)
        cells[..., 0] = cells[..., 0].sigmoid()
        for own, wanted in zip(cells.numpy(), batch.cells.numpy(), strict=True):
            found = suppressed(decoded(own, SIDE, SIDE, 0.4), 0.45)
            there = decoded(wanted, SIDE, SIDE, 0.5)
            places = matched(found, there.boxes)
            hits, count = hits + int((places >= 0).sum()), count + len(there)
            errors += landmark_errors(found[places >= 0], there[places[places >= 0]]).tolist()
    assert count > 50 and hits / count > 0.8
    assert np.median(errors) < 0.2


def test_an_interrupted_run_ends_with_the_same_bits(tmp_path):
    settings = {"batches": 5, "checkpoint_steps": 3, "average_decay": 0.9}
    settings |= {"precision": "bfloat16", "gradient_limit": 1.0}
    assert trainer(tmp_path / "whole", **settings).run()
    first = trainer(tmp_path / "cut", **settings)
    run_step = first._run_step

    def stopping(batch, writer):
        run_step(batch, writer)
        first.stop_requested = first.step == 7

    first._run_step = stopping
    assert not first.run()
    assert trainer(tmp_path / "cut", **settings).run(resume=True)
    states = [read_checkpoint(tmp_path / run / CHECKPOINT) for run in ("whole", "cut")]
    for part in ("network", "objective"):
        one, two = (state[part] for state in states)
        assert all(torch.equal(one[key], two[key]) for key in one)
    one, two = (state["average"]["values"] for state in states)
    assert all(torch.equal(one[key], two[key]) for key in one)


@pytest.fixture
def place(tmp_path, monkeypatch):
    """Returns a folder with photos, scenes, labels, and a teacher of random weights."""
    content = export_detector(trained_like())
    (tmp_path / "t.onnx").write_bytes(content)
    facts = {
        "task": "detector",
        "file": "t.onnx",
        "sha256": hashlib.sha256(content).hexdigest(),
        "input": {"name": INPUT_NAME, **INPUT},
        "decoding": {"family": "yunet", "strides": [8, 16, 32]},
        "thresholds": {"score": 0.6, "overlap": 0.45},
    }
    (tmp_path / "teacher.json").write_text(json.dumps(facts))
    monkeypatch.setattr("photosort_training.distillation.teacher.MANIFESTS", tmp_path)
    for name, photos in (("photos", disc_photos(5)), ("scenes", dark_photos(3))):
        (tmp_path / name / "deeper").mkdir(parents=True)
        for number, photo in enumerate(photos):
            (tmp_path / name / "deeper" / f"{number}.jpg").write_bytes(photo.data)
    (tmp_path / "photos" / "bad.jpg").write_bytes(b"no photo")
    lines = "file,x1,y1,x2,y2,kind\ndeeper/0.jpg,10,10,40,40,face\n"
    (tmp_path / "photos" / "labels.csv").write_text(lines)
    return tmp_path


def commands(place):
    """Returns the options that the commands share, by command."""
    run, teachers = str(place / "run"), ["--teachers", str(place)]
    scenes = ["--negatives", str(place / "scenes")]
    return {
        "train": [str(place / "toy.yaml"), "--data", str(place / "photos"), "--output", run]
        + teachers
        + scenes,
        "evaluate": [run, "--labels", str(place / "photos" / "labels.csv")] + teachers + scenes,
        "export": [run, "--output", str(place / "models"), "--data-description", "toys"],
    }


def test_from_photos_to_a_model_by_commands(place, our_detector, capsys):
    content = yaml.safe_load(our_detector.read_text())
    content |= {"name": "toy", "batch_size": 2, "batches": 2}
    content["objective"] |= {"teacher": "teacher", "hint_values": []}
    content["canvas"] |= {"side": 64, "grids": 0}
    content["training"] |= {"epochs": 1, "workers": 0}
    (place / "toy.yaml").write_text(yaml.safe_dump(content))
    options = commands(place)
    assert main(["detector-export", *options["export"]]) == 1
    assert main(["detector-train", *options["train"]]) == 0
    told = capsys.readouterr().err
    assert "bad.jpg cannot be read" in told and "5 photos, and 3 without faces" in told
    assert main(["detector-train", *options["train"]]) == 1
    assert main(["detector-export", *options["export"]]) == 1
    assert "evaluate the run first" in capsys.readouterr().err
    shutil.copytree(place / "scenes", place / "more" / "photos")
    again = ["--photos", str(place / "more" / "photos"), "--side", "64"]
    assert main(["detector-evaluate", *options["evaluate"], *again]) == 0
    assert "false alarms a photo" in capsys.readouterr().out
    evaluation = json.loads((place / "run" / "evaluation.json").read_text())
    other = evaluation | {"weights": {**evaluation["weights"], "step": 1}}
    (place / "run" / "evaluation.json").write_text(json.dumps(other))
    assert main(["detector-export", *options["export"]]) == 1
    assert "does not tell of the run's present weights" in capsys.readouterr().err
    (place / "run" / "evaluation.json").write_text(json.dumps(evaluation))
    assert main(["detector-export", *options["export"]]) == 0
    manifest = json.loads((place / "models" / "toy.json").read_text())
    digest = hashlib.sha256((place / "models" / "toy.onnx").read_bytes()).hexdigest()
    assert manifest["sha256"] == digest and manifest["provenance"]["data"] == "toys"
    assert str(place) not in (place / "models" / "toy.json").read_text()
    sets = manifest["provenance"]["test"]
    assert sets["photos"]["student"]["photos"] == 1 and "recall" in sets["photos"]["student"]
    assert sets["photos 2"]["student"]["photos"] == 3


def test_what_is_wrong_with_the_teacher_or_the_photos_is_told(place, our_detector, capsys):
    content = yaml.safe_load(our_detector.read_text())
    content["objective"] |= {"teacher": "teacher", "hint_values": ["a", "b", "c"]}
    (place / "toy.yaml").write_text(yaml.safe_dump(content))
    options = commands(place)["train"]
    assert main(["detector-train", *options]) == 1
    assert "no value named 'a'" in capsys.readouterr().err
    content["objective"] |= {"hint_values": []}
    (place / "toy.yaml").write_text(yaml.safe_dump(content))
    (place / "none").mkdir()
    assert main(["detector-train", *options, "--data", str(place / "none")]) == 1
    assert "holds no photos" in capsys.readouterr().err
    facts = json.loads((place / "teacher.json").read_text())
    facts["decoding"]["family"] = "retinaface"
    (place / "teacher.json").write_text(json.dumps(facts))
    assert main(["detector-train", *options]) == 1
    assert "is not of the family 'yunet'" in capsys.readouterr().err
