"""A change of one pin touches that pin and nothing else."""

from collections.abc import Mapping
from typing import Any

from homeassistant.const import EVENT_STATE_CHANGED
from homeassistant.core import Event, EventStateChangedData
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_capture_events

from .board import Board
from .entries import A0, D1, D2, D7, DOMAIN, House, device_entry
from .flows import add_pin, change_pin, choose, fill_in

LIGHTS = "light.garage_lights"


@pytest.fixture
def events(house: House, garage: MockConfigEntry) -> list[Event[EventStateChangedData]]:
    """Return the list of all changes of states from now on."""
    return async_capture_events(house.hass, EVENT_STATE_CHANGED)


def touched(events: list[Event[EventStateChangedData]]) -> set[str]:
    """Return the entities whose states changed in any way."""
    return {event.data["entity_id"] for event in events}


def new_states(events: list[Event[EventStateChangedData]]) -> list[str]:
    """Return what the entities showed, one after the other."""
    return [state.state for event in events if (state := event.data["new_state"]) is not None]


async def change(
    house: House, entry: MockConfigEntry, pin: str, advanced: Mapping[str, Any] | None = None, **choices: Any
) -> None:
    """Change a pin, and wait until the board has it."""
    form = await change_pin(house.hass, entry, house.subentry_id(entry, pin))
    result = await fill_in(house.hass, form, advanced, **({"name": pin} | choices))
    assert result["reason"] == "reconfigure_successful"
    await house.clock.advance(2)


async def test_gpio(house: House, garage: MockConfigEntry, events: list[Event[EventStateChangedData]]) -> None:
    """A pin that moves to another GPIO is away until the board runs it; the others do not notice."""
    await change(house, garage, "Garage lights", gpio=str(D7), shown_as="light")

    assert touched(events) == {LIGHTS}
    assert new_states(events) == ["unavailable", "off"]


async def test_add(house: House, garage: MockConfigEntry, events: list[Event[EventStateChangedData]]) -> None:
    """A new pin appears beside the others."""
    form = await choose(house.hass, await add_pin(house.hass, garage), "digital_output")
    await fill_in(house.hass, form, name="Pump", gpio=str(D7))
    await house.clock.advance(2)

    assert touched(events) == {"switch.pump"}
    assert house.state("switch.pump") == "off"


async def test_first_of_its_kind(house: House, board: Board) -> None:
    """A pin of a kind that the board did not have appears without a restart."""
    entry = await house.add_running(device_entry(), board)
    for type_name, gpio in (("light", D1), ("digital_input", D2), ("digital_output", D7), ("analog_input", A0)):
        form = await choose(house.hass, await add_pin(house.hass, entry), type_name)
        await fill_in(house.hass, form, name=f"My {type_name}", gpio=str(gpio))
        await house.clock.advance(2)

    states = {
        entity_id: house.state(entity_id)
        for entity_id in (
            "light.my_light",
            "binary_sensor.my_digital_input",
            "switch.my_digital_output",
            "sensor.my_analog_input",
        )
    }
    assert states == {
        "light.my_light": "off",
        "binary_sensor.my_digital_input": "off",
        "switch.my_digital_output": "off",
        "sensor.my_analog_input": "1.601564",
    }


async def test_rename(
    house: House, garage: MockConfigEntry, board: Board, events: list[Event[EventStateChangedData]]
) -> None:
    """A new name is shown and spoken at once; nothing is sent, and automations find the same entity."""
    board.got.clear()

    await change(house, garage, "Garage lights", name="Shed lights", gpio=str(D1), shown_as="light")

    state = house.hass.states.get(LIGHTS)
    assert state is not None
    assert (state.state, state.name) == ("off", "Shed lights")
    assert touched(events) == {LIGHTS}
    assert set(new_states(events)) == {"off"}
    assert board.got == []
    assert "Shed lights" in house.device_names()


async def test_rename_by_title(house: House, garage: MockConfigEntry) -> None:
    """The name can also be changed in the list of pins, and that of the board in the list of entries."""
    entries = house.hass.config_entries
    lamp = garage.subentries[house.subentry_id(garage, "Garage lights")]
    entries.async_update_subentry(garage, lamp, title="Shed lights")
    entries.async_update_entry(garage, title="Shed")
    await house.clock.settle()

    assert house.device_names() == {
        "Shed",
        "Shed lights",
        "Compressor",
        "Garage door",
        "Tank",
        "Ceiling",
    }


async def test_name_of_the_user(house: House, garage: MockConfigEntry) -> None:
    """A name that the user gave to the device counts more."""
    devices = dr.async_get(house.hass)
    lamp = garage.subentries[house.subentry_id(garage, "Garage lights")]
    device = devices.async_get_device_by_identifier((DOMAIN, lamp.data["pin_uid"]), garage.entry_id)
    assert device is not None
    devices.async_update_device(device.id, name_by_user="My lamp")

    await change(house, garage, "Garage lights", name="Shed lights", gpio=str(D1), shown_as="light")

    state = house.hass.states.get(LIGHTS)
    assert state is not None
    assert state.name == "My lamp"


