"""What the boards are configured to be, as the broker keeps it for them."""

from collections.abc import Mapping
from dataclasses import dataclass
import json
from typing import Any, Self

from paho.mqtt import client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from rig.ports import LOOPBACK


@dataclass(frozen=True, kw_only=True, slots=True)
class Pin:
    """A configured pin."""

    key: str
    type: str
    gpio: int
    pull: str

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read a pin's object."""
        return cls(key=str(data["key"]), type=str(data["type"]), gpio=int(data["gpio"]), pull=data.get("pull", "none"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Configuration:
    """A board's configuration; without pins and assignment for a spare."""

    assigned: bool = False
    pins: tuple[Pin, ...] = ()

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read a retained configuration."""
        return cls(assigned=data["role"] is not None, pins=tuple(map(Pin.from_json, data["pins"])))


class Configurations:
    """Follows the retained configurations of all boards, in a thread of the MQTT client."""

    def __init__(self) -> None:
        """Prepare."""
        self._found: dict[str, Configuration] = {}
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2)
        self._client.on_connect = lambda client, *_: client.subscribe("iotdm/1/+/in/config", qos=1)
        self._client.on_message = self._received

    def start(self, broker_port: int) -> None:
        """Begin to follow."""
        self._client.connect(LOOPBACK, broker_port)
        self._client.loop_start()

    def stop(self) -> None:
        """End."""
        self._client.disconnect()
        self._client.loop_stop()

    def of(self, device_id: str) -> Configuration:
        """Return the configuration of a board."""
        return self._found.get(device_id, Configuration())

    def _received(self, _client: mqtt.Client, _data: Any, message: mqtt.MQTTMessage) -> None:
        device_id = message.topic.split("/")[2]
        # Like a board, this keeps what it has when the topic is emptied or holds nonsense.
        try:
            self._found[device_id] = Configuration.from_json(json.loads(message.payload))
        except ValueError, TypeError, KeyError:
            return
