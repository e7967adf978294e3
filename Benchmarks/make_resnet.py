#!/usr/bin/env python3
"""Writes an ONNX model of IResNet-50's shape with random weights: 3x3 convolutions on 112x112 faces.

usage: make_resnet.py OUTPUT.onnx [SEED]     needs: pip install numpy onnx

The shape is that of ArcFace's residual network (Deng et al., 2019, after He et al., 2016): a block is batch
normalization, a convolution, a parametric activation and a second convolution, which halves the image in the
first block of each of the four stages; 24 blocks in all, then 512 numbers a face. Weights are drawn so that
the numbers keep their size from block to block, which is all that a comparison of engines needs.
"""
import sys
import numpy as np, onnx
from onnx import TensorProto, helper, numpy_helper


class Builder:
    def __init__(self, seed):
        self.rng, self.nodes, self.weights, self.count = np.random.default_rng(seed), [], [], 0

    def weight(self, values):
        self.count += 1
        self.weights.append(numpy_helper.from_array(np.asarray(values, np.float32), f"w{self.count}"))
        return f"w{self.count}"

    def node(self, operation, inputs, **attributes):
        self.count += 1
        self.nodes.append(helper.make_node(operation, inputs, [f"v{self.count}"], **attributes))
        return f"v{self.count}"

    def normalization(self, x, channels):
        draw = lambda low, high: self.weight(self.rng.uniform(low, high, channels))
        return self.node("BatchNormalization", [x, draw(0.9, 1.1), draw(-0.1, 0.1), draw(-0.1, 0.1), draw(0.9, 1.1)])

    def convolution(self, x, channels, filters, side=3, step=1, gain=1.0):
        scale = gain * np.sqrt(1 / (channels * side * side))
        weights = self.weight(self.rng.normal(0, scale, (filters, channels, side, side)))
        x = self.node("Conv", [x, weights], kernel_shape=[side, side], strides=[step, step], pads=[side // 2] * 4)
        return self.normalization(x, filters)

    def activation(self, x, channels):
        return self.node("PRelu", [x, self.weight(self.rng.uniform(0.1, 0.4, (channels, 1, 1)))])

    def block(self, x, channels, filters, step):
        y = self.convolution(self.normalization(x, channels), channels, filters, gain=1.4)
        y = self.convolution(self.activation(y, filters), filters, filters, step=step, gain=0.5)
        if step != 1 or channels != filters:
            x = self.convolution(x, channels, filters, side=1, step=step)
        return self.node("Add", [y, x])


def main():
    b = Builder(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    x = b.activation(b.convolution("face", 3, 64), 64)
    channels = 64
    for filters, blocks in [(64, 3), (128, 4), (256, 14), (512, 3)]:
        for index in range(blocks):
            x = b.block(x, channels, filters, 2 if index == 0 else 1)
            channels = filters
    x = b.node("Flatten", [b.normalization(x, 512)])
    last = b.weight(b.rng.normal(0, 1 / 158, (512, 512 * 7 * 7)))
    x = b.node("Gemm", [x, last, b.weight(np.zeros(512))], transB=1)
    face = helper.make_tensor_value_info("face", TensorProto.FLOAT, ["batch", 3, 112, 112])
    result = helper.make_tensor_value_info(x, TensorProto.FLOAT, ["batch", 512])
    graph = helper.make_graph(b.nodes, "iresnet50-shape", [face], [result], b.weights)
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8), sys.argv[1])


main()
