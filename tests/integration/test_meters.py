"""A counter is a meter: what it shows, and what people tell about it."""

from typing import Any

from homeassistant.core import Event, EventStateChangedData
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.iot_device_manager.const import DOMAIN

from .board import Board
from .entries import D2, D5, House, device_entry, pin
from .flows import add_pin, change_pin, choose, fill_in
from .metering import TOTAL, board_with_meter, count

RATE = "sensor.meter_rate"


@pytest.fixture
async def entry(house: House, board: Board) -> MockConfigEntry:
    """Return the entry of a running board that has counted to 1000."""
    return await board_with_meter(house, board)


@pytest.mark.parametrize(
    ("meter", "per_unit", "total", "rate"),
    [
        (
            "water",
            450,
            ("water", "water", "L", "2.222222"),
            ("volume_flow_rate", "volume_flow_rate", "L/min", "0.133333"),
        ),
        ("gas", 100, ("gas", "gas", "m³", "10.0"), ("volume_flow_rate", "volume_flow_rate", "m³/h", "36.0")),
        ("energy", 1000, ("energy", "energy", "kWh", "1.0"), ("power", "power", "W", "3600.0")),
        (
            "rain",
            4,
            ("precipitation", "precipitation", "mm", "250.0"),
            ("precipitation_intensity", "precipitation_intensity", "mm/h", "900.0"),
        ),
        ("none", 2, ("total", None, None, "500.0"), ("rate", None, "1/min", "30.0")),
    ],
    ids=["water", "gas", "energy", "rain", "none"],
)
async def test_kinds(
    house: House, board: Board, meter: str, per_unit: float, total: tuple[Any, ...], rate: tuple[Any, ...]
) -> None:
    """Class, unit and state class are those that dashboards and statistics ask for."""
    await house.add_running(device_entry(pin("counter", "Meter", D5, "w", meter=meter, per_unit=per_unit)), board)
    board.report(w={"total": 1000, "counted": 1000, "rate": 60})
    await house.clock.settle()

    for (name, *wanted), state_class in ((total, "total"), (rate, "measurement")):
        found = house.hass.states.get(f"sensor.meter_{name}")
        assert found is not None
        attributes = [found.attributes.get(key) for key in ("device_class", "unit_of_measurement")]
        assert [*attributes, found.state] == wanted
        assert found.attributes["state_class"] == state_class


async def test_unknown_rate(house: House, entry: MockConfigEntry, board: Board) -> None:
    """A rate that the board does not know yet is unknown; the total is there."""
    board.report(w={"total": 1001, "counted": 1001, "rate": None})
    await house.clock.settle()

    assert (house.state(TOTAL), house.state(RATE)) == ("1001.0", "unknown")


async def preset(house: House, reading: float) -> None:
    """Say what the meter reads."""
    await house.call(f"{DOMAIN}.set_meter", TOTAL, reading=reading)


async def test_preset(house: House, board: Board) -> None:
    """The total goes on from what somebody read, in the unit, also downwards; the board is asked for nothing."""
    await house.add_running(device_entry(pin("counter", "Meter", D5, "w", meter="none", per_unit=10)), board)
    await count(house, board, 1000)
    await preset(house, 73.55)
    assert house.state(TOTAL) == "73.55"

    await count(house, board, 1001)
    assert house.state(TOTAL) == "73.65"
    await preset(house, 500_000_000)
    assert house.state(TOTAL) == "500000000.0"
    assert board.sets() == []


@pytest.mark.parametrize(
    ("meter", "unit", "total"), [("water", "m³", "water"), ("gas", "ft³", "gas"), ("energy", "MWh", "energy")], ids=str
)
async def test_preset_in_another_unit(house: House, board: Board, meter: str, unit: str, total: str) -> None:
    """The reading is in the unit that the user sees."""
    await house.add_running(device_entry(pin("counter", "Meter", D5, "w", meter=meter)), board)
    entity_id = f"sensor.meter_{total}"
    er.async_get(house.hass).async_update_entity_options(entity_id, "sensor", {"unit_of_measurement": unit})
    await house.clock.settle()
    await house.call(f"{DOMAIN}.set_meter", entity_id, reading=12.5)

    state = house.hass.states.get(entity_id)
    assert state is not None
    assert state.attributes["unit_of_measurement"] == unit
    assert float(state.state) == pytest.approx(12.5, abs=0.001)


