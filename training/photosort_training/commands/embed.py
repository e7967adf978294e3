"""`embed`: the embeddings of all crops in folders, for studies outside this package."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from photosort_training.commands.run_folder import load_people, make_dataset, read_run
from photosort_training.errors import TrainingError
from photosort_training.evaluation.embedding import embed_images
from photosort_training.records import whole_file


def embed(folder: Path, folders: Iterable[Path], output: Path) -> int:
    """Writes an `.npz` and returns how many embeddings it holds.

    Its arrays are `embeddings` (unit-length, float32 [n, dimension]), `people` and `paths`, both
    text [n].

    Args:
        folder: The run's folder.
        folders: Folders of people's crops.
        output: The file.

    Raises:
        TrainingError: when the folder holds no run, the folders no people, or the file cannot be
            written.
    """
    if not output.parent.is_dir():
        raise TrainingError(f"{output.parent} is not a folder.")
    configuration, network, _ = read_run(folder)
    people = load_people(configuration, folders)
    names = {path: person.name for person in people for path in person.images}
    dataset = make_dataset(configuration, people)
    workers = configuration.training.workers
    embeddings = embed_images(network, dataset, range(len(dataset)), workers)
    paths = dataset.images.paths
    with whole_file(output) as file:
        np.savez(
            file,
            embeddings=embeddings,
            people=np.array([names[path] for path in paths]),
            paths=np.array([str(path) for path in paths]),
        )
    return len(paths)
