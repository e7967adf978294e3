"""`detector-train`, `detector-evaluate` and `detector-export`."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import torch

from photosort_training.commands.landmarks import exported_landmarks, read_landmarks_run
from photosort_training.commands.resuming import check_same_configuration, check_unused
from photosort_training.commands.run_folder import (
    CONFIGURATION,
    EVALUATION,
    read_evaluation,
    write_configuration,
)
from photosort_training.commands.train import stopping_on_signals
from photosort_training.detection.build import build_trainer
from photosort_training.detection.export import export_detector, make_detector_manifest
from photosort_training.detection.finders import Finder
from photosort_training.detection.network import FaceDetector
from photosort_training.detection.report import measured
from photosort_training.detection.settings import (
    DetectorConfiguration,
    read_detector_configuration,
)
from photosort_training.detection.teacher import DenseDetector
from photosort_training.distillation.teacher import Teacher, session_of, teacher_file
from photosort_training.engine.checkpoint import load_trained_weights
from photosort_training.engine.distributed import process_group
from photosort_training.engine.trainer import CHECKPOINT
from photosort_training.landmarks.export import export_landmarks
from photosort_training.landmarks.refined import RefinedFinder
from photosort_training.records import write_bytes, write_json


def train_detector(
    configuration: DetectorConfiguration,
    folders: Iterable[Path],
    negatives: Iterable[Path],
    teachers: Path,
    output: Path,
    *,
    resume: bool = False,
    start_from: Path | None = None,
) -> bool:
    """Trains a detector by a configuration and returns whether the run came to its end.

    SIGINT and SIGTERM stop it after the step in hand, with a checkpoint.

    Args:
        configuration: What to do.
        folders: Folders of photos, each drawn from as often as another.
        negatives: Folders of photos without faces.
        teachers: The folder of the teacher's ONNX file.
        output: The run's folder.
        resume: Go on from its checkpoint.
        start_from: The folder of a run whose weights this one begins with.

    Raises:
        TrainingError: when folders, the teacher or the checkpoint do not serve.
    """
    if resume:
        check_same_configuration(output, configuration)
    else:
        check_unused(output)
    with process_group() as group:
        torch.manual_seed(configuration.seed)
        network = FaceDetector()
        if start_from is not None:
            load_trained_weights(network, start_from / CHECKPOINT)
        trainer = build_trainer(configuration, network, folders, negatives, teachers, output, group)
        with stopping_on_signals(trainer):
            return trainer.run(resume, lambda: write_configuration(output, configuration))


def read_detector_run(
    folder: Path,
) -> tuple[DetectorConfiguration, FaceDetector, dict[str, Any]]:
    """Returns the configuration and the trained network of a run, and the mark of its weights.

    Raises:
        TrainingError: when the folder holds no run of a detector.
    """
    configuration = read_detector_configuration(folder / CONFIGURATION)
    network = FaceDetector()
    weights = load_trained_weights(network, folder / CHECKPOINT)
    return configuration, network.eval(), weights


def evaluate_detector(
    folder: Path,
    teachers: Path,
    side: int,
    negatives: Iterable[Path],
    labels: Iterable[Path],
    folders: Iterable[Path],
    embedder: str | None = None,
    landmarks: Path | None = None,
) -> dict[str, Any]:
    """Measures a run beside its teacher, and writes `evaluation.json` into its folder.

    The student is measured as it would be exported, by ONNX Runtime.

    Args:
        folder: The run's folder.
        teachers: The folder of the teacher's ONNX file.
        side: The longer side at which photos are searched, in pixels.
        negatives: Folders of photos without faces, which give the threshold.
        labels: Lists of boxes.
        folders: Folders of photos on which the teacher is asked.
        embedder: The name of an embedder, whose file is in `teachers`, for what it makes of faces
            aligned by the landmarks of both.
        landmarks: The folder of a run whose network refines the student's landmarks.

    Raises:
        TrainingError: when the folder holds no run, or models, photos or lists cannot be read.
    """
    configuration, network, weights = read_detector_run(folder)
    onnx_file = export_detector(network)
    facts = make_detector_manifest(configuration, onnx_file, 0.0, {})
    student: Finder = DenseDetector(session_of(onnx_file), facts)
    if landmarks is not None:
        _, refining, weights["landmarks"] = read_landmarks_run(landmarks)
        student = RefinedFinder(student, session_of(export_landmarks(refining)))
    teacher = DenseDetector.open(*teacher_file(configuration.objective.teacher, teachers))
    embeds = None if embedder is None else Teacher(*teacher_file(embedder, teachers))
    result = measured(student, teacher, side, negatives, labels, folders, embeds)
    result["weights"] = weights
    write_json(folder / EVALUATION, result)
    return result


def export_detector_run(
    folder: Path, output: Path, data_description: str, landmarks: Path | None = None
) -> list[Path]:
    """Writes `NAME.onnx` and `NAME.json` and returns their paths.

    Args:
        folder: The folder of a run that was evaluated.
        output: The folder for the files; it is made.
        data_description: What the training photos are and under which terms, for provenance.
        landmarks: The folder of a run whose network refines the landmarks; its ONNX file is
            written, too.

    Raises:
        TrainingError: when a run was not evaluated, or with other weights, those of the landmarks
            among them.
    """
    configuration, network, weights = read_detector_run(folder)
    if landmarks is not None:
        _, _, weights["landmarks"] = read_landmarks_run(landmarks)
    evaluation = read_evaluation(folder, weights, "threshold", "sets")
    onnx_file = export_detector(network)
    manifest = make_detector_manifest(
        configuration,
        onnx_file,
        evaluation["threshold"],
        {"data": data_description, "test": evaluation["sets"]},
    )
    output.mkdir(parents=True, exist_ok=True)
    others = []
    if landmarks is not None:
        content, manifest["refinement"] = exported_landmarks(landmarks, data_description)
        others = [output / manifest["refinement"]["file"]]
        write_bytes(others[0], content)
    paths = [output / f"{configuration.name}.{suffix}" for suffix in ("onnx", "json")]
    write_bytes(paths[0], onnx_file)
    write_json(paths[1], manifest)
    return paths + others
