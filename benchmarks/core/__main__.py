"""Measure the firmware core on the chip's processor, and hold it to its budgets."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
import json
from pathlib import Path
import shutil
import subprocess
import sys
import tomllib
from typing import Final

from rich.console import Console
from rich.table import Table

ROOT: Final = Path(__file__).parents[2]
BUDGETS: Final = Path(__file__).with_name("budgets.toml")
RESULTS: Final = ROOT / "build" / "benchmarks" / "core.json"
_PROGRAMS: Final = ("boot-cost", "loop-cost", "message-cost", "pixel-cost")
_NEEDS: Final = ("xtensa-lx106-elf-g++", "qemu-system-xtensa")


@dataclass(frozen=True, kw_only=True, slots=True)
class Budget:
    """How much of something there may be."""

    name: str
    unit: str
    budget: int
    what: str


def read_budgets(path: Path) -> tuple[Budget, ...]:
    """Return the rows of a file of budgets."""
    return tuple(Budget(**row) for row in tomllib.loads(path.read_text())["budget"])


def read_values(lines: Iterable[str]) -> dict[str, int]:
    """Return what programs print, a name and a value in each line."""
    values: dict[str, int] = {}
    for line in lines:
        name, value = line.split()
        if name in values:
            raise ValueError(f"{name} is measured twice")
        values[name] = int(value)
    return values


def complaints(budgets: Sequence[Budget], values: Mapping[str, int]) -> list[str]:
    """Return what is wrong: above its budget, not measured, or without a budget."""
    names = {row.name for row in budgets}
    return [
        *(
            f"{row.name} takes {values[row.name]:,} {row.unit}, its budget is {row.budget:,}"
            for row in budgets
            if values.get(row.name, 0) > row.budget
        ),
        *(f"{row.name} has a budget and is not measured" for row in budgets if row.name not in values),
        *(f"{name} is measured and has no budget in {BUDGETS.name}" for name in values if name not in names),
    ]


def measure() -> dict[str, int]:
    """Build the programs and run them on the emulated chip."""
    missing = [program for program in _NEEDS if shutil.which(program) is None]
    if missing:
        raise SystemExit(
            f"benchmarks.core: no {missing[0]}: it needs Debian or Ubuntu on amd64, and scripts/setup test"
        )
    done = subprocess.run(["scripts/chip-costs", *_PROGRAMS], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{done.stderr}{done.stdout}benchmarks.core: a program failed, see above")
    return read_values(done.stdout.splitlines())


def report(budgets: Sequence[Budget], values: Mapping[str, int], results: Path, console: Console) -> int:
    """Show the figures, write them to a file, and return the exit code: 1 when something is wrong."""
    rows = [asdict(row) | {"value": values.get(row.name)} for row in budgets]
    results.parent.mkdir(parents=True, exist_ok=True)
    results.write_text(json.dumps(rows, indent=1) + "\n")
    table = Table("name", "value", "budget", "unit", "what is measured")
    for row in budgets:
        value = f"{values[row.name]:,}" if row.name in values else "?"
        table.add_row(row.name, value, f"{row.budget:,}", row.unit, row.what)
    console.print(table)
    wrong = complaints(budgets, values)
    for text in wrong:
        console.print(f"benchmarks.core: {text}", soft_wrap=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(report(read_budgets(BUDGETS), measure(), RESULTS, Console()))
