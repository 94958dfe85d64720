"""A button in the wall: what a finger does at the board is an event in Home Assistant, at that moment or never."""

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

    async def press(self, told: int = 1) -> list[Told]:
        """Connect the pin to ground; return what was told next, so many events."""
        await self._board.ask("set_input", self._board.ids[0], gpio=D5, level=False)
        return [await self._next() for _ in range(told)]

    async def release(self, told: int = 1) -> list[Told]:
        """Let go; return what was told next."""
        await self._board.ask("set_input", self._board.ids[0], gpio=D5, level=True)
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


async def add_button(house: House, board: VirtualDevices, name: str) -> str:
    """Add a board with a button; return the id of its entity."""
    entry_id = await house.add_board(board.ids[0], name)
    await house.add_pin(entry_id, "button", f"{name} bell", D5)
    entity_id = f"event.{name.lower()}_bell"
    await house.until_state(entity_id, "unknown")
    return entity_id


async def click_unheard(board: VirtualDevices) -> None:
    """Click the button while nobody hears it; return when the board has taken it for a click."""
    for level in (False, True):
        await board.ask("set_input", board.ids[0], gpio=D5, level=level)
        await board.ask("advance_clock", ms=500)


async def test_button(house: House, board: VirtualDevices) -> None:
    """Click, triple click and hold are told in the standard words for buttons."""
    entity_id = await add_button(house, board, "Porch")
    async with house.home_assistant.websocket() as states:
        await states.ask("subscribe_events", event_type="state_changed")
        finger = Finger(board, states, entity_id)

        assert [*await finger.press(), *await finger.release(2)] == CLICK
        assert [*await finger.press(2), *await finger.release(2)] == HOLD
        for _ in range(2):
            assert [*await finger.press(), *await finger.release()] == CLICK[:2]
        assert [*await finger.press(), *await finger.release(2)] == [*CLICK[:2], ("multi_press_end", 3)]


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
