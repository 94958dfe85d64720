"""The entities: each platform as a snapshot, and what they show of unusual values."""

from collections.abc import Generator
from datetime import timedelta
from typing import Any

from freezegun import freeze_time
from freezegun.api import FrozenDateTimeFactory
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from syrupy.assertion import SnapshotAssertion

from .board import Board
from .entries import A0, House, device_entry, pin


@pytest.fixture
def noon() -> Generator[FrozenDateTimeFactory]:
    """Return the wall clock, which stands at noon."""
    # The MQTT client would wait for ever for a monotonic clock that stands still.
    with freeze_time("2026-11-22 12:00:00+00:00", ignore=["homeassistant.components.mqtt"]) as frozen:
        assert isinstance(frozen, FrozenDateTimeFactory)
        yield frozen


@pytest.mark.parametrize("domain", ["binary_sensor", "button", "light", "sensor", "switch"])
@pytest.mark.usefixtures("noon", "all_enabled")
async def test_platform(
    house: House, garage: MockConfigEntry, board: Board, snapshot: SnapshotAssertion, domain: str
) -> None:
    """Each entity of a platform, in the registry and in the states."""
    board.say_telemetry()
    await house.clock.settle()

    entries = er.async_entries_for_config_entry(er.async_get(house.hass), garage.entry_id)
    of_platform = [entry for entry in entries if entry.domain == domain]

    assert of_platform
    for entry in of_platform:
        assert entry == snapshot(name=f"{entry.entity_id}-entry")
        assert house.hass.states.get(entry.entity_id) == snapshot(name=f"{entry.entity_id}-state")


async def test_disabled_at_first(house: House, garage: MockConfigEntry) -> None:
    """The health of the board is for those who look for it."""
    registry = er.async_get(house.hass)

    disabled = {entry.entity_id for entry in registry.entities.values() if entry.disabled_by}

    assert disabled == {"sensor.garage_free_memory", "sensor.garage_last_start", "sensor.garage_signal_strength"}


# Health


@pytest.mark.usefixtures("all_enabled")
async def test_health(house: House, garage: MockConfigEntry, board: Board) -> None:
    """Telemetry is shown; before the first one nothing is known."""
    assert house.state("sensor.garage_free_memory") == "unknown"

    board.say_telemetry(heap=30000, rssi=-70)
    await house.clock.settle()
    assert (house.state("sensor.garage_free_memory"), house.state("sensor.garage_signal_strength")) == ("30000", "-70")

    board.say_telemetry(heap=20000, rssi=-75)
    await house.clock.settle()
    assert (house.state("sensor.garage_free_memory"), house.state("sensor.garage_signal_strength")) == ("20000", "-75")


@pytest.mark.usefixtures("noon", "all_enabled")
async def test_last_start(house: House, noon: FrozenDateTimeFactory, garage: MockConfigEntry, board: Board) -> None:
    """The moment of the last boot does not jitter, and moves when the board restarts."""
    assert house.state("sensor.garage_last_start") == "2026-11-22T12:00:00+00:00"

    noon.tick(timedelta(seconds=60.2))
    await house.live(60, board)
    assert house.state("sensor.garage_last_start") == "2026-11-22T12:00:00+00:00"

    noon.tick(timedelta(hours=1))
    board.reboot()
    board.say_telemetry()
    await house.clock.settle()
    assert house.state("sensor.garage_last_start") == "2026-11-22T13:01:00+00:00"


# Values


@pytest.mark.parametrize(
    ("value", "state"),
    [(True, "on"), (False, "off"), (1, "unknown"), ("on", "unknown"), ({"on": True}, "unknown"), ([], "unknown")],
    ids=repr,
)
@pytest.mark.parametrize(
    ("key", "entity_id"),
    [("a", "light.garage_lights"), ("b", "switch.compressor"), ("c", "binary_sensor.garage_door")],
    ids=["light", "switch", "contact"],
)
async def test_flag(
    house: House, garage: MockConfigEntry, board: Board, key: str, entity_id: str, value: Any, state: str
) -> None:
    """An on/off pin is on or off; whatever else a board says of it is not known."""
    board.report(**{key: value})
    await house.clock.settle()

    assert house.state(entity_id) == state


@pytest.mark.parametrize(
    ("value", "state", "brightness"),
    [
        ({"on": True, "brightness": 128}, "on", 128),
        ({"on": True, "brightness": 255}, "on", 255),
        ({"on": False, "brightness": 128}, "off", None),
        ({"on": True}, "on", None),
        ({"on": True, "brightness": 0}, "on", None),
        ({"on": True, "brightness": 256}, "on", None),
        ({"on": True, "brightness": "bright"}, "on", None),
        ({"on": True, "brightness": 12.5}, "on", None),
        ({"on": True, "brightness": True}, "on", None),
        ({"on": 1, "brightness": 128}, "unknown", None),
        ({}, "unknown", None),
        (True, "unknown", None),
        (5, "unknown", None),
    ],
    ids=repr,
)
async def test_dimmed(
    house: House, garage: MockConfigEntry, board: Board, value: Any, state: str, brightness: int | None
) -> None:
    """A dimmed light shows what makes sense, and is unknown otherwise."""
    board.report(e=value)
    await house.clock.settle()

    shown = house.hass.states.get("light.ceiling")
    assert shown is not None
    assert (shown.state, shown.attributes.get("brightness")) == (state, brightness)


@pytest.mark.parametrize(
    ("value", "state"),
    [
        (0, "0.0"),
        (1023, "102.3"),
        (512.5, "51.25"),
        (-5, "-0.5"),
        (0.1, "0.01"),
        (True, "unknown"),
        ("12", "unknown"),
        ({}, "unknown"),
        (2147483647, "214748364.7"),
        (1e300, "1e+299"),
    ],
    ids=repr,
)
async def test_reading(house: House, garage: MockConfigEntry, board: Board, value: Any, state: str) -> None:
    """A reading is scaled; whatever is no number is not known."""
    board.report(d=value)
    await house.clock.settle()

    assert house.state("sensor.tank") == state


@pytest.mark.parametrize(
    ("device_class", "unit", "state_class"),
    [
        (None, "furlong", "measurement"),
        (None, None, "measurement"),
        ("temperature", "°C", "measurement"),
        ("energy", "kWh", None),
        ("aqi", None, "measurement"),
        ("wind_direction", "°", "measurement_angle"),
    ],
    ids=["own unit", "no unit", "temperature", "energy", "class without unit", "angle"],
)
async def test_kind(
    house: House, board: Board, device_class: str | None, unit: str | None, state_class: str | None
) -> None:
    """A sensor of any kind works, and Home Assistant has nothing to say against it."""
    chosen = {"device_class": device_class, "unit_of_measurement": unit}
    data = {key: value for key, value in chosen.items() if value is not None}
    await house.add_running(device_entry(pin("analog_input", "Probe", A0, "a", points="0 = 0, 1 = 1", **data)), board)

    state = house.hass.states.get("sensor.probe")
    assert state is not None
    assert state.attributes.get("state_class") == state_class
    assert state.attributes.get("unit_of_measurement") == unit
