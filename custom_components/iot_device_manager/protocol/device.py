"""One device as its manager sees it: messages in, facts out."""

from collections.abc import Mapping, Set as AbstractSet
from typing import Any, Final

from .clock import UptimeClock, wrapped_difference
from .event import Event
from .exceptions import ProtocolError
from .messages import (
    Announce,
    ConfigResult,
    Offline,
    PinValue,
    Progress,
    Result,
    Spare,
    State,
    Status,
    Telemetry,
    result_from_json,
)
from .topics import Report
from .values import read_object

# A device reports at least every 65 s; two lost messages are no reason to call it away.
SILENCE_S: Final = 150.0
# What somebody did with a button counts only for so long.
_LATEST_MS: Final = 3000
# What does not tell how long its device has run. A tuple, because a union would be made anew for each message.
_WITHOUT_UPTIME: Final = (Announce, Spare, Offline)

type DeviceMessage = Announce | Spare | Status | Offline | State | Result | ConfigResult | Progress | Event | Telemetry


class DeviceView:
    """What is known of one device. Takes its messages in any order, late and repeated."""

    __slots__ = (
        "_clock",
        "_clock_session",
        "announce",
        "device_id",
        "event",
        "heard_at",
        "online",
        "spare",
        "state",
        "status",
        "telemetry",
    )

    def __init__(self, device_id: str) -> None:
        """Begin with a device that was never heard."""
        self.device_id = device_id
        self.announce: Announce | None = None
        self.spare: Spare | None = None
        self.status: Status | None = None
        self.online = False
        self.state: State | None = None
        self.event: Event | None = None
        self.telemetry: Telemetry | None = None
        self._clock = UptimeClock()
        self._clock_session: str | None = None
        #: when the last live message came, on the manager's clock
        self.heard_at: float | None = None

    def receive(self, kind: Report, data: Any, *, retained: bool, now: float) -> DeviceMessage | None:
        """Take in a message and return it; None when it is older than what is known, or an event that is late.

        `data` is the decoded payload, `now` the manager's monotonic clock in seconds. Raises ProtocolError.
        """
        message = self._parse(kind, data)
        if self._is_outdated(message, retained=retained, now=now):
            return None
        if not retained and not isinstance(message, Offline):
            self.heard_at = now
            self._observe_clock(message, now)
        # First what comes most, here and below: a house sends thousands of states for each message of another kind.
        match message:
            case State():
                self.state = message
            case Announce():
                self.announce = message
            case Spare():
                self.spare = message
            case Status():
                self.status = message
                self.online = True
            case Offline():
                self.online = False
            case Event():
                self.event = message
            case Telemetry():
                self.telemetry = message
        return message

    def clear(self, kind: Report) -> None:
        """Take in that a retained report was cleared."""
        if kind is Report.SPARE:
            self.spare = None

    def broker_lost(self) -> None:
        """Take in that nothing is known until the broker is back and repeats what it retains."""
        self.online = False

    def is_available(self, now: float, connected_at: float) -> bool:
        """Return whether the device can be relied on, given when the manager last connected to the broker."""
        if not self.online:
            return False
        heard_at = connected_at if self.heard_at is None else max(self.heard_at, connected_at)
        return now - heard_at < SILENCE_S

    def is_heard_in(self, session: str) -> bool:
        """Return whether the last live message that names its session was of this one."""
        return session == self._clock_session

    def values(self) -> Mapping[str, PinValue]:
        """Return what the device reports of its pins in its present session."""
        if self.state is None or self.status is None or self.state.session != self.status.session:
            return {}
        return self.state.pins

    def last_values(self) -> Mapping[str, PinValue]:
        """Return what the device last reported of its pins, also when it has gone since."""
        if self.state is None or (self.status is not None and self.state.session != self.status.session):
            return {}
        return self.state.pins

    def reports(self, keys: AbstractSet[str]) -> bool:
        """Return whether the device says anything of all these pins in its present session, if only an error."""
        if self.state is None or self.status is None or self.state.session != self.status.session:
            return False
        return keys <= self.state.pins.keys()

    def uptime_ms(self, now: float) -> int | None:
        """Return the estimated uptime in the present session, or None without a recent live message."""
        if self.status is None or self._clock_session != self.status.session:
            return None
        return self._clock.estimate(_milliseconds(now))

    def _parse(self, kind: Report, data: Any) -> DeviceMessage:
        content = read_object(data)
        message: DeviceMessage
        match kind:
            case Report.STATE:
                return State.from_json(content)
            case Report.ANNOUNCE:
                message = Announce.from_json(content)
            case Report.SPARE:
                message = Spare.from_json(content)
            case Report.STATUS:
                message = Status.from_json(content)
            case Report.RESULT:
                message = result_from_json(content)
            case Report.EVENT:
                message = Event.from_json(content)
            case Report.TELEMETRY:
                message = Telemetry.from_json(content)
        if isinstance(message, Announce | Spare) and message.device_id != self.device_id:
            raise ProtocolError(f"names another id than its topic: {message.device_id}")
        return message

    def _is_outdated(self, message: DeviceMessage, *, retained: bool, now: float) -> bool:
        match message:
            case State() if self.state is not None:
                return message.session == self.state.session and message.n <= self.state.n
            case Status() | Offline() if self.status is not None:
                return message.session == self.status.session and message.connection < self.status.connection
            case Event():
                return retained or not self._has_just_happened(message, now)
        return False

    def _has_just_happened(self, event: Event, now: float) -> bool:
        """Return whether an event is a new one of the present session, and in time as far as anybody can tell."""
        if self.status is None or event.session != self.status.session:
            return False
        if self.event is not None and self.event.session == event.session and event.n <= self.event.n:
            return False
        uptime_ms = self.uptime_ms(now)
        return uptime_ms is None or wrapped_difference(uptime_ms, event.uptime_ms) <= _LATEST_MS

    def _observe_clock(self, message: DeviceMessage, now: float) -> None:
        if isinstance(message, _WITHOUT_UPTIME):
            return
        if message.session != self._clock_session:
            self._clock = UptimeClock()
            self._clock_session = message.session
        self._clock.observe(_milliseconds(now), message.uptime_ms)


def _milliseconds(now: float) -> int:
    return int(now * 1000)
