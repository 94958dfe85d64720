"""DHT sensors, from the dialog to the entities, and what happens when one is gone or wrong."""

import pytest

from rig.dht import dht11, dht22
from rig.virtual_devices import VirtualDevices

from .house import House

D2 = 4


async def until_states(house: House, name: str, temperature: str, humidity: str) -> None:
    """Return when both sensors of a pin say this."""
    await house.until_state(f"sensor.{name}_temperature", temperature, within=30)
    await house.until_state(f"sensor.{name}_humidity", humidity, within=30)


@pytest.mark.parametrize(
    ("model", "first", "then"),
    [("dht22", dht22(21.5, 40.2), dht22(-7.3, 99.9)), ("dht11", dht11(21.5, 40), dht11(-7.3, 99))],
    ids=["dht22", "dht11"],
)
async def test_dht(house: House, board: VirtualDevices, model: str, first: bytes, then: bytes) -> None:
    """It is followed; gone or damaged it is unavailable and to be repaired, until it is right again."""
    device_id = board.ids[0]
    await board.put_dht(device_id, D2, first)
    entry_id = await house.add_board(device_id, "Bath")
    await house.add_pin(entry_id, "dht", model, D2, model=model, advanced={"every": 2})
    await until_states(house, model, "21.5", "40.2" if model == "dht22" else "40")

    await board.put_dht(device_id, D2, then)
    await until_states(house, model, "-7.3", "99.9" if model == "dht22" else "99")

    await board.put_dht(device_id, D2, b"")
    await until_states(house, model, "unavailable", "unavailable")
    await house.until_pin_issues({model: "pin_error_sensor_not_found"})

    await board.put_dht(device_id, D2, first[:4] + bytes((first[4] ^ 1,)))
    await house.until_pin_issues({model: "pin_error_sensor_bad_value"})
    await house.until_state(f"sensor.{model}_temperature", "unavailable")

    await board.put_dht(device_id, D2, first)
    await until_states(house, model, "21.5", "40.2" if model == "dht22" else "40")
    await house.until_pin_issues({})
