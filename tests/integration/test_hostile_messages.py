"""Malformed, oversized and foreign messages: one line in the log, and nothing else changes."""

import json
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.iot_device_manager.diagnostics import async_get_config_entry_diagnostics

from .board import DEVICE_ID, Board
from .broker import Broker
from .entries import MANAGER_ID, House

REPORTS = ("announce", "result", "spare", "state", "status", "telemetry")
IGNORED = "Ignoring a message on "

NONSENSE = {
    "text": b"on",
    "truncated": b'{"session":"9f3a61c2","n":',
    "not UTF-8": b'{"session":"\xff\xfe"}',
    "null": b"null",
    "list": b"[]",
    "number": b"1e999",
    "nothing in it": b"{}",
    "wrong types": b'{"id":5,"online":"yes","session":5,"n":"x","t":-1,"pins":[],"rssi":"far"}',
    "deep": b"[" * 5000,
    "too long": b'{"session":"' + b"x" * 20_000 + b'"}',
}


def what_is_shown(house: House) -> dict[str, Any]:
    """Return what the user sees of the board."""
    return {state.entity_id: (state.state, dict(state.attributes)) for state in house.hass.states.async_all()}


@pytest.mark.parametrize("payload", NONSENSE.values(), ids=NONSENSE)
@pytest.mark.parametrize("report", REPORTS)
async def test_nonsense(
    house: House, garage: MockConfigEntry, board: Board, caplog: pytest.LogCaptureFixture, report: str, payload: bytes
) -> None:
    """Whatever comes on a board's topics, its entities stay as they are, and it can be used."""
    before = what_is_shown(house)
    caplog.clear()

    board.publish(report, payload)
    await house.clock.settle()

    assert what_is_shown(house) == before
    assert caplog.text.count(f"{IGNORED}iotdm/1/{DEVICE_ID}/out/{report}") == 1
    await house.call("light.turn_on", "light.garage_lights")
    assert house.state("light.garage_lights") == "on"


async def test_log_is_not_flooded(
    house: House, garage: MockConfigEntry, board: Board, caplog: pytest.LogCaptureFixture
) -> None:
    """Who sends nonsense again and again gets one line per topic and minute."""
    for _ in range(100):
        board.publish("state", b"nonsense")
        board.publish("result", b"nonsense")
    await house.clock.settle()
    assert caplog.text.count(IGNORED) == 2

    await house.clock.advance(61)
    board.publish("state", b"nonsense")
    await house.clock.settle()
    assert caplog.text.count(IGNORED) == 3


async def test_many_topics(
    house: House, garage: MockConfigEntry, broker: Broker, caplog: pytest.LogCaptureFixture
) -> None:
    """Nonsense from ever more ids does not fill the log."""
    for number in range(1200):
        broker.publish(f"iotdm/1/{number:012x}/out/state", b"nonsense")
    await house.clock.settle()

    assert caplog.text.count(IGNORED) == 50
    assert caplog.text.count("More than 1000 unknown devices reported within an hour") == 1


async def test_another_minute(house: House, garage: MockConfigEntry, broker: Broker) -> None:
    """Boards of one's own are heard in the middle of a flood of strangers."""
    for number in range(1200):
        broker.publish(f"iotdm/1/{number:012x}/out/status", {"online": True})
    broker.publish(f"iotdm/1/{DEVICE_ID}/out/state", {"session": "9f3a61c2", "n": 99, "t": 20_000, "pins": {"a": True}})
    await house.clock.settle()

    assert house.state("light.garage_lights") == "on"


@pytest.mark.parametrize(
    "topic",
    [
        "iotdm/1/GARAGE/out/state",
        f"iotdm/1/{DEVICE_ID.upper()}/out/state",
        f"iotdm/1/{DEVICE_ID}0/out/state",
        f"iotdm/1/{DEVICE_ID}/out/unheard",
        f"iotdm/1/{DEVICE_ID}/out/state/more",
        f"iotdm/1/{DEVICE_ID}/out",
        "iotdm/1//out/state",
    ],
)
async def test_topic(house: House, garage: MockConfigEntry, board: Board, broker: Broker, topic: str) -> None:
    """What is no topic of a board is passed over."""
    before = what_is_shown(house)

    broker.publish(topic, {"session": board.session, "n": 99, "t": 20_000, "pins": {"a": True}})
    await house.clock.settle()

    assert what_is_shown(house) == before


