"""When pins and boards are available: rule 10 of docs/protocol.md."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from homeassistant.const import EVENT_STATE_CHANGED
from homeassistant.core import Event, EventStateChangedData, callback
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .board import DEVICE_ID, Board
from .broker import Broker
from .entries import CEILING, D7, DOOR, FAN, LAMP, TANK, House, device_entry, pin
from .flows import add_pin, choose, fill_in

PINS = ("light.garage_lights", "switch.compressor", "binary_sensor.garage_door", "sensor.tank", "light.ceiling")


def availability(house: House) -> list[bool]:
    """Return which pins are available."""
    return [house.state(entity_id) not in (None, "unavailable") for entity_id in PINS]


ALL = [True] * 5
NONE = [False] * 5


async def test_will(house: House, garage: MockConfigEntry, board: Board, caplog: pytest.LogCaptureFixture) -> None:
    """A board that vanishes takes everything along at once, and brings it back; the log has a line for each."""
    caplog.clear()
    board.lose_power()
    await house.clock.settle()
    assert availability(house) == NONE
    assert house.state("button.garage_restart") == "unavailable"

    board.connect()
    await house.clock.settle()
    assert availability(house) == ALL
    assert house.state("button.garage_restart") == "unknown"
    assert caplog.text.count("Garage is unavailable") == 1
    assert caplog.text.count("Garage is available") == 1


async def test_late_will(house: House, garage: MockConfigEntry, board: Board) -> None:
    """The will of an earlier connection, which the broker noticed late, means nothing."""
    board.connect()
    board.publish("status", {"online": False, "session": board.session, "conn": 1}, retain=True)
    await house.clock.settle()

    assert availability(house) == ALL


async def test_will_of_another_session(house: House, garage: MockConfigEntry, board: Board) -> None:
    """The will of another session counts, until the board contradicts."""
    board.publish("status", {"online": False, "session": "0badcafe", "conn": 7}, retain=True)
    await house.clock.settle()
    assert availability(house) == NONE

    board.say_status()
    await house.clock.settle()
    assert availability(house) == ALL


async def test_reboot(house: House, garage: MockConfigEntry, board: Board) -> None:
    """After a reboot values count from the new session on."""
    board.report(a=True)
    board.session = "0badcafe"
    board.n = 0
    board.say_status(conn=1)
    await house.clock.settle()
    assert availability(house) == NONE

    board.say_state()
    await house.clock.settle()
    assert availability(house) == ALL


async def test_state_of_another_session(house: House, garage: MockConfigEntry, board: Board) -> None:
    """A state that comes before its session's status waits for it."""
    board.say_state(session="0badcafe", n=1, pins=board.pins)
    await house.clock.settle()
    assert availability(house) == NONE

    board.say_status(session="0badcafe", conn=1)
    await house.clock.settle()
    assert availability(house) == ALL


async def test_silence(house: House, garage: MockConfigEntry, board: Board) -> None:
    """A board that is not heard for 150 s is away; any live message brings it back."""
    board.say_telemetry()
    await house.clock.advance(149)
    assert availability(house) == ALL

    await house.clock.advance(11)
    assert availability(house) == NONE

    board.say_telemetry()
    await house.clock.settle()
    assert availability(house) == ALL


async def test_heartbeat(house: House, garage: MockConfigEntry, board: Board) -> None:
    """Telemetry once a minute is enough, for hours."""
    await house.live(3 * 3600, board)

    assert availability(house) == ALL


async def test_old_status(house: House, garage: MockConfigEntry, board: Board, broker: Broker) -> None:
    """A broker that lost power serves an old status for ever: it counts for 150 s."""
    broker.stop()
    await house.clock.settle()
    # The board never returns, so nobody corrects what the broker restored from its disk.
    await house.clock.advance(600)
    broker.start()
    await house.clock.advance(1)
    assert availability(house) == ALL

    await house.clock.advance(160)
    assert availability(house) == NONE


async def test_broker_lost(house: House, garage: MockConfigEntry, board: Board, broker: Broker) -> None:
    """Without the broker nothing is available; with it, everything is as the broker retained it."""
    broker.stop()
    await house.clock.settle()
    assert availability(house) == NONE

    broker.retained[f"iotdm/1/{DEVICE_ID}/out/state"] = (
        broker.retained[f"iotdm/1/{DEVICE_ID}/out/state"]
        .replace(b'"a":false', b'"a":true')
        .replace(f'"n":{board.n}'.encode(), f'"n":{board.n + 1}'.encode())
    )
    broker.start()
    await house.clock.advance(1)
    assert availability(house) == ALL
    assert house.state("light.garage_lights") == "on"


