"""Friendly names over MQTT: a set does what the action of Home Assistant does."""

from collections.abc import Mapping
import json
from typing import Any

from homeassistant.const import EVENT_CALL_SERVICE
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_capture_events

from .board import Board
from .broker import Broker
from .entries import House
from .test_names import serve_names, state


@pytest.fixture
async def named(house: House, garage: MockConfigEntry) -> MockConfigEntry:
    """Return the entry of a board whose pins are served under their names."""
    await serve_names(house)
    return garage


async def ask(house: House, broker: Broker, slug: str, wish: Any) -> Any:
    """Publish a set; return the answer to it."""
    broker.forget()
    broker.publish(f"iotdm/1/name/{slug}/set", wish, qos=0)
    await house.clock.settle()
    (answer,) = broker.on("iotdm/1/name/+/result")
    assert (answer.topic, answer.qos, answer.retain) == (f"iotdm/1/name/{slug}/result", 0, False)
    return answer.json


@pytest.mark.parametrize(
    ("slug", "wish", "pins"),
    [
        ("compressor", "ON", {"b": True}),
        ("compressor", "OFF", {"b": False}),
        ("compressor", "TOGGLE", {"b": True}),
        ("compressor", {"on": True}, {"b": True}),
        ("compressor", {"on": False}, {"b": False}),
        ("garage-lights", "ON", {"a": True}),
        ("garage-lights", "TOGGLE", {"a": True}),
        ("garage-lights", {"on": True}, {"a": True}),
        ("ceiling", "ON", {"e": {"on": True}}),
        ("ceiling", "OFF", {"e": {"on": False}}),
        ("ceiling", "TOGGLE", {"e": {"on": True}}),
        ("ceiling", {"brightness": 128}, {"e": {"on": True, "brightness": 128}}),
        ("ceiling", {"on": True, "brightness": 1}, {"e": {"on": True, "brightness": 1}}),
        ("ceiling", {"on": False, "brightness": 9}, {"e": {"on": False}}),
        ("ceiling", {"brightness": 0}, {"e": {"on": False}}),
        ("ceiling", {"brightness": 999}, {"e": {"on": True, "brightness": 255}}),
        ("ceiling", {"on": True, "transition_ms": 400}, {"e": {"on": True, "transition_ms": 400}}),
        ("ceiling", {"on": True, "transition_ms": -1}, {"e": {"on": True, "transition_ms": 0}}),
        ("ceiling", {"on": True, "transition_ms": 1e300}, {"e": {"on": True, "transition_ms": 6553000}}),
        ("ceiling", {"on": False, "transition_ms": 2500.0}, {"e": {"on": False, "transition_ms": 2500}}),
    ],
    ids=lambda value: value if isinstance(value, str) else json.dumps(value),
)
async def test_set(
    house: House,
    named: MockConfigEntry,
    board: Board,
    broker: Broker,
    slug: str,
    wish: Any,
    pins: Mapping[str, Any],
) -> None:
    """A word or an object becomes one set for the board, with the limits of every set; the answer comes after it."""
    assert await ask(house, broker, slug, wish) == {"id": None, "ok": True}

    (sent,) = broker.on("iotdm/1/+/in/set")
    assert sent.json == {
        "id": sent.json["id"],
        "session": board.session,
        "until": board.uptime_ms + 3000,
        "pins": pins,
    }


async def test_toggle(house: House, named: MockConfigEntry, broker: Broker) -> None:
    """Toggling twice leads back."""
    seen = []
    for _ in range(2):
        await ask(house, broker, "ceiling", "TOGGLE")
        seen.append(state(broker, "ceiling")["on"])

    assert seen == [True, False]


async def test_state_before_result(house: House, named: MockConfigEntry, broker: Broker) -> None:
    """The state under the name is published before the answer."""
    await ask(house, broker, "garage-lights", "ON")

    topics = [message.topic for message in broker.on("iotdm/1/name/#")]
    assert topics == ["iotdm/1/name/garage-lights/state", "iotdm/1/name/garage-lights/result"]
    assert state(broker, "garage-lights") == {"available": True, "on": True}


