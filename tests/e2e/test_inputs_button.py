"""A button in the wall: what a finger does at the board is an event in Home Assistant, at that moment or never."""

import asyncio
from collections.abc import Mapping
from typing import Any, Final

from rig.home_assistant import WebSocket
from rig.virtual_devices import VirtualDevices
from rig.waiting import until

from .house import House

D5: Final = 14

type Told = tuple[str, int | None]

CLICK: Final[list[Told]] = [("press_start", None), ("press_end", None), ("multi_press_end", 1)]
HOLD: Final[list[Told]] = [
    ("press_start", None),
    ("long_press_start", None),
    ("press_end", None),
    ("long_press_end", None),
]


class Finger:
    """Somebody who presses the button of a board, and looks at what Home Assistant tells of it."""

    def __init__(self, board: VirtualDevices, states: WebSocket, entity_id: str) -> None:
        """Begin with the button released."""
        self._board = board
        self._states = states
        self._entity_id = entity_id

    async def press(self, told: int = 1, *, ms: int = 0) -> list[Told]:
        """Connect the pin to ground and let time pass; return what was told next, so many events."""
        return await self._move(False, told, ms)

    async def release(self, told: int = 1, *, ms: int = 0) -> list[Told]:
        """Let go and let time pass; return what was told next."""
        return await self._move(True, told, ms)

    async def _move(self, level: bool, told: int, ms: int) -> list[Told]:
        await self._board.set_input(self._board.ids[0], D5, level)
        await self._board.ask("advance_clock", ms=ms)
        async with asyncio.timeout(15):
            return [await self._next() for _ in range(told)]

    async def _next(self) -> Told:
        async for event in self._states.events():
            data: Mapping[str, Any] = event["data"]
            if data["entity_id"] == self._entity_id and is_told(data["old_state"], data["new_state"]):
                attributes = data["new_state"]["attributes"]
                return attributes["event_type"], attributes.get("multi_press_count")
        raise AssertionError("the websocket was closed")


def is_told(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> bool:
    """Return whether something was told; that the board goes, and comes back with the event of then, is not."""
    if before is None or after is None:
        return False
    return before["state"] != "unavailable" and after["state"] not in {"unavailable", "unknown"}


async def add_button(house: House, board: VirtualDevices, name: str, **advanced: int) -> str:
    """Add a board with a button; return the id of its entity."""
    entry_id = await house.add_board(board.ids[0], name)
    await house.add_pin(entry_id, "button", f"{name} bell", D5, advanced=advanced)
    entity_id = f"event.{name.lower()}_bell"
    await house.until_state(entity_id, "unknown")
    # A new button tells nothing before its first level has lasted for the debounce.
    await board.ask("advance_clock", ms=100)
    return entity_id


async def click_unheard(board: VirtualDevices) -> None:
    """Click the button while nobody hears it; return when the board has taken it for a click."""
    for level in (False, True):
        await board.ask("set_input", board.ids[0], gpio=D5, level=level)
        await board.ask("advance_clock", ms=500)


async def test_button(house: House, board: VirtualDevices) -> None:
    """Click, double and triple click, and hold are told in the standard words for buttons."""
    # So long that a slow machine is no slow finger.
    entity_id = await add_button(house, board, "Porch", multi_ms=2000, hold_ms=10000)
    async with house.home_assistant.websocket() as states:
        await states.ask("subscribe_events", event_type="state_changed")
        finger = Finger(board, states, entity_id)

        assert [*await finger.press(), *await finger.release(2, ms=2100)] == CLICK
        assert [*await finger.press(2, ms=10100), *await finger.release(2)] == HOLD
        for count in (2, 3):
            for _ in range(count - 1):
                assert [*await finger.press(), *await finger.release()] == CLICK[:2]
            clicks = [*await finger.press(), *await finger.release(2, ms=2100)]
            assert clicks == [*CLICK[:2], ("multi_press_end", count)]


async def test_pressed_without_a_broker(house: House, board: VirtualDevices) -> None:
    """What is pressed while the board is not connected is never told; the next press is."""
    entity_id = await add_button(house, board, "Shed")
    async with house.home_assistant.websocket() as states:
        await states.ask("subscribe_events", event_type="state_changed")
        finger = Finger(board, states, entity_id)
        house.broker.kill()
        await house.until_state(entity_id, "unavailable")
        await click_unheard(board)

        await house.broker.start()
        await house.until_state(entity_id, "unknown", within=90)

        # Nothing of before comes in front of these.
        assert [*await finger.press(), *await finger.release(2)] == CLICK


async def test_pressed_without_home_assistant(house: House, board: VirtualDevices) -> None:
    """What is pressed while Home Assistant is away is not told when it is back."""
    entity_id = await add_button(house, board, "Attic")
    entries = house.directory / "home-assistant" / ".storage" / "core.config_entries"
    await until("the pin is saved", lambda: "Attic bell" in entries.read_text())
    await house.home_assistant.kill()
    await click_unheard(board)

    await house.home_assistant.start()
    await house.until_state(entity_id, "unknown", within=90)

    async with house.home_assistant.websocket() as states:
        await states.ask("subscribe_events", event_type="state_changed")
        finger = Finger(board, states, entity_id)
        assert [*await finger.press(), *await finger.release(2)] == CLICK


async def test_restart_of_home_assistant(house: House, board: VirtualDevices) -> None:
    """After a restart the button shows what was told last, and when; nothing is told until the next press."""
    entity_id = await add_button(house, board, "Gable")
    async with house.home_assistant.websocket() as states:
        await states.ask("subscribe_events", event_type="state_changed")
        finger = Finger(board, states, entity_id)
        assert [*await finger.press(), *await finger.release(2)] == CLICK
    before = await house.home_assistant.full_state(entity_id)
    assert before is not None
    await house.home_assistant.stop()

    await house.home_assistant.start()
    # Its state is the moment of the last event, so an event that fires would change it.
    await house.until_state(entity_id, before["state"], within=90)

    async with house.home_assistant.websocket() as states:
        await states.ask("subscribe_events", event_type="state_changed")
        after = await house.home_assistant.full_state(entity_id)
        assert after is not None
        assert (after["state"], after["attributes"]) == (before["state"], before["attributes"])
        finger = Finger(board, states, entity_id)
        assert [*await finger.press(), *await finger.release(2)] == CLICK
