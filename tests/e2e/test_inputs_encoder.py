"""A rotary encoder, from its form to the knob at the board and back."""

from rig.virtual_devices import VirtualDevices

from .house import House

D6, D7 = 12, 13
KNOB = "number.volume_knob"


async def test_encoder(house: House, board: VirtualDevices) -> None:
    """The number follows the knob, and the knob goes on from a number that is set, also after a restart."""
    device_id = board.ids[0]
    entry_id = await house.add_board(device_id, "Desk")
    await house.add_pin(entry_id, "encoder", "Volume knob", D6, gpio_b=str(D7), pull="up", min=-5, max=30)
    await house.until_state(KNOB, "0")

    await board.turn(device_id, D6, D7, 7)
    await house.until_state(KNOB, "7")
    await board.turn(device_id, D6, D7, -100)
    await house.until_state(KNOB, "-5")

    await house.home_assistant.call("number.set_value", entity_id=KNOB, value=20)
    assert await house.home_assistant.state(KNOB) == "20"
    await board.turn(device_id, D6, D7, 1)
    await house.until_state(KNOB, "21")

    await board.ask("restart", device_id)
    await board.turn(device_id, D6, D7, -2)
    await house.until_state(KNOB, "19")
