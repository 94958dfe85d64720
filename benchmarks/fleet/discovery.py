"""MQTT device discovery of Home Assistant: each board describes itself, and each pin has topics of its own."""

from collections.abc import Mapping
import time
from typing import ClassVar, override

import orjson

from .candidate import Candidate
from .pins import START, SWITCHES, Pin, Value, board_name, pin_name

_ROOT = "bench"


class Discovery(Candidate):
    """Simulated boards; payloads as in the documentation of the MQTT integration."""

    key: ClassVar[str] = "discovery"
    title: ClassVar[str] = "MQTT discovery"
    platform: ClassVar[str] = "mqtt"

    @override
    async def prepare(self) -> None:
        await self.house.mqtt.subscribe(f"{_ROOT}/+/+/set", self._obey)

    @override
    async def announce(self) -> float:
        began = time.perf_counter()
        for board in range(self.boards):
            self.house.mqtt.publish(f"homeassistant/device/{_ROOT}_{board}/config", _description(board), retain=True)
            self.house.mqtt.publish(f"{_ROOT}/{board}/availability", b"online", retain=True)
            for pin, value in START.items():
                self.house.mqtt.publish(_topic(board, pin), _payload(pin, value), retain=True)
        return began

    @override
    def publish_pin(self, board: int, pin: Pin, value: Value) -> None:
        self.house.mqtt.publish(_topic(board, pin), _payload(pin, value))

    @override
    def publish_board(self, board: int, values: Mapping[Pin, Value]) -> None:
        for pin, value in values.items():
            self.publish_pin(board, pin, value)

    def _obey(self, topic: str, payload: bytes) -> None:
        _, board, pin, _ = topic.split("/")
        self._obey_now(int(board))
        self.house.mqtt.publish(f"{_ROOT}/{board}/{pin}", payload, retain=True)


def _topic(board: int, pin: Pin) -> str:
    return f"{_ROOT}/{board}/{pin}"


def _payload(pin: Pin, value: Value) -> bytes:
    match pin:
        case Pin.SWITCH_1 | Pin.SWITCH_2:
            return b"ON" if value.on else b"OFF"
        case Pin.LIGHT:
            return orjson.dumps(
                {"state": "ON", "brightness": value.brightness, "color_mode": "brightness"}
                if value.on
                else {"state": "OFF"}
            )
        case Pin.SENSOR:
            return str(value.number).encode()


def _description(board: int) -> bytes:
    components: dict[str, dict[str, object]] = {}
    for pin in Pin:
        component: dict[str, object] = {
            "name": pin_name(pin),
            "unique_id": f"{_ROOT}_{board}_{pin}",
            "state_topic": _topic(board, pin),
        }
        match pin:
            case Pin.SENSOR:
                component |= {"platform": "sensor", "unit_of_measurement": "%", "state_class": "measurement"}
            case Pin.LIGHT:
                component |= {
                    "platform": "light",
                    "schema": "json",
                    "brightness": True,
                    "supported_color_modes": ["brightness"],
                }
            case _:
                component["platform"] = "switch"
        if pin in (*SWITCHES, Pin.LIGHT):
            component["command_topic"] = f"{_topic(board, pin)}/set"
        components[pin.value] = component
    return orjson.dumps(
        {
            "device": {"identifiers": [f"{_ROOT}_{board}"], "name": board_name(board), "manufacturer": "Benchmark"},
            "origin": {"name": "benchmark"},
            "availability_topic": f"{_ROOT}/{board}/availability",
            "components": components,
        }
    )
