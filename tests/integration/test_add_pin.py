"""Adding a pin: each type with its form, and what is stored."""

from collections.abc import Mapping
from typing import Any

from homeassistant.data_entry_flow import InvalidData
from homeassistant.helpers import area_registry as ar, device_registry as dr
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.iot_device_manager.pin_types import PIN_TYPES

from .board import Board
from .entries import A0, D1, D2, D5, DEFAULTS, DOMAIN, ROLE, House, device_entry
from .flows import add_pin, choices_of, choose, fields_of, fill_in, suggested

INITIAL = ("initial", "after_outage")
POWER = ("auto_off", "failsafe", "failsafe_after", "failsafe_on")
LEDS = ["gpio", "gpio_warm", "gpio_red", "gpio_green", "gpio_blue"]
FIRST_LOOK = ["brightness", "rgb", "kelvin"]

PUMP = {
    "auto_off": 600.5,
    "failsafe": "off",
    "failsafe_after": 120,
    "failsafe_on": "manager",
    "min_on": 10,
    "min_off": 0.5,
    "max_per_min": 3,
    "group": 8,
    "dead_ms": 1000,
}


@pytest.fixture
async def entry(house: House, board: Board) -> MockConfigEntry:
    """Return the entry of a running board without pins."""
    return await house.add_running(device_entry(), board)


async def test_menu(house: House, entry: MockConfigEntry) -> None:
    """The first question is what is connected."""
    menu = await add_pin(house.hass, entry)

    assert (menu["type"], menu["step_id"]) == ("menu", "user")
    assert menu["menu_options"] == list(PIN_TYPES)
    assert menu["description_placeholders"] == {"name": "Garage"}


@pytest.mark.parametrize(
    ("type_name", "fields", "advanced"),
    [
        (
            "analog_input",
            ["name", "gpio", "device_class", "unit_of_measurement", "points", "area", "advanced"],
            ["range", "decimals", "every", "samples", "deadband"],
        ),
        ("button", ["name", "gpio", "area", "advanced"], ["pull", "invert", "debounce_ms", "multi_ms", "hold_ms"]),
        (
            "cover",
            ["name", "gpio", "gpio_down", "open_ms", "close_ms", "device_class", "area", "advanced"],
            ["invert", "dead_ms", "guard"],
        ),
        ("digital_input", ["name", "gpio", "device_class", "pull", "area", "advanced"], ["invert", "debounce_ms"]),
        (
            "digital_output",
            ["name", "gpio", "shown_as", "area", "advanced"],
            ["invert", "guard", *INITIAL, *POWER, "min_on", "min_off", "max_per_min", "group", "dead_ms"],
        ),
        (
            "fan",
            ["name", "gpio", "area", "advanced"],
            ["invert", "min", "frequency", "kick_ms", "speed", *INITIAL, *POWER],
        ),
        (
            "light",
            ["name", *LEDS, "area", "advanced"],
            ["invert", "gamma", "min", "frequency", *FIRST_LOOK, "warm", "cold", "fade_ms", *INITIAL, *POWER],
        ),
        (
            "pixels",
            ["name", "gpio", "count", "order", "limit_ma", "area", "advanced"],
            ["gamma", "brightness", "rgb", "fade_ms", *INITIAL, *POWER],
        ),
    ],
    ids=["analog_input", "button", "cover", "digital_input", "digital_output", "fan", "light", "pixels"],
)
async def test_form(
    house: House, entry: MockConfigEntry, type_name: str, fields: list[str], advanced: list[str]
) -> None:
    """Each type has its own form; what most pins do not need is folded away."""
    form = await choose(house.hass, await add_pin(house.hass, entry), type_name)

    assert form["step_id"] == type_name
    assert fields_of(form) == fields
    section: Any = dict(form["data_schema"].schema)["advanced"]  # type: ignore[union-attr]
    assert [str(marker) for marker in section.schema.schema] == advanced
    assert section.options == {"collapsed": True}
    assert form["description_placeholders"] == {"name": "Garage", "board": "D1 mini", "units": ""}


