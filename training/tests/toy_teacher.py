"""A random network with a manifest, small enough to be asked thousands of times."""

import hashlib
import json

import numpy as np
import onnx
from onnx import helper, numpy_helper

# Pixels a side of the faces it sees, and of stored crops; the values of its embeddings.
SIDE, STORED, DIMENSION = 16, 20, 6


def write_teacher(folder, batch_in_reshape=1):
    """Writes a random network of a batch of one, with a map of 5 planes, and its manifest."""
    draw = np.random.default_rng(3)
    weights = {
        "w1": draw.normal(0, 0.3, (5, 3, 3, 3)),
        "w2": draw.normal(0, 0.1, (DIMENSION, 5 * 64)),
        "extents": np.array([batch_in_reshape, -1]),
    }
    nodes = [
        helper.make_node("Conv", ["x", "w1"], ["c"], strides=[2, 2], pads=[1] * 4),
        helper.make_node("Relu", ["c"], ["map"]),
        helper.make_node("Reshape", ["map", "extents"], ["flat"]),
        helper.make_node("Gemm", ["flat", "w2"], ["y"], transB=1),
    ]
    graph = helper.make_graph(
        nodes,
        "teacher",
        [helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT, [1, 3, SIDE, SIDE])],
        [helper.make_tensor_value_info("y", onnx.TensorProto.FLOAT, [1, DIMENSION])],
        [
            numpy_helper.from_array(value if name == "extents" else value.astype(np.float32), name)
            for name, value in weights.items()
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    data = model.SerializeToString()
    (folder / "teacher.onnx").write_bytes(data)
    manifest = {
        "task": "embedder",
        "file": "teacher.onnx",
        "sha256": hashlib.sha256(data).hexdigest(),
        "input": {"name": "x", "colors": "bgr", "mean": [10, 20, 30], "deviation": [50, 60, 70]},
        "output": "y",
    }
    (folder / "teacher.json").write_text(json.dumps(manifest))
    return folder / "teacher.onnx", folder / "teacher.json"