async def test_broker_forgot(house: House, garage: MockConfigEntry, board: Board, broker: Broker) -> None:
    """A broker that forgot everything knows nothing until the boards return."""
    board.lose_power()
    broker.stop()
    await house.clock.settle()
    broker.retained.clear()
    broker.start()
    await house.clock.advance(10)
    assert availability(house) == NONE

    board.connect()
    await house.clock.settle()
    assert availability(house) == ALL


async def test_unknown_key(house: House, garage: MockConfigEntry, board: Board) -> None:
    """A pin that the board does not report is unavailable; one that is not here is nobody's business."""
    del board.pins["b"]
    board.report(z=True)
    await house.clock.settle()

    assert availability(house) == [True, False, True, True, True]


async def test_unacknowledged(house: House, garage: MockConfigEntry, board: Board) -> None:
    """A new pin is unavailable until the board runs it; the others stay."""
    board.silent = True
    form = await choose(house.hass, await add_pin(house.hass, garage), "digital_output")
    await fill_in(house.hass, form, name="Pump", gpio=str(D7))
    board.report(f=True)
    await house.clock.advance(2)
    assert house.state("switch.pump") == "unavailable"
    assert availability(house) == ALL

    board.silent = False
    await house.live(10, board)
    assert house.state("switch.pump") == "off"


async def test_repeated_state(house: House, garage: MockConfigEntry, board: Board) -> None:
    """A state that comes twice, or late, changes nothing."""
    board.report(a=True)
    await house.clock.settle()
    board.say_state(n=board.n - 1, pins=board.pins | {"a": False})
    await house.clock.settle()

    assert house.state("light.garage_lights") == "on"


MANY = 60


def entries_of_many() -> list[MockConfigEntry]:
    """Return the entries of many boards with five pins each."""
    entries = []
    for number in range(MANY):
        pins = [
            pin(
                row["data"]["type"],
                f"{row['title']} {number}",
                row["data"]["gpio"],
                row["data"]["key"],
                pin_uid=f"01JPIN{number}{row['data']['key']:0>10}",
            )
            for row in (LAMP, FAN, DOOR, TANK, CEILING)
        ]
        entries.append(device_entry(*pins, device_id=f"{number:012x}", role=f"role{number}", title=f"Board {number}"))
    return entries


async def written_in_turns(house: House, act: Coroutine[Any, Any, object]) -> list[int]:
    """Return how many states are written in each turn that Home Assistant gets while something is done."""
    written: list[int] = [0]

    @callback
    def count(_: Event[EventStateChangedData]) -> None:
        written[-1] += 1

    stop = house.hass.bus.async_listen(EVENT_STATE_CHANGED, count)
    task = asyncio.ensure_future(act)
    while not task.done():
        await asyncio.sleep(0)
        written.append(0)
    stop()
    await task
    return written


async def test_many_at_once(house: House, broker: Broker) -> None:
    """When hundreds of pins change in one moment, Home Assistant gets a turn in between."""
    boards = []
    for entry in entries_of_many():
        await house.add(entry)
        boards.append(Board(broker, house.clock, str(entry.unique_id)))
    await house.clock.advance(1)
    for one in boards:
        one.switch_on()
    await house.clock.advance(10)

    async def lose_broker() -> None:
        broker.stop()
        await house.hass.async_block_till_done()

    written = await written_in_turns(house, lose_broker())

    # Five pins and two buttons of each board.
    assert sum(written) == 7 * MANY
    assert max(written) <= 350


async def test_many_start_at_once(house: House) -> None:
    """When hundreds of boards are set up in one moment, Home Assistant gets turns in between."""
    first, *others = entries_of_many()
    # What all of them need is loaded then, and nothing else makes them wait.
    await house.add(first)
    for entry in others:
        entry.add_to_hass(house.hass)

    async def set_up() -> None:
        await asyncio.gather(*(house.hass.config_entries.async_setup(entry.entry_id) for entry in others))
        await house.hass.async_block_till_done()

    written = await written_in_turns(house, set_up())

    # Besides the pins, all that is enabled of the boards themselves.
    assert sum(written) == 7 * (MANY - 1)
    assert max(written) <= 200
