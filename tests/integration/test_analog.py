"""An analog input: the voltage, or what the user says that it means."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .board import Board
from .entries import A0, LAMP, House, device_entry, pin
from .flows import add_pin, choose, fill_in

# Steps of a thermistor, say: steep at first, and turning round in the end.
CURVE = "0.5 = 0, 1 = 50, 2 = 60, 3 = 40"


async def add_tank(house: House, entry: MockConfigEntry, **choices: Any) -> None:
    """Add an analog input in the dialog."""
    form = await choose(house.hass, await add_pin(house.hass, entry), "analog_input")
    result = await fill_in(house.hass, form, name="Tank", gpio=str(A0), **choices)
    assert result["type"] == "create_entry"
    await house.clock.advance(2)


@pytest.mark.parametrize(
    ("model", "volts"), [("d1_mini", "3.2"), ("nodemcu", "3.2"), ("generic", "1.0"), ("witty", "1.0")]
)
async def test_voltage(house: House, board: Board, model: str, volts: str) -> None:
    """Without a calibration it shows the voltage that the board has at the pin."""
    entry = await house.add_running(device_entry(LAMP, model=model), board)
    await add_tank(house, entry)
    board.report(b=1023)
    await house.clock.settle()

    state = house.hass.states.get("sensor.tank")
    assert state is not None
    told = [state.attributes[key] for key in ("device_class", "unit_of_measurement", "state_class")]
    assert (state.state, told) == (volts, ["voltage", "V", "measurement"])


@pytest.mark.parametrize(
    ("volts", "value"),
    [
        (0.5, 0),
        (0.75, 25),
        (1, 50),
        (1.1, 51),
        (2, 60),
        (2.5, 50),
        (3, 40),
    ],
)
async def test_points(house: House, board: Board, volts: float, value: float) -> None:
    """Between two points the line is straight."""
    await show_points(house, board, CURVE, volts, value)


@pytest.mark.parametrize(
    ("points", "volts", "value"),
    [
        (CURVE, 0, -50),
        (CURVE, 3.2, 36),
        ("0.1 = 10, 0.3 = 30", 0.35, 35),
        ("0.1 = 10, 0.3 = 30", 0, 0),
        # A tank that is never emptier than empty, nor fuller than full.
        ("0 = 0, 0.4 = 0, 2.1 = 100, 3.2 = 100", 0.3, 0),
        ("0 = 0, 0.4 = 0, 2.1 = 100, 3.2 = 100", 2.2, 100),
        ("0.3 = 0, 0.4 = 0, 2.1 = 100, 2.2 = 100", 0, 0),
        ("0.3 = 0, 0.4 = 0, 2.1 = 100, 2.2 = 100", 3.2, 100),
    ],
)
async def test_beyond_points(house: House, board: Board, points: str, volts: float, value: float) -> None:
    """Beyond the ends the last lines go on, and a level line is an end."""
    await show_points(house, board, points, volts, value)


async def show_points(house: House, board: Board, points: str, volts: float, value: float) -> None:
    """See what a voltage means."""
    await house.add_running(device_entry(pin("analog_input", "Tank", A0, "a", points=points)), board)
    board.report(a=volts / 3.2 * 1023)
    await house.clock.settle()

    state = house.state("sensor.tank")
    assert state is not None
    assert float(state) == pytest.approx(value, abs=1e-5)


async def test_range(house: House, board: Board) -> None:
    """A divider of the user's own makes the highest voltage higher."""
    await house.add_running(device_entry(pin("analog_input", "Battery", A0, "a", range=15.5)), board)
    board.report(a=1023)
    await house.clock.settle()

    assert house.state("sensor.battery") == "15.5"


async def test_calibrated_later(house: House, board: Board) -> None:
    """Who has seen a few voltages fills them in, and the same entity shows what they mean."""
    entry = await house.add_running(device_entry(LAMP), board)
    await add_tank(house, entry)
    board.got.clear()
    form = await house.hass.config_entries.subentries.async_init(
        (entry.entry_id, "pin"),
        context={"source": "reconfigure", "subentry_id": house.subentry_id(entry, "Tank")},
    )
    await fill_in(house.hass, form, name="Tank", gpio=str(A0), unit_of_measurement="L", points="0 = 0, 3.2 = 1023")
    await house.clock.advance(2)

    state = house.hass.states.get("sensor.tank")
    assert state is not None
    assert (state.state, state.attributes["unit_of_measurement"]) == ("512.0", "L")
    assert board.got == []
