"""What the dialog of a pin refuses, and what it asks about."""

from collections.abc import Mapping
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.iot_device_manager.pin_types import PIN_TYPES

from .board import Board
from .entries import A0, D1, D2, D5, DEFAULTS, LAMP, House, device_entry, pin
from .flows import add_pin, choices_of, choose, fill_in, suggested

D0 = 16
POINTS = {"points": "0 = 0, 1 = 100"}


@pytest.fixture
async def entry(house: House, board: Board) -> MockConfigEntry:
    """Return the entry of a running board with a lamp."""
    return await house.add_running(device_entry(LAMP), board)


@pytest.mark.parametrize(
    ("type_name", "choices", "errors"),
    [
        ("digital_output", {"name": "   ", "gpio": str(D2)}, {"name": "name_missing"}),
        ("digital_input", {"name": "Door", "gpio": str(D0), "pull": "up"}, {"pull": "no_pull_up"}),
        ("digital_input", {"name": "Door", "gpio": str(D5), "pull": "down"}, {"pull": "no_pull_down"}),
        (
            "analog_input",
            {"name": "Tank", "gpio": str(A0), "device_class": "temperature", "unit_of_measurement": "bar", **POINTS},
            {"unit_of_measurement": "unit_not_for_class"},
        ),
        (
            "analog_input",
            {"name": "Tank", "gpio": str(A0), "device_class": "temperature", **POINTS},
            {"unit_of_measurement": "unit_not_for_class"},
        ),
        *(
            ("analog_input", {"name": "Tank", "gpio": str(A0), **choices}, {"points": error})
            for choices, error in (
                ({"points": "0 = 0; 1 = 100"}, "points_unreadable"),
                ({"points": "0, 1 = 100"}, "points_unreadable"),
                ({"points": "0 = 0, 1 = much"}, "points_unreadable"),
                ({"points": "0 = 0, 1 = 100,"}, "points_unreadable"),
                ({"points": "0 = nan, 1 = 100"}, "points_unreadable"),
                ({"points": "0 = 0, 1 = 10000000000"}, "points_unreadable"),
                ({"points": " "}, "points_unreadable"),
                ({"points": "0 = 0"}, "points_too_few"),
                ({"points": "0 = 0, 1 = 5, 1 = 100"}, "points_not_increasing"),
                ({"points": "1 = 0, 0 = 100"}, "points_not_increasing"),
                ({"unit_of_measurement": "%"}, "points_missing"),
                ({"device_class": "moisture"}, "points_missing"),
            )
        ),
    ],
    ids=lambda value: " ".join(map(str, value.values())) if isinstance(value, dict) else None,
)
async def test_error(
    house: House, entry: MockConfigEntry, type_name: str, choices: Mapping[str, Any], errors: Mapping[str, str]
) -> None:
    """The form is shown again, with the reason beside the field and everything else as it was."""
    form = await choose(house.hass, await add_pin(house.hass, entry), type_name)

    form = await fill_in(house.hass, form, **choices)

    assert (form["type"], form["errors"]) == ("form", errors)
    assert suggested(form)["gpio"] == choices["gpio"]
    assert len(entry.subentries) == 1


@pytest.mark.parametrize(
    ("choices", "type_name"),
    [
        ({"gpio": str(D0), "pull": "down"}, "digital_input"),
        ({"gpio": str(A0), "device_class": "temperature", "unit_of_measurement": "°C"} | POINTS, "analog_input"),
        ({"gpio": str(A0), "device_class": "aqi"} | POINTS, "analog_input"),
        ({"gpio": str(A0), "unit_of_measurement": "furlong"} | POINTS, "analog_input"),
    ],
    ids=["pull-down of GPIO16", "unit of the class", "class that has no unit", "unit without class"],
)
async def test_no_error(house: House, entry: MockConfigEntry, type_name: str, choices: Mapping[str, Any]) -> None:
    """What goes together is accepted."""
    form = await choose(house.hass, await add_pin(house.hass, entry), type_name)

    result = await fill_in(house.hass, form, name="My pin", **choices)

    assert result["type"] in ("create_entry", "menu")


@pytest.mark.parametrize("device_class", ["date", "enum", "timestamp", "uptime"])
async def test_class_without_a_number(house: House, entry: MockConfigEntry, device_class: str) -> None:
    """A class whose values are no numbers cannot be chosen for an analog input."""
    form = await choose(house.hass, await add_pin(house.hass, entry), "analog_input")

    form = await fill_in(house.hass, form, name="Tank", gpio=str(A0), device_class=device_class)

    assert (form["type"], form["errors"]) == ("form", {"device_class": "class_not_a_number"})


async def test_used_gpio(house: House, entry: MockConfigEntry) -> None:
    """A GPIO that a pin has already is not offered."""
    form = await choose(house.hass, await add_pin(house.hass, entry), "light")

    assert "D1 (GPIO5)" not in choices_of(form, "gpio")


async def test_used_meanwhile(house: House, entry: MockConfigEntry) -> None:
    """A GPIO that another dialog took while the form was open is refused."""
    first = await choose(house.hass, await add_pin(house.hass, entry), "light")
    second = await choose(house.hass, await add_pin(house.hass, entry), "digital_output")
    await fill_in(house.hass, first, name="First", gpio=str(D2))

    form = await fill_in(house.hass, second, name="Second", gpio=str(D2))

    assert form["errors"] == {"gpio": "gpio_in_use"}
    result = await fill_in(house.hass, form, name="Second", gpio=str(D5))
    assert result["type"] == "create_entry"


