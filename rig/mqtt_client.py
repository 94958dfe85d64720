"""A plain MQTT client that watches and speaks, as any program in a house could."""

import asyncio
from dataclasses import dataclass
import json
import time
from typing import Any, Self

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

from .ports import LOOPBACK
from .waiting import until


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """A message that arrived."""

    topic: str
    payload: bytes
    retained: bool
    at: float  #: monotonic clock, seconds

    @property
    def text(self) -> str:
        """Return the payload as text."""
        return self.payload.decode()

    @property
    def json(self) -> Any:
        """Return the decoded payload."""
        return json.loads(self.payload)


class MqttClient:
    """Follows everything below iotdm/1: `messages` in the order of arrival, `retained` as the broker holds it."""

    def __init__(self, port: int, *, user: str = "", password: str = "") -> None:
        """Prepare; use it as a context manager."""
        self.messages: list[Message] = []
        self.retained: dict[str, str] = {}
        self._port = port
        self._subscribed = False
        self._client = paho.Client(CallbackAPIVersion.VERSION2)
        if user:
            self._client.username_pw_set(user, password)
        self._client.on_message = self._on_message
        self._client.on_subscribe = self._on_subscribe

    async def __aenter__(self) -> Self:
        """Connect and subscribe."""
        self._client.connect(LOOPBACK, self._port)
        self._client.loop_start()
        self._client.subscribe("iotdm/1/#", qos=1)
        await until("the client is subscribed", lambda: self._subscribed)
        return self

    async def __aexit__(self, *_: object) -> None:
        """Disconnect."""
        self._client.disconnect()
        self._client.loop_stop()

    async def publish(self, topic: str, payload: str | bytes, *, qos: int = 1, retain: bool = False) -> None:
        """Publish; return when the broker has it (with QoS 0: when it is on its way)."""
        info = self._client.publish(topic, payload, qos, retain)
        await asyncio.get_running_loop().run_in_executor(None, info.wait_for_publish, 10)

    def on(self, topic: str) -> list[Message]:
        """Return the messages on a topic, in the order of arrival."""
        return [message for message in self.messages if message.topic == topic]

    async def next_on(self, topic: str, after: int = 0, *, within: float = 15.0) -> Message:
        """Return the message number `after` (from 0) on a topic, once it is there."""
        await until(f"a message on {topic}", lambda: len(self.on(topic)) > after, within=within)
        return self.on(topic)[after]

    def _on_subscribe(self, *_: object) -> None:
        self._subscribed = True

    def _on_message(self, _client: object, _user: object, message: paho.MQTTMessage) -> None:
        self.messages.append(
            Message(
                topic=message.topic, payload=bytes(message.payload), retained=bool(message.retain), at=time.monotonic()
            )
        )
        if not message.payload:
            self.retained.pop(message.topic, None)
        elif message.retain or _is_retained_kind(message.topic):
            self.retained[message.topic] = message.payload.decode(errors="replace")


def _is_retained_kind(topic: str) -> bool:
    # A broker delivers a retained message live with the flag cleared.
    kinds = ("/announce", "/status", "/state", "/spare", "/config", "/names")
    return topic.endswith(kinds)
