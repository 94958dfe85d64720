"""Messages that are not as docs/protocol.md describes them are refused, whatever is wrong with them."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import pytest

from custom_components.iot_device_manager.protocol.event import Event
from custom_components.iot_device_manager.protocol.exceptions import ProtocolError
from custom_components.iot_device_manager.protocol.messages import (
    Announce,
    Config,
    Spare,
    State,
    Status,
    Telemetry,
    manager_from_json,
    result_from_json,
)
from custom_components.iot_device_manager.protocol.values import read_object

from .samples import (
    ANNOUNCE,
    BEAT,
    CONFIG,
    CONFIG_RESULT,
    EVENT,
    PRESENCE,
    PROGRESS,
    RESULT,
    SPARE,
    STATE,
    STATUS,
    TELEMETRY,
    WILL,
    Sample,
)

type Reader = Callable[[Mapping[str, Any]], object]

# What is no value of each kind of member.
_NO_UINT32: Final[tuple[Any, ...]] = (None, True, -1, 2**32, 1.5, 10**30, "5", [5], {})
_NO_TEXT: Final[tuple[Any, ...]] = (None, True, 5, ["a"], {})
_NO_HASH: Final[tuple[Any, ...]] = (*_NO_TEXT, "", "77e0a1b", "77e0a1b20", "77E0A1B2", "77e0a1b\n", "77e0a1bg")
_NO_ID: Final[tuple[Any, ...]] = (*_NO_TEXT, "", "5ccf7f0a1b2", "5CCF7F0A1B2C", "all")
_NO_NAME: Final[tuple[Any, ...]] = (*_NO_TEXT, "", "a" * 17, "Home", "a/b", "+", "#", "ä", "a b")
_NO_OPTIONAL_NAME: Final[tuple[Any, ...]] = tuple(value for value in _NO_NAME if value is not None)
_NO_FLAG: Final[tuple[Any, ...]] = (None, 0, 1, "true", [], {})
_NO_LIST: Final[tuple[Any, ...]] = (None, True, 5, "list", {})
_NO_ERRORS: Final[tuple[Any, ...]] = (
    *_NO_LIST,
    [5],
    [None],
    [{}],
    [{"error": 5}],
    [{"key": 5, "error": "a"}],
    [{"key": None}],
    [{"rule": -1, "error": "a"}],
    [{"rule": None, "error": "a"}],
)

_ROM: Final = "28d5c4b3a2010068"
_NO_PROBES: Final = (
    *_NO_LIST,
    [5],
    [{}],
    [{"rom": None}],
    [{"rom": "28d5c4b3a2010069"}],
    [{"rom": _ROM, "value": "21.5"}],
    [{"rom": _ROM, "value": True}],
)

_TABLE: Final[tuple[tuple[str, Reader, Sample, Mapping[str, tuple[Any, ...]]], ...]] = (
    (
        "announce",
        Announce.from_json,
        ANNOUNCE,
        {
            "id": _NO_ID,
            "protocol": (*_NO_LIST, [], [1], [1, 2, 3], ["1", "1"], [1, None], [1.0, 1.0], [True, True]),
            "firmware": _NO_TEXT,
            "chip": _NO_TEXT,
            "flash": _NO_UINT32,
            "max_config": _NO_UINT32,
            "max_pins": _NO_UINT32,
            "types": (*_NO_LIST, [5], [None], [["light"]]),
        },
    ),
    ("spare", Spare.from_json, SPARE, {"id": _NO_ID, "firmware": _NO_TEXT, "chip": _NO_TEXT}),
    (
        "status",
        Status.from_json,
        STATUS,
        {
            "online": _NO_FLAG,
            "session": _NO_HASH,
            "conn": _NO_UINT32,
            "t": _NO_UINT32,
            "boot": _NO_UINT32,
            "reset": _NO_TEXT,
            "firmware": _NO_TEXT,
            "ip": _NO_TEXT,
            "manager": _NO_OPTIONAL_NAME,
            "role": _NO_OPTIONAL_NAME,
            "revision": _NO_UINT32,
            "hash": _NO_HASH,
            "safe": _NO_UINT32,
        },
    ),
    ("will", Status.from_json, WILL, {"online": _NO_FLAG, "session": _NO_HASH, "conn": _NO_UINT32}),
    (
        "state",
        State.from_json,
        STATE,
        {"session": _NO_HASH, "n": _NO_UINT32, "t": _NO_UINT32, "pins": (None, True, 5, "a", [])},
    ),
    (
        "result",
        result_from_json,
        RESULT,
        {"session": _NO_HASH, "n": _NO_UINT32, "t": _NO_UINT32, "id": _NO_TEXT, "ok": _NO_FLAG},
    ),
    (
        "result of a config",
        result_from_json,
        CONFIG_RESULT,
        {"session": _NO_HASH, "n": _NO_UINT32, "t": _NO_UINT32, "hash": _NO_HASH, "ok": _NO_FLAG},
    ),
    ("progress", result_from_json, PROGRESS, {"session": _NO_HASH, "n": _NO_UINT32, "t": _NO_UINT32, "id": _NO_TEXT}),
    (
        "event",
        Event.from_json,
        EVENT,
        {
            "session": _NO_HASH,
            "n": _NO_UINT32,
            "t": _NO_UINT32,
            "key": _NO_TEXT,
            "event": _NO_TEXT,
            "count": (*_NO_UINT32, 0, 4),
        },
    ),
    (
        "telemetry",
        Telemetry.from_json,
        TELEMETRY,
        {
            "session": _NO_HASH,
            "t": _NO_UINT32,
            "rssi": (None, True, 1.5, "-61", [], {}),
            "heap": _NO_UINT32,
            "block": _NO_UINT32,
            "loop_ms": _NO_UINT32,
        },
    ),
    (
        "config",
        Config.from_json,
        CONFIG,
        {
            "revision": _NO_UINT32,
            "manager": _NO_NAME,
            "role": _NO_OPTIONAL_NAME,
            "pins": (*_NO_LIST, [5], [None], [[]]),
        },
    ),
    ("presence", manager_from_json, PRESENCE, {"id": _NO_NAME, "run": _NO_HASH, "name": _NO_TEXT}),
    ("beat", manager_from_json, BEAT, {"id": _NO_NAME, "run": _NO_HASH}),
)

# Members that may be missing, but not be wrong.
_OPTIONAL: Final[tuple[tuple[str, Reader, Sample, str, tuple[Any, ...]], ...]] = (
    ("errors of a status", Status.from_json, STATUS, "errors", _NO_ERRORS),
    ("errors of a result", result_from_json, RESULT, "errors", _NO_ERRORS),
    ("revision of a result", result_from_json, CONFIG_RESULT, "revision", _NO_UINT32),
    ("found of a scan", result_from_json, RESULT, "found", _NO_PROBES),
    ("progress of a result", result_from_json, PROGRESS, "progress", _NO_UINT32),
    ("beat", manager_from_json, BEAT, "beat", _NO_UINT32),
    ("rules", Config.from_json, CONFIG, "rules", (*_NO_LIST, [5], [None], [[]])),
    ("takeover_from", Config.from_json, CONFIG, "takeover_from", _NO_NAME),
    (
        "rejected",
        Status.from_json,
        STATUS,
        "rejected",
        (
            True,
            [],
            {},
            {"revision": 1, "hash": "77e0a1b2"},
            {"revision": -1, "hash": "77e0a1b2", "error": "crashed"},
            {"revision": 1, "hash": "77", "error": "crashed"},
            {"revision": 1, "hash": "77e0a1b2", "error": 5},
        ),
    ),
)


def _wrong() -> Iterator[Any]:
    for kind, read, sample, members in _TABLE:
        for member, values in members.items():
            for value in values:
                yield pytest.param(read, {**sample, member: value}, id=f"{kind}: {member} is {value!r}")
    for kind, read, sample, member, values in _OPTIONAL:
        for value in values:
            yield pytest.param(read, {**sample, member: value}, id=f"{kind} is {value!r}")


def _incomplete() -> Iterator[Any]:
    for kind, read, sample, members in _TABLE:
        for member in members:
            rest = {name: value for name, value in sample.items() if name != member}
            yield pytest.param(read, rest, id=f"{kind}: no {member}")


@pytest.mark.parametrize(("read", "message"), _wrong())
def test_wrong_member(read: Reader, message: dict[str, Any]) -> None:
    """A member of another type or out of its range is refused."""
    with pytest.raises(ProtocolError):
        read(message)


@pytest.mark.parametrize(("read", "message"), _incomplete())
def test_missing_member(read: Reader, message: dict[str, Any]) -> None:
    """A message that lacks a member is refused."""
    with pytest.raises(ProtocolError):
        read(message)


@pytest.mark.parametrize("data", [None, True, 5, 1.5, "{}", [], [{}]], ids=repr)
def test_no_object(data: Any) -> None:
    """Anything else than an object is no message."""
    with pytest.raises(ProtocolError, match="not a JSON object"):
        read_object(data)
