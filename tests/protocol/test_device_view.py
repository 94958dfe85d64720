"""What is known of a device after its messages, in any order."""

from typing import Any

import pytest

from custom_components.iot_device_manager.protocol.device import DeviceMessage, DeviceView
from custom_components.iot_device_manager.protocol.exceptions import ProtocolError
from custom_components.iot_device_manager.protocol.messages import ConfigResult, Offline, Result
from custom_components.iot_device_manager.protocol.topics import Report

from .samples import (
    ANNOUNCE,
    CONFIG_RESULT,
    EVENT,
    ID,
    OTHER_SESSION,
    RESULT,
    SPARE,
    STATE,
    STATUS,
    TELEMETRY,
    WILL,
    Sample,
)


def receive(
    view: DeviceView, kind: Report, message: Sample, *, retained: bool = False, now: float = 100.0, **other: Any
) -> DeviceMessage | None:
    """Have a view take in a message with some members changed."""
    return view.receive(kind, {**message, **other}, retained=retained, now=now)


@pytest.fixture
def view() -> DeviceView:
    """Return a device that was never heard."""
    return DeviceView(ID)


def test_never_heard(view: DeviceView) -> None:
    """Nothing is known of a device that was never heard."""
    assert (view.announce, view.spare, view.status, view.state, view.telemetry) == (None, None, None, None, None)
    assert view.online is False
    assert view.values().get("a") is None
    assert view.uptime_ms(100) is None
    assert view.is_available(100, 0) is False


def test_takes_each_kind(view: DeviceView) -> None:
    """Each report is returned, and remembered if it describes the device."""
    messages = {
        Report.ANNOUNCE: receive(view, Report.ANNOUNCE, ANNOUNCE),
        Report.SPARE: receive(view, Report.SPARE, SPARE),
        Report.STATUS: receive(view, Report.STATUS, STATUS),
        Report.STATE: receive(view, Report.STATE, STATE),
        Report.TELEMETRY: receive(view, Report.TELEMETRY, TELEMETRY),
    }

    assert messages == {
        Report.ANNOUNCE: view.announce,
        Report.SPARE: view.spare,
        Report.STATUS: view.status,
        Report.STATE: view.state,
        Report.TELEMETRY: view.telemetry,
    }
    assert None not in messages.values()
    assert isinstance(receive(view, Report.RESULT, RESULT), Result)
    assert isinstance(receive(view, Report.RESULT, CONFIG_RESULT), ConfigResult)


@pytest.mark.parametrize(
    ("kind", "message"),
    [(Report.ANNOUNCE, ANNOUNCE), (Report.SPARE, SPARE)],
    ids=["announce", "spare"],
)
def test_lies_about_its_id(view: DeviceView, kind: Report, message: Sample) -> None:
    """A payload that names another id than its topic is refused and changes nothing."""
    with pytest.raises(ProtocolError, match="another id than its topic"):
        receive(view, kind, message, id="000000000000")

    assert (view.announce, view.spare) == (None, None)
    assert view.is_available(100, 100) is False


@pytest.mark.parametrize("kind", list(Report))
@pytest.mark.parametrize("data", [None, [], "on", 5, {}], ids=repr)
def test_malformed(view: DeviceView, kind: Report, data: Any) -> None:
    """What is no report is refused and keeps what is known."""
    receive(view, Report.STATUS, STATUS)
    before = view.status

    with pytest.raises(ProtocolError):
        view.receive(kind, data, retained=False, now=100.0)

    assert view.status is before
    assert view.online is True


def test_spare_is_cleared(view: DeviceView) -> None:
    """Only a cleared spare topic says something: the device was assigned."""
    receive(view, Report.SPARE, SPARE)
    receive(view, Report.STATUS, STATUS)
    view.clear(Report.STATUS)
    view.clear(Report.SPARE)

    assert view.spare is None
    assert view.status is not None
    assert view.online is True


# Order


@pytest.mark.parametrize(("n", "taken"), [(50, False), (51, False), (52, True)], ids=["older", "same", "newer"])
def test_state_order(view: DeviceView, n: int, taken: bool) -> None:
    """A state counts only when its number is higher than that of the last one of the session."""
    receive(view, Report.STATUS, STATUS)
    receive(view, Report.STATE, STATE)

    message = receive(view, Report.STATE, STATE, n=n, pins={"a": False})

    assert (message is not None) is taken
    assert view.values().get("a") is not taken


