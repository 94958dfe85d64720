"""An on/off input with its options, from the form to the entity."""

from rig.virtual_devices import VirtualDevices

from .house import House

D5, D6 = 14, 12
DOOR, FENCE = "binary_sensor.gate", "binary_sensor.fence"
# So long that a slow machine cannot take a bounce for a change.
DEBOUNCE_MS = 10_000


async def test_options(house: House, board: VirtualDevices) -> None:
    """An inverted input with a pull-up is on at a low level that lasts; what bounces is not shown."""
    device_id = board.ids[0]
    for gpio in (D5, D6):
        await board.set_input(device_id, gpio, True)
    entry_id = await house.add_board(device_id, "Yard")
    options = {"invert": True, "debounce_ms": DEBOUNCE_MS}
    await house.add_pin(entry_id, "digital_input", "Gate", D5, pull="up", advanced=options)
    await house.add_pin(entry_id, "digital_input", "Fence", D6, pull="up", advanced={"invert": True, "debounce_ms": 0})
    await house.until_state(DOOR, "off")
    await house.until_state(FENCE, "off")
    assert (await board.ask("get", device_id))["gpios"][str(D5)]["mode"] == "input_pullup"
    # The first level has lasted.
    await board.ask("advance_clock", ms=DEBOUNCE_MS)

    await board.set_input(device_id, D5, False)
    await board.ask("advance_clock", ms=DEBOUNCE_MS // 2)
    # What this board tells later comes later.
    await board.set_input(device_id, D6, False)
    await house.until_state(FENCE, "on")
    assert await house.home_assistant.state(DOOR) == "off"
    await board.set_input(device_id, D5, True)
    await board.ask("advance_clock", ms=DEBOUNCE_MS)
    await board.set_input(device_id, D6, True)
    await house.until_state(FENCE, "off")
    assert await house.home_assistant.state(DOOR) == "off"

    await board.set_input(device_id, D5, False)
    await board.ask("advance_clock", ms=DEBOUNCE_MS)
    await house.until_state(DOOR, "on")
