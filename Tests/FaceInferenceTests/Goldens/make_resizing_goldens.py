#!/usr/bin/env python3
"""Writes what OpenCV makes of a pattern of 31 x 23, by area down and linearly up, for ImageResizerTests.swift.

usage: make_resizing_goldens.py > resizing.json
Made with opencv 5.0.0, numpy 2.4.6.  needs: pip install numpy opencv-python-headless
"""
import json
import sys

import cv2
import numpy as np

x, y = np.meshgrid(np.arange(31), np.arange(23))
channels = [(x * 37 + y * 11) % 256, (x * x + 3 * y) % 256, (x * y * 5) % 256]
pattern = np.stack(channels, 2).astype(np.uint8)
area, linear = cv2.INTER_AREA, cv2.INTER_LINEAR
cases = []
for width, height, how in [(7, 5, area), (30, 22, area), (1, 1, area), (13, 23, area), (50, 40, linear)]:
    pixels = cv2.resize(pattern, (width, height), interpolation=how)
    cases.append({"width": width, "height": height, "pixels": pixels.flatten().tolist()})
json.dump(cases, sys.stdout, separators=(",", ":"))
print()
