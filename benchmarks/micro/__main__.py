"""Run the measurements; write build/benchmarks/micro.json, print a table, and fail when a target is missed."""

from collections.abc import Mapping
import json
import os
from pathlib import Path
import re
import subprocess
import sys
import tomllib
from typing import Final

from rich.console import Console
from rich.markup import escape
from rich.table import Table

_HERE: Final = Path(__file__).parent
_RESULTS: Final = Path("build/benchmarks")


def measure() -> dict[str, float]:
    """Run pytest-benchmark; return the median times and what was counted besides, by name."""
    raw = _RESULTS / "micro-raw.json"
    raw.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", "-q", str(_HERE), f"--benchmark-json={raw}", "--benchmark-quiet"]
    # The order of sets is the same in each run, and so are the counts.
    subprocess.run(command, check=True, env=os.environ | {"PYTHONHASHSEED": "0"})
    figures: dict[str, float] = {}
    for benchmark in json.loads(raw.read_text())["benchmarks"]:
        name = benchmark["name"].removeprefix("test_")
        figures[f"{name} µs"] = benchmark["stats"]["median"] * 1e6
        figures |= {f"{name} {what}": figure for what, figure in benchmark["extra_info"].items()}
    return figures


def growths(figures: Mapping[str, float]) -> dict[str, float]:
    """Return by how much one board costs more among 1,000 boards than among 100."""
    found = {}
    for name in figures:
        if match := re.fullmatch(r"(.+)\[1000\] instructions", name):
            what = match[1]
            few, many = figures[f"{what}[100] instructions"], figures[name]
            per_board = figures.get(f"{what}[1000] boards", 1) / figures.get(f"{what}[100] boards", 1)
            found[f"{what} growth"] = many / few / per_board
    return found


def main() -> int:
    """Return how the process ends."""
    _RESULTS.mkdir(parents=True, exist_ok=True)
    figures = measure()
    figures |= growths(figures)
    targets: dict[str, float] = tomllib.loads((_HERE / "targets.toml").read_text())
    missed = [name for name, most in targets.items() if figures[name] > most]
    results = {"figures": figures, "targets": targets, "missed": missed}
    (_RESULTS / "micro.json").write_text(json.dumps(results, indent=2))
    table = Table("figure", "is", "may be", title="Integration")
    for name, figure in sorted(figures.items()):
        style = "red" if name in missed else ""
        table.add_row(escape(name), f"{figure:,.2f}", f"{targets[name]:,}" if name in targets else "", style=style)
    Console().print(table)
    for name in missed:
        print(f"missed: {name} is {figures[name]:.2f}, and may be {targets[name]}", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
