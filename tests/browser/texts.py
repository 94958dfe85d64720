"""The texts that the integration has for its dialogs."""

from collections.abc import Collection, Iterator, Mapping
import json
from pathlib import Path
import re
from typing import Any, Final

_PATH: Final = Path(__file__).parents[2] / "custom_components" / "iot_device_manager" / "translations" / "en.json"
_TEXTS: Final[Mapping[str, Any]] = json.loads(_PATH.read_text())


def text(path: str) -> str:
    """Return the text at a path, such as config.error.name_missing."""
    found = _at(path)
    assert isinstance(found, str)
    return found


def texts_of_step(path: str, *, opened: bool, without: Collection[str]) -> list[str]:
    """Return a pattern for each text of a step, the content of its sections only when they are opened."""
    step = dict(_at(path))
    sections: Mapping[str, Any] = step.pop("sections", {})
    found = list(_strings(step, without))
    for section in sections.values():
        found += _strings(section, without) if opened else [section["name"]]
    # Each paragraph is an element of its own.
    return [_as_pattern(paragraph) for string in found for paragraph in string.split("\n\n")]


def _at(path: str) -> Any:
    found: Any = _TEXTS
    for key in path.split("."):
        found = found[key]
    return found


def _strings(node: Mapping[str, Any], without: Collection[str]) -> Iterator[str]:
    for key, value in node.items():
        if key in without:
            continue
        if isinstance(value, str):
            yield value
        else:
            yield from _strings(value, without)


def _as_pattern(string: str) -> str:
    return re.sub(r"\\\{\w+\\\}", ".+", re.escape(string))
