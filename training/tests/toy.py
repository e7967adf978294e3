"""A toy network and configurations for it."""

import torch
from torch import nn

from photosort_training.configuration import (
    AugmentationConfiguration,
    DataConfiguration,
    InputConfiguration,
    TrainingConfiguration,
)
from photosort_training.data.faces import FaceDataset, FaceImages
from photosort_training.data.people import find_people
from photosort_training.data.transforms import FaceTransform

DIMENSION = 8
INPUT = InputConfiguration(side=16)


class ToyNetwork(nn.Module):
    """Two convolutions and a linear layer, with dropout if told so."""

    def __init__(self, dropout: float = 0.0) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(3, 8, 3, 2, 1),
            nn.ReLU(),
            nn.Conv2d(8, 16, 3, 2, 1),
            nn.ReLU(),
            nn.Flatten(),
            nn.Dropout(dropout),
            nn.Linear(16 * 16, DIMENSION),
        )

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        return self.body(images)


def toy_network(dropout: float = 0.0) -> ToyNetwork:
    torch.manual_seed(5)
    return ToyNetwork(dropout)


def toy_dataset(folder, augmentation: AugmentationConfiguration | None = None) -> FaceDataset:
    data = DataConfiguration(stored_side=32, face_side=32)
    transform = FaceTransform(data, INPUT, augmentation or AugmentationConfiguration(mirror=0))
    return FaceDataset(FaceImages.of(find_people([folder])), 32, transform)


def toy_training(**changes) -> TrainingConfiguration:
    values = {"epochs": 2, "learning_rate": 0.003, "workers": 0, "checkpoint_steps": 1000}
    return TrainingConfiguration(**{**values, **changes})
