"""A board moves to another network, and what it was told to get in stays between it and its manager."""

from collections.abc import AsyncIterator
import itertools
import json
from pathlib import Path
from typing import Any

import pytest

from rig.broker import Broker
from rig.make_site import Network, site_sector
from rig.mqtt_client import MqttClient
from rig.ports import LOOPBACK
from rig.virtual_devices import VirtualDevices, virtual_ids
from rig.waiting import until

from .house import House

D1 = 5
HOME_PSK = "marked psk of home"
HOME_PASSWORD = "marked password of home"
NEW_PSK = "marked psk of the new one"
NEW_PASSWORD = "marked password of the new one"
NETWORKS = [{"ssid": "Home", "psk": HOME_PSK}, {"ssid": "New", "psk": NEW_PSK}]
# A board answers an id that it knows without doing anything.
NUMBERS = itertools.count(1)
ACCESS = "user boards\ntopic readwrite #\n"


@pytest.fixture
async def new_broker(tmp_path: Path) -> AsyncIterator[Broker]:
    """Return another broker, which lets nobody in without the new password."""
    broker = Broker(tmp_path / "new-broker", users={"boards": NEW_PASSWORD}, access=ACCESS)
    await broker.start()
    yield broker
    broker.stop()


async def go_home(board: VirtualDevices, broker: Broker) -> str:
    """Flash the site of the house into a board that had none, and return its id when it is there."""
    device_id = board.ids[0]
    home = Network(
        ssid=b"Home", psk=HOME_PSK.encode(), host=LOOPBACK.encode(), port=broker.port, password=HOME_PASSWORD.encode()
    )
    await board.ask("set_networks", device_id, networks=NETWORKS)
    await board.flash_site(device_id, site_sector([home]))
    await in_slot(board, 1)
    return device_id


async def in_slot(board: VirtualDevices, slot: int, *, within: float = 20.0) -> None:
    """Return when a board is connected by the network of a slot."""

    async def is_there() -> bool:
        found = await board.ask("get", board.ids[0])
        return (found["connected"], found["slot"]) == (True, slot)

    await until(f"the board is connected by slot {slot}", is_there, within=within)


class Manager:
    """Sends network commands to one board, as a manager would."""

    def __init__(self, client: MqttClient, device_id: str) -> None:
        """Begin without a command."""
        self._client = client
        self._topic = f"iotdm/1/{device_id}"

    async def send(self, **members: Any) -> Any:
        """Return the result of a network command."""
        message_id = f"net{next(NUMBERS)}"
        ping = await self._send(f"{message_id}p", cmd="ping")
        return await self._send(message_id, cmd="network", until=ping["t"] + 3000, **members)

    async def _send(self, message_id: str, **members: Any) -> Any:
        await until("the board said what it is", lambda: f"{self._topic}/out/status" in self._client.retained)
        status = json.loads(self._client.retained[f"{self._topic}/out/status"])
        command = {"id": message_id, "session": status["session"], **members}
        await self._client.publish(f"{self._topic}/in/command", json.dumps(command, ensure_ascii=False), qos=0)

        def answers() -> list[Any]:
            results = [message.json for message in self._client.on(f"{self._topic}/out/result")]
            return [result for result in results if result.get("id") == message_id]

        return (await until("the command is answered", answers))[0]


