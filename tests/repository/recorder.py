"""The scripts with tools that only write down how they are called: for what takes minutes, root or the internet."""

import os
from pathlib import Path
import shutil
import subprocess
import sys
from typing import Final

from .source import ROOT

_TOOL: Final = """\
#!/bin/sh
echo "${0##*/} $*" >>"$CALLS"
case ${0##*/} in
  id) echo 0 ;;
  debootstrap) mkdir -p "$3/etc/apt/apt.conf.d" ;;
  *) echo "1 passed" ;;
esac
"""
_PROGRAMS: Final = ("apt-config", "apt-get", "cp", "debootstrap", "env", "git", "id", "uv")
_OTHER_TOOLS: Final = (
    "scripts/setup",
    "scripts/chip-layer",
    "scripts/chip-size",
    "scripts/chip-tests",
    "scripts/image-size",
    "scripts/image-licences",
    "build/tests/core-tests",
    "build/tests/core-allocations",
)


def recorded(command: str, directory: Path) -> tuple[str, list[str]]:
    """Run a command in a copy of the scripts; return its output, and how it called its tools."""
    shutil.copytree(ROOT / "scripts", directory / "scripts")
    programs = {*_PROGRAMS, *(path.name for path in Path(sys.executable).parent.iterdir())}
    for tool in (*(f".venv/bin/{program}" for program in programs), *_OTHER_TOOLS):
        path = directory / tool
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_TOOL)
        path.chmod(0o755)
    temporary = directory / "tmp"
    temporary.mkdir()
    environment = {key: value for key, value in os.environ.items() if key != "CI"} | {
        "PATH": f"{directory}/.venv/bin:{os.environ['PATH']}",
        "CALLS": str(directory / "calls"),
        "TMPDIR": str(temporary),
    }
    done = subprocess.run(
        ["bash", "-c", command], cwd=directory, env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert list(temporary.iterdir()) == []
    return done.stdout, (directory / "calls").read_text().splitlines()
