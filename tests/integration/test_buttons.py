"""Buttons: what somebody does with them is an event at that moment, and never later."""

import json
from typing import Any

from homeassistant.core import Event, EventStateChangedData, HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_capture_events

from .board import DEVICE_ID, Board
from .broker import Broker
from .entries import D5, D7, LAMP, House, device_entry, pin
from .flows import add_pin, choose, fill_in

BUTTON = pin("button", "Wall switch", D5, "d")
ENTITY = "event.wall_switch"


@pytest.fixture
async def entry(house: House, board: Board) -> MockConfigEntry:
    """Return the entry of a running board with a button and a lamp."""
    return await house.add_running(device_entry(LAMP, BUTTON), board)


def told(changes: list[Event[EventStateChangedData]]) -> list[tuple[str, int | None]]:
    """Return the events of the button, in their order, with the number of clicks."""
    states = [change.data["new_state"] for change in changes if change.data["entity_id"] == ENTITY]
    return [
        (state.attributes["event_type"], state.attributes.get("multi_press_count"))
        for state in states
        if state is not None and state.state not in ("unknown", "unavailable")
    ]


def listen(hass: HomeAssistant) -> list[Event[EventStateChangedData]]:
    """Return a list that gets every change of a state from now on."""
    return async_capture_events(hass, "state_changed")


async def test_entity(house: House, entry: MockConfigEntry) -> None:
    """A button is an event entity with the standard events of buttons; nothing has happened yet."""
    state = house.hass.states.get(ENTITY)
    assert state is not None
    assert state.state == "unknown"
    assert (state.attributes["device_class"], state.attributes["friendly_name"]) == ("button", "Wall switch")
    assert state.attributes["event_types"] == [
        "press_start",
        "press_end",
        "multi_press_end",
        "long_press_start",
        "long_press_end",
    ]
    assert state.attributes["event_type"] is None


@pytest.mark.parametrize(
    ("event", "other", "shown"),
    [
        ("press", {}, ("press_start", None)),
        ("release", {}, ("press_end", None)),
        ("click", {"count": 1}, ("multi_press_end", 1)),
        ("click", {"count": 2}, ("multi_press_end", 2)),
        ("click", {"count": 3}, ("multi_press_end", 3)),
        ("hold", {}, ("long_press_start", None)),
        ("hold_release", {}, ("long_press_end", None)),
    ],
    ids=["press", "release", "click", "double click", "triple click", "hold", "end of a hold"],
)
async def test_events(
    house: House, entry: MockConfigEntry, board: Board, event: str, other: dict[str, Any], shown: Any
) -> None:
    """What the board tells is shown in the words of Home Assistant."""
    changes = listen(house.hass)

    board.say_event("d", event, **other)
    await house.clock.settle()

    assert told(changes) == [shown]


async def test_same_moment(house: House, entry: MockConfigEntry, board: Board) -> None:
    """Events of one moment are all shown, in their order."""
    changes = listen(house.hass)

    board.say_event("d", "release")
    board.say_event("d", "hold_release")
    board.say_event("d", "click", count=1)
    await house.clock.settle()

    assert told(changes) == [("press_end", None), ("long_press_end", None), ("multi_press_end", 1)]


@pytest.mark.parametrize(
    ("key", "event", "other"),
    [
        ("d", "press", {"session": "0badcafe"}),
        ("d", "press", {"n": 1}),
        ("d", "press", {"n": 0}),
        ("a", "press", {}),
        ("zz", "press", {}),
        ("", "press", {}),
        ("d", "dance", {}),
        ("d", "", {}),
        ("d", "multi_press_end", {"count": 1}),
    ],
    ids=[
        "other run",
        "again",
        "older",
        "lamp",
        "unknown pin",
        "no pin",
        "unknown event",
        "no event",
        "word of Home Assistant",
    ],
)
async def test_ignored(
    house: House, entry: MockConfigEntry, board: Board, key: str, event: str, other: dict[str, Any]
) -> None:
    """What is no new event of a button changes nothing, and the next one counts."""
    board.say_event("d", "press")
    await house.clock.settle()
    changes = listen(house.hass)

    board.say_event(key, event, **other)
    await house.clock.settle()
    assert changes == []

    board.say_event("d", "release", n=9)
    await house.clock.settle()
    assert told(changes) == [("press_end", None)]


async def test_retained(house: House, entry: MockConfigEntry, board: Board, broker: Broker) -> None:
    """What somebody had the broker keep is no event, whenever it is read again."""
    kept = {"session": board.session, "n": 99, "t": board.uptime_ms, "key": "d", "event": "press"}
    broker.retained[f"iotdm/1/{DEVICE_ID}/out/event"] = json.dumps(kept).encode()
    changes = listen(house.hass)

    broker.stop()
    broker.start()
    await house.clock.advance(10)

    assert house.state(ENTITY) == "unknown"
    assert told(changes) == []


