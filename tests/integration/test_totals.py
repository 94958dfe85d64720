"""The total of a meter counts every pulse once, whatever becomes of its board."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.iot_device_manager.const import DOMAIN

from .board import Board
from .broker import Broker
from .entries import D5, MANAGER_ID, SEEN, House
from .flows import add_pin, choose, fill_in, fix
from .metering import METER, TOTAL, board_with_meter, count
from .spare import SPARE_ID, replace

FULL = 2**32


@pytest.fixture
async def entry(house: House, board: Board) -> MockConfigEntry:
    """Return the entry of a running board that has counted to 1000."""
    return await board_with_meter(house, board)


async def come_back(house: House, board: Board, total: int, counted: int, session: str = "0badcafe") -> None:
    """Boot, and connect after some pulses."""
    board.session = session
    board.connection = board.n = 0
    board.pins["w"] = {"total": total, "counted": counted, "rate": None}
    board.connect()
    await house.clock.advance(2)


async def climb_to_the_end(house: House, board: Board) -> None:
    """Count on until the next pulse does not fit into 32 bits."""
    await count(house, board, FULL // 2)
    await count(house, board, FULL - 1)
    assert house.state(TOTAL) == f"{float(FULL - 1)}"


@pytest.mark.parametrize(
    ("total", "counted", "shown"),
    [(900, 0, "1000.0"), (905, 5, "1005.0"), (1010, 20, "1020.0"), (7, 7, "1007.0"), (0, 0, "1000.0")],
    ids=["stored 900", "and 5 more", "and more than before", "nothing stored", "nothing at all"],
)
async def test_power_cut(
    house: House, entry: MockConfigEntry, board: Board, total: int, counted: int, shown: str
) -> None:
    """A board that knows less than before loses nothing, nor what it counted until it was heard again."""
    board.lose_power()
    await house.clock.advance(60)
    await come_back(house, board, total, counted)

    assert house.state(TOTAL) == shown
    await count(house, board, total + 1, counted + 1)
    assert house.state(TOTAL) == f"{float(shown) + 1}"
    assert board.sets() == []


async def test_power_cuts(house: House, entry: MockConfigEntry, board: Board) -> None:
    """Each start is taken in once, however often the board repeats itself or connects anew."""
    for number in range(1, 4):
        await come_back(house, board, 900 + 5, 5, f"0badca{number:02x}")
        board.say_state()
        board.lose_power()
        await house.clock.advance(2)
        board.connect()
        await house.clock.advance(2)
        assert house.state(TOTAL) == f"{1000.0 + 5 * number}"


async def test_restart_unseen(house: House, entry: MockConfigEntry, board: Board) -> None:
    """What was counted before a restart that nobody saw, and kept by the board, counts too."""
    board.lose_power()
    await house.clock.advance(60)
    await come_back(house, board, 1007, 4)

    assert house.state(TOTAL) == "1007.0"


async def test_begun_anew(house: House, entry: MockConfigEntry, board: Board) -> None:
    """A pin that the board took away and made again, without a restart, goes on."""
    await count(house, board, 3)

    assert house.state(TOTAL) == "1003.0"


async def test_wrap(house: House, entry: MockConfigEntry, board: Board) -> None:
    """When 32 bits are full, the total goes on."""
    await climb_to_the_end(house, board)
    await count(house, board, 4)

    assert house.state(TOTAL) == f"{float(FULL + 4)}"


async def test_wrap_in_a_restart(house: House, entry: MockConfigEntry, board: Board) -> None:
    """Also when that happens around a restart of the board."""
    await climb_to_the_end(house, board)
    await come_back(house, board, 4, 3)

    assert house.state(TOTAL) == f"{float(FULL + 4)}"


async def test_nothing_is_no_wrap(house: House, entry: MockConfigEntry, board: Board) -> None:
    """A board that begins at 0 has lost its total, however large that was."""
    await climb_to_the_end(house, board)
    await come_back(house, board, 300_000_000, 0)
    assert house.state(TOTAL) == f"{float(FULL - 1)}"


@pytest.mark.parametrize("before", [0, 1500], ids=["fresh", "used"])
async def test_swap(
    house: House, entry: MockConfigEntry, board: Board, spare: Board, monkeypatch: pytest.MonkeyPatch, before: int
) -> None:
    """A spare counts on from where the dead board was, whatever it counted before."""
    first = {"total": before, "counted": before, "rate": None}
    monkeypatch.setattr("tests.integration.board._initial", lambda pin: first)
    spare.switch_on()
    board.lose_power()
    await house.clock.advance(1)
    await replace(house, entry)
    await house.clock.advance(10)
    assert (entry.unique_id, house.state(TOTAL)) == (SPARE_ID, "1000.0")

    await count(house, spare, before + 3)
    assert house.state(TOTAL) == "1003.0"


@pytest.mark.parametrize("manager", [MANAGER_ID, "f0r31gn"], ids=["conflict", "foreign"])
async def test_not_ours(house: House, entry: MockConfigEntry, board: Board, manager: str) -> None:
    """What a board counts while it runs something else is nobody's: this may be another meter."""
    before = board.config
    board.config = {**(board.config or {}), "revision": 20, "manager": manager}
    board.hash = "0badf00d"
    board.say_status()
    await count(house, board, 6000)
    assert house.state(TOTAL) in {"unknown", "unavailable"}

    (issue,) = house.issues().values()
    await fix(house.hass, issue, *(["send"] if manager == MANAGER_ID else []))
    await house.clock.advance(10)
    assert board.config["pins"] == (before or {})["pins"]
    assert house.state(TOTAL) == "1000.0"
    await count(house, board, 6001)
    assert house.state(TOTAL) == "1001.0"


