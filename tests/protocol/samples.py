"""One good message of each kind, to be changed by tests."""

from collections.abc import Mapping
from typing import Any, Final

ID: Final = "5ccf7f0a1b2c"
SESSION: Final = "9f3a61c2"
OTHER_SESSION: Final = "0badcafe"

type Sample = Mapping[str, Any]

ANNOUNCE: Final[Sample] = {
    "id": ID,
    "protocol": [1, 1],
    "firmware": "0.1.0",
    "chip": "esp8266",
    "flash": 4194304,
    "max_config": 2048,
    "max_pins": 16,
    "types": ["digital_output", "light"],
}
SPARE: Final[Sample] = {"id": ID, "firmware": "0.1.0", "chip": "esp8266"}
STATUS: Final[Sample] = {
    "online": True,
    "session": SESSION,
    "conn": 1,
    "t": 5123,
    "boot": 17,
    "reset": "power_on",
    "firmware": "0.1.0",
    "ip": "192.168.1.40",
    "manager": "k3v9x2m8qa",
    "role": "r7w2c5t1zp",
    "revision": 13,
    "hash": "77e0a1b2",
    "safe": 0,
    "errors": [],
}
WILL: Final[Sample] = {"online": False, "session": SESSION, "conn": 1}
STATE: Final[Sample] = {"session": SESSION, "n": 51, "t": 184223, "pins": {"a": True, "c": None}}
EVENT: Final[Sample] = {"session": SESSION, "n": 3, "t": 184223, "key": "d", "event": "click", "count": 2}
RESULT: Final[Sample] = {"session": SESSION, "n": 52, "t": 184230, "id": "7c1", "ok": True}
PROGRESS: Final[Sample] = {"session": SESSION, "n": 52, "t": 184230, "id": "7c1", "progress": 35}
CONFIG_RESULT: Final[Sample] = {
    "session": SESSION,
    "n": 53,
    "t": 184300,
    "revision": 14,
    "hash": "77e0a1b2",
    "ok": True,
    "errors": [],
}
TELEMETRY: Final[Sample] = {
    "session": SESSION,
    "t": 184223,
    "rssi": -61,
    "heap": 28144,
    "block": 22560,
    "loop_ms": 4,
}
CONFIG: Final[Sample] = {
    "revision": 13,
    "manager": "k3v9x2m8qa",
    "role": "r7w2c5t1zp",
    "pins": [{"key": "a", "type": "digital_output", "gpio": 5}],
}
PRESENCE: Final[Sample] = {"id": "k3v9x2m8qa", "run": "4be1c07d", "name": "Home", "protocol": [1, 1]}
BEAT: Final[Sample] = {"id": "k3v9x2m8qa", "run": "4be1c07d", "beat": 17}