@pytest.mark.parametrize(
    "wrong",
    [{"count": 0}, {"count": 4}, {"count": "2"}, {}, {"count": 1, "n": -1}, {"count": 1, "t": None}],
    ids=["none", "four", "text", "missing", "number", "time"],
)
async def test_malformed(
    house: House,
    entry: MockConfigEntry,
    board: Board,
    wrong: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A damaged event is one line in the log."""
    changes = listen(house.hass)

    board.say_event("d", "click", **wrong)
    await house.clock.settle()

    assert changes == []
    assert caplog.text.count(f"Ignoring a message on iotdm/1/{DEVICE_ID}/out/event") == 1


@pytest.mark.parametrize(("age_ms", "shown"), [(2900, [("press_start", None)]), (3100, [])], ids=["in time", "late"])
async def test_late(
    house: House, entry: MockConfigEntry, board: Board, age_ms: int, shown: list[tuple[str, None]]
) -> None:
    """An event that was on the way for too long does not count any more."""
    board.say_telemetry()
    await house.clock.settle()
    changes = listen(house.hass)

    board.say_event("d", "press", t=board.uptime_ms - age_ms)
    await house.clock.settle()

    assert told(changes) == shown


async def test_stranger(house: House, entry: MockConfigEntry, broker: Broker) -> None:
    """A board that is not set up has no buttons."""
    changes = listen(house.hass)
    stranger = Board(broker, house.clock, "5ccf7f00cafe")
    stranger.switch_on()
    await house.clock.settle()
    changes.clear()

    stranger.say_event("d", "press")
    await house.clock.settle()

    assert changes == []


async def test_board_that_is_away(house: House, entry: MockConfigEntry, board: Board) -> None:
    """What comes after a board's goodbye is not told, not even when it is back."""
    board.lose_power()
    await house.clock.settle()
    assert house.state(ENTITY) == "unavailable"

    board.say_event("d", "press")
    await house.clock.settle()
    board.connect()
    await house.clock.advance(5)

    assert house.state(ENTITY) == "unknown"


async def test_pin_that_the_board_does_not_run_yet(house: House, entry: MockConfigEntry, board: Board) -> None:
    """As long as a board does not run what is configured here, its keys may mean other pins."""
    board.deaf_to = ("config",)
    form = await choose(house.hass, await add_pin(house.hass, entry), "button")
    await fill_in(house.hass, form, name="Bell", gpio=str(D7))
    await house.clock.advance(1)

    board.say_event("b", "press")
    await house.clock.settle()
    board.deaf_to = ()
    board.connect()
    await house.clock.advance(5)

    assert house.state("event.bell") == "unknown"


async def test_reconnection(house: House, entry: MockConfigEntry, board: Board) -> None:
    """When the board comes back, nothing happens that was done before, and the last event stays what it was."""
    board.say_event("d", "press")
    await house.clock.settle()
    before = house.state(ENTITY)
    board.lose_power()
    await house.clock.advance(5)
    changes = listen(house.hass)

    board.reboot()
    await house.clock.advance(5)

    assert house.state(ENTITY) == before
    assert [event for event in told(changes) if event != ("press_start", None)] == []


async def test_restart(house: House, entry: MockConfigEntry, board: Board, broker: Broker) -> None:
    """After a restart of Home Assistant the last event is still the last one, and none fires."""
    board.say_event("d", "click", count=2)
    await house.clock.settle()
    before = house.hass.states.get(ENTITY)

    await house.restart(entry)
    board.say_telemetry()
    await house.clock.settle()

    after = house.hass.states.get(ENTITY)
    assert before is not None
    assert after is not None
    assert (after.state, dict(after.attributes)) == (before.state, dict(before.attributes))


async def test_state_is_no_event(house: House, entry: MockConfigEntry, board: Board) -> None:
    """That the button is pressed, as the state says, is no event."""
    changes = listen(house.hass)

    board.report(d=True)
    await house.clock.settle()

    assert told(changes) == []
    assert house.state(ENTITY) == "unknown"


async def test_disabled(house: House, entry: MockConfigEntry, board: Board) -> None:
    """A button whose entity is disabled bothers nobody."""
    er.async_get(house.hass).async_update_entity(ENTITY, disabled_by=er.RegistryEntryDisabler.USER)
    await house.restart(entry)
    changes = listen(house.hass)

    board.say_event("d", "press")
    await house.clock.settle()

    assert changes == []


async def test_pull_up_of_gpio16(house: House, entry: MockConfigEntry) -> None:
    """GPIO16 has no pull-up resistor; that is said where it can be seen."""
    form = await choose(house.hass, await add_pin(house.hass, entry), "button")

    result = await fill_in(house.hass, form, name="Bell", gpio="16")

    assert (result["type"], result["errors"]) == ("form", {"base": "no_pull_up"})
