"""Tools that the documentation shows and that take long: they are only called."""

from pathlib import Path

from tests.mutations import MUTATIONS

from .recorder import recorded
from .source import ROOT


def measures(command: str, directory: Path) -> None:
    """Start the measurements, which are there; that they work is a part of the tests."""
    _, calls = recorded(command, directory)
    name = command.split()[1]

    assert calls == ["setup test", f"python -m benchmarks.{name}"]
    assert (ROOT / "benchmarks" / name / "__main__.py").is_file()


def breaks_the_code(command: str, directory: Path) -> None:
    """Start the breakages; each of them fits the code as it is, and names tests that are there."""
    _, calls = recorded(command, directory)

    assert calls == ["setup test", "python -m tests.mutations"]
    assert [entry.what for entry in MUTATIONS if (ROOT / entry.file).read_text().count(entry.code) != 1] == []
    assert [test for entry in MUTATIONS for test in entry.tests if not (ROOT / test).exists()] == []
