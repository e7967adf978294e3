"""From a trained network for landmarks to an ONNX file and its part of a detector's manifest."""

import io
import platform
import warnings
from typing import Any

import onnx
import torch

from photosort_training.configuration import as_mapping
from photosort_training.export import OPSET, halve_weights
from photosort_training.landmarks.crops import CROP_TEMPLATE, SIDE
from photosort_training.landmarks.network import LandmarkNetwork
from photosort_training.landmarks.settings import LandmarkConfiguration
from photosort_training.landmarks.source import INPUT

INPUT_NAME = "face"
OUTPUT_NAME = "landmarks"


def export_landmarks(network: LandmarkNetwork) -> bytes:
    """Returns the ONNX file of a network: any batch, float16 weights.

    Args:
        network: It is moved to the processor and put into evaluation mode.
    """
    file = io.BytesIO()
    with warnings.catch_warnings():
        # The exporter recommends its successor, which needs a package more.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            network.cpu().eval(),
            (torch.zeros(1, 3, SIDE, SIDE),),
            file,
            input_names=[INPUT_NAME],
            output_names=[OUTPUT_NAME],
            dynamic_axes={INPUT_NAME: {0: "batch"}, OUTPUT_NAME: {0: "batch"}},
            opset_version=OPSET,
            dynamo=False,
        )
    exported = onnx.load_from_string(file.getvalue())
    halve_weights(exported)
    onnx.checker.check_model(exported, full_check=True)
    return exported.SerializeToString(deterministic=True)


def refinement(
    configuration: LandmarkConfiguration, digest: str, provenance: dict[str, Any]
) -> dict[str, Any]:
    """Returns what a detector's manifest says of the network (docs/models.md).

    Args:
        configuration: Of the run.
        digest: The SHA-256 of the ONNX file.
        provenance: What it was trained and measured on, for people.
    """
    return {
        "file": f"{configuration.name}.onnx",
        "sha256": digest,
        "input": {"name": INPUT_NAME, **INPUT, "width": SIDE, "height": SIDE},
        "output": OUTPUT_NAME,
        "template": [[round(value, 4) for value in point] for point in CROP_TEMPLATE.tolist()],
        "provenance": {
            **provenance,
            "configuration": as_mapping(configuration),
            "opset": OPSET,
            "torch": torch.__version__.split("+")[0],
            "python": platform.python_version(),
        },
    }
