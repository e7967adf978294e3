#!/usr/bin/env python3
"""Writes ONNX's own tests of common operators and small networks with results, for OperatorConformanceTests.swift.

usage: make_operator_goldens.py > operators.json
Made with onnx 1.23.2, onnxruntime 1.31.1, numpy 2.4.6.  needs: pip install numpy onnx onnxruntime

cases    of every node test (onnx.backend.test) whose operators are all in OPERATORS and whose values are float32:
         the model, the inputs, and the outputs that ONNX publishes; and networks made here, with what ONNX Runtime
         computes for them. Models and values (little-endian float32) are in base64.
refused  node tests that the engine does not support and must refuse, never compute otherwise; see REFUSED.

Changes made to the published models:
- Inputs that the engine must know before it runs (see KNOWN) become initializers, as exporters write them.
- The operator set becomes 21, the newest that the engine claims. Sets 22 to 28 added element types to these
  operators and changed no meaning.
- Results of integers (Shape) are proved by a Reshape to them.
"""
import base64
import fnmatch
import json
import sys
import warnings

import numpy as np
import onnx
import onnx.backend.test.case.node as node_tests
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

OPERATORS = """Add AveragePool BatchNormalization Cast Clip Concat Constant Conv Div Dropout Flatten Gather Gemm
    GlobalAveragePool Identity LeakyRelu LpPool MaxPool Mul PRelu Relu Reshape Resize Shape Sigmoid Slice Softmax
    Squeeze Sub Transpose Unsqueeze""".split()

# The inputs, by position, that the engine must know before it runs.
KNOWN = {"BatchNormalization": [1, 2, 3, 4], "Clip": [1, 2], "Conv": [1, 2], "Dropout": [1, 2],
         "Gather": [1], "Reshape": [1], "Resize": [1, 2, 3], "Slice": [1, 2, 3, 4], "Squeeze": [1],
         "Unsqueeze": [1]}

# What the engine does not support, by name of the case, and why.
REFUSED = {
    "test_batchnorm_*_training_mode": "training",
    "test_training_dropout*": "training",
    "test_dropout_default_mask*": "the mask, a result of booleans",
    "test_maxpool_with_argmax_*": "the indices, a result of integers",
    "test_*pool_1d_default": "images alone have pools",
    "test_*pool_3d_*": "images alone have pools",
    "test_causal_conv_with_state_*": "images alone have convolutions, and their weights are known",
    "test_reshape_allowzero_reordered": "tensors without elements",
    "test_slice_start_out_of_bounds": "tensors without elements",
}
# Neither run nor refused: their inputs or outputs are not tensors of float32 (integers, float16, float8,
# sequences): test_*_int8, test_*_uint8, test_cast_*, test_castlike_*, test_identity_sequence, ...
# MaxPool of uint8 and Clip of int8 are the same loops; the engine computes in float32 alone.


def text(data):
    return base64.b64encode(data).decode()


def values(name, array):
    array = np.asarray(array)
    return {"name": name, "shape": list(array.shape), "values": text(array.astype("<f4").tobytes())}


def known_inputs(graph):
    return {node.input[i] for node in graph.node for i in KNOWN.get(node.op_type, []) if i < len(node.input)}


def add_probe(graph, outputs):
    """Appends a Reshape to a result of integers, which must be a shape."""
    if len(graph.output) != 1 or graph.output[0].type.tensor_type.elem_type != TensorProto.INT64:
        return None
    probe = np.arange(int(np.prod(outputs[0])), dtype=np.float32)
    graph.node.append(helper.make_node("Reshape", ["probe", graph.output[0].name], ["probed"], "probe"))
    graph.input.append(helper.make_tensor_value_info("probe", TensorProto.FLOAT, [None]))
    del graph.output[:]
    graph.output.append(helper.make_tensor_value_info("probed", TensorProto.FLOAT, None))
    outputs[0] = probe.reshape(outputs[0])
    return probe


