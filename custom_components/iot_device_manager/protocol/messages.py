"""Messages from and to devices, as docs/protocol.md describes them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from .exceptions import ProtocolError
from .probes import Scan
from .values import (
    JsonObject,
    encode,
    read_flag,
    read_hash,
    read_id,
    read_int,
    read_name,
    read_object,
    read_optional_name,
    read_text,
    read_uint32,
)

PROTOCOL_VERSION: Final = 1

# A pin's value on the wire: true, 512.5 or {"on": true, "brightness": 128}; None for a pin in error.
type PinValue = bool | float | Mapping[str, Any] | None

# A pin's object in a configuration.
type PinObject = Mapping[str, Any]

# A local rule's object in a configuration.
type RuleObject = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class WireError:
    """One entry of an error list. With neither key nor rule it concerns the whole message or device."""

    key: str | None
    word: str
    #: the place of a local rule in its configuration
    rule: int | None = None

    @classmethod
    def list_from_json(cls, data: JsonObject) -> tuple[Self, ...]:
        """Read the member `errors`, which may be missing."""
        errors = data.get("errors", [])
        if not isinstance(errors, list):
            raise ProtocolError("errors is not a list")
        return tuple(
            cls(
                key=read_text(error, "key") if "key" in error else None,
                word=read_text(error, "error"),
                rule=read_uint32(error, "rule") if "rule" in error else None,
            )
            for error in map(read_object, errors)
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Announce:
    """What a device is and can do."""

    device_id: str
    protocol: tuple[int, int]
    firmware: str
    chip: str
    flash: int  #: bytes
    max_config: int  #: bytes of payload
    max_pins: int
    types: frozenset[str]

    @classmethod
    def from_json(cls, data: JsonObject) -> Self:
        """Read an announcement."""
        protocol = data.get("protocol")
        # A bool is an int to isinstance, and to a pattern.
        if not isinstance(protocol, list) or [type(version) for version in protocol] != [int, int]:
            raise ProtocolError("protocol is not a range of two versions")
        types = data.get("types")
        if not isinstance(types, list) or not all(isinstance(name, str) for name in types):
            raise ProtocolError("types is not a list of names")
        return cls(
            device_id=read_id(data),
            protocol=(protocol[0], protocol[1]),
            firmware=read_text(data, "firmware"),
            chip=read_text(data, "chip"),
            flash=read_uint32(data, "flash"),
            max_config=read_uint32(data, "max_config"),
            max_pins=read_uint32(data, "max_pins"),
            types=frozenset(types),
        )

    @property
    def compatible(self) -> bool:
        """Return whether device and manager have a protocol version in common."""
        return self.protocol[0] <= PROTOCOL_VERSION <= self.protocol[1]


@dataclass(frozen=True, kw_only=True, slots=True)
class Spare:
    """An unassigned device."""

    device_id: str
    firmware: str
    chip: str

    @classmethod
    def from_json(cls, data: JsonObject) -> Self:
        """Read a spare message."""
        return cls(device_id=read_id(data), firmware=read_text(data, "firmware"), chip=read_text(data, "chip"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Rejected:
    """A configuration that a device refused for its content, or because it crashed."""

    revision: int
    hash: str
    error: str

    @classmethod
    def from_json(cls, data: JsonObject) -> Self:
        """Read the member `rejected` of a status."""
        return cls(revision=read_uint32(data, "revision"), hash=read_hash(data, "hash"), error=read_text(data, "error"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Offline:
    """A device's will, or its goodbye."""

    session: str
    connection: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Status:
    """Who runs what: the birth message of a connection."""

    session: str
    connection: int
    uptime_ms: int
    boot: int
    reset: str
    firmware: str
    ip: str
    manager: str | None
    role: str | None
    revision: int
    hash: str
    safe: int
    errors: tuple[WireError, ...]
    rejected: Rejected | None

    @classmethod
    def from_json(cls, data: JsonObject) -> Self | Offline:
        """Read a status or a will."""
        if not read_flag(data, "online"):
            return Offline(session=read_hash(data, "session"), connection=read_uint32(data, "conn"))
        rejected = data.get("rejected")
        return cls(
            session=read_hash(data, "session"),
            connection=read_uint32(data, "conn"),
            uptime_ms=read_uint32(data, "t"),
            boot=read_uint32(data, "boot"),
            reset=read_text(data, "reset"),
            firmware=read_text(data, "firmware"),
            ip=read_text(data, "ip"),
            manager=read_optional_name(data, "manager"),
            role=read_optional_name(data, "role"),
            revision=read_uint32(data, "revision"),
            hash=read_hash(data, "hash"),
            safe=read_uint32(data, "safe"),
            errors=WireError.list_from_json(data),
            rejected=None if rejected is None else Rejected.from_json(read_object(rejected)),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class State:
    """A snapshot of all pins."""

    session: str
    n: int
    uptime_ms: int
    pins: Mapping[str, PinValue]

    @classmethod
    def from_json(cls, data: JsonObject) -> Self:
        """Read a state."""
        return cls(
            session=read_hash(data, "session"),
            n=read_uint32(data, "n"),
            uptime_ms=read_uint32(data, "t"),
            pins=read_object(data.get("pins")),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """The outcome of a set or command."""

    session: str
    n: int
    uptime_ms: int
    message_id: str
    ok: bool
    errors: tuple[WireError, ...]
    scan: Scan


@dataclass(frozen=True, kw_only=True, slots=True)
class ConfigResult:
    """The outcome of a configuration."""

    session: str
    n: int
    uptime_ms: int
    revision: int
    hash: str
    ok: bool
    errors: tuple[WireError, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """How far a command has come that takes its time. Its outcome follows."""

    session: str
    n: int
    uptime_ms: int
    message_id: str
    percent: int


def result_from_json(data: JsonObject) -> Result | ConfigResult | Progress:
    """Read a result."""
    session = read_hash(data, "session")
    n = read_uint32(data, "n")
    uptime_ms = read_uint32(data, "t")
    if "progress" in data:
        percent = read_uint32(data, "progress")
        return Progress(session=session, n=n, uptime_ms=uptime_ms, message_id=read_text(data, "id"), percent=percent)
    ok = read_flag(data, "ok")
    errors = WireError.list_from_json(data)
    if "revision" in data:
        return ConfigResult(
            session=session,
            n=n,
            uptime_ms=uptime_ms,
            revision=read_uint32(data, "revision"),
            hash=read_hash(data, "hash"),
            ok=ok,
            errors=errors,
        )
    message_id = read_text(data, "id")
    scan = Scan.from_json(data)
    return Result(session=session, n=n, uptime_ms=uptime_ms, message_id=message_id, ok=ok, errors=errors, scan=scan)


@dataclass(frozen=True, kw_only=True, slots=True)
class Telemetry:
    """A device's heartbeat and health."""

    session: str
    uptime_ms: int
    rssi: int  #: dBm
    heap: int  #: free bytes
    block: int  #: bytes, the largest free block
    loop_ms: int

    @classmethod
    def from_json(cls, data: JsonObject) -> Self:
        """Read telemetry."""
        return cls(
            session=read_hash(data, "session"),
            uptime_ms=read_uint32(data, "t"),
            rssi=read_int(data, "rssi"),
            heap=read_uint32(data, "heap"),
            block=read_uint32(data, "block"),
            loop_ms=read_uint32(data, "loop_ms"),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Config:
    """A whole configuration. Without a role it is the tombstone, which unassigns the device."""

    revision: int
    manager: str
    role: str | None
    pins: tuple[PinObject, ...] = ()
    takeover_from: str | None = None
    rules: tuple[RuleObject, ...] = ()

    def to_payload(self) -> bytes:
        """Write the configuration; the same content always gives the same bytes."""
        takeover = {} if self.takeover_from is None else {"takeover_from": self.takeover_from}
        rules = {"rules": list(self.rules)} if self.rules else {}
        return encode(
            {
                "revision": self.revision,
                "manager": self.manager,
                **takeover,
                "role": self.role,
                "pins": list(self.pins),
                **rules,
            }
        )

    @classmethod
    def from_json(cls, data: JsonObject) -> Self:
        """Read a configuration back."""
        pins, rules = data.get("pins"), data.get("rules", [])
        if not isinstance(pins, list) or not isinstance(rules, list):
            raise ProtocolError("pins or rules is not a list")
        return cls(
            revision=read_uint32(data, "revision"),
            manager=read_name(data, "manager"),
            role=read_optional_name(data, "role"),
            pins=tuple(read_object(pin) for pin in pins),
            takeover_from=read_name(data, "takeover_from") if "takeover_from" in data else None,
            rules=tuple(read_object(rule) for rule in rules),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class SetPins:
    """Levels for some pins of a device."""

    message_id: str
    session: str
    until_ms: int
    pins: Mapping[str, PinValue]

    def to_payload(self) -> bytes:
        """Write the message."""
        return encode({"id": self.message_id, "session": self.session, "until": self.until_ms, "pins": dict(self.pins)})


@dataclass(frozen=True, kw_only=True, slots=True)
class Command:
    """A command to one device. Only a ping goes without `until_ms`."""

    message_id: str
    session: str
    until_ms: int | None
    name: str
    arguments: Mapping[str, int | str]

    def to_payload(self) -> bytes:
        """Write the message."""
        until = {} if self.until_ms is None else {"until": self.until_ms}
        return encode({"id": self.message_id, "session": self.session, **until, "cmd": self.name, **self.arguments})


@dataclass(frozen=True, kw_only=True, slots=True)
class ManagerPresence:
    """A manager says who it is; retained, at each connection."""

    manager_id: str
    run: str
    name: str

    def to_payload(self) -> bytes:
        """Write the message."""
        return encode(
            {
                "id": self.manager_id,
                "run": self.run,
                "name": self.name,
                "protocol": [PROTOCOL_VERSION, PROTOCOL_VERSION],
            }
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class ManagerBeat:
    """A manager lives; not retained."""

    manager_id: str
    run: str
    beat: int

    def to_payload(self) -> bytes:
        """Write the message."""
        return encode({"id": self.manager_id, "run": self.run, "beat": self.beat})


def manager_from_json(data: JsonObject) -> ManagerPresence | ManagerBeat:
    """Read a message of a manager."""
    manager_id = read_name(data, "id")
    run = read_hash(data, "run")
    if "beat" in data:
        return ManagerBeat(manager_id=manager_id, run=run, beat=read_uint32(data, "beat"))
    return ManagerPresence(manager_id=manager_id, run=run, name=read_text(data, "name"))
