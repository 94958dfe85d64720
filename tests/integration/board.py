"""A board that answers as docs/protocol.md says, as far as Home Assistant can see."""

from collections.abc import Mapping
import json
from typing import Any, Final
import zlib

from .broker import Broker
from .clock import Clock

DEVICE_ID: Final = "5ccf7f0a1b2c"
ALL_TYPES: Final = (
    "analog_input",
    "bh1750",
    "bme280",
    "button",
    "counter",
    "cover",
    "dht",
    "digital_input",
    "digital_output",
    "ds18b20",
    "encoder",
    "fan",
    "light",
    "pixels",
    "pulse",
    "servo",
    "sht3x",
    "tone",
)

NO_PINS: Final = 2
# in one answer to a scan
MOST_PROBES: Final = 4

MOST_RULES: Final = 16
_UINT32: Final = 2**32
# A light has one of them at a time.
_COLOURS: Final = frozenset({"kelvin", "rgb", "white"})
# A configuration that was refused for its content is named in the status until another one comes.
_REMEMBERED: Final = frozenset({"bad_json", "too_big"})


class Board:
    """One board at a broker. Tests change its attributes to make it misbehave."""

    def __init__(self, broker: Broker, clock: Clock, device_id: str = DEVICE_ID) -> None:
        """Begin switched off and unassigned."""
        self.device_id = device_id
        self._broker = broker
        self._clock = clock
        self._booted_at = clock.now
        self._is_connected = False
        self.session = "9f3a61c2"
        self.connection = 0
        self.n = 0
        self.events = 0
        self.config: Mapping[str, Any] | None = None
        self.hash = "00000000"
        self.pins: dict[str, Any] = {}
        self.errors: list[dict[str, str]] = []
        self.rejected: dict[str, Any] | None = None
        self.safe = 0
        self.max_config = 2048
        self.max_pins = 16
        self.protocol = [1, 1]
        self.types: tuple[str, ...] = ALL_TYPES
        #: says nothing to what it gets
        self.silent = False
        #: does not get what is sent on these topics, by their last part
        self.deaf_to: tuple[str, ...] = ()
        #: refuses every configuration with this word
        self.refuses_config: str | None = None
        #: refuses sets and commands, by pin key or "" for the whole message
        self.refuses: dict[str, str] = {}
        #: the probes of its only bus, with what they measure
        self.probes: dict[str, float | None] = {}
        #: whether a scan begins anew, as it can when the probe after which it shall go on is gone
        self.scans_anew = False
        #: payloads that it got, by the last part of the topic
        self.got: list[tuple[str, Mapping[str, Any]]] = []
        broker.listen(self._receive)

    # What a person or the world does to it

    def switch_on(self) -> None:
        """Boot and connect."""
        self._booted_at = self._clock.now
        self.connection = 0
        self.n = self.events = 0
        self.pins = {key: _initial(pin) for key, pin in self._configured().items()}
        self.connect()

    def reboot(self, session: str = "0badcafe") -> None:
        """Boot again without a goodbye."""
        self.session = session
        self.switch_on()

    def return_to(self, config: Mapping[str, Any], hash_: str) -> None:
        """Boot with the previous configuration, because the present one crashed."""
        assert self.config is not None
        self.rejected = {"revision": self.config["revision"], "hash": self.hash, "error": "crashed"}
        self.config, self.hash = config, hash_
        self.safe = 1
        self.reboot()

    def go_down(self, safe: int) -> None:
        """Boot in a safe mode without pins."""
        self.safe = safe
        self.session = f"0badca{safe:02x}"
        self._booted_at = self._clock.now
        self.connection = self.n = 0
        keys = self._configured() if safe == NO_PINS else ()
        self.pins = dict.fromkeys(keys)
        self.errors = [{"key": key, "error": "safe_mode"} for key in keys]
        self.connect()

    def connect(self) -> None:
        """Connect to the broker, take over the configuration that waits there, and say everything."""
        self.connection += 1
        self._is_connected = True
        if (waiting := self._broker.retained.get(self._topic_of_config)) is not None:
            self._receive(self._topic_of_config, waiting)
        self.say_all()

    def lose_power(self) -> None:
        """Vanish; the broker publishes the will."""
        self._is_connected = False
        self.publish("status", {"online": False, "session": self.session, "conn": self.connection}, retain=True)

    def age(self, milliseconds: int) -> None:
        """Have been running for longer."""
        self._booted_at -= milliseconds / 1000

    def report(self, **pins: Any) -> None:
        """Change what is measured at some pins, or what they are set to, and publish the state."""
        self.pins |= pins
        self.say_state()

    # What it says

    @property
    def uptime_ms(self) -> int:
        """Return its clock."""
        return int((self._clock.now - self._booted_at) * 1000) % _UINT32

    @property
    def role(self) -> str | None:
        """Return what it stands for at its manager."""
        return None if self.config is None else self.config["role"]

    def publish(self, report: str, content: Any, *, retain: bool = False) -> None:
        """Publish one report."""
        self._broker.publish(f"iotdm/1/{self.device_id}/out/{report}", content, retain=retain)

    def say_all(self) -> None:
        """Publish what it says at each connection."""
        self.say_announce()
        self.say_status()
        self.say_state()
        if self.role is None:
            self.say_spare()

    def say_spare(self) -> None:
        """Say that it is unassigned."""
        self.publish("spare", {"id": self.device_id, "firmware": "0.1.0", "chip": "esp8266"}, retain=True)

    def say_announce(self, **other: Any) -> None:
        """Say what it is and can do."""
        announce = {
            "id": self.device_id,
            "protocol": self.protocol,
            "firmware": "0.1.0",
            "chip": "esp8266",
            "flash": 4194304,
            "max_config": self.max_config,
            "max_pins": self.max_pins,
            "types": self.types,
        }
        self.publish("announce", announce | other, retain=True)

    def say_status(self, **other: Any) -> None:
        """Say what it runs."""
        self.publish("status", self.status() | other, retain=True)

    def status(self) -> dict[str, Any]:
        """Return its status."""
        config = self.config or {"manager": None, "role": None, "revision": 0}
        status = {
            "online": True,
            "session": self.session,
            "conn": self.connection,
            "t": self.uptime_ms,
            "boot": 17,
            "reset": "power_on",
            "firmware": "0.1.0",
            "ip": "192.168.1.40",
            "manager": config["manager"],
            "role": config["role"],
            "revision": config["revision"],
            "hash": self.hash,
            "safe": self.safe,
            "errors": self.errors,
        }
        return status | ({} if self.rejected is None else {"rejected": self.rejected})

    def say_state(self, **other: Any) -> None:
        """Publish a snapshot of all pins."""
        state = {"session": self.session, "n": self._next(), "t": self.uptime_ms, "pins": self.pins}
        self.publish("state", state | other, retain=True)

    def say_event(self, key: str, event: str, *, retain: bool = False, **other: Any) -> None:
        """Tell what somebody does with a button."""
        self.events += 1
        content = {"session": self.session, "n": self.events, "t": self.uptime_ms, "key": key, "event": event}
        self.publish("event", content | other, retain=retain)

    def say_result(self, **content: Any) -> None:
        """Answer."""
        self.publish("result", {"session": self.session, "n": self._next(), "t": self.uptime_ms} | content)

    def say_telemetry(self, **other: Any) -> None:
        """Say that it lives."""
        telemetry = {"session": self.session, "t": self.uptime_ms, "rssi": -61, "heap": 28144, "block": 22560}
        self.publish("telemetry", telemetry | {"loop_ms": 4} | other)

    def _next(self) -> int:
        self.n += 1
        return self.n

    # What it gets

    def sets(self) -> list[Mapping[str, Any]]:
        """Return the sets that it got."""
        return [content for kind, content in self.got if kind == "set"]

    def commands(self) -> list[Mapping[str, Any]]:
        """Return the commands that it got."""
        return [content for kind, content in self.got if kind == "command"]

    def configs(self) -> list[Mapping[str, Any]]:
        """Return the configurations that it got."""
        return [content for kind, content in self.got if kind == "config"]

    @property
    def _topic_of_config(self) -> str:
        return f"iotdm/1/{self.device_id}/in/config"

    def _receive(self, topic: str, payload: bytes) -> None:
        to, _, kind = topic.removeprefix("iotdm/1/").partition("/in/")
        if to != self.device_id or not payload or not self._is_connected or kind in self.deaf_to:
            return
        content = json.loads(payload)
        self.got.append((kind, content))
        if self.silent:
            return
        match kind:
            case "config":
                self._configure(content, f"{zlib.crc32(payload):08x}", len(payload))
            case "set":
                self._set(content)
            case "command":
                self._obey(content)

    def _configure(self, config: Mapping[str, Any], hash_: str, length: int) -> None:
        answer = {"revision": config["revision"], "hash": hash_}
        error = self._refusal(config, hash_, length)
        if error is not None:
            if error in _REMEMBERED:
                self.rejected = answer | {"error": error}
            self.say_result(**answer, ok=False, errors=[{"error": error}])
            self.say_status()
            return
        if hash_ != self.hash:
            before = self._configured()
            was_assigned = self.role is not None
            self.config, self.hash, self.rejected = config, hash_, None
            if self.safe:
                # It drives its pins again, as after a boot.
                before, self.errors, self.safe = {}, [], 0
            self.pins = {
                key: self.pins[key] if key in before else _initial(pin) for key, pin in self._configured().items()
            }
            self._show_whether_spare(was_assigned=was_assigned)
        self.say_result(**answer, ok=True, errors=self.errors)
        self.say_status()
        self.say_state()

    def _refusal(self, config: Mapping[str, Any], hash_: str, length: int) -> str | None:
        if self.rejected is not None and self.rejected["hash"] == hash_:
            return "rejected_before"
        is_too_big = len(config.get("rules", [])) > MOST_RULES or length > self.max_config
        if self.refuses_config is not None or is_too_big:
            return self.refuses_config or "too_big"
        if self.config is None or hash_ == self.hash:
            return None
        if config["revision"] <= self.config["revision"]:
            return "stale_revision"
        owner = self.config["manager"]
        if self.role is not None and owner not in (config["manager"], config.get("takeover_from")):
            return "other_manager"
        return None

    def _show_whether_spare(self, *, was_assigned: bool) -> None:
        if self.role is None:
            self.say_spare()
        elif not was_assigned:
            self.publish("spare", b"", retain=True)

    def _set(self, content: Mapping[str, Any]) -> None:
        errors = [{"key": key, "error": word} for key, word in self.refuses.items() if key in content["pins"]]
        if "" in self.refuses:
            errors = [{"error": self.refuses[""]}]
        refused = content["pins"].keys() if "" in self.refuses else self.refuses.keys()
        for key, value in content["pins"].items():
            if key not in refused:
                self.pins[key] = _after(self.pins[key], value)
        self.say_state()
        self._answer(content["id"], errors)

    def _obey(self, content: Mapping[str, Any]) -> None:
        refused = content["cmd"] != "ping" and "" in self.refuses
        if content["cmd"] == "scan" and not refused:
            self._scan(content)
            return
        self._answer(content["id"], [{"error": self.refuses[""]}] if refused else [])

    def _scan(self, content: Mapping[str, Any]) -> None:
        roms = list(self.probes)
        goes_on = "after" in content and not self.scans_anew
        rest = roms[roms.index(content["after"]) + 1 :] if goes_on else roms
        found = [{"rom": rom, "value": self.probes[rom]} for rom in rest[:MOST_PROBES]]
        self.say_result(id=content["id"], ok=True, found=found, more=len(rest) > MOST_PROBES)

    def _answer(self, message_id: str, errors: list[dict[str, str]]) -> None:
        self.say_result(id=message_id, ok=not errors, **({"errors": errors} if errors else {}))

    def _configured(self) -> dict[str, Mapping[str, Any]]:
        return {} if self.config is None else {pin["key"]: pin for pin in self.config["pins"]}


