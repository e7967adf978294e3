"""`export`: a run as an ONNX file with its manifest."""

from pathlib import Path

import numpy as np

from photosort_training.commands.run_folder import read_evaluation, read_run
from photosort_training.errors import TrainingError
from photosort_training.evaluation.shortages import EXPORTED_PAIRS, EXPORTED_RATE
from photosort_training.export import export_network
from photosort_training.manifest import make_manifest
from photosort_training.records import write_bytes, write_json
from photosort_training.verification import VerificationHead


def export(folder: Path, output: Path, data_description: str) -> list[Path]:
    """Writes `NAME.onnx` and `NAME.json` and returns their paths.

    Args:
        folder: The folder of a run that was evaluated.
        output: The folder for the files; it is made.
        data_description: What the training photos are and under which terms, for provenance.

    Raises:
        TrainingError: when the run was not evaluated with these weights, or on too few people.
    """
    configuration, network, weights = read_run(folder)
    evaluation = read_evaluation(folder, weights, "thresholds", "head", "test")
    if f"{EXPORTED_RATE:g}" not in evaluation["thresholds"]:
        raise TrainingError(
            f"{folder} was evaluated with too few validation people: a threshold at a false match "
            f"rate of {EXPORTED_RATE:g} takes {EXPORTED_PAIRS:,} pairs of images of two people."
        )
    head = VerificationHead(
        np.array(evaluation["head"]["weights"]), float(evaluation["head"]["bias"])
    )
    provenance = {"data": data_description, "test": evaluation["test"]}
    onnx_file = export_network(network, configuration.input)
    manifest = make_manifest(configuration, onnx_file, head, evaluation["thresholds"], provenance)
    output.mkdir(parents=True, exist_ok=True)
    paths = [output / f"{configuration.name}.{suffix}" for suffix in ("onnx", "json")]
    write_bytes(paths[0], onnx_file)
    write_json(paths[1], manifest)
    return paths
