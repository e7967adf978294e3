"""Turns what a YAML file holds into frozen dataclasses, and says what does not fit.

A dataclass field may be a number, a string, a boolean, a tuple of texts, a `Literal`, an optional
one of these, another dataclass, or a union of dataclasses told apart by their `name`.
"""

import dataclasses
import math
import re
import types
import typing
from typing import Any

from photosort_training.errors import TrainingError

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,99}")
_POWER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)[eE][-+]?\d+", re.ASCII)


class ConfigurationError(TrainingError):
    """A configuration file that cannot be used: which file, which key, and why."""

    def __init__(self, file: str, key: str, reason: str) -> None:
        super().__init__(f"{file}: {key}: {reason}." if key else f"{file}: {reason}.")


def require_name_and_seed(name: str, seed: int) -> None:
    """Raises `ValueError` unless a run is called what a model may be, and its seed is one.

    The name is a letter or digit, then letters, digits and dashes, as photosort wants it of a model
    (docs/models.md).
    """
    require(
        _NAME.fullmatch(name) is not None,
        "name is not a letter or digit, then letters, digits and dashes, at most 100",
    )
    require(0 <= seed < 2**63, "seed is not in 0 … 2^63 − 1")


def parse_dataclass(kind: type, value: Any, file: str, key: str = "") -> Any:
    """Returns an instance of the dataclass `kind` with the entries of the mapping `value`.

    Fields without a default must be there. `__post_init__` of the dataclass may raise `ValueError`
    with the reason why values do not fit together.

    Raises:
        ConfigurationError: naming `file` and the key when an entry is unknown, missing or of
            another type, or a value is impossible.
    """
    if not isinstance(value, dict):
        raise ConfigurationError(file, key, f"expected a mapping, found {_describe(value)}")
    fields = {field.name: field for field in dataclasses.fields(kind)}
    for name in value:
        if name not in fields:
            known = ", ".join(sorted(fields))
            raise ConfigurationError(file, _join(key, name), f"unknown key; known are {known}")
    hints = typing.get_type_hints(kind)
    arguments = {}
    for name, field in fields.items():
        if name in value:
            arguments[name] = _parse(hints[name], value[name], file, _join(key, name))
        elif field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            raise ConfigurationError(file, _join(key, name), "missing")
    try:
        return kind(**arguments)
    except ValueError as error:
        raise ConfigurationError(file, key, str(error)) from error


def _parse(hint: Any, value: Any, file: str, key: str) -> Any:
    """Returns `value` as the annotated type `hint`; whole numbers are taken for floats."""
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        return _parse_union(typing.get_args(hint), value, file, key)
    if origin is typing.Literal:
        choices = typing.get_args(hint)
        if value not in choices:
            listed = ", ".join(str(choice) for choice in choices)
            raise ConfigurationError(file, key, f"'{value}' is none of {listed}")
        return value
    if dataclasses.is_dataclass(hint):
        return parse_dataclass(hint, value, file, key)
    if origin is tuple and isinstance(value, list):
        item = typing.get_args(hint)[0]
        return tuple(_parse(item, part, file, f"{key}[{i}]") for i, part in enumerate(value))
    is_boolean = isinstance(value, bool)
    if hint is float and not is_boolean:
        number = _number(value)
        if number is not None:
            return number
    is_plain = origin is None and hint is not float and isinstance(value, hint)
    if is_plain and (hint is bool or not is_boolean):
        return value
    expected = _WORDS.get(hint, "a list")
    raise ConfigurationError(file, key, f"expected {expected}, found {_describe(value)}")


def _number(value: Any) -> float | None:
    """Returns a finite number, or nothing of what is none.

    YAML 1.1 reads 1e-3 as text, for want of a point.
    """
    if not isinstance(value, (int, float)) and not _is_power(value):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _is_power(value: Any) -> bool:
    """Returns whether a value is the text of a number with a power of ten."""
    return isinstance(value, str) and _POWER.fullmatch(value) is not None


def _parse_union(kinds: tuple[Any, ...], value: Any, file: str, key: str) -> Any:
    """Returns `None`, or `value` as the one member of a union that its `name` tells."""
    members = [kind for kind in kinds if kind is not types.NoneType]
    if value is None and len(members) < len(kinds):
        return None
    if len(members) == 1:
        return _parse(members[0], value, file, key)
    if not isinstance(value, dict):
        raise ConfigurationError(file, key, f"expected a mapping, found {_describe(value)}")
    by_name = {
        name: member
        for member in members
        for name in typing.get_args(typing.get_type_hints(member)["name"])
    }
    name = value.get("name")
    if not isinstance(name, str) or name not in by_name:
        listed = ", ".join(sorted(by_name))
        found = "missing" if name is None else f"{_describe(name)} is none of {listed}"
        raise ConfigurationError(file, _join(key, "name"), found)
    return parse_dataclass(by_name[name], value, file, key)


_WORDS = {int: "a whole number", float: "a finite number", str: "text", bool: "true or false"}


def _describe(value: Any) -> str:
    """Returns what a value is, for a sentence."""
    if value is None:
        return "nothing"
    if isinstance(value, (dict, list)):
        return "a mapping" if isinstance(value, dict) else "a list"
    return f"'{value}'"


def _join(key: str, name: str) -> str:
    """Returns the dotted key of `name` inside `key`."""
    return f"{key}.{name}" if key else str(name)


def require(condition: bool, reason: str) -> None:
    """Raises `ValueError` with `reason` unless `condition` holds."""
    if not condition:
        raise ValueError(reason)
