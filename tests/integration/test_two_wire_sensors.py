"""Sensors on a two-wire bus: what is asked, sent and shown."""

from typing import Any, Final

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .board import Board
from .entries import D1, D2, D5, LAMP, House, device_entry
from .flows import add_pin, choices_of, choose, fields_of, fill_in

TEMPERATURE: Final = ("temperature", "°C", "measurement")
HUMIDITY: Final = ("humidity", "%", "measurement")
PRESSURE: Final = ("atmospheric_pressure", "hPa", "measurement")
ILLUMINANCE: Final = ("illuminance", "lx", "measurement")


@pytest.fixture
async def entry(house: House, board: Board) -> MockConfigEntry:
    """Return the entry of a running board with a lamp."""
    return await house.add_running(device_entry(LAMP), board)


@pytest.mark.parametrize(
    ("type_name", "addresses", "shown"),
    [
        (
            "bme280",
            ["0x76", "0x77"],
            {
                "sensor.attic_temperature": ("21.53", *TEMPERATURE),
                "sensor.attic_humidity": ("40.2", *HUMIDITY),
                "sensor.attic_atmospheric_pressure": ("1013.2", *PRESSURE),
            },
        ),
        (
            "sht3x",
            ["0x44", "0x45"],
            {"sensor.attic_temperature": ("21.53", *TEMPERATURE), "sensor.attic_humidity": ("40.2", *HUMIDITY)},
        ),
        ("bh1750", ["0x23", "0x5c"], {"sensor.attic": ("123.3", *ILLUMINANCE)}),
    ],
)
async def test_add(
    house: House,
    entry: MockConfigEntry,
    board: Board,
    type_name: str,
    addresses: list[str],
    shown: dict[str, tuple[str, ...]],
) -> None:
    """Each is added in the dialog, and shows what it measures; statistics are kept of everything."""
    form: Any = await choose(house.hass, await add_pin(house.hass, entry), type_name)
    assert fields_of(form) == ["name", "gpio", "gpio_scl", "address", "area", "advanced"]
    assert choices_of(form, "address") == addresses

    gpios = {"gpio": str(D2), "gpio_scl": str(D5)}
    await fill_in(house.hass, form, {"every": 10}, name="Attic", **gpios, address=addresses[1])
    await house.clock.advance(2)

    sent = {"key": "b", "type": type_name, "gpio": [D2, D5], "address": addresses[1], "every": 10}
    assert board.configs()[-1]["pins"][1] == sent
    attributes = ("device_class", "unit_of_measurement", "state_class")
    states = [house.hass.states.get(entity_id) for entity_id in shown]
    found = [(state.state, *(state.attributes[key] for key in attributes)) for state in states if state is not None]
    assert found == list(shown.values())


async def test_no_humidity(house: House, entry: MockConfigEntry, board: Board) -> None:
    """A BMP280 has no humidity; its sensor says that it does not know."""
    form = await choose(house.hass, await add_pin(house.hass, entry), "bme280")
    await fill_in(house.hass, form, name="Attic", gpio=str(D2), gpio_scl=str(D5))
    await house.clock.advance(2)
    board.report(b={"temperature": 20, "humidity": None, "pressure": 990})
    await house.clock.settle()

    names = ("temperature", "humidity", "atmospheric_pressure")
    assert [house.state(f"sensor.attic_{name}") for name in names] == ["20", "unknown", "990"]


async def test_lamp_keeps_its_gpio(house: House, entry: MockConfigEntry) -> None:
    """A GPIO that is no part of a bus is not offered."""
    form = await choose(house.hass, await add_pin(house.hass, entry), "sht3x")

    assert not {f"D1 (GPIO{D1})", "D0 (GPIO16)", "A0"} & set(choices_of(form, "gpio"))
