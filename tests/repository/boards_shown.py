"""Checks of the commands that put the firmware on boards, without a board."""

from pathlib import Path
import re
import subprocess
import sys

from .source import ROOT


def pins_esptool(command: str, _directory: Path) -> None:
    """Compare the version with the one that the other commands are tested with."""
    assert command.removeprefix("pip install ") in re.split(r"\s+", (ROOT / "requirements" / "test.txt").read_text())


def esptool_understands(command: str, directory: Path) -> None:
    """Run the real esptool: it takes every word and finds the files; only the board is missing."""
    for name in re.findall(r"\S+\.bin", command):
        (directory / name).write_bytes(b"\xe9" + bytes(4095))
    program, *words = command.replace("PORT", "no-board").split()
    done = subprocess.run(
        [Path(sys.executable).with_name(program), *words],
        cwd=directory,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert "Could not open no-board" in " ".join((done.stdout + done.stderr).split())
