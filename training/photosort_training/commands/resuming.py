"""Whether a run goes on with what it was begun with; what differs is told before anything is."""

from pathlib import Path
from typing import Any

from photosort_training.commands.run_folder import CONFIGURATION, PEOPLE, USES, described_people
from photosort_training.configuration import as_mapping
from photosort_training.data.people import Split
from photosort_training.engine.trainer import CHECKPOINT
from photosort_training.errors import TrainingError
from photosort_training.parsing import parse_dataclass
from photosort_training.records import read_json
from photosort_training.yaml_files import read_yaml

# What a run may be told anew. The optimizer's other settings, and all that says what is trained,
# would be passed over or break what the checkpoint holds.
FREE = frozenset(
    {
        "batches",
        "name",
        "objective.hint_steps",
        "sampler.batches",
        "training.checkpoint_steps",
        "training.epochs",
        "training.final_learning_rate",
        "training.learning_rate",
        "training.warmup_steps",
        "training.workers",
    }
)


def check_unused(folder: Path) -> None:
    """Checks that a folder holds no run, which a new one would overwrite.

    Raises:
        TrainingError: when it holds one.
    """
    if (folder / CHECKPOINT).exists():
        raise TrainingError(f"{folder} holds a run; go on with --resume, or choose another folder.")


def check_same_configuration(folder: Path, configuration: Any) -> None:
    """Checks that a run goes on with the configuration that it was begun with, but for `FREE`.

    Args:
        folder: The run's folder; one without a configuration passes.
        configuration: The new one, a dataclass.

    Raises:
        TrainingError: naming the key that differs.
    """
    path = folder / CONFIGURATION
    if not path.exists():
        return
    begun = _flat(as_mapping(parse_dataclass(type(configuration), read_yaml(path), str(path))))
    wanted = _flat(as_mapping(configuration))
    for key in sorted(begun.keys() | wanted.keys()):
        one, other = (values.get(key, "nothing") for values in (begun, wanted))
        if key not in FREE and one != other:
            raise TrainingError(
                f"{folder} was begun with {key} {one}, and now it is {other}; put it back, or "
                "choose another folder."
            )


def check_same_people(folder: Path, split: Split) -> None:
    """Checks that a run goes on with the people and images that it was begun with, if it was begun.

    Otherwise it would be measured on people it was trained on, or take one person for another. A
    run of an earlier version tells its people only.

    Raises:
        TrainingError: when they are others, or serve another use.
    """
    if not (folder / PEOPLE).exists():
        return
    begun, wanted = read_json(folder / PEOPLE), described_people(split)
    if not isinstance(begun, dict) or any(begun.get(use) != wanted[use] for use in USES):
        raise TrainingError(
            f"{folder} was begun with other people or shares of them; choose another folder."
        )
    if begun.get("images", wanted["images"]) != wanted["images"]:
        raise TrainingError(
            f"{folder} was begun with other images of these people; choose another folder."
        )


def _flat(values: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """Returns nested values by dotted keys."""
    flat: dict[str, Any] = {}
    for name, value in values.items():
        key = f"{prefix}{name}"
        flat |= _flat(value, f"{key}.") if isinstance(value, dict) else {key: value}
    return flat
