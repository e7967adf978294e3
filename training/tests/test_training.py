"""The loop: every objective and sampler learns, and a resumed run ends as an uninterrupted one."""

import shutil

import numpy as np
import pytest
import torch
from toy import DIMENSION, INPUT, toy_dataset, toy_network, toy_training

from photosort_training.backbones import build_backbone
from photosort_training.configuration import (
    AugmentationConfiguration,
    BackboneConfiguration,
    InputConfiguration,
)
from photosort_training.data.samplers import build_sampler
from photosort_training.data.source import LabelledSource
from photosort_training.engine.checkpoint import read_checkpoint
from photosort_training.engine.distributed import Group
from photosort_training.engine.trainer import CHECKPOINT, Trainer
from photosort_training.errors import TrainingError
from photosort_training.evaluation.embedding import embed_images
from photosort_training.evaluation.neighbours import rank_one
from photosort_training.loss_configuration import (
    CenterConfiguration,
    CosineMarginConfiguration,
    SphereFaceConfiguration,
    TripletConfiguration,
)
from photosort_training.losses import build_objective
from photosort_training.sampler_configuration import (
    GlobalMiningConfiguration,
    PeopleImagesConfiguration,
    ShuffledConfiguration,
)

PEOPLE_IMAGES = PeopleImagesConfiguration("people-images", 4, 3, batches=10, singles=2)
MINED = GlobalMiningConfiguration("global-mining", 6, 10, 8, 6, 4, skip=0, window=5)
SHUFFLED = ShuffledConfiguration("shuffled", 12)

OBJECTIVES = {
    "batch-hard": (TripletConfiguration("triplet", "batch-hard"), PEOPLE_IMAGES),
    "semi-hard": (TripletConfiguration("triplet", "semi-hard"), PEOPLE_IMAGES),
    "global": (TripletConfiguration("triplet", "given"), MINED),
    "center": (CenterConfiguration("center", 0.01), SHUFFLED),
    "sphereface": (SphereFaceConfiguration("sphereface", 4, 50, 5, 0.5), SHUFFLED),
    "cosface": (CosineMarginConfiguration("cosface", 0.35, 16), SHUFFLED),
    "arcface": (CosineMarginConfiguration("arcface", 0.5, 16), SHUFFLED),
}
ALL = pytest.mark.parametrize("name", OBJECTIVES)


def make_trainer(name, folder, output, network=None, augmentation=None, **changes) -> Trainer:
    objective, sampling = OBJECTIVES[name]
    dataset = toy_dataset(folder, augmentation)
    torch.manual_seed(9)
    source = LabelledSource(
        dataset, build_sampler(sampling, dataset.images.labels, 1), 1, 0, Group()
    )
    return Trainer(
        network or toy_network(),
        build_objective(objective, DIMENSION, dataset.images.classes),
        source,
        toy_training(**changes),
        output,
    )


@ALL
def test_everything_learns_a_toy_set(name, toy_people, tmp_path):
    trainer = make_trainer(name, toy_people, tmp_path / "run", epochs=25)
    dataset = toy_dataset(toy_people)

    def accuracy():
        embeddings = embed_images(trainer.exported_network(), dataset, range(len(dataset)))
        return rank_one(embeddings, dataset.images.labels)

    assert accuracy() < 0.9
    assert trainer.run()
    assert accuracy() == 1.0


class PowerCut(Exception):
    """Ends a run without a warning."""


def cut(trainer: Trainer, steps: int) -> None:
    """Makes a trainer fail after some steps."""
    run_step = trainer._run_step

    def failing(batch, writer):
        if trainer.step == steps:
            raise PowerCut
        run_step(batch, writer)

    trainer._run_step = failing


def weights_of(output) -> dict[str, torch.Tensor]:
    state = read_checkpoint(output / CHECKPOINT)
    tensors = {f"network.{k}": v for k, v in state["network"].items()}
    tensors |= {f"objective.{k}": v for k, v in state["objective"].items()}
    return tensors | {f"average.{k}": v for k, v in state["average"]["values"].items()}


@ALL
@pytest.mark.parametrize("optimizer", ["sgd", "adamw", "muon"])
def test_an_interrupted_run_ends_with_the_same_bits(name, optimizer, toy_people, tmp_path):
    settings = {
        "checkpoint_steps": 3,
        "average_decay": 0.9,
        "warmup_steps": 2,
        "optimizer": optimizer,
        "augmentation": AugmentationConfiguration(0.5, rotation=10, cutout=0.5),
    }

    def trainer(output):
        return make_trainer(name, toy_people, output, toy_network(dropout=0.3), **settings)

    assert trainer(tmp_path / "whole").run()
    for step in (2, 5):
        output = tmp_path / f"cut-{step}"
        first = trainer(output)
        cut(first, step)
        with pytest.raises(PowerCut):
            first.run()
        if step == 2:
            # Before the first checkpoint there is nothing to go on from.
            with pytest.raises(TrainingError, match="no checkpoint"):
                trainer(output).run(resume=True)
            continue
        second = trainer(output)
        assert second.run(resume=True)
        whole, resumed = weights_of(tmp_path / "whole"), weights_of(output)
        assert whole.keys() == resumed.keys()
        assert all(torch.equal(whole[key], resumed[key]) for key in whole)


def test_a_run_that_is_past_its_end_is_done(toy_people, tmp_path):
    assert make_trainer("batch-hard", toy_people, tmp_path, epochs=2).run()
    assert make_trainer("batch-hard", toy_people, tmp_path, epochs=1).run(resume=True)


