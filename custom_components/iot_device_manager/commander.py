"""Sets and commands to one device: sent once, answered or failed within five seconds, never late."""

import asyncio
from asyncio import Future, TimerHandle
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
import itertools
import secrets
from typing import Final, Protocol

from homeassistant.components import mqtt
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError

from .const import DOMAIN
from .protocol import topics
from .protocol.device import DeviceView
from .protocol.messages import Command, PinValue, Result, SetPins
from .protocol.values import UINT32

# How long after the device's estimated present a message may still act.
_VALID_MS: Final = 3000
_RESEND_S: Final = 1.5
_DEADLINE_S: Final = 5.0
# A device lists no more errors in one result.
_MOST_ERRORS: Final = 8
# The only command that needs no clock: its result tells the clock.
_PING: Final = "ping"

# The words that have a translated sentence of their own, `error_<word>`.
TRANSLATED_ERRORS: Final = frozenset(
    {
        "bad_combination",
        "bad_option",
        "bad_value",
        "expired",
        "interlocked",
        "no_memory",
        "pin_in_use",
        "pin_not_capable",
        "pin_reserved",
        "rate_limited",
        "safe_mode",
        "sensor_bad_value",
        "unknown_command",
        "unknown_pin",
        "unknown_type",
        "wrong_session",
    }
)


class _ExpiredError(HomeAssistantError):
    """The device called a set or command too old."""


def command_error(word: str, name: str) -> HomeAssistantError:
    """Return what to raise when a device answers a set or command for `name` with an error word."""
    kind = _ExpiredError if word == "expired" else HomeAssistantError
    return kind(
        translation_domain=DOMAIN,
        translation_key=f"error_{word}" if word in TRANSLATED_ERRORS else "error_other",
        translation_placeholders={"name": name, "error": word},
    )


class CommandedDevice(Protocol):
    """A device that can be asked for something."""

    device_id: str
    view: DeviceView

    @property
    def available(self) -> bool:
        """Return whether it can be relied on."""

    @property
    def name(self) -> str:
        """Return how people call it."""

    def name_of(self, key: str) -> str:
        """Return the name of the pin with this key, or of the device for an empty key."""

    def uptime_ms(self) -> int | None:
        """Return its estimated uptime, None without a recent live message."""


@dataclass(kw_only=True, slots=True)
class _Sent:
    """A message that waits for its result."""

    topic: str
    payload: bytes
    session: str
    #: who waits, by pin; a command waits under the empty key
    waiting: Mapping[str, list[Future[Result]]]
    timers: list[TimerHandle] = field(default_factory=list)


