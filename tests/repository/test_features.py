"""The tests that the page of features names exist."""

import re
from typing import Final

import pytest

from .source import FIRMWARE, ROOT

PAGE: Final = (ROOT / "docs" / "features.md").read_text()


def named() -> list[tuple[str, str]]:
    """Return each test that the page names, with its file."""
    rows = [line.split(" | ", 1)[1].rstrip(" |") for line in PAGE.splitlines() if line.startswith("| ") and "`" in line]
    tests = []
    for place in (part for row in rows for part in row.split(" · ")):
        file, _, names = place.partition(": ")
        tests += [(file.strip("`"), name) for name in names.split("; ")]
    return tests


def test_rows() -> None:
    """The page is read: every row has a test, and there are as many as its numbers."""
    numbers = re.findall(r"\(([D-FOQ]\d+)\)", PAGE)

    assert len(numbers) == len(set(numbers)) == 38
    assert len(named()) > len(numbers)


@pytest.mark.parametrize(("file", "name"), named())
def test_exists(file: str, name: str) -> None:
    """The test is in its file."""
    if file.endswith(".cpp"):
        assert f'TEST_CASE("{name}")' in (FIRMWARE / "tests" / file).read_text()
    else:
        assert f"async def {name}(" in (ROOT / "tests" / file).read_text()
