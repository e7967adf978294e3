#!/usr/bin/env python3
"""Writes what OpenCV, ONNX Runtime and numpy make of drawn images, for the tests in Faces/.

usage: make_face_goldens.py MODELS_DIR > faces.json
Made with onnxruntime 1.31.1, onnx 1.23.2, opencv 5.0.0, numpy 2.4.6.
needs: pip install numpy onnx onnxruntime opencv-python-headless

warps       similarity transforms by numpy's least squares, and crops by cv2.warpAffine
planted     detectors whose outputs are weights drawn at random, and the faces in them by the formulas of the
            models' authors (see `decode`) and cv2.dnn.NMSBoxes
detections  what the models of MODELS_DIR find in a drawn face, which is no photo and shows nobody
embeddings  what they make of it

Images are drawn in integers, so that the tests draw the same.
"""
import base64
import json
import os
import sys

import cv2
import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

VARIANCES = (0.1, 0.2)
LEVELS = {"yunet": [(8, [0]), (16, [0]), (32, [0])],
          "retinaface": [(8, [10, 20]), (16, [32, 64]), (32, [128, 256])],
          "slim": [(8, [10, 16, 24]), (16, [32, 48]), (32, [64, 96]), (64, [128, 192, 256])]}
TEMPLATE = np.array([[38.2946, 51.6963], [73.5318, 51.5014], [56.0252, 71.7366], [41.5493, 92.3655],
                     [70.7299, 92.2041]])


def rounded(values):
    return [float(f"{v:.7g}") for v in np.asarray(values, np.float64).ravel()]


def waves(width, height):
    """A smooth pattern: triangular waves along three directions."""
    y, x = np.mgrid[0:height, 0:width]
    planes = [x * 9 + y * 4, x * 3 + y * 8, 2 * x + 5 * y]
    return np.stack([2 * abs(p % 254 - 127) for p in planes], 2).astype(np.uint8)


