"""The demo: it works, its page and Home Assistant agree, and it leaves nothing running."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
import os
from pathlib import Path
import signal
from typing import Any

import aiohttp

from custom_components.iot_device_manager.board_models import BOARDS
from demo.header import label
from demo.house import House, open_house
from rig.waiting import until
from tests.logs import assert_clean

ROOT = Path(__file__).parents[2]
D2 = 4
D5 = 14


async def test_check() -> None:
    """The check starts everything, switches a pin by a sentence, says so in its last line and stops everything."""
    async with run_demo("--check") as process:
        output, _ = await process.communicate()
    assert process.returncode == 0, output.decode()
    assert "drove GPIO5 of the board Garage high" in output.decode().splitlines()[-1]
    assert processes_of(process.pid) == []


async def test_ctrl_c() -> None:
    """Ctrl-C, which a terminal sends to all processes of the command, ends the demo in order."""
    async with run_demo() as process:
        assert process.stdout is not None
        async for line in process.stdout:
            if b"Ctrl-C" in line:
                break
        os.killpg(process.pid, signal.SIGINT)
        output, _ = await process.communicate()
    assert process.returncode == 0, output.decode()
    assert "Everything has stopped." in output.decode()
    assert processes_of(process.pid) == []


async def test_page(tmp_path: Path) -> None:
    """The page shows what a board drives, and what is done on the page reaches Home Assistant."""
    async with open_house(tmp_path) as house, aiohttp.ClientSession(house.page.url, raise_for_status=True) as page:
        garage, greenhouse, spare = await see(page)
        assert (garage["name"], greenhouse["name"], spare["name"]) == ("Garage", "Greenhouse", "Spare board")
        assert spare["spare"] is True
        assert spare["driven"] == 0

        await house.home_assistant.call("switch.turn_on", entity_id="switch.garage_compressor")
        await until("the page shows the level", lambda: shows(page, D2, level="high", name="Compressor"))

        path = f"/api/boards/{garage['id']}"
        await page.post(f"{path}/contacts/{D5}", json={"closed": False})
        await until_state(house, "binary_sensor.garage_garage_door", "on")

        await page.post(f"{path}/power", json={"on": False})
        await until_state(house, "switch.garage_compressor", "unavailable")
        await page.post(f"{path}/power", json={"on": True})
        await until_state(house, "switch.garage_compressor", "off")
        # Nobody moved the door meanwhile.
        await until_state(house, "binary_sensor.garage_garage_door", "on")
        assert await shows(page, D5, closed=False)
    assert_clean(house.home_assistant.log)


def test_labels() -> None:
    """The page calls the GPIOs as the dialogs do."""
    board = BOARDS["d1_mini"]
    assert [label(gpio) for gpio in board.labels] == [board.label(gpio) for gpio in board.labels]


@asynccontextmanager
async def run_demo(*arguments: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run scripts/demo in a session of its own, and see to it that it ends in time."""
    process = await asyncio.create_subprocess_exec(
        ROOT / "scripts" / "demo",
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(120):
            yield process
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()


def processes_of(session: int) -> list[str]:
    """Return the processes of a session. Only Linux tells; elsewhere there are none to see."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            # The name, in parentheses, may contain anything; state, parent, group and session follow it.
            name, _, fields = stat.read_text().rpartition(")")
            if int(fields.split()[3]) == session:
                found.append(name)
    return found


async def see(page: aiohttp.ClientSession) -> list[Mapping[str, Any]]:
    """Return the boards as the page shows them."""
    async with page.get("/api/table") as response:
        boards: list[Mapping[str, Any]] = (await response.json())["boards"]
        return boards


async def shows(page: aiohttp.ClientSession, gpio: int, **expected: Any) -> bool:
    """Return whether the page says this of a pin of the first board."""
    # The page learns of a board's pins from the broker, as everybody does, so they may still be missing.
    pins = [pin for pin in (await see(page))[0]["pins"] if pin["gpio"] == gpio]
    return any(all(pin[key] == value for key, value in expected.items()) for pin in pins)


async def until_state(house: House, entity_id: str, state: str) -> None:
    """Return when an entity has a state."""

    async def has_state() -> bool:
        return await house.home_assistant.state(entity_id) == state

    await until(f"{entity_id} is {state}", has_state)
