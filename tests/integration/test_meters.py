"""A counter is a meter: its total never goes backwards, whatever becomes of its board."""

from collections.abc import Mapping
from typing import Any

from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.iot_device_manager.const import DOMAIN

from .board import Board
from .entries import D2, D5, House, device_entry, pin
from .flows import add_pin, change_pin, choose, fill_in
from .spare import SPARE_ID, replace

FULL = 2**32
METER = pin("counter", "Meter", D5, "w", meter="none")
TOTAL = "sensor.meter_total"
RATE = "sensor.meter_rate"


@pytest.fixture
async def entry(house: House, board: Board) -> MockConfigEntry:
    """Return the entry of a running board that has counted to 1000."""
    entry = await house.add_running(device_entry(METER), board)
    board.report(w={"total": 1000, "rate": 12.5})
    await house.clock.settle()
    return entry


def come_back(board: Board, total: int, session: str = "0badcafe") -> None:
    """Boot with a total."""
    board.session = session
    board.connection = board.n = 0
    board.pins["w"] = {"total": total, "rate": None}
    board.connect()


def totals(board: Board) -> list[Any]:
    """Return the totals that a board was set to."""
    return [content["pins"]["w"] for content in board.sets()]


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
    board.report(w={"total": 1000, "rate": 60})
    await house.clock.settle()

    for (name, *wanted), state_class in ((total, "total_increasing"), (rate, "measurement")):
        found = house.hass.states.get(f"sensor.meter_{name}")
        assert found is not None
        attributes = [found.attributes.get(key) for key in ("device_class", "unit_of_measurement")]
        assert [*attributes, found.state] == wanted
        assert found.attributes["state_class"] == state_class


async def test_unknown_rate(house: House, entry: MockConfigEntry, board: Board) -> None:
    """A rate that the board does not know yet is unknown; the total is there."""
    board.report(w={"total": 1001, "rate": None})
    await house.clock.settle()

    assert (house.state(TOTAL), house.state(RATE)) == ("1001.0", "unknown")


async def test_power_cut(house: House, entry: MockConfigEntry, board: Board) -> None:
    """A board that comes back with less gets the last total again; until then there is none."""
    board.lose_power()
    await house.clock.advance(60)
    board.silent = True
    come_back(board, 900)
    await house.clock.settle()
    assert house.state(TOTAL) == "unknown"

    board.silent = False
    await house.clock.advance(10)
    board.report(w={"total": 901, "rate": None})
    await house.clock.advance(10)

    assert totals(board)[-1] == {"total": 1000}
    assert board.pins["w"]["total"] == 1000
    assert house.state(TOTAL) == "1000.0"


async def test_restart_with_more(house: House, entry: MockConfigEntry, board: Board) -> None:
    """A board that counted on is right."""
    board.lose_power()
    await house.clock.advance(60)
    come_back(board, 1003)
    await house.clock.advance(2)

    assert house.state(TOTAL) == "1003.0"
    assert totals(board) == []


async def test_wrap(house: House, entry: MockConfigEntry, board: Board) -> None:
    """When 32 bits are full, the total goes on."""
    await preset(house, FULL - 1)
    board.report(w={"total": 4, "rate": 12.5})
    await house.clock.settle()

    assert house.state(TOTAL) == f"{float(FULL + 4)}"
    assert totals(board) == [{"total": FULL - 1}]


async def test_wrap_in_a_restart(house: House, entry: MockConfigEntry, board: Board) -> None:
    """Also when that happens around a restart of the board."""
    await preset(house, FULL - 1)
    come_back(board, 4)
    await house.clock.settle()
    board.report(w={"total": 5, "rate": 12.5})
    await house.clock.settle()

    assert house.state(TOTAL) == f"{float(FULL + 5)}"
    assert totals(board) == [{"total": FULL - 1}]


async def test_nothing_is_no_wrap(house: House, entry: MockConfigEntry, board: Board) -> None:
    """A board that begins at 0 has lost its total, however large that was."""
    await preset(house, 3_000_000_000)
    come_back(board, 0)
    await house.clock.advance(2)

    assert totals(board)[-1] == {"total": 3_000_000_000}
    assert house.state(TOTAL) == "3000000000.0"