@pytest.mark.parametrize("report", ["announce", "spare"])
async def test_lies_about_its_id(
    house: House, garage: MockConfigEntry, board: Board, caplog: pytest.LogCaptureFixture, report: str
) -> None:
    """A board that names another id than its topic is not believed."""
    board.publish(report, {"id": "5ccf7f0a1b2d", "firmware": "9.9.9", "chip": "esp8266", "protocol": [1, 1]})
    await house.clock.settle()

    assert "9.9.9" not in json.dumps(what_is_shown(house), default=str)
    assert caplog.text.count(IGNORED) == 1


@pytest.mark.parametrize(
    "payload",
    [
        *NONSENSE.values(),
        b'{"id":"another","run":"00000001","name":"x","protocol":[1,1]}',
    ],
    ids=[*NONSENSE, "another id"],
)
async def test_managers(
    house: House, garage: MockConfigEntry, broker: Broker, caplog: pytest.LogCaptureFixture, payload: bytes
) -> None:
    """The topics on which managers say who they are can be abused as little."""
    broker.publish("iotdm/1/manager/f0r31gn", payload)
    broker.publish(f"iotdm/1/manager/{MANAGER_ID}", payload)
    await house.clock.advance(35)

    assert house.issues() == {}
    assert IGNORED in caplog.text
    assert house.state("light.garage_lights") == "off"


async def test_thousand_topics(
    house: House, garage: MockConfigEntry, broker: Broker, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever invents managers without end fills the log neither within a minute nor for ever."""
    for number in range(1001):
        broker.publish(f"iotdm/1/manager/m{number}", b"nonsense")
    await house.clock.settle()
    assert caplog.text.count(IGNORED) == 50
    assert caplog.text.count("More than 50 bad messages within a minute") == 1

    await house.clock.advance(61)
    broker.publish("iotdm/1/manager/m1000", b"nonsense")
    await house.clock.settle()
    assert f"{IGNORED}iotdm/1/manager/m1000" in caplog.text


async def test_for_hours(
    house: House, garage: MockConfigEntry, broker: Broker, caplog: pytest.LogCaptureFixture
) -> None:
    """It gets its lines for hours, too, although not every topic is remembered that long."""
    for minute in range(21):
        for number in range(50):
            broker.publish(f"iotdm/1/manager/m{minute * 50 + number}", b"nonsense")
        await house.clock.advance(61)

    assert caplog.text.count(IGNORED) == 21 * 50


@pytest.mark.parametrize("revision", [2**31, 2**32 - 2, 2**32 - 1])
async def test_last_revision(house: House, garage: MockConfigEntry, board: Board, revision: int) -> None:
    """One forged message cannot use up the revisions of a board."""
    board.publish("status", board.status() | {"manager": None, "role": None, "revision": revision, "hash": "0badf00d"})
    await house.clock.advance(5)
    board.say_status()
    await house.clock.advance(5)

    assert [config["revision"] for config in board.configs()][-1] < 10
    assert house.issues() == {}
    await house.call("light.turn_on", "light.garage_lights")
    assert house.state("light.garage_lights") == "on"


async def test_strangers_are_forgotten(house: House, garage: MockConfigEntry, broker: Broker) -> None:
    """Ever more unknown ids do not fill the memory; the boards of the house stay known."""
    status = {"online": False, "session": "0badcafe", "conn": 1}
    for number in range(1100):
        broker.publish(f"iotdm/1/{number:012x}/out/status", status)
        if number % 50 == 49:
            await house.clock.advance(61)
    manager = house.hass.config_entries.async_entry_for_domain_unique_id("iot_device_manager", "manager")
    assert manager is not None

    content = await async_get_config_entry_diagnostics(house.hass, manager)

    assert content["devices_heard"] == 1001
    assert house.state("light.garage_lights") == "unavailable"