async def test_other_domain(
    house: House, garage: MockConfigEntry, board: Board, events: list[Event[EventStateChangedData]]
) -> None:
    """A switch that becomes a light leaves no switch behind; its device stays."""
    registry = er.async_get(house.hass)
    before = registry.async_get("switch.compressor")
    assert before is not None
    board.got.clear()

    await change(house, garage, "Compressor", gpio=str(D2), shown_as="light")

    after = registry.async_get("light.compressor")
    assert after is not None
    assert (after.unique_id, after.device_id) == (before.unique_id, before.device_id)
    assert registry.async_get("switch.compressor") is None
    assert house.state("switch.compressor") is None
    assert house.state("light.compressor") == "off"
    assert touched(events) == {"switch.compressor", "light.compressor"}
    assert board.got == []
    await house.call("light.turn_on", "light.compressor")
    assert house.state("light.compressor") == "on"

    await change(house, garage, "Compressor", gpio=str(D2), shown_as="switch")
    assert house.state("light.compressor") is None
    assert house.state("switch.compressor") == "on"
    await house.restart(garage)
    assert house.state("light.compressor") is None
    assert house.state("switch.compressor") == "on"


async def test_calibration(
    house: House, garage: MockConfigEntry, board: Board, events: list[Event[EventStateChangedData]]
) -> None:
    """Another calibration, unit or class is shown at once, by the same entity."""
    board.got.clear()

    await change(
        house,
        garage,
        "Tank",
        {"decimals": 0},
        device_class="volume_storage",
        unit_of_measurement="L",
        points="0 = -24, 3.2 = 2022",
    )

    state = house.hass.states.get("sensor.tank")
    assert state is not None
    assert (state.state, state.attributes["unit_of_measurement"], state.attributes["device_class"]) == (
        "1000.0",
        "L",
        "volume_storage",
    )
    assert touched(events) == {"sensor.tank"}
    assert board.got == []


async def test_class(house: House, garage: MockConfigEntry) -> None:
    """A contact can become a window."""
    await change(house, garage, "Garage door", gpio="14", device_class="window", pull="up")

    state = house.hass.states.get("binary_sensor.garage_door")
    assert state is not None
    assert (state.state, state.attributes["device_class"]) == ("off", "window")


async def test_remove(
    house: House, garage: MockConfigEntry, board: Board, events: list[Event[EventStateChangedData]]
) -> None:
    """A pin that is removed takes along its device and its entity, exactly."""
    house.hass.config_entries.async_remove_subentry(garage, house.subentry_id(garage, "Compressor"))
    await house.clock.advance(2)

    assert house.state("switch.compressor") is None
    assert er.async_get(house.hass).async_get("switch.compressor") is None
    assert house.device_names() == {"Garage", "Garage lights", "Garage door", "Tank", "Ceiling"}
    assert touched(events) == {"switch.compressor"}
    assert [pin["key"] for pin in board.configs()[-1]["pins"]] == ["a", "e", "c", "d"]


async def test_key_is_given_again(house: House, garage: MockConfigEntry, board: Board) -> None:
    """A pin that gets the key of a removed one does not show that one's value."""
    board.report(b=True)
    house.hass.config_entries.async_remove_subentry(garage, house.subentry_id(garage, "Compressor"))
    form = await choose(house.hass, await add_pin(house.hass, garage), "digital_output")
    await fill_in(house.hass, form, name="Pump", gpio=str(D7))
    await house.clock.settle()
    assert house.state("switch.pump") == "unavailable"

    await house.clock.advance(2)
    assert house.state("switch.pump") in ("on", "off")


async def test_several_edits(house: House, garage: MockConfigEntry, board: Board) -> None:
    """Edits in quick succession all count, whatever they overtake."""
    entries = house.hass.config_entries
    lamp, fan, door = (
        garage.subentries[house.subentry_id(garage, name)] for name in ("Garage lights", "Compressor", "Garage door")
    )
    entries.async_update_subentry(garage, lamp, title="One", data={**lamp.data, "shown_as": "switch"})
    entries.async_update_subentry(garage, fan, data={**fan.data, "shown_as": "light"})
    entries.async_remove_subentry(garage, door.subentry_id)
    await house.clock.settle()
    fan = garage.subentries[fan.subentry_id]
    entries.async_update_subentry(garage, fan, title="Two", data={**fan.data, "shown_as": "switch"})
    await house.clock.advance(2)

    assert house.device_names() == {"Garage", "One", "Two", "Tank", "Ceiling"}
    assert {state.entity_id for state in house.hass.states.async_all(("light", "switch"))} == {
        "light.ceiling",
        "switch.one",
        "switch.compressor",
    }
    assert len(board.configs()[-1]["pins"]) == 4


async def test_disabled_entity(house: House, garage: MockConfigEntry) -> None:
    """A pin whose entity is disabled can be changed, also to another domain."""
    registry = er.async_get(house.hass)
    registry.async_update_entity("switch.compressor", disabled_by=er.RegistryEntryDisabler.USER)
    await house.restart(garage)
    assert house.state("switch.compressor") is None

    await change(house, garage, "Compressor", name="Fan", gpio=str(D2), shown_as="light")

    assert registry.async_get("switch.compressor") is None
    assert house.state(LIGHTS) == "off"


async def test_remove_board(house: House, garage: MockConfigEntry) -> None:
    """A board that is removed takes everything along."""
    await house.hass.config_entries.async_remove(garage.entry_id)
    await house.clock.settle()

    assert house.device_names() == set()
    assert house.hass.states.async_all() == []
    assert er.async_entries_for_config_entry(er.async_get(house.hass), garage.entry_id) == []