async def test_swap(house: House, entry: MockConfigEntry, board: Board, spare: Board) -> None:
    """A spare counts on from where the dead board was."""
    spare.switch_on()
    board.lose_power()
    await house.clock.advance(1)
    await replace(house, entry)
    await house.clock.advance(10)

    assert entry.unique_id == SPARE_ID
    assert spare.pins["w"]["total"] == 1000
    assert house.state(TOTAL) == "1000.0"


async def test_restart_of_home_assistant(house: House, entry: MockConfigEntry, board: Board) -> None:
    """The last total is not forgotten when the entry is set up anew."""
    board.report(w={"total": 900, "rate": 12.5})
    board.silent = True
    await house.restart(entry)
    board.say_state()
    await house.clock.settle()

    assert house.state(TOTAL) == "unknown"
    assert totals(board)[-1] == {"total": 1000}


async def test_always_saved(
    house: House, entry: MockConfigEntry, board: Board, hass_storage: Mapping[str, Any]
) -> None:
    """Reports without a pause do not keep the manager from saving what it knows."""
    for second in range(20):
        board.report(w={"total": 1001 + second, "rate": 1})
        await house.clock.advance(1)

    (saved,) = hass_storage[DOMAIN]["data"]["totals"].values()
    assert saved["count"] > 1010


async def preset(house: House, reading: float) -> None:
    """Say what the meter reads."""
    await house.call(f"{DOMAIN}.set_meter", TOTAL, reading=reading)


async def test_preset(house: House, board: Board) -> None:
    """The total goes on from what somebody read, in the unit, also downwards."""
    await house.add_running(device_entry(pin("counter", "Meter", D5, "w", meter="none", per_unit=10)), board)
    board.report(w={"total": 1000, "rate": 12.5})
    await preset(house, 73.5)
    assert (totals(board), house.state(TOTAL)) == ([{"total": 735}], "73.5")

    board.report(w={"total": 736, "rate": 12.5})
    await house.clock.advance(2)
    assert house.state(TOTAL) == "73.6"
    await preset(house, 500_000_000)
    assert totals(board)[1:] == [{"total": 5_000_000_000 - FULL}]
    assert house.state(TOTAL) == "500000000.0"


async def test_preset_refused(house: House, entry: MockConfigEntry, board: Board) -> None:
    """What the board does not take changes nothing."""
    board.refuses = {"w": "bad_value"}
    with pytest.raises(HomeAssistantError):
        await preset(house, 5)
    await house.clock.advance(2)

    assert house.state(TOTAL) == "1000.0"
    assert totals(board) == [{"total": 5}]


async def test_no_meter(house: House, entry: MockConfigEntry) -> None:
    """A rate cannot be set."""
    with pytest.raises(HomeAssistantError) as refusal:
        await house.act(f"{DOMAIN}.set_meter", RATE, reading=5)
    assert refusal.value.translation_key == "no_meter"


@pytest.mark.parametrize("total", [-1, 1.5, "7", None, True, FULL], ids=str)
async def test_wild_total(house: House, entry: MockConfigEntry, board: Board, total: Any) -> None:
    """What cannot be a total is none, and is forgotten."""
    board.report(w={"total": total, "rate": 12.5})
    await house.clock.settle()
    assert (house.state(TOTAL), house.state(RATE)) == ("unknown", "12.5")

    board.report(w={"total": 1001, "rate": 12.5})
    await house.clock.settle()
    assert house.state(TOTAL) == "1001.0"


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


async def test_other_unit(house: House, entry: MockConfigEntry, board: Board) -> None:
    """Another number of pulses per unit changes what is shown, and nothing on the board."""
    configs = len(board.configs())
    form = await change_pin(house.hass, entry, house.subentry_id(entry, "Meter"))
    await fill_in(house.hass, form, {}, name="Meter", gpio=str(D5), meter="none", pull="up", per_unit=4)
    await house.clock.advance(2)

    assert house.state(TOTAL) == "250.0"
    assert len(board.configs()) == configs


async def test_forgotten(house: House, entry: MockConfigEntry, board: Board) -> None:
    """A total is forgotten with its pin."""
    store = entry.runtime_data.hub.store
    assert list(store.memory.totals) == [METER["unique_id"]]
    house.hass.config_entries.async_remove_subentry(entry, house.subentry_id(entry, "Meter"))
    await house.clock.advance(2)

    assert store.memory.totals == {}
