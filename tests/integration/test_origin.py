"""What began a change is told where somebody did; otherwise its event goes at once, so no garbage piles up."""

import gc
from typing import Any

from homeassistant.const import EVENT_CALL_SERVICE, EVENT_STATE_CHANGED
from homeassistant.core import Event, callback
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .board import Board
from .entries import House

LIGHTS = "light.garage_lights"


@pytest.fixture(autouse=True)
def audience(house: House) -> None:
    """Have somebody listen: without, Home Assistant makes no events."""

    @callback
    def listen(event: Event[Any]) -> None:
        pass

    house.hass.bus.async_listen(EVENT_STATE_CHANGED, listen)
    house.hass.bus.async_listen(EVENT_CALL_SERVICE, listen)


async def test_change_of_the_board(house: House, garage: MockConfigEntry, board: Board) -> None:
    """A change that only the board knows the reason of does not keep its event."""
    board.report(a=True)
    await house.clock.settle()

    state = house.hass.states.get(LIGHTS)
    assert state is not None
    assert state.state == "on"
    assert state.context.origin_event is None


async def test_change_by_somebody(house: House, garage: MockConfigEntry, board: Board) -> None:
    """A change that an action asked for still tells which."""
    await house.call("light.turn_on", LIGHTS)

    state = house.hass.states.get(LIGHTS)
    assert state is not None
    assert state.state == "on"
    assert state.context.origin_event is not None
    assert state.context.origin_event.event_type == EVENT_CALL_SERVICE


async def test_no_garbage(house: House, garage: MockConfigEntry, board: Board) -> None:
    """Many changes leave nothing that refers to itself: no states or events wait for the garbage collector."""
    gc.collect()
    gc.disable()
    try:
        for number in range(100):
            board.report(a=number % 2 == 0)
        await house.clock.settle()
        gc.set_debug(gc.DEBUG_SAVEALL)
        gc.collect()
        left = [type(found).__name__ for found in gc.garbage]
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()

    assert left.count("Event") < 10
    assert left.count("State") < 10
