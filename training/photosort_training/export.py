"""From a trained network to an ONNX file that photosort and ONNX Runtime run alike."""

import io
import warnings
from collections.abc import Mapping

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper
from torch import nn

from photosort_training.configuration import InputConfiguration
from photosort_training.data.transforms import GREY_WEIGHTS
from photosort_training.errors import TrainingError

OPSET = 17
INPUT_NAME = "face"
OUTPUT_NAME = "embedding"


class ColorInput(nn.Module):
    """A network as photosort feeds it: always three planes, red first.

    A grey network gets a first convolution that mixes them. The planes are normalized alike, and
    the weights of grey add up to 1, so the mixture is the normalized grey.
    """

    def __init__(self, network: nn.Module, input: InputConfiguration) -> None:
        super().__init__()
        self.network = network
        self.grey = None
        if input.colors == "grey":
            self.grey = nn.Conv2d(3, 1, 1, bias=False)
            self.grey.weight.data = torch.tensor(GREY_WEIGHTS).reshape(1, 3, 1, 1)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Returns raw embeddings [N, dimension] of images [N, 3, side, side]."""
        return self.network(images if self.grey is None else self.grey(images))


def export_network(network: nn.Module, input: InputConfiguration) -> bytes:
    """Returns the ONNX file of a network, with a dynamic batch and float16 weights.

    Args:
        network: Takes [N, C, side, side]; it is put into evaluation mode.
        input: The side and the planes.
    """
    batch = {0: "batch"}
    exported = traced(
        ColorInput(network.cpu(), input),
        (1, 3, input.side, input.side),
        {INPUT_NAME: batch},
        {OUTPUT_NAME: batch},
    )
    return finished(exported)


def traced(
    network: nn.Module,
    shape: tuple[int, ...],
    input_axes: Mapping[str, Mapping[int, str]],
    output_axes: Mapping[str, Mapping[int, str]],
) -> onnx.ModelProto:
    """Returns a network as an ONNX model of operator set `OPSET`.

    Args:
        network: It is put into evaluation mode.
        shape: Of an image to try it with.
        input_axes: By the name of the input, which of its axes vary, and what they are called.
        output_axes: The same of the outputs, in their order; those without such axes have none.
    """
    file = io.BytesIO()
    with warnings.catch_warnings():
        # The exporter recommends its successor, which needs a package more.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            network.eval(),
            (torch.zeros(shape),),
            file,
            input_names=list(input_axes),
            output_names=list(output_axes),
            dynamic_axes={**input_axes, **output_axes},
            opset_version=OPSET,
            dynamo=False,
        )
    return onnx.load_from_string(file.getvalue())


def finished(model: onnx.ModelProto) -> bytes:
    """Returns the file of a model, its weights as float16; the same bytes for the same model."""
    halve_weights(model)
    onnx.checker.check_model(model, full_check=True)
    return model.SerializeToString(deterministic=True)


def halve_weights(model: onnx.ModelProto) -> None:
    """Stores the matrices and filters of a model as float16, each followed by a cast to float32.

    So the file has half the size and the network computes in float32; both engines fold the casts
    when they load it. Vectors (biases, slopes, statistics) are small and stay float32.

    Raises:
        TrainingError: when a weight is too large for float16.
    """
    graph = model.graph
    casts = []
    for tensor in graph.initializer:
        values = numpy_helper.to_array(tensor)
        if values.dtype != np.float32 or np.count_nonzero(np.array(values.shape) > 1) < 2:
            continue
        name = tensor.name
        if np.abs(values).max(initial=0) > np.finfo(np.float16).max:
            raise TrainingError(f"The weight '{name}' is too large for float16.")
        halved = numpy_helper.from_array(values.astype(np.float16), f"{name}/float16")
        tensor.CopyFrom(halved)
        casts.append(
            helper.make_node(
                "Cast", [halved.name], [name], f"{name}/cast", to=onnx.TensorProto.FLOAT
            )
        )
    nodes = [*casts, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)
