"""Figures that the end-to-end tests measure, kept in build/figures/latency.json."""

import json
from pathlib import Path
import statistics
from typing import Final

FIGURES: Final = Path(__file__).parents[2] / "build" / "figures" / "latency.json"


def note(what: str, seconds: list[float]) -> None:
    """Keep a figure, in milliseconds."""
    FIGURES.parent.mkdir(parents=True, exist_ok=True)
    figures = json.loads(FIGURES.read_text()) if FIGURES.exists() else {}
    percentiles = statistics.quantiles(seconds, n=100)
    figures[what] = {"p50_ms": round(percentiles[49] * 1e3, 2), "p99_ms": round(percentiles[98] * 1e3, 2)}
    FIGURES.write_text(json.dumps(figures, indent=2) + "\n")
