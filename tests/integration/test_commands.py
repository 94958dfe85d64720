"""Sets and commands: one message, complete with its result, never late (rules 8 and 9 of docs/protocol.md)."""

import asyncio
from collections.abc import Mapping
from typing import Any

from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .board import Board
from .broker import Broker
from .entries import CEILING, FAN, LAMP, House, device_entry

LIGHTS = "light.garage_lights"


def started(house: House, action: str, entity_id: str | list[str], **data: Any) -> asyncio.Task[None]:
    """Call an action without waiting for it."""
    return asyncio.create_task(house.act(action, entity_id, **data))


@pytest.mark.parametrize(
    ("action", "entity_id", "data", "pins"),
    [
        ("light.turn_on", LIGHTS, {}, {"a": True}),
        ("light.turn_off", LIGHTS, {}, {"a": False}),
        ("light.toggle", LIGHTS, {}, {"a": True}),
        ("switch.turn_on", "switch.compressor", {}, {"b": True}),
        ("switch.turn_off", "switch.compressor", {}, {"b": False}),
        ("switch.toggle", "switch.compressor", {}, {"b": True}),
        ("light.turn_on", "light.ceiling", {}, {"e": {"on": True}}),
        ("light.turn_on", "light.ceiling", {"brightness": 128}, {"e": {"on": True, "brightness": 128}}),
        ("light.turn_on", "light.ceiling", {"brightness_pct": 1}, {"e": {"on": True, "brightness": 3}}),
        ("light.turn_on", "light.ceiling", {"transition": 0.4}, {"e": {"on": True, "transition_ms": 400}}),
        ("light.turn_on", "light.ceiling", {"brightness": 0}, {"e": {"on": False}}),
        ("light.turn_off", "light.ceiling", {"transition": 2}, {"e": {"on": False, "transition_ms": 2000}}),
    ],
    ids=[
        "light on",
        "light off",
        "light toggles",
        "switch on",
        "switch off",
        "switch toggles",
        "dimmed light on",
        "brightness",
        "percent",
        "transition",
        "brightness 0",
        "dimmed light off",
    ],
)
async def test_set(
    house: House,
    garage: MockConfigEntry,
    board: Board,
    broker: Broker,
    action: str,
    entity_id: str,
    data: Mapping[str, Any],
    pins: Mapping[str, Any],
) -> None:
    """An action is one message at QoS 0 that nobody keeps; the state is what the board reports."""
    broker.forget()

    await house.call(action, entity_id, **data)

    (sent,) = broker.on("iotdm/1/+/in/set")
    assert (sent.topic, sent.qos, sent.retain) == (f"iotdm/1/{board.device_id}/in/set", 0, False)
    # Until three seconds from now, on the board's clock.
    assert sent.json == {
        "id": sent.json["id"],
        "session": board.session,
        "until": board.uptime_ms + 3000,
        "pins": pins,
    }
    assert len(sent.json["id"]) <= 12
    assert board.pins.keys() >= pins.keys()


async def test_follows_the_board(house: House, garage: MockConfigEntry, board: Board) -> None:
    """Nothing is shown before the board has reported it."""
    board.silent = True
    call = started(house, "light.turn_on", LIGHTS)
    await house.clock.settle()
    assert house.state(LIGHTS) == "off"
    assert not call.done()

    (asked,) = board.sets()
    board.report(a=True)
    await house.clock.settle()
    assert house.state(LIGHTS) == "on"
    assert not call.done()

    board.say_result(id=asked["id"], ok=True)
    await call


async def test_on_when_on(house: House, garage: MockConfigEntry, board: Board) -> None:
    """On when on is asked and answered all the same."""
    await house.call("light.turn_on", LIGHTS)
    await house.call("light.turn_on", LIGHTS)

    assert [asked["pins"] for asked in board.sets()] == [{"a": True}, {"a": True}]
    assert len({asked["id"] for asked in board.sets()}) == 2


async def test_several_pins(house: House, garage: MockConfigEntry, board: Board) -> None:
    """Pins of one board that are asked in the same moment go in one message."""
    await asyncio.gather(
        house.act("light.turn_on", [LIGHTS, "light.ceiling"]), house.act("switch.turn_on", "switch.compressor")
    )

    (asked,) = board.sets()
    assert asked["pins"] == {"a": True, "e": {"on": True}, "b": True}


async def test_one_of_several_fails(house: House, garage: MockConfigEntry, board: Board) -> None:
    """A pin that fails does not fail the others."""
    board.refuses = {"a": "bad_value"}
    calls = [started(house, "light.turn_on", LIGHTS), started(house, "switch.turn_on", "switch.compressor")]
    lamp, fan = await asyncio.gather(*calls, return_exceptions=True)

    assert len(board.sets()) == 1
    assert isinstance(lamp, HomeAssistantError)
    assert fan is None
    assert house.state("switch.compressor") == "on"


