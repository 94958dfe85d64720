"""The boards as they lie on a table: what they do, and what a person does to them."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
import time
from typing import Any, Final

import aiohttp

from rig.virtual_devices import Change

from .board import FULL_DUTY, LED_GPIO, Board
from .configurations import Configurations, Pin
from .journal import Event, Journal
from .names import Names
from .picture import closed_level, describe_board, describe_event, describe_level

_LOOK_S: Final = 0.1
_NAMES_S: Final = 1.0


class Table:
    """Looks at the boards all the time, and says when something has changed."""

    def __init__(self, boards: Sequence[Board], configurations: Configurations, names: Names) -> None:
        """Take boards that were switched on once; run() looks."""
        self._boards = {board.id: board for board in boards}
        self._configurations = configurations
        self._names = names
        self._journal = Journal()
        self._picture: Mapping[str, Any] = {}
        self._version = 0
        self._changed = asyncio.Condition()

    async def run(self) -> None:
        """Look until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._follow_names())
            while True:
                await self.look()
                await asyncio.sleep(_LOOK_S)

    async def _follow_names(self) -> None:
        while True:
            # Home Assistant may be restarting; the names stay.
            with suppress(aiohttp.ClientError, TimeoutError):
                await self._names.refresh()
            await asyncio.sleep(_NAMES_S)

    async def look(self) -> None:
        """Look at all boards once."""
        for board in self._boards.values():
            for change in await board.refresh():
                self._note_change(board, change)
        picture = self._paint()
        if picture != self._picture:
            async with self._changed:
                self._picture = picture
                self._version += 1
                self._changed.notify_all()

    def _paint(self) -> Mapping[str, Any]:
        names = {device_id: self._names.of(device_id) for device_id in self._boards}
        return {
            "boards": [
                describe_board(board, self._configurations.of(board.id), names[board.id])
                for board in self._boards.values()
            ],
            "events": [describe_event(event, names[event.device_id]) for event in self._journal],
        }

    async def newer(self, version: int) -> tuple[int, Mapping[str, Any]]:
        """Return what is on the table, and the version of that, once it is newer than this one."""
        async with self._changed:
            await self._changed.wait_for(lambda: self._version > version)
            return self._version, self._picture

    # What a person does. Each raises LookupError when there is no such board or pin.

    async def switch_power(self, device_id: str, *, on: bool) -> None:
        """Cut a board's power, or give it."""
        board = self._boards[device_id]
        self._note(board, "power on" if on else "power cut")
        if on:
            await board.power_on()
        else:
            await board.power_cut()
        await self.look()

    async def move_contact(self, device_id: str, gpio: int, *, closed: bool) -> None:
        """Close the contact at an input, or open it."""
        board = self._boards[device_id]
        pin = self._pin(board, gpio)
        if pin is None:
            raise LookupError(f"no pin at GPIO {gpio}")
        self._note(board, "contact closed" if closed else "contact opened", pin)
        await board.press(gpio, closed_level(pin) if closed else not closed_level(pin))
        await self.look()

    async def measure(self, device_id: str, counts: int) -> None:
        """Apply a voltage to a board's analog input."""
        await self._boards[device_id].measure(counts)
        await self.look()

    # What happens

    def _note(self, board: Board, what: str, pin: Pin | None = None) -> None:
        self._journal.note(Event(at_ms=time.time_ns() // 1_000_000, device_id=board.id, pin=pin, what=what))

    def _note_change(self, board: Board, change: Change) -> None:
        at_ms = change.unix_us // 1000
        pin = self._pin(board, change.gpio)
        if pin is not None:
            event = Event(at_ms=at_ms, device_id=board.id, pin=pin, what=describe_level(change.driven, change.duty))
            self._journal.note(event, is_step=0 < change.duty < FULL_DUTY)
        elif change.gpio == LED_GPIO and change.driven:
            self._journal.note(Event(at_ms=at_ms, device_id=board.id, what="LED blinks"), is_step=True)

    def _pin(self, board: Board, gpio: int) -> Pin | None:
        return next((pin for pin in self._configurations.of(board.id).pins if pin.gpio == gpio), None)