async def test_preset_stays(house: House, entry: MockConfigEntry, board: Board) -> None:
    """What was set outlives a restart of Home Assistant and a power cut of the board."""
    await preset(house, 5)
    await house.restart(entry)
    board.reboot()
    await house.clock.advance(2)
    await count(house, board, 3)

    assert house.state(TOTAL) == "8.0"


async def test_statistics(house: House, entry: MockConfigEntry, board: Board) -> None:
    """A reading of 0 begins anew; any other one is a correction, of which statistics count the difference."""
    assert reset_of(house) is None
    await preset(house, 1500)
    await preset(house, 900)
    assert reset_of(house) is None
    await preset(house, 0)
    began = reset_of(house)
    assert began is not None

    await house.clock.advance(5)
    await count(house, board, 1001)
    assert (house.state(TOTAL), reset_of(house)) == ("1.0", began)


def reset_of(house: House) -> Any:
    """Return when the total began anew, as statistics see it."""
    state = house.hass.states.get(TOTAL)
    assert state is not None
    return state.attributes.get("last_reset")


async def test_no_meter(house: House, entry: MockConfigEntry) -> None:
    """A rate cannot be set."""
    with pytest.raises(HomeAssistantError) as refusal:
        await house.act(f"{DOMAIN}.set_meter", RATE, reading=5)
    assert refusal.value.translation_key == "no_meter"


async def test_form(house: House, board: Board) -> None:
    """The choices of the form become the pin of the configuration."""
    entry = await house.add_running(device_entry(), board)
    form = await choose(house.hass, await add_pin(house.hass, entry), "counter")
    choices = {"name": "Gas", "gpio": str(D2), "meter": "gas", "pull": "up"}
    result = await fill_in(house.hass, form, {"debounce_ms": 0.5, "every": 60}, **choices, per_unit=100)
    await house.clock.advance(2)

    assert result["type"] == "create_entry"
    assert board.config is not None
    (counter,) = board.config["pins"]
    assert counter == {
        "key": counter["key"], "type": "counter", "gpio": D2, "pull": "up", "debounce_ms": 0.5, "every": 60,
    }  # fmt: skip
    assert house.state("sensor.gas_gas") == "0.0"


async def change(house: House, entry: MockConfigEntry, **choices: Any) -> None:
    """Change what a pulse means."""
    form = await change_pin(house.hass, entry, house.subentry_id(entry, "Meter"))
    await fill_in(house.hass, form, {}, name="Meter", gpio=str(D5), pull="up", **choices)
    await house.clock.advance(2)


async def test_other_factor(house: House, entry: MockConfigEntry, board: Board) -> None:
    """Another number of pulses per unit counts from now on; what was counted before stays what it was."""
    configs = len(board.configs())
    await change(house, entry, meter="none", per_unit=4)
    assert house.state(TOTAL) == "1000.0"

    await count(house, board, 1001)
    assert (house.state(TOTAL), house.state(RATE)) == ("1000.25", "3.125")
    await change(house, entry, meter="none", per_unit=0.5)
    await count(house, board, 1002)
    assert house.state(TOTAL) == "1002.25"
    assert len(board.configs()) == configs


async def test_other_factor_meanwhile(house: House, entry: MockConfigEntry, board: Board) -> None:
    """Also when it was changed while the board was away."""
    board.lose_power()
    await house.clock.advance(2)
    await change(house, entry, meter="none", per_unit=4)
    await house.restart(entry)
    board.connect()
    await house.clock.advance(2)

    assert house.state(TOTAL) == "1000.0"


async def test_other_kind(house: House, entry: MockConfigEntry, board: Board) -> None:
    """Another kind is another meter: it begins at 0, and nobody ever sees the old number in the new unit."""
    seen: list[tuple[str, Any, Any]] = []

    def see(event: Event[EventStateChangedData]) -> None:
        if (state := event.data["new_state"]) is not None and state.entity_id == TOTAL:
            attributes = state.attributes
            seen.append((state.state, attributes.get("unit_of_measurement"), attributes.get("last_reset")))

    house.hass.bus.async_listen("state_changed", see)
    await change(house, entry, meter="water", per_unit=1)
    assert {(value, unit) for value, unit, _ in seen} - {("unavailable", "L")} == {("0.0", "L")}
    assert seen[-1][2] is not None

    await count(house, board, 1003)
    assert house.state(TOTAL) == "3.0"
