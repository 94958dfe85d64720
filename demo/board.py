"""A board on the table: a virtual device with a power switch, and what is connected to its inputs."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
import json
from pathlib import Path
from typing import Final

from rig.virtual_devices import Change, VirtualDevices

FULL_DUTY: Final = 1023
MAX_COUNTS: Final = 1023
# The blue LED of a D1 mini, lit by a low level.
LED_GPIO: Final = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """What a GPIO of a board does."""

    driven: bool = False
    high: bool = False
    duty: int = 0  #: 0 to FULL_DUTY


class Board:
    """One board, in a process of its own, so that its power can be cut."""

    def __init__(
        self, directory: Path, *, broker_port: int, seed: int, outside: Mapping[int, bool], counts: int
    ) -> None:
        """Prepare. `outside` are the levels that are applied to inputs, `counts` what the analog input measures."""
        self._device = VirtualDevices(directory, broker_port=broker_port, seed=seed)
        # A request must not meet a power cut.
        self._lock = asyncio.Lock()
        self._outside = dict(outside)
        self._lines: Mapping[int, Line] = {}
        self._changes_seen = 0
        self.counts = counts
        self.online = False

    @property
    def id(self) -> str:
        """Return the device id, which is known once the board was switched on."""
        return self._device.ids[0]

    @property
    def powered(self) -> bool:
        """Return whether the board has power."""
        return self._device.process.running

    @property
    def led(self) -> bool:
        """Return whether the board's own LED is lit."""
        line = self.line(LED_GPIO)
        return line.driven and not line.high

    @property
    def driven(self) -> int:
        """Return how many GPIOs the board drives."""
        return sum(line.driven for line in self._lines.values())

    def line(self, gpio: int) -> Line:
        """Return what a GPIO does. Without power there is only what is applied from outside."""
        return self._lines.get(gpio, Line(high=self._outside.get(gpio, True)))

    async def power_on(self) -> None:
        """Give power."""
        async with self._lock:
            if self.powered:
                return
            self._changes_seen = 0
            await self._device.start()
            for gpio, level in self._outside.items():
                await self._device.set_input(self.id, gpio, level)
            await self._device.set_analog(self.id, self.counts)

    async def power_cut(self) -> None:
        """Take the power away without a warning."""
        async with self._lock:
            self._device.kill()

    def stop(self) -> None:
        """End the process in an orderly way."""
        self._device.stop()

    async def level(self, gpio: int) -> bool | None:
        """Return the level that the board drives at a GPIO now, None when it drives none."""
        async with self._lock:
            return await self._device.level(self.id, gpio)

    async def press(self, gpio: int, level: bool) -> None:
        """Apply a level to an input."""
        async with self._lock:
            self._outside[gpio] = level
            if self.powered:
                await self._device.set_input(self.id, gpio, level)

    async def measure(self, counts: int) -> None:
        """Apply a voltage to the analog input."""
        async with self._lock:
            self.counts = counts
            if self.powered:
                await self._device.set_analog(self.id, counts)

    async def refresh(self) -> list[Change]:
        """Look at the board; return what it drove differently since the last look."""
        async with self._lock:
            try:
                return await self._look() if self.powered else self._see_nothing()
            except OSError, json.JSONDecodeError:
                # It has just ended.
                return self._see_nothing()

    async def _look(self) -> list[Change]:
        now = await self._device.ask("get", self.id)
        changes = await self._device.changes(self.id, self._changes_seen)
        self._changes_seen += len(changes)
        self.online = now["connected"]
        self._lines = {
            int(gpio): Line(driven=line["mode"] == "output", high=line["level"], duty=line["duty"])
            for gpio, line in now["gpios"].items()
        }
        return changes

    def _see_nothing(self) -> list[Change]:
        self.online = False
        self._lines = {}
        return []
