#!/usr/bin/env python3
"""Writes ONNX's own tests of operators as files for ConformanceTests.swift, one JSON file for each case.

usage: make_cases.py FOLDER
needs: onnx 1.23.2 and numpy, as the environment of training has them; `make conformance` runs it

The cases are the node tests (onnx.backend.test.case.node) and the models converted from PyTorch and others that the
package onnx holds (onnx/backend/test/data), as far as all their operators are in OPERATORS. A file has the model, the
inputs, the outputs that ONNX publishes, and the tolerances of ONNX's own runner. Models and values (little-endian
float32) are in base64.

Changes made to the published cases:
- The engine takes and gives floats. Inputs of integers become initializers, and so do inputs that the engine must know
  before it runs (KNOWN), as exporters write them. Outputs of integers go through a Cast to float.
- Floats of 16 and 64 bits are compared as floats of 32 bits, in which the engine computes.
- Operator sets after 21, the newest that the engine claims, become 21: they added element types to these operators and
  changed no meaning.
"""
import base64
import json
import os
import pathlib
import sys
import warnings

import numpy as np
import onnx
import onnx.backend.test as backend_tests
import onnx.backend.test.case.node as node_tests
from onnx import TensorProto, helper, numpy_helper

OPERATORS = set("""Abs Add AveragePool BatchNormalization Cast Clip Concat Constant ConstantOfShape Conv ConvTranspose
    DepthToSpace Div Dropout Exp Expand Flatten Gather Gemm GlobalAveragePool GlobalLpPool GlobalMaxPool HardSigmoid
    HardSwish Identity InstanceNormalization LRN LeakyRelu LpNormalization LpPool MatMul MaxPool Mul PRelu Pad Pow
    ReduceL2 ReduceMean ReduceSum Relu Reshape Resize Shape Sigmoid Slice Softmax Split Sqrt Squeeze Sub Transpose
    Unsqueeze Upsample""".split())

# The inputs of floats, by position, that the engine must know before it runs.
KNOWN = {"BatchNormalization": [1, 2, 3, 4], "Clip": [1, 2], "Conv": [1, 2], "Dropout": [1], "Pad": [2],
         "Resize": [1, 2], "Upsample": [1]}

FLOATS = (np.float32, np.float64, np.float16)
# Shapes, axes, indices, conditions. Other integers are data, which the engine does not compute with.
INTEGERS = (np.int64, np.int32, np.bool_)


def plain(published):
    """Returns a tensor that a test has as a message, of a type that numpy may not know, as an array."""
    return numpy_helper.to_array(published) if isinstance(published, TensorProto) else published


def text(data):
    return base64.b64encode(data).decode()


def values(name, array):
    """Returns a tensor as a file has it; without elements when they are no floats."""
    shape = list(getattr(array, "shape", []))
    is_float = getattr(array, "dtype", None) in FLOATS + INTEGERS
    with np.errstate(over="ignore"):
        data = np.asarray(array).astype("<f4").tobytes() if is_float else b""
    return {"name": name, "shape": shape, "values": text(data)}


def cast_output(graph, info):
    """Appends a Cast to float to a result of integers."""
    name = f"{info.name}_as_float"
    graph.node.append(helper.make_node("Cast", [info.name], [name], to=TensorProto.FLOAT))
    info.CopyFrom(helper.make_tensor_value_info(name, TensorProto.FLOAT, None))


def engine_case(name, published, inputs, outputs, tolerances):
    """Returns a case as the engine's tests read it."""
    inputs, outputs = [plain(x) for x in inputs], [plain(x) for x in outputs]
    model = onnx.ModelProto()
    model.CopyFrom(published)
    graph = model.graph
    known = {node.input[i] for node in graph.node for i in KNOWN.get(node.op_type, []) if i < len(node.input)}
    given = []
    for info, array in zip(list(graph.input), inputs):
        dtype = getattr(array, "dtype", None)
        if dtype in INTEGERS or (dtype in FLOATS and info.name in known):
            graph.initializer.append(numpy_helper.from_array(np.asarray(array), info.name))
            graph.input.remove(info)
        else:
            given.append(values(info.name, array))
    for info, array in zip(graph.output, outputs):
        if getattr(array, "dtype", None) in INTEGERS:
            cast_output(graph, info)
    for entry in model.opset_import:
        entry.version = min(entry.version, 21)
    results = [values(info.name, array) for info, array in zip(graph.output, outputs)]
    return {"name": name, "operators": sorted({node.op_type for node in published.graph.node}),
            "model": text(model.SerializeToString()), "inputs": given, "outputs": results,
            "relative": tolerances[0], "absolute": tolerances[1]}


def operators(model):
    return {node.op_type for node in model.graph.node}


def node_cases():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = node_tests.collect_testcases(None)
    for case in found:
        if case.model is not None and operators(case.model) <= OPERATORS:
            inputs, outputs = case.data_sets[0]
            yield engine_case(case.name, case.model, inputs, outputs, (case.rtol, case.atol))


def tensor(path):
    message = TensorProto()
    message.ParseFromString(path.read_bytes())
    return numpy_helper.to_array(message)


def stored_cases():
    """The cases that the package holds as files; ONNX's runner has these tolerances for them."""
    folder = pathlib.Path(backend_tests.__file__).parent / "data"
    for path in sorted(p.parent for kind in ["pytorch-converted", "pytorch-operator", "simple"]
                       for p in (folder / kind).glob("*/model.onnx")):
        model = onnx.load(path / "model.onnx")
        if not operators(model) <= OPERATORS:
            continue
        data = path / "test_data_set_0"
        parts = [[tensor(data / f"{part}_{i}.pb") for i in range(len(list(data.glob(f"{part}_*.pb"))))]
                 for part in ["input", "output"]]
        yield engine_case(path.name, model, *parts, (1e-3, 1e-7))


def main():
    # The outputs of a random case are drawn anew for each process; the seed makes them the same.
    np.random.seed(0)
    folder = pathlib.Path(sys.argv[1])
    os.makedirs(folder, exist_ok=True)
    for old in folder.glob("*.json"):
        old.unlink()
    for case in [*node_cases(), *stored_cases()]:
        (folder / f"{case['name']}.json").write_text(json.dumps(case, separators=(",", ":")))


if __name__ == "__main__":
    main()