def node_case(case):
    """Returns a node test as the engine's tests read it, or None if it is not about float32."""
    model = onnx.ModelProto()
    model.CopyFrom(case.model)
    graph = model.graph
    inputs, outputs = ([x for x in part] for part in case.data_sets[0])
    if any(not hasattr(x, "dtype") for x in inputs + outputs):
        return None
    probe = add_probe(graph, outputs)
    known = known_inputs(graph)
    given = []
    for info, array in zip(list(graph.input), inputs):
        if info.name in known:
            graph.initializer.append(numpy_helper.from_array(array, info.name))
            graph.input.remove(info)
        elif array.dtype != np.float32:
            return None
        else:
            given.append(values(info.name, array))
    if probe is not None:
        given.append(values("probe", probe))
    for entry in model.opset_import:
        entry.version = min(entry.version, 21)
    results = [values(info.name, array) for info, array in zip(graph.output, outputs)]
    return {"name": case.name, "operators": sorted({node.op_type for node in graph.node}),
            "model": text(model.SerializeToString()), "inputs": given, "outputs": results,
            "isFloat": all(np.asarray(x).dtype == np.float32 for x in outputs)}


def all_node_cases():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = node_tests.collect_testcases(None)
    cases, refused = [], []
    for case in found:
        if case.model is None or not {n.op_type for n in case.model.graph.node} <= set(OPERATORS):
            continue
        golden = node_case(case)
        if golden is None:
            continue
        is_float = golden.pop("isFloat")
        reasons = [why for pattern, why in REFUSED.items() if fnmatch.fnmatch(case.name, pattern)]
        if reasons:
            refused.append({"name": case.name, "reason": reasons[0], "model": golden["model"],
                            "inputs": [{"name": i["name"], "shape": i["shape"]} for i in golden["inputs"]]})
        elif is_float:
            cases.append(golden)
    return cases, refused


class Builder:
    """A network in the making, its weights drawn by a seeded generator."""

    def __init__(self, seed, opset=13):
        self.random = np.random.default_rng(seed)
        self.opset = opset
        self.nodes, self.weights = [], []

    def weight(self, name, shape, low=-1.0, high=1.0):
        return self.constant(name, self.random.uniform(low, high, shape).astype(np.float32))

    def constant(self, name, array):
        self.weights.append(numpy_helper.from_array(np.asarray(array), name))
        return name

    def add(self, operator, inputs, output, **attributes):
        self.nodes.append(helper.make_node(operator, inputs, [output], f"{operator}_{output}", **attributes))
        return output

    def convolve(self, source, output, shape, bias=True, **attributes):
        scale = 1 / np.sqrt(shape[1] * shape[2] * shape[3])
        inputs = [source, self.weight(f"{output}.w", shape, -scale, scale)]
        if bias:
            inputs.append(self.weight(f"{output}.b", shape[:1]))
        attributes.setdefault("kernel_shape", shape[2:])
        return self.add("Conv", inputs, output, **attributes)

    def normalize(self, source, output, channels):
        names = [self.weight(f"{output}.gamma", [channels], 0.5, 2), self.weight(f"{output}.beta", [channels]),
                 self.weight(f"{output}.mean", [channels]), self.weight(f"{output}.variance", [channels], 0.2, 2)]
        return self.add("BatchNormalization", [source] + names, output, epsilon=1e-3)

    def case(self, name, shape, outputs, declared=None):
        """Returns the network on an input of a shape, with what ONNX Runtime computes."""
        info = helper.make_tensor_value_info
        graph = helper.make_graph(self.nodes, name, [info("x", TensorProto.FLOAT, declared or shape)],
                                  [info(o, TensorProto.FLOAT, None) for o in outputs], self.weights)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", self.opset)], ir_version=8)
        data = model.SerializeToString()
        x = self.random.standard_normal(shape).astype(np.float32)
        session = onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])
        results = session.run(outputs, {"x": x})
        return {"name": name, "operators": sorted({n.op_type for n in self.nodes}), "model": text(data),
                "inputs": [values("x", x)], "outputs": [values(o, r) for o, r in zip(outputs, results)]}


