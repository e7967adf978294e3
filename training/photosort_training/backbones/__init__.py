"""Networks from a normalized face [N, C, side, side] to a raw embedding [N, dimension]."""

from collections.abc import Callable

from torch import nn

from photosort_training.backbones.inception import Inception
from photosort_training.backbones.mobilefacenet import MobileFaceNet
from photosort_training.backbones.residual import ResidualFaceNet
from photosort_training.backbones.resnet import ResNet18
from photosort_training.configuration import BackboneConfiguration, InputConfiguration
from photosort_training.errors import TrainingError

Builder = Callable[[BackboneConfiguration, InputConfiguration], nn.Module]

BACKBONES: dict[str, Builder] = {
    "mobilefacenet": MobileFaceNet,
    "residual": ResidualFaceNet,
    "resnet18": ResNet18,
    "nn4small2": Inception,
}


def build_backbone(settings: BackboneConfiguration, input: InputConfiguration) -> nn.Module:
    """Returns the network that a configuration asks for, with random weights.

    Raises:
        TrainingError: when there is no such network, or it does not take such images.
    """
    builder = BACKBONES.get(settings.name)
    if builder is None:
        known = ", ".join(sorted(BACKBONES))
        raise TrainingError(f"The backbone '{settings.name}' is none of {known}.")
    try:
        return builder(settings, input)
    except ValueError as error:
        raise TrainingError(f"The backbone '{settings.name}' {error}.") from error
