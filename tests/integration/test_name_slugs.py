"""Friendly names over MQTT: which slug a pin gets, and how long it keeps it."""

import time
from typing import Any

from homeassistant.config_entries import ConfigSubentryData
from homeassistant.helpers import area_registry as ar, device_registry as dr
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .board import Board
from .broker import Broker
from .entries import D1, D2, D5, D7, DOMAIN, LAMP, House, device_entry, pin
from .flows import add_pin, choose, fill_in
from .test_names import catalogue, device_of, kept, serve_names, topics_of

DAY_S = 24 * 3600


def output(name: str, key: str = "a", gpio: int = D1) -> ConfigSubentryData:
    """Return a pin with a name."""
    return pin("digital_output", name, gpio, key)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Garage lights", "garage-lights"),
        ("Größe", "grosse"),
        ("Öltank Ü-Wagen", "oltank-u-wagen"),
        ("Küche/Licht #+$", "kuche-licht"),
        ("日本", "ri-ben"),
        ("😀 Lamp 😀", "lamp"),
        ("😀", "pin-a"),
        ("   ", "pin-a"),
        ("", "pin-a"),
        ("--", "pin-a"),
        ("Unknown", "unknown"),
        ("a_b", "a-b"),
        ("../../etc", "etc"),
    ],
)
async def test_slug(house: House, broker: Broker, name: str, slug: str) -> None:
    """A slug is what remains of the name as plain letters and digits, and never nothing."""
    await house.add(device_entry(output(name)))
    await serve_names(house)

    assert list(catalogue(broker)) == [slug]
    assert kept(broker) == topics_of(slug)


async def test_long_name(house: House, board: Board, broker: Broker) -> None:
    """A pin with a very long name can be set all the same."""
    await house.add_running(device_entry(output("Long name " * 20)), board)
    await serve_names(house)
    (slug,) = catalogue(broker)

    broker.publish(f"iotdm/1/name/{slug}/set", "ON", qos=0)
    await house.clock.settle()
    (answer,) = broker.on(f"iotdm/1/name/{slug}/result")
    assert answer.json["ok"] is True


@pytest.mark.parametrize(
    ("area", "name", "slug"),
    [
        ("Garage", "Lights", "garage-lights"),
        ("Garage", "Garage lights", "garage-lights"),
        ("Garage", "garage lights", "garage-lights"),
        ("Garage", "Garage", "garage"),
        ("Küche", "Licht", "kuche-licht"),
        ("Garage", "😀", "garage"),
        ("😀", "Licht", "licht"),
        ("😀", "😀", "pin-a"),
    ],
)
async def test_area(house: House, broker: Broker, area: str, name: str, slug: str) -> None:
    """The area comes first, unless the name begins with it."""
    entry = await house.add(device_entry(output(name)))
    area_id = ar.async_get(house.hass).async_create(area).id
    dr.async_get(house.hass).async_update_device(device_of(house, entry, name).id, area_id=area_id)
    await serve_names(house)

    assert list(catalogue(broker)) == [slug]


async def test_name_of_the_user(house: House, broker: Broker) -> None:
    """A name that the user gave to the device counts more than that of the pin."""
    entry = await house.add(device_entry(output("Lights")))
    dr.async_get(house.hass).async_update_device(device_of(house, entry, "Lights").id, name_by_user="My lamp")
    await serve_names(house)

    assert list(catalogue(broker)) == ["my-lamp"]


async def test_clash(house: House, board: Board, broker: Broker) -> None:
    """Of pins with one name each gets a slug of its own, and each slug reaches its pin."""
    await house.add_running(
        device_entry(output("Lamp"), output("Lamp", "b", D2), output("Lamp 2", "c", D5), output("lamp!", "e", D7)),
        board,
    )
    await serve_names(house)
    assert list(catalogue(broker)) == ["lamp", "lamp-2", "lamp-2-2", "lamp-3"]

    board.got.clear()
    broker.publish("iotdm/1/name/lamp-2/set", "ON", qos=0)
    await house.clock.settle()
    assert [asked["pins"] for asked in board.sets()] == [{"b": True}]


