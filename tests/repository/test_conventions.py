"""What docs and conventions promise about every file."""

import ast
from pathlib import Path
import re
from typing import Final

import pytest

from .source import ROOT, calls, load_json, python_files, relative, texts, tracked_files

LONGEST_FILE: Final = 400

# Parts of paths and settings that belong to the machine of one developer. Written so that they do not match themselves.
_FORBIDDEN: Final = re.compile(
    r"(?<![\w.$}])/(work|srv|mnt)/\w|/home/[a-z]|(extra-|default-)?index[-_]url|find-links|(PIP|UV)_(INDEX|EXTRA)",
    re.IGNORECASE,
)
_LOG_METHODS: Final = ("debug", "info", "warning", "error", "exception")


@pytest.mark.parametrize("path", python_files(), ids=relative)
def test_length(path: Path) -> None:
    """A Python file that gets too long does more than one thing."""
    assert len(path.read_text().splitlines()) <= LONGEST_FILE


@pytest.mark.parametrize(
    "path", [path for path in tracked_files() if path != Path(__file__) and path.suffix != ".png"], ids=relative
)
def test_nothing_of_this_machine(path: Path) -> None:
    """No file names a path or a package index of the machine that it was written on."""
    assert _FORBIDDEN.findall(path.read_text()) == []


def test_lock_file() -> None:
    """The installer's packages are pinned by their hashes, and come from the registry that a machine has set up."""
    packages = load_json(ROOT / "docs" / "install" / "package-lock.json")["packages"]
    others = {path: package for path, package in packages.items() if path}

    assert [path for path, package in others.items() if "integrity" not in package or "resolved" in package] == []
    assert set(packages[""]) & {"dependencies", "devDependencies"}
    assert all(re.fullmatch(r"[\d.]+", version) for version in packages[""]["dependencies"].values())


def is_log_call(call: ast.Call) -> bool:
    """Return whether a call writes to the log; one that only passes its own arguments on does not count."""
    match call:
        case ast.Call(args=[*_, ast.Starred()]):
            return False
        case ast.Call(func=ast.Attribute(value=ast.Name(id="_LOGGER")) | ast.Attribute(attr="_warn")):
            return True
    return False


def faults(call: ast.Call) -> list[str]:
    """Return what is wrong with the text of a call that writes to the log."""
    constants = [argument for argument in call.args if isinstance(argument, ast.Constant)]
    if not constants:
        return ["the text is put together"]
    text = str(constants[0].value)
    values = len(call.args) - call.args.index(constants[0]) - 1
    return [
        fault
        for fault, is_there in {
            "a final period": text.endswith("."),
            "something else than %s": not set(re.findall(r"%.", text)) <= {"%s"},
            "another number of values": text.count("%s") != values,
        }.items()
        if is_there
    ]


@pytest.mark.parametrize("path", python_files(), ids=relative)
def test_log_texts(path: Path) -> None:
    """A log text is constant, takes its values by %s, and has no final period."""
    written = filter(is_log_call, calls(path, *_LOG_METHODS, "_warn"))

    assert [(call.lineno, fault) for call in written for fault in faults(call)] == []


def test_no_second_logger() -> None:
    """Each module logs under its own name."""
    named = {
        (relative(path), name)
        for path in python_files()
        for call in calls(path, "getLogger")
        for name in texts(call)
        if relative(path).startswith("custom_components")
    }

    assert named == set()


def test_packages() -> None:
    """The table of packages in the documentation is that of scripts/packages.tsv."""
    lines = (ROOT / "scripts" / "packages.tsv").read_text().splitlines()
    rows = [dict(zip(lines[0].split("\t"), line.split("\t"), strict=True)) for line in lines]
    columns = ("for", "apt", "brew", "what for")

    text = (ROOT / "docs" / "development.md").read_text()
    table = re.findall(r"^\| (.+) \|$", text.partition("### System packages")[2].partition("\n#")[0], re.MULTILINE)
    documented = [tuple(row.split(" | ")) for row in table if not row.startswith("---")]

    assert documented == [tuple(row[column] for column in columns) for row in rows]
