"""YAML files as plain values."""

from pathlib import Path
from typing import Any

import yaml

from photosort_training.parsing import ConfigurationError


class _RepeatedKey(Exception):
    """A key that a mapping has twice, and the line of the second."""

    def __init__(self, key: str, line: int) -> None:
        super().__init__()
        self.key = key
        self.line = line


class _Loader(yaml.SafeLoader):
    """A loader of plain values that takes no key twice, where YAML's own would take the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Returns a mapping."""
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    raise _RepeatedKey(key.value, key.start_mark.line + 1)
                seen.add(key.value)
        return super().construct_mapping(node, deep)


def read_yaml(path: Path) -> Any:
    """Returns what a YAML file holds, as plain values.

    Raises:
        ConfigurationError: when the file cannot be read, is not YAML, or has a key twice.
    """
    try:
        text = path.read_text(encoding="utf-8")
        # A subclass of the safe loader.
        return yaml.load(text, _Loader)
    except OSError as error:
        raise ConfigurationError(str(path), "", f"cannot be read: {error.strerror}") from error
    except _RepeatedKey as error:
        reason = f"is there twice, again in line {error.line}"
        raise ConfigurationError(str(path), error.key, reason) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        # Of a date that there is not, too.
        raise ConfigurationError(str(path), "", "is not YAML") from error
