"""A board that crashes in a row does less and less, says so at each step, and begins anew after a healthy run."""

from collections.abc import AsyncIterator
from itertools import cycle, islice
import json
from typing import Any

import pytest

from rig.mqtt_client import MqttClient
from rig.virtual_devices import VirtualDevices
from rig.waiting import until

from .house import House

D1 = 5
D2 = 4
D6 = 12
HEALTHY_MS = 60_000


class Kiln:
    """A board whose two configurations have proven good: with a lamp, and the newer one with a fan besides."""

    def __init__(self, house: House, board: VirtualDevices, client: MqttClient, name: str) -> None:
        """Begin without an entry."""
        self.house = house
        self.board = board
        self.device_id = board.ids[0]
        self.name = name
        self.lamp = f"light.{name.lower()}_lamp"
        self.fan = f"switch.{name.lower()}_fan"
        self.entry_id = ""
        self._client = client

    async def set_up(self) -> None:
        """Add the board and its pins; return when the newer configuration has proven good."""
        self.entry_id = await self.house.add_board(self.device_id, self.name)
        await self.house.add_pin(self.entry_id, "digital_output", f"{self.name} lamp", D1, shown_as="light")
        await self.house.until_state(self.lamp, "off")
        await self.live()
        await self.house.add_pin(self.entry_id, "digital_output", f"{self.name} fan", D2, shown_as="switch")
        await self.house.until_state(self.fan, "off")
        await self.live()

    async def live(self) -> None:
        """Let the board run for as long as it takes to be healthy."""
        await self.board.ask("advance_clock", ms=HEALTHY_MS)

    async def crash(self, times: int) -> None:
        """Have the board crash, by exceptions and by its watchdog."""
        for how in islice(cycle(("crash", "hang")), times):
            await self.board.ask(how, self.device_id)

    async def status(self) -> dict[str, Any]:
        """Return what the board says of itself after its last boot."""
        boots = (await self.board.ask("get", self.device_id))["boots"]

        def latest() -> dict[str, Any]:
            status = json.loads(self._client.retained[f"iotdm/1/{self.device_id}/out/status"])
            return status if status["online"] and status["boot"] == boots else {}

        return await until("the board says what it runs", latest)

    async def until_safe(self, safe: int) -> None:
        """Return when the board says that it is at a step of the ladder; results overtake the status."""

        async def is_there() -> bool:
            return bool((await self.status())["safe"] == safe)

        await until(f"safe is {safe}", is_there)

    async def is_told(self, issue: str | None) -> bool:
        """Return whether this is the one repair issue of this board, or whether it has none."""
        issues = await self.house.issues()
        about_this = {other["translation_key"] for key, other in issues.items() if key.endswith(self.entry_id)}
        return about_this == ({issue} if issue else set())

    async def is_at(self, safe: int, issue: str | None, *, lamp: bool | None, fan: bool | None) -> None:
        """Check a step of the ladder: the status, the levels, the entities, and what the user is told."""
        await self.until_safe(safe)
        assert await self.board.level(self.device_id, D1) is lamp
        assert await self.board.level(self.device_id, D2) is fan
        await until(f"the user is told {issue}, and nothing else", lambda: self.is_told(issue))
        await self.house.until_state(self.lamp, "unavailable" if lamp is None else "off")
        await self.house.until_state(self.fan, "unavailable" if fan is None else "off")


@pytest.fixture
async def client(house: House) -> AsyncIterator[MqttClient]:
    """Return a client that sees everything."""
    async with MqttClient(house.broker.port) as client:
        yield client


async def test_ladder(house: House, board: VirtualDevices, client: MqttClient) -> None:
    """Three crashes for each step down; a healthy run, a restart and a power cut as the way to begin anew."""
    kiln = Kiln(house, board, client, "Kiln")
    await kiln.set_up()
    newest = await kiln.status()
    assert (newest["safe"], newest["reset"]) == (0, "power_on")

    # The first crash ends a healthy run, so it does not count.
    await kiln.crash(3)
    await kiln.is_at(0, None, lamp=False, fan=False)
    await kiln.crash(1)
    await kiln.is_at(1, "safe_previous", lamp=False, fan=None)
    status = await kiln.status()
    assert status["reset"] == "exception"
    assert status["revision"] < newest["revision"]
    assert status["rejected"] == {"revision": newest["revision"], "hash": newest["hash"], "error": "crashed"}
    await kiln.crash(3)
    await kiln.is_at(2, "safe_no_pins", lamp=None, fan=None)
    status = await kiln.status()
    assert (status["role"], status["hash"]) == (newest["role"], newest["hash"])
    await kiln.crash(3)
    await kiln.is_at(3, "safe_network", lamp=None, fan=None)
    await kiln.crash(3)
    await kiln.is_at(4, "safe_portal", lamp=None, fan=None)

    # A long run stays where it is, and the boot behind it tries everything again, also after a crash.
    await kiln.live()
    await kiln.is_at(4, "safe_portal", lamp=None, fan=None)
    await kiln.crash(1)
    await kiln.is_at(0, None, lamp=False, fan=False)
    assert (await kiln.status())["reset"] == "exception"

    await kiln.crash(12)
    await kiln.is_at(4, "safe_portal", lamp=None, fan=None)
    await house.fix(f"safe_portal_{kiln.entry_id}")
    await kiln.is_at(0, None, lamp=False, fan=False)
    assert (await kiln.status())["reset"] == "software"

    # In a run of 60 s the board forgets the crashes before, here one after each healthy run.
    for _ in range(4):
        await kiln.crash(2)
        await kiln.live()
    await kiln.is_at(0, None, lamp=False, fan=False)

    await kiln.crash(10)
    await kiln.is_at(3, "safe_network", lamp=None, fan=None)
    await board.ask("power_cycle", kiln.device_id)
    await kiln.is_at(0, None, lamp=False, fan=False)


async def test_ways_out(house: House, board: VirtualDevices, client: MqttClient) -> None:
    """A changed pin ends a safe mode at once; so does the crashed configuration, when the user wants it tried again."""
    forge = Kiln(house, board, client, "Forge")
    await forge.set_up()
    await forge.crash(7)
    await forge.is_at(2, "safe_no_pins", lamp=None, fan=None)

    await house.change_pin(forge.entry_id, "Forge lamp", gpio=str(D6))
    await house.until_state(forge.lamp, "off")
    await house.until_state(forge.fan, "off")
    await forge.until_safe(0)
    await until("the user is told nothing more", lambda: forge.is_told(None))
    assert [await board.level(forge.device_id, gpio) for gpio in (D1, D2, D6)] == [None, False, False]

    # That one has not proven good: it has its three crashes, and the board returns for good.
    await forge.crash(3)
    await until("the user is told", lambda: forge.is_told("safe_previous"))
    await house.until_state(forge.fan, "off")
    # The lamp works, but where nobody wants it any more.
    assert await board.level(forge.device_id, D1) is False
    await house.until_state(forge.lamp, "unavailable")
    await board.ask("power_cycle", forge.device_id)
    await forge.until_safe(1)
    await house.fix(f"safe_previous_{forge.entry_id}")
    await house.until_state(forge.lamp, "off")
    await forge.until_safe(0)
    assert await board.level(forge.device_id, D6) is False
