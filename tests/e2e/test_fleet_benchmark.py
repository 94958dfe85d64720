"""The comparison with what one would use instead, small: each candidate in a house of its own."""

from collections import defaultdict
import json
from pathlib import Path
import subprocess
import sys

import pytest

ROOT = Path(__file__).parents[2]
BOARDS = 24


@pytest.mark.long
def test_small(tmp_path: Path) -> None:
    """The command measures everything once, loses nothing, and says how the three compare."""
    command = [sys.executable, "-m", "benchmarks.fleet", "--boards", str(BOARDS), "--runs", "1", "--changes", "2000"]

    ended = subprocess.run(
        [*command, "--output", tmp_path], cwd=ROOT, capture_output=True, text=True, check=False, timeout=480
    )

    assert ended.returncode == 0, ended.stderr
    outcomes: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for row in json.loads((tmp_path / "fleet.json").read_text())["outcomes"]:
        outcomes[row["candidate"]] |= row["figures"]
    assert outcomes.keys() == {"empty", "manager", "discovery", "tasmota"}
    assert outcomes["manager"]["flow_by_flow_s"] > 0
    # Four pins of each board; those of this integration have two buttons besides.
    assert outcomes["manager"]["entities"] == 6 * BOARDS + 1
    assert outcomes["discovery"]["entities"] == 4 * BOARDS
    for candidate in ("manager", "discovery", "tasmota"):
        figures = outcomes[candidate]
        assert figures["single_lost"] == figures["batch_lost"] == 0
        assert all(value > 0 for name, value in figures.items() if name.endswith(("_s", "_ms", "_us", "_mb")))
        assert figures["idle_device_p50_ms"] < figures["idle_state_p50_ms"]
    table = (tmp_path / "fleet.md").read_text()
    assert "| broker back, all pins right | s |" in table
    assert (tmp_path / "fleet.svg").exists()
