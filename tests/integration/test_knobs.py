"""An encoder is a number: it follows the knob, and can be set."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .board import Board
from .broker import Broker
from .entries import D5, D6, D7, House, device_entry, pin
from .flows import add_pin, change_pin, choose, fill_in
from .spare import SPARE_ID, replace
from .test_names import catalogue, serve_names, state

KNOB = pin("encoder", "Knob", D5, "k", gpio_b=D6, min=-10, max=50)
NUMBER = "number.knob"


@pytest.fixture
async def entry(house: House, board: Board) -> MockConfigEntry:
    """Return the entry of a running board with a knob at 20."""
    entry = await house.add_running(device_entry(KNOB), board)
    board.report(k={"position": 20})
    await house.clock.settle()
    return entry


async def test_range(house: House, entry: MockConfigEntry, board: Board) -> None:
    """The number has the ends of the knob, and those of an edit at once."""
    found = house.hass.states.get(NUMBER)
    assert found is not None
    assert (found.state, found.attributes["min"], found.attributes["max"]) == ("20", -10, 50)
    assert found.attributes["step"] == 1

    form = await change_pin(house.hass, entry, house.subentry_id(entry, "Knob"))
    await fill_in(house.hass, form, {}, name="Knob", gpio=str(D5), gpio_b=str(D6), pull="up", min=0, max=30)
    await house.clock.advance(2)
    found = house.hass.states.get(NUMBER)
    assert found is not None
    assert (found.attributes["min"], found.attributes["max"]) == (0, 30)


async def test_set(house: House, entry: MockConfigEntry, board: Board) -> None:
    """A position can be set."""
    await house.call("number.set_value", NUMBER, value=-10)

    assert [content["pins"] for content in board.sets()] == [{"k": {"position": -10}}]
    assert house.state(NUMBER) == "-10"


@pytest.mark.parametrize("value", [{"position": 51}, {"position": 1.5}, {"position": "7"}, {}, 7], ids=str)
async def test_wild_position(house: House, entry: MockConfigEntry, board: Board, value: object) -> None:
    """What cannot be a position is unknown."""
    board.report(k=value)
    await house.clock.settle()

    assert house.state(NUMBER) == "unknown"


async def test_swap(house: House, entry: MockConfigEntry, board: Board, spare: Board) -> None:
    """A spare goes on where the knob of the dead board was."""
    spare.switch_on()
    board.lose_power()
    await house.clock.advance(1)
    await replace(house, entry)
    await house.clock.advance(10)

    assert entry.unique_id == SPARE_ID
    assert (spare.pins["k"], house.state(NUMBER)) == ({"position": 20}, "20")


async def test_friendly_name(house: House, entry: MockConfigEntry, board: Board, broker: Broker) -> None:
    """Under its friendly name, too."""
    await serve_names(house)
    assert catalogue(broker)["knob"]["set"] == ["position"]
    assert state(broker, "knob") == {"available": True, "position": 20}

    broker.publish("iotdm/1/name/knob/set", {"position": 30})
    await house.clock.settle()
    assert house.state(NUMBER) == "30"


async def test_form(house: House, board: Board) -> None:
    """The choices of the form become the pin of the configuration; the ends must be the right way round."""
    entry = await house.add_running(device_entry(), board)
    form = await choose(house.hass, await add_pin(house.hass, entry), "encoder")
    choices = {"name": "Knob", "gpio": str(D6), "gpio_b": str(D7), "pull": "up", "max": 20}
    form = await fill_in(house.hass, form, {}, **choices, min=20)
    assert form["errors"] == {"max": "max_not_above_min"}

    await fill_in(house.hass, form, {"steps": "2"}, **choices, min=-20)
    await house.clock.advance(2)

    assert board.config is not None
    (knob,) = board.config["pins"]
    assert knob == {
        "key": knob["key"], "type": "encoder", "gpio": [D6, D7], "pull": "up", "steps": "2", "min": -20, "max": 20,
    }  # fmt: skip
    assert house.state(NUMBER) == "0"
