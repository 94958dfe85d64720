"""The files of this repository, and what their syntax trees say."""

import ast
from collections.abc import Iterator
from functools import cache
import json
from pathlib import Path
import subprocess
from typing import Any, Final

ROOT: Final = Path(__file__).parent.parent.parent
INTEGRATION: Final = ROOT / "custom_components" / "iot_device_manager"
FIRMWARE: Final = ROOT / "firmware"


@cache
def tracked_files() -> tuple[Path, ...]:
    """Return the files that are in git, or would be after adding everything that is not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    paths = (ROOT / name for name in sorted(set(listed.split("\0"))) if name)
    return tuple(path for path in paths if path.is_file())


def python_files() -> list[Path]:
    """Return all Python files."""
    return [path for path in tracked_files() if path.suffix == ".py"]


def relative(path: Path) -> str:
    """Return how to call a file in the id of a test."""
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    """Return the syntax tree of a Python file."""
    return ast.parse(path.read_text())


def calls(path: Path, *names: str) -> Iterator[ast.Call]:
    """Return the calls of functions or methods with these names."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and called_name(node) in names:
            yield node


def called_name(call: ast.Call) -> str:
    """Return the last part of the name that is called."""
    match call.func:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
    return ""


def keyword(call: ast.Call, name: str) -> ast.expr | None:
    """Return a keyword argument of a call."""
    return next((argument.value for argument in call.keywords if argument.arg == name), None)


def texts(node: ast.AST | None) -> set[str]:
    """Return all text constants in a part of a syntax tree."""
    if node is None:
        return set()
    return {child.value for child in ast.walk(node) if isinstance(child, ast.Constant) and isinstance(child.value, str)}


def texts_of_errors(path: Path) -> set[str]:
    """Return the keys that a module puts into a dictionary called `errors`, or returns in a dictionary."""
    found: set[str] = set()
    for node in ast.walk(tree(path)):
        match node:
            case ast.Assign(targets=[ast.Subscript(value=ast.Name(id="errors"))], value=value):
                found |= texts(value)
            case ast.Return(value=ast.Call(func=ast.Attribute(attr="fromkeys"), args=[_, value])):
                found |= texts(value)
            case ast.Return(value=ast.Dict(values=values)):
                found |= {text for value in values if isinstance(value, ast.Constant) for text in texts(value)}
    return found


def imports(path: Path) -> set[str]:
    """Return what a module imports; relative imports keep their dots, and name each module."""
    found: set[str] = set()
    for node in ast.walk(tree(path)):
        match node:
            case ast.Import(names=names):
                found |= {alias.name for alias in names}
            case ast.ImportFrom(level=0, module=str(module), names=names):
                found |= {f"{module}.{alias.name}" for alias in names}
            case ast.ImportFrom(level=level, module=None, names=names):
                found |= {"." * level + alias.name for alias in names}
            case ast.ImportFrom(level=level, module=str(module)):
                found.add("." * level + module)
    return found


def load_json(path: Path) -> Any:
    """Return the content of a JSON file; members that occur twice are an error."""
    return json.loads(path.read_text(), object_pairs_hook=_unique)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    assert len(names) == len(set(names)), f"a member occurs twice: {names}"
    return dict(pairs)


def leaves(tree_: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Return every value of a tree of dictionaries, with its path."""
    if not isinstance(tree_, dict):
        yield path, tree_
        return
    for name, child in tree_.items():
        yield from leaves(child, f"{path}.{name}" if path else name)
