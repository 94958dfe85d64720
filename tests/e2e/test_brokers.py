"""Brokers as people have them: with users and access rules, with TLS, and with the older protocol."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from rig.broker import Broker
from rig.certificates import make_tls
from rig.home_assistant import HomeAssistant
from rig.mqtt_client import MqttClient
from rig.virtual_devices import VirtualDevices, virtual_ids
from rig.waiting import until
from tests.logs import assert_clean

from .house import House

D1 = 5
PASSWORD = "of the house"

type MakeHouse = Callable[[Broker], House]


@pytest.fixture(scope="module")
async def home_assistant(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[HomeAssistant]:
    """Return a running Home Assistant without MQTT."""
    async with HomeAssistant(tmp_path_factory.mktemp("brokers") / "home-assistant") as home_assistant:
        yield home_assistant
    assert_clean(home_assistant.log)


@pytest.fixture
async def make_house(home_assistant: HomeAssistant, tmp_path: Path) -> AsyncIterator[MakeHouse]:
    """Return how to make a house with a certain broker; it is cleared away after the test."""
    houses: list[House] = []

    def make(broker: Broker) -> House:
        houses.append(House(directory=tmp_path, broker=broker, home_assistant=home_assistant))
        return houses[-1]

    yield make
    for house in houses:
        for entry in await house.entries():
            if entry["title"] != "IoT Device Manager":
                await house.remove_board(entry["entry_id"])
        for entry in await home_assistant.ask("config_entries/get", domain="mqtt"):
            await home_assistant.delete(f"config/config_entries/entry/{entry['entry_id']}")
        house.stop_boards()
        house.broker.stop()


@pytest.mark.parametrize("protocol", ["3.1.1", "5"])
async def test_protocol(make_house: MakeHouse, tmp_path: Path, protocol: str) -> None:
    """Home Assistant may speak either protocol version to the broker."""
    house = make_house(Broker(tmp_path / "broker"))
    await house.broker.start()
    await house.connect_mqtt(house.broker.port, protocol=protocol)

    await lamp_works(house, await house.switch_on_boards(), f"Version {protocol[0]}")


async def test_users_and_access_rules(make_house: MakeHouse, tmp_path: Path) -> None:
    """With the access rules of the documentation everything works, and a board reaches nothing of another one."""
    ids = virtual_ids(seed=1, count=2)
    users = dict.fromkeys([*ids, "manager"], PASSWORD)
    house = make_house(Broker(tmp_path / "broker", users=users, access=documented_rules()))
    await house.broker.start()
    await house.connect_mqtt(house.broker.port, username="manager", password=PASSWORD)

    boards = await house.switch_on_boards(2, password=PASSWORD)

    assert boards.ids == ids
    await lamp_works(house, boards, "Guarded")
    async with MqttClient(house.broker.port, user=ids[1], password=PASSWORD) as intruder:
        before = await boards.changes(ids[0])
        await intruder.publish(f"iotdm/1/{ids[0]}/in/config", "{}", retain=True)
        await intruder.publish(f"iotdm/1/{ids[1]}/out/state", "{}")
        await until("the intruder hears itself", lambda: bool(intruder.on(f"iotdm/1/{ids[1]}/out/state")))
        assert not [message for message in intruder.messages if ids[0] in message.topic]
        assert await boards.changes(ids[0]) == before


async def test_tls(make_house: MakeHouse, tmp_path: Path) -> None:
    """Home Assistant speaks TLS to the broker while the boards, on the inner network, do not."""
    tls = make_tls(tmp_path / "certificates")
    house = make_house(Broker(tmp_path / "broker", tls=tls))
    await house.broker.start()
    certificate = await house.home_assistant.upload(tls.authority.name, tls.authority.read_bytes())

    await house.connect_mqtt(
        tls.port,
        other_settings={"set_client_cert": False, "set_ca_cert": "custom", "certificate": certificate},
    )

    await lamp_works(house, await house.switch_on_boards(), "Sealed")


async def lamp_works(house: House, boards: VirtualDevices, name: str) -> None:
    """Add the first board with a lamp, and switch it."""
    entry_id = await house.add_board(boards.ids[0], name)
    await house.add_pin(entry_id, "digital_output", f"{name} lamp", D1, shown_as="light")
    entity_id = f"light.{name.lower().replace(' ', '_')}_lamp"
    await house.until_state(entity_id, "off")
    await house.home_assistant.call("light.turn_on", entity_id=entity_id)
    assert await boards.level(boards.ids[0], D1) is True
    assert await house.home_assistant.state(entity_id) == "on"


def documented_rules() -> str:
    """Return the access rules of docs/protocol.md, with the manager's user."""
    page = (Path(__file__).parents[2] / "docs" / "protocol.md").read_text()
    rules = page.split("```\npattern write", 1)[1].split("```", 1)[0]
    return f"pattern write{rules}user manager\ntopic readwrite iotdm/1/#\ntopic readwrite homeassistant/#\n"
