"""Sensors on a two-wire bus, from the dialog to the entity, and what happens when one is gone."""

from collections.abc import Mapping
from typing import Final

import pytest

from rig.two_wire import Answers, TwoWirePlace, bh1750, bme280, sht3x
from rig.virtual_devices import VirtualDevices

from .house import House

SDA: Final = 4
SCL: Final = 5

type States = Mapping[str, str]


async def until_states(house: House, states: States) -> None:
    """Return when entities have these states."""
    for entity_id, state in states.items():
        await house.until_state(entity_id, state, within=30)


def unavailable(states: States) -> States:
    """Return the same entities without a value."""
    return dict.fromkeys(states, "unavailable")


@pytest.mark.parametrize(
    ("type_name", "address", "first", "then"),
    [
        (
            "bme280",
            0x76,
            (
                bme280(),
                {
                    "sensor.bme_temperature": "25.08",
                    "sensor.bme_humidity": "55",
                    "sensor.bme_atmospheric_pressure": "1006.6",
                },
            ),
            (bme280(temperature=480000), {"sensor.bme_temperature": "12.57"}),
        ),
        (
            "sht3x",
            0x44,
            (sht3x(21.5, 40), {"sensor.sht_temperature": "21.5", "sensor.sht_humidity": "40"}),
            (sht3x(-7.25, 80), {"sensor.sht_temperature": "-7.25", "sensor.sht_humidity": "80"}),
        ),
        ("bh1750", 0x23, (bh1750(250), {"sensor.bh": "250"}), (bh1750(0), {"sensor.bh": "0"})),
    ],
    ids=["bme280", "sht3x", "bh1750"],
)
async def test_sensor(
    house: House,
    board: VirtualDevices,
    type_name: str,
    address: int,
    first: tuple[Answers, States],
    then: tuple[Answers, States],
) -> None:
    """A sensor is added and followed; one that is gone is unavailable and to be repaired until it is back."""
    device_id = board.ids[0]
    place = TwoWirePlace(SDA, SCL, address)
    await board.put_part(device_id, place, first[0])
    entry_id = await house.add_board(device_id, f"Board of {type_name}")
    name = type_name.rstrip("0123456789x")
    gpios = {"gpio_scl": str(SCL)}
    await house.add_pin(entry_id, type_name, name, SDA, **gpios, advanced={"every": 1})
    await until_states(house, first[1])

    await board.put_part(device_id, place, then[0])
    await until_states(house, then[1])

    await board.put_part(device_id, place, {})
    await until_states(house, unavailable(first[1]))
    await house.until_pin_issues({name: "pin_error_sensor_not_found"})

    await board.put_part(device_id, place, first[0])
    await until_states(house, first[1])
    await house.until_pin_issues({})


async def test_shared_bus(house: House, board: VirtualDevices) -> None:
    """Three sensors share two wires; when somebody holds one of them, all are unavailable until it is released."""
    device_id = board.ids[0]
    await board.put_part(device_id, TwoWirePlace(SDA, SCL, 0x44), sht3x(20, 50))
    await board.put_part(device_id, TwoWirePlace(SDA, SCL, 0x45), sht3x(10, 60))
    await board.put_part(device_id, TwoWirePlace(SDA, SCL, 0x23), bh1750(100))
    entry_id = await house.add_board(device_id, "Barn")
    bus = {"gpio_scl": str(SCL), "advanced": {"every": 1}}
    await house.add_pin(entry_id, "sht3x", "Stable", SDA, **bus)
    await house.add_pin(entry_id, "sht3x", "Yard", SDA, address="0x45", **bus)
    await house.add_pin(entry_id, "bh1750", "Daylight", SDA, **bus)
    states = {"sensor.stable_temperature": "20", "sensor.yard_temperature": "10", "sensor.daylight": "100"}
    await until_states(house, states)

    await board.set_input(device_id, SDA, False)
    await until_states(house, unavailable(states))

    await board.set_input(device_id, SDA, True)
    await until_states(house, states)
    await house.until_pin_issues({})


async def test_damaged(house: House, board: VirtualDevices) -> None:
    """A sensor whose answers are damaged has no value at all, and the repair says so."""
    device_id = board.ids[0]
    place = TwoWirePlace(SDA, SCL, 0x44)
    good = sht3x(20, 50)
    await board.put_part(device_id, place, {"2400": "0" + good["2400"][1:]})
    entry_id = await house.add_board(device_id, "Cellar")
    await house.add_pin(entry_id, "sht3x", "Cellar climate", SDA, gpio_scl=str(SCL), advanced={"every": 1})

    await house.until_pin_issues({"Cellar climate": "pin_error_sensor_bad_value"})
    await house.until_state("sensor.cellar_climate_temperature", "unavailable")

    await board.put_part(device_id, place, good)
    await house.until_state("sensor.cellar_climate_temperature", "20", within=30)
    await house.until_pin_issues({})
