"""An exported model is what was trained, in ONNX Runtime and by the manifest's rules."""

import hashlib
import json

import numpy as np
import onnx
import onnxruntime
import pytest
import torch

from photosort_training.backbones import BACKBONES, build_backbone
from photosort_training.configuration import (
    BackboneConfiguration,
    InputConfiguration,
)
from photosort_training.errors import TrainingError
from photosort_training.export import INPUT_NAME, OUTPUT_NAME, export_network, halve_weights
from photosort_training.exported_weights import load_exported_weights
from photosort_training.manifest import TEMPLATE, input_template, thresholds

# What photosort's engine runs (docs/operators.md) and our networks need.
OPERATORS = {
    *("Add", "BatchNormalization", "Cast", "Concat", "Constant", "Conv", "Flatten", "Gemm"),
    *("GlobalAveragePool", "Identity", "LeakyRelu", "MaxPool", "PRelu", "Relu"),
}
CASES = [
    ("resnet18", 80, "grey"),
    ("resnet18 depthwise", 80, "grey"),
    ("mobilefacenet", 112, "rgb"),
    ("nn4small2", 96, "rgb"),
    ("residual", 112, "rgb"),
]


def backbone(name, **changes):
    """Returns the configuration of a case: a network, and its pooling where it has a choice."""
    name, pooling = [*name.split(), "mean"][:2]
    return BackboneConfiguration(name, 32, pooling=pooling, **changes)


def trained_like(name, side, colors):
    """Returns a network whose statistics are not those of the first moment."""
    torch.manual_seed(1)
    network = build_backbone(backbone(name, dropout=0.1), InputConfiguration(side, colors))
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            torch.nn.init.uniform_(module.weight, 0.5, 1.5)
            torch.nn.init.normal_(module.bias, std=0.1)
            module.momentum = 0.5
    planes = 1 if colors == "grey" else 3
    with torch.no_grad():
        for _ in range(4):
            network.train()(torch.randn(4, planes, side, side))
    return network.eval()


def test_every_backbone_is_exported_here():
    assert {name.split()[0] for name, _, _ in CASES} == set(BACKBONES)


@pytest.mark.parametrize(("name", "side", "colors"), CASES)
def test_onnx_runtime_gives_what_pytorch_gives(name, side, colors):
    network = trained_like(name, side, colors)
    content = export_network(network, InputConfiguration(side, colors))
    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    images = np.random.default_rng(1).normal(size=(3, 3, side, side)).astype(np.float32)
    fed = images
    if colors == "grey":
        fed = np.tensordot(images, [0.299, 0.587, 0.114], axes=([1], [0]))[:, None]
    with torch.no_grad():
        expected = network(torch.from_numpy(fed.astype(np.float32))).numpy()
    for count in (1, 3):
        (given,) = session.run([OUTPUT_NAME], {INPUT_NAME: images[:count]})
        # Weights are rounded to 11 bits; the errors of the layers add up like noise.
        scale = np.abs(expected).max()
        np.testing.assert_allclose(given, expected[:count], atol=5e-3 * scale)
        cosines = np.sum(given * expected[:count], axis=1)
        cosines /= np.linalg.norm(given, axis=1) * np.linalg.norm(expected[:count], axis=1)
        assert cosines.min() > 0.9999


@pytest.mark.parametrize(("name", "side", "colors"), CASES)
def test_the_file_is_half_as_large_and_holds_known_operators(name, side, colors):
    network = trained_like(name, side, colors)
    content = export_network(network, InputConfiguration(side, colors))
    weights = sum(weight.numel() for weight in network.parameters())
    assert len(content) < 2.1 * weights + 200_000
    model = onnx.load_from_string(content)
    assert {node.op_type for node in model.graph.node} <= OPERATORS
    assert [(entry.domain, entry.version) for entry in model.opset_import] == [("", 17)]
    shape = model.graph.input[0].type.tensor_type.shape.dim
    assert shape[0].dim_param == "batch" and [d.dim_value for d in shape[1:]] == [3, side, side]


