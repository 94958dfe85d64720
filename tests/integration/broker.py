"""A broker in place of the network: keeps what is retained, delivers to Home Assistant and to boards."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
import itertools
import json
from typing import Any, Final

from homeassistant.core import HomeAssistant
from paho.mqtt.client import topic_matches_sub
from pytest_homeassistant_custom_component.common import MockMqttReasonCode, async_fire_mqtt_message
from pytest_homeassistant_custom_component.typing import MqttMockPahoClient

_NO_CONNECTION: Final = 4


@dataclass(frozen=True, kw_only=True, slots=True)
class Published:
    """A message that Home Assistant published."""

    topic: str
    payload: bytes
    qos: int
    retain: bool
    at: float  #: on the loop's clock

    @property
    def json(self) -> Any:
        """Return the content."""
        return json.loads(self.payload)


@dataclass(frozen=True, slots=True)
class _Info:
    """What paho returns for a publish."""

    mid: int
    rc: int


class Broker:
    """Stands behind the mock of paho's client that the harness makes."""

    def __init__(self, hass: HomeAssistant, client: MqttMockPahoClient) -> None:
        """Begin with nothing retained, and connected as soon as the MQTT integration is set up."""
        self._hass = hass
        self._client = client
        self._mids = itertools.count(1)
        self._filters: set[str] = set()
        self._boards: list[Callable[[str, bytes], None]] = []
        self.up = True
        #: takes no message, although it seems to be there
        self.refuses = False
        #: seconds until it acknowledges a message
        self.delay = 0.0
        self.retained: dict[str, bytes] = {}
        self.published: list[Published] = []
        client.publish.side_effect = self._published
        client.subscribe.side_effect = self._subscribed
        client.unsubscribe.side_effect = self._unsubscribed
        client.disconnect.side_effect = self._disconnected

    # What tests and boards do

    def publish(self, topic: str, content: Any, *, retain: bool = False, qos: int = 1) -> None:
        """Publish as another client: bytes and text as they are, anything else as JSON."""
        payload = _payload(content)
        self._keep(topic, payload, retain=retain)
        self._deliver(topic, payload, qos=qos, retain=False)

    def listen(self, receive: Callable[[str, bytes], None]) -> None:
        """Call `receive` with topic and payload of what Home Assistant publishes."""
        self._boards.append(receive)

    def stop(self) -> None:
        """Go away, keeping what is retained."""
        self.up = False
        self._disconnected()

    def start(self) -> None:
        """Come back, and deliver what is retained to those who subscribe."""
        self.up = True
        self._client.on_connect(self._client, None, 0, MockMqttReasonCode())

    # What tests ask

    def on(self, topic: str) -> list[Published]:
        """Return what Home Assistant published on a topic or a filter."""
        return [message for message in self.published if topic_matches_sub(topic, message.topic)]

    def forget(self) -> None:
        """Forget what was published so far, but not what is retained."""
        self.published.clear()

    # Home Assistant's client

    def _published(self, topic: str, payload: Any, qos: int, retain: bool, properties: Any = None) -> _Info:
        if not self.up or self.refuses:
            return _Info(0, _NO_CONNECTION)
        now = self._hass.loop.time()
        message = Published(topic=topic, payload=_payload(payload), qos=qos, retain=retain, at=now)
        self.published.append(message)
        self._keep(topic, message.payload, retain=retain)
        self._hass.loop.call_soon(self._pass_on, message)
        return _Info(self._acknowledge(self._client.on_publish), 0)

    def _pass_on(self, message: Published) -> None:
        self._deliver(message.topic, message.payload, qos=message.qos, retain=False)
        for receive in self._boards:
            receive(message.topic, message.payload)

    def _subscribed(
        self, topics: str | Sequence[tuple[str, int]], qos: int = 0, properties: Any = None
    ) -> tuple[int, int]:
        filters = [topics] if isinstance(topics, str) else [topic for topic, _ in topics]
        self._filters.update(filters)
        mid = self._acknowledge(self._client.on_subscribe)
        for topic, payload in list(self.retained.items()):
            if any(topic_matches_sub(filter_, topic) for filter_ in filters):
                self._hass.loop.call_soon(self._deliver_kept, topic, payload)
        return 0, mid

    def _unsubscribed(self, topics: Sequence[str]) -> tuple[int, int]:
        self._filters.difference_update(topics)
        return 0, self._acknowledge(self._client.on_unsubscribe)

    def _disconnected(self) -> None:
        self._filters.clear()
        self._client.on_disconnect(self._client, None, 0, MockMqttReasonCode())

    def _acknowledge(self, on_done: Callable[..., None]) -> int:
        mid = next(self._mids)
        answer = partial(on_done, self._client, None, mid, [MockMqttReasonCode()], None)
        if self.delay:
            self._hass.loop.call_later(self.delay, answer)
        else:
            self._hass.loop.call_soon(answer)
        return mid

    def _keep(self, topic: str, payload: bytes, *, retain: bool) -> None:
        if retain and payload:
            self.retained[topic] = payload
        elif retain:
            self.retained.pop(topic, None)

    def _deliver_kept(self, topic: str, payload: bytes) -> None:
        self._deliver(topic, payload, qos=1, retain=True)

    def _deliver(self, topic: str, payload: bytes, *, qos: int, retain: bool) -> None:
        if self.up and any(topic_matches_sub(filter_, topic) for filter_ in self._filters):
            async_fire_mqtt_message(self._hass, topic, payload, qos, retain)


def _payload(content: Any) -> bytes:
    match content:
        case bytes() | bytearray():
            return bytes(content)
        case str():
            return content.encode()
        case None:
            return b""
    return json.dumps(content, separators=(",", ":"), ensure_ascii=False).encode()
