"""Time in the hands of a test."""

import asyncio
from asyncio import futures
from collections.abc import Generator
from contextlib import contextmanager
import math
from typing import Any, Final
from unittest.mock import patch

from freezegun import api as freezegun
from homeassistant.core import HomeAssistant
from homeassistant.util.async_ import get_scheduled_timer_handles

# Who sleeps no longer than this only lets others go first; nobody has to ask for such a time to pass.
_SHORT_S: Final = 0.1
# What asyncio.sleep leaves with the loop.
_WAKE: Final = vars(futures)["_set_result_unless_cancelled"]


class Clock:
    """The loop's clock. It stands still while code runs, so that a busy machine changes nothing."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Begin at the present time, also when a test holds the wall clock."""
        self._loop: Any = hass.loop
        self._selector: Any = vars(self._loop)["_selector"]
        self._really_select = self._selector.select
        self._really_run = self._loop.run_in_executor
        self._jobs: set[asyncio.Future[Any]] = set()
        self.now: float = freezegun.real_monotonic()

    @contextmanager
    def in_charge(self) -> Generator[None]:
        """Replace the loop's clock."""
        with (
            patch.object(self._loop, "time", lambda: self.now),
            # The loop would fire a timer a nanosecond early. Who then goes back to sleep would do it for ever.
            patch.object(self._loop, "_clock_resolution", 0.0),
            patch.object(self._selector, "select", self._select),
            patch.object(self._loop, "run_in_executor", self._run_in_executor),
            # A test that lets time pass is not slow.
            patch.object(self._loop, "slow_callback_duration", float("inf")),
        ):
            yield

    def _select(self, timeout: float | None) -> Any:
        ready = self._really_select(0)
        if ready or timeout == 0:
            return ready
        # Threads are at work, or the test waits for what will not come.
        started = freezegun.real_monotonic()
        ready = self._really_select(timeout)
        self.now += freezegun.real_monotonic() - started
        return ready

    def _run_in_executor(self, *args: Any) -> asyncio.Future[Any]:
        job: asyncio.Future[Any] = self._really_run(*args)
        self._jobs.add(job)
        job.add_done_callback(self._jobs.discard)
        return job

    async def settle(self) -> None:
        """Return when nothing is left to do but to wait. One at a time: two would wait for each other."""
        while True:
            await asyncio.sleep(0)
            if self._loop._ready:
                continue
            if self._jobs:
                await asyncio.wait(self._jobs)
            elif (due := self._next_timer(sleeps_only=True)) is not None and due <= self.now + _SHORT_S:
                self._reach(due)
            else:
                return

    async def advance(self, seconds: float) -> None:
        """Let time pass: each timer on the way fires at its moment."""
        await self.settle()
        end = self.now + seconds
        while (due := self._next_timer()) is not None and due <= end:
            self._reach(due)
            await self.settle()
        self.now = max(self.now, end)
        await self.settle()

    def _reach(self, due: float) -> None:
        """Let it be just after a moment: then its timers fire."""
        self.now = max(self.now, math.nextafter(due, math.inf))

    def _next_timer(self, *, sleeps_only: bool = False) -> float | None:
        handles: list[Any] = get_scheduled_timer_handles(self._loop)
        return min(
            (
                handle.when()
                for handle in handles
                if not handle.cancelled() and (not sleeps_only or handle._callback is _WAKE)
            ),
            default=None,
        )
