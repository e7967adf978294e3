"""The network that is learned from: an ONNX file run by ONNX Runtime."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime

from photosort_training.errors import TrainingError

# Stands for the batch in the graph's shapes.
BATCH = "batch"
# As many as a processor's second-level cache holds the maps of: 64 at once take twice the time.
FACES_A_RUN = 4


# The manifests of the models that photosort knows, and the weights of its own.
MANIFESTS = Path(__file__).parents[3] / "Sources" / "CFaceModels" / "manifests"
WEIGHTS = MANIFESTS.with_name("weights")


def teacher_file(name: str, folder: Path | None) -> tuple[Path, Path]:
    """Returns the ONNX file of a known model and its manifest.

    Args:
        name: The manifest's name.
        folder: Where public models are; photosort's own is taken from its sources.

    Raises:
        TrainingError: when there is no manifest of that name, or no folder for a public model.
    """
    manifest = MANIFESTS / f"{name}.json"
    if not manifest.is_file():
        known = ", ".join(sorted(path.stem for path in MANIFESTS.glob("*.json")))
        raise TrainingError(f"The teacher '{name}' is none of {known}.")
    file = json.loads(manifest.read_text(encoding="utf-8"))["file"]
    if (WEIGHTS / file).is_file():
        return WEIGHTS / file, manifest
    if folder is None:
        raise TrainingError(
            f"The teacher '{name}' does not come with photosort; --teachers names the folder of "
            f"{file}."
        )
    return folder / file, manifest


@dataclass(frozen=True)
class Lesson:
    """What a teacher makes of N faces: raw embeddings [N, dimension], and maps [N, C, H, W]."""

    embeddings: np.ndarray
    maps: tuple[np.ndarray, ...]


class Teacher:
    """An embedder, described by a manifest of schema `photosort.model/1`.

    Args:
        weights: The ONNX file.
        manifest: Its manifest: the file's SHA-256, and the normalization of its input.
        hints: Names of inner values of the graph, [N, C, H, W], that are to be learned too.
        mirrored: Whether the embedding is the mean of those of a face and of its mirror image. That
            tells people apart a little better than one alone, and left and right do not matter to
            it, so it is easier to learn. Maps are those of the face itself.

    Raises:
        TrainingError: when a file cannot be read, is not the one that the manifest describes, or
            lacks a hint.
    """

    def __init__(
        self, weights: Path, manifest: Path, hints: tuple[str, ...] = (), *, mirrored: bool = False
    ) -> None:
        facts = read_manifest(manifest, "embedder", "output")
        self.input = facts["input"]
        self.mirrored = mirrored
        self.names = [facts["output"], *hints]
        self.session = open_teacher(weights, manifest, facts["sha256"], hints)

    def __call__(self, faces: np.ndarray) -> Lesson:
        """Returns what the teacher makes of faces, uint8 [N, side, side, 3], red first."""
        embeddings, *maps = self._run(faces, self.names)
        if self.mirrored:
            (others,) = self._run(faces[:, :, ::-1], self.names[:1])
            embeddings = (embeddings + others) / 2
        return Lesson(embeddings, tuple(maps))

    def _run(self, faces: np.ndarray, names: list[str]) -> list[np.ndarray]:
        """Returns values of the graph for all faces."""
        batch = planes_of(faces, self.input)
        parts = [
            self.session.run(names, {self.input["name"]: batch[first : first + FACES_A_RUN]})
            for first in range(0, len(batch), FACES_A_RUN)
        ]
        return [np.concatenate(values) for values in zip(*parts, strict=True)]


def planes_of(images: np.ndarray, input: dict[str, Any]) -> np.ndarray:
    """Returns images, uint8 [N, H, W, 3], red first, as a manifest's network reads them.

    Args:
        images: Samples of 0 to 255.
        input: The manifest's `input`: the order of the planes, and their normalization.
    """
    ordered = images if input["colors"] == "rgb" else images[..., ::-1]
    # Small samples are moved before they grow: this takes an eighth of the time.
    planes = np.ascontiguousarray(ordered.transpose(0, 3, 1, 2)).astype(np.float32)
    planes -= np.array(input["mean"], dtype=np.float32).reshape(3, 1, 1)
    planes /= np.array(input["deviation"], dtype=np.float32).reshape(3, 1, 1)
    return planes


def read_manifest(path: Path, task: str, *fields: str) -> dict[str, Any]:
    """Returns a manifest, which has the file's SHA-256, the input and the other fields.

    Raises:
        TrainingError: when it cannot be read, or is that of another task.
    """
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
        if facts["task"] == task and {"sha256", "input", *fields} <= facts.keys():
            return facts
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise TrainingError(f"{path} cannot be read as a manifest.") from error
    raise TrainingError(f"{path} is not the manifest of a usable {task}.")


def open_teacher(
    weights: Path, manifest: Path, digest: str, hints: tuple[str, ...]
) -> onnxruntime.InferenceSession:
    """Returns a session that runs any number of images and shows inner values.

    Args:
        weights: The ONNX file.
        manifest: Where its SHA-256 is from, for messages.
        digest: The SHA-256.
        hints: Names of inner values of the graph.

    Raises:
        TrainingError: when the file cannot be read, is another, or lacks a hint.
    """
    try:
        data = weights.read_bytes()
    except OSError as error:
        raise TrainingError(f"{weights} cannot be read: {error.strerror}.") from error
    if hashlib.sha256(data).hexdigest() != digest:
        raise TrainingError(f"{weights} is not the file that {manifest} describes.")
    model = _with_any_batch(onnx.load_from_string(data))
    _show(model, hints, weights)
    return session_of(model.SerializeToString())


def _with_any_batch(model: onnx.ModelProto) -> onnx.ModelProto:
    """Returns the model for any number of images.

    Exporters write the batch of 1 into the shapes and into the constants of Reshape.
    """
    graph = model.graph
    for value in [*graph.input, *graph.output]:
        value.type.tensor_type.shape.dim[0].dim_param = BATCH
    del graph.value_info[:]
    targets = {node.input[1] for node in graph.node if node.op_type == "Reshape"}
    constants = {node.output[0]: node.attribute[0].t for node in graph.node if _is_constant(node)}
    constants |= {tensor.name: tensor for tensor in graph.initializer}
    for name in targets & constants.keys():
        extents = onnx.numpy_helper.to_array(constants[name]).copy()
        if extents.size and extents[0] == 1:
            extents[0] = 0
            constants[name].CopyFrom(onnx.numpy_helper.from_array(extents, constants[name].name))
    return model


def _is_constant(node: onnx.NodeProto) -> bool:
    """Returns whether a node holds a tensor."""
    return node.op_type == "Constant" and node.attribute[0].name == "value"


def _show(model: onnx.ModelProto, hints: tuple[str, ...], file: Path) -> None:
    """Makes inner values outputs of the graph."""
    known = {name for node in model.graph.node for name in node.output}
    for hint in hints:
        if hint not in known:
            raise TrainingError(f"{file} has no value named '{hint}'.")
        info = onnx.helper.make_tensor_value_info(hint, onnx.TensorProto.FLOAT, None)
        model.graph.output.append(info)


def session_of(model: bytes) -> onnxruntime.InferenceSession:
    """Returns a session of one thread: each worker of the loader has its own."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
