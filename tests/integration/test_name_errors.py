"""Friendly names over MQTT: a set that is not carried out is answered with a word and a sentence."""

import json
from typing import Any

from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .board import Board
from .broker import Broker
from .entries import House
from .test_name_commands import ask
from .test_names import choose_names, serve_names

LAMP_SET = "iotdm/1/name/garage-lights/set"
LAMP_RESULT = "iotdm/1/name/garage-lights/result"


@pytest.fixture
async def named(house: House, garage: MockConfigEntry, board: Board) -> MockConfigEntry:
    """Return the entry of a board whose pins are served under their names, and which was asked for nothing yet."""
    await serve_names(house)
    board.got.clear()
    return garage


def refusal(answer: Any, message_id: Any = None) -> str:
    """Return the word with which a set was refused; the rest must be as it should."""
    assert answer.keys() == {"id", "ok", "error", "reason"}
    assert (answer["id"], answer["ok"]) == (message_id, False)
    assert len(answer["reason"]) > 10
    word: str = answer["error"]
    return word


@pytest.mark.parametrize(
    "wish",
    [
        "on",
        "PERHAPS",
        " ON",
        "ON\0",
        "1",
        "null",
        "[]",
        "{}",
        '{"on":true',
        b"\xff\xfe",
        b'{"on":\xff}',
        b"\x00" * 100,
        b"[" * 16_384,
        b'{"on":true' + b" " * 16_374 + b"}",
    ],
    ids=lambda value: repr(value)[:20],
)
async def test_bad_payload(
    house: House, named: MockConfigEntry, board: Board, broker: Broker, wish: str | bytes
) -> None:
    """What is neither a word nor an object of sensible length switches nothing."""
    assert refusal(await ask(house, broker, "garage-lights", wish)) == "bad_payload"
    assert board.got == []


@pytest.mark.parametrize(
    ("slug", "wish"),
    [
        ("garage-lights", {}),
        ("garage-lights", {"on": "yes"}),
        ("garage-lights", {"on": 1}),
        ("garage-lights", {"on": None}),
        ("garage-lights", {"on": {}}),
        ("garage-lights", {"brightness": 128}),
        ("garage-lights", {"on": True, "entity_id": "light.ceiling"}),
        ("compressor", {"on": True, "transition_ms": 5}),
        ("ceiling", {"on": True, "effect": "party"}),
        ("ceiling", {"brightness": "bright"}),
        ("ceiling", {"brightness": None}),
        ("ceiling", {"brightness": [1]}),
        ("ceiling", {"transition_ms": "slow"}),
        ("ceiling", {"transition_ms": True}),
        ("ceiling", {"transition_ms": None}),
    ],
    ids=lambda value: value if isinstance(value, str) else json.dumps(value),
)
async def test_bad_member(
    house: House, named: MockConfigEntry, board: Board, broker: Broker, slug: str, wish: dict[str, Any]
) -> None:
    """What the pin or the action does not take is refused as a whole; the answer carries the id."""
    answer = await ask(house, broker, slug, {"id": "x1"} | wish)

    assert refusal(answer, "x1") == "bad_payload"
    assert board.got == []


@pytest.mark.parametrize("wish", ["ON", "TOGGLE", {"on": True}], ids=str)
@pytest.mark.parametrize("slug", ["garage-door", "tank"])
async def test_input(house: House, named: MockConfigEntry, board: Board, broker: Broker, slug: str, wish: Any) -> None:
    """An input cannot be set."""
    assert refusal(await ask(house, broker, slug, wish)) == "read_only"
    assert board.got == []


async def test_unknown_name(house: House, named: MockConfigEntry, board: Board, broker: Broker) -> None:
    """Under a name that nobody has nothing happens."""
    assert refusal(await ask(house, broker, "nobody", {"id": 7, "on": True}), 7) == "unknown_name"
    assert board.got == []


async def test_removed_pin(house: House, named: MockConfigEntry, broker: Broker) -> None:
    """The name of a removed pin is nobody's."""
    house.hass.config_entries.async_remove_subentry(named, house.subentry_id(named, "Garage lights"))
    await house.clock.advance(3)

    assert refusal(await ask(house, broker, "garage-lights", "ON")) == "unknown_name"


@pytest.mark.parametrize("slug", ["Garage", "$(reboot)", "", "-", "a" * 101, "größe", "a b"], ids=repr)
async def test_hostile_name(
    house: House, named: MockConfigEntry, broker: Broker, slug: str, caplog: pytest.LogCaptureFixture
) -> None:
    """What cannot be a name is not answered, but there is a line in the log."""
    broker.forget()
    broker.publish(f"iotdm/1/name/{slug}/set", "ON", qos=0)
    await house.clock.settle()

    assert broker.published == []
    assert f"Ignoring a message on iotdm/1/name/{slug}/set: no slug" in caplog.text


