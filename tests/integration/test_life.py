"""Setting up, unloading and reloading, with and without MQTT."""

from homeassistant.config_entries import RELOAD_AFTER_UPDATE_DELAY, ConfigEntryDisabler, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_capture_events

from .board import DEVICE_ID, Board
from .broker import Broker
from .clock import Clock
from .entries import DOMAIN, LAMP, House, device_entry

SIGNAL = "sensor.garage_signal_strength"
OURS = ["iotdm/1/+/out/#", "iotdm/1/manager/+"]


def callbacks(house: House) -> list[str]:
    """Return the topics of this integration, each as often as somebody listens to it."""
    subscriptions = house.hass.data["mqtt"].client.subscriptions
    return sorted(subscription.topic for subscription in subscriptions if subscription.topic in OURS)


async def test_set_up(house: House, garage: MockConfigEntry, board: Board) -> None:
    """A board that is there is configured and available."""
    assert garage.state is ConfigEntryState.LOADED
    assert board.role == garage.data["role"]
    assert house.state("light.garage_lights") == "off"
    assert callbacks(house) == OURS


async def test_board_away(house: House) -> None:
    """A board that is away is no reason not to set up its entry."""
    entry = await house.add(device_entry(LAMP))

    assert entry.state is ConfigEntryState.LOADED
    assert house.state("light.garage_lights") == "unavailable"


async def test_unload(house: House, garage: MockConfigEntry, board: Board) -> None:
    """An entry that is unloaded leaves its entities unavailable, and does nothing any more."""
    await house.hass.config_entries.async_unload(garage.entry_id)
    board.got.clear()
    board.say_status(revision=0, hash="00000000", role=None, manager=None)
    await house.clock.advance(200)

    assert garage.state is ConfigEntryState.NOT_LOADED
    assert house.state("light.garage_lights") == "unavailable"
    assert board.got == []


async def test_reload(house: House, garage: MockConfigEntry, board: Board) -> None:
    """After a reload everything is as before, without a word to the board."""
    board.report(a=True)
    board.got.clear()

    await house.restart(garage)
    assert house.state("light.garage_lights") == "on"
    await house.clock.advance(100)

    assert board.got == []
    assert callbacks(house) == OURS
    await house.call("light.turn_off", "light.garage_lights")
    assert board.pins["a"] is False


async def test_start_changes_no_registry(house: House, garage: MockConfigEntry) -> None:
    """What is registered already is not written again: with many boards, that makes a start longer."""
    devices = async_capture_events(house.hass, dr.EVENT_DEVICE_REGISTRY_UPDATED)
    entities = async_capture_events(house.hass, er.EVENT_ENTITY_REGISTRY_UPDATED)

    await house.start_anew()

    assert house.state("light.garage_lights") == "off"
    assert (devices, entities) == ([], [])


async def test_firmware_of_a_board_away(house: House, garage: MockConfigEntry, broker: Broker) -> None:
    """Of a board that says nothing any more, it is still shown which firmware it has, after an edit too."""
    broker.publish(f"iotdm/1/{DEVICE_ID}/out/announce", b"", retain=True)

    await house.start_anew()
    house.hass.config_entries.async_update_entry(garage, title="Barn")
    await house.clock.settle()

    board = dr.async_get(house.hass).async_get_device_by_identifier((DOMAIN, garage.data["role"]), garage.entry_id)
    assert board is not None
    assert (board.name, board.sw_version) == ("Barn", "0.1.0")


async def test_disabled_entities(house: House, board: Board, caplog: pytest.LogCaptureFixture) -> None:
    """What is disabled is made only once, so that it is registered, and again when somebody enables it."""
    caplog.set_level("DEBUG", "homeassistant.components.sensor")
    dropped = "Not adding entity Signal strength because it's disabled"
    garage = await house.add_running(device_entry(LAMP), board)
    assert dropped in caplog.text
    caplog.clear()

    await house.restart(garage)
    assert dropped not in caplog.text

    er.async_get(house.hass).async_update_entity(SIGNAL, disabled_by=None)
    # Home Assistant waits for more to be enabled before it reloads the entry.
    await house.clock.advance(RELOAD_AFTER_UPDATE_DELAY + 1)
    board.say_telemetry(rssi=-70)
    await house.clock.settle()

    assert house.state(SIGNAL) == "-70"


async def test_disable(house: House, garage: MockConfigEntry, board: Board) -> None:
    """A disabled entry can be enabled again; the board goes on meanwhile."""
    entries = house.hass.config_entries
    await entries.async_set_disabled_by(garage.entry_id, ConfigEntryDisabler.USER)
    await house.clock.advance(10)
    assert board.role == garage.data["role"]

    await entries.async_set_disabled_by(garage.entry_id, None)
    await house.clock.settle()
    assert house.state("light.garage_lights") == "off"