async def test_labels(house: House, entry: MockConfigEntry) -> None:
    """The GPIOs have the labels of the board; those with a caution come last, and are marked."""
    form = await choose(house.hass, await add_pin(house.hass, entry), "digital_output")

    assert choices_of(form, "gpio") == [
        "D1 (GPIO5)",
        "D2 (GPIO4)",
        "D5 (GPIO14)",
        "D6 (GPIO12)",
        "D7 (GPIO13)",
        "D0 (GPIO16) ⚠",
        "D3 (GPIO0) ⚠",
        "D4 (GPIO2) ⚠",
        "D8 (GPIO15) ⚠",
        "RX (GPIO3) ⚠",
        "TX (GPIO1) ⚠",
    ]


@pytest.mark.parametrize(
    ("type_name", "gpio", "choices", "advanced", "data", "wire"),
    [
        (
            "digital_output",
            D1,
            {},
            {},
            {},
            {},
        ),
        (
            "digital_output",
            D1,
            {"shown_as": "light"},
            {"initial": "on", "invert": True},
            {"shown_as": "light", "initial": "on", "invert": True},
            {"initial": "on", "invert": True},
        ),
        (
            "digital_output",
            D1,
            {},
            {"guard": "yes", "initial": "none", **PUMP},
            {"guard": "yes", "initial": "none", **PUMP},
            {"guard": True, "initial": "none", **PUMP},
        ),
        (
            "light",
            D2,
            {},
            {},
            {},
            {},
        ),
        (
            "light",
            D2,
            {},
            {"gamma": 1, "min": 33, "frequency": 500},
            {"gamma": 1, "min": 33, "frequency": 500},
            {"gamma": 1, "min": 0.33, "frequency": 500},
        ),
        (
            "button",
            D5,
            {},
            {},
            {},
            {"pull": "up", "invert": True},
        ),
        (
            "button",
            D5,
            {},
            {"pull": "none", "invert": False, "debounce_ms": 5, "multi_ms": 2000, "hold_ms": 10_000},
            {"pull": "none", "invert": False, "debounce_ms": 5, "multi_ms": 2000, "hold_ms": 10_000},
            {"debounce_ms": 5, "multi_ms": 2000, "hold_ms": 10_000},
        ),
        (
            "digital_input",
            D5,
            {"device_class": "door"},
            {"debounce_ms": 20},
            {"device_class": "door", "debounce_ms": 20},
            {"pull": "up", "debounce_ms": 20},
        ),
        (
            "digital_input",
            D5,
            {"pull": "none"},
            {},
            {"pull": "none"},
            {},
        ),
        (
            "analog_input",
            A0,
            {"device_class": "temperature", "unit_of_measurement": "°C", "points": "0.1 = -50, 1.75 = 125"},
            {"every": 0.5, "samples": 64, "deadband": 0, "decimals": 2},
            {
                "device_class": "temperature",
                "unit_of_measurement": "°C",
                "points": "0.1 = -50, 1.75 = 125",
                "every": 0.5,
                "samples": 64,
                "deadband": 0,
                "decimals": 2,
            },
            {"every": 0.5, "samples": 64, "deadband": 0},
        ),
    ],
    ids=[
        "switch with defaults",
        "plain light",
        "output with everything",
        "dimmable light with defaults",
        "dimmable light",
        "button to ground",
        "touch button",
        "door",
        "input without resistor",
        "temperature",
    ],
)
async def test_add(
    house: House,
    entry: MockConfigEntry,
    board: Board,
    type_name: str,
    gpio: int,
    choices: Mapping[str, Any],
    advanced: Mapping[str, Any],
    data: Mapping[str, Any],
    wire: Mapping[str, Any],
) -> None:
    """What was chosen is stored with what identifies the pin, and goes to the board without the defaults."""
    form = await choose(house.hass, await add_pin(house.hass, entry), type_name)
    result = await fill_in(house.hass, form, advanced, name=" My pin ", gpio=str(gpio), **choices)
    assert result["type"] == "create_entry"
    await house.clock.advance(1)

    (subentry,) = entry.subentries.values()
    pin_uid = subentry.data["pin_uid"]
    assert (subentry.title, subentry.unique_id, len(pin_uid)) == ("My pin", pin_uid, 26)
    assert subentry.data == {
        **DEFAULTS[type_name],
        **data,
        "gpio": gpio,
        "key": "a",
        "type": type_name,
        "pin_uid": pin_uid,
    }
    assert board.configs()[-1] == {
        "revision": 2,
        "manager": "k3v9x2m8qa",
        "role": ROLE,
        "pins": [{"key": "a", "type": type_name, "gpio": gpio, **wire}],
    }