async def test_key_of_a_deleted_meter(house: House, entry: MockConfigEntry, board: Board) -> None:
    """A new meter begins at 0, also when its board has not heard yet that the old one is gone."""
    board.lose_power()
    await house.clock.advance(60)
    house.hass.config_entries.async_remove_subentry(entry, house.subentry_id(entry, "Meter"))
    await house.clock.advance(2)
    board.pins["a"] = {"total": 1000, "counted": 1000, "rate": None}
    assert board.config is not None
    board.config["pins"][0]["key"] = "a"
    form = await choose(house.hass, await add_pin(house.hass, entry), "counter")
    await fill_in(house.hass, form, {}, name="New", gpio=str(D5), meter="none", pull="up", per_unit=1)
    await house.clock.advance(10)
    board.connect()
    await house.clock.advance(10)
    assert (board.pins["a"]["total"], house.state("sensor.new_total")) == (1000, "0.0")

    board.report(a={"total": 1002, "counted": 2, "rate": None})
    await house.clock.settle()
    assert house.state("sensor.new_total") == "2.0"


async def test_restart_of_home_assistant(house: House, entry: MockConfigEntry, board: Board) -> None:
    """What the board counted while Home Assistant was away is added when it is back."""
    board.pins["w"] = {"total": 1100, "counted": 1100, "rate": None}
    await house.restart(entry)
    board.say_state()
    await house.clock.settle()

    assert house.state(TOTAL) == "1100.0"


@asynccontextmanager
async def away(house: House) -> AsyncGenerator[None]:
    """Have Home Assistant hear nothing, and know only what the broker retains when it is back."""
    entries = house.hass.config_entries.async_entries(DOMAIN)
    for entry in entries:
        await house.hass.config_entries.async_unload(entry.entry_id)
    await house.clock.advance(2)
    yield
    for entry in entries:
        await house.hass.config_entries.async_setup(entry.entry_id)
    await house.clock.advance(2)


def retained(broker: Broker) -> dict[str, bytes]:
    """Return what the broker keeps of the board's status and state."""
    return {topic: content for topic, content in broker.retained.items() if topic.endswith(("/status", "/state"))}


async def test_old_state(house: House, entry: MockConfigEntry, board: Board, broker: Broker) -> None:
    """A broker that lost its newest messages has an old state, of which every pulse was counted already."""
    old = retained(broker)
    await count(house, board, 1500)
    async with away(house):
        broker.retained |= old
    assert house.state(TOTAL) == "1500.0"

    board.connect()
    await house.clock.advance(2)
    assert house.state(TOTAL) == "1500.0"
    await count(house, board, 1501)
    assert house.state(TOTAL) == "1501.0"


async def test_old_session(house: House, entry: MockConfigEntry, board: Board, broker: Broker) -> None:
    """The same after a power cut of the whole house, when the old state is of a run of the board that was over."""
    old = retained(broker)
    await come_back(house, board, 1005, 5)
    async with away(house):
        broker.retained |= old
    assert house.state(TOTAL) == "1005.0"

    await come_back(house, board, 1007, 2, "0badbabe")
    assert house.state(TOTAL) == "1007.0"


async def test_board_restarts_meanwhile(house: House, entry: MockConfigEntry, board: Board) -> None:
    """A board that started while Home Assistant was away is believed when it says anything in that session."""
    async with away(house):
        await come_back(house, board, 905, 5)
    assert house.state(TOTAL) == "1000.0"

    board.say_telemetry()
    await house.clock.settle()
    assert house.state(TOTAL) == "1005.0"


async def test_begun_anew_meanwhile(house: House, entry: MockConfigEntry, board: Board) -> None:
    """A pin that was made again while Home Assistant was away has a newer state, which counts."""
    async with away(house):
        await count(house, board, 3)

    assert house.state(TOTAL) == "1003.0"


async def test_always_saved(
    house: House, entry: MockConfigEntry, board: Board, hass_storage: Mapping[str, Any]
) -> None:
    """Reports without a pause do not keep the manager from saving what it knows."""
    for second in range(20):
        await count(house, board, 1001 + second)
        await house.clock.advance(1)

    (saved,) = hass_storage[SEEN]["data"]["totals"].values()
    assert saved["pulses"] > 1010


@pytest.mark.parametrize("wild", [-1, 1.5, "7", None, True, FULL], ids=str)
@pytest.mark.parametrize("member", ["total", "counted"])
async def test_wild(house: House, entry: MockConfigEntry, board: Board, member: str, wild: Any) -> None:
    """What cannot be a number of pulses is none, and is forgotten."""
    board.report(w={"total": 1001, "counted": 1001, "rate": 12.5, member: wild})
    await house.clock.settle()
    assert (house.state(TOTAL), house.state("sensor.meter_rate")) == ("unknown", "12.5")

    await count(house, board, 1002)
    assert house.state(TOTAL) == "1002.0"


async def test_forgotten(house: House, entry: MockConfigEntry, board: Board) -> None:
    """A total is forgotten with its pin."""
    store = entry.runtime_data.hub.store
    assert list(store.memory.totals) == [METER["unique_id"]]
    house.hass.config_entries.async_remove_subentry(entry, house.subentry_id(entry, "Meter"))
    await house.clock.advance(2)

    assert store.memory.totals == {}
