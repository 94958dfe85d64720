"""The firmware core is held to its budgets: above one, or with something not measured, the benchmark fails."""

from dataclasses import replace
import io
import json
from pathlib import Path
from typing import Final

import pytest
from rich.console import Console

from benchmarks.core.__main__ import BUDGETS, Budget, read_budgets, read_values, report

from .source import FIRMWARE

LOOP: Final = Budget(name="loop", unit="instructions", budget=2500, what="a loop")
HEAP: Final = Budget(name="heap", unit="bytes", budget=0, what="the heap")
VALUES: Final = {"loop": 2500, "heap": 0}


def test_within(tmp_path: Path) -> None:
    """What is exactly at its budget passes, and all figures are in the file."""
    results = tmp_path / "build" / "core.json"
    output = io.StringIO()

    assert report((LOOP, HEAP), VALUES, results, Console(file=output, width=120)) == 0
    assert "benchmarks.core" not in output.getvalue()
    assert "2,500" in output.getvalue()
    assert json.loads(results.read_text()) == [
        {"name": "loop", "unit": "instructions", "budget": 2500, "what": "a loop", "value": 2500},
        {"name": "heap", "unit": "bytes", "budget": 0, "what": "the heap", "value": 0},
    ]


@pytest.mark.parametrize(
    ("budgets", "values", "complaint"),
    [
        pytest.param(
            (replace(LOOP, budget=2499), HEAP),
            VALUES,
            "loop takes 2,500 instructions, its budget is 2,499",
            id="above",
        ),
        pytest.param((LOOP, HEAP), VALUES | {"heap": 1}, "heap takes 1 bytes, its budget is 0", id="above nothing"),
        pytest.param((LOOP, HEAP), {"loop": 1}, "heap has a budget and is not measured", id="not measured"),
        pytest.param((LOOP,), VALUES, "heap is measured and has no budget in budgets.toml", id="no budget"),
    ],
)
def test_wrong(budgets: tuple[Budget, ...], values: dict[str, int], complaint: str, tmp_path: Path) -> None:
    """Anything else fails and says why; the figures are written all the same."""
    output = io.StringIO()

    assert report(budgets, values, tmp_path / "core.json", Console(file=output, width=120)) == 1
    assert output.getvalue().splitlines()[-1] == f"benchmarks.core: {complaint}"
    assert len(json.loads((tmp_path / "core.json").read_text())) == len(budgets)


def test_values() -> None:
    """A line is a name and a whole number, and a name is measured once."""
    assert read_values(["loop 2500", "heap 0"]) == VALUES
    for lines in (["loop 1", "loop 1"], ["loop"], ["loop 1.5"], ["0 outputs"]):
        with pytest.raises(ValueError, match=r".+"):
            read_values(lines)


def test_budgets() -> None:
    """Each budget is for something that one of the programs prints."""
    names = [row.name for row in read_budgets(BUDGETS)]
    printed = "".join(path.read_text() for path in (FIRMWARE / "tests" / "lx106").glob("*_cost.cpp"))

    assert len(names) == len(set(names)) > 0
    assert [name for name in names if f'"{name}"' not in printed] == []
