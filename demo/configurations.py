"""What the boards are configured to be, as the broker keeps it for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
import json
from typing import Any, Self

from paho.mqtt import client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from rig.ports import LOOPBACK


@dataclass(frozen=True, kw_only=True, slots=True)
class Pin:
    """A configured pin, or one of its GPIOs when it has several."""

    key: str
    type: str
    gpio: int
    pull: str

    @classmethod
    def all_from_json(cls, data: Mapping[str, Any]) -> tuple[Self, ...]:
        """Read a pin's object."""
        gpios = data["gpio"] if isinstance(data["gpio"], list) else [data["gpio"]]
        return tuple(
            cls(key=str(data["key"]), type=str(data["type"]), gpio=int(gpio), pull=data.get("pull", "none"))
            for gpio in gpios
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Configuration:
    """A board's configuration; without pins and assignment for a spare."""

    assigned: bool = False
    pins: tuple[Pin, ...] = ()

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read a retained configuration."""
        return cls(
            assigned=data["role"] is not None, pins=tuple(chain.from_iterable(map(Pin.all_from_json, data["pins"])))
        )


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
