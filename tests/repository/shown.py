"""The commands that README and docs show."""

from collections.abc import Iterator
import os
import re
import subprocess
import textwrap
from typing import Final

from .source import ROOT, relative, tracked_files

_FENCE: Final = re.compile(r"^([> \t]*)(```+|~~~+)([^\n]*)\n(.*?)^\1\2[ \t]*$", re.MULTILINE | re.DOTALL)
_INLINE: Final = re.compile(
    r"""\{"do":.*                    # a request to the control socket of a virtual device
    |iotdm/1/name/[a-z0-9-]+/\w+     # a topic of one friendly name
    |[\w./-]+\ (.*\ )?--?\w.*        # a program with an option
    |(apt|apt-get|brew|cmake|git|mosquitto_\w+|pip3?|pytest|python3?|su|sudo|systemctl|uv)\ .*""",
    re.VERBOSE,
)


def is_command(text: str) -> bool:
    """Return whether a text between backticks is something to run."""
    program = ROOT / text.partition(" ")[0]
    return bool(_INLINE.fullmatch(text)) or (program in tracked_files() and os.access(program, os.X_OK))


def in_shell(lines: list[str]) -> Iterator[str]:
    """Return the commands of a block, each with all lines that belong to it."""
    command = ""
    for line in lines:
        command += f"{line}\n"
        parsed = subprocess.run(["bash", "-n", "-c", command], capture_output=True, check=False)
        if parsed.returncode == 0 and not line.endswith("\\"):
            yield command.strip()
            command = ""
    assert not command, f"not a complete command: {command}"


def in_block(language: str, block: str) -> Iterator[str]:
    """Return the commands of a block. One in a language that is not known here is a command as a whole."""
    lines = [line for line in block.splitlines() if line and not line.startswith("#")]
    match language:
        case "bash" | "sh":
            yield from in_shell(lines)
        case "console":
            yield from in_shell([line.removeprefix("$ ") for line in lines if line.startswith("$ ")])
        case "json" | "yaml":
            pass
        case _:
            yield block.strip()


def shown_in(page: str) -> Iterator[str]:
    """Return the commands of a page, in blocks and between backticks."""
    for prefix, _, language, block in _FENCE.findall(page):
        lines = re.sub(f"^{re.escape(prefix)}", "", block, flags=re.MULTILINE)
        yield from in_block(language.strip(), textwrap.dedent(lines))
    prose = _FENCE.sub("", page)
    assert not re.search(r"```|~~~", prose), "a block has no end"
    assert not re.search(r"^\s*\n( {4}|\t)", prose, re.MULTILINE), "a block has no fence"
    yield from filter(is_command, (" ".join(span.split()) for span in re.findall(r"`([^`]+)`", prose)))


def settings_in(page: str) -> list[str]:
    """Return the blocks of a page that are settings of a broker, in their order."""
    blocks = _FENCE.findall((ROOT / page).read_text())
    return [block.strip() for _, _, language, block in blocks if language == "conf"]


_PAGES: Final = [path for path in tracked_files() if path.suffix == ".md"]
SHOWN: Final = {command: relative(path) for path in _PAGES for command in shown_in(path.read_text())}
