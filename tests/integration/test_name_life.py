"""Friendly names over MQTT: what is cleared, and what the broker and Home Assistant forgot."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import MqttMockPahoClient

from .board import Board
from .broker import Broker
from .entries import DOMAIN, FAN, LAMP, House, device_entry
from .test_names import NAMES, SLUGS, catalogue, choose_names, kept, manager_of, serve_names, state, topics_of

LAMP_STATE = "iotdm/1/name/garage-lights/state"


@pytest.fixture
async def named(house: House, garage: MockConfigEntry) -> MockConfigEntry:
    """Return the entry of a board whose pins are served under their names."""
    await serve_names(house)
    return garage


# Removed


async def test_remove_pin(house: House, named: MockConfigEntry, broker: Broker) -> None:
    """A pin that is removed leaves nothing at the broker."""
    house.hass.config_entries.async_remove_subentry(named, house.subentry_id(named, "Garage lights"))
    await house.clock.advance(2)

    assert kept(broker) == topics_of("ceiling", "compressor", "garage-door", "tank")
    assert "garage-lights" not in catalogue(broker)


async def test_remove_board(house: House, broker: Broker, board: Board) -> None:
    """A board that is removed takes its names along, and not those of another."""
    entry = await house.add_running(device_entry(LAMP), board)
    other = Board(broker, house.clock, "000000000001")
    await house.add_running(device_entry(FAN, device_id=other.device_id, role="otherrole", title="Shed"), other)
    await serve_names(house)
    assert kept(broker) == topics_of("compressor", "garage-lights")

    await house.hass.config_entries.async_remove(entry.entry_id)
    await house.clock.advance(2)
    assert kept(broker) == topics_of("compressor")


async def test_remove_last_board(house: House, named: MockConfigEntry, broker: Broker) -> None:
    """With the last board everything goes."""
    await house.hass.config_entries.async_remove(named.entry_id)
    await house.clock.advance(20)

    assert kept(broker) == set()


# Switched off


async def test_switch_off(
    house: House, named: MockConfigEntry, board: Board, broker: Broker, mqtt_client_mock: MqttMockPahoClient
) -> None:
    """When switched off, nothing is left at the broker, and nothing listens or follows any more."""
    assert kept(broker) == topics_of(*SLUGS)
    board.got.clear()
    await choose_names(house, on=False)
    assert kept(broker) == set()

    broker.forget()
    board.report(a=True)
    broker.publish("iotdm/1/name/garage-lights/set", "OFF", qos=0)
    await house.clock.advance(10)
    assert broker.on("iotdm/1/names") + broker.on("iotdm/1/name/#") == []
    assert board.got == []
    assert "iotdm/1/name/+/set" in str(mqtt_client_mock.unsubscribe.mock_calls)


async def test_switch_on_again(house: House, named: MockConfigEntry, broker: Broker) -> None:
    """When switched on again, everything is back."""
    before = {topic: broker.retained[topic] for topic in kept(broker)}
    await choose_names(house, on=False)
    await serve_names(house)

    assert {topic: broker.retained[topic] for topic in kept(broker)} == before


async def test_options_confirmed(house: House, named: MockConfigEntry, broker: Broker) -> None:
    """Saving the options unchanged changes nothing."""
    broker.forget()
    await serve_names(house)

    assert broker.on("iotdm/1/names") + broker.on("iotdm/1/name/#") == []


async def test_switch_off_before_the_first_catalogue(house: House, garage: MockConfigEntry, broker: Broker) -> None:
    """Who is quick with second thoughts publishes no name."""
    await choose_names(house, on=True)
    await choose_names(house, on=False)
    await house.clock.advance(10)

    assert [message for message in broker.published if "/name" in message.topic and message.payload] == []


async def test_switch_off_while_publishing(house: House, garage: MockConfigEntry, broker: Broker) -> None:
    """When switched off in the middle of publishing, nothing is left either."""
    manager = manager_of(house)

    def switch_off(topic: str, payload: bytes) -> None:
        if topic == LAMP_STATE and payload:
            house.hass.config_entries.async_update_entry(
                manager, options={"names_over_mqtt": False, "away_minutes": 15}
            )

    broker.listen(switch_off)
    await serve_names(house)

    assert broker.on(LAMP_STATE)
    assert kept(broker) == set()


async def test_switch_off_and_on_while_publishing(house: House, garage: MockConfigEntry, broker: Broker) -> None:
    """Who switches off in the middle of publishing, and on again at once, finds all names all the time."""
    manager = manager_of(house)
    choices = [True, False]

    def switch_off_and_on(topic: str, payload: bytes) -> None:
        while topic == LAMP_STATE and choices:
            options = {**manager.options, "names_over_mqtt": choices.pop()}
            house.hass.config_entries.async_update_entry(manager, options=options)

    broker.listen(switch_off_and_on)
    await serve_names(house)
    await house.clock.advance(2)

    assert choices == []
    assert kept(broker) == topics_of(*SLUGS)
    assert all(message.payload for message in broker.on(NAMES) + broker.on("iotdm/1/name/#"))


async def test_switch_off_without_a_broker(house: House, named: MockConfigEntry, broker: Broker) -> None:
    """What could not be cleared while the broker was away is cleared when it is back."""
    broker.stop()
    await house.clock.settle()
    await choose_names(house, on=False)
    assert kept(broker) == topics_of(*SLUGS)

    broker.start()
    await house.clock.advance(2)
    assert kept(broker) == set()


async def test_remove_manager(house: House, named: MockConfigEntry, broker: Broker) -> None:
    """A manager that is removed comes back with its options at their defaults: without names."""
    await house.hass.config_entries.async_remove(manager_of(house).entry_id)
    await house.clock.advance(10)

    assert kept(broker) == set()


# Broker


async def test_broker_forgot(house: House, named: MockConfigEntry, board: Board, broker: Broker) -> None:
    """After each connection everything is published again, as it is now."""
    broker.stop()
    await house.clock.settle()
    broker.retained.clear()
    broker.forget()
    broker.start()
    board.connect()
    board.report(a=True)
    await house.clock.advance(2)

    assert kept(broker) == topics_of(*SLUGS)
    assert state(broker, "garage-lights") == {"available": True, "on": True}


async def test_edit_without_a_broker(house: House, named: MockConfigEntry, broker: Broker) -> None:
    """A pin that is removed while the broker is away is cleared when it is back."""
    broker.stop()
    await house.clock.settle()
    house.hass.config_entries.async_remove_subentry(named, house.subentry_id(named, "Garage lights"))
    await house.clock.advance(10)
    assert LAMP_STATE in broker.retained

    broker.start()
    await house.clock.advance(2)
    assert LAMP_STATE not in broker.retained


async def test_broker_takes_nothing(house: House, named: MockConfigEntry, board: Board, broker: Broker) -> None:
    """A broker that goes in this very moment is no error; when it is back, it hears everything."""
    broker.refuses = True
    board.report(a=True)
    await house.clock.settle()
    broker.refuses = False
    broker.stop()
    await house.clock.settle()
    broker.start()
    await house.clock.advance(2)

    assert state(broker, "garage-lights") == {"available": True, "on": True}


async def test_lost_state(house: House, named: MockConfigEntry, board: Board, broker: Broker) -> None:
    """A state that the broker did not take is published with the next change of any name."""
    broker.refuses = True
    board.report(a=True)
    await house.clock.settle()
    broker.refuses = False
    house.hass.config_entries.async_remove_subentry(named, house.subentry_id(named, "Tank"))
    await house.clock.advance(2)

    assert state(broker, "garage-lights") == {"available": True, "on": True}


# Home Assistant


async def test_reload_board(house: House, named: MockConfigEntry, board: Board, broker: Broker) -> None:
    """After a reload of a board, its pins are followed as before."""
    await house.restart(named)
    await house.clock.advance(2)
    board.report(a=True)
    await house.clock.settle()

    assert kept(broker) == topics_of(*SLUGS)
    assert state(broker, "garage-lights") == {"available": True, "on": True}


async def test_lost_during_a_reload(house: House, named: MockConfigEntry, board: Board, broker: Broker) -> None:
    """A board that is lost while its entry is reloaded is not shown as available."""
    await house.hass.config_entries.async_unload(named.entry_id)
    board.lose_power()
    await house.clock.settle()
    await house.hass.config_entries.async_setup(named.entry_id)
    await house.clock.advance(2)

    assert state(broker, "garage-lights") == {"available": False}


async def test_unloaded_board(house: House, named: MockConfigEntry, broker: Broker) -> None:
    """The pins of an entry that is unloaded have no topics."""
    await house.hass.config_entries.async_unload(named.entry_id)
    await house.clock.advance(2)

    assert kept(broker) == topics_of()


async def test_restart(
    house: House, memory: dict[str, dict[str, dict[str, object]]], board: Board, broker: Broker
) -> None:
    """What was retained for a pin that is gone since is cleared after a restart, and all others are published."""
    memory[DOMAIN]["data"]["slugs"] = {
        "garage-lights": {"pin_uid": LAMP["unique_id"], "released": None},
        "old-pump": {"pin_uid": "01JGONE", "released": None},
    }
    broker.publish(LAMP_STATE, {"available": True, "on": True}, retain=True)
    broker.publish("iotdm/1/name/old-pump/state", {"available": True, "on": True}, retain=True)
    broker.publish(NAMES, {"manager": "k3v9x2m8qa", "names": []}, retain=True)
    manager = MockConfigEntry(domain=DOMAIN, unique_id="manager", options={"names_over_mqtt": True, "away_minutes": 15})
    await house.add(manager)
    await house.add_running(device_entry(LAMP), board)

    assert kept(broker) == topics_of("garage-lights")
    assert state(broker, "garage-lights") == {"available": True, "on": False}
