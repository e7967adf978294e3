"""Writes alternatives.json: labels of SciPy's complete and single linkage and of scikit-learn's
DBSCAN and HDBSCAN for the vectors of linkage.json, at thresholds of similarity.

Made with Python 3, numpy, scipy and scikit-learn of the versions that the file names (HDBSCAN of
scikit-learn 1.9.1 fails with numpy 2.4):

    python3 make_alternative_goldens.py

The script refuses thresholds so close to a similarity that rounding could decide, and leaves out
what depends on the order of the vectors. With more than two neighbours, HDBSCAN's distances have
ties, which scikit-learn breaks by order: such cases are not asked for.
"""

import json
import pathlib

import numpy
import scipy
import sklearn
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform
from sklearn.cluster import DBSCAN, HDBSCAN

LEAST_MARGIN = 1e-6
THRESHOLDS = [0.2, 0.4, 0.5, 0.65, 0.8]


def canonical(labels):
    """Numbers clusters in the order of their first members; noise is alone."""
    numbers = {}
    return [
        numbers.setdefault(("noise", place) if label == -1 else label, len(numbers))
        for place, label in enumerate(labels)
    ]


def cases(values, dimension):
    vectors = numpy.array(values, dtype=float).reshape(-1, dimension)
    vectors /= numpy.linalg.norm(vectors, axis=1, keepdims=True)
    similarities = vectors @ vectors.T
    distances = numpy.maximum(0, 1 - similarities)
    numpy.fill_diagonal(distances, 0)
    distances = (distances + distances.T) / 2
    for threshold in THRESHOLDS:
        pairs = similarities[numpy.triu_indices(len(vectors), 1)]
        margin = abs(pairs - threshold).min()
        if margin <= LEAST_MARGIN:
            print("left out:", threshold, margin)
            continue
        labels = {}
        for method in ["complete", "single"]:
            tree = linkage(squareform(distances, checks=False), method=method)
            labels[method] = canonical(fcluster(tree, 1 - threshold, criterion="distance").tolist())
        for minimum in [3, 5]:
            found = DBSCAN(eps=1 - threshold, min_samples=minimum, metric="precomputed")
            labels[f"dbscan{minimum}"] = canonical(found.fit(distances).labels_.tolist())
        print(threshold, {name: len(set(found)) for name, found in labels.items()})
        yield {"threshold": threshold, "labels": labels}


def hdbscan_cases(values, dimension):
    """Labels at some least sizes, numbers of neighbours, and thresholds; 1 stands for no epsilon."""
    vectors = numpy.array(values, dtype=float).reshape(-1, dimension)
    vectors /= numpy.linalg.norm(vectors, axis=1, keepdims=True)
    random = numpy.random.default_rng(1)
    for size, neighbors in [(2, 1), (2, 2), (3, 1), (3, 2), (5, 1), (5, 2)]:
        for threshold in [1, 0.8, 0.65, 0.5]:
            epsilon = (2 - 2 * threshold) ** 0.5

            def labels(order, size=size, neighbors=neighbors, epsilon=epsilon):
                method = HDBSCAN(
                    min_cluster_size=size,
                    min_samples=neighbors,
                    cluster_selection_epsilon=epsilon,
                    algorithm="brute",
                    copy=True,
                )
                found = numpy.empty(len(order), dtype=int)
                found[order] = method.fit(vectors[order]).labels_
                return canonical(found.tolist())

            expected = labels(numpy.arange(len(vectors)))
            orders = [random.permutation(len(vectors)) for _ in range(8)]
            if any(labels(order) != expected for order in orders):
                print("left out: HDBSCAN", size, neighbors, threshold)
                continue
            print("HDBSCAN", size, neighbors, threshold, len(set(expected)))
            yield {
                "minimumSize": size,
                "neighbors": neighbors,
                "threshold": threshold,
                "labels": expected,
            }


def main():
    folder = pathlib.Path(__file__).parent
    sets = json.loads((folder / "linkage.json").read_text())["sets"]
    goldens = {
        "versions": f"numpy {numpy.__version__}, scipy {scipy.__version__}, "
        f"scikit-learn {sklearn.__version__}",
        "sets": [
            {
                "name": data["name"],
                "cases": list(cases(data["values"], data["dimension"])),
                "hdbscan": list(hdbscan_cases(data["values"], data["dimension"])),
            }
            for data in sets
        ],
    }
    text = json.dumps(goldens, separators=(",", ":"), sort_keys=True)
    (folder / "alternatives.json").write_text(text + "\n")


main()
