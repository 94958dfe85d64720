"""An open page that knows which pins are right, and counts how often each changes."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
import contextlib
import time
from typing import Final, override

import aiohttp

from rig.page import Page

from .pins import Pin, Value, is_right

type Seen = Callable[[str], None]
type Connect = Callable[[], Awaitable[aiohttp.ClientWebSocketResponse]]

# The Tasmota integration asks its boards a second after they are back.
_QUIET_S: Final = 2.0
# As the real page waits.
_RECONNECT_S: Final = 1.0


class Ui(Page):
    """Follows all entities, and connects again when Home Assistant drops it because it cannot keep up."""

    def __init__(self, connect: Connect) -> None:
        """Open; `connect` returns a connection that is signed in."""
        super().__init__()
        self._connect = connect
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
        self._task = asyncio.create_task(self._stay_open())

    async def close(self) -> None:
        """Close the page."""
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task

    def state(self, entity_id: str) -> str | None:
        """Return what an entity shows, None while it shows nothing."""
        return self._states.get(entity_id)

    def is_right(self, entity_id: str, pin: Pin, value: Value) -> bool:
        """Return whether an entity shows what its pin is."""
        state = self._states.get(entity_id)
        return state is not None and is_right(state, self._attributes[entity_id], pin, value)

    async def until_right(self, expected: Mapping[str, tuple[Pin, Value]], *, within: float) -> float:
        """Return when every entity shows what is expected: the moment, on the clock of time.perf_counter.

        Raises TimeoutError, with what is wrong.
        """
        self._expected = expected
        self._wrong = {name for name, target in expected.items() if not self.is_right(name, *target)}
        self._right.clear()
        try:
            async with asyncio.timeout(within):
                while self._wrong:
                    await self._right.wait()
        except TimeoutError:
            examples = {name: self.state(name) for name in sorted(self._wrong)[:3]}
            text = f"{len(self._wrong)} of {len(expected)} are wrong after {within} s: {examples}"
            raise TimeoutError(text) from None
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

    async def _stay_open(self) -> None:
        while True:
            async with await self._connect() as connection:
                await self.follow(connection)
            self.drops += 1
            self._states.clear()
            self._attributes.clear()
            self._wrong = set(self._expected)
            await asyncio.sleep(_RECONNECT_S)

    @override
    def _news_taken(self) -> None:
        self._news.set()

    @override
    def _changed(self, entity_id: str) -> None:
        if entity_id in self._expected:
            self.changes[entity_id] += 1
            self.changed += 1
            if not self.is_right(entity_id, *self._expected[entity_id]):
                self._wrong.add(entity_id)
            elif entity_id in self._wrong:
                self._wrong.remove(entity_id)
                if not self._wrong:
                    self._right.set()
        if self.listener is not None:
            self.listener(entity_id)
