#!/usr/bin/env python3
"""Compares photosort's engine with ONNX Runtime: outputs, and time, one thread each.

usage: compare_engines.py RUN_MODEL MODELS_DIR [PHOTO] [--all] [--rounds N]
needs: pip install numpy onnx onnxruntime opencv-python-headless

RUN_MODEL is Benchmarks/.build/release/RunModel (`swift build -c release --package-path Benchmarks`). Prints a
table of the networks that the marks in docs/performance.md are set for: those of MODELS_DIR, one of IResNet-50's
shape with random weights, made on the fly, and photosort's own. Every network runs in float32, bfloat16 and int8.
With --all, every model of MODELS_DIR follows.

The engines run in turn (ours in each precision, theirs, and again), and the medians of the processor time of
their threads are compared: other work on the machine then disturbs all alike. Inputs are random numbers or, with
PHOTO, that photo scaled to the input's size. Differences are the largest, relative to the output's scale (1 for
probabilities, else its largest absolute value); more than 1e-4 in float32 fails.
"""
import argparse, glob, os, subprocess, sys, tempfile, time
import cv2, numpy as np, onnx, onnxruntime

HERE = os.path.dirname(os.path.abspath(__file__))
OWN = os.path.join(HERE, "..", "Sources", "CFaceModels", "weights")
PRECISIONS = ("float32", "bf16", "int8")


class Network:
    """A model, the shape of its input, and what is taken off and divided by to make that of pixels."""

    def __init__(self, path, shape, mark=None, mean=0.0, deviation=1.0):
        self.path, self.shape, self.mark = path, shape, mark
        self.mean, self.deviation = (127.5, 128) if shape[2] <= 112 else (mean, deviation)
        self.name = os.path.basename(path)

    @property
    def size(self):
        batch, _, height, width = self.shape
        return f"{width}×{height}" + (f", {batch} at once" if batch > 1 else "")


def networks(models, resnet, everything):
    table = [
        Network(os.path.join(models, "mobilefacenet.onnx"), (1, 3, 112, 112), 1.05),
        Network(os.path.join(models, "yunet_n_640.onnx"), (1, 3, 640, 640), 1.05),
        Network(os.path.join(models, "yunet_n.onnx"), (1, 3, 960, 1280), 1.5),
        Network(resnet, (8, 3, 112, 112), 1.3),
        Network(os.path.join(OWN, "photosort-detector-1.onnx"), (1, 3, 640, 640), deviation=128),
        Network(os.path.join(OWN, "photosort-detector-1.onnx"), (1, 3, 960, 1280), deviation=128),
        Network(os.path.join(OWN, "photosort-embedder-3.onnx"), (1, 3, 112, 112)),
        Network(os.path.join(OWN, "photosort-landmarks-1.onnx"), (1, 3, 64, 64)),
    ]
    for path in sorted(glob.glob(os.path.join(models, "*.onnx"))) if everything else []:
        given = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"]).get_inputs()[0]
        declared = [d if isinstance(d, int) else None for d in given.shape]
        table.append(Network(path, (1, 3, declared[2] or 480, declared[3] or 640)))
    return [network for network in table if os.path.exists(network.path)]


def values(network, photo):
    batch, channels, height, width = network.shape
    if photo is None:
        images = np.random.default_rng(1).integers(0, 256, (batch, height, width, channels))
    else:
        images = np.stack([cv2.resize(photo, (width, height), interpolation=cv2.INTER_AREA)] * batch)
    x = np.ascontiguousarray(images.transpose(0, 3, 1, 2), np.float32)
    return (x - np.float32(network.mean)) / np.float32(network.deviation)


class Ours:
    """Our engine on one network, in a process of its own each time."""

    def __init__(self, runner, network, x, work):
        self.arguments = [runner, network.path, os.path.join(work, "input"), ",".join(map(str, x.shape)), work]
        self.times = {precision: [] for precision in PRECISIONS}
        self.loads, self.memory = [], 0.0
        x.tofile(self.arguments[2])

    def run(self, precision, runs):
        command = self.arguments + [str(runs), precision]
        for line in subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines():
            what, number = line.split()
            if what == "run":
                self.times[precision].append(float(number))
            elif precision == "float32" and what == "load":
                self.loads.append(float(number))
            elif precision == "float32" and what == "memory":
                self.memory = max(self.memory, float(number))


def difference(network, expected, work):
    makers = {name: node.op_type for node in onnx.load(network.path).graph.node for name in node.output}
    largest = 0.0
    for name, value in expected.items():
        got = np.fromfile(os.path.join(work, name.replace("/", "_") + ".f32"), "<f4").reshape(value.shape)
        scale = 1 if makers[name] in ("Sigmoid", "Softmax") else np.abs(value).max()
        largest = max(largest, float(np.abs(got - value).max() / scale))
    return largest


def compare(runner, network, photo, rounds):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(network.path, options, providers=["CPUExecutionProvider"])
    x = values(network, photo)
    feed = {session.get_inputs()[0].name: x}
    expected = dict(zip([o.name for o in session.get_outputs()], session.run(None, feed)))
    theirs, differences = [], {}
    runs = 3 if network.shape[0] > 1 else 10
    with tempfile.TemporaryDirectory() as work:
        ours = Ours(runner, network, x, work)
        for _ in range(rounds):
            for precision in PRECISIONS:
                ours.run(precision, runs)
                differences[precision] = difference(network, expected, work)
            for _ in range(runs):
                start = time.thread_time()
                session.run(None, feed)
                theirs.append((time.thread_time() - start) * 1000)
    return ours, np.median(theirs), differences


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("runner")
    parser.add_argument("models")
    parser.add_argument("photo", nargs="?")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    photo = cv2.imread(options.photo) if options.photo else None
    worst = 0.0
    print("| network | input | ONNX Runtime, ms | float32, ms | theirs/ours | mark | bf16, ms | int8, ms | theirs/best "
          "| mark | difference | in bf16 | in int8 | load and plan, ms | memory, MB |")
    print("|---" * 15 + "|")
    with tempfile.TemporaryDirectory() as made:
        resnet = os.path.join(made, "iresnet50-shape.onnx")
        subprocess.run([sys.executable, os.path.join(HERE, "make_resnet.py"), resnet], check=True)
        for network in networks(options.models, resnet, options.all):
            ours, theirs, differences = compare(options.runner, network, photo, options.rounds)
            plain, half, byte = (np.median(ours.times[precision]) for precision in PRECISIONS)
            worst = max(worst, differences["float32"])
            marks = (f"{network.mark:.2f}", "1.80") if network.mark else ("–", "–")
            print(f"| `{network.name}` | {network.size} | {theirs:.2f} | {plain:.2f} | {theirs / plain:.2f} | {marks[0]} "
                  f"| {half:.2f} | {byte:.2f} | {theirs / min(half, byte):.2f} | {marks[1]} "
                  f"| {differences['float32']:.1e} | {differences['bf16']:.1e} | {differences['int8']:.1e} "
                  f"| {np.median(ours.loads):.0f} | {ours.memory:.0f} |", flush=True)
    sys.exit(worst > 1e-4)


main()
