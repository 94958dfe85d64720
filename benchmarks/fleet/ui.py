"""An open page of Home Assistant, as its websocket sees it: subscribed to all entities."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
import contextlib
import time
from typing import Any, Final

import aiohttp
import orjson

from .pins import Pin, Value

type Seen = Callable[[str], None]
type Connect = Callable[[], Awaitable[aiohttp.ClientWebSocketResponse]]

_BRIGHTNESS: Final = "brightness"
# The Tasmota integration asks its boards a second after they are back.
_QUIET_S: Final = 2.0
_AGAIN_S: Final = 0.01
# As the real page waits.
_RECONNECT_S: Final = 1.0


def is_right(shown: Mapping[str, Any] | None, pin: Pin, value: Value) -> bool:
    """Return whether an entity shows what its pin is."""
    if shown is None:
        return False
    state: str = shown["s"]
    match pin:
        case Pin.SWITCH_1 | Pin.SWITCH_2:
            return state == ("on" if value.on else "off")
        case Pin.LIGHT if value.on:
            return state == "on" and bool(shown["a"].get(_BRIGHTNESS) == value.brightness)
        case Pin.LIGHT:
            return state == "off"
        case Pin.SENSOR:
            try:
                return float(state) == value.number
            except ValueError:
                return False


class Ui:
    """Follows all entities over one websocket, and counts how often each pin changes.

    Home Assistant ends the connection of a page that cannot keep up. Like the real one, it connects again then.
    """

    def __init__(self, connect: Connect) -> None:
        """Open; `connect` returns a connection that is signed in."""
        self._connect = connect
        self.shown: dict[str, dict[str, Any]] = {}
        self.changes: Counter[str] = Counter()
        #: of all pins together
        self.changed = 0
        self.listener: Seen | None = None
        #: how often Home Assistant ended the connection
        self.drops = 0
        self._wrong: set[str] = set()
        self._expected: Mapping[str, tuple[Pin, Value]] = {}
        self._right = asyncio.Event()
        self._news = asyncio.Event()
        self._task = asyncio.create_task(self._follow())

    async def close(self) -> None:
        """Close the page."""
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task

    async def until_right(self, expected: Mapping[str, tuple[Pin, Value]], *, within: float) -> float:
        """Return when every entity shows what is expected: the moment, on the clock of time.perf_counter.

        Raises TimeoutError, with what is wrong.
        """
        self._expected = expected
        self._wrong = {
            name for name, (pin, value) in expected.items() if not is_right(self.shown.get(name), pin, value)
        }
        self._right.clear()
        try:
            async with asyncio.timeout(within):
                while self._wrong:
                    await self._right.wait()
        except TimeoutError:
            examples = {name: self.shown.get(name) for name in sorted(self._wrong)[:3]}
            raise TimeoutError(
                f"{len(self._wrong)} of {len(expected)} are wrong after {within} s: {examples}"
            ) from None
        return time.perf_counter()

    async def until_changed(self, count: int, *, within: float) -> bool:
        """Return once there were so many changes; False when none came for as long as `within`."""
        while self.changed < count:
            self._news.clear()
            try:
                await asyncio.wait_for(self._news.wait(), within)
            except TimeoutError:
                return False
        return True

    async def until_quiet(self) -> None:
        """Return when no pin has changed for a while: what was still under way has come."""
        while True:
            before = self.changed
            await asyncio.sleep(_QUIET_S)
            if self.changed == before:
                return

    async def _follow(self) -> None:
        while True:
            async with await self._connect() as connection:
                await self._follow_on(connection)
            self.drops += 1
            self.shown.clear()
            self._wrong = set(self._expected)
            await asyncio.sleep(_RECONNECT_S)

    async def _follow_on(self, connection: aiohttp.ClientWebSocketResponse) -> None:
        await connection.send_json({"id": 1, "type": "supported_features", "features": {"coalesce_messages": 1}})
        number = 1
        async for message in connection:
            content = orjson.loads(message.data)
            parts = content if isinstance(content, list) else [content]
            for part in parts:
                if part["type"] == "event":
                    self._take(part["event"])
            # First comes the answer about the features; and while Home Assistant starts, it does not know the command.
            if any(part["type"] == "result" and (part["id"] == 1 or not part["success"]) for part in parts):
                number += 1
                await asyncio.sleep(_AGAIN_S)
                await connection.send_json({"id": number, "type": "subscribe_entities"})
            self._news.set()

    def _take(self, event: Mapping[str, Any]) -> None:
        for name, added in event.get("a", {}).items():
            self.shown[name] = added
            self._changed(name)
        for name, difference in event.get("c", {}).items():
            shown = self.shown[name]
            new = difference.get("+", {})
            shown["s"] = new.get("s", shown["s"])
            shown["a"] = shown["a"] | new.get("a", {})
            for gone in difference.get("-", {}).get("a", ()):
                shown["a"].pop(gone, None)
            self._changed(name)
        for name in event.get("r", ()):
            self.shown.pop(name, None)

    def _changed(self, name: str) -> None:
        if name in self._expected:
            self.changes[name] += 1
            self.changed += 1
            pin, value = self._expected[name]
            if not is_right(self.shown[name], pin, value):
                self._wrong.add(name)
            elif name in self._wrong:
                self._wrong.remove(name)
                if not self._wrong:
                    self._right.set()
        if self.listener is not None:
            self.listener(name)
