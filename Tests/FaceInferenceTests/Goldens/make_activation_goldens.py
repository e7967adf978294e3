#!/usr/bin/env python3
"""Writes what ONNX Runtime computes for every model of a folder, for ActivationGoldenTests.swift.

usage: make_activation_goldens.py MODELS_DIR > activations.json
Made with onnxruntime 1.31.1, onnx 1.23.2, numpy 2.4.6.  needs: pip install numpy onnx onnxruntime

The input is a pattern that any language can make (see `pattern`). Of every output are kept: its shape,
its scale (1 for probabilities, else its largest absolute value), and at most 64 of its values, evenly spread.
"""
import glob, json, os, sys
import numpy as np, onnx, onnxruntime

SIZES = {"any": (96, 160)}


def pattern(count):
    """Steps of a linear congruence, 0 to 255: x[i] = (1103515245 i + 12345 mod 2^31) / 2^31 * 255."""
    i = np.arange(count, dtype=np.uint64)
    return ((i * np.uint64(1103515245) + np.uint64(12345)) % np.uint64(1 << 31)).astype(np.float64) / (1 << 31) * 255


goldens = []
for path in sorted(glob.glob(os.path.join(sys.argv[1], "*.onnx"))):
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    given = session.get_inputs()[0]
    declared = [d if isinstance(d, int) else None for d in given.shape]
    shape = [declared[0] or 1, 3, declared[2] or SIZES["any"][0], declared[3] or SIZES["any"][1]]
    x = pattern(int(np.prod(shape))).astype(np.float32).reshape(shape)
    # Embedders are fed numbers around 0, detectors samples.
    if declared[2] == 112:
        x = (x - 127.5) / 128
    makers = {name: node.op_type for node in onnx.load(path).graph.node for name in node.output}
    outputs = {}
    for output, value in zip(session.get_outputs(), session.run(None, {given.name: x})):
        flat = value.ravel()
        at = sorted(set(np.linspace(0, flat.size - 1, 64).astype(int).tolist()))
        isProbability = makers[output.name] in ("Sigmoid", "Softmax")
        outputs[output.name] = {
            "shape": list(value.shape), "scale": 1 if isProbability else float(np.abs(flat).max()), "at": at,
            "values": [float(f"{flat[i]:.7g}") for i in at]}
    goldens.append({"file": os.path.basename(path), "input": given.name, "shape": shape,
                    "isCentred": declared[2] == 112, "outputs": outputs})
json.dump(goldens, sys.stdout, separators=(",", ":"))
print()