async def test_same_pin_twice(house: House, garage: MockConfigEntry, board: Board) -> None:
    """Of two wishes for one pin in the same moment the later one counts, and both are answered."""
    await asyncio.gather(
        house.act("switch.turn_on", "switch.compressor"), house.act("switch.turn_off", "switch.compressor")
    )

    (asked,) = board.sets()
    assert asked["pins"] == {"b": False}


async def test_two_boards(house: House, broker: Broker, board: Board) -> None:
    """Each board gets its own."""
    other = Board(broker, house.clock, "000000000001")
    await house.add_running(device_entry(LAMP), board)
    await house.add_running(device_entry(FAN, CEILING, device_id="000000000001", role="otherrole", title="Shed"), other)

    await asyncio.gather(house.act("light.turn_on", LIGHTS), house.act("switch.turn_on", "switch.compressor"))

    assert [asked["pins"] for asked in board.sets()] == [{"a": True}]
    assert [asked["pins"] for asked in other.sets()] == [{"b": True}]


# The board's clock


@pytest.fixture
async def silent_start(house: House, garage: MockConfigEntry, board: Board, mqtt_entry: MockConfigEntry) -> Board:
    """Return a board of which nothing was heard live since Home Assistant was started."""
    await house.start_anew()
    assert house.state(LIGHTS) == "off"
    return board


async def test_ping_first(house: House, silent_start: Board, broker: Broker) -> None:
    """Without an estimate of its clock the board is pinged first; that one needs no time limit."""
    broker.forget()

    await house.call("light.turn_on", LIGHTS)

    ping, asked = broker.published
    assert ping.topic.endswith("/in/command")
    assert ping.json == {"id": ping.json["id"], "session": silent_start.session, "cmd": "ping"}
    assert (ping.qos, ping.retain) == (0, False)
    assert asked.json["until"] == silent_start.uptime_ms + 3000


async def test_one_ping(house: House, silent_start: Board) -> None:
    """Those who ask in the same moment share a ping, and then the message."""
    await asyncio.gather(house.act("light.turn_on", LIGHTS), house.act("switch.turn_on", "switch.compressor"))

    assert len(silent_start.commands()) == 1
    assert [asked["pins"] for asked in silent_start.sets()] == [{"a": True, "b": True}]


async def test_ping_in_vain(house: House, silent_start: Board) -> None:
    """A board that does not answer the ping is not asked."""
    silent_start.silent = True
    call = started(house, "light.turn_on", LIGHTS)
    await house.clock.advance(5)

    with pytest.raises(HomeAssistantError, match="did not answer"):
        await call
    assert silent_start.sets() == []


async def test_one_caller_gives_up(house: House, silent_start: Board) -> None:
    """A caller who gives up during the ping does not end it for the others."""
    silent_start.silent = True
    first = started(house, "light.turn_on", LIGHTS)
    second = started(house, "switch.turn_on", "switch.compressor")
    await house.clock.settle()
    first.cancel()
    silent_start.silent = False
    await house.clock.advance(2)

    await second
    assert [asked["pins"] for asked in silent_start.sets()] == [{"b": True}]


@pytest.mark.parametrize("wraps_in", [1, 2.999, 3.5], ids=str)
async def test_clock_wraps(house: House, board: Board, wraps_in: float) -> None:
    """The limit wraps as the board's clock does."""
    await house.add_running(device_entry(LAMP), board)
    board.age(2**32 - board.uptime_ms - int(wraps_in * 1000))
    board.session = "0badcafe"
    board.connection = 0
    board.connect()
    await house.clock.settle()

    await house.call("light.turn_on", LIGHTS)

    (asked,) = board.sets()
    assert asked["until"] == (board.uptime_ms + 3000) % 2**32


# Buttons


async def test_identify(house: House, garage: MockConfigEntry, board: Board) -> None:
    """The button makes the board's LED blink for ten seconds."""
    await house.call("button.press", "button.garage_identify")

    (asked,) = board.commands()
    assert asked == {
        "id": asked["id"],
        "session": board.session,
        "until": board.uptime_ms + 3000,
        "cmd": "identify",
        "seconds": 10,
        "gpio": 2,
    }


async def test_restart(house: House, garage: MockConfigEntry, board: Board) -> None:
    """The button restarts the board."""
    await house.call("button.press", "button.garage_restart")

    (asked,) = board.commands()
    assert (asked["cmd"], asked["until"]) == ("restart", board.uptime_ms + 3000)
