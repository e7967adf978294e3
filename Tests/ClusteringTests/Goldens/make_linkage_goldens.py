"""Writes linkage.json: labels of SciPy's average linkage on cosine distances, cut at thresholds.

Made with Python 3, numpy 2.4.6 and scipy 1.17.1:

    python3 make_linkage_goldens.py

Vectors are whole numbers, so that both sides start from the same bits. The script refuses
thresholds so close to a merge that rounding could decide.
"""

import json
import pathlib

import numpy
import scipy
from scipy.cluster.hierarchy import fcluster, linkage

LEAST_MARGIN = 1e-6  # Ten times what vectors of Float are precise to.


def planted(seed, people, dimension, noise, largest):
    """People of long-tailed sizes around random centres."""
    random = numpy.random.default_rng(seed)
    rows = []
    for person in range(people):
        centre = random.normal(size=dimension)
        for _ in range(max(1, largest // (person + 1))):
            rows.append(centre + noise * random.normal(size=dimension))
    return random.permutation(numpy.array(rows))


def canonical(labels):
    """Numbers clusters in the order of their first members."""
    numbers = {}
    return [numbers.setdefault(label, len(numbers)) for label in labels]


def data_set(name, vectors, thresholds):
    vectors = numpy.rint(vectors * 1000).astype(int)
    tree = linkage(vectors.astype(float), method="average", metric="cosine")
    cases = []
    for threshold in thresholds:
        margin = abs(tree[:, 2] - (1 - threshold)).min()
        assert margin > LEAST_MARGIN, f"{name}: a merge lies {margin} from {threshold}"
        labels = fcluster(tree, 1 - threshold, criterion="distance")
        cases.append({"threshold": threshold, "labels": canonical(labels.tolist())})
        print(name, len(vectors), threshold, "clusters:", len(set(labels)))
    return {
        "name": name,
        "dimension": vectors.shape[1],
        "values": vectors.ravel().tolist(),
        "cases": cases,
    }


def main():
    thresholds = [-0.2, 0.05, 0.2, 0.3, 0.4, 0.5, 0.65, 0.8, 0.95]
    random = numpy.random.default_rng(4)
    sets = [
        data_set("clear people", planted(1, 40, 32, 0.5, 60), thresholds),
        data_set("overlapping people", planted(2, 40, 16, 1.0, 60), thresholds),
        data_set("hardly people", planted(3, 25, 24, 1.6, 50), thresholds),
        data_set("no structure", random.normal(size=(200, 16)), thresholds),
    ]
    versions = {"numpy": numpy.__version__, "scipy": scipy.__version__}
    target = pathlib.Path(__file__).with_name("linkage.json")
    target.write_text(
        json.dumps({"versions": versions, "sets": sets}, separators=(",", ":")) + "\n"
    )


if __name__ == "__main__":
    main()
