"""The scene that the product exists for, on real parts."""

from .house import House

GPIO5 = 5


async def test_a_sentence_switches_the_right_pin(house: House) -> None:
    """A board is discovered, added, gets a light, and the spoken name drives its GPIO."""
    garage, spare = house.devices.ids
    entry_id = await house.add_board(garage, "Garage")

    result = await house.add_pin(entry_id, "digital_output", "Garage lights", GPIO5, shown_as="light")

    assert result["type"] == "create_entry", result
    await house.until_state("light.garage_lights", "off")
    assert await house.devices.level(garage, GPIO5) is False

    answer = await house.home_assistant.say("turn the garage lights on")

    assert answer == "Turned on the light"
    assert await house.devices.level(garage, GPIO5) is True
    await house.until_state("light.garage_lights", "on")
    assert await house.devices.changes(spare) == []
