"""A replacement is done or undone whatever is killed, after whichever step: takes minutes."""

from collections.abc import AsyncIterator
import contextlib
from dataclasses import dataclass
from pathlib import Path
import shutil
from typing import Any, Final

import aiohttp
import pytest

from rig.virtual_devices import VirtualDevices
from rig.waiting import NotReachedError, until
from tests.logs import assert_clean

from .house import House
from .test_swap import add_lamp, is_free, is_high, registries

pytestmark = pytest.mark.long

LAMP: Final = "light.crypt_lamp"
BROKEN: Final = "broken"
# Two of the steps: the files that are written.
REGISTRY: Final = "core.device_registry"
STORE: Final = "iot_device_manager"
_SABOTEUR: Final = Path(__file__).parent / "saboteur"


@dataclass
class Scene:
    """Two boards, one of which can take the other one's place, and how to begin anew."""

    house: House
    board: VirtualDevices
    spare: VirtualDevices
    entry_id: str = ""

    @property
    def parts(self) -> tuple[Path, ...]:
        """Return the directories that hold everything."""
        return (
            self.house.home_assistant.directory,
            self.house.broker.directory,
            self.board.directory,
            self.spare.directory,
        )

    async def stop(self) -> None:
        """Stop everything, in order."""
        await self.house.home_assistant.stop()
        for boards in (self.board, self.spare):
            boards.stop()
        self.house.broker.stop()

    async def start(self) -> None:
        """Start everything, and return when the first board has switched its lamp on."""
        await self.house.broker.start()
        for boards in (self.board, self.spare):
            await boards.start()
        await self.house.home_assistant.start()
        await self.house.until_state(LAMP, "off", within=45)
        await self.house.home_assistant.call("light.turn_on", entity_id=LAMP)
        await self.house.tile(self.spare.ids[0])

    async def save(self) -> None:
        """Keep everything as it is."""
        await self.stop()
        for part in self.parts:
            shutil.copytree(part, _kept(part), symlinks=True)

    async def begin_anew(self) -> None:
        """Return to what was kept."""
        await self.stop()
        for part in self.parts:
            shutil.rmtree(part)
            shutil.copytree(_kept(part), part, symlinks=True)
        await self.start()

    async def replace(self, *, kill_after: int, pid: int = 0) -> None:
        """Replace the board; after so many steps a process is killed, without a pid Home Assistant itself."""
        ids = [*self.board.ids, *self.spare.ids]
        await self.house.home_assistant.call("saboteur.arm", ids=ids, kill_after=kill_after, pid=pid)
        # A server that was killed does not answer.
        with contextlib.suppress(aiohttp.ClientError) if kill_after else contextlib.nullcontext():
            await self.house.replace_board(self.entry_id, self.spare.ids[0])

    async def steps(self) -> list[str]:
        """Return what was published and written so far."""
        states = await self.house.home_assistant.get("states/saboteur.steps")
        steps: list[str] = states["attributes"]["steps"]
        return steps

    async def has_saved(self) -> bool:
        """Return whether Home Assistant has written its registries."""
        return REGISTRY in await self.steps()


def _kept(part: Path) -> Path:
    return part.with_name(f"{part.name}-kept")


@pytest.fixture(scope="module")
async def scene(house: House) -> AsyncIterator[Scene]:
    """Return a house in which a board can be replaced, and somebody who counts the steps of that."""
    directory = house.home_assistant.directory
    shutil.copytree(
        _SABOTEUR, directory / "custom_components" / "saboteur", ignore=shutil.ignore_patterns("__pycache__")
    )
    with (directory / "configuration.yaml").open("a") as file:
        file.write("saboteur:\n")
    scene = Scene(house, await house.switch_on_boards(), await house.switch_on_boards())
    scene.entry_id = await add_lamp(house, scene.board, "Crypt")
    await scene.save()
    yield scene
    assert_clean(house.home_assistant.log)


async def outcome(scene: Scene, before: list[Any]) -> str:
    """Return who has the lamp in the end, or what is broken: not exactly one board, or something else has changed."""
    try:
        await scene.house.until_state(LAMP, "on", within=45)
        await until("exactly one board drives", lambda: one_drives(scene), within=45)
    except NotReachedError as err:
        return f"{BROKEN}: {err}"
    if await registries(scene.house) != before:
        return f"{BROKEN}: the registries changed"
    return "new" if await is_high(scene.spare) else "old"


async def one_drives(scene: Scene) -> bool:
    """Return whether exactly one board drives the lamp."""
    return await is_free(scene.board) != await is_free(scene.spare)


@pytest.mark.parametrize("victim", ["home_assistant", "broker"])
async def test_killed(scene: Scene, victim: str) -> None:
    """After each step of a replacement, Home Assistant or the broker is killed; then one board has the lamp."""
    await scene.begin_anew()
    before = await registries(scene.house)
    await scene.replace(kill_after=0)
    await until("the spare drives the lamp", lambda: is_high(scene.spare))
    await until("the registries are saved", scene.has_saved, within=60)
    steps = await scene.steps()
    # One of the cases is a swap that is done while the registries are not saved.
    assert steps.index(REGISTRY) > len(steps) - 1 - steps[::-1].index(STORE)
    outcomes = []

    for number, step in enumerate(steps, 1):
        await scene.begin_anew()
        if victim == "broker":
            await scene.replace(kill_after=number, pid=scene.house.broker.process.pid)
            await until("the broker is gone", lambda: not scene.house.broker.process.running, within=60)
            await scene.house.broker.start()
        else:
            await scene.replace(kill_after=number)
            await until("Home Assistant is gone", lambda: not scene.house.home_assistant.process.running, within=60)
            await scene.house.home_assistant.kill()
            await scene.house.home_assistant.start()
        outcomes.append(await outcome(scene, before))
        print(f"{victim} killed after step {number} of {len(steps)}, {step}: {outcomes[-1]}")  # noqa: T201 - a figure

    broken = [one for one in outcomes if one.startswith(BROKEN)]
    print(f"{victim} killed after each of {len(steps)} steps: {len(broken)} broken outcomes")  # noqa: T201 - a figure
    assert len(outcomes) == len(steps) > 5
    assert broken == []
