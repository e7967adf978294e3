"""`landmarks-train`, and what its runs are for."""

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import torch

from photosort_training.commands.resuming import check_same_configuration, check_unused
from photosort_training.commands.run_folder import (
    CONFIGURATION,
    EVALUATION,
    read_evaluation,
    write_configuration,
)
from photosort_training.commands.train import stopping_on_signals
from photosort_training.engine.checkpoint import load_trained_weights
from photosort_training.engine.distributed import process_group
from photosort_training.engine.trainer import CHECKPOINT
from photosort_training.landmarks.build import build_trainer, find_faces
from photosort_training.landmarks.export import export_landmarks, refinement
from photosort_training.landmarks.network import LandmarkNetwork
from photosort_training.landmarks.settings import (
    LandmarkConfiguration,
    read_landmark_configuration,
)
from photosort_training.records import write_json


def train_landmarks(
    configuration: LandmarkConfiguration,
    folders: Iterable[Path],
    teachers: Path,
    output: Path,
    *,
    resume: bool = False,
) -> bool:
    """Trains a network for landmarks and returns whether the run came to its end.

    `evaluation.json` in the run's folder then says how far it is off on faces that were held out.
    SIGINT and SIGTERM stop it after the step in hand, with a checkpoint.

    Args:
        configuration: What to do.
        folders: Folders of photos.
        teachers: The folder of the teacher's ONNX file.
        output: The run's folder.
        resume: Go on from its checkpoint.

    Raises:
        TrainingError: when folders, the teacher or the checkpoint do not serve.
    """
    if resume:
        check_same_configuration(output, configuration)
    else:
        check_unused(output)
    with process_group() as group:
        faces = find_faces(configuration, folders, teachers)
        torch.manual_seed(configuration.seed)
        trainer = build_trainer(configuration, LandmarkNetwork(), faces, output, group)
        with stopping_on_signals(trainer):
            is_done = trainer.run(resume, lambda: write_configuration(output, configuration))
        if is_done and group.is_first:
            found = trainer.evaluate(trainer.exported_network())
            _, _, weights = read_landmarks_run(output)
            counts = {"faces": len(faces[0]), "held out": len(faces[1])}
            write_json(output / EVALUATION, {"weights": weights, **counts, **found})
        return is_done


def read_landmarks_run(
    folder: Path,
) -> tuple[LandmarkConfiguration, LandmarkNetwork, dict[str, Any]]:
    """Returns the configuration and the trained network of a run, and the mark of its weights.

    Raises:
        TrainingError: when the folder holds no such run.
    """
    configuration = read_landmark_configuration(folder / CONFIGURATION)
    network = LandmarkNetwork()
    weights = load_trained_weights(network, folder / CHECKPOINT)
    return configuration, network.eval(), weights


def exported_landmarks(folder: Path, data_description: str) -> tuple[bytes, dict[str, Any]]:
    """Returns the ONNX file of a run, and what a detector's manifest holds as `refinement`.

    Args:
        folder: The folder of a run that came to its end.
        data_description: What the training photos are and under which terms, for provenance.

    Raises:
        TrainingError: when the folder holds no such run.
    """
    configuration, network, weights = read_landmarks_run(folder)
    content = export_landmarks(network)
    evaluation = read_evaluation(folder, weights, how="by --resume measure")
    test = {name: value for name, value in evaluation.items() if name != "weights"}
    provenance = {"data": data_description, "test": test}
    digest = hashlib.sha256(content).hexdigest()
    return content, refinement(configuration, digest, provenance)
