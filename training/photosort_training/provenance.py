"""What a manifest says of how a model was made, for people."""

import platform
from typing import Any

import torch

from photosort_training.configuration import as_mapping
from photosort_training.export import OPSET


def made_by(configuration: Any) -> dict[str, Any]:
    """Returns the configuration of a run and the versions of what it ran with.

    Args:
        configuration: A dataclass, as a YAML file gave it.
    """
    return {
        "configuration": as_mapping(configuration),
        "opset": OPSET,
        "torch": torch.__version__.split("+")[0],
        "python": platform.python_version(),
    }
