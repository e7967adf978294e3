"""From a trained detector to an ONNX file and a manifest of the family `yunet`."""

import hashlib
from typing import Any

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper
from torch import nn

from photosort_training.detection.network import STRIDES, FaceDetector
from photosort_training.detection.settings import DetectorConfiguration
from photosort_training.detection.source import INPUT
from photosort_training.export import finished, traced
from photosort_training.provenance import made_by

INPUT_NAME = "image"
# Of two boxes that overlap more the better one stays; the teacher's own.
OVERLAP = 0.45


class _Maps(nn.Module):
    """A detector that gives scores, boxes and points of each level as maps."""

    def __init__(self, network: FaceDetector) -> None:
        super().__init__()
        self.network = network

    def forward(self, images: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """Returns [N, 1 | 4 | 10, H / s, W / s], nine maps, finest level first."""
        maps = self.network.stages(images)
        heads = zip(self.network.heads, maps, strict=True)
        return tuple(part for head, x in heads for part in head(x))


def export_detector(network: FaceDetector) -> bytes:
    """Returns the ONNX file of a detector: any batch, width and height, float16 weights.

    Outputs are those of YuNet (docs/models.md). The network has one score where YuNet has two whose
    geometric mean is the score; so `cls_S` and `obj_S` are equal.

    Args:
        network: It is moved to the processor and put into evaluation mode.
    """
    axes = {0: "batch", 2: "height", 3: "width"}
    names = [f"{kind}_{stride}" for stride in STRIDES for kind in ("scores", "boxes", "points")]
    outputs = {name: {} for name in names}
    exported = traced(_Maps(network.cpu()), (1, 3, 64, 96), {INPUT_NAME: axes}, outputs)
    _put_in_rows(exported.graph)
    return finished(exported)


def _put_in_rows(graph: onnx.GraphProto) -> None:
    """Replaces the maps that a graph puts out by YuNet's outputs, a row for each cell.

    A Reshape to constants, [0, −1, values], keeps the batch as it is; what an exporter makes of
    `flatten` computes with shapes.
    """
    del graph.output[:]
    for stride in STRIDES:
        _add_rows(graph, f"scores_{stride}", f"logits_{stride}", 1)
        for name in (f"cls_{stride}", f"obj_{stride}"):
            graph.node.append(helper.make_node("Sigmoid", [f"logits_{stride}"], [name], name))
            _add_output(graph, name, 1)
        for maps, name, values in (("boxes", "bbox", 4), ("points", "kps", 10)):
            _add_rows(graph, f"{maps}_{stride}", f"{name}_{stride}", values)
            _add_output(graph, f"{name}_{stride}", values)


def _add_rows(graph: onnx.GraphProto, maps: str, rows: str, values: int) -> None:
    """Adds what takes maps [N, values, h, w] to rows [N, h·w, values]."""
    target = numpy_helper.from_array(np.array([0, -1, values], dtype=np.int64), f"{rows}/extents")
    graph.initializer.append(target)
    last = f"{rows}/last"
    graph.node.extend(
        [
            helper.make_node("Transpose", [maps], [last], f"{rows}/transpose", perm=[0, 2, 3, 1]),
            helper.make_node("Reshape", [last, target.name], [rows], f"{rows}/reshape"),
        ]
    )


def _add_output(graph: onnx.GraphProto, name: str, values: int) -> None:
    """Adds an output [batch, cells, values]."""
    extents = ["batch", f"cells_{name.rpartition('_')[2]}", values]
    graph.output.append(helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, extents))


def make_detector_manifest(
    configuration: DetectorConfiguration,
    onnx_file: bytes,
    least_score: float,
    provenance: dict[str, Any],
) -> dict[str, Any]:
    """Returns the manifest of an exported detector, schema `photosort.model/1`.

    Args:
        configuration: Of the run.
        onnx_file: What `export_detector` returned.
        least_score: The least score of a face.
        provenance: What it was trained and measured on, for people.
    """
    return {
        "schema": "photosort.model/1",
        "name": configuration.name,
        "task": "detector",
        "file": f"{configuration.name}.onnx",
        "sha256": hashlib.sha256(onnx_file).hexdigest(),
        "input": {"name": INPUT_NAME, **INPUT, "multiple": STRIDES[-1]},
        "decoding": {"family": "yunet", "strides": list(STRIDES)},
        "thresholds": {"score": least_score, "overlap": OVERLAP},
        "provenance": {**provenance, **made_by(configuration)},
    }
