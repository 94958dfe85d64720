"""The estimate of a device's uptime, on which the expiry of commands rests."""

from collections import deque
from typing import Final

from .values import UINT32

# Quartz clocks drift apart; what is older than this says nothing any more.
_WINDOW_MS: Final = 600_000


def wrapped_difference(left: int, right: int) -> int:
    """Return left - right of two unsigned 32-bit times, right across the wrap."""
    return (left - right + UINT32 // 2) % UINT32 - UINT32 // 2


class UptimeClock:
    """Estimates the uptime of one session of a device from the messages that arrived live.

    A message is late by its time on the way, never early, so the smallest difference between the two clocks is the
    best one, and the estimate errs on the early side.
    """

    __slots__ = ("_offsets",)

    def __init__(self) -> None:
        """Begin without an estimate."""
        # (arrival, own clock - uptime), rising in both, so that the smallest difference of the window is first.
        self._offsets: deque[tuple[int, int]] = deque()

    def observe(self, now_ms: int, uptime_ms: int) -> None:
        """Take a message into account that arrived at `now_ms` of the own clock."""
        offset = (now_ms - uptime_ms) % UINT32
        while self._offsets and wrapped_difference(self._offsets[-1][1], offset) >= 0:
            self._offsets.pop()
        self._offsets.append((now_ms, offset))
        self._forget_old(now_ms)

    def estimate(self, now_ms: int) -> int | None:
        """Return the uptime at `now_ms`, or None when nothing was heard within the window."""
        self._forget_old(now_ms)
        if not self._offsets:
            return None
        return (now_ms - self._offsets[0][1]) % UINT32

    def _forget_old(self, now_ms: int) -> None:
        while self._offsets and now_ms - self._offsets[0][0] > _WINDOW_MS:
            self._offsets.popleft()
