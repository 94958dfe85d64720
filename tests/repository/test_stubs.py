"""The stubs against which the chip's layer is compiled: exactly what it uses, so that none grows old unnoticed."""

from pathlib import Path
import re

import pytest

from .source import FIRMWARE, relative

LAYER = FIRMWARE / "esp8266"
STUBS = FIRMWARE / "tests" / "stubs"
# A name that is declared: a macro, a type, an enumerator, a variable, or a function.
_DECLARED = re.compile(
    r"""
    ^\#define\ (?P<macro>\w+)
    | \b(?:class|struct|enum\ class|enum|using)\ (?P<type>\w+)(?=[ ;:])
    | ^\s*(?P<enumerator>\w+)\ =\ -?\d+,?$
    | ^enum\ \w+\ {\ (?P<first>\w+)\ =
    | ^extern\ (?:"C"\ )?\w+\ (?P<variable>\w+);
    | ^\s*(?:\w+\ )?\w+\*?\ (?P<member>\w+);
    | [\w>*&]\ \*?(?P<function>\w+)\((?!\*)
    """,
    re.MULTILINE | re.VERBOSE,
)


def without_comments(path: Path) -> str:
    """Return the text of a C++ file without its comments."""
    return re.sub(r"//.*", "", path.read_text())


def declared(path: Path) -> set[str]:
    """Return what a stub declares."""
    return {name for match in _DECLARED.finditer(without_comments(path)) for name in match.groupdict().values() if name}


def words(paths: list[Path]) -> list[str]:
    """Return all words of C++ files."""
    return [word for path in paths for word in re.findall(r"\w+", without_comments(path))]


@pytest.mark.parametrize("path", sorted(STUBS.rglob("*.h")), ids=relative)
def test_used(path: Path) -> None:
    """The layer uses each declaration, or another declaration needs it."""
    in_layer = set(words([*LAYER.glob("*.h"), *LAYER.glob("*.cpp")]))
    in_stubs = words(list(STUBS.rglob("*.h")))

    names = declared(path)
    assert names
    assert {name for name in names if name not in in_layer and in_stubs.count(name) < 2} == set()


def test_included() -> None:
    """The layer includes only its own headers, the core's, the standard's and those of which there is a stub."""
    own = {path.name for folder in (LAYER, FIRMWARE / "core") for path in folder.glob("*.h")}
    stubs = {path.relative_to(STUBS).as_posix() for path in STUBS.rglob("*.h")}
    standard = {"array", "cstddef", "cstdint", "cstdio", "cstring", "memory", "new", "optional", "string_view"}
    included = {
        header
        for path in [*LAYER.glob("*.h"), *LAYER.glob("*.cpp")]
        for header in re.findall(r'^#include [<"](.+)[>"]', path.read_text(), re.MULTILINE)
    }

    assert included <= own | stubs | standard
    assert stubs - included <= {"IPAddress.h"}  # which other stubs share
