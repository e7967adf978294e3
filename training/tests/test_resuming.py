"""A run goes on with what it was begun with; what differs is told, and nothing is changed."""

import json
import resource
import shutil
from pathlib import Path

import pytest
import torch
import yaml
from test_commands import CONFIGURATION
from test_training import OBJECTIVES, make_trainer

from photosort_training.__main__ import main
from photosort_training.engine.checkpoint import read_checkpoint, write_checkpoint
from photosort_training.engine.trainer import CHECKPOINT
from photosort_training.errors import TrainingError
from photosort_training.records import write_bytes, write_json
from photosort_training.sampler_configuration import PeopleImagesConfiguration


@pytest.fixture
def begun(finished_run, tmp_path) -> tuple[Path, Path]:
    """Returns copies of a finished run and of its people."""
    folder, _ = finished_run
    shutil.copytree(folder, tmp_path / "run")
    shutil.copytree(folder.parent / "people", tmp_path / "people")
    return tmp_path / "run", tmp_path / "people"


def resumed(begun, changes=(), configuration=CONFIGURATION) -> int:
    """Returns the status of resuming a run with some keys of its configuration changed."""
    run, people = begun
    content = json.loads(json.dumps(configuration))
    for key, value in changes:
        *parents, last = key.split(".")
        place = content
        for parent in parents:
            place = place.setdefault(parent, {})
        place[last] = value
    path = run.parent / "toy.yaml"
    path.write_text(yaml.safe_dump(content))
    return main(["train", str(path), "--data", str(people), "--output", str(run), "--resume"])


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.name: path.read_bytes() for path in folder.iterdir() if "tfevents" not in path.name
    }


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("training.weight_decay", 0.1, "begun with training.weight_decay 0.0, and now it is 0.1"),
        ("training.optimizer", "sgd", "training.optimizer adamw, and now it is sgd"),
        ("training.precision", "float16", "training.precision float32, and now it is float16"),
        ("sampler.images", 2, "sampler.images 3, and now it is 2"),
        ("seed", 2, "seed 1, and now it is 2"),
    ],
)
def test_another_setting_is_told_and_changes_nothing(key, value, sentence, begun, capsys):
    before = contents(begun[0])
    assert resumed(begun, [(key, value)]) == 1
    assert sentence in capsys.readouterr().err
    assert contents(begun[0]) == before


def test_length_and_rate_of_a_run_may_change(begun):
    changes = [("training.epochs", 2), ("training.learning_rate", 0.0001), ("training.workers", 1)]
    assert resumed(begun, changes) == 0
    assert read_checkpoint(begun[0] / CHECKPOINT)["position"]["step"] == 4
    assert yaml.safe_load((begun[0] / "configuration.yaml").read_text())["training"]["epochs"] == 2


def test_a_run_that_is_refused_describes_nothing_anew(begun, capsys):
    (begun[0] / CHECKPOINT).write_bytes(b"damaged")
    before = contents(begun[0])
    assert resumed(begun, [("training.epochs", 7)]) == 1
    assert "damaged" in capsys.readouterr().err
    assert contents(begun[0]) == before


def test_other_images_of_the_same_people_are_told(begun, capsys):
    run, people = begun
    described = json.loads((run / "people.json").read_text())
    # More of somebody who is measured on are no harm.
    place = people / described["test"][0]
    shutil.copy(place / "image-0.png", place / "image-8.png")
    assert resumed(begun) == 0
    place = people / described["training"][0]
    (place / "image-0.png").rename(place / "image-9.png")
    assert resumed(begun) == 1
    assert "other images of these people" in capsys.readouterr().err
    # A run of an earlier version knows no images, and nothing is made up for it.
    del described["images"]
    (run / "people.json").write_text(json.dumps(described))
    assert resumed(begun) == 0
    assert "images" not in json.loads((run / "people.json").read_text())


def test_people_that_say_nothing_are_told(begun, capsys):
    run, people = begun
    (run / "people.json").write_text("{}")
    assert resumed(begun) == 1
    assert main(["evaluate", str(run), "--data", str(people)]) == 1
    assert "does not say who was used for what" in capsys.readouterr().err


@pytest.mark.parametrize("batches", [6, 14])
def test_an_epoch_that_was_begun_with_other_batches_is_told(
    batches, toy_people, tmp_path, monkeypatch
):
    first = make_trainer("batch-hard", toy_people, tmp_path / "run")
    run_step = first._run_step

    def stopping(batch, writer):
        run_step(batch, writer)
        first.stop_requested = first.step == 8

    first._run_step = stopping
    assert not first.run()
    before = (tmp_path / "run" / CHECKPOINT).read_bytes()
    sampling = PeopleImagesConfiguration("people-images", 4, 3, batches=batches, singles=2)
    monkeypatch.setitem(OBJECTIVES, "batch-hard", (OBJECTIVES["batch-hard"][0], sampling))
    with pytest.raises(TrainingError, match=f"of 10 batches, and now it would be of {batches}"):
        make_trainer("batch-hard", toy_people, tmp_path / "run").run(resume=True)
    assert (tmp_path / "run" / CHECKPOINT).read_bytes() == before


def test_figures_of_other_weights_are_not_exported(begun, capsys):
    run, people = begun
    assert resumed(begun, [("training.epochs", 2)]) == 0
    export = ["export", str(run), "--output", str(run.parent / "models")]
    assert main(export) == 1
    assert "does not tell of the run's present weights" in capsys.readouterr().err
    assert main(["evaluate", str(run), "--data", str(people)]) == 0
    assert main(export) == 0
    evaluation = json.loads((run / "evaluation.json").read_text())
    assert evaluation["weights"]["step"] == 4
    for content, sentence in (
        ({}, "does not tell of"),
        ({"weights": evaluation["weights"]}, "is not whole"),
    ):
        (run / "evaluation.json").write_text(json.dumps(content))
        assert main(export) == 1
        assert sentence in capsys.readouterr().err


def test_json_holds_finite_numbers_only(tmp_path):
    with pytest.raises(TrainingError, match="a number in it is not finite"):
        write_json(tmp_path / "a.json", {"rate": float("nan")})
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_the_file_before(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"before")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))
    try:
        for write in (
            lambda: write_checkpoint(path, {"weights": torch.zeros(10_000)}),
            lambda: write_json(path, [1] * 10_000),
            lambda: write_bytes(path, b"1" * 10_000),
        ):
            with pytest.raises(TrainingError, match="file cannot be written: File too large"):
                write()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert contents(tmp_path) == {"file": b"before"}
