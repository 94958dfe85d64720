"""What was measured, as a table with ratios and as a plot."""

from collections.abc import Mapping
from dataclasses import dataclass
import importlib.metadata
from pathlib import Path
import platform
import shutil
import statistics
import subprocess
import sys
import tomllib
from typing import Any, Final

from matplotlib.figure import Figure
import psutil
from rich.console import Console
from rich.table import Table

from .pins import Figures

_ROWS: Final[Mapping[str, Mapping[str, Any]]] = tomllib.loads(Path(__file__).with_name("targets.toml").read_text())
_TARGET_BOARDS: Final = 500
_WIDTH: Final = 200
_OURS: Final = "manager"
EMPTY: Final = "empty"  #: Home Assistant without boards, in the place of a candidate
# What a table shows above what an empty Home Assistant needs.
_ABOVE_EMPTY: Final = frozenset({"restart_cpu_s", "restart_memory_mb"})
_LIMITS: Final = {
    "broker_p50_ms": "the broker's round trip, p50, ms",
    "broker_p99_ms": "the broker's round trip, p99, ms",
    "websocket_p50_ms": "a websocket command, p50, ms",
    "websocket_p99_ms": "a websocket command, p99, ms",
    "bare_client_cpu_us": "a client that only decodes, µs CPU per message",
    "restart_s": "start of Home Assistant without boards, s",
    "restart_cpu_s": "the same, CPU, s",
    "restart_memory_mb": "the same, memory, MB",
}
# What the plot shows.
_PLOTTED: Final = ("onboarding_s", "restart_s", "restart_cpu_s", "memory_mb", "single_cpu_us", "batch_cpu_us")


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What was measured of one candidate in one run. What a restart uses includes what it uses without boards."""

    candidate: str
    boards: int
    run: int
    figures: Figures


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """Everything that one call measured."""

    machine: Mapping[str, str]
    wall_s: float
    outcomes: list[Outcome]

    def median(self, candidate: str, boards: int, figure: str) -> float | None:
        """Return the median of all runs, above that of an empty house where it is shown so; None without any run."""
        values = self._values(candidate, boards, figure)
        if not values:
            return None
        above = statistics.median(self._values(EMPTY, 0, figure)) if boards and figure in _ABOVE_EMPTY else 0.0
        return statistics.median(values) - above

    @property
    def sizes(self) -> list[int]:
        """Return the numbers of boards that were measured."""
        return sorted({outcome.boards for outcome in self.outcomes} - {0})

    def _values(self, candidate: str, boards: int, figure: str) -> list[float]:
        return [
            outcome.figures[figure]
            for outcome in self.outcomes
            if (outcome.candidate, outcome.boards) == (candidate, boards) and figure in outcome.figures
        ]


def machine() -> dict[str, str]:
    """Return what the figures depend on."""
    mosquitto = subprocess.run(
        [shutil.which("mosquitto") or "mosquitto", "-h"], capture_output=True, text=True, check=False
    )
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    return {
        "cores": str(psutil.cpu_count()),
        "memory": f"{psutil.virtual_memory().total / 1e9:.0f} GB",
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "home_assistant": importlib.metadata.version("homeassistant"),
        "mosquitto": mosquitto.stdout.partition("\n")[0],
        "commit": commit.stdout.strip(),
    }


def _number(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:,.0f}" if abs(value) >= 1000 or value == int(value) else f"{value:.3g}"  # noqa: PLR2004


def ratio(report: Report, boards: int, figure: str, other: str) -> str:
    """Return our figure divided by another's, and at 500 boards whether that is what it is to be."""
    ours, theirs = report.median(_OURS, boards, figure), report.median(other, boards, figure)
    if ours is None or not theirs:
        return ""
    quotient = ours / theirs
    target = _ROWS[figure].get(other)
    if target is None or boards != _TARGET_BOARDS:
        return f"{quotient:.2f}"
    return f"{quotient:.2f} (target {target}{'' if quotient <= target else ', missed'})"


def print_report(report: Report, titles: Mapping[str, str], path: Path) -> None:
    """Print a table for each size, and write the same as Markdown."""
    # Where it is not a terminal that it prints to, a table may be as wide as it wants.
    console = Console(width=None if sys.stdout.isatty() else _WIDTH)
    lines: list[str] = []
    others = [key for key in titles if key != _OURS] if _OURS in titles else []
    for boards in report.sizes:
        header = ["", "", *titles.values(), *(f"ratio to {titles[key]}" for key in others)]
        table = Table(*header, title=f"{boards} boards, 4 pins each, medians")
        lines += [
            f"**{boards} boards with 4 pins each**",
            "",
            _markdown(header),
            _markdown(["---"] * 2 + ["---:"] * (len(header) - 2)),
        ]
        for figure, row in _ROWS.items():
            medians = [report.median(key, boards, figure) for key in titles]
            if any(median is not None for median in medians):
                ratios = [ratio(report, boards, figure, key) for key in others]
                cells = [row["title"], row["unit"], *map(_number, medians), *ratios]
                table.add_row(*cells)
                lines.append(_markdown(cells))
        console.print(table)
        lines.append("")
    lines += ["| the machine itself | |", "| --- | ---: |"]
    for figure, title in _LIMITS.items():
        lines.append(_markdown([title, _number(report.median(EMPTY, 0, figure))]))
    console.print("\n".join(lines[-len(_LIMITS) :]))
    console.print(f"{report.machine}\nmeasured in {report.wall_s:.0f} s")
    path.write_text("\n".join(lines) + "\n")


def _markdown(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def draw(report: Report, titles: Mapping[str, str], path: Path) -> None:
    """Draw what it costs over the number of boards."""
    figure = Figure(figsize=(10, 6), layout="constrained")
    for axes, name in zip(figure.subplots(2, 3).flat, _PLOTTED, strict=True):
        for key, title in titles.items():
            axes.plot(report.sizes, [report.median(key, boards, name) for boards in report.sizes], "o-", label=title)
        axes.set_title(_ROWS[name]["title"], fontsize="medium")
        axes.set_xlabel("boards")
        axes.set_ylabel(_ROWS[name]["unit"])
        axes.set_ylim(bottom=0)
        axes.grid(alpha=0.3)
    figure.axes[0].legend(fontsize="small")
    figure.savefig(path, metadata={"Date": None})
