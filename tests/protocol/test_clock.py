"""The estimate of a device's uptime."""

import tracemalloc

import pytest

from custom_components.iot_device_manager.protocol.clock import UptimeClock, wrapped_difference

WRAP = 2**32
WINDOW_MS = 600_000


@pytest.mark.parametrize(
    ("left", "right", "difference"),
    [
        (10, 3, 7),
        (3, 10, -7),
        (5, WRAP - 5, 10),
        (WRAP - 5, 5, -10),
        (7, 7, 0),
        (2**31 - 1, 0, 2**31 - 1),
        (2**31, 0, -(2**31)),
    ],
    ids=["after", "before", "after the wrap", "before the wrap", "equal", "farthest after", "farthest before"],
)
def test_wrapped_difference(left: int, right: int, difference: int) -> None:
    """Two uptimes are compared right across the wrap."""
    assert wrapped_difference(left, right) == difference


def test_nothing_heard() -> None:
    """Without a message there is no estimate."""
    assert UptimeClock().estimate(0) is None


def test_follows_own_clock() -> None:
    """From one message on, the estimate runs with the own clock."""
    clock = UptimeClock()
    clock.observe(1000, 50)

    assert clock.estimate(1000) == 50
    assert clock.estimate(1700) == 750


@pytest.mark.parametrize(
    ("observations", "estimate"),
    [
        ([(1000, 500), (2000, 1200)], 2500),
        ([(1000, 200), (2000, 1500)], 2500),
        ([(1000, 500), (2000, 1500)], 2500),
        ([(1000, 100), (1500, 1000), (2000, 1400)], 2500),
        ([(1000, 490), (2000, 1500), (2500, 1900)], 2500),
    ],
    ids=["delayed later", "delayed first", "equal", "best in the middle", "best then delayed"],
)
def test_delayed_messages(observations: list[tuple[int, int]], estimate: int) -> None:
    """The message that was the least delayed counts, wherever it came."""
    clock = UptimeClock()
    for now_ms, uptime_ms in observations:
        clock.observe(now_ms, uptime_ms)

    assert clock.estimate(3000) == estimate


def test_wrap_of_the_device() -> None:
    """The estimate wraps as the device's clock does."""
    clock = UptimeClock()
    clock.observe(1000, WRAP - 100)

    assert clock.estimate(1099) == WRAP - 1
    assert clock.estimate(1100) == 0


def test_best_one_across_the_wrap() -> None:
    """Messages before and after the wrap are compared by signed subtraction."""
    clock = UptimeClock()
    clock.observe(1000, WRAP - 100)
    clock.observe(2000, 850)

    assert clock.estimate(2000) == 900


@pytest.mark.parametrize(
    ("now_ms", "estimate"),
    [(WINDOW_MS, WINDOW_MS + 50), (WINDOW_MS + 1, None)],
    ids=["last moment", "too old"],
)
def test_window(now_ms: int, estimate: int | None) -> None:
    """What is older than ten minutes says nothing."""
    clock = UptimeClock()
    clock.observe(0, 50)

    assert clock.estimate(now_ms) == estimate


def test_window_moves_on() -> None:
    """When the best message is too old, the best of the later ones counts."""
    clock = UptimeClock()
    clock.observe(0, 100)
    clock.observe(300_000, 300_080)
    clock.observe(400_000, 400_050)

    assert clock.estimate(600_000) == 600_100
    assert clock.estimate(600_001) == 600_081
    assert clock.estimate(900_001) == 900_051
    assert clock.estimate(1_000_001) is None


def test_slow_device_clock() -> None:
    """A device whose quartz is slow is never expected ahead of where it was within the window."""
    clock = UptimeClock()
    for minute in range(60):
        now_ms = minute * 60_000
        clock.observe(now_ms, now_ms - now_ms // 10_000)

    # It loses 6 ms a minute, so the estimate errs by ten minutes of that at most.
    estimate = clock.estimate(59 * 60_000)
    assert estimate is not None
    assert 0 <= estimate - (59 * 60_000 - 59 * 6) <= 60


def test_fast_device_clock() -> None:
    """A device whose quartz is fast is followed at once."""
    clock = UptimeClock()
    for minute in range(60):
        now_ms = minute * 60_000
        clock.observe(now_ms, now_ms + now_ms // 10_000)

    assert clock.estimate(59 * 60_000) == 59 * 60_000 + 59 * 6


def test_memory() -> None:
    """The clock of a device that nobody asks anything keeps no more than the window holds, also one that is slow."""

    def listen(minutes: range) -> None:
        for minute in minutes:
            clock.observe(minute * 60_000, minute * 59_998)

    clock = UptimeClock()
    listen(range(1000))
    tracemalloc.start()
    try:
        listen(range(1000, 11_000))
        kept_bytes, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert kept_bytes < 10_000
