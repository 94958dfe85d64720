"""A board with wiring gets its pins along with its entry, in one step of the dialog."""

from typing import Any

from homeassistant.config_entries import ConfigEntry, ConfigFlowResult
from homeassistant.helpers import area_registry as ar, device_registry as dr
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .board import Board
from .entries import DEFAULTS, DOMAIN, House
from .flows import answer, discovered, fields_of, suggested


@pytest.fixture
async def tile(house: House, board: Board) -> ConfigFlowResult:
    """Return the dialog of a discovered board."""
    board.switch_on()
    await house.clock.settle()
    flow: ConfigFlowResult = discovered(house.hass)[0]
    return flow


def pins(entry: ConfigEntry) -> dict[str, Any]:
    """Return what is stored of each pin by its name, without what is random."""
    return {
        pin.title: {key: value for key, value in pin.data.items() if key != "pin_uid"}
        for pin in entry.subentries.values()
    }


async def test_form(house: House, tile: ConfigFlowResult) -> None:
    """The pins that are wired up are offered under the name of the board."""
    form = await answer(house.hass, tile, name=" Kettle ", board="sonoff_basic")

    assert form["step_id"] == "ready_made"
    assert fields_of(form) == ["relay", "button"]
    assert suggested(form) == {"relay": "Kettle", "button": "Kettle button"}
    assert form["description_placeholders"] == {"name": "Kettle", "board": "Sonoff Basic", "pins": ""}
    assert form["errors"] == {}


@pytest.mark.parametrize(
    ("types", "offered", "left_out"),
    [
        (("digital_output", "light"), ["relay"], "Kettle button"),
        (("light",), [], "Kettle, Kettle button"),
    ],
    ids=["some", "all"],
)
async def test_old_firmware(
    house: House, garage: MockConfigEntry, spare: Board, types: tuple[str, ...], offered: list[str], left_out: str
) -> None:
    """What the firmware of the board does not know is not offered, and the form says so; the rest can be made."""
    spare.types = types
    spare.switch_on()
    await house.clock.settle()
    (tile,) = discovered(house.hass)
    menu = await house.hass.config_entries.flow.async_configure(tile["flow_id"], {"next_step_id": "add"})

    form = await answer(house.hass, menu, name="Kettle", board="sonoff_basic")
    assert fields_of(form) == offered
    assert form["errors"] == {"base": "pins_not_known"}
    assert (form["description_placeholders"] or {})["pins"] == left_out

    result = await answer(house.hass, form, **dict.fromkeys(offered, "Kettle"))
    assert [pin["type"] for pin in pins(result["result"]).values()] == ["digital_output"] * len(offered)


@pytest.mark.parametrize(
    ("model", "names"),
    [
        (
            "sonoff_4ch",
            ["Strip 1", "Strip 2", "Strip 3", "Strip 4", "Strip button 1", "Strip button 4"],
        ),
        ("shelly_25", ["Strip 1", "Strip 2", "Strip switch 1", "Strip switch 2"]),
        ("esp12f_relay_x1", ["Strip"]),
    ],
    ids=["several relays", "relays and switches", "one relay"],
)
async def test_proposed_names(house: House, tile: ConfigFlowResult, model: str, names: list[str]) -> None:
    """Pins of which there are several are numbered."""
    form = await answer(house.hass, tile, name="Strip", board=model)

    assert list(suggested(form).values()) == names


async def test_pins(house: House, tile: ConfigFlowResult, board: Board) -> None:
    """The pins are there with the entry, with what the board's wiring asks for; no dialog of a pin follows."""
    form = await answer(house.hass, tile, name="Kettle", board="sonoff_basic")

    result = await answer(house.hass, form, relay=" Kettle ", button="Kettle button")
    await house.clock.advance(10)

    entry = result["result"]
    assert entry.title == "Kettle"
    assert pins(entry) == {
        "Kettle": {**DEFAULTS["digital_output"], "type": "digital_output", "key": "a", "gpio": 12},
        "Kettle button": {
            **DEFAULTS["digital_input"],
            "type": "digital_input",
            "key": "b",
            "gpio": 0,
            "invert": True,
        },
    }
    for pin in entry.subentries.values():
        assert pin.unique_id == pin.data["pin_uid"]
        assert len(pin.data["pin_uid"]) == 26
    assert "next_flow" not in result
    assert board.configs()[-1]["pins"] == [
        {"key": "a", "type": "digital_output", "gpio": 12},
        {"key": "b", "type": "digital_input", "gpio": 0, "pull": "up", "invert": True},
    ]
    assert house.state("switch.kettle") == "off"
    assert house.state("binary_sensor.kettle_button") == "off"


