"""What somebody does with a button, as docs/protocol.md describes it."""

from dataclasses import dataclass
from typing import Final, Self

from .exceptions import ProtocolError
from .values import JsonObject, read_hash, read_text, read_uint32

CLICK: Final = "click"
_MOST_CLICKS: Final = 3


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
        event = read_text(data, "event")
        count = read_uint32(data, "count") if event == CLICK else 0
        if event == CLICK and not 1 <= count <= _MOST_CLICKS:
            raise ProtocolError(f"count is not 1 to {_MOST_CLICKS}")
        return cls(
            session=read_hash(data, "session"),
            n=read_uint32(data, "n"),
            uptime_ms=read_uint32(data, "t"),
            key=read_text(data, "key"),
            event=event,
            count=count,
        )
