"""The command line, end to end on a toy set."""

import json
import signal
from pathlib import Path

import numpy as np
import pytest
import torch
import yaml
from conftest import write_people

from photosort_training.__main__ import main
from photosort_training.engine.checkpoint import read_checkpoint
from photosort_training.engine.trainer import Trainer

CONFIGURATION = {
    "name": "toy",
    "data": {"stored_side": 32, "face_side": 32, "validation_share": 0.35, "test_share": 0.35},
    "input": {"side": 32, "colors": "grey"},
    "backbone": {"name": "resnet18", "dimension": 32},
    "objective": {"name": "triplet"},
    "sampler": {"name": "people-images", "people": 4, "images": 3, "batches": 2},
    "training": {"epochs": 1, "learning_rate": 0.001, "workers": 0},
}
DETECTOR = str(Path(__file__).parent.parent / "configs" / "detector-distillation.yaml")


def test_the_run_is_described_measured_and_exported(finished_run):
    folder, exported = finished_run
    evaluation = json.loads((folder / "evaluation.json").read_text())
    assert 0 <= evaluation["test"]["nearest of 11"] <= 1
    assert 0 <= evaluation["test"]["balanced accuracy of the head"] <= 1
    names = json.loads((folder / "people.json").read_text())
    everybody = [name for use in ("training", "validation", "test") for name in names[use]]
    assert len(everybody) == len(set(everybody)) == 80
    assert sorted(path.name for path in exported.iterdir()) == ["toy.json", "toy.onnx"]


def test_embeddings_are_written(finished_run, tmp_path):
    folder, _ = finished_run
    people = write_people(tmp_path / "people", [2, 3])
    output = tmp_path / "embeddings.npz"
    assert main(["embed", str(folder), "--data", str(people), "--output", str(output)]) == 0
    with np.load(output) as arrays:
        assert arrays["embeddings"].shape == (5, 32)
        np.testing.assert_allclose(np.linalg.norm(arrays["embeddings"], axis=1), 1, rtol=1e-5)
        assert list(arrays["people"]) == ["person-00"] * 2 + ["person-01"] * 3


def test_a_run_is_not_overwritten(finished_run, capsys):
    folder, _ = finished_run
    configuration, people = folder.parent / "toy.yaml", folder.parent / "people"
    arguments = ["train", str(configuration), "--data", str(people), "--output", str(folder)]
    assert main(arguments) == 1
    assert "holds a run; go on with --resume" in capsys.readouterr().err
    assert main([*arguments, "--resume"]) == 0
    assert "nothing is left to train" in capsys.readouterr().err


def test_a_run_does_not_go_on_with_other_people_or_shares(finished_run, tmp_path, capsys):
    folder, _ = finished_run
    described = (folder / "people.json").read_text()
    options = ["--output", str(folder), "--resume", "--data"]
    command = ["train", str(folder.parent / "toy.yaml"), *options]
    assert main([*command, str(write_people(tmp_path / "others", [4] * 20))]) == 1
    assert "begun with other people" in capsys.readouterr().err
    data = {**CONFIGURATION["data"], "test_share": 0.1}
    (tmp_path / "toy.yaml").write_text(yaml.safe_dump({**CONFIGURATION, "data": data}))
    command = ["train", str(tmp_path / "toy.yaml"), *options]
    assert main([*command, str(folder.parent / "people")]) == 1
    assert (folder / "people.json").read_text() == described


def test_listed_people_are_kept_for_testing(tmp_path, capsys):
    people = write_people(tmp_path / "people", [3] * 20)
    (tmp_path / "toy.yaml").write_text(yaml.safe_dump(CONFIGURATION))
    (tmp_path / "names.txt").write_text("person-03\nperson-07\n")
    options = ["--test-people", str(tmp_path / "names.txt"), "--output", str(tmp_path / "run")]
    command = ["train", str(tmp_path / "toy.yaml"), "--data", str(people)]
    assert main([*command, *options]) == 0
    names = json.loads((tmp_path / "run" / "people.json").read_text())
    assert {"person-03", "person-07"} <= set(names["test"])
    (tmp_path / "names.txt").write_text("person-03\nperson-7\n")
    assert main([*command, *options[:-1], str(tmp_path / "other")]) == 1
    assert "Nobody among the people is called 'person-7'." in capsys.readouterr().err
    assert not (tmp_path / "other").exists()


def test_a_run_starts_from_the_weights_of_another(finished_run, tmp_path):
    folder, _ = finished_run
    settings = {**CONFIGURATION["training"], "learning_rate": 1e-12}
    configuration = tmp_path / "toy.yaml"
    configuration.write_text(yaml.safe_dump({**CONFIGURATION, "training": settings}))
    command = ["train", str(configuration), "--data", str(folder.parent / "people")]
    options = ["--start-from", str(folder), "--output", str(tmp_path / "run")]
    assert main([*command, *options]) == 0
    before, after = (
        read_checkpoint(run / "checkpoint.pt")["network"] for run in (folder, tmp_path / "run")
    )
    for name in ("head.2.weight", "stem.0.0.weight"):
        torch.testing.assert_close(before[name], after[name], atol=1e-9, rtol=0)


