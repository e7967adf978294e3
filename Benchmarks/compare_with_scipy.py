"""Compares clusters of ClusterVectors with SciPy's average linkage on cosine distances.

usage: python3 compare_with_scipy.py CLUSTER_VECTORS [--library LIBRARY] [--vectors FILE.npy]

CLUSTER_VECTORS is the program. Without an option, random vectors of some sizes and dimensions are
compared; --library takes the embeddings of a library that `photosort scan` made, --vectors those
of an array. Needs numpy and scipy. Exits with 1 if any clusters differ.

A threshold closer than 1e-9 to a merge is moved: there, the last bits of either side decide.
"""

import argparse
import pathlib
import sqlite3
import subprocess
import sys
import tempfile

import numpy
from scipy.cluster.hierarchy import fcluster, linkage

THRESHOLDS = [-0.1, 0.1, 0.25, 0.375, 0.45, 0.6, 0.8]


def random_sets():
    for seed, (count, people, dimension, noise) in enumerate(
        [
            (300, 20, 8, 0.8),
            (1000, 90, 32, 0.9),
            (2500, 200, 128, 0.8),
            (2000, 1, 128, 1.0),
            (1500, 1500, 16, 0.1),
            (3000, 30, 512, 1.2),
        ]
    ):
        random = numpy.random.default_rng(seed)
        centres = random.normal(size=(people, dimension))
        who = numpy.minimum(
            random.integers(people, size=count), random.integers(people, size=count)
        )
        rows = centres[who] + noise * random.normal(size=(count, dimension))
        yield f"{count} of {people} people, {dimension} values", rows.astype("<f4")


def library_set(library):
    catalog = pathlib.Path(library) / ".photosort" / "catalog.sqlite"
    if not catalog.exists():
        catalog = pathlib.Path(library) / "catalog.sqlite"
    with sqlite3.connect(f"file:{catalog}?mode=ro", uri=True) as connection:
        query = "SELECT embedding FROM face WHERE embedding IS NOT NULL ORDER BY digest, number"
        blobs = [numpy.frombuffer(blob, dtype="<f4") for (blob,) in connection.execute(query)]
    return f"{len(blobs)} faces of a library", numpy.stack(blobs)


def program(binary, rows, threshold):
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "in.f32"
        rows.astype("<f4").tofile(file)
        command = [
            binary,
            "--vectors",
            file,
            "--dimension",
            str(rows.shape[1]),
            "--margin",
            "0",
            "--threshold",
            repr(threshold),
            "--write",
            folder,
        ]
        subprocess.run(command, check=True, capture_output=True)
        return numpy.fromfile(pathlib.Path(folder) / "clusters.i32", dtype="<i4")


def canonical(labels):
    """Numbers clusters in the order of their first members."""
    numbers = {}
    return [numbers.setdefault(label, len(numbers)) for label in labels]


def compare(binary, name, rows):
    tree = linkage(rows.astype(float), method="average", metric="cosine")
    right = True
    for threshold in THRESHOLDS:
        while abs(tree[:, 2] - (1 - threshold)).min() < 1e-9:
            threshold += 1e-7
        expected = canonical(fcluster(tree, 1 - threshold, criterion="distance").tolist())
        found = program(binary, rows, threshold).tolist()
        same = found == expected
        right = right and same
        print(
            f"{name}, threshold {threshold:g}: {len(set(expected))} clusters,",
            "the same" if same else f"BUT {len(set(found))} FOUND",
            flush=True,
        )
    return right


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("binary")
    parser.add_argument("--library")
    parser.add_argument("--vectors")
    options = parser.parse_args()
    sets = list(random_sets())
    if options.library:
        sets = [library_set(options.library)]
    if options.vectors:
        sets = [(options.vectors, numpy.load(options.vectors))]
    results = [compare(options.binary, name, rows) for name, rows in sets]
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main()
