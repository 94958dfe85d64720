"""The scene that the product exists for, on real parts."""

from rig.virtual_devices import VirtualDevices
from rig.waiting import until

from .house import House

D1 = 5
D2 = 4
D5 = 14
A0 = 17

AUTOMATION = {
    "alias": "Light when the door opens",
    "triggers": [{"trigger": "state", "entity_id": "binary_sensor.garage_door", "to": "on"}],
    "actions": [{"action": "light.turn_on", "target": {"entity_id": "light.garage_lights"}}],
}


async def test_scene(house: House) -> None:
    """A user adds a board and its pins in the dialogs; whatever switches them reaches the right GPIO."""
    home_assistant = house.home_assistant
    boards = await house.switch_on_boards(2)
    garage, spare = boards.ids
    await boards.set_analog(garage, 512)
    await boards.set_input(garage, D5, False)

    entry_id = await house.add_board(garage, "Garage", area=await house.add_area("Workshop"))
    await house.add_pin(entry_id, "digital_output", "Garage lights", D1, shown_as="light")
    await house.add_pin(entry_id, "digital_output", "Compressor", D2, shown_as="switch", advanced={"initial": "on"})
    await house.add_pin(
        entry_id,
        "analog_input",
        "Tank",
        A0,
        unit_of_measurement="%",
        points="0 = 0, 3.2 = 100.0494",
        advanced={"every": 0.5},
    )
    await house.add_pin(entry_id, "digital_input", "Garage door", D5, device_class="door", pull="up")

    # The board drives the initial values, and answered with revision and hash: nothing is available before.
    await house.until_state("light.garage_lights", "off")
    await house.until_state("switch.compressor", "on")
    await house.until_state("binary_sensor.garage_door", "off")
    await house.until_state("sensor.tank", "50.0736")
    assert await boards.level(garage, D1) is False
    assert await boards.level(garage, D2) is True

    # A sentence.
    assert await home_assistant.say("turn the garage lights on") == "Turned on the light"
    await until("the sentence switched", lambda: is_high(boards, garage, D1))
    await house.until_state("light.garage_lights", "on")

    # The action, and the toggle.
    await home_assistant.call("light.turn_off", entity_id="light.garage_lights")
    assert await boards.level(garage, D1) is False
    await home_assistant.call("homeassistant.toggle", entity_id="light.garage_lights")
    assert await boards.level(garage, D1) is True
    await home_assistant.call("switch.toggle", entity_id="switch.compressor")
    assert await boards.level(garage, D2) is False
    await home_assistant.call("light.turn_off", entity_id="light.garage_lights")

    # An automation, from a contact to a light.
    await home_assistant.post("config/automation/config/door_light", AUTOMATION)
    await boards.set_input(garage, D5, True)
    await until("the automation switched", lambda: is_high(boards, garage, D1))
    await house.until_state("binary_sensor.garage_door", "on")

    # What is measured follows.
    await boards.set_analog(garage, 1000)
    await house.until_state("sensor.tank", "97.8")

    # The other board was offered, and did nothing.
    await house.tile(spare)
    assert await house.tiles() == [spare]
    assert await boards.changes(spare) == []


async def is_high(boards: VirtualDevices, device_id: str, gpio: int) -> bool:
    """Return whether a board drives a GPIO high."""
    return await boards.level(device_id, gpio) is True
