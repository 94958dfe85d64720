"""Fans with speeds: what is asked of the board, and what is shown."""

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .board import Board
from .broker import Broker
from .entries import D1, House, device_entry, pin
from .flows import add_pin, choose, fill_in
from .test_name_commands import ask
from .test_names import catalogue, serve_names, state

ENTITY: Final = "fan.extractor"


@pytest.fixture
async def entry(house: House, board: Board) -> MockConfigEntry:
    """Return the entry of a running board with a fan."""
    return await house.add_running(device_entry(pin("fan", "Extractor", D1, "a")), board)


def shown(house: House) -> tuple[str, Mapping[str, Any]]:
    """Return what Home Assistant shows of it."""
    state = house.hass.states.get(ENTITY)
    assert state is not None
    return state.state, state.attributes


async def test_add(house: House, board: Board) -> None:
    """The form has percent and seconds where the wire has shares and milliseconds."""
    entry = await house.add_running(device_entry(), board)
    form = await choose(house.hass, await add_pin(house.hass, entry), "fan")

    advanced = {"invert": True, "min": 35, "frequency": 10000, "kick_ms": 1.2, "speed": 60, "initial": "on"}
    await fill_in(house.hass, form, advanced, name="Extractor", gpio=str(D1))
    await house.clock.advance(1)

    wire = {"invert": True, "min": 0.35, "frequency": 10000, "kick_ms": 1200, "speed": 60, "initial": "on"}
    assert board.configs()[-1]["pins"] == [{"key": "a", "type": "fan", "gpio": D1, **wire}]


@pytest.mark.parametrize(
    ("action", "data", "wish"),
    [
        ("turn_on", {}, {"on": True}),
        ("turn_on", {"percentage": 40}, {"on": True, "speed": 40}),
        ("turn_on", {"percentage": 0}, {"on": False}),
        ("turn_off", {}, {"on": False}),
        ("toggle", {}, {"on": True}),
        ("set_percentage", {"percentage": 1}, {"on": True, "speed": 1}),
        ("set_percentage", {"percentage": 100}, {"on": True, "speed": 100}),
        ("set_percentage", {"percentage": 0}, {"on": False}),
        ("increase_speed", {"percentage_step": 30}, {"on": True, "speed": 30}),
    ],
)
async def test_actions(
    house: House, entry: MockConfigEntry, board: Board, action: str, data: dict[str, Any], wish: dict[str, Any]
) -> None:
    """Each action becomes what the firmware takes; no speed at all is off."""
    await house.call(f"fan.{action}", ENTITY, **data)

    assert [sent["pins"] for sent in board.sets()] == [{"a": wish}]


async def test_nothing_optimistic(house: House, entry: MockConfigEntry, board: Board) -> None:
    """What the board refuses is an error, and the state stays what the board says."""
    board.refuses = {"a": "bad_value"}

    with pytest.raises(HomeAssistantError) as refused:
        await house.act("fan.turn_on", ENTITY, percentage=40)

    assert refused.value.translation_key == "error_bad_value"
    assert shown(house)[0] == "off"


@pytest.mark.parametrize(
    ("value", "word", "percentage"),
    [
        ({"on": True, "speed": 40}, "on", 40),
        ({"on": True, "speed": 100}, "on", 100),
        ({"on": False, "speed": 40}, "off", 0),
        ({"on": True, "speed": 0}, "on", None),
        ({"on": True, "speed": 101}, "on", None),
        ({"on": True, "speed": "40"}, "on", None),
        ({"on": True, "speed": True}, "on", None),
        ({"on": True}, "on", None),
        ({"on": 1, "speed": 40}, "unknown", None),
        (True, "unknown", None),
        ([], "unknown", None),
        ({}, "unknown", None),
    ],
    ids=repr,
)
async def test_state(
    house: House, entry: MockConfigEntry, board: Board, value: Any, word: str, percentage: int | None
) -> None:
    """What the board reports is shown; what no fan can report is not known."""
    board.report(a=value)
    await house.clock.settle()

    assert (shown(house)[0], shown(house)[1].get("percentage")) == (word, percentage)


async def test_features(house: House, entry: MockConfigEntry) -> None:
    """A fan has a speed in percent, and can be turned on and off."""
    _, attributes = shown(house)

    assert (attributes["supported_features"], attributes["percentage_step"]) == (1 | 16 | 32, 1)


@pytest.mark.parametrize(
    ("wish", "sent"),
    [
        ("ON", {"on": True}),
        ("OFF", {"on": False}),
        ("TOGGLE", {"on": True}),
        ({"speed": 40}, {"on": True, "speed": 40}),
        ({"on": True, "speed": 40}, {"on": True, "speed": 40}),
        ({"on": False, "speed": 40}, {"on": False}),
        ({"speed": 0}, {"on": False}),
    ],
    ids=str,
)
async def test_names(
    house: House, entry: MockConfigEntry, board: Board, broker: Broker, wish: Any, sent: Mapping[str, Any]
) -> None:
    """Under its friendly name a fan takes on, off and a speed."""
    await serve_names(house)
    assert catalogue(broker)["extractor"]["set"] == ["on", "speed"]

    answer = await ask(house, broker, "extractor", wish)

    assert answer["ok"] is True
    assert [asked["pins"] for asked in board.sets()] == [{"a": sent}]


async def test_names_state(house: House, entry: MockConfigEntry, board: Board, broker: Broker) -> None:
    """The state under the name is what the board reports."""
    await serve_names(house)

    await ask(house, broker, "extractor", {"speed": 40})

    assert state(broker, "extractor") == {"available": True, "on": True, "speed": 40}


@pytest.mark.parametrize("wish", [{"speed": 101}, {"speed": "fast"}, {"speed": None}, {"position": 4}, "STOP"], ids=str)
async def test_names_nonsense(house: House, entry: MockConfigEntry, board: Board, broker: Broker, wish: Any) -> None:
    """Anything else is refused and does not reach the board."""
    await serve_names(house)

    answer = await ask(house, broker, "extractor", wish)

    assert (answer["ok"], answer["error"]) == (False, "bad_payload")
    assert board.sets() == []
