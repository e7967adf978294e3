"""Times clustering methods of others on the vectors of ClusterVectors, one process each.

usage: python3 compare_clusterings.py FOLDER [--threshold 0.375] [--limit SECONDS] [METHOD ...]

FOLDER holds vectors.f32, people.i32 and clusters.i32 as `ClusterVectors --margin 0 --write FOLDER`
leaves them: the others know no margin for small clusters. Needs numpy and scipy; a method whose package is missing is named and left out:
fastcluster, scikit-learn, hdbscan, dlib.

Prints seconds by the clock and of processors, peak memory, and B-cubed F of each.
"""

import argparse
import pathlib
import resource
import subprocess
import sys
import time

import numpy

DIMENSION = 128


def vectors(folder):
    return numpy.fromfile(folder / "vectors.f32", dtype="<f4").reshape(-1, DIMENSION)


def fastcluster_average(rows, threshold):
    import fastcluster
    from scipy.cluster.hierarchy import fcluster

    # Of unit vectors: the cosine distances, upper half, as linkage wants them.
    count = len(rows)
    distances = numpy.empty(count * (count - 1) // 2)
    start = 0
    for row in range(count - 1):
        end = start + count - 1 - row
        distances[start:end] = 1 - rows[row + 1 :] @ rows[row]
        start = end
    tree = fastcluster.linkage(distances, method="average", preserve_input=False)
    return fcluster(tree, 1 - threshold, criterion="distance")


def sklearn_agglomerative(rows, threshold):
    from sklearn.cluster import AgglomerativeClustering

    method = AgglomerativeClustering(
        n_clusters=None, metric="cosine", linkage="average", distance_threshold=1 - threshold
    )
    return method.fit_predict(rows)


def sklearn_dbscan(rows, threshold):
    from sklearn.cluster import DBSCAN

    # A denser rule than average linkage: of the thresholds tried the best for these vectors.
    return alone(DBSCAN(eps=0.4, min_samples=3, metric="cosine", n_jobs=-1).fit_predict(rows))


def hdbscan(rows, threshold):
    import hdbscan

    # Euclidean on unit vectors ranks as cosine does.
    return alone(hdbscan.HDBSCAN(min_cluster_size=2, core_dist_n_jobs=-1).fit_predict(rows))


def chinese_whispers(rows, threshold):
    import dlib

    # Its threshold is a distance: of unit vectors, sqrt(2 - 2 similarity).
    descriptors = [dlib.vector(row.tolist()) for row in rows]
    return numpy.array(dlib.chinese_whispers_clustering(descriptors, (2 - 2 * 0.5) ** 0.5))


def alone(labels):
    """Gives each vector that is called noise a cluster of its own."""
    noise = labels < 0
    labels = labels.copy()
    labels[noise] = labels.max() + 1 + numpy.arange(noise.sum())
    return labels


METHODS = {
    "fastcluster": fastcluster_average,
    "agglomerative": sklearn_agglomerative,
    "dbscan": sklearn_dbscan,
    "hdbscan": hdbscan,
    "chinese_whispers": chinese_whispers,
}


def b_cubed(found, people):
    """Returns B-cubed F of clusters against people."""
    pairs, counts = numpy.unique(numpy.stack([found, people]), axis=1, return_counts=True)
    sizes = {
        name: numpy.unique(which, return_inverse=True, return_counts=True)
        for name, which in (("found", found), ("people", people))
    }
    of = {
        name: dict(zip(values.tolist(), size.tolist())) for name, (values, _, size) in sizes.items()
    }
    precision = sum(n * n / of["found"][f] for f, n in zip(pairs[0].tolist(), counts.tolist()))
    recall = sum(n * n / of["people"][p] for p, n in zip(pairs[1].tolist(), counts.tolist()))
    return 2 * precision * recall / (precision + recall) / len(found)


def run(folder, method, threshold):
    """Runs one method in this process and prints its row."""
    rows = vectors(folder)
    people = numpy.fromfile(folder / "people.i32", dtype="<i4")
    start, processors = time.perf_counter(), time.process_time()
    labels = METHODS[method](rows, threshold)
    seconds, processors = time.perf_counter() - start, time.process_time() - processors
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    line = f"{method:17} {seconds:9.2f} s {processors:9.2f} s {peak:7} MB"
    line += f"  B-cubed F {b_cubed(labels, people):.4f}"
    ours = folder / "clusters.i32"
    if method in ("fastcluster", "agglomerative") and ours.exists():
        same = abs(b_cubed(labels, numpy.fromfile(ours, dtype="<i4")) - 1) < 1e-9
        line += "  equal to photosort's" if same else "  differs from photosort's"
    print(line, flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("methods", nargs="*", metavar="METHOD")
    parser.add_argument("--threshold", type=float, default=0.375)
    parser.add_argument("--limit", type=float, default=1800)
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.here:
        run(options.folder, options.methods[0], options.threshold)
        return
    for method in options.methods or METHODS:
        command = [sys.executable, __file__, str(options.folder), method, "--here"]
        try:
            done = subprocess.run(
                [*command, "--threshold", str(options.threshold)],
                check=False,
                timeout=options.limit,
                capture_output=True,
                text=True,
            )
        except subprocess.TimeoutExpired:
            print(f"{method:17} more than {options.limit:.0f} s", flush=True)
            continue
        reason = done.stderr.strip().split("\n")[-1]
        print(done.stdout.rstrip() or f"{method:17} {reason}", flush=True)


if __name__ == "__main__":
    main()
