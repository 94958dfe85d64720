"""Measure all candidates: python -m benchmarks.fleet [--boards N ...] [--runs N] [--only KEY ...]."""

import argparse
import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, replace
import json
from pathlib import Path
import statistics
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
from .pins import Figures
from .report import EMPTY, Outcome, Report, draw, machine, print_report
from .series import STEPS, STEPS_OF_PART, Series
from .tasmota import Tasmota

CANDIDATES: Final[tuple[type[Candidate], ...]] = (Manager, Discovery, Tasmota)
PARTS: Final[tuple[type[Candidate], ...]] = (OneDevice, NoBoardEntities)
_DEFAULT_BOARDS: Final = (100, 500, 1000)
_CHANGES: Final = 80_000
_OUTPUT: Final = Path("build/benchmarks")
# What one start uses scatters, and it is subtracted from the figures of all.
_EMPTY_STARTS: Final = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What one call measures."""

    kinds: list[type[Candidate]]
    sizes: list[int]  #: in boards
    runs: int
    changes: int  #: of each flood

    @property
    def titles(self) -> dict[str, str]:
        """Return the titles of the candidates by their keys."""
        return {kind.key: kind.title for kind in self.kinds}

    @property
    def steps(self) -> int:
        """Return how many steps the progress has."""
        of_kinds = sum(STEPS_OF_PART if kind.is_part else STEPS for kind in self.kinds)
        return self.runs + self.runs * len(self.sizes) * of_kinds + len(self.sizes) * (Manager in self.kinds)


class Runner:
    """Runs candidates in houses of their own, one after the other."""

    def __init__(self, plan: Plan, progress: Progress) -> None:
        """Show the progress of what is planned."""
        self._plan = plan
        self._progress = progress
        self._task = progress.add_task("", total=plan.steps)
        self._where = ""

    async def measure(self) -> AsyncIterator[Outcome]:
        """Return everything that is planned, as it is measured. Each run takes the candidates in another order."""
        kinds = self._plan.kinds
        for run in range(1, self._plan.runs + 1):
            yield await self._measure_empty(run)
            turned = run % len(kinds)
            for boards in self._plan.sizes:
                for kind in kinds[turned:] + kinds[:turned]:
                    yield await self._measure_candidate(kind, boards, run)
        if Manager in kinds:
            for boards in self._plan.sizes:
                yield await self._measure_flow_by_flow(boards)

    def _step(self, what: str) -> None:
        self._progress.update(self._task, advance=1, description=f"{self._where}: {what}")

    async def _measure_empty(self, run: int) -> Outcome:
        """Return what the machine can do, and what a start without boards costs."""
        self._where = f"run {run}"
        self._step("an empty house")
        starts: list[Figures] = []
        with tempfile.TemporaryDirectory(prefix="fleet-") as directory:
            house = House(Path(directory), {})
            await house.open()
            try:
                figures = await measure_limits(house)
                for _ in range(_EMPTY_STARTS):
                    await house.ui.close()
                    await house.home_assistant.stop()
                    began = time.perf_counter()
                    await house.home_assistant.launch()
                    house.open_page()
                    await house.home_assistant.until_running()
                    seconds = time.perf_counter() - began
                    used = house.usage()
                    starts.append({"restart_s": seconds, "restart_cpu_s": used.cpu_s, "restart_memory_mb": used.rss_mb})
            finally:
                await house.close()
        figures |= {name: statistics.median(start[name] for start in starts) for name in starts[0]}
        return Outcome(candidate=EMPTY, boards=0, run=run, figures=figures)

    async def _measure_candidate(self, kind: type[Candidate], boards: int, run: int) -> Outcome:
        self._where = f"run {run}, {boards} boards, {kind.title}"
        async with self._series(kind, boards) as series:
            return Outcome(candidate=kind.key, boards=boards, run=run, figures=await series.measure())

    async def _measure_flow_by_flow(self, boards: int) -> Outcome:
        """Return one more figure of this integration."""
        self._where = f"{boards} boards, {FlowByFlow.title}"
        async with self._series(FlowByFlow, boards) as series:
            figures = await series.measure_onboarding()
        return Outcome(
            candidate=FlowByFlow.key, boards=boards, run=1, figures={"flow_by_flow_s": figures["onboarding_s"]}
        )

    @asynccontextmanager
    async def _series(self, kind: type[Candidate], boards: int) -> AsyncIterator[Series]:
        with tempfile.TemporaryDirectory(prefix="fleet-") as directory:
            house = House(Path(directory), kind.patches)
            await house.open()
            candidate = kind(house, boards)
            try:
                await candidate.prepare()
                yield Series(house, candidate, self._plan.changes, self._step)
            finally:
                await candidate.close()
                await house.close()


async def measure_all(plan: Plan, results: Path) -> Report:
    """Return everything that was measured. What there is so far is in the file of results after each candidate."""
    began = time.monotonic()
    outcomes: list[Outcome] = []
    report = Report(machine=machine(), wall_s=0.0, outcomes=outcomes)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        async for outcome in Runner(plan, progress).measure():
            outcomes.append(outcome)
            report = replace(report, wall_s=round(time.monotonic() - began, 1))
            _write(report, results)
    return report


def _write(report: Report, path: Path) -> None:
    path.write_text(json.dumps(asdict(report), indent=1) + "\n")


def main() -> int:
    """Measure, write the results and say how they compare; return 0 unless this integration lost something."""
    by_key = {kind.key: kind for kind in (*CANDIDATES, *PARTS)}
    parser = argparse.ArgumentParser(prog="scripts/benchmark fleet", description=__doc__)
    parser.add_argument("--boards", type=int, nargs="+", default=list(_DEFAULT_BOARDS))
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--changes", type=int, default=_CHANGES, help="of each flood")
    parser.add_argument("--only", nargs="+", choices=by_key, default=[kind.key for kind in CANDIDATES])
    parser.add_argument("--output", type=Path, default=_OUTPUT, help="a directory for the results")
    options = parser.parse_args()
    plan = Plan(
        kinds=[by_key[key] for key in options.only], sizes=options.boards, runs=options.runs, changes=options.changes
    )
    output: Path = options.output
    output.mkdir(parents=True, exist_ok=True)
    report = asyncio.run(measure_all(plan, output / "fleet.json"))
    print_report(report, plan.titles, output / "fleet.md")
    draw(report, plan.titles, output / "fleet.svg")
    lost = [
        value
        for outcome in report.outcomes
        for name, value in outcome.figures.items()
        if outcome.candidate == Manager.key and name.endswith("_lost")
    ]
    return 1 if any(lost) else 0


if __name__ == "__main__":
    raise SystemExit(main())
