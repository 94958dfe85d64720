"""Figures that the end-to-end tests measure, kept in build/figures."""

from collections.abc import Mapping
import json
from pathlib import Path
import statistics
from typing import Final

_FIGURES: Final = Path(__file__).parents[2] / "build" / "figures"


def note(what: str, seconds: list[float]) -> None:
    """Keep how long something took, in milliseconds."""
    percentiles = statistics.quantiles(seconds, n=100)
    keep("latency", what, {"p50_ms": round(percentiles[49] * 1e3, 2), "p99_ms": round(percentiles[98] * 1e3, 2)})


def keep(file: str, what: str, values: Mapping[str, float]) -> None:
    """Keep figures about something, beside others about it."""
    path = _FIGURES / f"{file}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    figures = json.loads(path.read_text()) if path.exists() else {}
    figures[what] = {**figures.get(what, {}), **values}
    path.write_text(json.dumps(figures, indent=2) + "\n")