# How long


async def test_kept_through_changes(house: House, board: Board, broker: Broker) -> None:
    """A slug stays through another name and another area."""
    entry = await house.add_running(device_entry(LAMP), board)
    await serve_names(house)
    area_id = ar.async_get(house.hass).async_create("Shed").id
    devices = dr.async_get(house.hass)
    devices.async_update_device(
        device_of(house, entry, "Garage lights").id, name_by_user="Something else", area_id=area_id
    )
    await house.clock.advance(2)

    (name,) = catalogue(broker).values()
    assert (name["slug"], name["name"], name["area"]) == ("garage-lights", "Something else", "Shed")


async def test_kept_with_other_hardware(house: House, board: Board, broker: Broker) -> None:
    """A pin that comes back at another board has its slug again, whatever its name is now."""
    entry = await house.add_running(device_entry(LAMP), board)
    await serve_names(house)
    other = Board(broker, house.clock, "000000000001")
    await house.add_running(device_entry(device_id=other.device_id, role="otherrole", title="Shed"), other)
    await house.hass.config_entries.async_remove(entry.entry_id)
    await house.clock.advance(10)
    assert kept(broker) == topics_of()

    third = Board(broker, house.clock, "000000000002")
    renamed = ConfigSubentryData(**(LAMP | {"title": "Floodlight"}))
    await house.add_running(device_entry(renamed, device_id=third.device_id, role="thirdrole", title="New"), third)
    assert kept(broker) == topics_of("garage-lights")


async def test_not_given_away(house: House, board: Board, broker: Broker) -> None:
    """The slug of a removed pin is not given to a new one of the same name."""
    entry = await house.add_running(device_entry(output("Pump")), board)
    await serve_names(house)
    house.hass.config_entries.async_remove_subentry(entry, house.subentry_id(entry, "Pump"))
    await house.clock.advance(3)
    form = await choose(house.hass, await add_pin(house.hass, entry), "digital_output")
    await fill_in(house.hass, form, name="Pump", gpio=str(D7))
    await house.clock.advance(3)

    assert kept(broker) == topics_of("pump-2")


@pytest.mark.parametrize(("days", "slug"), [(89, "garage-lights-2"), (91, "garage-lights")], ids=str)
async def test_ninety_days(
    house: House, memory: dict[str, dict[str, Any]], board: Board, broker: Broker, days: int, slug: str
) -> None:
    """After 90 days a slug is free."""
    released = time.time() - days * DAY_S
    memory[DOMAIN]["data"]["slugs"] = {"garage-lights": {"pin_uid": "01JGONE", "released": released}}
    await house.add_running(device_entry(LAMP), board)
    await serve_names(house)

    assert kept(broker) == topics_of(slug)
    assert memory[DOMAIN]["data"]["slugs"][slug] == {"pin_uid": LAMP["unique_id"], "released": None}


async def test_reserved_from_the_removal(
    house: House, memory: dict[str, dict[str, Any]], garage: MockConfigEntry
) -> None:
    """The 90 days begin with the removal, and that survives a restart."""
    await serve_names(house)
    house.hass.config_entries.async_remove_subentry(garage, house.subentry_id(garage, "Garage lights"))
    before = time.time()
    await house.clock.advance(2)

    stored = memory[DOMAIN]["data"]["slugs"]
    assert before <= stored["garage-lights"]["released"] <= time.time()
    assert stored["compressor"]["released"] is None


async def test_remembered(house: House, memory: dict[str, dict[str, Any]], board: Board, broker: Broker) -> None:
    """A pin that comes back finds the slug again that it had, and has it as if it had never been away."""
    released = time.time() - 89 * DAY_S
    memory[DOMAIN]["data"]["slugs"] = {"lamp-of-old": {"pin_uid": LAMP["unique_id"], "released": released}}
    await house.add_running(device_entry(LAMP), board)
    await serve_names(house)

    assert kept(broker) == topics_of("lamp-of-old")
    assert memory[DOMAIN]["data"]["slugs"] == {"lamp-of-old": {"pin_uid": LAMP["unique_id"], "released": None}}