async def test_is_an_action(house: House, named: MockConfigEntry, broker: Broker) -> None:
    """A set is a call of the action that a person or an automation would call."""
    calls = async_capture_events(house.hass, EVENT_CALL_SERVICE)
    await ask(house, broker, "ceiling", {"brightness": 128, "transition_ms": 400})

    (call,) = calls
    assert (call.data["domain"], call.data["service"]) == ("light", "turn_on")
    assert call.data["service_data"] == {"entity_id": "light.ceiling", "brightness": 128, "transition": 0.4}


@pytest.mark.parametrize("message_id", ["x1", 7, "Grün 😀", ["a"], None, "x" * 10_000], ids=repr)
async def test_id(house: House, named: MockConfigEntry, broker: Broker, message_id: Any) -> None:
    """The answer carries the id of the set, whatever it is."""
    assert await ask(house, broker, "garage-lights", {"id": message_id, "on": True}) == {"id": message_id, "ok": True}


@pytest.mark.parametrize(
    "wish",
    [b'{"id":' + b"[" * 1000 + b"]" * 1000 + b',"on":true}', b'{"on":true' + b" " * 16_373 + b"}"],
    ids=["deep", "long"],
)
async def test_unusual_form(house: House, named: MockConfigEntry, broker: Broker, wish: bytes) -> None:
    """What is still a set is carried out, however strange it looks."""
    answer = await ask(house, broker, "garage-lights", wish)

    assert answer["ok"] is True
    assert state(broker, "garage-lights")["on"] is True


async def test_duplicate(house: House, named: MockConfigEntry, board: Board, broker: Broker) -> None:
    """A set that comes twice in the same moment is one set for the board, and is answered twice."""
    board.got.clear()
    broker.forget()
    for _ in range(2):
        broker.publish("iotdm/1/name/garage-lights/set", {"id": "x1", "on": True}, qos=0)
    await house.clock.settle()

    assert [asked["pins"] for asked in board.sets()] == [{"a": True}]
    answers = broker.on("iotdm/1/name/garage-lights/result")
    assert [answer.json for answer in answers] == [{"id": "x1", "ok": True}] * 2


async def test_several(house: House, named: MockConfigEntry, board: Board, broker: Broker) -> None:
    """Sets for several pins of a board in the same moment go in one message."""
    board.got.clear()
    for slug in ("garage-lights", "compressor"):
        broker.publish(f"iotdm/1/name/{slug}/set", "ON", qos=0)
    await house.clock.settle()

    assert [asked["pins"] for asked in board.sets()] == [{"a": True, "b": True}]


async def test_waits_for_the_board(house: House, named: MockConfigEntry, board: Board, broker: Broker) -> None:
    """There is no answer and no new state before the board has reported it."""
    board.silent = True
    board.got.clear()
    broker.forget()
    broker.publish("iotdm/1/name/garage-lights/set", "ON", qos=0)
    await house.clock.settle()
    assert broker.on("iotdm/1/name/#") == []

    (asked,) = board.sets()
    board.report(a=True)
    board.say_result(id=asked["id"], ok=True)
    await house.clock.settle()
    assert [message.json for message in broker.on("iotdm/1/name/#")] == [
        {"available": True, "on": True},
        {"id": None, "ok": True},
    ]


@pytest.mark.parametrize("seconds", [0, 2])
async def test_after_a_reload(
    house: House, named: MockConfigEntry, board: Board, broker: Broker, seconds: float
) -> None:
    """A name works as before when the entry of its board was reloaded."""
    await house.restart(named)
    await house.clock.advance(seconds)
    board.got.clear()

    assert (await ask(house, broker, "compressor", "ON"))["ok"] is True
    assert [asked["pins"] for asked in board.sets()] == [{"b": True}]


async def test_cleared_set(house: House, named: MockConfigEntry, broker: Broker) -> None:
    """Nobody answers when a retained set is cleared."""
    broker.forget()
    broker.publish("iotdm/1/name/garage-lights/set", b"", retain=True)
    await house.clock.settle()

    assert broker.published == []


async def test_answers_do_not_wait_for_each_other(
    house: House, named: MockConfigEntry, board: Board, broker: Broker
) -> None:
    """A set that is refused is answered while another one waits for its board."""
    board.silent = True
    broker.forget()
    broker.publish("iotdm/1/name/garage-lights/set", "ON", qos=0)
    await house.clock.settle()
    broker.publish("iotdm/1/name/tank/set", "ON", qos=0)
    await house.clock.settle()

    (answer,) = broker.on("iotdm/1/name/+/result")
    assert answer.topic == "iotdm/1/name/tank/result"
