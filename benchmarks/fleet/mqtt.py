"""An MQTT client on the harness's own loop, so that no other thread delays what is measured."""

import asyncio
from collections.abc import Callable
import socket
from typing import Any, Final, Self

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

from rig.ports import LOOPBACK

type Receiver = Callable[[str, bytes], None]

_MISC_S: Final = 1.0


class MqttClient:
    """Publishes at QoS 0, and hands each message of its subscriptions to their receiver."""

    def __init__(self, port: int) -> None:
        """Prepare; use it as a context manager."""
        self._port = port
        self._receivers: dict[str, Receiver] = {}
        self._subscribed = asyncio.Event()
        self._connected = asyncio.Event()
        self._keeper: asyncio.Task[None] | None = None
        self._client = paho.Client(CallbackAPIVersion.VERSION2)
        self._client.on_socket_open = self._on_socket_open
        self._client.on_socket_close = self._on_socket_close
        self._client.on_socket_register_write = self._on_register_write
        self._client.on_socket_unregister_write = self._on_unregister_write
        self._client.on_connect = lambda *_: self._connected.set()
        self._client.on_subscribe = lambda *_: self._subscribed.set()
        self._client.on_message = self._on_message

    async def __aenter__(self) -> Self:
        """Connect."""
        self._loop = asyncio.get_running_loop()
        await self.connect()
        self._keeper = asyncio.create_task(self._keep_alive())
        return self

    async def __aexit__(self, *_: object) -> None:
        """Disconnect."""
        if self._keeper is not None:
            self._keeper.cancel()
        self._client.disconnect()

    async def connect(self) -> None:
        """Connect, also again after the broker was away; subscriptions are renewed."""
        self._connected.clear()
        self._client.connect(LOOPBACK, self._port)
        # Nagle's algorithm would hold small messages back.
        raw: Any = self._client.socket()
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await self._connected.wait()
        for topic in self._receivers:
            await self._subscribe(topic)

    async def subscribe(self, topic: str, receiver: Receiver) -> None:
        """Hand each message on a topic to a receiver, from when the broker has confirmed it."""
        self._receivers[topic] = receiver
        await self._subscribe(topic)

    async def _subscribe(self, topic: str) -> None:
        self._subscribed.clear()
        self._client.subscribe(topic)
        await self._subscribed.wait()

    def unsubscribe(self, topic: str) -> None:
        """End a subscription."""
        del self._receivers[topic]
        self._client.unsubscribe(topic)

    def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> None:
        """Publish at QoS 0."""
        self._client.publish(topic, payload, 0, retain)

    async def _keep_alive(self) -> None:
        while True:
            self._client.loop_misc()
            await asyncio.sleep(_MISC_S)

    def _on_socket_open(self, _client: paho.Client, _userdata: Any, opened: Any) -> None:
        self._loop.add_reader(opened, self._client.loop_read)

    def _on_socket_close(self, _client: paho.Client, _userdata: Any, closed: Any) -> None:
        self._loop.remove_reader(closed)

    def _on_register_write(self, _client: paho.Client, _userdata: Any, writable: Any) -> None:
        self._loop.add_writer(writable, self._client.loop_write)

    def _on_unregister_write(self, _client: paho.Client, _userdata: Any, writable: Any) -> None:
        self._loop.remove_writer(writable)

    def _on_message(self, _client: paho.Client, _userdata: Any, message: paho.MQTTMessage) -> None:
        for topic, receive in list(self._receivers.items()):
            # A receiver may end its own subscription while more is on its way.
            if topic in self._receivers and paho.topic_matches_sub(topic, message.topic):
                receive(message.topic, message.payload)