def test_state_of_new_session(view: DeviceView) -> None:
    """In a new session the counter begins anew; its values count once the status has named the session."""
    receive(view, Report.STATUS, STATUS)
    receive(view, Report.STATE, STATE)

    receive(view, Report.STATE, STATE, session=OTHER_SESSION, n=1, pins={"a": False})
    assert view.values().get("a") is None

    receive(view, Report.STATUS, STATUS, session=OTHER_SESSION)
    assert view.values().get("a") is False


def test_state_before_status(view: DeviceView) -> None:
    """Retained messages come in any order."""
    receive(view, Report.STATE, STATE, retained=True)
    assert view.values().get("a") is None

    receive(view, Report.STATUS, STATUS, retained=True)
    assert view.values().get("a") is True


def test_pin_in_error(view: DeviceView) -> None:
    """A pin in error, and one that is missing, have no value."""
    receive(view, Report.STATUS, STATUS)
    receive(view, Report.STATE, STATE)

    assert view.values().get("c") is None
    assert view.values().get("z") is None


def test_same_status_again(view: DeviceView) -> None:
    """A status of the same connection is a newer one, or the same: it is taken."""
    receive(view, Report.STATUS, STATUS)
    receive(view, Report.STATUS, STATUS, revision=14)

    assert view.status is not None
    assert view.status.revision == 14


def test_status_of_earlier_connection(view: DeviceView) -> None:
    """A late status of an earlier connection is dropped."""
    receive(view, Report.STATUS, STATUS, conn=2)

    assert receive(view, Report.STATUS, STATUS, conn=1, revision=12) is None
    assert view.status is not None
    assert view.status.revision == 13


@pytest.mark.parametrize(
    ("will", "online"),
    [
        ({"conn": 1}, True),
        ({"conn": 2}, False),
        ({"conn": 3}, False),
        ({"conn": 1, "session": OTHER_SESSION}, False),
    ],
    ids=["earlier connection", "this connection", "later connection", "other session"],
)
def test_will(view: DeviceView, will: dict[str, Any], online: bool) -> None:
    """A will counts, except that of an earlier connection: the broker noticed its end late."""
    receive(view, Report.STATUS, STATUS, conn=2)

    message = receive(view, Report.STATUS, WILL, **will)

    assert view.online is online
    assert isinstance(message, Offline) is not online


def test_will_of_unknown_device(view: DeviceView) -> None:
    """A device that is known by its will only is offline."""
    assert isinstance(receive(view, Report.STATUS, WILL, retained=True), Offline)
    assert view.online is False
    assert view.status is None


def test_back_after_will(view: DeviceView) -> None:
    """The status of the next connection ends what the will said."""
    receive(view, Report.STATUS, STATUS)
    receive(view, Report.STATUS, WILL)
    receive(view, Report.STATUS, STATUS, conn=2)

    assert view.online is True


# The clock


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        (Report.STATE, STATE),
        (Report.RESULT, RESULT),
        (Report.RESULT, CONFIG_RESULT),
        (Report.TELEMETRY, TELEMETRY),
    ],
    ids=["state", "result", "result of a config", "telemetry"],
)
def test_clock_from(view: DeviceView, kind: Report, message: Sample) -> None:
    """Each live message of the session with an uptime is a sample of the device's clock."""
    receive(view, Report.STATUS, STATUS, retained=True)
    assert view.uptime_ms(100) is None

    receive(view, kind, message, now=100.0)

    assert view.uptime_ms(100.25) == message["t"] + 250


def test_clock_from_status(view: DeviceView) -> None:
    """A live status is a sample too."""
    receive(view, Report.STATUS, STATUS, now=100.0)

    assert view.uptime_ms(101.0) == STATUS["t"] + 1000


