"""Embeddings of many images."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

from photosort_training.data.faces import FaceDataset
from photosort_training.data.workers import leave_signals_to_parent, loaded
from photosort_training.errors import TrainingError

# Images of one run: large enough for the processor, small enough for its memory.
BATCH_SIZE = 128


class _Plain(Dataset):
    """Images without augmentation, at given places."""

    def __init__(self, dataset: FaceDataset, places: Sequence[int]) -> None:
        self.dataset = dataset
        self.places = places

    def __len__(self) -> int:
        return len(self.places)

    def __getitem__(self, index: int) -> torch.Tensor:
        return self.dataset.plain(int(self.places[index]))


@torch.no_grad()
def embed_images(
    network: nn.Module, dataset: FaceDataset, places: Sequence[int], workers: int = 0
) -> np.ndarray:
    """Returns unit-length embeddings of the images at `places`, float32 [n, dimension].

    The network is left in the mode (training or not) that it was in. A zero output stays zero.

    Raises:
        TrainingError: when an embedding is not finite.
    """
    device = next(network.parameters()).device
    was_training = network.training
    network.eval()
    loader = DataLoader(
        _Plain(dataset, places),
        batch_size=BATCH_SIZE,
        num_workers=workers,
        worker_init_fn=leave_signals_to_parent,
        generator=torch.Generator().manual_seed(0),
    )
    rows = [
        nn.functional.normalize(network(images.to(device)).float()).cpu().numpy()
        for images in loaded(loader)
    ]
    network.train(was_training)
    embeddings = np.concatenate(rows)
    if not np.isfinite(embeddings).all():
        raise TrainingError("The network makes embeddings that are not finite; train it again.")
    return embeddings
