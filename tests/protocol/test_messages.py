"""Messages that are as docs/protocol.md describes them."""

from typing import Any

import pytest

from custom_components.iot_device_manager.protocol.messages import (
    Announce,
    Config,
    ConfigResult,
    ManagerBeat,
    ManagerPresence,
    Offline,
    Progress,
    Rejected,
    Result,
    Spare,
    State,
    Status,
    Telemetry,
    WireError,
    manager_from_json,
    result_from_json,
)
from custom_components.iot_device_manager.protocol.probes import Probe, Scan

from .samples import (
    ANNOUNCE,
    BEAT,
    CONFIG,
    CONFIG_RESULT,
    ID,
    PRESENCE,
    PROGRESS,
    RESULT,
    SESSION,
    SPARE,
    STATE,
    STATUS,
    TELEMETRY,
    WILL,
)

NOTHING_FOUND = Scan(found=(), more=False)


def test_announce() -> None:
    """An announcement says what a device is and can do."""
    assert Announce.from_json(ANNOUNCE) == Announce(
        device_id=ID,
        protocol=(1, 1),
        firmware="0.1.0",
        chip="esp8266",
        flash=4194304,
        max_config=2048,
        max_pins=16,
        types=frozenset({"digital_output", "light"}),
    )


@pytest.mark.parametrize(
    ("protocol", "compatible"),
    [([1, 1], True), ([0, 3], True), ([2, 3], False), ([0, 0], False)],
    ids=["same", "wider", "newer", "older"],
)
def test_compatible(protocol: list[int], compatible: bool) -> None:
    """Device and manager need a version in common."""
    assert Announce.from_json({**ANNOUNCE, "protocol": protocol}).compatible is compatible


def test_spare() -> None:
    """A spare says enough to be recognized by a person."""
    assert Spare.from_json(SPARE) == Spare(device_id=ID, firmware="0.1.0", chip="esp8266")


def test_status() -> None:
    """A status says who runs what."""
    assert Status.from_json(STATUS) == Status(
        session=SESSION,
        connection=1,
        uptime_ms=5123,
        boot=17,
        reset="power_on",
        firmware="0.1.0",
        ip="192.168.1.40",
        manager="k3v9x2m8qa",
        role="r7w2c5t1zp",
        revision=13,
        hash="77e0a1b2",
        safe=0,
        errors=(),
        rejected=None,
    )


def test_status_with_errors() -> None:
    """A status names pins in error, an error of the device itself, and the configuration that was refused."""
    status = Status.from_json(
        {
            **STATUS,
            "manager": None,
            "role": None,
            "safe": 1,
            "errors": [{"key": "a", "error": "pin_in_use"}, {"error": "duplicate_id"}],
            "rejected": {"revision": 14, "hash": "0a0b0c0d", "error": "crashed"},
        }
    )

    assert isinstance(status, Status)
    assert (status.manager, status.role) == (None, None)
    assert status.safe == 1
    assert status.errors == (WireError(key="a", word="pin_in_use"), WireError(key=None, word="duplicate_id"))
    assert status.rejected == Rejected(revision=14, hash="0a0b0c0d", error="crashed")


def test_will() -> None:
    """A will says which connection ended."""
    assert Status.from_json(WILL) == Offline(session=SESSION, connection=1)


def test_state() -> None:
    """A state has all pins by their keys."""
    state = State.from_json(STATE)

    assert state == State(session=SESSION, n=51, uptime_ms=184223, pins={"a": True, "c": None})


@pytest.mark.parametrize(
    ("other", "ok", "errors"),
    [
        ({}, True, ()),
        ({"ok": False, "errors": [{"error": "expired"}]}, False, (WireError(key=None, word="expired"),)),
        ({"ok": False, "errors": [{"key": "a", "error": "bad_value"}]}, False, (WireError(key="a", word="bad_value"),)),
    ],
    ids=["ok", "whole message", "one pin"],
)
def test_result(other: dict[str, Any], ok: bool, errors: tuple[WireError, ...]) -> None:
    """A result says what became of a set or command."""
    assert result_from_json({**RESULT, **other}) == Result(
        session=SESSION, n=52, uptime_ms=184230, message_id="7c1", ok=ok, errors=errors, scan=NOTHING_FOUND
    )


def test_scan() -> None:
    """The result of a scan lists probes, with what they measure when that is known."""
    found = [{"rom": "28d5c4b3a2010068", "value": 21.5}, {"rom": "2802000000000070", "value": None}]
    result = result_from_json({**RESULT, "found": found, "more": True})

    assert isinstance(result, Result)
    probes = (Probe(rom="28d5c4b3a2010068", celsius=21.5), Probe(rom="2802000000000070", celsius=None))
    assert result.scan == Scan(found=probes, more=True)


def test_progress() -> None:
    """A result without an outcome says how far a command has come."""
    assert result_from_json(PROGRESS) == Progress(session=SESSION, n=52, uptime_ms=184230, message_id="7c1", percent=35)


def test_config_result() -> None:
    """A result with a revision answers a configuration."""
    assert result_from_json(CONFIG_RESULT) == ConfigResult(
        session=SESSION, n=53, uptime_ms=184300, revision=14, hash="77e0a1b2", ok=True, errors=()
    )


def test_telemetry() -> None:
    """Telemetry is the device's health."""
    assert Telemetry.from_json(TELEMETRY) == Telemetry(
        session=SESSION, uptime_ms=184223, rssi=-61, heap=28144, block=22560, loop_ms=4
    )


@pytest.mark.parametrize(
    ("other", "config"),
    [
        ({}, Config(revision=13, manager="k3v9x2m8qa", role="r7w2c5t1zp", pins=tuple(CONFIG["pins"]))),
        ({"role": None, "pins": []}, Config(revision=13, manager="k3v9x2m8qa", role=None)),
        (
            {"takeover_from": "f0r31gn", "pins": []},
            Config(revision=13, manager="k3v9x2m8qa", role="r7w2c5t1zp", takeover_from="f0r31gn"),
        ),
    ],
    ids=["pins", "tombstone", "takeover"],
)
def test_config(other: dict[str, Any], config: Config) -> None:
    """A configuration can be read back."""
    assert Config.from_json({**CONFIG, **other}) == config


def test_manager() -> None:
    """A manager says who it is, and that it lives."""
    assert manager_from_json(PRESENCE) == ManagerPresence(manager_id="k3v9x2m8qa", run="4be1c07d", name="Home")
    assert manager_from_json(BEAT) == ManagerBeat(manager_id="k3v9x2m8qa", run="4be1c07d", beat=17)


@pytest.mark.parametrize(
    ("read", "sample"),
    [
        (Announce.from_json, ANNOUNCE),
        (Spare.from_json, SPARE),
        (Status.from_json, STATUS),
        (Status.from_json, WILL),
        (State.from_json, STATE),
        (result_from_json, RESULT),
        (result_from_json, CONFIG_RESULT),
        (Telemetry.from_json, TELEMETRY),
        (Config.from_json, CONFIG),
        (manager_from_json, PRESENCE),
        (manager_from_json, BEAT),
    ],
    ids=[
        "announce",
        "spare",
        "status",
        "will",
        "state",
        "result",
        "result of a config",
        "telemetry",
        "config",
        "presence",
        "beat",
    ],
)
def test_newer_members(read: Any, sample: dict[str, Any]) -> None:
    """Members that this version does not know are ignored."""
    assert read({**sample, "colour": {"of": ["the", "sky"]}}) == read(sample)
