"""Objectives for labelled faces, one paper a file."""

from photosort_training.engine.objective import Objective
from photosort_training.loss_configuration import (
    CenterConfiguration,
    CosineMarginConfiguration,
    ObjectiveConfiguration,
    SphereFaceConfiguration,
    TripletConfiguration,
)
from photosort_training.losses.arcface import ArcFaceHead
from photosort_training.losses.center import CenterObjective
from photosort_training.losses.cosface import CosFaceHead
from photosort_training.losses.margin import MarginObjective
from photosort_training.losses.sphereface import SphereFaceHead
from photosort_training.losses.triplet import TripletObjective


def build_objective(settings: ObjectiveConfiguration, dimension: int, classes: int) -> Objective:
    """Returns the objective that a configuration asks for.

    Args:
        settings: Which, and its constants.
        dimension: The length of embeddings.
        classes: The number of people in the training data, for those with a class each.
    """
    match settings:
        case TripletConfiguration():
            return TripletObjective(settings)
        case CenterConfiguration():
            return CenterObjective(settings, dimension, classes)
        case SphereFaceConfiguration():
            return MarginObjective(SphereFaceHead(settings, dimension, classes))
        case CosineMarginConfiguration(name="cosface"):
            return MarginObjective(CosFaceHead(settings, dimension, classes))
        case CosineMarginConfiguration():
            return MarginObjective(ArcFaceHead(settings, dimension, classes))
