"""The English texts follow the rules of hassfest."""

from collections.abc import Iterator, Mapping
import re
import string
from typing import Any, Final

import pytest

from .source import INTEGRATION, leaves, load_json

TEXTS: Final[Any] = load_json(INTEGRATION / "translations" / "en.json")

_URL: Final = re.compile(r"\b\w+://|www\.", re.IGNORECASE)
_KEY: Final = re.compile(r"^(?!.+[_-]{2})(?![_-])[a-z0-9-_]+(?<![_-])$")


def flows() -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Return the texts of each flow."""
    yield "config", TEXTS["config"]
    yield "options", TEXTS["options"]
    yield "pin", TEXTS["config_subentries"]["pin"]
    for key, issue in TEXTS["issues"].items():
        if "fix_flow" in issue:
            yield key, issue["fix_flow"]


def steps() -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Return the texts of each step, and of each section of a step."""
    for flow, of_flow in flows():
        for name, step in of_flow["step"].items():
            yield f"{flow}.{name}", step
            for section, of_section in step.get("sections", {}).items():
                yield f"{flow}.{name}.{section}", of_section


@pytest.mark.parametrize(("path", "text"), [pytest.param(*leaf, id=leaf[0]) for leaf in leaves(TEXTS)])
def test_text(path: str, text: Any) -> None:
    """A text is plain: no link, no markup, no reference, no space around it, placeholders that are names."""
    assert isinstance(text, str)
    assert text
    assert text == text.strip()
    assert not _URL.search(text)
    assert not re.search(r"<[a-z/][^>]*>", text, re.IGNORECASE)
    assert not re.search(r"'{\w+}'", text)
    assert "[%" not in text
    names = [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]
    assert all(name.isidentifier() for name in names)
    assert all(_KEY.match(part) for part in path.split("."))


def test_structure() -> None:
    """The parts are those that Home Assistant knows; what a subentry needs is there."""
    pin = TEXTS["config_subentries"]["pin"]

    parts = {"config", "config_subentries", "entity", "exceptions", "issues", "options", "selector", "services"}
    assert set(TEXTS) == parts
    assert not (INTEGRATION / "strings.json").exists()
    assert pin["entry_type"]
    assert set(pin["initiate_flow"]) == {"user", "reconfigure"}
    assert set(TEXTS["config"]["initiate_flow"]) == {"user"}


@pytest.mark.parametrize("step", [pytest.param(step, id=name) for name, step in steps()])
def test_descriptions(step: Mapping[str, Any]) -> None:
    """Every field is explained, and nothing else is; so is every choice of a menu."""
    assert step.get("data", {}).keys() == step.get("data_description", {}).keys()
    assert step.get("menu_options", {}).keys() == step.get("menu_option_descriptions", {}).keys()
    assert "name" in step or "title" in step


@pytest.mark.parametrize("issue", [pytest.param(issue, id=key) for key, issue in TEXTS["issues"].items()])
def test_issues(issue: Mapping[str, Any]) -> None:
    """A repair issue has a title, and either a description or a flow that fixes it."""
    assert set(issue) in ({"title", "description"}, {"title", "fix_flow"})
