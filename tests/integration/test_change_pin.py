"""Changing a pin: what can be changed, and that nothing else does."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .board import Board
from .entries import A0, D1, D2, D7, DEFAULTS, House
from .flows import change_pin, choices_of, choose, fields_of, fill_in, suggested

ADVANCED = {"initial": "on", "invert": True}


async def test_form(house: House, garage: MockConfigEntry) -> None:
    """The form shows the pin as it is; its own GPIO is offered, its area is changed elsewhere."""
    form = await change_pin(house.hass, garage, house.subentry_id(garage, "Garage lights"))

    assert form["step_id"] == "digital_output"
    assert fields_of(form) == ["name", "gpio", "shown_as", "advanced"]
    assert suggested(form) == {
        "name": "Garage lights",
        "gpio": str(D1),
        **DEFAULTS["digital_output"],
        "shown_as": "light",
    }
    assert choices_of(form, "gpio")[:2] == ["D1 (GPIO5)", "D7 (GPIO13)"]


async def test_change(house: House, garage: MockConfigEntry, board: Board) -> None:
    """Everything about the pin can be changed but what it is; its identity stays."""
    subentry_id = house.subentry_id(garage, "Garage lights")
    before = garage.subentries[subentry_id].data

    form = await change_pin(house.hass, garage, subentry_id)
    result = await fill_in(house.hass, form, ADVANCED, name=" Shed ", gpio=str(D7), shown_as="switch")
    await house.clock.advance(1)

    assert (result["type"], result["reason"]) == ("abort", "reconfigure_successful")
    after = garage.subentries[subentry_id]
    assert after.title == "Shed"
    assert after.data == {**before, **ADVANCED, "gpio": D7, "shown_as": "switch"}
    assert board.configs()[-1]["pins"][0] == {
        "key": "a",
        "type": "digital_output",
        "gpio": D7,
        "initial": "on",
        "invert": True,
    }


async def test_clear(house: House, garage: MockConfigEntry) -> None:
    """What may be empty can be emptied."""
    subentry_id = house.subentry_id(garage, "Garage door")

    form = await change_pin(house.hass, garage, subentry_id)
    assert suggested(form)["device_class"] == "door"
    await fill_in(house.hass, form, name="Garage door", gpio="14", pull="up")

    assert "device_class" not in garage.subentries[subentry_id].data


@pytest.mark.parametrize(
    ("name", "choices", "errors"),
    [
        ("Garage lights", {"name": " ", "gpio": str(D7)}, {"name": "name_missing"}),
        ("Garage door", {"name": "Door", "gpio": "14", "pull": "down"}, {"pull": "no_pull_down"}),
        (
            "Tank",
            {
                "name": "Tank",
                "gpio": str(A0),
                "device_class": "voltage",
                "unit_of_measurement": "%",
                "points": "0 = 0, 1 = 100",
            },
            {"unit_of_measurement": "unit_not_for_class"},
        ),
    ],
    ids=["no name", "no pull-down", "unit of another class"],
)
async def test_error(
    house: House, garage: MockConfigEntry, name: str, choices: dict[str, Any], errors: dict[str, str]
) -> None:
    """A change is checked as a new pin is."""
    before = dict(garage.subentries)
    form = await change_pin(house.hass, garage, house.subentry_id(garage, name))

    form = await fill_in(house.hass, form, **choices)

    assert form["errors"] == errors
    assert dict(garage.subentries) == before


async def test_used_meanwhile(house: House, garage: MockConfigEntry) -> None:
    """A GPIO that another pin got while the form was open is refused."""
    form = await change_pin(house.hass, garage, house.subentry_id(garage, "Garage lights"))
    other = await change_pin(house.hass, garage, house.subentry_id(garage, "Compressor"))
    await fill_in(house.hass, other, name="Compressor", gpio=str(D7))

    form = await fill_in(house.hass, form, name="Garage lights", gpio=str(D7))
    assert form["errors"] == {"gpio": "gpio_in_use"}

    result = await fill_in(house.hass, form, name="Garage lights", gpio=str(D2))
    assert result["reason"] == "reconfigure_successful"


async def test_caution(house: House, garage: MockConfigEntry) -> None:
    """Moving a pin to a GPIO with a caution asks; changing it there later does not ask again."""
    subentry_id = house.subentry_id(garage, "Compressor")
    form = await change_pin(house.hass, garage, subentry_id)
    menu = await fill_in(house.hass, form, name="Compressor", gpio="2")
    assert menu["step_id"] == "caution_boot_high"
    # Whoever comes back to the dialog is asked again.
    menu = await house.hass.config_entries.subentries.async_configure(menu["flow_id"])
    assert menu["step_id"] == "caution_boot_high"
    result = await choose(house.hass, menu, "use_anyway")
    assert result["reason"] == "reconfigure_successful"

    form = await change_pin(house.hass, garage, subentry_id)
    result = await fill_in(house.hass, form, ADVANCED, name="Compressor", gpio="2")

    assert result["reason"] == "reconfigure_successful"
    assert garage.subentries[subentry_id].data["gpio"] == 2


async def test_too_big(house: House, garage: MockConfigEntry, board: Board) -> None:
    """A change that makes the configuration too long for the board is refused."""
    board.max_config = 350
    board.say_announce()
    await house.clock.settle()
    form = await change_pin(house.hass, garage, house.subentry_id(garage, "Ceiling"))

    form = await fill_in(
        house.hass, form, {**ADVANCED, "gamma": 1.8, "min": 12, "frequency": 4999}, name="Ceiling", gpio="12"
    )

    assert form["errors"] == {"base": "too_big"}


async def test_full_board(house: House, garage: MockConfigEntry, board: Board) -> None:
    """A board that takes no further pin still lets its pins be changed."""
    board.max_pins = 5
    board.say_announce()
    await house.clock.settle()

    form = await change_pin(house.hass, garage, house.subentry_id(garage, "Tank"))
    result = await fill_in(house.hass, form, name="Barrel")

    assert result["reason"] == "reconfigure_successful"
    assert "Barrel" in {subentry.title for subentry in garage.subentries.values()}


async def test_nothing_changed(house: House, garage: MockConfigEntry, board: Board) -> None:
    """A form that is submitted as it was shown sends nothing."""
    board.got.clear()
    form = await change_pin(house.hass, garage, house.subentry_id(garage, "Compressor"))
    await fill_in(house.hass, form, name="Compressor", gpio=str(D2), shown_as="switch")
    await house.clock.advance(5)

    assert board.got == []