async def test_last_entry(house: House, garage: MockConfigEntry) -> None:
    """Without a loaded entry nothing listens; the next one starts it again."""
    (manager,) = (entry for entry in house.hass.config_entries.async_entries(DOMAIN) if entry.unique_id == "manager")
    await house.hass.config_entries.async_unload(garage.entry_id)
    await house.hass.config_entries.async_unload(manager.entry_id)
    assert callbacks(house) == []

    await house.hass.config_entries.async_setup(garage.entry_id)
    await house.clock.advance(1)
    assert callbacks(house) == OURS
    assert house.state("light.garage_lights") == "off"


async def test_issues_go_with_the_entry(house: House, garage: MockConfigEntry, board: Board) -> None:
    """What is wrong with a board is no business of a house that has it no more."""
    board.say_status(errors=[{"key": "a", "error": "pin_in_use"}])
    await house.clock.settle()
    assert set(house.issues()) == {"pin_error_pin_in_use"}

    await house.hass.config_entries.async_remove(garage.entry_id)
    await house.clock.settle()

    assert house.issues() == {}


@pytest.mark.parametrize("expected_errors", [["Error setting up entry Garage for iot_device_manager"]])
@pytest.mark.usefixtures("expected_errors")
async def test_no_id(house: House) -> None:
    """An entry that somebody spoilt fails alone, and holds nothing."""
    entry = await house.add(
        MockConfigEntry(domain=DOMAIN, title="Garage", data={"role": "r7w2c5t1zp", "board": "d1_mini", "area": None})
    )

    assert entry.state is ConfigEntryState.SETUP_ERROR
    assert callbacks(house) == []


# MQTT


async def test_without_mqtt(hass: HomeAssistant, clock: Clock, mock_hass_config: None, broker: Broker) -> None:
    """Without the MQTT integration set-up is tried again, and works once it is there."""
    house = House(hass, clock)
    entry = await house.add(device_entry(LAMP))

    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert entry.error_reason_translation_key == "mqtt_unavailable"
    assert entry.reason == "The MQTT integration is not set up or not ready"

    mqtt = MockConfigEntry(domain="mqtt", data={"broker": "broker", "protocol": "5"}, version=2, minor_version=1)
    mqtt.add_to_hass(hass)
    await hass.config_entries.async_setup(mqtt.entry_id)
    await clock.advance(60)
    assert entry.state.value == "loaded"


async def test_mqtt_reloads(house: House, garage: MockConfigEntry, mqtt_entry: MockConfigEntry, board: Board) -> None:
    """However often the MQTT integration is reloaded, each message is taken in once."""
    for _ in range(3):
        await house.hass.config_entries.async_reload(mqtt_entry.entry_id)
        await house.clock.advance(2)

    assert callbacks(house) == OURS
    assert house.state("light.garage_lights") == "off"
    board.report(a=True)
    await house.clock.settle()
    assert house.state("light.garage_lights") == "on"

    await house.hass.config_entries.async_remove(garage.entry_id)
    await house.clock.advance(30)
    assert callbacks(house) == []


async def test_mqtt_is_removed(
    house: House, garage: MockConfigEntry, mqtt_entry: MockConfigEntry, board: Board
) -> None:
    """Without the MQTT integration everything is unavailable."""
    await house.hass.config_entries.async_unload(mqtt_entry.entry_id)
    await house.clock.settle()
    assert house.state("light.garage_lights") == "unavailable"

    await house.hass.config_entries.async_setup(mqtt_entry.entry_id)
    await house.clock.advance(2)
    assert house.state("light.garage_lights") == "off"


# Versions


@pytest.mark.parametrize(
    ("version", "minor_version", "state", "expected_errors"),
    [
        (1, 1, ConfigEntryState.LOADED, []),
        (1, 7, ConfigEntryState.LOADED, []),
        (2, 1, ConfigEntryState.MIGRATION_ERROR, ["Config entry Garage for iot_device_manager has version 2"]),
    ],
    ids=["this one", "newer", "incompatible"],
)
@pytest.mark.usefixtures("expected_errors")
async def test_version(house: House, version: int, minor_version: int, state: ConfigEntryState) -> None:
    """Entries of a newer integration work when it is compatible, and are not touched when it is not."""
    entry = MockConfigEntry(
        domain=DOMAIN,
        title="Garage",
        unique_id=DEVICE_ID,
        data={"role": "r7w2c5t1zp", "board": "d1_mini", "area": None},
        version=version,
        minor_version=minor_version,
    )
    await house.add(entry)

    assert entry.state is state