def test_a_signal_stops_a_run_with_a_checkpoint(tmp_path, monkeypatch):
    before = signal.getsignal(signal.SIGINT)
    people = write_people(tmp_path / "people", [3] * 20)
    (tmp_path / "toy.yaml").write_text(yaml.safe_dump(CONFIGURATION))
    run_step = Trainer._run_step

    def interrupted(trainer, batch, writer):
        run_step(trainer, batch, writer)
        signal.raise_signal(signal.SIGINT)

    output = tmp_path / "run"
    command = ["train", str(tmp_path / "toy.yaml"), "--data", str(people), "--output", str(output)]
    monkeypatch.setattr(Trainer, "_run_step", interrupted)
    assert main(command) == 130
    assert read_checkpoint(output / "checkpoint.pt")["position"]["step"] == 1
    monkeypatch.undo()
    assert main([*command, "--resume"]) == 0
    assert read_checkpoint(output / "checkpoint.pt")["position"]["step"] == 2
    assert signal.getsignal(signal.SIGINT) is before


def test_too_few_people_are_told_at_each_step(tmp_path, capsys):
    content = {**CONFIGURATION, "sampler": {**CONFIGURATION["sampler"], "people": 2}}
    (tmp_path / "toy.yaml").write_text(yaml.safe_dump(content))
    people, run = write_people(tmp_path / "people", [3] * 20), str(tmp_path / "run")
    data = ["--data", str(people)]
    assert main(["train", str(tmp_path / "toy.yaml"), *data, "--output", run]) == 0
    assert "thresholds of an exported model need 10,000" in capsys.readouterr().err
    assert main(["evaluate", run, *data]) == 0
    assert main(["export", run, "--output", str(tmp_path / "models")]) == 1
    assert "with too few validation people" in capsys.readouterr().err
    for place in (people / "person-00", people / "person-07"):
        (tmp_path / "few" / place.name).mkdir(parents=True)
        (place / "image-0.png").rename(tmp_path / "few" / place.name / "image-0.png")
    assert main(["evaluate", run, "--data", str(tmp_path / "few")]) == 1
    assert "Too few" in capsys.readouterr().err
    options = ["--data", str(tmp_path / "few"), "--output", str(tmp_path / "none")]
    names = tmp_path / "names.txt"
    names.write_text("person-00\nperson-07\n")
    command = ["train", str(tmp_path / "toy.yaml"), "--test-people", str(names)]
    assert main([*command, *options]) == 1
    assert "Nobody is left to train on" in capsys.readouterr().err


def test_names_of_a_fold_are_printed(tmp_path, capsys):
    (tmp_path / "pairs.txt").write_text("1\t1\nAnn\t1\t2\nAnn\t1\tBob\t3\n")
    assert main(["names", str(tmp_path / "pairs.txt"), "--fold", "1"]) == 0
    assert capsys.readouterr().out == "Ann\nBob\n"
    write_people(tmp_path / "people", [1])
    (tmp_path / "people" / "person-00").rename(tmp_path / "people" / "Bob")
    here = ["--fold", "1", "--data", str(tmp_path / "people")]
    assert main(["names", str(tmp_path / "pairs.txt"), *here]) == 0
    assert capsys.readouterr().out == "Bob\n"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["train", "none.yaml", "--data", "x", "--output", "y"], "none.yaml: cannot be read"),
        (["evaluate", "none", "--data", "x"], "none/configuration.yaml: cannot be read"),
        (
            ["train", DETECTOR, "--data", "x", "--output", "y"],
            "trained by another command",
        ),
        (["export", "none", "--output", "y"], "none/configuration.yaml: cannot be read"),
        (["names", "none.txt", "--fold", "1"], "none.txt cannot be read as a list of pairs"),
    ],
)
def test_what_is_missing_is_told_in_one_sentence(
    arguments, sentence, capsys, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 1
    message = capsys.readouterr().err
    assert message.startswith("Error: ") and sentence in message and message.count("\n") == 1


def test_wrong_usage_has_its_own_status():
    with pytest.raises(SystemExit) as caught:
        main(["train"])
    assert caught.value.code == 64


@pytest.mark.parametrize("side", ["0", "-5", "31", "many"])
def test_a_side_that_shows_nothing_is_wrong_usage(side, capsys):
    options = ["--teachers", "t", "--negatives", "n", f"--side={side}"]
    with pytest.raises(SystemExit) as caught:
        main(["detector-evaluate", "run", *options])
    assert caught.value.code == 64
    assert f"'{side}' is no number of 32 pixels or more" in capsys.readouterr().err
