"""An analog input, from the voltage at the board to the value that it means."""

from rig.virtual_devices import VirtualDevices

from .house import House

A0 = 17


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
