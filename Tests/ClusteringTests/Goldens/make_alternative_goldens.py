"""Writes alternatives.json: labels of SciPy's complete and single linkage and of scikit-learn's
DBSCAN for the vectors of linkage.json, at thresholds of similarity.

Made with Python 3, numpy, scipy and scikit-learn of the versions that the file names:

    python3 make_alternative_goldens.py

The script refuses thresholds so close to a similarity that rounding could decide.
"""

import json
import pathlib

import numpy
import scipy
import sklearn
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform
from sklearn.cluster import DBSCAN

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


def main():
    folder = pathlib.Path(__file__).parent
    sets = json.loads((folder / "linkage.json").read_text())["sets"]
    goldens = {
        "versions": f"numpy {numpy.__version__}, scipy {scipy.__version__}, "
        f"scikit-learn {sklearn.__version__}",
        "sets": [
            {"name": data["name"], "cases": list(cases(data["values"], data["dimension"]))}
            for data in sets
        ],
    }
    text = json.dumps(goldens, separators=(",", ":"), sort_keys=True)
    (folder / "alternatives.json").write_text(text + "\n")


main()
