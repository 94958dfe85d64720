"""An analog input, from the voltage at the board to the value that it means."""

from rig.virtual_devices import VirtualDevices

from .house import House

A0 = 17
D5 = 14


def shown(counts: int) -> str:
    """Return the volts that a D1 mini has at so many counts of its converter."""
    return str(round(counts * 3.2 / 1023, 6))


async def test_calibration(house: House, board: VirtualDevices) -> None:
    """A user sees volts, fills in what two of them mean, and sees that from then on."""
    device_id = board.ids[0]
    await board.set_analog(device_id, 0)
    entry_id = await house.add_board(device_id, "Barn")
    await house.add_pin(entry_id, "analog_input", "Tank", A0, advanced={"every": 0.1, "samples": 1})
    await house.until_state("sensor.tank", "0.0")
    await board.set_analog(device_id, 1023)
    await house.until_state("sensor.tank", "3.2")

    await house.change_pin(entry_id, "Tank", unit_of_measurement="L", points="0.2 = 0, 3.2 = 1500")

    await house.until_state("sensor.tank", "1500.0")
    await board.set_analog(device_id, 511)
    await house.until_state("sensor.tank", "699.217986")


async def test_deadband(house: House, board: VirtualDevices) -> None:
    """A change that is smaller than the deadband is not shown, the next larger one is."""
    device_id = board.ids[0]
    await board.set_analog(device_id, 500)
    await board.set_input(device_id, D5, False)
    entry_id = await house.add_board(device_id, "Mill")
    await house.add_pin(entry_id, "analog_input", "Weir", A0, advanced={"every": 0.1, "samples": 1, "deadband": 20})
    await house.until_state("sensor.weir", shown(500))
    await house.add_pin(entry_id, "digital_input", "Mill door", D5, advanced={"debounce_ms": 0})
    await house.until_state("binary_sensor.mill_door", "off")

    await board.set_analog(device_id, 519)
    await board.ask("advance_clock", ms=1000)
    # What this board tells later comes later.
    await board.set_input(device_id, D5, True)
    await house.until_state("binary_sensor.mill_door", "on")
    assert await house.home_assistant.state("sensor.weir") == shown(500)

    await board.set_analog(device_id, 520)
    await house.until_state("sensor.weir", shown(520))
