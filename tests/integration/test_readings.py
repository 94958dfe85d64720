"""A pin that measures several things: one sensor for each of them."""

from typing import Any, Final

from homeassistant.core import State
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .board import Board
from .broker import Broker
from .entries import D5, D6, LAMP, House, device_entry, pin
from .flows import change_pin, fill_in
from .spare import SPARE_ID
from .test_names import catalogue, serve_names, state

CLIMATE: Final = pin("sht3x", "Climate", D5, "c", gpio_scl=D6)
UID: Final = CLIMATE["unique_id"]
TEMPERATURE: Final = "sensor.climate_temperature"
HUMIDITY: Final = "sensor.climate_humidity"
GOOD: Final = {"temperature": 21.5, "humidity": 40.2}


@pytest.fixture
async def entry(house: House, board: Board) -> MockConfigEntry:
    """Return the entry of a running board whose climate is known."""
    entry = await house.add_running(device_entry(LAMP, CLIMATE), board)
    board.report(c=GOOD)
    await house.clock.settle()
    return entry


def full_state(house: House, entity_id: str) -> State:
    """Return the state of an entity with its attributes."""
    found = house.hass.states.get(entity_id)
    assert found is not None
    return found


def unique_ids(house: House, entry: MockConfigEntry) -> dict[str, str]:
    """Return the unique ids of a pin's entities by their entity ids."""
    subentry_id = house.subentry_id(entry, "Climate")
    entities = er.async_entries_for_config_entry(er.async_get(house.hass), entry.entry_id)
    return {entity.entity_id: entity.unique_id for entity in entities if entity.config_subentry_id == subentry_id}


async def test_entities(house: House, entry: MockConfigEntry) -> None:
    """Each is called by what it measures, in the same device."""
    assert unique_ids(house, entry) == {TEMPERATURE: f"{UID}_temperature", HUMIDITY: f"{UID}_humidity"}
    temperature, humidity = full_state(house, TEMPERATURE), full_state(house, HUMIDITY)
    assert (temperature.state, humidity.state) == ("21.5", "40.2")
    assert (temperature.name, humidity.name) == ("Climate Temperature", "Climate Humidity")
    told = ("device_class", "unit_of_measurement", "state_class")
    assert [temperature.attributes[key] for key in told] == ["temperature", "°C", "measurement"]
    assert [humidity.attributes[key] for key in told] == ["humidity", "%", "measurement"]
    registry = er.async_get(house.hass)
    devices = {registry.entities[entity_id].device_id for entity_id in (TEMPERATURE, HUMIDITY)}
    assert len(devices) == 1


@pytest.mark.parametrize(
    "reported",
    [{"temperature": 20}, {"temperature": 20, "humidity": None}, {"temperature": 20, "humidity": "40"}],
    ids=["missing", "null", "text"],
)
async def test_member_without_number(house: House, entry: MockConfigEntry, board: Board, reported: Any) -> None:
    """What is missing is unknown; the other one goes on."""
    board.report(c=reported)
    await house.clock.settle()

    assert (house.state(TEMPERATURE), house.state(HUMIDITY)) == ("20", "unknown")


@pytest.mark.parametrize("reported", [True, 21.5, "nonsense", {"humidity": True, "temperature": False}], ids=str)
async def test_nonsense(house: House, entry: MockConfigEntry, board: Board, reported: Any) -> None:
    """A report of another form says nothing about either."""
    board.report(c=reported)
    await house.clock.settle()

    assert (house.state(TEMPERATURE), house.state(HUMIDITY)) == ("unknown", "unknown")


async def test_error(house: House, entry: MockConfigEntry, board: Board) -> None:
    """Without a value both are unavailable, and come back with the next one."""
    board.report(c=None)
    await house.clock.settle()
    assert (house.state(TEMPERATURE), house.state(HUMIDITY)) == ("unavailable", "unavailable")

    board.report(c=GOOD)
    await house.clock.settle()
    assert (house.state(TEMPERATURE), house.state(HUMIDITY)) == ("21.5", "40.2")


async def test_remove(house: House, entry: MockConfigEntry) -> None:
    """Both go with the pin."""
    house.hass.config_entries.async_remove_subentry(entry, house.subentry_id(entry, "Climate"))
    await house.clock.advance(1)

    assert er.async_get(house.hass).async_get(TEMPERATURE) is None
    assert er.async_get(house.hass).async_get(HUMIDITY) is None
    assert (house.state(TEMPERATURE), house.state(HUMIDITY)) == (None, None)


async def test_change(house: House, entry: MockConfigEntry, board: Board) -> None:
    """Both stay when something of the pin is changed."""
    before = unique_ids(house, entry)
    form = await change_pin(house.hass, entry, house.subentry_id(entry, "Climate"))
    await fill_in(house.hass, form, name="Climate", gpio=str(D5), gpio_scl=str(D6), address="0x45")
    await house.clock.advance(1)

    assert unique_ids(house, entry) == before
    assert board.configs()[-1]["pins"][1]["address"] == "0x45"
    board.report(c={"temperature": 5, "humidity": 6})
    await house.clock.settle()
    assert (house.state(TEMPERATURE), house.state(HUMIDITY)) == ("5", "6")


async def test_move(house: House, entry: MockConfigEntry, spare: Board) -> None:
    """Both stay the same ones on another board."""
    other = device_entry(device_id=SPARE_ID, role="r00attic00", title="Attic")
    attic = await house.add_running(other, spare)
    registry = er.async_get(house.hass)
    registry.async_update_entity(HUMIDITY, disabled_by=er.RegistryEntryDisabler.USER)
    registry.async_update_entity(TEMPERATURE, name="Warmth")
    before = {entity_id: registry.entities[entity_id].id for entity_id in (TEMPERATURE, HUMIDITY)}

    form = await change_pin(house.hass, entry, house.subentry_id(entry, "Climate"))
    gpios = {"gpio": str(D5), "gpio_scl": str(D6)}
    form = await fill_in(house.hass, form, {"move_to": attic.entry_id}, name="Climate", **gpios, address="0x44")
    await house.hass.config_entries.subentries.async_configure(form["flow_id"], gpios)
    await house.clock.advance(2)
    spare.report(a={"temperature": 5, "humidity": 6})
    await house.clock.settle()

    assert {entity_id: registry.entities[entity_id].id for entity_id in before} == before
    moved = registry.entities[TEMPERATURE]
    assert (moved.name, moved.config_entry_id) == ("Warmth", attic.entry_id)
    assert registry.entities[HUMIDITY].config_entry_id == attic.entry_id
    device = dr.async_get(house.hass).async_get(moved.device_id or "")
    assert isinstance(device, dr.DeviceEntry)
    assert device.config_entry_id == attic.entry_id
    assert (house.state(TEMPERATURE), house.state(HUMIDITY)) == ("5", None)


async def test_name(house: House, entry: MockConfigEntry, board: Board, broker: Broker) -> None:
    """Under the friendly name each has its number and its unit; what is not known is left out."""
    await serve_names(house)
    assert (catalogue(broker)["climate"]["kind"], catalogue(broker)["climate"]["set"]) == ("sensor", [])
    units = {"temperature": "°C", "humidity": "%"}
    assert state(broker, "climate") == {"available": True, **GOOD, "units": units}

    board.report(c={"temperature": 20})
    await house.clock.settle()
    assert state(broker, "climate") == {"available": True, "temperature": 20, "units": {"temperature": "°C"}}
