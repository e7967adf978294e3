#!/usr/bin/env python3
"""Writes what OpenCV and numpy make of drawn images, for the tests of alignment and of planes in Faces/.

usage: make_alignment_goldens.py > alignments.json
Made with opencv 5.0.0, numpy 2.4.6.
needs: pip install numpy opencv-python-headless

affine  transforms by cv2.getAffineTransform (three points) or numpy's least squares (five), and crops by
        cv2.warpAffine with a black or a replicated border
boxes   crops of boxes by cv2.resize; a face's box and the margins that give the same box
planes  luma by cv2.cvtColor on floats, and FaceNet's prewhitening by numpy

Images are drawn in integers, so that the tests draw the same.
"""
import base64
import json
import sys

import cv2
import numpy as np

# The template of docs/manifests/openface-nn4-small2.json: eyes and tip of the nose in a crop of 96 pixels.
OPENFACE = np.array([[26.63, 16.06], [67.79, 15.26], [47.24, 40.52]]) / 96
ARCFACE = np.array([[38.2946, 51.6963], [73.5318, 51.5014], [56.0252, 71.7366], [41.5493, 92.3655],
                    [70.7299, 92.2041]]) / 112


def rounded(values):
    return [float(f"{v:.7g}") for v in np.asarray(values, np.float64).ravel()]


def encoded(array):
    return base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()


def waves(width, height):
    """A smooth pattern: triangular waves along three directions."""
    y, x = np.mgrid[0:height, 0:width]
    planes = [x * 9 + y * 4, x * 3 + y * 8, 2 * x + 5 * y]
    return np.stack([2 * abs(p % 254 - 127) for p in planes], 2).astype(np.uint8)


def affine():
    random = np.random.default_rng(1)
    image = waves(61, 47)
    for side, degrees, scale, shear, x, y, border in [
            (32, 0, 1, 0, 30, 23, "black"), (32, 20, 0.8, 0.2, 28, 20, "black"), (24, -35, 1.2, -0.1, 31, 25, "black"),
            (32, 90, 1, 0.1, 4, 5, "replicate"), (40, 5, 1.1, 0, 59, 44, "replicate"),
            (16, 33, 1, 0.3, 200, -90, "replicate")]:
        for template, landmarks in [(OPENFACE, [0, 1, 2]), (ARCFACE, [0, 1, 2, 3, 4])]:
            template = template * side
            angle = np.deg2rad(degrees)
            turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) @ [[1, shear], [0, 1]]
            points = (template - side / 2) @ turn.T / scale + (x, y)
            points = (points + random.normal(0, 0.5, points.shape)).astype(np.float32)
            if len(landmarks) == 3:
                matrix = cv2.getAffineTransform(points, template.astype(np.float32))
            else:
                sources = np.column_stack([points.astype(np.float64), np.ones(len(points))])
                matrix = np.linalg.lstsq(sources, template, rcond=None)[0].T
            mode = cv2.BORDER_REPLICATE if border == "replicate" else cv2.BORDER_CONSTANT
            crop = cv2.warpAffine(image, matrix, (side, side), flags=cv2.INTER_LINEAR, borderMode=mode)
            face = np.full((5, 2), 7.0)
            face[landmarks] = points
            yield {"side": side, "landmarks": landmarks, "template": template.tolist(), "points": face.tolist(),
                   "transform": rounded(matrix.T), "border": border, "crop": encoded(crop)}


def boxes():
    image = waves(61, 47)
    # What is cut out, and a face's box with what is added to it: a share of it, or pixels of the crop.
    for side, region, box, square, share, pixels in [
            (32, (10, 8, 20, 16), (10, 8, 20, 16), False, 0, None), (40, (5, 4, 20, 30), (9, 10, 12, 18), False, 1 / 3, None),
            (36, (12, 6, 24, 24), (16, 14, 16, 8), True, 0.25, None), (48, (3, 2, 24, 36), (7, 8, 16, 24), False, None, 8)]:
        x, y, width, height = region
        crop = cv2.resize(image[y:y + height, x:x + width], (side, side), interpolation=cv2.INTER_LINEAR)
        yield {"side": side, "box": box, "square": square, "share": share, "pixels": pixels,
               "region": region, "crop": encoded(crop)}


def planes():
    """One of each for the same image; FaceNet's prewhiten() as its repository has it."""
    image = waves(16, 16)
    luma = cv2.cvtColor(image.astype(np.float32), cv2.COLOR_RGB2GRAY)
    for colors, samples in [("rgb", image.astype(np.float64).transpose(2, 0, 1)), ("gray", luma.astype(np.float64)[None])]:
        deviation = np.maximum(np.std(samples), 1.0 / np.sqrt(samples.size))
        yield {"colors": colors, "plain": encoded(samples.astype("<f4")),
               "standardized": encoded(((samples - np.mean(samples)) / deviation).astype("<f4"))}


if __name__ == "__main__":
    json.dump({"affine": list(affine()), "boxes": list(boxes()), "planes": list(planes())}, sys.stdout,
              separators=(",", ":"))
    print()
