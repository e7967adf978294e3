"""What a configuration says of distillation."""

from dataclasses import dataclass, field
from typing import Literal

from photosort_training.parsing import require


@dataclass(frozen=True)
class SynthesisConfiguration:
    """How training faces are made of stored crops; `distillation/synthesis.py` says more.

    `mix` and `bend` are the shares of faces made of two and bent out of shape. `rotation`
    (degrees), `scale` (the logarithm) and `shift` (pixels) are standard deviations.
    """

    mix: float = 0.6
    bend: float = 0.5
    rotation: float = 4.0
    scale: float = 0.045
    shift: float = 1.6

    def __post_init__(self) -> None:
        """Checks the ranges."""
        shares = (self.mix, self.bend)
        require(min(shares) >= 0 and max(shares) <= 1, "mix or bend is not in 0 … 1")
        deviations = (self.rotation, self.scale, self.shift)
        require(min(deviations) >= 0, "rotation, scale or shift is below 0")


@dataclass(frozen=True)
class SynthesisSamplerConfiguration:
    """Epochs of `batches` batches of `batch_size` new faces; no face is made twice."""

    name: Literal["synthesis"]
    batch_size: int
    batches: int
    synthesis: SynthesisConfiguration = field(default_factory=SynthesisConfiguration)

    def __post_init__(self) -> None:
        """Checks the ranges."""
        is_large_enough = self.batch_size >= 2 and self.batches >= 1
        require(is_large_enough, "batch_size is below 2 or batches below 1")


@dataclass(frozen=True)
class DistillationConfiguration:
    """A teacher, and the weights of what is learned from it; see `distillation/objective.py`.

    `teacher` is the name of a manifest in `Sources/CFaceModels/manifests`, without its suffix; it
    sees `data.face_side` pixels of the face in colour, whatever the student reads.
    `hint_values` are names of values in the teacher's graph: one for each of the student's stages,
    or none at all. Their weight falls in a line to `final_hints` over `hint_steps` steps. With
    `mirrored` the embedding to be learned is the mean of those of a face and of its mirror image.
    """

    name: Literal["distillation"]
    teacher: str
    hint_values: tuple[str, ...] = ()
    similarities: float = 2.0
    length: float = 0.1
    hints: float = 0.25
    final_hints: float = 0.05
    hint_steps: int = 10_000
    mirrored: bool = False

    def __post_init__(self) -> None:
        """Checks the ranges."""
        weights = (self.similarities, self.length, self.hints, self.final_hints)
        require(min(weights) >= 0, "a weight is below 0")
        require(self.hint_steps >= 1, "hint_steps is below 1")
