"""A pin moves to another board, and nobody who knows it notices."""

import asyncio
from typing import Any

from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .board import Board
from .entries import D7, DOMAIN, DOOR, FAN, LAMP, House, device_entry
from .flows import change_pin, choices_of, fill_in
from .spare import SPARE_ID


@pytest.fixture
async def attic(house: House, garage: MockConfigEntry, spare: Board) -> MockConfigEntry:
    """Return the entry of a second board, with one pin of its own."""
    return await house.add_running(
        device_entry(
            FAN
            | {
                "title": "Attic fan",
                "unique_id": "01JATTIC",
                "data": {**FAN["data"], "pin_uid": "01JATTIC", "key": "a"},
            },
            device_id=SPARE_ID,
            role="r00attic00",
            title="Attic",
        ),
        spare,
    )


async def move(house: House, entry: MockConfigEntry, pin: str, target: MockConfigEntry, **choices: Any) -> Any:
    """Choose another board in the dialog of a pin, and return what it asks then."""
    form = await change_pin(house.hass, entry, house.subentry_id(entry, pin))
    return await fill_in(house.hass, form, {"move_to": target.entry_id}, **({"name": pin} | choices))


async def test_registries(house: House, garage: MockConfigEntry, attic: MockConfigEntry) -> None:
    """Device and entity keep their ids, names, rooms and settings; they belong to the other board."""
    devices, entities = dr.async_get(house.hass), er.async_get(house.hass)
    entities.async_update_entity("light.garage_lights", name="My lights", icon="mdi:lamp")
    before = entities.async_get("light.garage_lights")
    assert before is not None

    form = await move(house, garage, "Garage lights", attic, gpio="5", shown_as="light")
    assert (form["step_id"], choices_of(form, "gpio")[:3]) == ("move", ["D1 (GPIO5)", "D5 (GPIO14)", "D6 (GPIO12)"])
    result = await house.hass.config_entries.subentries.async_configure(form["flow_id"], {"gpio": str(D7)})
    await house.clock.advance(2)

    assert (result["type"], result["reason"]) == ("abort", "pin_moved")
    after = entities.async_get("light.garage_lights")
    assert after is not None
    assert (after.id, after.unique_id, after.name, after.icon) == (before.id, before.unique_id, "My lights", "mdi:lamp")
    assert after.device_id == before.device_id
    assert after.config_entry_id == attic.entry_id
    device = devices.async_get(after.device_id or "")
    assert isinstance(device, dr.DeviceEntry)
    assert (device.config_entry_id, device.config_subentry_id) == (attic.entry_id, after.config_subentry_id)
    board = devices.async_get_device_by_identifier((DOMAIN, attic.data["role"]), attic.entry_id)
    assert board is not None
    assert device.via_device_id == board.id
    assert device.model == "D1 mini, D7 (GPIO13)"


async def test_boards(
    house: House, garage: MockConfigEntry, attic: MockConfigEntry, board: Board, spare: Board
) -> None:
    """The old board lets go of the GPIO, the new one drives it; all other pins stay as they are."""
    await house.call("switch.turn_on", "switch.compressor")
    form = await move(house, garage, "Garage lights", attic, gpio="5", shown_as="light")
    await house.hass.config_entries.subentries.async_configure(form["flow_id"], {"gpio": str(D7)})
    await house.clock.advance(2)

    assert board.config is not None
    assert spare.config is not None
    assert [wired["key"] for wired in board.config["pins"]] == ["b", "e", "c", "d"]
    assert [(wired["key"], wired["gpio"]) for wired in spare.config["pins"]] == [("a", 4), ("b", D7)]
    await house.call("light.turn_on", "light.garage_lights")
    assert (spare.pins["b"], board.pins["b"]) == (True, True)
    assert house.state("switch.compressor") == "on"


async def test_reload(house: House, garage: MockConfigEntry, attic: MockConfigEntry) -> None:
    """After a restart the pin is where it was moved to."""
    form = await move(house, garage, "Garage lights", attic, gpio="5", shown_as="light")
    await house.hass.config_entries.subentries.async_configure(form["flow_id"], {"gpio": str(D7)})
    await house.clock.advance(2)

    await house.restart(garage)
    await house.restart(attic)

    assert house.state("light.garage_lights") == "off"
    assert [entity for entity in er.async_get(house.hass).entities if entity.startswith("light.garage")] == [
        "light.garage_lights"
    ]


