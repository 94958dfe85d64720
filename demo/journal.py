"""What happened on the table, the newest first."""

from bisect import insort_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from .configurations import Pin

_KEPT: Final = 60
# Steps of a fade, or of blinking, that are closer than this are one event.
_STEP_MS: Final = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """Something that a person would want to see, of a board or of one of its pins."""

    at_ms: int  #: since 1970
    device_id: str
    pin: Pin | None = None
    what: str


class Journal:
    """The last events."""

    def __init__(self) -> None:
        """Begin empty."""
        self._events: list[Event] = []
        #: By device and pin: the event whose place the next step takes.
        self._steps: dict[tuple[str, Pin | None], Event] = {}

    def note(self, event: Event, *, is_step: bool = False) -> None:
        """Add an event where its time is; what follows a step within a moment takes its place."""
        subject = (event.device_id, event.pin)
        step = self._steps.pop(subject, None)
        if step is not None and step in self._events and event.at_ms - step.at_ms < _STEP_MS:
            self._events.remove(step)
        # The boards are looked at one after the other.
        insort_left(self._events, event, key=_age)
        del self._events[_KEPT:]
        if is_step:
            self._steps[subject] = event

    def __iter__(self) -> Iterator[Event]:
        """Return the events."""
        return iter(self._events)


def _age(event: Event) -> int:
    return -event.at_ms