async def test_another_network(house: House, board: VirtualDevices, new_broker: Broker) -> None:
    """It is stored, tried, proven by a beat and confirmed; a restart and a wrong password change nothing about that."""
    device_id = await go_home(board, house.broker)
    beat = json.dumps({"id": "other", "run": "4be1c07d", "beat": 1})
    new = {"ssid": "New", "psk": NEW_PSK, "host": LOOPBACK, "port": new_broker.port, "user": "boards"}
    async with MqttClient(house.broker.port) as client:
        manager = Manager(client, device_id)
        assert (await manager.send(slot=2, **new, **{"pass": "wrong"}))["ok"]
        assert (await manager.send(use=2, trial_s=10))["ok"]
        await until("it went", lambda: not json.loads(client.retained[f"iotdm/1/{device_id}/out/status"])["online"])
        await in_slot(board, 1)
        back = await until("it tells why", lambda: failure(client, device_id))
        assert back == "network_refused"

        assert (await manager.send(slot=2, **new, **{"pass": NEW_PASSWORD}))["ok"]
        assert (await manager.send(use=2, trial_s=60))["ok"]
    await in_slot(board, 2)
    async with MqttClient(new_broker.port, user="boards", password=NEW_PASSWORD) as client:
        manager = Manager(client, device_id)
        await client.next_on(f"iotdm/1/{device_id}/out/status")
        await client.publish("iotdm/1/manager/other", beat, qos=0)
        assert (await manager.send(confirm=True))["ok"]
    board.kill()
    await board.start()
    await board.ask("set_networks", device_id, networks=NETWORKS)
    await in_slot(board, 2)


def failure(client: MqttClient, device_id: str) -> str:
    """Return why a board came back, once it says so."""
    errors = json.loads(client.retained[f"iotdm/1/{device_id}/out/status"]).get("errors", ())
    return str(errors[0]["error"]) if errors else ""


async def test_secrets(house: House, tmp_path: Path) -> None:
    """Nothing but the command on the board's own topic has them: no other message, no log, no diagnostics."""
    seed = 99
    device_id = virtual_ids(seed=seed, count=1)[0]
    home = [HOME_PSK, HOME_PASSWORD]
    new = [NEW_PSK, NEW_PASSWORD]
    async with MqttClient(house.broker.port) as client:
        board = VirtualDevices(tmp_path / "board", broker_port=house.broker.port, seed=seed)
        await board.start()
        assert await go_home(board, house.broker) == device_id
        entry_id = await house.add_board(device_id, "Secretive")
        await house.add_pin(entry_id, "digital_output", "Secretive lamp", D1, shown_as="light")
        await house.until_state("light.secretive_lamp", "off")
        manager = Manager(client, device_id)
        network = {"ssid": "New", "psk": NEW_PSK, "user": "boards", "pass": NEW_PASSWORD}
        assert (await manager.send(slot=2, **network))["ok"]
        assert not (await manager.send(slot=1, **network))["ok"]
        assert not (await manager.send(slot=2, **(network | {"host": "not a host"})))["ok"]
        assert (await manager.send(use=1, trial_s=10))["ok"]
        await in_slot(board, 1)
        for command in ("announce", "restart"):
            await client.publish("iotdm/1/all/in/command", json.dumps({"id": "8a0", "cmd": command}))
        await board.ask("crash", device_id)
        await until("it is back", lambda: "exception" in client.retained[f"iotdm/1/{device_id}/out/status"])
        diagnostics = await house.home_assistant.get(f"diagnostics/config_entry/{entry_id}")
        await house.remove_board(entry_id)
        board.stop()

        commands = f"iotdm/1/{device_id}/in/command"
        spoken = [message for message in client.messages if message.topic != commands]
        assert len(spoken) > 20
        assert found_in(home, *(message.payload for message in client.messages)) == []
        assert found_in(new, *(message.payload for message in spoken)) == []
        assert len([message for message in client.on(commands) if NEW_PSK.encode() in message.payload]) == 3
    async with MqttClient(house.broker.port) as late:
        assert found_in([*home, *new], *(text.encode() for text in late.retained.values())) == []
    logs = [path.read_bytes() for path in (tmp_path / "board").glob("*.log")]
    assert len(logs) == 1
    assert found_in([*home, *new], json.dumps(diagnostics).encode(), house.home_assistant.log.encode(), *logs) == []


def found_in(secrets: list[str], *texts: bytes) -> list[str]:
    """Return the secrets that some text has."""
    return [secret for secret in secrets if any(secret.encode() in text for text in texts)]