async def test_only_gpio(house: House, entry: MockConfigEntry) -> None:
    """Where only one GPIO can do it, it is chosen already."""
    form = await choose(house.hass, await add_pin(house.hass, entry), "analog_input")

    result = await fill_in(house.hass, form, name="Tank")

    assert result["type"] == "create_entry"
    assert [subentry.data["gpio"] for subentry in entry.subentries.values()] == [A0]


async def test_area(house: House, entry: MockConfigEntry) -> None:
    """A pin can be in another room than its board; that of the board is suggested."""
    areas, devices = ar.async_get(house.hass), dr.async_get(house.hass)
    workshop, garden = areas.async_create("Workshop"), areas.async_create("Garden")
    board_device = devices.async_get_device_by_identifier((DOMAIN, ROLE), entry.entry_id)
    assert board_device is not None
    devices.async_update_device(board_device.id, area_id=workshop.id)

    form = await choose(house.hass, await add_pin(house.hass, entry), "digital_output")
    assert suggested(form) == {"gpio": str(D1), "area": workshop.id}
    await fill_in(house.hass, form, name="Pump", gpio=str(D1), area=garden.id)
    await house.clock.settle()

    (subentry,) = entry.subentries.values()
    device = devices.async_get_device_by_identifier((DOMAIN, subentry.data["pin_uid"]), entry.entry_id)
    assert device is not None
    assert (device.name, device.area_id, device.via_device_id) == ("Pump", garden.id, board_device.id)


async def test_keys(house: House, entry: MockConfigEntry, board: Board) -> None:
    """Each pin gets the first key that is free; keys of removed pins are given again."""
    for name, gpio in (("One", D1), ("Two", D2), ("Three", D5)):
        form = await choose(house.hass, await add_pin(house.hass, entry), "digital_output")
        await fill_in(house.hass, form, name=name, gpio=str(gpio))
    house.hass.config_entries.async_remove_subentry(entry, house.subentry_id(entry, "Two"))
    form = await choose(house.hass, await add_pin(house.hass, entry), "light")
    await fill_in(house.hass, form, name="Four", gpio=str(D2))
    await house.clock.advance(1)

    assert {subentry.title: subentry.data["key"] for subentry in entry.subentries.values()} == {
        "One": "a",
        "Three": "c",
        "Four": "b",
    }
    assert [pin["key"] for pin in board.configs()[-1]["pins"]] == ["a", "c", "b"]


@pytest.mark.parametrize(
    ("type_name", "choices", "advanced"),
    [
        ("digital_output", {"gpio": "6"}, {}),
        ("digital_output", {"gpio": str(D1), "shown_as": "vacuum"}, {}),
        ("light", {"gpio": "16"}, {}),
        ("light", {"gpio": str(D1)}, {"gamma": 0.5}),
        ("light", {"gpio": str(D1)}, {"min": 91}),
        ("digital_input", {"gpio": str(D1)}, {"debounce_ms": 10_001}),
        ("button", {"gpio": str(D1)}, {"debounce_ms": 4}),
        ("digital_input", {"gpio": str(D1), "device_class": "temperature"}, {}),
        ("analog_input", {"gpio": str(D1)}, {}),
        ("analog_input", {"gpio": str(A0)}, {"samples": 0}),
    ],
    ids=[
        "GPIO of the flash memory",
        "unknown domain",
        "GPIO without PWM",
        "gamma too low",
        "power too high",
        "debounce too long",
        "debounce too short for a contact",
        "class of another domain",
        "GPIO without converter",
        "no samples",
    ],
)
async def test_not_offered(
    house: House,
    entry: MockConfigEntry,
    type_name: str,
    choices: Mapping[str, Any],
    advanced: Mapping[str, Any],
) -> None:
    """What the form does not offer is not accepted."""
    form = await choose(house.hass, await add_pin(house.hass, entry), type_name)

    with pytest.raises(InvalidData):
        await fill_in(house.hass, form, advanced, name="My pin", **choices)

    assert entry.subentries == {}