def test_a_stopped_run_ends_with_the_same_bits_after_two_resumes(toy_people, tmp_path):
    def trainer(output):
        return make_trainer("batch-hard", toy_people, output, toy_network(0.3), average_decay=0.9)

    assert trainer(tmp_path / "whole").run()
    for attempt, step in enumerate((4, 10)):
        stopped = trainer(tmp_path / "stopped")
        run_step = stopped._run_step

        def stopping(batch, writer, stopped=stopped, run_step=run_step, step=step):
            run_step(batch, writer)
            stopped.stop_requested = stopped.step == step

        stopped._run_step = stopping
        assert not stopped.run(resume=attempt > 0)
    assert trainer(tmp_path / "stopped").run(resume=True)
    whole, resumed = weights_of(tmp_path / "whole"), weights_of(tmp_path / "stopped")
    assert all(torch.equal(whole[key], resumed[key]) for key in whole)


def test_worker_processes_change_nothing(toy_people, tmp_path):
    for workers in (0, 2):
        make_trainer(
            "arcface",
            toy_people,
            tmp_path / str(workers),
            augmentation=AugmentationConfiguration(0.5, rotation=10),
            average_decay=0.9,
            epochs=1,
            workers=workers,
        ).run()
    one, two = weights_of(tmp_path / "0"), weights_of(tmp_path / "2")
    assert all(torch.equal(one[key], two[key]) for key in one)


@pytest.mark.parametrize("precision", ["bfloat16", "float16"])
def test_reduced_precision_trains_and_resumes(precision, toy_people, tmp_path):
    settings = {"precision": precision, "checkpoint_steps": 3, "average_decay": 0.9}
    whole = make_trainer("arcface", toy_people, tmp_path / "whole", **settings)
    assert whole.run()
    first = make_trainer("arcface", toy_people, tmp_path / "cut", **settings)
    cut(first, 5)
    with pytest.raises(PowerCut):
        first.run()
    second = make_trainer("arcface", toy_people, tmp_path / "cut", **settings)
    assert second.run(resume=True)
    one, two = weights_of(tmp_path / "whole"), weights_of(tmp_path / "cut")
    assert all(torch.equal(one[key], two[key]) for key in one)
    assert second.scaler.get_scale() == whole.scaler.get_scale()
    assert all(tensor.dtype == torch.float32 for tensor in one.values() if tensor.ndim > 1)


def test_curves_are_written(toy_people, tmp_path):
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    trainer = make_trainer("batch-hard", toy_people, tmp_path / "run")
    trainer.evaluate = lambda network: {"rank 1": 0.5}
    trainer.run()
    events = EventAccumulator(str(tmp_path / "run"))
    events.Reload()
    tags = set(events.Tags()["scalars"])
    expected = {"train/loss", "train/learning rate", "train/triplets", "train/active triplets"}
    assert tags == expected | {"validation/rank 1"}
    assert [event.step for event in events.Scalars("train/loss")] == [10, 20]


def test_a_checkpoint_of_other_people_is_told(toy_people, tmp_path):
    make_trainer("arcface", toy_people, tmp_path / "run").run()
    shutil.rmtree(toy_people / "person-00")
    with pytest.raises(TrainingError, match="another configuration or other people"):
        make_trainer("arcface", toy_people, tmp_path / "run").run(resume=True)


def test_a_damaged_checkpoint_is_told(toy_people, tmp_path):
    make_trainer("batch-hard", toy_people, tmp_path / "run").run()
    path = tmp_path / "run" / CHECKPOINT
    content = path.read_bytes()
    noise = [np.random.default_rng(seed).bytes(500) for seed in range(200)]
    for damaged in (b"", content[: len(content) // 2], b"garbage", *noise):
        path.write_bytes(damaged)
        with pytest.raises(TrainingError, match="damaged or no checkpoint"):
            read_checkpoint(path)


@pytest.mark.parametrize(
    ("name", "pooling"),
    [
        ("resnet18", "mean"),
        ("resnet18", "depthwise"),
        ("mobilefacenet", "mean"),
        ("nn4small2", "mean"),
    ],
)
@pytest.mark.parametrize("colors", ["grey", "rgb"])
def test_backbones_give_embeddings_and_gradients(name, pooling, colors):
    settings = BackboneConfiguration(name, DIMENSION, pooling=pooling)
    network = build_backbone(settings, InputConfiguration(48, colors))
    output = network(torch.randn(3, 1 if colors == "grey" else 3, 48, 48))
    assert output.shape == (3, DIMENSION)
    output.square().sum().backward()
    assert all(weight.grad is not None for weight in network.parameters())


def test_a_depthwise_pooling_tells_places_apart():
    distances = []
    for pooling in ("mean", "depthwise"):
        torch.manual_seed(3)
        settings = BackboneConfiguration("resnet18", 8, pooling=pooling)
        network = build_backbone(settings, InputConfiguration(64)).eval()
        # The same values in the upper half of the last planes, or in the lower.
        maps = torch.zeros(2, 512, 2, 2)
        maps[0, :, 0], maps[1, :, 1] = 1, 1
        with torch.no_grad():
            one, two = network.head(maps)
        distances.append(float((one - two).norm()))
    assert distances[0] < 1e-5 < 1e-2 < distances[1]
    with pytest.raises(ValueError, match="choice of resnet18 only"):
        BackboneConfiguration("mobilefacenet", pooling="depthwise")


def test_an_unknown_backbone_is_told():
    with pytest.raises(TrainingError, match="'vgg' is none of mobilefacenet, nn4small2"):
        build_backbone(BackboneConfiguration("vgg"), INPUT)
