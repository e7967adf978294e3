"""Two processes do what one process does with the whole batch."""

import os
import socket
from pathlib import Path

import pytest
import torch
from torch import multiprocessing
from toy import DIMENSION, toy_dataset, toy_network, toy_training

from photosort_training.data.samplers import build_sampler
from photosort_training.data.source import LabelledSource
from photosort_training.engine.checkpoint import read_checkpoint
from photosort_training.engine.distributed import Group, process_group
from photosort_training.engine.trainer import CHECKPOINT, Trainer
from photosort_training.loss_configuration import (
    CenterConfiguration,
    CosineMarginConfiguration,
    TripletConfiguration,
)
from photosort_training.losses import build_objective
from photosort_training.sampler_configuration import (
    GlobalMiningConfiguration,
    PeopleImagesConfiguration,
    ShuffledConfiguration,
)

PEOPLE_IMAGES = PeopleImagesConfiguration("people-images", 4, 2, batches=3)
CASES = {
    "batch-hard": (TripletConfiguration("triplet", "batch-hard"), PEOPLE_IMAGES),
    "global": (
        TripletConfiguration("triplet", "given"),
        GlobalMiningConfiguration("global-mining", 4, 3, 8),
    ),
    "center": (CenterConfiguration("center", 0.1), ShuffledConfiguration("shuffled", 12)),
    "arcface": (
        CosineMarginConfiguration("arcface", 0.5, 16),
        ShuffledConfiguration("shuffled", 12),
    ),
}


def train(name: str, folder: Path, output: Path, group: Group, epochs: int, resume: bool) -> None:
    objective, sampling = CASES[name]
    dataset = toy_dataset(folder)
    torch.manual_seed(9 + group.rank)
    sampler = build_sampler(sampling, dataset.images.labels, 1)
    trainer = Trainer(
        toy_network(),
        build_objective(objective, DIMENSION, dataset.images.classes),
        LabelledSource(dataset, sampler, 1, 0, group),
        toy_training(epochs=4, optimizer="sgd", learning_rate=0.05, average_decay=0.9),
        output,
        group=group,
    )
    if epochs < 4:
        run_epoch = trainer._run_epoch

        def stopping(writer):
            run_epoch(writer)
            trainer.epoch = 10

        trainer._run_epoch = stopping
    trainer.run(resume)


def work(rank: int, port: int, folder: Path, output: Path) -> None:
    """Trains every case, in one of two processes; one case in two halves."""
    torch.set_num_threads(1)
    os.environ |= {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port)}
    os.environ |= {"RANK": str(rank), "LOCAL_RANK": str(rank), "WORLD_SIZE": "2"}
    with process_group() as group:
        for name in CASES:
            train(name, folder, output / name, group, 4, False)
        train("batch-hard", folder, output / "halves", group, 1, False)
        train("batch-hard", folder, output / "halves", group, 4, True)
    # Threads of libraries that outlive the interpreter may abort a process that is done.
    os._exit(0)


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Returns the folders of the runs by one process, and by two."""
    from conftest import write_people

    folder = tmp_path_factory.mktemp("distributed")
    people = write_people(folder / "people", [6] * 8)
    for name in CASES:
        train(name, people, folder / "one" / name, Group(), 4, False)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    multiprocessing.spawn(work, (port, people, folder / "two"), nprocs=2)
    return folder / "one", folder / "two"


def weights(folder: Path) -> dict[str, torch.Tensor]:
    state = read_checkpoint(folder / CHECKPOINT)
    assert state["position"]["step"] >= 12
    return {**state["network"], **state["objective"], **state["average"]["values"]}


@pytest.mark.parametrize("name", CASES)
def test_two_processes_train_as_one_with_the_whole_batch(name, runs):
    one, two = (weights(folder / name) for folder in runs)
    assert one.keys() == two.keys()
    for key, tensor in one.items():
        # The sums are the same in another order; 12 steps widen float32's 1e-7.
        torch.testing.assert_close(two[key], tensor, atol=2e-5, rtol=1e-4)


def test_a_resumed_run_of_two_processes_ends_with_the_same_bits(runs):
    whole, halves = weights(runs[1] / "batch-hard"), weights(runs[1] / "halves")
    assert all(torch.equal(whole[key], halves[key]) for key in whole)
