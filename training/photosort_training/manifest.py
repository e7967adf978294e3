"""The manifest beside an exported model, schema `photosort.model/1` (docs/models.md)."""

import hashlib
import math
from typing import Any

from photosort_training.configuration import Configuration
from photosort_training.data.transforms import DEVIATION, MEAN, TEMPLATE_SIDE
from photosort_training.export import INPUT_NAME, OUTPUT_NAME
from photosort_training.provenance import made_by
from photosort_training.verification import VerificationHead

# Where the landmarks lie in an aligned crop of 112×112 pixels: both eyes, the tip of the nose, the
# corners of the mouth (docs/models.md; the template of ArcFace's authors).
TEMPLATE = (
    (38.2946, 51.6963),
    (73.5318, 51.5014),
    (56.0252, 71.7366),
    (41.5493, 92.3655),
    (70.7299, 92.2041),
)


def input_template(face_side: int, side: int) -> list[list[float]]:
    """Returns where the landmarks lie in the network's input, in pixels of `side`.

    The input is the middle `face_side` pixels of a crop whose own middle is the aligned face; pixel
    centres lie at whole numbers, as in photosort.
    """
    zoom = side / face_side
    margin = (face_side - TEMPLATE_SIDE) / 2
    return [
        [round((value + margin + 0.5) * zoom - 0.5, 4) for value in point] for point in TEMPLATE
    ]


def thresholds(at_false_match_rates: dict[str, float]) -> dict[str, float]:
    """Returns photosort's thresholds, from those at false match rates of `1e-2`, `1e-3`, `1e-4`.

    `verification` is that of 0.001. A probe that meets ten times as many people may match each of
    them a tenth as often, so `identificationGrowth` is what a tenfold costs, and `identification`
    (20 people) that of 0.0001, as is `clustering`. The others are a start that holds for
    photosort's first model; docs/accuracy.md says how they are measured. A rate that too few pairs
    were there for is extended in a line from the two before.
    """
    at = dict(at_false_match_rates)
    if "0.0001" not in at:
        at["0.0001"] = 2 * at["0.001"] - at["0.01"]
    values = {
        "verification": at["0.001"],
        "clustering": at["0.0001"],
        "weakJoin": at["0.0001"] + 0.025,
        "identification": at["0.0001"],
        "identificationGrowth": at["0.0001"] - at["0.001"],
        "singletonMargin": 0.1,
        "margin": 0.05,
    }
    # Upwards, so that no more is accepted than the rate allows; not by a difference's last bit.
    return {
        name: math.ceil(min(1.0, max(0.0, value)) * 10_000 - 1e-6) / 10_000
        for name, value in values.items()
    }


def make_manifest(
    configuration: Configuration,
    onnx_file: bytes,
    head: VerificationHead,
    at_false_match_rates: dict[str, float],
    provenance: dict[str, Any],
) -> dict[str, Any]:
    """Returns the manifest of an exported model.

    Args:
        configuration: Of the run.
        onnx_file: What `export_network` returned.
        head: The verification head; photosort's readers that do not know it pass over it.
        at_false_match_rates: Thresholds by rate, at least those of 0.01 and 0.001.
        provenance: What it was trained and measured on, for people.
    """
    side = configuration.input.side
    return {
        "schema": "photosort.model/1",
        "name": configuration.name,
        "task": "embedder",
        "file": f"{configuration.name}.onnx",
        "sha256": hashlib.sha256(onnx_file).hexdigest(),
        "input": {
            "name": INPUT_NAME,
            "colors": "rgb",
            "width": side,
            "height": side,
            "mean": [MEAN] * 3,
            "deviation": [DEVIATION] * 3,
        },
        "output": OUTPUT_NAME,
        "dimension": configuration.backbone.dimension,
        "alignment": {
            "kind": "similarity",
            "template": input_template(configuration.data.face_side, side),
        },
        "thresholds": thresholds(at_false_match_rates),
        "thresholdsAtFalseMatchRates": at_false_match_rates,
        "verificationHead": {"weights": [float(w) for w in head.weights], "bias": head.bias},
        "provenance": {**provenance, **made_by(configuration)},
    }