async def test_switches(house: House, tile: ConfigFlowResult, board: Board) -> None:
    """A ready-made relay switches."""
    form = await answer(house.hass, tile, name="Kettle", board="sonoff_basic")
    await answer(house.hass, form, relay="Kettle")
    await house.clock.advance(10)

    await house.call("switch.turn_on", "switch.kettle")

    assert house.state("switch.kettle") == "on"
    assert board.pins == {"a": True}


@pytest.mark.parametrize(
    ("names", "made"),
    [
        ({"relay_2": "Pump", "relay_1": "  "}, {"Pump": ("a", 5)}),
        ({"relay_1": "Pump", "button_4": "Key"}, {"Pump": ("a", 12), "Key": ("b", 14)}),
    ],
    ids=["blank", "emptied"],
)
async def test_left_out(
    house: House, tile: ConfigFlowResult, names: dict[str, str], made: dict[str, tuple[str, int]]
) -> None:
    """A pin without a name is not made."""
    form = await answer(house.hass, tile, name="Strip", board="sonoff_4ch")

    result = await answer(house.hass, form, **names)

    assert {name: (pin["key"], pin["gpio"]) for name, pin in pins(result["result"]).items()} == made


async def test_all_left_out(house: House, tile: ConfigFlowResult) -> None:
    """Without any pin, the dialog goes on with the first one, as for a board without wiring."""
    form = await answer(house.hass, tile, name="Strip", board="sonoff_4ch")

    result = await answer(house.hass, form)
    await house.clock.settle()

    assert pins(result["result"]) == {}
    assert result["next_flow"][0] == "config_subentries_flow"


async def test_same_name(house: House, tile: ConfigFlowResult) -> None:
    """Two pins cannot have the same name; what was typed is still there."""
    form = await answer(house.hass, tile, name="Strip", board="sonoff_4ch")
    names = {"relay_1": "Pump", "relay_2": "pump ", "relay_3": "Fan", "relay_4": ""}

    form = await answer(house.hass, form, **names)

    assert form["errors"] == {"relay_1": "name_twice", "relay_2": "name_twice"}
    assert suggested(form) == {"relay_1": "Pump", "relay_2": "pump", "relay_3": "Fan", "relay_4": ""}

    result = await answer(house.hass, form, **{**names, "relay_2": "Lamp"})
    assert list(pins(result["result"])) == ["Pump", "Lamp", "Fan"]


async def test_area(house: House, tile: ConfigFlowResult) -> None:
    """The pins are in the room of their board."""
    area = ar.async_get(house.hass).async_create("Kitchen")
    form = await answer(house.hass, tile, name="Kettle", board="sonoff_s20", area=area.id)

    result = await answer(house.hass, form, relay="Kettle", button="Key")
    await house.clock.settle()

    devices = dr.async_entries_for_config_entry(dr.async_get(house.hass), result["result"].entry_id)
    assert {(device.name, device.area_id) for device in devices} == {("Kettle", area.id), ("Key", area.id)}
    assert len(devices) == 3


async def test_other_model_later(house: House, tile: ConfigFlowResult) -> None:
    """Pins that were ready-made are pins as any other: they stay, and decide which models fit."""
    form = await answer(house.hass, tile, name="Kettle", board="sonoff_basic")
    entry = (await answer(house.hass, form, relay="Kettle", button="Key"))["result"]
    await house.clock.settle()
    before = pins(entry)
    start = {"source": "reconfigure", "entry_id": entry.entry_id}
    form = await house.hass.config_entries.flow.async_init(DOMAIN, context=start)  # type: ignore[arg-type]

    form = await answer(house.hass, form, board="shelly_1")
    assert form["errors"] == {"board": "pins_do_not_fit"}
    assert (form["description_placeholders"] or {})["pins"] == "Kettle, Key"
    result = await answer(house.hass, form, board="sonoff_4ch")
    await house.clock.settle()

    assert result["reason"] == "reconfigure_successful"
    assert pins(entry) == before
    # The board is called like the pin.
    models = {device.model for device in dr.async_entries_for_config_entry(dr.async_get(house.hass), entry.entry_id)}
    assert models == {"Sonoff 4CH", "Sonoff 4CH, Relay 1 (GPIO12)", "Sonoff 4CH, Button 1 (GPIO0)"}