def test_a_weight_too_large_for_half_precision_is_told():
    tensor = onnx.numpy_helper.from_array(np.full((2, 2), 1e6, np.float32), "w")
    model = onnx.helper.make_model(onnx.helper.make_graph([], "g", [], [], [tensor]))
    with pytest.raises(TrainingError, match="'w' is too large"):
        halve_weights(model)


def test_the_template_of_the_plain_crop_is_photosorts_own():
    expected = [list(point) for point in TEMPLATE]
    assert input_template(112, 112) == expected


def test_the_template_goes_with_the_pixels_that_the_network_sees():
    # The middle 128 pixels at half their size: 8 more on each side, then half.
    template = input_template(128, 64)
    expected = (np.array(TEMPLATE) + 8 + 0.5) / 2 - 0.5
    np.testing.assert_allclose(template, expected, atol=1e-4)


def test_thresholds_are_in_order_and_in_range():
    values = thresholds({"0.01": 0.3, "0.001": 0.45, "0.0001": 0.55})
    assert values["verification"] == 0.45 and values["identification"] == 0.55
    assert values["identificationGrowth"] == pytest.approx(0.1)
    extended = thresholds({"0.01": 0.3, "0.001": 0.45})
    assert extended["identification"] == pytest.approx(0.6)
    # A network that tells nobody apart, and one that is certain.
    for rates in ({"0.01": 0.98, "0.001": 0.999}, {"0.01": -0.5, "0.001": -0.4}):
        assert all(0 <= value <= 1 for value in thresholds(rates).values())


def test_a_manifest_has_all_that_photosort_reads(finished_run):
    folder, exported = finished_run
    manifest = json.loads((exported / "toy.json").read_text())
    content = (exported / "toy.onnx").read_bytes()
    assert manifest["schema"] == "photosort.model/1" and manifest["task"] == "embedder"
    assert manifest["sha256"] == hashlib.sha256(content).hexdigest()
    assert manifest["file"] == "toy.onnx" and manifest["dimension"] == 32
    assert manifest["input"]["width"] == manifest["input"]["height"] == 32
    assert set(manifest["thresholds"]) == {
        *("verification", "clustering", "singletonMargin", "weakJoin"),
        *("identification", "identificationGrowth", "margin"),
    }
    assert len(manifest["verificationHead"]["weights"]) == 32
    assert manifest["provenance"]["test"]["people"] > 0
    assert str(folder.parent) not in (exported / "toy.json").read_text()


@pytest.mark.parametrize(("name", "side", "colors"), CASES)
def test_training_goes_on_from_an_exported_model(name, side, colors, tmp_path):
    trained = trained_like(name, side, colors)
    input = InputConfiguration(side, colors)
    file = tmp_path / "model.onnx"
    file.write_bytes(export_network(trained, input))
    torch.manual_seed(8)
    faces = torch.randn(16, 1 if colors == "grey" else 3, side, side)
    fresh = build_backbone(backbone(name), input)
    load_exported_weights(fresh, file, faces)
    with torch.no_grad():
        expected, found = trained.eval()(faces), fresh.eval()(faces)
        # The filters went through float16, which keeps 11 bits.
        torch.testing.assert_close(found, expected, atol=0.01 * float(expected.std()), rtol=0.01)
        # A batch whose statistics are those of the layers is embedded alike in training.
        in_training = fresh.train()(faces)
        similarity = torch.nn.functional.cosine_similarity(in_training, expected)
        assert float(similarity.min()) > 0.99


def test_an_exported_model_of_another_network_is_told(tmp_path):
    file = tmp_path / "model.onnx"
    file.write_bytes(export_network(*_of("resnet18", 80, "grey")))
    other = build_backbone(BackboneConfiguration("residual", 32), InputConfiguration(112))
    with pytest.raises(TrainingError, match="not an exported model of this network"):
        load_exported_weights(other, file, torch.zeros(2, 3, 112, 112))
    file.write_bytes(b"no model")
    with pytest.raises(TrainingError, match="cannot be read as an ONNX file"):
        load_exported_weights(other, file, torch.zeros(2, 3, 112, 112))


def _of(name, side, colors):
    return trained_like(name, side, colors), InputConfiguration(side, colors)
