"""Friendly names over MQTT: what is published (docs/protocol.md)."""

from collections.abc import Mapping
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.helpers import area_registry as ar, device_registry as dr
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import MqttMockPahoClient

from .board import Board
from .broker import Broker
from .entries import D1, D2, D7, DOMAIN, MANAGER_ID, TANK, House, device_entry
from .flows import add_pin, change_pin, choose, fill_in

NAMES = "iotdm/1/names"
LAMP_STATE = "iotdm/1/name/garage-lights/state"
SLUGS = ("ceiling", "compressor", "garage-door", "garage-lights", "tank")


def manager_of(house: House) -> ConfigEntry:
    """Return the manager's entry."""
    entry = house.hass.config_entries.async_entry_for_domain_unique_id(DOMAIN, "manager")
    assert entry is not None
    return entry


async def choose_names(house: House, *, on: bool) -> None:
    """Answer the dialog with the manager's options."""
    options = house.hass.config_entries.options
    form = await options.async_init(manager_of(house).entry_id)
    await options.async_configure(form["flow_id"], {"names_over_mqtt": on})
    await house.clock.settle()


async def serve_names(house: House) -> None:
    """Switch the names on; return when everything is published."""
    await choose_names(house, on=True)
    await house.clock.advance(2)


def device_of(house: House, entry: MockConfigEntry, name: str) -> dr.DeviceEntry:
    """Return the device of a pin in the registry."""
    uid = entry.subentries[house.subentry_id(entry, name)].data["pin_uid"]
    device = dr.async_get(house.hass).async_get_device_by_identifier((DOMAIN, uid), entry.entry_id)
    assert device is not None
    return device


def kept(broker: Broker) -> set[str]:
    """Return the topics of names on which something is retained."""
    return {topic for topic in broker.retained if topic.startswith("iotdm/1/name")}


def topics_of(*slugs: str) -> set[str]:
    """Return the topics on which something is retained while these names are served."""
    return {NAMES} | {f"iotdm/1/name/{slug}/state" for slug in slugs}


def catalogue(broker: Broker) -> dict[str, dict[str, Any]]:
    """Return the catalogue that was published last, by slug."""
    return {name["slug"]: name for name in broker.on(NAMES)[-1].json["names"]}


def state(broker: Broker, slug: str) -> Any:
    """Return the state that was published last under a name."""
    return broker.on(f"iotdm/1/name/{slug}/state")[-1].json


@pytest.fixture
async def named(house: House, garage: MockConfigEntry) -> MockConfigEntry:
    """Return the entry of a board whose pins are served under their names."""
    await serve_names(house)
    return garage


async def test_off_by_default(
    house: House, garage: MockConfigEntry, board: Board, broker: Broker, mqtt_client_mock: MqttMockPahoClient
) -> None:
    """Unless it is asked for, nothing listens and nothing is published."""
    board.got.clear()
    broker.publish("iotdm/1/name/garage-lights/set", "ON", qos=0)
    await house.clock.advance(10)

    assert broker.on("iotdm/1/names") + broker.on("iotdm/1/name/#") == []
    assert board.got == []
    assert "iotdm/1/name/" not in str(mqtt_client_mock.subscribe.mock_calls)


async def test_others_may_serve_names(house: House, garage: MockConfigEntry, broker: Broker) -> None:
    """A manager that serves no names leaves alone those of another one."""
    broker.publish(NAMES, {"manager": "another", "names": []}, retain=True)
    await house.hass.config_entries.async_reload(manager_of(house).entry_id)
    await house.clock.advance(10)

    assert NAMES in broker.retained


async def test_catalogue(house: House, named: MockConfigEntry, broker: Broker) -> None:
    """The catalogue tells everything that a client needs, in one message that stays."""
    (sent,) = broker.on(NAMES)

    assert (sent.qos, sent.retain) == (1, True)
    kinds: Mapping[str, tuple[str, str, list[str]]] = {
        "ceiling": ("Ceiling", "light", ["on", "brightness", "transition_ms"]),
        "compressor": ("Compressor", "switch", ["on"]),
        "garage-door": ("Garage door", "binary_sensor", []),
        "garage-lights": ("Garage lights", "light", ["on"]),
        "tank": ("Tank", "sensor", []),
    }
    assert sent.json == {
        "manager": MANAGER_ID,
        "names": [
            {
                "slug": slug,
                "name": name,
                "area": None,
                "kind": kind,
                "set": settable,
                "state": f"iotdm/1/name/{slug}/state",
            }
            for slug, (name, kind, settable) in kinds.items()
        ],
    }


async def test_states(house: House, named: MockConfigEntry, broker: Broker) -> None:
    """Each kind of pin has a state of its own form, which stays."""
    states = [message for slug in SLUGS for message in broker.on(f"iotdm/1/name/{slug}/state")]

    assert [message.json for message in states] == [
        {"available": True, "on": False, "brightness": 255},
        {"available": True, "on": False},
        {"available": True, "on": False},
        {"available": True, "on": False},
        {"available": True, "value": 51.2, "unit": "%"},
    ]
    assert {(message.qos, message.retain) for message in states} == {(1, True)}


async def test_state_follows(house: House, named: MockConfigEntry, board: Board, broker: Broker) -> None:
    """What the board reports is published at once, and nothing else."""
    broker.forget()
    board.report(a=True, d=1000)
    await house.clock.settle()

    assert {message.topic: message.json for message in broker.published} == {
        LAMP_STATE: {"available": True, "on": True},
        "iotdm/1/name/tank/state": {"available": True, "value": 100, "unit": "%"},
    }


