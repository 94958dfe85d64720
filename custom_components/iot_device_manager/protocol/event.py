"""What somebody does with a button, as docs/protocol.md describes it."""

from dataclasses import dataclass
from typing import Self

from .values import JsonObject, read_hash, read_text, read_uint32


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """What somebody did with a button."""

    session: str
    n: int
    uptime_ms: int
    key: str
    event: str
    count: int  #: clicks; 0 for every other event

    @classmethod
    def from_json(cls, data: JsonObject) -> Self:
        """Read an event."""
        return cls(
            session=read_hash(data, "session"),
            n=read_uint32(data, "n"),
            uptime_ms=read_uint32(data, "t"),
            key=read_text(data, "key"),
            event=read_text(data, "event"),
            count=read_uint32(data, "count") if "count" in data else 0,
        )
