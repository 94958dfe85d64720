"""What a message of a board costs: to read it, and until Home Assistant shows what it says."""

from collections.abc import Callable, Mapping
import itertools
from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.util.json import json_loads
from paho.mqtt.client import MQTTMessage
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from custom_components.iot_device_manager.device import ManagedDevice
from custom_components.iot_device_manager.protocol.messages import State, Status
from custom_components.iot_device_manager.protocol.topics import split_report
from custom_components.iot_device_manager.protocol.values import JsonObject, encode, read_object
from tests.protocol.contract import load, payload, sent_by_devices

from .conftest import MakeFleet
from .counting import count_instructions
from .fleet import Fleet

_ROUNDS: Final = 1000
# What the pins of a board report by turns.
_TURNS: Final[Mapping[str, tuple[Mapping[str, Any], ...]]] = {
    "nothing": ({}, {}),
    "one": ({"a": True}, {"a": False}),
    "all": (
        {"a": True, "b": False, "c": {"on": True, "brightness": 200}, "d": 300},
        {"a": False, "b": True, "c": {"on": False, "brightness": 200}, "d": 600},
    ),
}


type _Arguments = tuple[tuple[MQTTMessage], dict[str, Any]]


def _read(content: bytes) -> JsonObject:
    return read_object(json_loads(content))


def _golden(file: str, report: str) -> bytes:
    """Return the first message of this kind in a file of the contract."""
    conversation = load(file)["conversations"][0]
    return next(payload(sent) for _, sent in sent_by_devices(conversation) if sent["topic"].endswith(f"out/{report}"))


def _wide_state() -> dict[str, Any]:
    """Return the golden state with as many pins as a board can have."""
    state = _read(_golden("set.json", "state"))
    values = itertools.cycle(state["pins"].values())
    return {**state, "pins": dict(zip("abcdefghijklmnop", values, strict=False))}


def test_parse_state(benchmark: BenchmarkFixture) -> None:
    """A state of four pins is read."""
    content = _golden("set.json", "state")

    assert len(benchmark(lambda: State.from_json(_read(content))).pins) == 4


def test_parse_wide_state(benchmark: BenchmarkFixture) -> None:
    """A state of sixteen pins is read."""
    content = encode(_wide_state())

    assert len(benchmark(lambda: State.from_json(_read(content))).pins) == 16


def test_parse_status(benchmark: BenchmarkFixture) -> None:
    """A status is read."""
    content = _golden("status.json", "status")

    assert benchmark(lambda: Status.from_json(_read(content))).session == "9f3a61c2"


def test_split_topic(benchmark: BenchmarkFixture) -> None:
    """The topic of a report tells whose it is."""
    assert benchmark(split_report, "iotdm/1/5ccf7f0a1b2c/out/state") == ("5ccf7f0a1b2c", "state")


class Inbox:
    """What Home Assistant's MQTT client has read of one board, and hands to whoever subscribed."""

    def __init__(self, fleet: Fleet, changed: str = "one") -> None:
        """Have the pins of a board in the middle of the fleet change so."""
        self._fleet = fleet
        self.device: ManagedDevice = fleet.entries[len(fleet.entries) // 2].runtime_data
        self._turns = itertools.cycle(_TURNS[changed])
        self._take = fleet.hass.data["mqtt"].client._async_mqtt_on_message

    def message(self, report: str, content: bytes) -> MQTTMessage:
        """Return a message of the board."""
        message = MQTTMessage(topic=f"iotdm/1/{self.device.device_id}/out/{report}".encode())
        message.payload = content
        return message

    def state(self) -> _Arguments:
        """Return the next state, as the arguments of `receive`."""
        return (self.message("state", self._fleet.state(self.device, **next(self._turns))),), {}

    def receive(self, message: MQTTMessage) -> None:
        """Hand a message over; when that returns, the entities have written what it says."""
        self._take(None, None, message)

    def next_state(self) -> Callable[[], None]:
        """Return what hands the next state over."""
        (message,), _ = self.state()
        return lambda: self.receive(message)


@pytest.mark.parametrize(
    ("count", "changed"),
    [(100, "nothing"), (100, "one"), (100, "all"), (1000, "one")],
    ids=["none_changed", "100", "all_changed", "1000"],
)
def test_state(make_fleet: MakeFleet, benchmark: BenchmarkFixture, count: int, changed: str) -> None:
    """A state of four pins goes from Home Assistant's MQTT client to the entities of the pins that changed."""
    inbox = Inbox(make_fleet(count), changed)

    benchmark.pedantic(inbox.receive, setup=inbox.state, rounds=_ROUNDS, warmup_rounds=10)

    benchmark.extra_info["instructions"] = count_instructions(inbox.next_state())
    state = inbox.device.view.state
    assert state is not None
    assert {pin.key: pin.value for pin in inbox.device.pins.values()} == state.pins


def test_status(make_fleet: MakeFleet, benchmark: BenchmarkFixture) -> None:
    """A board says that it runs what it should."""
    fleet = make_fleet(100)
    inbox = Inbox(fleet)
    message = inbox.message("status", fleet.status(inbox.device))

    benchmark.pedantic(inbox.receive, args=(message,), rounds=_ROUNDS, warmup_rounds=10)

    assert inbox.device.available


def test_write_entity(hass: HomeAssistant, make_fleet: MakeFleet, benchmark: BenchmarkFixture) -> None:
    """Home Assistant's own part of a change: an entity writes its state."""
    fleet = make_fleet(100)
    pin = next(iter(fleet.entries[0].runtime_data.pins.values()))
    entity = hass.data["entity_components"]["switch"].get_entity("switch.lamp_0")
    assert entity is not None

    def change() -> None:
        pin.value = not pin.value

    benchmark.pedantic(entity.async_write_ha_state, setup=change, rounds=_ROUNDS, warmup_rounds=10)

    state = hass.states.get("switch.lamp_0")
    assert state is not None
    assert state.state == ("on" if pin.value else "off")