class Commander:
    """Carries the wishes of entities to one device."""

    def __init__(self, hass: HomeAssistant, device: CommandedDevice) -> None:
        """Begin with nothing asked."""
        self._hass = hass
        self._device = device
        # Ids must be new to the device's session, which may outlive this run of Home Assistant.
        self._id_prefix = secrets.token_hex(3)
        self._ids = itertools.count()
        self._sent: dict[str, _Sent] = {}
        self._asked: dict[str, PinValue] = {}
        self._askers: dict[str, list[Future[Result]]] = {}
        self._pinging: asyncio.Task[Result] | None = None

    async def async_set(self, key: str, value: PinValue) -> None:
        """Set a pin; return when the device has done and reported it.

        What is asked in the same moment, for other pins of the device too, goes in one message. Raises
        HomeAssistantError when the device refuses or does not answer.
        """
        await self._async_know_clock()
        await self._async_in_time(partial(self._async_ask, key, value))

    async def _async_ask(self, key: str, value: PinValue) -> Result:
        if not self._askers:
            self._hass.loop.call_soon(self._flush)
        future: Future[Result] = self._hass.loop.create_future()
        self._asked[key] = value
        self._askers.setdefault(key, []).append(future)
        return await future

    async def _async_in_time(self, ask: Callable[[], Awaitable[Result]]) -> Result:
        """Ask, and once more when the device calls that expired sooner than it can have.

        Then its clock was estimated by messages that waited here, as in a busy start; its answer has corrected that.
        """
        loop = self._hass.loop
        asked_at = loop.time()
        try:
            return await ask()
        except _ExpiredError:
            if loop.time() - asked_at >= _VALID_MS / 1000:
                raise
        return await ask()

    async def async_command(self, name: str, **arguments: int | str) -> Result:
        """Send a command and return the device's answer. Raises HomeAssistantError like async_set."""
        if name == _PING:
            return await self._async_command(name, None, arguments)
        await self._async_know_clock()
        return await self._async_in_time(lambda: self._async_command(name, self._until_ms(), arguments))

    async def _async_command(self, name: str, until_ms: int | None, arguments: Mapping[str, int | str]) -> Result:
        message_id = self._next_id()
        command = Command(
            message_id=message_id, session=self._session(), until_ms=until_ms, name=name, arguments=arguments
        )
        future: Future[Result] = self._hass.loop.create_future()
        self._send(message_id, topics.command(self._device.device_id), command.to_payload(), {"": [future]})
        return await future

    async def _async_know_clock(self) -> None:
        """Return when the device's clock is known. Those who ask in the same moment share one ping."""
        if self._device.uptime_ms() is not None:
            return
        if self._pinging is None:
            self._pinging = self._hass.async_create_task(self.async_command(_PING), eager_start=True)
            self._pinging.add_done_callback(self._pinged)
        # One caller who gives up must not end the ping of the others.
        await asyncio.shield(self._pinging)

    def _pinged(self, _: asyncio.Task[Result]) -> None:
        self._pinging = None

    @callback
    def async_receive(self, result: Result) -> None:
        """Take in a result."""
        sent = self._sent.get(result.message_id)
        if sent is None or sent.session != result.session:
            return
        words = {error.key or "": error.word for error in result.errors}
        # The device could not even remember the message; it is sent again.
        if words.get("") == "busy":
            return
        self._close(result.message_id)
        # A refusal that names no reason, or as many as fit, may concern any of the others.
        rest = None if result.ok or 0 < len(result.errors) < _MOST_ERRORS else "other"
        for key, futures in sent.waiting.items():
            word = words.get(key, words.get("", rest))
            outcome = result if word is None else command_error(word, self._device.name_of(key))
            _settle(futures, outcome)

    @callback
    def async_session_is(self, session: str) -> None:
        """Fail what was asked in an earlier session: the device has restarted and forgotten it."""
        for message_id, sent in list(self._sent.items()):
            if sent.session != session:
                self._fail(message_id, "error_wrong_session")

    @callback
    def async_fail_all(self, translation_key: str) -> None:
        """Fail everything that waits: the device or the broker has gone."""
        for message_id in list(self._sent):
            self._fail(message_id, translation_key)

    def _session(self) -> str:
        status = self._device.view.status
        if not self._device.available or status is None:
            raise self._unreachable("device_unavailable")
        return status.session

    def _until_ms(self) -> int:
        uptime_ms = self._device.uptime_ms()
        if uptime_ms is None:
            # The device restarted between its answer to the ping and now.
            raise self._unreachable("device_unavailable")
        return (uptime_ms + _VALID_MS) % UINT32

    def _next_id(self) -> str:
        return f"{self._id_prefix}{next(self._ids):x}"

    @callback
    def _flush(self) -> None:
        asked, askers = self._asked, self._askers
        self._asked, self._askers = {}, {}
        message_id = self._next_id()
        try:
            message = SetPins(message_id=message_id, session=self._session(), until_ms=self._until_ms(), pins=asked)
        except HomeAssistantError as err:
            for futures in askers.values():
                _settle(futures, err)
            return
        self._send(message_id, topics.set_pins(self._device.device_id), message.to_payload(), askers)

    def _send(self, message_id: str, topic: str, payload: bytes, waiting: Mapping[str, list[Future[Result]]]) -> None:
        sent = _Sent(topic=topic, payload=payload, session=self._session(), waiting=waiting)
        self._sent[message_id] = sent
        loop = self._hass.loop
        sent.timers = [
            loop.call_later(_RESEND_S, self._publish, message_id),
            loop.call_later(_DEADLINE_S, self._fail, message_id, "no_answer"),
        ]
        self._publish(message_id)

    @callback
    def _publish(self, message_id: str) -> None:
        self._hass.async_create_task(self._async_publish(message_id), eager_start=True)

    async def _async_publish(self, message_id: str) -> None:
        sent = self._sent[message_id]
        try:
            # QoS 0: with QoS 1 the client would keep it through an outage and deliver it late.
            await mqtt.async_publish(self._hass, sent.topic, sent.payload, 0, False)
        except HomeAssistantError:
            self._fail(message_id, "broker_unavailable")

    @callback
    def _fail(self, message_id: str, translation_key: str) -> None:
        sent = self._sent.get(message_id)
        if sent is None:
            return
        self._close(message_id)
        for futures in sent.waiting.values():
            _settle(futures, self._unreachable(translation_key))

    def _close(self, message_id: str) -> None:
        sent = self._sent.pop(message_id)
        for timer in sent.timers:
            timer.cancel()

    def _unreachable(self, translation_key: str) -> HomeAssistantError:
        return HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key=translation_key,
            translation_placeholders={"name": self._device.name},
        )


def _settle(futures: list[Future[Result]], outcome: Result | Exception) -> None:
    """Let those who wait go on, or fail. A cancelled service call no longer waits."""
    for future in futures:
        if future.done():
            continue
        if isinstance(outcome, Exception):
            future.set_exception(outcome)
        else:
            future.set_result(outcome)
