"""Sensors on a two-wire bus: what is asked, sent and shown."""

from typing import Any, Final

from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .board import Board
from .entries import D1, D2, D5, LAMP, House, device_entry
from .flows import add_pin, change_pin, choices_of, choose, fields_of, fill_in

TEMPERATURE: Final = ("temperature", "°C", "measurement")
HUMIDITY: Final = ("humidity", "%", "measurement")
PRESSURE: Final = ("atmospheric_pressure", "hPa", "measurement")
ILLUMINANCE: Final = ("illuminance", "lx", "measurement")


@pytest.fixture
async def entry(house: House, board: Board) -> MockConfigEntry:
    """Return the entry of a running board with a lamp."""
    return await house.add_running(device_entry(LAMP), board)


@pytest.mark.parametrize(
    ("type_name", "own", "addresses", "states"),
    [
        (
            "bme280",
            ["model"],
            ["0x76", "0x77"],
            {
                "sensor.attic_temperature": ("21.53", *TEMPERATURE),
                "sensor.attic_humidity": ("40.2", *HUMIDITY),
                "sensor.attic_atmospheric_pressure": ("1013.2", *PRESSURE),
            },
        ),
        (
            "sht3x",
            [],
            ["0x44", "0x45"],
            {"sensor.attic_temperature": ("21.53", *TEMPERATURE), "sensor.attic_humidity": ("40.2", *HUMIDITY)},
        ),
        ("bh1750", [], ["0x23", "0x5c"], {"sensor.attic": ("123.3", *ILLUMINANCE)}),
    ],
)
async def test_add(
    house: House,
    entry: MockConfigEntry,
    board: Board,
    type_name: str,
    own: list[str],
    addresses: list[str],
    states: dict[str, tuple[str, ...]],
) -> None:
    """Each is added in the dialog, and shows what it measures; statistics are kept of everything."""
    form: Any = await choose(house.hass, await add_pin(house.hass, entry), type_name)
    assert fields_of(form) == ["name", "gpio", "gpio_scl", *own, "address", "area", "advanced"]
    assert choices_of(form, "address") == addresses

    gpios = {"gpio": str(D2), "gpio_scl": str(D5)}
    await fill_in(house.hass, form, {"every": 10}, name="Attic", **gpios, address=addresses[1])
    await house.clock.advance(2)

    sent = {"key": "b", "type": type_name, "gpio": [D2, D5], "address": addresses[1], "every": 10}
    assert board.configs()[-1]["pins"][1] == sent
    attributes = ("device_class", "unit_of_measurement", "state_class")
    found = [house.hass.states.get(entity_id) for entity_id in states]
    told = [(state.state, *(state.attributes[key] for key in attributes)) for state in found if state is not None]
    assert told == list(states.values())


async def test_no_humidity(house: House, entry: MockConfigEntry, board: Board) -> None:
    """The humidity of what was bought as a BME280 is unknown, and goes when the pin is said to be a BMP280."""
    form = await choose(house.hass, await add_pin(house.hass, entry), "bme280")
    wires: dict[str, Any] = {"name": "Attic", "gpio": str(D2), "gpio_scl": str(D5)}
    await fill_in(house.hass, form, **wires)
    await house.clock.advance(2)
    board.report(b={"temperature": 20, "humidity": None, "pressure": 990})
    await house.clock.settle()
    assert shown(house) == {"temperature": "20", "humidity": "unknown", "atmospheric_pressure": "990"}

    board.got.clear()
    form = await change_pin(house.hass, entry, house.subentry_id(entry, "Attic"))
    await fill_in(house.hass, form, **wires, model="bmp280")
    await house.clock.advance(2)
    assert shown(house) == {"temperature": "20", "humidity": None, "atmospheric_pressure": "990"}
    assert er.async_get(house.hass).async_get("sensor.attic_humidity") is None
    # The board sees by itself which of the two it has.
    assert board.got == []

    form = await change_pin(house.hass, entry, house.subentry_id(entry, "Attic"))
    await fill_in(house.hass, form, **wires, model="bme280")
    await house.clock.advance(2)
    assert shown(house) == {"temperature": "20", "humidity": "unknown", "atmospheric_pressure": "990"}


async def test_without_humidity(house: House, entry: MockConfigEntry) -> None:
    """A pin that is said to be a BMP280 has no humidity from the beginning."""
    form = await choose(house.hass, await add_pin(house.hass, entry), "bme280")
    await fill_in(house.hass, form, name="Attic", gpio=str(D2), gpio_scl=str(D5), model="bmp280")
    await house.clock.advance(2)

    assert shown(house) == {"temperature": "21.53", "humidity": None, "atmospheric_pressure": "1013.2"}


def shown(house: House) -> dict[str, str | None]:
    """Return what the attic's sensors show; None where there is none."""
    return {name: house.state(f"sensor.attic_{name}") for name in ("temperature", "humidity", "atmospheric_pressure")}


async def test_lamp_keeps_its_gpio(house: House, entry: MockConfigEntry) -> None:
    """A GPIO that is no part of a bus is not offered."""
    form = await choose(house.hass, await add_pin(house.hass, entry), "sht3x")

    assert not {f"D1 (GPIO{D1})", "D0 (GPIO16)", "A0"} & set(choices_of(form, "gpio"))
