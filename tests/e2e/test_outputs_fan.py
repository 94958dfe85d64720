"""Fans with speeds: from the form to the power of the motor, and back to the entity."""

from collections.abc import Mapping
from typing import Any

from rig.virtual_devices import VirtualDevices
from rig.waiting import until

from .house import House

D1 = 5
ENTITY = "fan.bathroom_fan"


async def test_fan(house: House, board: VirtualDevices) -> None:
    """A fan starts with full power, runs at its speed and returns to it; after a power cut it is as the form says."""
    device_id = board.ids[0]
    entry_id = await house.add_board(device_id, "Bathroom")
    advanced = {"min": 50, "kick_ms": 0.5, "speed": 60, "initial": "on"}
    await house.add_pin(entry_id, "fan", "Bathroom fan", D1, advanced=advanced)
    await house.until_state(ENTITY, "on")
    # Half the power, and 60 % of the rest.
    await until("the fan runs at 60 %", lambda: has_duty(board, 818))
    assert [change.duty for change in await board.changes(device_id) if change.driven] == [1023, 818]
    assert (await shown(house))["percentage"] == 60

    await house.home_assistant.call("fan.set_percentage", entity_id=ENTITY, percentage=20)
    assert await board.duty(device_id, D1) == 613
    assert (await shown(house))["percentage"] == 20
    await house.home_assistant.call("fan.set_percentage", entity_id=ENTITY, percentage=0)
    assert await board.duty(device_id, D1) == 0
    assert await house.home_assistant.state(ENTITY) == "off"

    assert await house.home_assistant.say("turn on the bathroom fan") == "Turned on the fan"
    await until("the fan runs at 20 %", lambda: has_duty(board, 613))
    await house.until_state(ENTITY, "on")
    assert (await shown(house))["percentage"] == 20

    await board.ask("power_cycle", device_id)
    await until("the fan runs as the form says", lambda: has_duty(board, 818))


async def has_duty(board: VirtualDevices, duty: int) -> bool:
    """Return whether the motor has this power."""
    return await board.duty(board.ids[0], D1) == duty


async def shown(house: House) -> Mapping[str, Any]:
    """Return the attributes of the fan."""
    attributes: Mapping[str, Any] = (await house.home_assistant.full_state(ENTITY) or {})["attributes"]
    return attributes