def residual_network(name, outputs):
    """Everything that a convolution takes in: normalization, residual addition, each activation."""
    b = Builder(11)
    b.convolve("x", "c1", [8, 3, 3, 3], bias=False, pads=[1, 1, 1, 1], strides=[2, 2])
    b.normalize("c1", "n1", 8)
    b.add("PRelu", ["n1", b.weight("slopes", [8, 1, 1], 0, 0.5)], "p1")
    b.convolve("p1", "c2", [8, 1, 3, 3], group=8, pads=[1, 1, 1, 1])
    b.normalize("c2", "n2", 8)
    b.add("Relu", ["n2"], "r2")
    b.convolve("r2", "c3", [8, 8, 1, 1])
    b.add("Add", ["p1", "c3"], "s3")
    b.constant("zero", np.float32(-0.5))
    b.constant("six", np.float32(0.75))
    b.add("Clip", ["s3", "zero", "six"], "k3")
    b.convolve("k3", "c4", [6, 4, 3, 2], group=2, pads=[0, 2, 1, 0], dilations=[2, 1])
    b.add("LeakyRelu", ["c4"], "l4", alpha=0.2)
    b.convolve("l4", "c5", [6, 6, 1, 1])
    b.normalize("c5", "n5", 6)
    b.add("Add", ["n5", "l4"], "s5")
    b.add("PRelu", ["s5", b.weight("slopes5", [6, 1, 1], 0, 0.5)], "y")
    return b.case(name, [2, 3, 11, 14], outputs, ["n", 3, "h", "w"])


def embedder_network():
    """The tail of an embedder, with a batch of any size."""
    b = Builder(12)
    b.convolve("x", "c1", [5, 3, 3, 3], strides=[2, 2])
    b.add("PRelu", ["c1", b.weight("slopes", [5, 1, 1], 0, 0.5)], "p1")
    b.add("MaxPool", ["p1"], "m", kernel_shape=[2, 2], strides=[2, 2])
    b.convolve("m", "c2", [7, 5, 1, 1])
    b.add("GlobalAveragePool", ["c2"], "g")
    b.add("Flatten", ["g"], "f")
    b.add("Gemm", ["f", b.weight("w", [4, 7]), b.weight("b", [4])], "d", transB=1)
    b.normalize("d", "n", 4)
    b.add("Softmax", ["n"], "y", axis=-1)
    return b.case("network_embedder", [3, 3, 15, 12], ["n", "y"], ["n", 3, "h", "w"])


def pyramid_network():
    """Shapes computed as exporters write it: a level enlarged to the size of another, and flattened."""
    b = Builder(13)
    b.convolve("x", "fine", [4, 2, 1, 1])
    b.convolve("x", "coarse", [4, 2, 3, 3], strides=[3, 3])
    b.add("Shape", ["fine"], "size")
    b.add("Slice", ["size", b.constant("two", np.array([2])), b.constant("four", np.array([4])),
                    b.constant("axis", np.array([0]))], "sides")
    b.add("Shape", ["coarse"], "csize")
    b.add("Slice", ["csize", b.constant("zero", np.array([0])), "two", "axis"], "start")
    b.add("Cast", ["sides"], "sides32", to=TensorProto.INT32)
    b.add("Cast", ["sides32"], "sides64", to=TensorProto.INT64)
    b.add("Concat", ["start", "sides64"], "target", axis=0)
    b.add("Resize", ["coarse", "", "", "target"], "big", coordinate_transformation_mode="asymmetric",
          mode="nearest", nearest_mode="floor")
    b.add("Add", ["fine", "big"], "sum")
    b.add("Mul", ["sum", "big"], "product")
    b.add("Sub", ["product", b.weight("w", [1, 4, 1, 1])], "difference")
    b.add("Transpose", ["difference"], "last", perm=[0, 2, 3, 1])
    b.add("Gather", ["size", b.constant("first", np.array(0))], "batch")
    b.add("Gather", ["size", b.constant("third", np.array(2))], "height")
    b.add("Gather", ["size", b.constant("fourth", np.array(-1))], "width")
    b.add("Mul", ["height", "width"], "cells")
    b.add("Add", ["cells", b.constant("one", np.array(1))], "more")
    b.add("Sub", ["more", "one"], "less")
    b.add("Div", ["less", "one"], "rows")
    for name in ["batch", "rows"]:
        b.add("Unsqueeze", [name, "axis"], f"{name}1")
    b.add("Concat", ["batch1", "rows1", b.constant("rest", np.array([-1]))], "flat", axis=0)
    b.add("Reshape", ["last", "flat"], "rowsof4")
    b.add("Sigmoid", ["rowsof4"], "y")
    return b.case("network_pyramid", [2, 2, 10, 7], ["y"], ["n", 2, "h", "w"])


