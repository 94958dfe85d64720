"""Lights with colours and two whites: from the form to the power at each GPIO, and back to the entity."""

from collections.abc import Mapping
from typing import Any

from rig.virtual_devices import VirtualDevices
from rig.waiting import until

from .house import House

# GPIO4 is cold, 5 warm; 12, 13 and 14 are red, green and blue.
GPIOS = (12, 13, 14, 4, 5)
COLOURS = {"gpio_red": "12", "gpio_green": "13", "gpio_blue": "14"}


async def test_light(house: House, board: VirtualDevices) -> None:
    """Each colour has its power at its GPIOs, fades there, and comes back after a power cut as the form says."""
    device_id = board.ids[0]
    entry_id = await house.add_board(device_id, "Deck")
    refused = await house.ask_for_pin(entry_id, "light", "Deck strip", None, gpio_red="12", gpio_warm="5")
    assert refused["errors"] == dict.fromkeys(("gpio", "gpio_green", "gpio_blue"), "gpio_missing")
    advanced = {"gamma": 1, "warm": 2000, "cold": 6000, "kelvin": 3000, "brightness": 20, "initial": "on"}
    await house.add_pin(entry_id, "light", "Deck strip", 4, gpio_warm="5", **COLOURS, advanced=advanced)
    await house.until_state("light.deck_strip", "on")
    # A fifth of the power, in equal parts.
    assert await duties(board) == [0, 0, 0, 102, 102]
    attributes = await shown(house)
    assert attributes["supported_color_modes"] == ["color_temp", "rgb"]
    assert (attributes["color_mode"], attributes["color_temp_kelvin"], attributes["brightness"]) == (
        "color_temp",
        3000,
        51,
    )

    await call(house, rgb_color=[255, 51, 0], brightness=255)
    assert await duties(board) == [1023, 204, 0, 0, 0]
    attributes = await shown(house)
    assert (attributes["color_mode"], attributes["rgb_color"]) == ("rgb", [255, 51, 0])

    seen = len(await board.changes(device_id))
    await call(house, color_temp_kelvin=6000, transition=1)
    assert (await shown(house))["color_temp_kelvin"] == 6000
    await until("the strip is white", lambda: has_duties(board, [0, 0, 0, 1023, 0]))
    changes = await board.changes(device_id, seen)
    for gpio, falls in ((12, True), (13, True), (4, False)):
        way = [change.duty for change in changes if change.gpio == gpio]
        assert way == sorted(way, reverse=falls)
        assert len(way) > 30

    await call(house, color_temp_kelvin=9000)
    assert (await shown(house))["color_temp_kelvin"] == 6000

    await board.ask("power_cycle", device_id)
    await until("the strip is as it was first", lambda: has_duties(board, [0, 0, 0, 102, 102]))


async def test_other_gpios(house: House, board: VirtualDevices) -> None:
    """A light that gets other GPIOs is another kind of light, goes on, and lets go of the rest."""
    entry_id = await house.add_board(board.ids[0], "Bar")
    await house.add_pin(entry_id, "light", "Bar strip", 4, **COLOURS, advanced={"gamma": 1})
    await house.until_state("light.bar_strip", "off")
    await call(house, "light.bar_strip", white=51)
    assert await duties(board) == [0, 0, 0, 204, 0]
    await call(house, "light.bar_strip", rgb_color=[51, 0, 255], brightness=255)
    assert await duties(board) == [204, 0, 1023, 0, 0]

    await house.change_pin(entry_id, "Bar strip", gpio="5")
    await until("the old GPIO is released", lambda: is_released(board, 4))

    assert await duties(board) == [204, 0, 1023, 0, 0]
    await until("the light is shown with its colour", lambda: has_colour(house, "light.bar_strip", [51, 0, 255]))


async def call(house: House, entity_id: str = "light.deck_strip", **data: Any) -> None:
    """Turn the light on like this."""
    await house.home_assistant.call("light.turn_on", entity_id=entity_id, **data)


async def shown(house: House, entity_id: str = "light.deck_strip") -> Mapping[str, Any]:
    """Return the attributes of the light."""
    attributes: Mapping[str, Any] = (await house.home_assistant.full_state(entity_id) or {})["attributes"]
    return attributes


async def has_colour(house: House, entity_id: str, colour: list[int]) -> bool:
    """Return whether the light is shown with this colour; it has none while it is off or unavailable."""
    return (await shown(house, entity_id)).get("rgb_color") == colour


async def duties(board: VirtualDevices) -> list[int]:
    """Return the PWM duty at each GPIO."""
    return [await board.duty(board.ids[0], gpio) for gpio in GPIOS]


async def is_released(board: VirtualDevices, gpio: int) -> bool:
    """Return whether the board drives nothing at a GPIO."""
    return await board.level(board.ids[0], gpio) is None


async def has_duties(board: VirtualDevices, wanted: list[int]) -> bool:
    """Return whether the GPIOs have these duties."""
    return await duties(board) == wanted
