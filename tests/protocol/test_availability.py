"""When a device can be relied on: rule 10 of docs/protocol.md."""

from typing import Any

import pytest

from custom_components.iot_device_manager.protocol.device import SILENCE_S, DeviceView
from custom_components.iot_device_manager.protocol.exceptions import ProtocolError
from custom_components.iot_device_manager.protocol.topics import Report

from .samples import ANNOUNCE, CONFIG_RESULT, ID, RESULT, SPARE, STATE, STATUS, TELEMETRY, WILL, Sample

CONNECTED_AT = 1000.0


@pytest.fixture
def view() -> DeviceView:
    """Return a device that was online when its manager connected to the broker."""
    view = DeviceView(ID)
    view.receive(Report.STATUS, STATUS, retained=True, now=CONNECTED_AT)
    return view


def test_limit() -> None:
    """The limit is that of the protocol."""
    assert SILENCE_S == 150


@pytest.mark.parametrize(
    ("after", "available"), [(0.0, True), (149.9, True), (150.0, False)], ids=["at once", "almost", "too long"]
)
def test_retained_status(view: DeviceView, after: float, available: bool) -> None:
    """A retained status counts for a while: a broker that lost power may serve an old one for ever."""
    assert view.is_available(CONNECTED_AT + after, CONNECTED_AT) is available


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        (Report.ANNOUNCE, ANNOUNCE),
        (Report.SPARE, SPARE),
        (Report.STATUS, STATUS),
        (Report.STATE, STATE),
        (Report.RESULT, RESULT),
        (Report.RESULT, CONFIG_RESULT),
        (Report.TELEMETRY, TELEMETRY),
    ],
    ids=["announce", "spare", "status", "state", "result", "result of a config", "telemetry"],
)
def test_heard_live(view: DeviceView, kind: Report, message: Sample) -> None:
    """Any live message shows that the device is there."""
    view.receive(kind, message, retained=False, now=CONNECTED_AT + 100)

    assert view.is_available(CONNECTED_AT + 249.9, CONNECTED_AT) is True
    assert view.is_available(CONNECTED_AT + 250, CONNECTED_AT) is False


def test_retained_messages_are_no_sign(view: DeviceView) -> None:
    """What the broker repeats does not show that the device is there."""
    view.receive(Report.STATE, STATE, retained=True, now=CONNECTED_AT + 100)

    assert view.is_available(CONNECTED_AT + 150, CONNECTED_AT) is False


@pytest.mark.parametrize("retained", [False, True], ids=["live", "retained"])
def test_will(view: DeviceView, retained: bool) -> None:
    """A device that went offline is unavailable at once."""
    view.receive(Report.STATUS, WILL, retained=retained, now=CONNECTED_AT + 1)

    assert view.is_available(CONNECTED_AT + 1, CONNECTED_AT) is False


def test_heard_after_will(view: DeviceView) -> None:
    """A state that overtook the status of the next connection does not make it available."""
    view.receive(Report.STATUS, WILL, retained=False, now=CONNECTED_AT + 1)
    view.receive(Report.STATE, STATE, retained=False, now=CONNECTED_AT + 2)

    assert view.is_available(CONNECTED_AT + 2, CONNECTED_AT) is False


def test_broker_lost(view: DeviceView) -> None:
    """Nothing is known without the broker, until it repeats what it retains."""
    view.broker_lost()
    assert view.is_available(CONNECTED_AT + 1, CONNECTED_AT) is False

    view.receive(Report.STATUS, STATUS, retained=True, now=CONNECTED_AT + 500)
    assert view.is_available(CONNECTED_AT + 500, CONNECTED_AT + 500) is True


@pytest.mark.parametrize(
    "data", [{"session": "9f3a61c2"}, {**STATE, "n": -1}, []], ids=["incomplete", "wrong", "no object"]
)
def test_malformed_is_no_sign(view: DeviceView, data: Any) -> None:
    """What is no message does not show that the device is there."""
    with pytest.raises(ProtocolError):
        view.receive(Report.STATE, data, retained=False, now=CONNECTED_AT + 100)

    assert view.is_available(CONNECTED_AT + 150, CONNECTED_AT) is False
