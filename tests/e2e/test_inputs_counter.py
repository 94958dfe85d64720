"""A meter, from its form to the pulses at the board and back: its total over restarts, power cuts and a dead board."""

from collections.abc import AsyncIterator

import pytest

from rig.virtual_devices import VirtualDevices
from rig.waiting import until

from .house import House

D5 = 14
TOTAL = "sensor.water_meter_water"
RATE = "sensor.water_meter_volume_flow_rate"


@pytest.fixture
async def spare(house: House) -> AsyncIterator[VirtualDevices]:
    """Return one running board that nobody uses."""
    spare = await house.switch_on_boards()
    await house.tile(spare.ids[0])
    yield spare
    spare.stop()


async def test_counter(house: House, board: VirtualDevices, spare: VirtualDevices) -> None:
    """Pulses become litres and litres per minute; the total never goes backwards, whatever becomes of the board."""
    device_id = board.ids[0]
    entry_id = await house.add_board(device_id, "Cellar")
    await house.add_pin(
        entry_id,
        "counter",
        "Water meter",
        D5,
        meter="water",
        per_unit=10,
        pull="up",
        advanced={"debounce_ms": 0.5, "every": 1},
    )
    await house.until_state(TOTAL, "0.0")
    assert await house.home_assistant.state(RATE) == "unknown"

    # Faster than the loop looks.
    await board.send_pulses(device_id, D5, 1500, 500)
    await house.until_state(TOTAL, "150.0")

    async def rate_is_right() -> bool:
        state = await house.home_assistant.state(RATE)
        # 500 in a second, 10 for a litre.
        return state not in {None, "unknown", "unavailable"} and abs(float(state) - 3000) < 600

    await board.send_pulses(device_id, D5, 5000, 500)
    await until("the rate is right", rate_is_right, within=10)
    await house.until_state(TOTAL, "650.0")

    await board.ask("restart", device_id)
    await house.until_state(RATE, "unknown")
    await board.send_pulses(device_id, D5, 1, 10)
    await house.until_state(TOTAL, "650.1")

    await board.ask("power_cycle", device_id)
    await house.until_state(TOTAL, "unavailable")
    await house.until_state(TOTAL, "650.1")
    await board.send_pulses(device_id, D5, 4, 10)
    await house.until_state(TOTAL, "650.5")

    board.kill()
    await house.until_state(TOTAL, "unavailable", within=45)
    await house.replace_board(entry_id, spare.ids[0])
    await house.until_state(TOTAL, "650.5")
    await spare.send_pulses(spare.ids[0], D5, 5, 10)
    await house.until_state(TOTAL, "651.0")

    await house.home_assistant.call("iot_device_manager.set_meter", entity_id=TOTAL, reading=20)
    assert await house.home_assistant.state(TOTAL) == "20.0"
    await spare.send_pulses(spare.ids[0], D5, 1, 10)
    await house.until_state(TOTAL, "20.1")