def _initial(pin: Mapping[str, Any]) -> Any:
    """Return the first value of a pin."""
    is_on = pin.get("initial") == "on"
    return {
        "analog_input": 512,
        "bh1750": 123.3,
        "bme280": {"temperature": 21.53, "humidity": 40.2, "pressure": 1013.2},
        "button": False,
        "counter": {"total": 0, "counted": 0, "rate": None},
        "cover": {"position": None, "moving": "stopped"},
        "dht": {"temperature": 21.5, "humidity": 40.2},
        "digital_input": False,
        "digital_output": is_on,
        "ds18b20": 21.562,
        "encoder": {"position": 0},
        "fan": {"on": is_on, "speed": pin.get("speed", 100)},
        "light": {"on": is_on, "brightness": 255} | _colour(pin["gpio"]),
        "pixels": {"on": is_on, "brightness": 255, "rgb": "ffffff", "effect": "none"},
        "pulse": False,
        "servo": {"angle": pin.get("angle", 90) if pin.get("initial") == "angle" else None},
        "sht3x": {"temperature": 21.53, "humidity": 40.2},
        "tone": False,
    }[pin["type"]]


def _colour(gpio: int | list[int]) -> dict[str, Any]:
    """Return the first colour of a light with these GPIOs."""
    colours: dict[int, dict[str, Any]] = {
        2: {"kelvin": 2700},
        3: {"rgb": "ffffff"},
        4: {"white": True},
        5: {"kelvin": 2700},
    }
    return {} if isinstance(gpio, int) else colours.get(len(gpio), {})


def _after(present: Any, wish: Any) -> Any:
    """Return the value of a pin after a set."""
    if not isinstance(wish, dict):
        return wish
    stays = dict(present) if _COLOURS.isdisjoint(wish) else {key: present[key] for key in present.keys() - _COLOURS}
    return stays | {key: value for key, value in wish.items() if key not in {"transition_ms", "move"}}