async def test_input(house: House, garage: MockConfigEntry, attic: MockConfigEntry, spare: Board) -> None:
    """An input moves as well."""
    form = await move(house, garage, "Garage door", attic, gpio="14", device_class="door", pull="up")
    await house.hass.config_entries.subentries.async_configure(form["flow_id"], {"gpio": str(D7)})
    await house.clock.advance(2)
    spare.report(b=True)
    await house.clock.settle()

    assert house.state("binary_sensor.garage_door") == "on"


async def test_no_room(house: House, garage: MockConfigEntry, attic: MockConfigEntry) -> None:
    """A board whose model cannot do it has no room for the pin."""
    house.hass.config_entries.async_update_entry(attic, data={**attic.data, "board": "esp01"})

    result = await move(house, garage, "Tank", attic, gpio="17", points="0 = 0, 3.2 = 102.3", unit_of_measurement="%")

    assert (result["type"], result["reason"]) == ("abort", "no_room")


async def test_one_board(house: House, board: Board) -> None:
    """A house with one board is not asked."""
    entry = await house.add_running(device_entry(LAMP, DOOR), board)

    form: Any = await change_pin(house.hass, entry, house.subentry_id(entry, "Garage lights"))

    section = dict(form["data_schema"].schema)["advanced"]
    assert "move_to" not in [str(marker) for marker in section.schema.schema]


async def test_group(house: House, garage: MockConfigEntry, attic: MockConfigEntry, spare: Board) -> None:
    """A group is left behind: on the other board the same number means other outputs."""
    form = await change_pin(house.hass, garage, house.subentry_id(garage, "Garage lights"))
    await fill_in(house.hass, form, {"group": 1}, name="Garage lights", gpio="5", shown_as="light")
    await house.clock.advance(2)

    form = await move(house, garage, "Garage lights", attic, gpio="5", shown_as="light")
    await house.hass.config_entries.subentries.async_configure(form["flow_id"], {"gpio": str(D7)})
    await house.clock.advance(2)

    assert all("group" not in pin for pin in spare.configs()[-1]["pins"])
    assert len(spare.configs()[-1]["pins"]) == 2


@pytest.mark.parametrize("limit", [{"types": ("light",)}, {"max_pins": 1}], ids=["unknown type", "full"])
async def test_board_that_cannot(
    house: House, garage: MockConfigEntry, attic: MockConfigEntry, spare: Board, limit: dict[str, Any]
) -> None:
    """A board whose firmware does not know the type, or that is full, has no room."""
    vars(spare).update(limit)
    spare.say_announce()
    await house.clock.settle()

    result = await move(house, garage, "Garage lights", attic, gpio="5", shown_as="light")

    assert (result["type"], result["reason"]) == ("abort", "no_room")


async def test_board_goes(house: House, garage: MockConfigEntry, attic: MockConfigEntry) -> None:
    """A board that is unloaded while the dialog is open cannot take the pin."""
    form = await move(house, garage, "Garage lights", attic, gpio="5", shown_as="light")
    await house.hass.config_entries.async_unload(attic.entry_id)

    result = await house.hass.config_entries.subentries.async_configure(form["flow_id"], {"gpio": str(D7)})

    assert (result["type"], result["reason"]) == ("abort", "board_gone")
    assert house.subentry_id(garage, "Garage lights")


async def test_two_at_once(house: House, garage: MockConfigEntry, attic: MockConfigEntry, spare: Board) -> None:
    """Of two dialogs that move pins to one GPIO in the same instant, one is told that the other was faster."""
    moving = {"Garage lights": "light", "Compressor": "switch"}
    gpios = {"Garage lights": "5", "Compressor": "4"}
    forms = [
        await move(house, garage, name, attic, gpio=gpios[name], shown_as=shown_as) for name, shown_as in moving.items()
    ]

    configure = house.hass.config_entries.subentries.async_configure
    results = await asyncio.gather(*(configure(form["flow_id"], {"gpio": str(D7)}) for form in forms))
    await house.clock.advance(2)

    moved, refused = sorted(results, key=lambda result: str(result["type"]))
    assert (moved["type"], moved["reason"]) == ("abort", "pin_moved")
    assert (refused["type"], refused["errors"]) == ("form", {"gpio": "gpio_in_use"})
    assert [pin.data["gpio"] for pin in attic.subentries.values()].count(D7) == 1
    assert len(garage.subentries) == 4
    assert {house.state("light.garage_lights"), house.state("switch.compressor")} == {"off"}
