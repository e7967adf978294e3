#!/usr/bin/env python3
"""Compares photosort's engine with ONNX Runtime on every model of a folder: outputs, and time one thread each.

usage: compare_engines.py RUN_MODEL MODELS_DIR [PHOTO]     needs: pip install numpy onnx onnxruntime opencv-python-headless

RUN_MODEL is Benchmarks/.build/release/RunModel (`swift build -c release --package-path Benchmarks`). Inputs are
random samples and, with PHOTO, that photo scaled to the input's size. Prints for each model and input the
largest difference relative to the output's scale (1 for probabilities, else its largest absolute value), and
the median time of both engines, run in turn.
"""
import glob, os, subprocess, sys, tempfile, time
import cv2, numpy as np, onnx, onnxruntime

runner, folder = sys.argv[1:3]
photo = cv2.imread(sys.argv[3]) if len(sys.argv) > 3 else None
rng = np.random.default_rng(1)
worst = 0.0
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = 1
for path in sorted(glob.glob(os.path.join(folder, "*.onnx"))):
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    given = session.get_inputs()[0]
    declared = [d if isinstance(d, int) else None for d in given.shape]
    height, width = declared[2] or 480, declared[3] or 640
    makers = {name: node.op_type for node in onnx.load(path).graph.node for name in node.output}
    images = {"random": rng.integers(0, 256, (height, width, 3)).astype(np.float32)}
    if photo is not None:
        images["photo"] = cv2.resize(photo, (width, height), interpolation=cv2.INTER_AREA).astype(np.float32)
    for kind, image in images.items():
        x = image.transpose(2, 0, 1)[None]
        x = np.ascontiguousarray((x - 127.5) / 128 if width == 112 else x)
        expected = dict(zip([o.name for o in session.get_outputs()], session.run(None, {given.name: x})))
        with tempfile.TemporaryDirectory() as work:
            x.tofile(os.path.join(work, "input"))
            ours, theirs = [], []
            for _ in range(5):
                printed = subprocess.run(
                    [runner, path, os.path.join(work, "input"), ",".join(map(str, x.shape)), work, "5"],
                    check=True, capture_output=True, text=True).stdout
                ours += [float(line) for line in printed.split()]
                for _ in range(5):
                    start = time.perf_counter()
                    session.run(None, {given.name: x})
                    theirs.append((time.perf_counter() - start) * 1000)
            largest = 0.0
            for name, value in expected.items():
                got = np.fromfile(os.path.join(work, name + ".f32"), "<f4").reshape(value.shape)
                scale = 1 if makers[name] in ("Sigmoid", "Softmax") else np.abs(value).max()
                largest = max(largest, float(np.abs(got - value).max() / scale))
        worst = max(worst, largest)
        a, b = np.median(ours), np.median(theirs)
        print(f"{os.path.basename(path):26} {kind:7} {width}x{height}: difference {largest:.1e}; "
              f"ours {a:.2f} ms, ONNX Runtime {b:.2f} ms, theirs/ours {b / a:.2f}", flush=True)
print(f"largest difference {worst:.1e}")
sys.exit(worst > 1e-4)