def drawn_face(width, height, cx, cy, scale):
    """A face of ellipses, given in 64ths of `scale` pixels from its middle; red first."""
    y, x = np.mgrid[0:height, 0:width].astype(np.int64)
    image = np.stack([90 + x * 40 // width, 110 + y * 30 // height, 120 + 0 * x], 2)
    ellipses = [(0, -8, 46, 58, (60, 40, 30), 0), (0, 0, 38, 50, (225, 180, 150), 40),
                (-16, -10, 8, 4, (250, 250, 250), 0), (16, -10, 8, 4, (250, 250, 250), 0),
                (-16, -10, 4, 4, (40, 30, 25), 0), (16, -10, 4, 4, (40, 30, 25), 0),
                (-16, -19, 10, 2, (70, 45, 30), 0), (16, -19, 10, 2, (70, 45, 30), 0),
                (0, 4, 4, 12, (205, 155, 125), 0), (0, 13, 7, 4, (190, 130, 105), 0),
                (0, 28, 14, 4, (180, 80, 80), 0), (0, 28, 12, 1, (120, 40, 40), 0)]
    for px, py, rx, ry, color, shade in ellipses:
        dx, dy = (x - cx) * 64 - px * scale, (y - cy) * 64 - py * scale
        inside = (dx * ry) ** 2 + (dy * rx) ** 2 <= (rx * ry * scale) ** 2
        for channel in range(3):
            image[..., channel][inside] = (color[channel] - abs(dx) * shade // (64 * scale))[inside]
    return image.astype(np.uint8)


def similarity(source, target):
    """(a, b, x, y) of the least squares: target = [[a, -b], [b, a]] source + (x, y)."""
    rows = [[[x, -y, 1, 0], [y, x, 0, 1]] for x, y in source]
    return np.linalg.lstsq(np.concatenate(rows), np.asarray(target).ravel(), rcond=None)[0]


def warps():
    random = np.random.default_rng(1)
    image = waves(61, 47)
    for side, degrees, scale, x, y in [(32, 0, 1, 30, 23), (32, 20, 0.8, 28, 20), (24, -135, 1.3, 31, 25),
                                       (32, 90, 1, 4, 5), (40, 5, 2.5, 59, 44), (16, 33, 1, 200, -90)]:
        template = TEMPLATE * side / 112
        angle = np.deg2rad(degrees)
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) / scale
        points = ((template - side / 2) @ turn.T + (x, y) + random.normal(0, 0.5, (5, 2))).astype(np.float32)
        a, b, dx, dy = similarity(points.astype(np.float64), template)
        matrix = np.array([[a, -b, dx], [b, a, dy]])
        crop = cv2.warpAffine(image, matrix, (side, side), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
        yield {"width": 61, "height": 47, "side": side, "template": template.tolist(), "points": points.tolist(),
               "transform": rounded([a, b, dx, dy]), "crop": base64.b64encode(crop.tobytes()).decode()}


def decode(family, levels, width, height, outputs):
    """All boxes (x, y, w, h), landmarks and scores: the formulas of libfacedetection.train and of Pytorch_Retinaface."""
    found, start = [], 0
    for stride, sides in levels:
        columns, rows = -(-width // stride), -(-height // stride)
        for index in range(columns * rows * len(sides)):
            column, row = index // len(sides) % columns, index // len(sides) // columns
            if family == "yunet":
                cls, obj, box, kps = (outputs[f"{k}_{stride}"].reshape(columns * rows, -1)[index]
                                      for k in ("cls", "obj", "bbox", "kps"))
                score = np.sqrt(np.clip(cls[0], 0, 1) * np.clip(obj[0], 0, 1))
                centre = (np.array([column, row]) + box[:2]) * stride
                size = np.exp(box[2:]) * stride
                points = (kps.reshape(5, 2) + [column, row]) * stride
            else:
                side = sides[index % len(sides)]
                loc, conf, landms = (outputs[k].reshape(-1, n)[start + index]
                                     for k, n in (("loc", 4), ("conf", 2), ("landms", 10)))
                prior = np.array([column + 0.5, row + 0.5]) * stride
                score = conf[1]
                centre = prior + loc[:2] * VARIANCES[0] * side
                size = side * np.exp(loc[2:] * VARIANCES[1])
                points = prior + landms.reshape(5, 2) * VARIANCES[0] * side
            found.append((score, np.concatenate([centre - size / 2, size]), points))
        start += columns * rows * len(sides)
    return found


def suppressed(found, score, overlap):
    """The faces that stay, best first: score, box, landmarks in one list."""
    found = [f for f in found if f[0] >= score]
    if not found:
        return []
    keep = cv2.dnn.NMSBoxes([f[1].tolist() for f in found], [float(f[0]) for f in found], score, overlap)
    faces = sorted((found[i] for i in np.ravel(keep)), key=lambda f: -f[0])
    return [rounded(np.concatenate([[s], box, points.ravel()])) for s, box, points in faces]


def planted():
    random = np.random.default_rng(2)
    for family, name in [("yunet", "yunet"), ("retinaface", "retinaface"), ("retinaface", "slim")]:
        levels = LEVELS[name]
        # Slightly smaller than a whole number of cells.
        width, height, multiple = 120, 90, 64 if name == "slim" else 32
        canvas = [-(-side // multiple) * multiple for side in (width, height)]
        outputs = {}
        counts = [-(-canvas[0] // s) * -(-canvas[1] // s) * len(a) for s, a in levels]
        if family == "yunet":
            for (stride, _), count in zip(levels, counts):
                outputs[f"cls_{stride}"] = random.uniform(0, 1.05, (1, count, 1))
                outputs[f"obj_{stride}"] = random.uniform(-0.05, 1, (1, count, 1))
                outputs[f"bbox_{stride}"] = random.normal(0, 0.7, (1, count, 4))
                outputs[f"kps_{stride}"] = random.normal(0, 1, (1, count, 10))
        else:
            outputs["loc"] = random.normal(0, 1.5, (1, sum(counts), 4))
            outputs["conf"] = random.uniform(0, 1, (1, sum(counts), 2))
            outputs["landms"] = random.normal(0, 2, (1, sum(counts), 10))
        outputs = {k: v.astype(np.float32) for k, v in outputs.items()}
        info = helper.make_tensor_value_info
        graph = helper.make_graph(
            [], name, [info("input", TensorProto.FLOAT, [1, 3, "h", "w"])],
            [info(k, TensorProto.FLOAT, v.shape) for k, v in outputs.items()],
            [numpy_helper.from_array(v, k) for k, v in outputs.items()])
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
        yield {"family": family, "strides": [s for s, _ in levels], "anchors": [a for _, a in levels],
               "variances": VARIANCES, "multiple": multiple, "width": width, "height": height, "score": 0.7,
               "overlap": 0.4, "model": base64.b64encode(model.SerializeToString()).decode(),
               "faces": suppressed(decode(family, levels, *canvas, outputs), 0.7, 0.4)}


DRAWN = {"width": 160, "height": 128, "x": 70, "y": 66, "scale": 56}


def detections(folder):
    image = drawn_face(DRAWN["width"], DRAWN["height"], DRAWN["x"], DRAWN["y"], DRAWN["scale"])
    for file, family, name, multiple, mean, overlap in [
            ("yunet_n.onnx", "yunet", "yunet", 32, (0, 0, 0), 0.45),
            ("retinaface_mnet025.onnx", "retinaface", "retinaface", 32, (104, 117, 123), 0.4),
            ("face_rfb_1mb.onnx", "retinaface", "slim", 64, (104, 117, 123), 0.4),
            ("face_slim_1mb.onnx", "retinaface", "slim", 64, (104, 117, 123), 0.4)]:
        width, height = (-(-side // multiple) * multiple for side in (DRAWN["width"], DRAWN["height"]))
        x = np.zeros((1, 3, height, width), np.float32)
        planes = image[..., ::-1].astype(np.float32).transpose(2, 0, 1) - np.reshape(mean, (3, 1, 1))
        x[0, :, :DRAWN["height"], :DRAWN["width"]] = planes
        session = onnxruntime.InferenceSession(os.path.join(folder, file), providers=["CPUExecutionProvider"])
        names = [o.name for o in session.get_outputs()]
        outputs = dict(zip(names, session.run(names, {"input": x})))
        faces = suppressed(decode(family, LEVELS[name], width, height, outputs), 0.3, overlap)
        if family == "yunet":
            # A third opinion: OpenCV's own reader of this family.
            finder = cv2.FaceDetectorYN.create(os.path.join(folder, file), "", (width, height), 0.3, overlap)
            other = finder.detect(np.ascontiguousarray(x[0].transpose(1, 2, 0).astype(np.uint8)))[1]
            assert len(other) == len(faces)
            assert np.abs(other[0][:14] - np.array(faces[0][1:])).max() < 0.5, (other, faces)
        yield {"file": file, "faces": faces}


def embeddings(folder):
    image = drawn_face(112, 112, 56, 62, 64).astype(np.float32)
    imagenet = (np.array([123.675, 116.28, 103.53]), np.array([58.395, 57.12, 57.375]))
    for file, mean, deviation in [("mobilefacenet.onnx", *imagenet), ("mobileface_v2.onnx", 127.5, 128),
                                  ("mobileface_v3.onnx", 127.5, 128)]:
        session = onnxruntime.InferenceSession(os.path.join(folder, file), providers=["CPUExecutionProvider"])
        x = ((image - mean) / deviation).transpose(2, 0, 1)[None].astype(np.float32)
        raw = session.run(None, {session.get_inputs()[0].name: x})[0].ravel().astype(np.float64)
        norm = np.linalg.norm(raw)
        yield {"file": file, "norm": float(f"{norm:.7g}"), "values": rounded(raw / norm)}


if __name__ == "__main__":
    folder = sys.argv[1]
    json.dump({"warps": list(warps()), "planted": list(planted()), "drawn": DRAWN,
               "detections": list(detections(folder)), "embeddings": list(embeddings(folder))}, sys.stdout,
              separators=(",", ":"))
    print()
