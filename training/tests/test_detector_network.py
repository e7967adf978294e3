"""The detector: within its limits, at any size, and the same after export."""

import json

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from test_export import OPERATORS

from photosort_training.detection.cost import multiply_adds
from photosort_training.detection.export import (
    INPUT_NAME,
    export_detector,
    make_detector_manifest,
)
from photosort_training.detection.network import NECK, STRIDES, VALUES, FaceDetector
from photosort_training.detection.settings import read_detector_configuration
from photosort_training.detection.source import INPUT
from photosort_training.detection.teacher import DenseDetector
from photosort_training.distillation.teacher import planes_of, session_of

SIZES = [(64, 64), (96, 160)]


def trained_like():
    """Returns a detector whose statistics and outputs are not those of the first moment."""
    torch.manual_seed(1)
    network = FaceDetector()
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            torch.nn.init.uniform_(module.weight, 0.5, 1.5)
            torch.nn.init.normal_(module.bias, std=0.1)
    for head in network.heads:
        for layer in head.children():
            torch.nn.init.normal_(layer.weight, std=0.1)
    with torch.no_grad():
        for _ in range(20):
            network.train()(torch.rand(2, 3, 64, 64) * 2)
    return network.eval()


@pytest.fixture(scope="module")
def exported():
    network = trained_like()
    return network, export_detector(network)


def test_multiply_adds_are_those_counted_by_hand():
    layers = torch.nn.Sequential(
        torch.nn.Conv2d(3, 8, 3, stride=2, padding=1),
        torch.nn.Conv2d(8, 8, 3, padding=1, groups=8),
        torch.nn.Flatten(),
        torch.nn.Linear(8 * 25, 4),
    )
    expected = 8 * 27 * 25 + 8 * 9 * 25 + 8 * 25 * 4
    assert multiply_adds(layers, torch.zeros(1, 3, 10, 10)) == expected


def test_the_detector_is_within_its_limits(exported):
    network, content = exported
    assert 2 * multiply_adds(network, torch.zeros(1, 3, 640, 640)) <= 1.2e9
    assert len(content) <= 1_000_000


@pytest.mark.parametrize(("height", "width"), SIZES)
def test_every_cell_has_its_values(height, width):
    network = FaceDetector().eval()
    maps = network.stages(torch.zeros(2, 3, height, width))
    extents = [(2, NECK, height // s, width // s) for s in STRIDES]
    assert [tuple(one.shape) for one in maps] == extents
    cells = sum(height // s * (width // s) for s in STRIDES)
    assert network.conclude(maps).shape == (2, cells, VALUES)


def test_the_cells_of_a_level_lie_in_rows():
    network = trained_like()
    maps = [torch.zeros(1, NECK, 64 // s, 96 // s) for s in STRIDES]
    empty = network.conclude(maps)
    maps[1][0, :, 2, 3] = 1
    changed = (network.conclude(maps) - empty).abs().sum(dim=2)[0]
    assert changed.nonzero().ravel().tolist() == [8 * 12 + 2 * 6 + 3]


@pytest.mark.parametrize(("height", "width"), SIZES)
def test_onnx_runtime_finds_what_pytorch_finds(height, width, exported):
    network, content = exported
    draw = np.random.default_rng(2)
    canvases = draw.integers(0, 256, (2, height, width, 3), dtype=np.uint8)
    facts = {"input": {"name": INPUT_NAME, **INPUT}, "thresholds": {}}
    given = DenseDetector(session_of(content), facts)(canvases).cells
    with torch.no_grad():
        expected = network(torch.from_numpy(planes_of(canvases, INPUT))).numpy()
    expected[..., 0] = 1 / (1 + np.exp(-expected[..., 0]))
    # Weights are rounded to 11 bits; the errors of the layers add up like noise.
    scale = np.abs(expected).max((0, 1))
    assert (np.abs(given - expected) / scale).max() < 0.02


def test_the_file_has_yunets_outputs_and_known_operators(exported):
    model = onnx.load_from_string(exported[1])
    known = OPERATORS | {"Resize", "Reshape", "Sigmoid", "Transpose"}
    assert {node.op_type for node in model.graph.node} <= known
    session = onnxruntime.InferenceSession(exported[1], providers=["CPUExecutionProvider"])
    kinds = {"cls": 1, "obj": 1, "bbox": 4, "kps": 10}
    outputs = {output.name: output.shape for output in session.get_outputs()}
    assert set(outputs) == {f"{kind}_{stride}" for kind in kinds for stride in STRIDES}
    assert all(shape[2] == kinds[name.split("_")[0]] for name, shape in outputs.items())
    extents = model.graph.input[0].type.tensor_type.shape.dim
    assert [d.dim_param for d in extents] == ["batch", "", "height", "width"]


def test_the_manifest_is_one_of_a_detector_of_yunets_family(exported, tmp_path, our_detector):
    configuration = read_detector_configuration(our_detector)
    manifest = make_detector_manifest(configuration, exported[1], 0.62, {"data": "toys"})
    assert manifest["task"] == "detector" and manifest["schema"] == "photosort.model/1"
    assert manifest["thresholds"] == {"score": 0.62, "overlap": 0.45}
    weights, place = tmp_path / manifest["file"], tmp_path / "m.json"
    weights.write_bytes(exported[1])
    place.write_text(json.dumps(manifest))
    detector = DenseDetector.open(weights, place)
    image = np.zeros((50, 70, 3), dtype=np.uint8)
    assert len(detector.faces(image, 0.0)) > 0
