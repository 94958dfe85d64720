"""What it costs to do something with one board while many are loaded."""

from collections.abc import Callable, Coroutine
from typing import Any, Final
from unittest.mock import patch

from homeassistant.helpers.entity import Entity
import pytest
from pytest_benchmark.fixture import BenchmarkFixture
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.iot_device_manager.hub import HUB
from tests.integration.board import Board
from tests.integration.entries import device_entry

from .conftest import MakeFleet
from .counting import count_instructions
from .fleet import Fleet, pins_of

_ROUNDS: Final = 40
# What is not of the fleet.
_EXTRA: Final = 99_999

among = pytest.mark.parametrize("count", [100, 1000])


def _measure(
    benchmark: BenchmarkFixture,
    fleet: Fleet,
    act: Callable[[], Coroutine[Any, Any, None]],
    prepare: Callable[[], object] = lambda: None,
) -> None:
    """Measure what the loop does; return after it was done for many rounds, and once more to count."""

    def run() -> None:
        fleet.run(act())

    def prepare_round() -> None:
        prepare()

    benchmark.pedantic(run, setup=prepare_round, rounds=_ROUNDS, warmup_rounds=2)
    prepare()
    benchmark.extra_info["instructions"] = count_instructions(run)


@among
def test_reload(make_fleet: MakeFleet, benchmark: BenchmarkFixture, count: int) -> None:
    """One board is reloaded."""
    fleet = make_fleet(count)
    entry = fleet.entries[1]

    _measure(benchmark, fleet, lambda: fleet.house.restart(entry))

    assert entry.runtime_data.available


@among
def test_set_up(make_fleet: MakeFleet, benchmark: BenchmarkFixture, count: int) -> None:
    """One more board is set up."""
    fleet = make_fleet(count)

    async def set_up() -> None:
        await fleet.hass.config_entries.async_setup(fleet.entries[-1].entry_id)
        await fleet.house.clock.settle()

    _measure(benchmark, fleet, set_up, fleet.add_entry)

    assert len(fleet.entries[-1].runtime_data.pins) == 4


@among
def test_sweep(make_fleet: MakeFleet, benchmark: BenchmarkFixture, count: int) -> None:
    """Every ten seconds the hub looks which boards have fallen silent."""
    fleet = make_fleet(count)

    async def sweep() -> None:
        fleet.hass.data[HUB]._async_sweep(None)
        await fleet.house.clock.settle()

    _measure(benchmark, fleet, sweep)

    benchmark.extra_info["boards"] = count
    assert all(entry.runtime_data.available for entry in fleet.entries)


class Edits:
    """Edits of one pin of a board that answers."""

    def __init__(self, fleet: Fleet, entry: MockConfigEntry) -> None:
        """Edit the first pin of a board."""
        self._fleet = fleet
        self._entry = entry
        self.revision = 0
        self.written: list[str] = []

    def pause(self) -> None:
        """Let Home Assistant save what earlier edits left to save."""
        self._fleet.run(self._fleet.house.clock.advance(30))
        self.revision += 1

    async def edit(self) -> None:
        """Edit the pin as the dialog does; return when the board has confirmed its new configuration."""
        subentry = next(iter(self._entry.subentries.values()))
        data = {**subentry.data, "auto_off": self.revision}
        title = f"Lamp {self.revision}"
        self._fleet.hass.config_entries.async_update_subentry(self._entry, subentry, data=data, title=title)
        await self._fleet.house.clock.advance(0.6)

    def edit_and_watch(self) -> None:
        """Edit the pin once more, and list the entities that write their states."""
        write = Entity._async_write_ha_state

        def watch(entity: Entity) -> None:
            self.written.append(entity.entity_id)
            write(entity)

        self.pause()
        with patch.object(Entity, "_async_write_ha_state", watch):
            self._fleet.run(self.edit())


@among
def test_edit(make_fleet: MakeFleet, benchmark: BenchmarkFixture, board: Board, count: int) -> None:
    """One pin is edited in the UI, until its board runs that; no other entity writes a state."""
    fleet = make_fleet(count)
    entry = fleet.run(fleet.house.add_running(device_entry(*pins_of(_EXTRA)), board))
    edits = Edits(fleet, entry)

    _measure(benchmark, fleet, edits.edit, edits.pause)
    edits.edit_and_watch()

    benchmark.extra_info["entities written"] = len(set(edits.written))
    benchmark.extra_info["states written"] = len(edits.written)
    assert set(edits.written) == {f"switch.lamp_{_EXTRA}"}
    assert board.configs()[-1]["pins"][0]["auto_off"] == edits.revision
