"""Many boards on one broker and one Home Assistant. The figures go to build/figures/scale.json."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from itertools import batched
from pathlib import Path
import subprocess
import sys
import time
from typing import Final

import pytest

from rig.broker import Broker
from rig.dialogs import DOMAIN
from rig.home_assistant import HomeAssistant
from rig.page import Page, open_page
from rig.virtual_devices import VirtualDevices
from rig.waiting import NotReachedError, until
from tests.logs import assert_clean

from .figures import keep
from .fleet import (
    FOUR_PINS,
    TEN_PINS,
    PlannedPin,
    add_entries,
    allow_connections,
    analog_counts,
    entity_id,
    first_states,
)
from .house import House

_IN_ONE_PROCESS: Final = 500
PUMP: Final = 5
LAMP: Final = 14
ROOT: Final = Path(__file__).parents[2]


@dataclass(frozen=True, kw_only=True, slots=True)
class Size:
    """How many boards, and how long may take what lasts longer with more of them."""

    boards: int
    pins: Sequence[PlannedPin]
    lights_at_once: int  #: with one action; what takes more than three seconds is too late for the boards
    first_s: float  #: until the first start with them has configured all
    again_s: float  #: until they are right again

    def note(self, what: str, value: float) -> None:
        """Keep a figure."""
        keep("scale", f"{self.boards} boards with {len(self.pins)} pins", {what: round(value, 1)})

    def note_memory(self, what: str, home_assistant: HomeAssistant) -> None:
        """Keep how much memory Home Assistant has."""
        self.note(what, home_assistant.process.resident_kb() / 1024)


SIZES: Final = [
    pytest.param(Size(boards=200, pins=TEN_PINS, lights_at_once=400, first_s=60, again_s=45), id="200"),
    pytest.param(
        Size(boards=1000, pins=FOUR_PINS, lights_at_once=1000, first_s=180, again_s=120),
        id="1000",
        marks=pytest.mark.long,
    ),
    # So many that one write of all states is more than Home Assistant queues for a page.
    pytest.param(
        Size(boards=1500, pins=FOUR_PINS, lights_at_once=1000, first_s=240, again_s=180),
        id="1500",
        marks=pytest.mark.long,
    ),
]


@dataclass(frozen=True, kw_only=True, slots=True)
class Fleet:
    """A house with many boards, all of which run what their entries say."""

    size: Size
    house: House
    boards: Sequence[tuple[VirtualDevices, str]]  #: each by its process and its id, in the order of their numbers

    @property
    def home_assistant(self) -> HomeAssistant:
        """Return Home Assistant."""
        return self.house.home_assistant

    @property
    def first_states(self) -> dict[str, str]:
        """Return the state of each pin as long as nobody has touched it."""
        return first_states(len(self.boards), self.size.pins)

    async def until_shown(self, page: Page, expected: Mapping[str, str], *, within: float) -> None:
        """Return when a page shows all of this."""
        try:
            await until("every pin is right", lambda: page.states.items() >= expected.items(), within=within)
        except NotReachedError as err:
            wrong = [f"{name}: {page.states.get(name)}" for name in expected if page.states.get(name) != expected[name]]
            raise NotReachedError(f"{err}; {len(wrong)} are not, such as {wrong[:10]}") from err

    async def shown(self, page: Page) -> dict[str, str]:
        """Return what a page shows of each pin."""
        await until("every pin is shown", lambda: self.first_states.keys() <= page.states.keys())
        return {name: page.states[name] for name in self.first_states}

    async def start_home_assistant(self, what: str, expected: Mapping[str, str], *, within: float) -> None:
        """Start Home Assistant, and return when every pin is as expected; keep how long that took.

        A page is open as soon as there are pages.
        """
        began = time.monotonic()
        await self.home_assistant.launch()
        async with open_page(self.home_assistant) as page:
            await self.until_shown(page, expected, within=within)
            self.size.note(f"{what}_s", time.monotonic() - began)
            await self.home_assistant.until_running(within=within)

    async def until_recorded(self) -> None:
        """Return when Home Assistant has written everything into its database."""

        async def is_recorded() -> bool:
            return bool((await self.home_assistant.ask("recorder/info"))["backlog"] == 0)

        await until("everything is recorded", is_recorded, within=180)


@pytest.fixture(scope="module", params=SIZES)
async def fleet(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Fleet]:
    """Return many boards that were configured when Home Assistant started with them for the first time."""
    size: Size = request.param
    allow_connections(size.boards)
    directory = tmp_path_factory.mktemp("fleet")
    # Each time, mosquitto writes all that it retains, and does nothing else meanwhile.
    broker = Broker(directory / "broker", autosave=10_000)
    home_assistant = HomeAssistant(directory / "home-assistant")
    house = House(directory=directory, broker=broker, home_assistant=home_assistant)
    async with AsyncExitStack() as stack:
        stack.callback(broker.stop)
        stack.callback(house.stop_boards)
        stack.push_async_callback(home_assistant.stop)
        await broker.start()
        await home_assistant.start()
        await house.connect_mqtt(broker.port)
        size.note_memory("mb_without_boards", home_assistant)
        await home_assistant.stop()
        # Only now, for otherwise each of them would be discovered.
        fleet = Fleet(size=size, house=house, boards=await switch_on(house, size.boards))
        add_entries(home_assistant.directory / ".storage", [device_id for _, device_id in fleet.boards], size.pins)
        await fleet.start_home_assistant("first_start", fleet.first_states, within=size.first_s)
        size.note_memory("mb_after_first_start", home_assistant)
        # Once for each new entity, Home Assistant decides whether Assist may see it, and records that. With so many at
        # once it is too slow for commands meanwhile.
        await home_assistant.say("What time is it?")
        await fleet.until_recorded()
        yield fleet
        size.note_memory("mb_at_the_end", home_assistant)
    assert_clean(home_assistant.log)
    assert "Client unable to keep up" not in home_assistant.log


async def switch_on(house: House, count: int) -> list[tuple[VirtualDevices, str]]:
    """Return so many boards that are switched on, each with another voltage at A0."""
    processes = [
        await house.switch_on_boards(min(_IN_ONE_PROCESS, count - first)) for first in range(0, count, _IN_ONE_PROCESS)
    ]
    boards = [(process, device_id) for process in processes for device_id in process.ids]
    for number, (process, device_id) in enumerate(boards):
        await process.set_analog(device_id, analog_counts(number))
    return boards


async def test_nothing_wrong(fleet: Fleet) -> None:
    """No entity is unavailable, those of the boards themselves included, and there is nothing to repair."""
    entities = await fleet.home_assistant.ask("config/entity_registry/list")
    enabled = {entity["entity_id"] for entity in entities if entity["platform"] == DOMAIN and not entity["disabled_by"]}

    async with open_page(fleet.home_assistant) as page:
        await until("every entity is shown", lambda: enabled <= page.states.keys())
        assert fleet.first_states.keys() < enabled
        assert [name for name in enabled if page.states[name] == "unavailable"] == []
    assert await fleet.house.issues() == {}


async def test_home_assistant_restarts(fleet: Fleet) -> None:
    """A restarted Home Assistant shows every pin as it is."""
    async with open_page(fleet.home_assistant) as page:
        before = await fleet.shown(page)
    await fleet.home_assistant.stop()

    await fleet.start_home_assistant("restart", before, within=fleet.size.again_s)


async def test_broker_restarts(fleet: Fleet) -> None:
    """Every pin goes with the broker and comes back with it, and a page that is open follows all of that."""
    away = dict.fromkeys(fleet.first_states, "unavailable")
    async with open_page(fleet.home_assistant) as page:
        before = await fleet.shown(page)
        assert "unavailable" not in before.values()
        # An orderly end would send their wills, one after the other; this is all at once.
        fleet.house.broker.kill()
        await fleet.until_shown(page, away, within=fleet.size.again_s)

        await fleet.house.broker.start()
        began = time.monotonic()

        await fleet.until_shown(page, before, within=fleet.size.again_s)
        fleet.size.note("broker_back_s", time.monotonic() - began)


async def test_commands(fleet: Fleet) -> None:
    """Pins all over the fleet can be set, one at a time, and hundreds of lights with one action."""
    for number in range(0, len(fleet.boards), len(fleet.boards) // 20):
        process, device_id = fleet.boards[number]
        for action, level in (("switch.turn_on", True), ("switch.turn_off", False)):
            await fleet.home_assistant.call(action, entity_id=entity_id(number, fleet.size.pins[0]))
            assert await process.level(device_id, PUMP) is level

    lights = {name for name in fleet.first_states if name.startswith("light.")}
    async with open_page(fleet.home_assistant) as page:
        for action, state in (("light.turn_on", "on"), ("light.turn_off", "off")):
            began = time.monotonic()
            for some in batched(sorted(lights), fleet.size.lights_at_once, strict=False):
                await fleet.home_assistant.call(action, entity_id=some)
            fleet.size.note(f"{action}_all_s", time.monotonic() - began)
            # A call returns when the boards have done it.
            levels = [await process.level(device_id, LAMP) for process, device_id in fleet.boards]
            assert levels == [state == "on"] * len(fleet.boards)
            await fleet.until_shown(page, dict.fromkeys(lights, state), within=5)


def test_too_few_files() -> None:
    """Who may not open as many connections is told what to do, before anything is started."""
    program = "from tests.e2e.fleet import allow_connections; allow_connections(1000)"
    limited = ["bash", "-c", 'ulimit -n 256; exec "$0" -c "$1"', sys.executable, program]

    ended = subprocess.run(limited, cwd=ROOT, capture_output=True, text=True, check=False)

    assert ended.returncode != 0
    assert ended.stderr.strip().splitlines()[-1] == (
        "tests.e2e.fleet.TooFewFilesError: 1000 connections need 1100 open files in one process, and 256 are allowed"
        " here: run `ulimit -n 1100` first, as root or with a higher hard limit"
    )
