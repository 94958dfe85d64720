"""Runs the demo until Ctrl-C, or checks once that it works."""

import argparse
import asyncio
import os
from pathlib import Path
import shutil
import signal
import sys
import tempfile
import time
import traceback
from typing import Final

from rig.home_assistant import PASSWORD, USER

from .check import check
from .house import House, open_house

_BUILD: Final = Path(__file__).parent.parent / "build"
_HOME_ASSISTANT_PORT: Final = 8123
_PAGE_PORT: Final = 8124
# Ctrl-C, a polite end, and the end of the terminal.
_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

_WELCOME: Final = """\
The demo is up, after {seconds:.0f} s.

  Home Assistant   {home_assistant}   user {user}, password {password}
  The boards       {page}

Three things to try, with both pages side by side:

  1. Say to Assist (the speech bubble at the top of Home Assistant): turn on the garage lights
  2. Press the contact of the garage door at the boards.
  3. In Home Assistant open Settings, Devices & services, and add the discovered board, a D1 mini.

Ctrl-C ends everything. Logs are in {directory}
"""


async def _run(directory: Path, *, checking: bool) -> None:
    started = time.monotonic()
    # A check leaves the usual ports to a demo that somebody is looking at.
    ports = {} if checking else {"home_assistant_port": _HOME_ASSISTANT_PORT, "page_port": _PAGE_PORT}
    async with open_house(directory, **ports) as house:
        up_s = time.monotonic() - started
        if not checking:
            _welcome(house, directory, up_s)
            await house.stay()
        seen = await check(house)
    print(f"up after {up_s:.1f} s; {seen}; stopped after {time.monotonic() - started:.1f} s", flush=True)


def _welcome(house: House, directory: Path, seconds: float) -> None:
    text = _WELCOME.format(
        seconds=seconds,
        home_assistant=house.home_assistant.url,
        user=USER,
        password=PASSWORD,
        page=house.page.url,
        directory=os.path.relpath(directory),
    )
    print(text, flush=True)


async def _run_until_signal(directory: Path, *, checking: bool) -> bool:
    """Return whether it ran to its end; a signal ends it, in the same orderly way."""
    loop = asyncio.get_running_loop()
    work = asyncio.create_task(_run(directory, checking=checking))

    def end() -> None:
        for number in _SIGNALS:
            # A second one must not disturb the orderly end.
            loop.add_signal_handler(number, lambda: None)
        work.cancel()
        print("\nStopping …", flush=True)

    for number in _SIGNALS:
        loop.add_signal_handler(number, end)
    try:
        await work
    except asyncio.CancelledError:
        print("Everything has stopped.", flush=True)
        return False
    return True


def main() -> int:
    """Return the exit code."""
    parser = argparse.ArgumentParser(prog="scripts/demo", description="A house to try IoT Device Manager in.")
    parser.add_argument("--check", action="store_true", help="start, switch a pin by a sentence, stop")
    checking: bool = parser.parse_args().check
    _BUILD.mkdir(exist_ok=True)
    directory = Path(tempfile.mkdtemp(prefix="demo-", dir=_BUILD))
    try:
        finished = asyncio.run(_run_until_signal(directory, checking=checking))
    except Exception:  # noqa: BLE001 # Whatever it was, the logs stay and are named.
        traceback.print_exc()
        print(f"scripts/demo failed, see the logs in {os.path.relpath(directory)}", file=sys.stderr)
        return 1
    shutil.rmtree(directory, ignore_errors=True)
    # Ctrl-C is how the demo ends, but not how a check does.
    return 0 if finished or not checking else 1


if __name__ == "__main__":
    sys.exit(main())
