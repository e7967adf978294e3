"""From a trained network for landmarks to an ONNX file and its part of a detector's manifest."""

from typing import Any

from photosort_training.export import finished, traced
from photosort_training.landmarks.crops import CROP_TEMPLATE, SIDE
from photosort_training.landmarks.network import LandmarkNetwork
from photosort_training.landmarks.settings import LandmarkConfiguration
from photosort_training.landmarks.source import INPUT
from photosort_training.provenance import made_by

INPUT_NAME = "face"
OUTPUT_NAME = "landmarks"


def export_landmarks(network: LandmarkNetwork) -> bytes:
    """Returns the ONNX file of a network: any batch, float16 weights.

    Args:
        network: It is moved to the processor and put into evaluation mode.
    """
    batch = {0: "batch"}
    shape = (1, 3, SIDE, SIDE)
    return finished(traced(network.cpu(), shape, {INPUT_NAME: batch}, {OUTPUT_NAME: batch}))


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
        "template": CROP_TEMPLATE.tolist(),
        "provenance": {**provenance, **made_by(configuration)},
    }
