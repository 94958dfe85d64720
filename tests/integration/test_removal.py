"""A board that was removed: its tombstone stays until it has obeyed (rule 14 of docs/protocol.md)."""

from typing import Any

from pytest_homeassistant_custom_component.common import MockConfigEntry

from .board import DEVICE_ID, Board
from .broker import Broker
from .entries import DOMAIN, LAMP, MANAGER_ID, House, device_entry
from .flows import discovered

CONFIG = f"iotdm/1/{DEVICE_ID}/in/config"
REPORTS = f"iotdm/1/{DEVICE_ID}/out/#"


async def remove(house: House, entry: MockConfigEntry) -> None:
    """Remove a board in the settings."""
    await house.hass.config_entries.async_remove(entry.entry_id)
    await house.clock.settle()


def kept(broker: Broker) -> list[str]:
    """Return the topics of the board that the broker retains."""
    return sorted(topic for topic, payload in broker.retained.items() if DEVICE_ID in topic and payload)


def retired(memory: dict[str, Any]) -> list[str]:
    """Return the boards that the manager will remember after a restart."""
    return list(memory[DOMAIN]["data"]["retired"])


async def test_online(
    house: House, garage: MockConfigEntry, board: Board, broker: Broker, memory: dict[str, Any]
) -> None:
    """A board that is there is unassigned at once, and shown as one fresh tile; nothing else is left."""
    await remove(house, garage)
    await house.clock.advance(1)

    tombstone = board.configs()[-1]
    assert (tombstone["manager"], tombstone["role"], tombstone["pins"]) == (MANAGER_ID, None, [])
    assert tombstone["revision"] == 2
    assert CONFIG not in kept(broker)
    assert retired(memory) == []
    assert [flow["context"]["unique_id"] for flow in discovered(house.hass)] == [DEVICE_ID]


async def test_offline(
    house: House, garage: MockConfigEntry, board: Board, broker: Broker, memory: dict[str, Any]
) -> None:
    """Of a board that is away only the tombstone is left, and no tile."""
    board.lose_power()
    await house.clock.settle()

    await remove(house, garage)

    assert kept(broker) == [CONFIG]
    assert discovered(house.hass) == []
    assert retired(memory) == [DEVICE_ID]


async def test_returns(
    house: House, garage: MockConfigEntry, board: Board, broker: Broker, memory: dict[str, Any]
) -> None:
    """When it returns it becomes a spare, and the tombstone goes."""
    await house.add(device_entry(device_id="5ccf7f0a1b2d", role="r000000002"))
    board.lose_power()
    await house.clock.settle()
    await remove(house, garage)

    board.connect()
    await house.clock.advance(1)

    assert board.config is not None
    assert board.config["role"] is None
    assert CONFIG not in kept(broker)
    assert retired(memory) == []
    assert [flow["context"]["unique_id"] for flow in discovered(house.hass)] == [DEVICE_ID]


async def test_broker_forgot(house: House, garage: MockConfigEntry, board: Board, broker: Broker) -> None:
    """A board that returns to a broker without the tombstone gets it again."""
    await house.add(device_entry(device_id="5ccf7f0a1b2d", role="r000000002"))
    board.lose_power()
    await house.clock.settle()
    await remove(house, garage)
    broker.retained.clear()

    board.connect()
    await house.clock.advance(1)

    assert board.role is None


async def test_without_broker(house: House, garage: MockConfigEntry, board: Board, broker: Broker) -> None:
    """A removal while the broker is away is made up for when it is back."""
    await house.add(device_entry(device_id="5ccf7f0a1b2d", role="r000000002"))
    broker.stop()
    await house.clock.settle()
    await remove(house, garage)
    assert len(board.configs()) == 1

    broker.start()
    await house.clock.advance(10)

    assert board.configs()[-1]["role"] is None
    assert CONFIG not in kept(broker)


async def test_vanishes_before_it_obeys(
    house: House, garage: MockConfigEntry, board: Board, broker: Broker, memory: dict[str, Any]
) -> None:
    """A board that says nothing to its tombstone and then vanishes leaves nothing but the tombstone."""
    await house.add(device_entry(device_id="5ccf7f0a1b2d", role="r000000002"))
    board.silent = True
    await remove(house, garage)
    board.lose_power()
    await house.clock.advance(1)

    assert kept(broker) == [CONFIG]
    assert retired(memory) == [DEVICE_ID]


async def test_says_something_else_first(house: House, garage: MockConfigEntry, board: Board) -> None:
    """What a board says before it obeys is no reason to send the tombstone again, or to let it go."""
    await house.add(device_entry(device_id="5ccf7f0a1b2d", role="r000000002"))
    board.silent = True
    await remove(house, garage)
    await house.clock.advance(1)
    board.got.clear()

    board.say_telemetry()
    board.say_state()
    board.say_status(revision=2)
    await house.clock.advance(1)

    assert board.got == []


async def test_obeys_twice(house: House, garage: MockConfigEntry, board: Board, broker: Broker) -> None:
    """Two answers clear the tombstone once."""
    await house.add(device_entry(device_id="5ccf7f0a1b2d", role="r000000002"))
    board.silent = True
    await remove(house, garage)
    await house.clock.advance(1)
    broker.forget()

    board.say_status(manager=MANAGER_ID, role=None, revision=2)
    board.say_status(manager=MANAGER_ID, role=None, revision=2)
    await house.clock.advance(1)

    assert [message.payload for message in broker.on(CONFIG)] == [b""]


async def test_added_again(
    house: House, garage: MockConfigEntry, board: Board, broker: Broker, memory: dict[str, Any]
) -> None:
    """A board that is added again before it came back is not unassigned any more."""
    board.lose_power()
    await house.clock.settle()
    await remove(house, garage)

    entry = await house.add(device_entry(LAMP, role="r000000003"))
    board.connect()
    await house.clock.advance(10)

    assert board.role == entry.data["role"]
    assert retired(memory) == []
    assert house.state("light.garage_lights") == "off"


async def test_broker_goes_when_it_obeys(
    house: House, garage: MockConfigEntry, board: Board, broker: Broker, memory: dict[str, Any]
) -> None:
    """A tombstone that could not be cleared is not forgotten."""
    await house.add(device_entry(device_id="5ccf7f0a1b2d", role="r000000002"))
    board.lose_power()
    await house.clock.settle()
    await remove(house, garage)

    broker.refuses = True
    board.connect()
    await house.clock.advance(1)
    assert retired(memory) == [DEVICE_ID]

    broker.refuses = False
    broker.stop()
    broker.start()
    board.connect()
    await house.clock.advance(2)
    assert retired(memory) == []
    assert CONFIG not in kept(broker)
