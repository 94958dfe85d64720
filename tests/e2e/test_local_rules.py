"""Buttons and local rules of real boards, with nobody who manages them: a house without Home Assistant."""

from collections.abc import AsyncIterator, Mapping
import json
from pathlib import Path
from typing import Any

import pytest

from rig.broker import Broker
from rig.mqtt_client import MqttClient
from rig.virtual_devices import VirtualDevices
from rig.waiting import until

D1 = 5
D5 = 14
RELAY = {"key": "a", "type": "digital_output", "gpio": D1}
BUTTON = {"key": "d", "type": "button", "gpio": D5, "debounce_ms": 10, "multi_ms": 0}


class Boards:
    """Two boards without a manager."""

    def __init__(self, broker: Broker, devices: VirtualDevices, client: MqttClient) -> None:
        """Watch boards that run."""
        self.broker = broker
        self.devices = devices
        self.client = client

    async def configure(self, board: str, pins: list[Mapping[str, Any]], rules: list[Mapping[str, str]]) -> None:
        """Give a board its first configuration, and wait until it has taken it without a complaint."""
        await self.client.next_on(f"iotdm/1/{board}/out/status")
        config = {"revision": 1, "manager": "m", "role": f"r{board}", "pins": pins, "rules": rules}
        await self.client.publish(f"iotdm/1/{board}/in/config", json.dumps(config), retain=True)
        result = (await self.client.next_on(f"iotdm/1/{board}/out/result")).json
        assert result["ok"]
        assert result["errors"] == []
        await self.settle()

    async def settle(self) -> None:
        """Let the first level of each input last for its debounce; nothing is told before."""
        await self.devices.ask("advance_clock", ms=100)

    async def switches(self, board: str, level: bool) -> None:
        """Wait until a board drives its relay so."""

        async def driven() -> bool:
            return await self.devices.level(board, D1) is level

        await until(f"the relay is {level}", driven)

    async def told(self, board: str, *events: tuple[str, int], client: MqttClient | None = None) -> None:
        """Wait until a board has told this much of its button, and see that it was this."""
        topic = f"iotdm/1/{board}/out/event"
        told = client or self.client
        await until(f"the board told {events}", lambda: len(told.on(topic)) >= len(events))
        assert [(message.json["event"], message.json.get("count", 0)) for message in told.on(topic)] == list(events)


@pytest.fixture
async def boards(tmp_path: Path) -> AsyncIterator[Boards]:
    """Return two boards and their broker."""
    broker = Broker(tmp_path / "broker")
    await broker.start()
    devices = VirtualDevices(tmp_path / "boards", broker_port=broker.port, count=2)
    await devices.start()
    async with MqttClient(broker.port) as client:
        yield Boards(broker, devices, client)
    devices.stop()
    broker.stop()


async def test_without_anybody(boards: Boards) -> None:
    """A wall button works while the broker is dead, after a power cut as well, and nothing of it is told later."""
    board = boards.devices.ids[0]
    await boards.configure(board, [RELAY, BUTTON], [{"when": "d.press", "do": "a.toggle"}])
    boards.broker.stop()

    await boards.devices.set_input(board, D5, True)
    await boards.switches(board, True)
    await boards.devices.set_input(board, D5, False)
    boards.devices.kill()
    await boards.devices.start()
    await boards.switches(board, False)
    await boards.settle()
    await boards.devices.set_input(board, D5, True)
    await boards.switches(board, True)
    await boards.devices.set_input(board, D5, False)

    await boards.broker.start()
    async with MqttClient(boards.broker.port) as client:
        status = f"iotdm/1/{board}/out/status"
        # What the broker kept is of the time before.
        await until("the board is back", lambda: any(not said.retained for said in client.on(status)), within=90)
        await boards.devices.set_input(board, D5, True)
        await boards.told(board, ("press", 0), client=client)


async def test_button_of_another_board(boards: Boards) -> None:
    """A button switches a relay of another board, with nobody but the broker between them."""
    wall, ceiling = boards.devices.ids
    await boards.configure(ceiling, [RELAY], [{"from": wall, "when": "d.click", "do": "a.toggle"}])
    await boards.configure(wall, [BUTTON], [])

    told: list[tuple[str, int]] = []
    for level in (True, False):
        await boards.devices.set_input(wall, D5, True)
        await boards.told(wall, *told, ("press", 0))
        await boards.devices.set_input(wall, D5, False)
        await boards.switches(ceiling, level)
        told += [("press", 0), ("release", 0), ("click", 1)]
        await boards.told(wall, *told)
