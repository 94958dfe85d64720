"""Measure all candidates: python -m benchmarks.fleet [--boards N ...] [--runs N] [--only KEY ...]."""

import argparse
import asyncio
from dataclasses import asdict
import json
from pathlib import Path
import tempfile
import time
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from .candidate import Candidate
from .discovery import Discovery
from .house import House
from .limits import measure_limits
from .manager import FlowByFlow, Manager, NoBoardEntities, OneDevice
from .meter import Usage
from .pins import Figures
from .report import Outcome, Report, draw, machine, print_report
from .series import STEPS, STEPS_OF_PART, Series
from .tasmota import Tasmota

CANDIDATES: Final[tuple[type[Candidate], ...]] = (Manager, Discovery, Tasmota)
PARTS: Final[tuple[type[Candidate], ...]] = (FlowByFlow, OneDevice, NoBoardEntities)
_DEFAULT_BOARDS: Final = (100, 500, 1000)
_CHANGES: Final = 80_000
_OUTPUT: Final = Path("build/benchmarks")
_EMPTY: Final = "empty"


class Runner:
    """Runs candidates in houses of their own, one after the other."""

    def __init__(self, progress: Progress, total: int, changes: int) -> None:
        """Show the progress of so many steps; a flood has so many changes."""
        self._changes = changes
        self._progress = progress
        self._task = progress.add_task("", total=total)
        self._where = ""

    def _step(self, what: str) -> None:
        self._progress.update(self._task, advance=1, description=f"{self._where}: {what}")

    async def measure_empty(self, run: int) -> Outcome:
        """Return what the machine can do, and what a start without boards costs."""
        self._where = f"run {run}"
        self._step("an empty house")
        with tempfile.TemporaryDirectory(prefix="fleet-") as directory:
            house = House(Path(directory), {})
            await house.open()
            try:
                figures = await measure_limits(house)
                await house.ui.close()
                await house.home_assistant.stop()
                began = time.perf_counter()
                await house.home_assistant.launch()
                await house.home_assistant.until_running()
                figures["restart_s"] = time.perf_counter() - began
                used = house.usage()
                figures["restart_cpu_s"] = used.cpu_s
                figures["memory_mb"] = used.rss_mb
                house.open_page()
            finally:
                await house.close()
        return Outcome(candidate=_EMPTY, boards=0, run=run, figures=figures)

    async def measure(self, kind: type[Candidate], boards: int, run: int, empty: Usage) -> Outcome:
        """Return what was measured of a candidate."""
        self._where = f"run {run}, {boards} boards, {kind.title}"
        figures: Figures = {}
        with tempfile.TemporaryDirectory(prefix="fleet-") as directory:
            house = House(Path(directory), kind.patches)
            await house.open()
            candidate = kind(house, boards)
            try:
                await candidate.prepare()
                figures = await Series(house, candidate, self._changes, self._step).measure(empty)
            finally:
                await candidate.close()
                await house.close()
        return Outcome(candidate=kind.key, boards=boards, run=run, figures=figures)


async def measure_all(kinds: list[type[Candidate]], sizes: list[int], runs: int, changes: int) -> list[Outcome]:
    """Return everything that was measured. Each run takes the candidates in another order."""
    steps = runs + runs * len(sizes) * sum(STEPS_OF_PART if kind.is_part else STEPS for kind in kinds)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    outcomes: list[Outcome] = []
    with Progress(*columns, console=Console(stderr=True)) as progress:
        runner = Runner(progress, steps, changes)
        for run in range(1, runs + 1):
            empty = await runner.measure_empty(run)
            outcomes.append(empty)
            used = Usage(cpu_s=empty.figures["restart_cpu_s"], rss_mb=empty.figures["memory_mb"])
            turned = run % len(kinds)
            for boards in sizes:
                outcomes += [await runner.measure(kind, boards, run, used) for kind in kinds[turned:] + kinds[:turned]]
    return outcomes


def main() -> int:
    """Measure, write the results and say how they compare; return 0 unless something was lost."""
    by_key = {kind.key: kind for kind in (*CANDIDATES, *PARTS)}
    parser = argparse.ArgumentParser(prog="scripts/benchmark fleet", description=__doc__)
    parser.add_argument("--boards", type=int, nargs="+", default=list(_DEFAULT_BOARDS))
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--changes", type=int, default=_CHANGES, help="of each flood")
    parser.add_argument("--only", nargs="+", choices=by_key, default=[kind.key for kind in CANDIDATES])
    options = parser.parse_args()
    began = time.monotonic()
    outcomes = asyncio.run(
        measure_all([by_key[key] for key in options.only], options.boards, options.runs, options.changes)
    )
    report = Report(machine=machine(), wall_s=round(time.monotonic() - began, 1), outcomes=outcomes)
    _OUTPUT.mkdir(parents=True, exist_ok=True)
    (_OUTPUT / "fleet.json").write_text(json.dumps(asdict(report), indent=1) + "\n")
    print_report(report, {key: by_key[key].title for key in options.only}, _OUTPUT / "fleet.md")
    draw(report, {key: by_key[key].title for key in options.only}, _OUTPUT / "fleet.svg")
    lost = sum(value for outcome in outcomes for name, value in outcome.figures.items() if name.endswith("_lost"))
    return 1 if lost else 0


if __name__ == "__main__":
    raise SystemExit(main())
