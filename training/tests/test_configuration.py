"""Configuration files: all of ours are valid, and mistakes are told by file and key."""

from pathlib import Path

import pytest
import yaml

from photosort_training.backbones import BACKBONES
from photosort_training.configuration import as_mapping, read_configuration
from photosort_training.detection.settings import read_detector_configuration
from photosort_training.parsing import ConfigurationError

# Of embedders; what is for another task says so.
CONFIGS = sorted(
    path
    for path in (Path(__file__).parent.parent / "configs").glob("*.yaml")
    if "task" not in yaml.safe_load(path.read_text())
)
# What comes with photosort is called after it, not after its configuration.
SHIPPED = {
    "residual-distillation": "photosort-embedder-1",
    "residual-continuation": "photosort-embedder-3",
}
EXAMPLE = CONFIGS[0].with_name("resnet18-grey-triplet.yaml")


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.stem)
def test_our_configurations_are_valid(path, tmp_path):
    configuration = read_configuration(path)
    assert configuration.name == SHIPPED.get(path.stem, path.stem)
    assert configuration.backbone.name in BACKBONES
    copy = tmp_path / "copy.yaml"
    copy.write_text(yaml.safe_dump(as_mapping(configuration)))
    assert read_configuration(copy) == configuration


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.stem)
def test_our_configurations_keep_people_to_be_measured_on(path):
    data = read_configuration(path).data
    assert min(data.validation_share, data.test_share) >= 0.05


def test_our_detectors_configuration_is_valid(our_detector, tmp_path):
    configuration = read_detector_configuration(our_detector)
    assert configuration.name == "photosort-detector-1"
    copy = tmp_path / "copy.yaml"
    copy.write_text(yaml.safe_dump(as_mapping(configuration)))
    assert read_detector_configuration(copy) == configuration


@pytest.mark.parametrize(
    ("section", "key", "value", "reason"),
    [
        ("canvas", "side", 100, "no multiple of 32"),
        ("canvas", "mosaics", 0.9, "shares of canvases"),
        ("canvas", "rotation", 200, "rotation is not in"),
        ("objective", "hint_values", ["287"], "hint_values are not one a stride"),
        ("objective", "least_score", 1, "least_score is not between"),
        ("training", "epochs", 0, "epochs is below 1"),
    ],
)
def test_what_cannot_be_in_a_detectors_configuration_is_told(
    section, key, value, reason, our_detector, tmp_path
):
    content = yaml.safe_load(our_detector.read_text())
    content[section][key] = value
    path = tmp_path / "mine.yaml"
    path.write_text(yaml.safe_dump(content))
    with pytest.raises(ConfigurationError, match=reason):
        read_detector_configuration(path)


def changed(tmp_path, key, value):
    """Returns the path of a valid configuration with one key changed, or removed for `None`."""
    content = yaml.safe_load(EXAMPLE.read_text())
    *parents, last = key.split(".")
    place = content
    for parent in parents:
        place = place[parent]
    if value is None:
        del place[last]
    else:
        place[last] = value
    path = tmp_path / "mine.yaml"
    path.write_text(yaml.safe_dump(content))
    return path


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("speed", 3, "speed: unknown key; known are augmentation"),
        ("training.epoch", 3, "training.epoch: unknown key"),
        ("training.epochs", "many", "training.epochs: expected a whole number, found 'many'"),
        ("training.epochs", 2.5, "training.epochs: expected a whole number, found '2.5'"),
        ("training.epochs", True, "training.epochs: expected a whole number, found 'True'"),
        ("training.epochs", 0, "training: epochs is below 1"),
        ("training.precision", "float8", "training.precision: 'float8' is none of float32"),
        ("training.learning_rate", "1e-3", "training.learning_rate: expected a number"),
        ("training", 7, "training: expected a mapping, found '7'"),
        ("name", None, "name: missing"),
        ("name", "a/b", "name is not letters, digits and dashes"),
        ("objective.name", "hinge", "objective.name: 'hinge' is none of arcface, center, cosface"),
        ("objective.name", None, "objective.name: missing"),
        ("objective", [], "objective: expected a mapping, found a list"),
        ("objective.mining", "given", "the sampler 'global-mining' and the mining 'given' go"),
        ("objective", {"name": "center"}, "the objective 'center' has no class for singles"),
        ("data.face_side", 200, "data: face_side is not in 8 … stored_side"),
        ("data.test_share", 0.95, "data: the shares of people leave none to train"),
        ("augmentation.mirror", 2, "augmentation: mirror is not in 0 … 1"),
    ],
)
def test_mistakes_are_told_by_file_and_key(tmp_path, key, value, sentence):
    path = changed(tmp_path, key, value)
    with pytest.raises(ConfigurationError) as caught:
        read_configuration(path)
    message = str(caught.value)
    assert message.startswith(str(path)) and sentence in message and message.endswith(".")
    assert "\n" not in message


@pytest.mark.parametrize("text", ["a: [", "- 1", "", "\x00"])
def test_what_is_no_mapping_is_told(tmp_path, text):
    path = tmp_path / "mine.yaml"
    path.write_text(text)
    with pytest.raises(ConfigurationError, match="mine.yaml"):
        read_configuration(path)


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(ConfigurationError, match="cannot be read"):
        read_configuration(tmp_path / "none.yaml")
