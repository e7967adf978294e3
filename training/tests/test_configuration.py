"""Configuration files: all of ours are valid, and mistakes are told by file and key."""

from pathlib import Path

import pytest
import yaml

from photosort_training.backbones import BACKBONES, build_backbone
from photosort_training.configuration import (
    BackboneConfiguration,
    InputConfiguration,
    as_mapping,
    read_configuration,
)
from photosort_training.detection.settings import read_detector_configuration
from photosort_training.errors import TrainingError
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
        ("training.learning_rate", "fast", "training.learning_rate: expected a finite number"),
        (
            "training.learning_rate",
            float("nan"),
            "learning_rate: expected a finite number",
        ),
        ("training.weight_decay", float("inf"), "training.weight_decay: expected a finite number"),
        ("training.gradient_limit", "1e999", "gradient_limit: expected a finite number"),
        ("objective.margin", float("nan"), "objective.margin: expected a finite number"),
        ("augmentation.mirror", 10**400, "augmentation.mirror: expected a finite number"),
        ("seed", 2**64, "seed is not in 0 … 2^63 − 1"),
        ("training", 7, "training: expected a mapping, found '7'"),
        ("name", None, "name: missing"),
        ("name", "a/b", "name is not a letter or digit, then letters, digits and dashes"),
        ("name", "-a", "name is not a letter or digit, then letters, digits and dashes"),
        ("name", "é", "name is not a letter or digit, then letters, digits and dashes"),
        ("name", "a" * 101, "letters, digits and dashes, at most 100"),
        ("objective.name", "hinge", "objective.name: 'hinge' is none of arcface, center, cosface"),
        ("objective.name", None, "objective.name: missing"),
        ("objective.name", ["triplet"], "objective.name: a list is none of arcface"),
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


@pytest.mark.parametrize("text", ["a: [", "- 1", "", "\x00", "a: 2024-13-45", "a: " + "[" * 5000])
def test_what_is_no_mapping_is_told(tmp_path, text):
    path = tmp_path / "mine.yaml"
    path.write_text(text)
    with pytest.raises(ConfigurationError, match="mine.yaml"):
        read_configuration(path)


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(ConfigurationError, match="cannot be read"):
        read_configuration(tmp_path / "none.yaml")


def test_powers_of_ten_are_numbers_with_and_without_a_point(tmp_path):
    path = changed(tmp_path, "training.learning_rate", 0.5)
    for text in ("1e-3", "1.0e-3", "10E-4", ".1e-2"):
        changed_text = path.read_text().replace("learning_rate: 0.5", f"learning_rate: {text}")
        (tmp_path / "power.yaml").write_text(changed_text)
        assert read_configuration(tmp_path / "power.yaml").training.learning_rate == 0.001


def test_a_key_that_is_there_twice_is_told_with_its_line(tmp_path):
    path = changed(tmp_path, "seed", 3)
    lines = path.read_text().splitlines()
    place = next(i for i, line in enumerate(lines) if line.startswith("  epochs:"))
    lines.insert(place + 1, "  epochs: 9")
    path.write_text("\n".join(lines))
    sentence = f"epochs: is there twice, again in line {place + 2}."
    with pytest.raises(ConfigurationError, match=sentence):
        read_configuration(path)


@pytest.mark.parametrize("name", ["resnet18", "mobilefacenet", "nn4small2"])
def test_images_too_small_for_gradients_are_refused(name):
    with pytest.raises(TrainingError, match=f"'{name}' takes images of 32 pixels a side or more"):
        build_backbone(BackboneConfiguration(name), InputConfiguration(31))
    build_backbone(BackboneConfiguration(name), InputConfiguration(32))