async def test_unavailable(house: House, named: MockConfigEntry, board: Board, broker: Broker) -> None:
    """A pin that is not reachable has no values."""
    broker.forget()
    board.lose_power()
    await house.clock.settle()

    assert [state(broker, slug) for slug in SLUGS] == [{"available": False}] * 5


async def test_no_unit(house: House, board: Board, broker: Broker) -> None:
    """A sensor without a unit says none."""
    plain = {key: value for key, value in TANK["data"].items() if key != "unit_of_measurement"}
    await house.add_running(device_entry({**TANK, "data": plain}), board)
    await serve_names(house)

    assert state(broker, "tank") == {"available": True, "value": 51.2}


async def test_two_seconds_after_the_last_change(house: House, named: MockConfigEntry, broker: Broker) -> None:
    """Changes in quick succession are one new catalogue."""
    devices = dr.async_get(house.hass)
    lamp = device_of(house, named, "Garage lights")
    broker.forget()
    devices.async_update_device(lamp.id, name_by_user="One")
    await house.clock.advance(1.5)
    devices.async_update_device(lamp.id, name_by_user="Two")
    await house.clock.advance(1.9)
    assert broker.on(NAMES) == []

    await house.clock.advance(0.1)
    assert len(broker.on(NAMES)) == 1
    assert catalogue(broker)["garage-lights"]["name"] == "Two"


async def test_nothing_new(house: House, named: MockConfigEntry, broker: Broker) -> None:
    """What has nothing to do with names is no reason to publish them again."""
    broker.forget()
    dr.async_get(house.hass).async_update_device(device_of(house, named, "Tank").id, sw_version="2")
    await house.clock.advance(3)

    assert broker.on("iotdm/1/names") + broker.on("iotdm/1/name/#") == []


async def test_area(house: House, named: MockConfigEntry, broker: Broker) -> None:
    """The catalogue follows the area, and its name."""
    areas = ar.async_get(house.hass)
    area = areas.async_create("Cellar")
    dr.async_get(house.hass).async_update_device(device_of(house, named, "Compressor").id, area_id=area.id)
    await house.clock.advance(2)
    assert catalogue(broker)["compressor"]["area"] == "Cellar"

    areas.async_update(area.id, name="Basement")
    await house.clock.advance(2)
    assert catalogue(broker)["compressor"]["area"] == "Basement"


async def test_device_is_missing(house: House, named: MockConfigEntry, broker: Broker) -> None:
    """A pin whose device was removed from the registry keeps the name of the pin."""
    devices = dr.async_get(house.hass)
    lamp = device_of(house, named, "Garage lights")
    devices.async_update_device(lamp.id, name_by_user="Mine")
    await house.clock.advance(2)
    devices.async_remove_device(lamp.id)
    await house.clock.advance(2)

    assert (catalogue(broker)["garage-lights"]["name"], catalogue(broker)["garage-lights"]["area"]) == (
        "Garage lights",
        None,
    )


# Edits


async def edit(house: House, entry: MockConfigEntry, pin: str, **choices: Any) -> None:
    """Change a pin; return when its name must be up to date."""
    form = await change_pin(house.hass, entry, house.subentry_id(entry, pin))
    result = await fill_in(house.hass, form, **({"name": pin} | choices))
    assert result["reason"] == "reconfigure_successful"
    await house.clock.advance(3)


async def test_kind(house: House, named: MockConfigEntry, broker: Broker) -> None:
    """A switch that becomes a light is one in the catalogue."""
    await edit(house, named, "Compressor", gpio=str(D2), shown_as="light")

    assert catalogue(broker)["compressor"]["kind"] == "light"


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        ({"points": "0 = 0, 3.2 = 2046"}, {"value": 1024, "unit": "%"}),
        ({"unit_of_measurement": "L"}, {"value": 51.2, "unit": "L"}),
    ],
    ids=["calibration", "unit"],
)
async def test_calibration(
    house: House,
    named: MockConfigEntry,
    broker: Broker,
    choices: dict[str, Any],
    expected: dict[str, Any],
) -> None:
    """Another calibration or unit is published although nothing else was measured."""
    present: dict[str, Any] = {"unit_of_measurement": "%", "points": "0 = 0, 3.2 = 102.3"}
    await edit(house, named, "Tank", **(present | choices))

    assert state(broker, "tank") == {"available": True, **expected}


async def test_add(house: House, named: MockConfigEntry, broker: Broker) -> None:
    """A new pin gets a name of its own; those of the others stay."""
    form = await choose(house.hass, await add_pin(house.hass, named), "digital_output")
    await fill_in(house.hass, form, name="Pump", gpio=str(D7))
    await house.clock.advance(3)

    assert kept(broker) == topics_of(*SLUGS, "pump")
    assert state(broker, "pump") == {"available": True, "on": False}


async def test_rename(house: House, named: MockConfigEntry, broker: Broker) -> None:
    """A pin keeps its topics through a new name."""
    await edit(house, named, "Garage lights", name="Shed lights", gpio=str(D1), shown_as="light")

    assert catalogue(broker)["garage-lights"]["name"] == "Shed lights"
    assert kept(broker) == topics_of(*SLUGS)
