"""Numbers that are not finite are told and never kept."""

import pytest
import torch
from test_training import make_trainer
from toy import toy_dataset, toy_network

from photosort_training.engine.checkpoint import load_trained_weights, read_checkpoint
from photosort_training.engine.trainer import CHECKPOINT
from photosort_training.errors import TrainingError
from photosort_training.evaluation.embedding import embed_images


def test_a_loss_that_is_not_finite_ends_the_run(toy_people, tmp_path):
    trainer = make_trainer("batch-hard", toy_people, tmp_path / "run")
    with torch.no_grad():
        trainer.network.body[0].weight.fill_(float("nan"))
    with pytest.raises(TrainingError, match="loss is not finite after 10 steps"):
        trainer.run()


@pytest.mark.parametrize("part", ["network", "average", "loss"])
def test_what_is_not_finite_is_saved_over_nothing(part, toy_people, tmp_path):
    # Epochs of four steps: the second does not end where curves are written.
    trainer = make_trainer("arcface", toy_people, tmp_path, epochs=3, average_decay=0.9)
    run_step, measured = trainer._run_step, []
    trainer.evaluate = lambda network: measured.append(trainer.step) or {}

    def poisoned(batch, writer):
        run_step(batch, writer)
        if trainer.step == 7 and part == "network":
            trainer.network.body[0].weight.data[0] = float("inf")
        elif trainer.step == 7 and part == "average":
            trainer.average.values["body.0.bias"][0] = float("nan")
        elif trainer.step == 8 and part == "loss":
            trainer.loss = torch.tensor(float("nan"))

    trainer._run_step = poisoned
    with pytest.raises(TrainingError, match="not finite after 8 steps; lower the learning rate"):
        trainer.run()
    assert read_checkpoint(tmp_path / CHECKPOINT)["position"]["step"] == 4
    assert measured == [4]


def test_weights_and_embeddings_that_are_not_finite_are_told(toy_people, tmp_path):
    trainer = make_trainer("arcface", toy_people, tmp_path, epochs=1)
    trainer.run()
    state = torch.load(tmp_path / CHECKPOINT)
    state["network"]["body.0.weight"][0] = float("nan")
    torch.save(state, tmp_path / CHECKPOINT)
    with pytest.raises(TrainingError, match="weights that are not finite"):
        load_trained_weights(toy_network(), tmp_path / CHECKPOINT)
    trainer.network.body[0].weight.data[:] = 1e38
    with pytest.raises(TrainingError, match="embeddings that are not finite"):
        embed_images(trainer.network, toy_dataset(toy_people), range(4))
