"""Goes on training from an exported model, whose normalization the exporter has folded away."""

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import nn

from photosort_training.errors import TrainingError

# Operators with weights, and the layers that they were.
LAYERS = {"Conv": nn.Conv2d, "Gemm": nn.Linear, "PRelu": nn.PReLU}


@torch.no_grad()
def load_exported_weights(network: nn.Module, file: Path, images: torch.Tensor) -> None:
    """Gives a network the weights of an ONNX file that `export` wrote of such a network.

    Export merges each batch normalization into the convolution before it. Here it is taken apart
    again: the convolution keeps the merged filter w, and from the mean m and the variance v of what
    it gives on `images` the normalization gets the scale √(v + ε) and the shift m + bias. So the
    network computes what the file computes, and in training, with the statistics of a batch, nearly
    the same.

    Args:
        network: The network, on the processor.
        file: The ONNX file.
        images: Faces as the network reads them, [N, C, side, side]; some hundred.

    Raises:
        TrainingError: when the file cannot be read, or is of another network.
    """
    layers = _layers(network, images[:1])
    nodes = _weights(file)
    if nodes and nodes[0][1] and nodes[0][1][0].shape == (1, 3, 1, 1):
        # What makes a grey network's plane of three is part of the file alone.
        nodes = nodes[1:]
    weighted = [layer for layer in layers if isinstance(layer, tuple(LAYERS.values()))]
    kinds = [LAYERS[operator] for operator, _ in nodes]
    if kinds != [type(layer) for layer in weighted]:
        raise TrainingError(f"{file} is not an exported model of this network.")
    values = dict(zip(map(id, weighted), (arrays for _, arrays in nodes), strict=True))
    normalizations = []
    for layer, following in zip(layers, [*layers[1:], None], strict=True):
        if isinstance(layer, nn.Conv2d) and isinstance(following, nn.BatchNorm2d):
            bias = _fill(layer.weight, None, values[id(layer)], file)
            _make_neutral(following, bias)
            normalizations.append(following)
        elif id(layer) in values:
            _fill(layer.weight, getattr(layer, "bias", None), values[id(layer)], file)
        elif layer not in normalizations:
            raise TrainingError(f"A {type(layer).__name__} follows no convolution: {file}.")
    _calibrate(network, normalizations, images)


def _layers(network: nn.Module, image: torch.Tensor) -> list[nn.Module]:
    """Returns the layers with weights in the order in which they run."""
    order: list[nn.Module] = []
    kinds = (*LAYERS.values(), nn.BatchNorm2d, nn.BatchNorm1d)
    handles = [
        module.register_forward_pre_hook(lambda module, _: order.append(module))
        for module in network.modules()
        if isinstance(module, kinds)
    ]
    _run(network, image)
    for handle in handles:
        handle.remove()
    return order


def _weights(file: Path) -> list[tuple[str, list[np.ndarray]]]:
    """Returns the operators with weights in the order of the graph: each one's name and weights."""
    try:
        graph = onnx.load_from_string(file.read_bytes()).graph
    except Exception as error:  # ONNX gives errors of several libraries.
        raise TrainingError(f"{file} cannot be read as an ONNX file.") from error
    tensors = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    for node in graph.node:
        # Exporters keep equal weights once; Identity stands for the others.
        if node.op_type in {"Cast", "Identity"} and node.input[0] in tensors:
            tensors[node.output[0]] = tensors[node.input[0]].astype(np.float32)
    return [
        (node.op_type, [tensors[name] for name in node.input[1:] if name in tensors])
        for node in graph.node
        if node.op_type in LAYERS
    ]


def _fill(
    weight: torch.Tensor, bias: torch.Tensor | None, arrays: list[np.ndarray], file: Path
) -> torch.Tensor:
    """Takes over a layer's weights, and returns its bias, zeros where the file has none."""
    if not arrays or arrays[0].size != weight.numel():
        raise TrainingError(f"{file} is not an exported model of this network.")
    weight.copy_(torch.from_numpy(arrays[0].copy()).reshape(weight.shape))
    shift = torch.from_numpy(arrays[1].copy()) if len(arrays) > 1 else weight.new_zeros(len(weight))
    if bias is not None:
        bias.copy_(shift)
    return shift


def _make_neutral(layer: nn.BatchNorm2d, bias: torch.Tensor) -> None:
    """Has a normalization add a bias and do nothing else."""
    layer.running_mean.zero_()
    layer.running_var.fill_(1 - layer.eps)
    layer.weight.fill_(1)
    layer.bias.copy_(bias)


def _calibrate(network: nn.Module, layers: list[nn.BatchNorm2d], images: torch.Tensor) -> None:
    """Gives neutral normalizations the statistics of what they meet, without changing the sum."""
    statistics: dict[nn.Module, tuple[torch.Tensor, torch.Tensor]] = {}

    def watch(layer: nn.Module, inputs: tuple[torch.Tensor]) -> None:
        statistics[layer] = (inputs[0].mean((0, 2, 3)), inputs[0].var((0, 2, 3)))

    handles = [layer.register_forward_pre_hook(watch) for layer in layers]
    _run(network, images)
    for handle in handles:
        handle.remove()
    for layer, (mean, variance) in statistics.items():
        layer.running_mean.copy_(mean)
        layer.running_var.copy_(variance)
        layer.weight.copy_((variance + layer.eps).sqrt())
        layer.bias.add_(mean)


def _run(network: nn.Module, images: torch.Tensor) -> None:
    """Runs a network as it runs after training."""
    was_training = network.training
    network.eval()
    network(images)
    network.train(was_training)
