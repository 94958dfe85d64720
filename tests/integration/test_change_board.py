"""Changing the model of a board, and the options of the manager."""

from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.helpers import device_registry as dr
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.iot_device_manager.board_models import BOARDS

from .board import Board
from .entries import D1, DOMAIN, ROLE, House, device_entry, pin
from .flows import answer, choices_of, suggested


async def test_model(house: House, garage: MockConfigEntry) -> None:
    """Another model is shown at once; nothing else of the board changes."""
    before = dict(garage.data)

    form = await garage.start_reconfigure_flow(house.hass)
    assert form["step_id"] == "model"
    assert form["description_placeholders"] == {"name": "Garage", "pins": ""}
    assert suggested(form) == {"board": "d1_mini"}
    assert choices_of(form, "board") == list(BOARDS)

    result = await answer(house.hass, form, board="nodemcu")
    await house.clock.settle()

    assert (result["type"], result["reason"]) == ("abort", "reconfigure_successful")
    assert garage.data == {**before, "board": "nodemcu"}
    device = dr.async_get(house.hass).async_get_device_by_identifier((DOMAIN, ROLE), garage.entry_id)
    assert device is not None
    assert (device.manufacturer, device.model) == ("NodeMCU", "NodeMCU")


async def test_sends_nothing(house: House, garage: MockConfigEntry, board: Board) -> None:
    """The model is no business of the board, whose entities stay as they are."""
    board.got.clear()

    await answer(house.hass, await garage.start_reconfigure_flow(house.hass), board="nodemcu")
    await house.clock.advance(10)

    assert board.got == []
    assert house.state("light.garage_lights") == "off"


async def test_misfits(house: House, garage: MockConfigEntry) -> None:
    """A model that does not have all the pins is refused, and the pins are named."""
    form = await garage.start_reconfigure_flow(house.hass)

    form = await answer(house.hass, form, board="esp01")

    assert form["errors"] == {"board": "pins_do_not_fit"}
    assert form["description_placeholders"] == {
        "name": "Garage",
        "pins": "Garage lights, Compressor, Garage door, Tank, Ceiling",
    }
    assert suggested(form) == {"board": "esp01"}
    assert garage.data["board"] == "d1_mini"

    result = await answer(house.hass, form, board="generic")
    assert result["reason"] == "reconfigure_successful"


async def test_fits(house: House) -> None:
    """A model that has fewer pins is accepted when those in use are among them."""
    entry = await house.add(device_entry(pin("digital_output", "Relay", 2, "a")))

    result = await answer(house.hass, await entry.start_reconfigure_flow(house.hass), board="esp01")

    assert result["reason"] == "reconfigure_successful"


# The manager


@pytest.fixture
async def manager(house: House) -> ConfigEntry:
    """Return the entry of the manager."""
    await house.add(device_entry(pin("digital_output", "Relay", D1, "a")))
    entry = house.hass.config_entries.async_entry_for_domain_unique_id(DOMAIN, "manager")
    assert entry is not None
    return entry


async def test_options(house: House, manager: ConfigEntry) -> None:
    """The manager has one option, which is off at first."""
    assert manager.options == {"names_over_mqtt": False, "away_minutes": 15}

    form: Any = await house.hass.config_entries.options.async_init(manager.entry_id)
    assert (form["step_id"], suggested(form)) == ("init", {"names_over_mqtt": False, "away_minutes": 15})
    result = await house.hass.config_entries.options.async_configure(
        form["flow_id"], {"names_over_mqtt": True, "away_minutes": 15}
    )
    await house.clock.settle()

    assert result["type"] == "create_entry"
    assert manager.options == {"names_over_mqtt": True, "away_minutes": 15}


async def test_what_entries_offer(house: House, manager: ConfigEntry) -> None:
    """A board has pins and rules, and no options; the manager has options only."""
    (board,) = (
        entry for entry in house.hass.config_entries.async_entries(DOMAIN) if entry.entry_id != manager.entry_id
    )

    assert (set(board.supported_subentry_types), board.supports_options) == ({"pin", "rule"}, False)
    assert (set(manager.supported_subentry_types), manager.supports_options) == (set(), True)
    assert all(offer == {"supports_reconfigure": True} for offer in board.supported_subentry_types.values())