@pytest.mark.parametrize(
    ("kind", "message"),
    [(Report.ANNOUNCE, ANNOUNCE), (Report.SPARE, SPARE), (Report.STATUS, WILL)],
    ids=["announce", "spare", "will"],
)
def test_no_clock_from(view: DeviceView, kind: Report, message: Sample) -> None:
    """Messages without an uptime are none."""
    receive(view, Report.STATUS, STATUS, retained=True)
    receive(view, kind, message)

    assert view.uptime_ms(100) is None


def test_retained_is_no_sample(view: DeviceView) -> None:
    """A retained message may be years old."""
    receive(view, Report.STATUS, STATUS, retained=True)
    receive(view, Report.STATE, STATE, retained=True)

    assert view.uptime_ms(100) is None


def test_clock_of_another_session(view: DeviceView) -> None:
    """What was learnt in one session says nothing about the next one."""
    receive(view, Report.STATUS, STATUS, now=100.0)
    receive(view, Report.STATUS, STATUS, session=OTHER_SESSION, t=7, retained=True)
    assert view.uptime_ms(100) is None

    receive(view, Report.TELEMETRY, TELEMETRY, session=OTHER_SESSION, t=2000, now=102.0)
    assert view.uptime_ms(102.0) == 2000


def test_repeated_state_is_no_sample(view: DeviceView) -> None:
    """A state that is dropped, because it came twice, does not count in any way."""
    receive(view, Report.STATUS, STATUS, retained=True)
    receive(view, Report.STATE, STATE, retained=True)
    receive(view, Report.STATE, STATE, now=100.0)

    assert view.uptime_ms(100) is None


# What somebody does with a button counts once, at that moment, or not at all.


@pytest.fixture
def pressed(view: DeviceView) -> DeviceView:
    """Return a device whose uptime is known, and that has told an event."""
    receive(view, Report.STATUS, STATUS)
    receive(view, Report.STATE, STATE, t=184_223, now=100)
    assert receive(view, Report.EVENT, EVENT, t=184_223, now=100) == view.event
    return view


@pytest.mark.parametrize(
    ("other", "counts"),
    [
        ({"n": 4}, True),
        ({"n": 3}, False),
        ({"n": 2}, False),
        ({"n": 4, "session": OTHER_SESSION}, False),
        ({"n": 4, "retained": True}, False),
        ({"n": 4, "now": 103.0}, True),
        ({"n": 4, "now": 103.1}, False),
        ({"n": 4, "t": 181_223}, True),
        ({"n": 4, "t": 181_222}, False),
    ],
    ids=["next", "again", "older", "other run", "retained", "3 s on the way", "more", "3 s old", "older than that"],
)
def test_event(pressed: DeviceView, other: dict[str, Any], counts: bool) -> None:
    """An event counts when it is new, of this run, and in time."""
    assert (receive(pressed, Report.EVENT, {**EVENT, "t": 184_223}, **other) is not None) is counts


def test_event_of_unknown_device(view: DeviceView) -> None:
    """Without a status nobody knows of which run an event is."""
    assert receive(view, Report.EVENT, EVENT) is None
    assert view.heard_at is None


def test_event_without_clock(view: DeviceView) -> None:
    """The first live message of all cannot be called late."""
    receive(view, Report.STATUS, STATUS, retained=True)

    assert receive(view, Report.EVENT, EVENT) == view.event


def test_event_count_begins_anew(pressed: DeviceView) -> None:
    """After a restart events are counted from one again."""
    receive(pressed, Report.STATUS, STATUS, session=OTHER_SESSION, t=500, now=200)

    assert receive(pressed, Report.EVENT, EVENT, session=OTHER_SESSION, n=1, t=600, now=200) is not None


def test_event_at_the_wrap(pressed: DeviceView) -> None:
    """The wrap of the uptime makes no event late."""
    receive(pressed, Report.STATUS, STATUS, session=OTHER_SESSION, t=2**32 - 1000, now=200)

    assert receive(pressed, Report.EVENT, EVENT, session=OTHER_SESSION, n=1, t=500, now=201.5) is not None


def test_dropped_event_says_nothing(pressed: DeviceView) -> None:
    """A forged event of another run does not touch the clock."""
    receive(pressed, Report.EVENT, EVENT, session=OTHER_SESSION, n=9, t=5)

    assert pressed.uptime_ms(100) == 184_223