async def test_retained(
    house: House, named: MockConfigEntry, board: Board, broker: Broker, caplog: pytest.LogCaptureFixture
) -> None:
    """A set that somebody retained is refused whenever it is delivered from there, and said in the log."""
    await choose_names(house, on=False)
    broker.publish(LAMP_SET, {"id": "x1", "on": True}, retain=True)
    broker.forget()
    await serve_names(house)

    (answer,) = broker.on("iotdm/1/name/+/result")
    assert refusal(answer.json) == "retained_refused"
    assert "Refused a set for the name garage-lights: a set must not be retained" in caplog.text
    assert board.got == []


# Unavailable


async def test_board_is_away(house: House, named: MockConfigEntry, board: Board, broker: Broker) -> None:
    """A board that is away is not asked, and not when it is back either."""
    board.lose_power()
    await house.clock.settle()
    assert refusal(await ask(house, broker, "garage-lights", "ON")) == "unavailable"

    board.connect()
    await house.clock.advance(10)
    assert board.sets() == []


async def test_disabled_entity(house: House, named: MockConfigEntry, board: Board, broker: Broker) -> None:
    """A pin whose entity is disabled cannot be set, and nobody says that it was."""
    er.async_get(house.hass).async_update_entity("light.garage_lights", disabled_by=er.RegistryEntryDisabler.USER)
    await house.restart(named)
    await house.clock.advance(3)

    assert refusal(await ask(house, broker, "garage-lights", "ON")) == "unavailable"
    assert board.sets() == []


async def test_no_entity(house: House, named: MockConfigEntry, board: Board, broker: Broker) -> None:
    """The same for one whose entity was removed."""
    er.async_get(house.hass).async_remove("light.garage_lights")
    await house.clock.settle()

    assert refusal(await ask(house, broker, "garage-lights", "ON")) == "unavailable"


async def test_just_reloaded(house: House, named: MockConfigEntry, board: Board, broker: Broker) -> None:
    """A board that was lost while its entry was reloaded is away from the first moment."""
    await house.hass.config_entries.async_unload(named.entry_id)
    board.lose_power()
    await house.clock.settle()
    await house.hass.config_entries.async_setup(named.entry_id)
    await house.clock.settle()

    assert refusal(await ask(house, broker, "garage-lights", "ON")) == "unavailable"


# What the board or the way to it refuses


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        ("expired", "Garage lights got the command too late and did not act on it"),
        ("bad_value", "Garage lights refused: it does not take this value"),
    ],
)
async def test_failed(
    house: House, named: MockConfigEntry, board: Board, broker: Broker, word: str, sentence: str
) -> None:
    """What the board refuses is answered with the sentence that a person would read."""
    board.refuses = {"a": word}
    answer = await ask(house, broker, "garage-lights", {"id": "x1", "on": True})

    assert answer == {"id": "x1", "ok": False, "error": "failed", "reason": sentence}


async def test_no_answer(house: House, named: MockConfigEntry, board: Board, broker: Broker) -> None:
    """A board that says nothing fails the set after five seconds."""
    board.silent = True
    broker.forget()
    broker.publish(LAMP_SET, "ON", qos=0)
    await house.clock.advance(4.9)
    assert broker.on(LAMP_RESULT) == []

    await house.clock.advance(0.1)
    (answer,) = broker.on(LAMP_RESULT)
    assert refusal(answer.json) == "failed"
    assert answer.json["reason"] == "Garage did not answer within five seconds"


async def test_broker_goes(house: House, named: MockConfigEntry, board: Board, broker: Broker) -> None:
    """When the broker goes meanwhile, nobody is answered, and nothing happens later."""
    board.silent = True
    broker.publish(LAMP_SET, "ON", qos=0)
    await house.clock.settle()
    broker.stop()
    await house.clock.settle()
    board.got.clear()
    broker.forget()
    broker.start()
    await house.clock.advance(20)

    assert broker.on(LAMP_RESULT) == []
    assert board.sets() == []


async def test_broker_takes_nothing(house: House, named: MockConfigEntry, board: Board, broker: Broker) -> None:
    """A broker that goes in this very moment fails the set, and the answer to it is no error of its own."""
    broker.refuses = True
    broker.publish(LAMP_SET, "ON", qos=0)
    await house.clock.settle()
    broker.refuses = False
    await house.clock.advance(20)

    assert board.sets() == []
    assert (await ask(house, broker, "garage-lights", "ON"))["ok"] is True


async def test_too_many(house: House, named: MockConfigEntry, board: Board, broker: Broker) -> None:
    """More than a hundred sets that wait are no person; those in work are finished, and then all goes on."""
    board.silent = True
    broker.forget()
    for number in range(102):
        broker.publish(LAMP_SET, {"id": number, "on": True}, qos=0)
    await house.clock.settle()
    answers = broker.on(LAMP_RESULT)
    assert [refusal(answer.json, answer.json["id"]) for answer in answers] == ["busy", "busy"]
    assert [answer.json["id"] for answer in answers] == [100, 101]

    (asked,) = board.sets()
    board.say_result(id=asked["id"], ok=True)
    board.silent = False
    await house.clock.settle()
    assert sum(answer.json["ok"] for answer in broker.on(LAMP_RESULT)) == 100
    assert (await ask(house, broker, "garage-lights", "ON"))["ok"] is True
