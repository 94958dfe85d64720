"""One candidate in one house, measured from outside."""

import asyncio
from collections.abc import AsyncIterator, Callable
import contextlib
import itertools
import statistics
import time
from typing import Final

from rig.home_assistant import WebSocket

from .candidate import COMMANDED, Candidate
from .house import House
from .pins import START, Figures, Pin, Value, changed

type Progress = Callable[[str], None]

_ONBOARDING_S: Final = 600.0
_RIGHT_S: Final = 120.0
_DOWN_S: Final = 1.0
#: in each, every one of them is turned on and off again
_ROUNDS: Final = 16
_CALL_S: Final = 10.0
_BETWEEN_CALLS_S: Final = 0.01
_LOAD_PER_S: Final = 200
_BURST: Final = 25
#: changes on their way at once: the generator waits for the page, so nothing queues up without bounds
_WINDOW: Final = 400
_STALLED_S: Final = 10.0
_HEARD_S: Final = 5.0
_TRIES: Final = 6
#: of which the progress is told, for a candidate and for a part of one
STEPS: Final = 7
STEPS_OF_PART: Final = 2


class Series:
    """Runs all measurements of one candidate, in an order in which none disturbs the next."""

    def __init__(self, house: House, candidate: Candidate, changes: int, progress: Progress) -> None:
        """Begin with a house that is open, and boards that are off; a flood has so many changes."""
        self._house = house
        self._candidate = candidate
        self._changes = changes
        self._progress = progress
        self._counts = dict.fromkeys(itertools.product(range(candidate.boards), Pin), 0)
        self._figures: Figures = {}
        self._drops = 0

    async def measure_onboarding(self) -> Figures:
        """Return only what onboarding is."""
        await self._onboard()
        return self._figures

    async def measure(self) -> Figures:
        """Return all figures."""
        await self._onboard()
        if not self._candidate.is_part:
            await self._candidate.learn()
            await self._time_commands("idle")
            async with self._load():
                await self._time_commands("busy")
        await self._restart()
        if not self._candidate.is_part:
            await self._bounce()
            await self._change_all()
            await self._flood("single", self._change_pin, 1)
            await self._flood("batch", self._change_board, len(Pin))
        self._figures["page_drops"] = self._drops + self._house.ui.drops
        return self._figures

    def _expected(self) -> dict[str, tuple[Pin, Value]]:
        return {
            self._candidate.entity_id(board, pin): (pin, changed(pin, count) if count else START[pin])
            for (board, pin), count in self._counts.items()
        }

    async def _onboard(self) -> None:
        self._progress("onboarding")
        before = self._house.usage()
        task = asyncio.create_task(self._house.ui.until_right(self._expected(), within=_ONBOARDING_S))
        began = await self._candidate.announce()
        self._figures["onboarding_s"] = await task - began
        after = self._house.usage()
        self._figures["onboarding_cpu_s"] = after.cpu_s - before.cpu_s
        self._figures["memory_mb"] = after.rss_mb - before.rss_mb
        self._figures["memory_kb_per_board"] = 1000 * (after.rss_mb - before.rss_mb) / self._candidate.boards
        self._figures["entities"] = await self._house.enabled_entities(self._candidate.platform)

    async def _restart(self) -> None:
        self._progress("restart")
        home_assistant = self._house.home_assistant
        self._counts = dict.fromkeys(self._counts, 0)
        await self._house.ui.close()
        await home_assistant.stop()
        began = time.perf_counter()
        await home_assistant.launch()
        self._drops += self._house.ui.drops
        self._house.open_page()
        self._figures["restart_s"] = await self._house.ui.until_right(self._expected(), within=_RIGHT_S) - began
        await home_assistant.until_running()
        used = self._house.usage()
        self._figures["restart_cpu_s"] = used.cpu_s
        self._figures["restart_memory_mb"] = used.rss_mb

    async def _bounce(self) -> None:
        self._progress("broker restart")
        self._house.broker.stop()
        await asyncio.sleep(_DOWN_S)
        await self._house.broker.start()
        began = time.perf_counter()
        await self._candidate.broker_is_back()
        self._figures["bounce_s"] = await self._house.ui.until_right(self._expected(), within=_RIGHT_S) - began

    # Commands

    async def _time_commands(self, condition: str) -> None:
        self._progress(f"commands, {condition}")
        boards = range(min(COMMANDED, self._candidate.boards))
        obeyed_before = {board: len(await self._candidate.obeyed_at(board)) for board in boards}
        called: dict[int, list[float]] = {board: [] for board in boards}
        to_state: list[float] = []
        async with self._house.home_assistant.websocket() as websocket:
            for on, board in itertools.product((True, False) * _ROUNDS, boards):
                called_at, shown_at = await self._time_command(websocket, board, on=on)
                called[board].append(called_at)
                to_state.append(shown_at - called_at)
                await asyncio.sleep(_BETWEEN_CALLS_S)
        to_device: list[float] = []
        for board in boards:
            obeyed = (await self._candidate.obeyed_at(board))[obeyed_before[board] :]
            to_device += [after - before for before, after in zip(called[board], obeyed, strict=True)]
        for name, seconds in (("device", to_device), ("state", to_state)):
            cuts = statistics.quantiles(seconds, n=100)
            self._figures[f"{condition}_{name}_p50_ms"] = 1000 * cuts[49]
            self._figures[f"{condition}_{name}_p99_ms"] = 1000 * cuts[98]

    async def _time_command(self, websocket: WebSocket, board: int, *, on: bool) -> tuple[float, float]:
        """Command a switch; return when it was called, and when the page showed the new state, in Unix seconds."""
        name = self._candidate.entity_id(board, Pin.SWITCH_1)
        shown_at: asyncio.Future[float] = asyncio.get_running_loop().create_future()

        def seen(changed_name: str) -> None:
            is_new = self._house.ui.state(name) == ("on" if on else "off")
            if changed_name == name and is_new and not shown_at.done():
                shown_at.set_result(time.time())

        self._house.ui.listener = seen
        called_at = time.time()
        service = "turn_on" if on else "turn_off"
        async with asyncio.timeout(_CALL_S):
            await websocket.ask("call_service", domain="switch", service=service, target={"entity_id": name})
            await shown_at
        self._house.ui.listener = None
        return called_at, shown_at.result()

    @contextlib.asynccontextmanager
    async def _load(self) -> AsyncIterator[None]:
        """Change pins of the boards that are not commanded, so many times per second."""
        task = asyncio.create_task(self._keep_changing())
        try:
            yield
        finally:
            task.cancel()

    async def _keep_changing(self) -> None:
        boards = range(min(COMMANDED, self._candidate.boards), self._candidate.boards)
        began = time.perf_counter()
        for number, (pin, board) in enumerate(itertools.cycle(itertools.product(Pin, boards))):
            await asyncio.sleep(began + number / _LOAD_PER_S - time.perf_counter())
            self._change_pin(board, pin)

    # Floods

    def _change_pin(self, board: int, pin: Pin) -> None:
        self._counts[board, pin] += 1
        self._candidate.publish_pin(board, pin, changed(pin, self._counts[board, pin]))

    def _change_board(self, board: int, _: Pin) -> None:
        for pin in Pin:
            self._counts[board, pin] += 1
        self._candidate.publish_board(board, {pin: changed(pin, self._counts[board, pin]) for pin in Pin})

    async def _change_all(self) -> None:
        """Change each pin once, so that all that is measured next is known to be heard.

        After an outage of the broker, Home Assistant subscribes to thousands of topics again, which takes its time.
        """
        await self._house.ui.until_quiet()
        await self._candidate.learn()
        for target in self._counts:
            self._counts[target] += 1
        expected = self._expected()
        for _ in range(_TRIES):
            for (board, pin), (name, (_, value)) in zip(self._counts, expected.items(), strict=True):
                if not self._house.ui.is_right(name, pin, value):
                    self._candidate.publish_pin(board, pin, value)
            with contextlib.suppress(TimeoutError):
                await self._house.ui.until_right(expected, within=_HEARD_S)
                return
        raise TimeoutError(f"{self._candidate.title} does not hear all boards after the broker's restart")

    async def _flood(self, name: str, change: Callable[[int, Pin], None], changes_each: int) -> None:
        self._progress(f"flood, {name}")
        ui = self._house.ui
        ui.changes.clear()
        before_counts = self._counts.copy()
        shown_before, before, began = ui.changed, self._house.usage(), time.perf_counter()
        targets = itertools.cycle(itertools.product(Pin, range(self._candidate.boards)))
        sent = 0
        stalled = False
        while sent < self._changes and not stalled:
            for pin, board in itertools.islice(targets, _BURST):
                change(board, pin)
            sent += _BURST * changes_each
            stalled = not await ui.until_changed(shown_before + sent - _WINDOW, within=_STALLED_S)
        await ui.until_changed(shown_before + sent, within=_STALLED_S)
        wall_s = time.perf_counter() - began
        cpu_s = self._house.usage().cpu_s - before.cpu_s
        lost = sum(
            abs(count - before_counts[board, pin] - ui.changes[self._candidate.entity_id(board, pin)])
            for (board, pin), count in self._counts.items()
        )
        wrong = sum(not ui.is_right(entity, *target) for entity, target in self._expected().items())
        self._figures[f"{name}_cpu_us"] = 1e6 * cpu_s / sent
        self._figures[f"{name}_per_s"] = sent / wall_s
        self._figures[f"{name}_lost"] = lost + wrong