# Caution


@pytest.mark.parametrize(
    ("gpio", "label", "caution"),
    [
        (0, "D3 (GPIO0)", "caution_boot_high"),
        (1, "TX (GPIO1)", "caution_serial_out"),
        (2, "D4 (GPIO2)", "caution_boot_high"),
        (3, "RX (GPIO3)", "caution_serial_in"),
        (15, "D8 (GPIO15)", "caution_boot_low"),
        (16, "D0 (GPIO16)", "caution_high_at_boot"),
    ],
    ids=str,
)
async def test_caution(house: House, entry: MockConfigEntry, gpio: int, label: str, caution: str) -> None:
    """A GPIO that does something at boot needs a second confirmation, which says what."""
    form = await choose(house.hass, await add_pin(house.hass, entry), "digital_output")

    menu = await fill_in(house.hass, form, name="Relay", gpio=str(gpio))

    assert (menu["type"], menu["step_id"]) == ("menu", caution)
    assert menu["menu_options"] == ["choose_another", "use_anyway"]
    assert menu["description_placeholders"] == {"gpio": label}
    assert len(entry.subentries) == 1

    result = await choose(house.hass, menu, "use_anyway")
    assert (result["type"], result["title"]) == ("create_entry", "Relay")
    assert {subentry.data["gpio"] for subentry in entry.subentries.values()} == {D1, gpio}


async def test_choose_another(house: House, entry: MockConfigEntry) -> None:
    """The way back leads to the form as it was filled in."""
    form = await choose(house.hass, await add_pin(house.hass, entry), "digital_output")
    menu = await fill_in(house.hass, form, {"invert": True}, name="Relay", gpio="0", shown_as="light")

    form = await choose(house.hass, menu, "choose_another")

    chosen = {"name": "Relay", "gpio": "0", "shown_as": "light", "invert": True}
    assert suggested(form) == {**DEFAULTS["digital_output"], **chosen}
    result = await fill_in(house.hass, form, name="Relay", gpio=str(D2))
    assert result["type"] == "create_entry"


async def test_used_during_the_caution(house: House, entry: MockConfigEntry) -> None:
    """A GPIO that another dialog took while the caution was shown is refused."""
    first = await choose(house.hass, await add_pin(house.hass, entry), "light")
    second = await choose(house.hass, await add_pin(house.hass, entry), "digital_output")
    first = await fill_in(house.hass, first, name="First", gpio="0")
    second = await fill_in(house.hass, second, name="Second", gpio="0")
    await choose(house.hass, first, "use_anyway")

    form = await choose(house.hass, second, "use_anyway")

    assert (form["type"], form["errors"]) == ("form", {"gpio": "gpio_in_use"})


# Limits of the board


async def test_no_free_gpio(house: House, board: Board) -> None:
    """When all GPIOs are in use, the dialog says so."""
    pins = [pin("digital_output", f"Pin {gpio}", gpio, "abcd"[gpio]) for gpio in range(4)]
    entry = await house.add_running(device_entry(*pins, model="esp01"), board)

    result = await add_pin(house.hass, entry)

    assert (result["type"], result["reason"]) == ("abort", "no_free_gpio")


async def test_types_of_the_firmware(house: House, board: Board) -> None:
    """Only what the board's firmware can do is offered."""
    board.types = ("digital_output", "light", "vacuum")
    entry = await house.add_running(device_entry(), board)

    menu = await add_pin(house.hass, entry)

    assert menu["menu_options"] == ["digital_output", "light"]


async def test_types_of_the_model(house: House, board: Board) -> None:
    """Only what the board's model brings out is offered."""
    entry = await house.add_running(device_entry(model="esp01"), board)

    menu = await add_pin(house.hass, entry)

    assert menu["menu_options"] == [name for name in PIN_TYPES if name != "analog_input"]


async def test_too_many_pins(house: House, board: Board) -> None:
    """The number of pins is that of the board's firmware."""
    board.max_pins = 1
    entry = await house.add_running(device_entry(LAMP), board)

    result = await add_pin(house.hass, entry)

    assert (result["type"], result["reason"]) == ("abort", "too_many_pins")
    assert result["description_placeholders"] == {"max": "1"}


@pytest.mark.parametrize(
    ("max_config", "outcome"), [(150, "form"), (400, "create_entry")], ids=["too small", "large enough"]
)
async def test_too_big(house: House, board: Board, max_config: int, outcome: str) -> None:
    """A configuration that the board's memory cannot hold is refused before it is sent."""
    board.max_config = max_config
    entry = await house.add_running(device_entry(LAMP), board)
    form = await choose(house.hass, await add_pin(house.hass, entry), "light")

    result = await fill_in(house.hass, form, {"gamma": 1.8, "frequency": 2000}, name="Strip", gpio=str(D2))

    assert result["type"] == outcome
    assert result.get("errors") in (None, {}, {"base": "too_big"})


async def test_never_heard(house: House) -> None:
    """A board that was never heard is taken to be able to do what every firmware can."""
    entry = await house.add(device_entry())

    menu = await add_pin(house.hass, entry)

    assert menu["menu_options"] == list(PIN_TYPES)
    result = await fill_in(house.hass, await choose(house.hass, menu, "light"), name="Strip", gpio=str(D2))
    assert result["type"] == "create_entry"
