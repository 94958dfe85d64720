"""The Tasmota integration: boards with the native discovery of that firmware, which it asks at each start."""

from collections.abc import Mapping
import time
from typing import Any, ClassVar, Final, override

import orjson

from .candidate import Candidate
from .pins import OFF, SWITCHES, Pin, Value, board_name, pin_name

_SENSOR: Final = "Benchmark"
_POWER: Final = {Pin.SWITCH_1: "POWER1", Pin.SWITCH_2: "POWER2", Pin.LIGHT: "POWER3"}
# Options that the discovery message of the firmware always has.
_OPTIONS: Final = dict.fromkeys(("4", "11", "13", "17", "20", "30", "68", "73", "82", "114", "117"), 0)


class Tasmota(Candidate):
    """Simulated boards; messages as Tasmota 14 sends them."""

    key: ClassVar[str] = "tasmota"
    title: ClassVar[str] = "Tasmota"
    platform: ClassVar[str] = "tasmota"

    @override
    def entity_id(self, board: int, pin: Pin) -> str:
        name = super().entity_id(board, pin)
        return name.replace("_sensor", f"_{_SENSOR.lower()}_sensor") if pin is Pin.SENSOR else name

    @override
    async def prepare(self) -> None:
        await self.house.home_assistant.flow("flow", {"handler": "tasmota"}, {})
        self._on = [dict.fromkeys(_POWER, False) for _ in range(self.boards)]
        await self.house.mqtt.subscribe("cmnd/+/+", self._obey)

    @override
    async def announce(self) -> float:
        began = time.perf_counter()
        for board in range(self.boards):
            self._publish_discovery(board)
            self.house.mqtt.publish(f"tele/{_name(board)}/LWT", b"Online", retain=True)
        return began

    @override
    def publish_pin(self, board: int, pin: Pin, value: Value) -> None:
        if pin is Pin.SENSOR:
            self._publish(board, "tele", "SENSOR", _measured(value))
        else:
            self._publish(board, "stat", "RESULT", _power(pin, value))

    @override
    def publish_board(self, board: int, values: Mapping[Pin, Value]) -> None:
        powers: dict[str, Any] = {}
        for pin in _POWER:
            powers |= _power(pin, values[pin])
        self._publish(board, "tele", "STATE", powers)
        self._publish(board, "tele", "SENSOR", _measured(values[Pin.SENSOR]))

    def _publish_discovery(self, board: int) -> None:
        root = f"tasmota/discovery/{_mac(board)}"
        self.house.mqtt.publish(f"{root}/config", _description(board), retain=True)
        sensors = {"sn": {"Time": "2026-01-01T00:00:00", **_measured(OFF)}, "ver": 1}
        self.house.mqtt.publish(f"{root}/sensors", orjson.dumps(sensors), retain=True)

    def _publish(self, board: int, prefix: str, suffix: str, content: Mapping[str, Any]) -> None:
        self.house.mqtt.publish(f"{prefix}/{_name(board)}/{suffix}", orjson.dumps(content))

    def _obey(self, topic: str, payload: bytes) -> None:
        _, name, command = topic.split("/")
        board = int(name.removeprefix("tasmota_"))
        match command.upper():
            case "STATE":
                self._publish(board, "stat", "RESULT", self._powers(board))
            case "STATUS":
                number = payload.decode()
                self._publish(board, "stat", f"STATUS{number}", self._status(board, number))
            case power:
                self._obey_now(board)
                pin = next(pin for pin, word in _POWER.items() if word == power)
                self._on[board][pin] = payload == b"ON"
                self._publish(board, "stat", "RESULT", {power: payload.decode()})

    def _powers(self, board: int) -> dict[str, Any]:
        powers: dict[str, Any] = {_POWER[pin]: "ON" if on else "OFF" for pin, on in self._on[board].items()}
        return powers | {"Dimmer": 0}

    def _status(self, board: int, number: str) -> dict[str, Any]:
        match number:
            case "10":
                return {"StatusSNS": {"Time": "2026-01-01T00:00:00", **_measured(OFF)}}
            case "11":
                wifi = {
                    "AP": 1,
                    "SSId": "home",
                    "BSSId": "00:00:00:00:00:00",
                    "RSSI": 80,
                    "Signal": -60,
                    "LinkCount": 1,
                }
                return {"StatusSTS": {"UptimeSec": 60, "MqttCount": 1, "Wifi": wifi, **self._powers(board)}}
            case "5":
                return {"StatusNET": {"Hostname": _name(board), "IPAddress": "192.0.2.1", "Mac": _mac(board)}}
            case "4":
                return {"StatusMEM": {"Features": []}}
            case "1":
                prm = {"RestartReason": "Power On", "StartupUTC": "2026-01-01T00:00:00", "BootCount": 1}
                return {"StatusPRM": prm}
            case _:
                return {"StatusFWR": {"Version": "14.2.0(tasmota)"}}


def _name(board: int) -> str:
    return f"tasmota_{board}"


def _mac(board: int) -> str:
    return f"02{board:010X}"


def _power(pin: Pin, value: Value) -> dict[str, Any]:
    power: dict[str, Any] = {_POWER[pin]: "ON" if value.on else "OFF"}
    return power if pin in SWITCHES else power | {"Dimmer": value.percent}


def _measured(value: Value) -> dict[str, Any]:
    return {_SENSOR: {"Sensor": value.number}}


def _description(board: int) -> bytes:
    names: list[str | None] = [pin_name(pin) for pin in _POWER]
    return orjson.dumps(
        {
            "ip": "192.0.2.1",
            "dn": board_name(board),
            "fn": names + [None] * (8 - len(names)),
            "hn": _name(board),
            "mac": _mac(board),
            "md": "Generic",
            "ty": 0,
            "if": 0,
            "ofln": "Offline",
            "onln": "Online",
            "state": ["OFF", "ON", "TOGGLE", "HOLD"],
            "sw": "14.2.0",
            "t": _name(board),
            "ft": "%prefix%/%topic%/",
            "tp": ["cmnd", "stat", "tele"],
            # Two relays and a light.
            "rl": [1, 1, 2] + [0] * 29,
            "swc": [-1] * 28,
            "swn": [None] * 28,
            "btn": [0] * 32,
            "so": _OPTIONS,
            "lk": 0,
            # One channel.
            "lt_st": 1,
            "sho": [0] * 4,
            "sht": [[0, 0, 0]] * 4,
            "ver": 1,
        }
    )