def old_network():
    """Operator set 9: axes, bounds and slices as attributes; softmax over all that follows the axis."""
    b = Builder(14, opset=9)
    b.convolve("x", "c", [4, 2, 3, 3], auto_pad="SAME_LOWER", strides=[2, 2])
    b.add("Clip", ["c"], "k", min=-0.25, max=0.5)
    b.add("Shape", ["k"], "size")
    b.add("Slice", ["size"], "head", starts=[0], ends=[2], axes=[0])
    b.add("Concat", ["head", b.constant("open", np.array([-1]))], "shape", axis=0)
    b.add("Reshape", ["k", "shape"], "r")
    b.add("Unsqueeze", ["r"], "u", axes=[0, 3])
    b.add("Squeeze", ["u"], "s", axes=[0])
    b.add("Squeeze", ["s"], "t", axes=[2])
    b.add("Dropout", ["t"], "d", ratio=0.5)
    b.add("Softmax", ["d"], "y")
    return b.case("network_opset9", [2, 2, 7, 6], ["y"])


def computed_network():
    """Floats that follow from shapes: the scales of a Resize, and factors that a run reads."""
    b = Builder(17)
    b.add("Shape", ["x"], "size")
    b.add("Cast", ["size"], "extents", to=TensorProto.FLOAT)
    b.add("Mul", ["extents", b.constant("factors", np.array([1, 1, 2, 1.5], np.float32))], "larger")
    b.add("Div", ["larger", "extents"], "scales")
    b.convolve("x", "c", [2, 2, 3, 3], pads=[1, 1, 1, 1])
    b.add("Resize", ["c", "", "scales"], "big", mode="linear")
    b.add("Gather", ["extents", b.constant("third", np.array(2))], "height")
    b.add("Sqrt", ["height"], "root")
    b.add("Div", ["big", "root"], "small")
    b.add("Add", ["root", "small"], "sum")
    b.add("Mul", ["sum", "root"], "y")
    return b.case("network_computed", [1, 2, 4, 6], ["root", "y"], ["n", 2, "h", "w"])


def global_network():
    """The global pool that ONNX has no test of."""
    b = Builder(18)
    b.add("GlobalLpPool", ["x"], "two")
    b.add("GlobalLpPool", ["x"], "three", p=3)
    return b.case("network_global", [2, 3, 5, 7], ["two", "three"])


def resize_networks():
    """Every rounding of nearest neighbours that differs, at scales that meet ties, and operator set 10."""
    for transformation in ["half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric"]:
        for rounding in ["floor", "ceil", "round_prefer_floor", "round_prefer_ceil"]:
            b = Builder(15)
            b.constant("scales", np.array([1, 1, 1.5, 0.5], np.float32))
            b.add("Resize", ["x", "", "scales"], "y", mode="nearest", nearest_mode=rounding,
                  coordinate_transformation_mode=transformation)
            yield b.case(f"network_resize_{transformation}_{rounding}", [1, 2, 4, 6], ["y"])
    b = Builder(16, opset=10)
    b.constant("scales", np.array([1, 1, 2, 3], np.float32))
    b.add("Resize", ["x", "scales"], "y", mode="nearest")
    yield b.case("network_resize_opset10", [1, 1, 3, 2], ["y"])


cases, refused = all_node_cases()
# The second network returns what the first keeps inside, which forbids every fusion.
inner = ["c1", "n1", "p1", "c2", "n2", "c3", "s3", "c4", "c5", "n5", "s5", "y"]
cases += [residual_network("network_residual", ["y"]), residual_network("network_residual_unfused", inner),
          embedder_network(), pyramid_network(), old_network(), computed_network(), global_network(),
          *resize_networks()]
missing = set(OPERATORS) - {operator for case in cases for operator in case["operators"]}
assert not missing, missing
json.dump({"cases": cases, "refused": refused}, sys.stdout, separators=(",", ":"))
print()
