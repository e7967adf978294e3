#!/usr/bin/env python3
"""Compares the faces of a scanned library with those of another scanner.

usage: compare_faces.py LIBRARY REFERENCE.npz     needs: pip install numpy

LIBRARY is the folder of catalog.sqlite. REFERENCE.npz holds, face by face, `photo` (path relative to the
root), `box` (x, y, width, height in pixels of the upright photo), `landmarks` and `embedding` (unit length).
Prints how many of the reference's faces were found (IoU at least 0.5), how far the landmarks are apart in eye
distances, and the cosine of the embeddings of the faces found by both.
"""
import collections, os, sqlite3, sys
import numpy as np

library, reference = sys.argv[1:3]
database = sqlite3.connect(f"file:{os.path.join(library, 'catalog.sqlite')}?mode=ro", uri=True)
ours = collections.defaultdict(list)
for path, geometry, embedding in database.execute(
        "SELECT file.path, face.geometry, face.embedding FROM file JOIN face USING (digest) WHERE file.present"):
    ours[path].append((np.frombuffer(geometry, "<f4"), np.frombuffer(embedding, "<f4")))


def overlap(a, b):
    width = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    height = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    if width <= 0 or height <= 0:
        return 0.0
    return width * height / (a[2] * a[3] + b[2] * b[3] - width * height)


theirs = np.load(reference)
cosines, errors, missed = [], [], []
for photo, box, marks, embedding in zip(*(theirs[k] for k in ("photo", "box", "landmarks", "embedding"))):
    candidates = [(overlap(face[0][:4], box), k) for k, face in enumerate(ours[str(photo)])]
    best = max(candidates, default=(0, None))
    if best[0] < 0.5:
        missed.append(f"{photo} {np.round(box).astype(int).tolist()}")
        continue
    face = ours[str(photo)][best[1]]
    cosines.append(float(face[1] @ embedding))
    eyes = np.linalg.norm(marks[0] - marks[1])
    errors.append(float(np.linalg.norm(face[0][4:].reshape(5, 2) - marks, axis=1).mean() / eyes))

total = len(cosines) + len(missed)
print(f"{len(cosines)} of {total} faces found ({len(cosines) / total:.4f}); we found {sum(map(len, ours.values()))}")
print(f"landmarks: median {np.median(errors):.4f}, mean {np.mean(errors):.4f} eye distances apart")
print(f"embeddings: cosine median {np.median(cosines):.4f}, 5th percentile {np.percentile(cosines, 5):.4f}")
for line in missed[:20]:
    print("missed", line)
