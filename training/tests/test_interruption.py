"""Signals and failures end a command with one sentence, and a run with a checkpoint."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from test_commands import CONFIGURATION
from test_training import make_trainer

from photosort_training.__main__ import main
from photosort_training.data.source import Batch
from photosort_training.distillation.lessons import LessonSource
from photosort_training.engine.checkpoint import read_checkpoint
from photosort_training.engine.distributed import Group
from photosort_training.engine.trainer import CHECKPOINT

# Trains on crops that another process makes slowly, so that a signal finds the trainer waiting.
SCRIPT = """
import sys, time
from pathlib import Path
import numpy as np
from photosort_training.commands.train import stopping_on_signals
from photosort_training.configuration import TrainingConfiguration
from photosort_training.detection.photos import packed
from photosort_training.engine.distributed import Group
from photosort_training.engine.trainer import Trainer
from photosort_training.landmarks.consensus import KnownFace
from photosort_training.landmarks.crops import CROP_TEMPLATE
from photosort_training.landmarks.network import LandmarkNetwork
from photosort_training.landmarks.settings import CoarseConfiguration
from photosort_training.landmarks.source import LandmarkObjective, LandmarkSource

class Slow(LandmarkSource):
    def make_batch(self, teacher, epoch, number):
        time.sleep(0.5)
        return super().make_batch(teacher, epoch, number)

def main():
    face = KnownFace(packed(np.full((96, 96, 3), 40, dtype=np.uint8)), CROP_TEMPLATE.astype(float))
    source = Slow([face], CoarseConfiguration(), 2, 1000, 5, 1, Group())
    settings = TrainingConfiguration(epochs=1, learning_rate=0.001)
    output = Path(sys.argv[1])
    trainer = Trainer(LandmarkNetwork(), LandmarkObjective(), source, settings, output)
    run_step = trainer._run_step
    def told(batch, writer):
        run_step(batch, writer)
        print("step", flush=True)
    trainer._run_step = told
    with stopping_on_signals(trainer):
        sys.exit(0 if trainer.run() else 130)

if __name__ == "__main__":
    main()
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_to_all_processes_of_a_run_ends_it_with_a_checkpoint(number, tmp_path):
    (tmp_path / "script.py").write_text(SCRIPT)
    process = subprocess.Popen(
        [sys.executable, tmp_path / "script.py", tmp_path / "run"],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout.readline() == "step\n"
    os.killpg(process.pid, number)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 130, told
    assert read_checkpoint(tmp_path / "run" / CHECKPOINT)["position"]["step"] >= 1


class Telling(LessonSource):
    """Batches that tell whether signals are passed over where they are made."""

    def make_batch(self, teacher, epoch, number):
        found = [signal.getsignal(name) is signal.SIG_IGN for name in (2, 15)]
        return Batch(torch.zeros(1), torch.tensor(found))


def test_what_makes_batches_leaves_signals_to_its_parent():
    (batch,) = Telling(1, dict, seed=1, workers=1, group=Group()).batches(None, 0, 0)
    assert batch.labels.all()


@pytest.mark.parametrize("is_asked", [True, False])
def test_batches_that_fail_end_a_run_only_when_it_stops(is_asked, toy_people, tmp_path):
    trainer = make_trainer("batch-hard", toy_people, tmp_path)
    batches = trainer.source.batches

    def failing(*position):
        made = batches(*position)
        yield next(made)
        trainer.stop_requested = is_asked
        raise RuntimeError("a worker was killed")

    trainer.source.batches = failing
    if is_asked:
        assert not trainer.run()
        assert read_checkpoint(tmp_path / CHECKPOINT)["position"]["step"] == 1
    else:
        with pytest.raises(RuntimeError, match="a worker was killed"):
            trainer.run()


def test_an_interruption_before_the_first_step_is_told_in_a_line(
    toy_people, tmp_path, monkeypatch, capsys
):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("photosort_training.commands.run_folder.find_people", interrupted)
    (tmp_path / "toy.yaml").write_text(str(CONFIGURATION))
    command = ["train", str(tmp_path / "toy.yaml"), "--data", str(toy_people)]
    assert main([*command, "--output", str(tmp_path / "run")]) == 130
    assert capsys.readouterr().err == "Stopped.\n"


def test_outputs_that_cannot_be_are_told_in_a_sentence(finished_run, tmp_path, capsys):
    run, _ = finished_run
    data = ["--data", str(run.parent / "people")]
    (tmp_path / "file").write_text("")
    file, missing = str(tmp_path / "file"), str(tmp_path / "none" / "a.npz")
    for command in (
        ["train", str(run.parent / "toy.yaml"), *data, "--output", file],
        ["export", str(run), "--output", file],
        ["embed", str(run), *data, "--output", missing],
        ["embed", str(run), *data, "--output", str(tmp_path)],
    ):
        assert main(command) == 1
        told = capsys.readouterr().err.splitlines()
        assert told[-1].startswith("Error: ") and str(tmp_path) in told[-1]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file"]
