"""Two brokers with a bridge, as docs/scale.md shows them: Home Assistant at the first one, boards at the second one."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
import re
from typing import Final

import aiohttp
import pytest

from rig.broker import Broker
from rig.home_assistant import HomeAssistant
from rig.link import Link
from rig.mqtt_client import MqttClient
from rig.ports import free_port
from rig.virtual_devices import VirtualDevices
from rig.waiting import until
from tests.logs import assert_clean

from .house import House

D1: Final = 5
D2: Final = 4
D5: Final = 14
LAMP: Final = "light.barn_lamp"
BARN: Final = 100  #: seed of its boards, which no board of the house has
_PAGE: Final = (Path(__file__).parents[2] / "docs" / "scale.md").read_text()
_BLOCKS: Final = re.findall(r"^```conf\n(.*?)^```", _PAGE, re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, kw_only=True, slots=True)
class Brokers:
    """The two brokers of the page, and the link between them."""

    first: Broker
    second: Broker
    link: Link


def documented(number: int, directory: Path, first_port: int = 0, *, more: str = "") -> Broker:
    """Return a broker with a configuration of the page; only its ports and its directory are others.

    `more` are lines below the address.
    """
    port = free_port()
    settings = _BLOCKS[number]
    for shown, here in (
        (r"^listener \d+", f"listener {port}"),
        (r"^address 127\.0\.0\.1:1883$", f"address 127.0.0.1:{first_port}\n{more}"),
        (r"^persistence_location \S+", f"persistence_location {directory}/"),
    ):
        settings = re.sub(shown, here, settings, flags=re.MULTILINE)
    return Broker(directory, port=port, settings=settings)


@asynccontextmanager
async def both_brokers(directory: Path) -> AsyncIterator[Brokers]:
    """Return both brokers, started."""
    first = documented(0, directory / "first")
    link = Link(first.port)
    second = documented(1, directory / "second", link.port)
    async with AsyncExitStack() as stack:
        stack.callback(first.stop)
        stack.push_async_callback(link.cut)
        stack.callback(second.stop)
        await first.start()
        await link.mend()
        await second.start()
        yield Brokers(first=first, second=second, link=link)


@dataclass(frozen=True, kw_only=True, slots=True)
class Barn:
    """A building with a broker of its own, where a board has a lamp and a button that counts while nobody is there."""

    house: House
    brokers: Brokers
    board: VirtualDevices
    entry_id: str

    @property
    def device_id(self) -> str:
        """Return the id of the board."""
        return self.board.ids[0]

    async def level(self) -> bool | None:
        """Return the level of the lamp."""
        return await self.board.level(self.device_id, D1)

    async def is_connected(self) -> bool:
        """Return whether the board is connected to its broker."""
        connected: bool = (await self.board.ask("get", self.device_id))["connected"]
        return connected

    async def call(self, action: str) -> None:
        """Call an action of the lamp."""
        await self.house.home_assistant.call(f"light.{action}", entity_id=LAMP)

    async def obeys(self) -> bool:
        """Return whether the lamp goes on and off, and says so."""
        for action, level in (("turn_on", True), ("turn_off", False)):
            try:
                await self.call(action)
            except aiohttp.ClientResponseError:
                return False
            if await self.level() is not level:
                return False
            await self.house.until_state(LAMP, "on" if level else "off")
        return True

    async def until_right(self) -> None:
        """Return when the lamp works."""
        await self.house.until_state(LAMP, "off", within=45)
        await until("the lamp obeys", self.obeys, within=45)


@pytest.fixture(scope="module")
async def barn(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Barn]:
    """Return a barn whose board was added in Home Assistant's dialogs."""
    directory = tmp_path_factory.mktemp("barn")
    async with both_brokers(directory) as brokers, HomeAssistant(directory / "home-assistant") as home_assistant:
        house = House(directory=directory, broker=brokers.first, home_assistant=home_assistant)
        await house.connect_mqtt(brokers.first.port)
        board = VirtualDevices(directory / "board", broker_port=brokers.second.port, seed=BARN)
        await board.start()
        entry_id = await house.add_board(board.ids[0], "Barn")
        await house.add_pin(entry_id, "digital_output", "Barn lamp", D1, shown_as="light")
        await house.add_pin(entry_id, "button", "Barn button", D5)
        await house.add_rule(entry_id, "Barn button", "press", "Barn lamp", "on", only="offline")
        await house.until_state(LAMP, "off")
        yield Barn(house=house, brokers=brokers, board=board, entry_id=entry_id)
        board.stop()
        house.stop_boards()
    assert_clean(home_assistant.log)


async def test_commands(barn: Barn) -> None:
    """A call reaches the board, and what the board reports reaches Home Assistant."""
    assert await barn.obeys()


async def test_power_cut(barn: Barn) -> None:
    """The will of a board is retained at both brokers; its configuration waits for it at its own one."""
    status, config = (f"iotdm/1/{barn.device_id}/{kind}" for kind in ("out/status", "in/config"))
    barn.board.kill()
    await barn.house.until_state(LAMP, "unavailable", within=45)
    for broker in (barn.brokers.first, barn.brokers.second):
        async with MqttClient(broker.port) as client:
            await until("the will is retained", lambda: '"online":false' in client.retained.get(status, ""))
            await until("the configuration is retained", lambda: '"gpio":5' in client.retained.get(config, ""))

    await barn.board.start()

    await barn.until_right()


async def test_rules_between_buildings(barn: Barn) -> None:
    """A button of a board at either broker switches the lamp of a board at the other one."""
    board = await barn.house.switch_on_boards()
    entry_id = await barn.house.add_board(board.ids[0], "Porch")
    await barn.house.add_pin(entry_id, "button", "Porch button", D5)
    await barn.house.add_pin(entry_id, "digital_output", "Porch lamp", D1, shown_as="light")
    await barn.house.add_rule(barn.entry_id, "Porch button (Porch)", "press", "Barn lamp", "toggle")
    await barn.house.add_rule(entry_id, "Barn button (Barn)", "press", "Porch lamp", "toggle")
    await barn.house.until_rules(barn.board, 2)
    await barn.house.until_rules(board, 1)
    # What a button finds at first is no press, so that has to be over.
    await board.ask("advance_clock", ms=100)

    await board.set_input(board.ids[0], D5, False)
    await barn.house.until_state(LAMP, "on")
    await barn.board.set_input(barn.device_id, D5, False)
    await barn.house.until_state("light.porch_lamp", "on")

    assert await barn.level() is True
    assert await board.level(board.ids[0], D1) is True
    await barn.call("turn_off")
    await barn.board.set_input(barn.device_id, D5, True)


async def test_friendly_name(barn: Barn) -> None:
    """A program at the second broker reaches the lamp by its friendly name."""
    await barn.house.switch_names(on=True)
    async with MqttClient(barn.brokers.second.port) as client:
        await client.next_on("iotdm/1/names")
        await client.next_on("iotdm/1/name/barn-lamp/state")

        await client.publish("iotdm/1/name/barn-lamp/set", "ON", qos=0)

        assert (await client.next_on("iotdm/1/name/barn-lamp/result")).json["ok"] is True
    assert await barn.level() is True
    await barn.call("turn_off")


async def test_second_broker_stops(barn: Barn) -> None:
    """A broker that ends in an orderly way sends the wills of its boards, so they are unavailable at once."""
    barn.brokers.second.stop()
    await barn.house.until_state(LAMP, "unavailable")

    await barn.brokers.second.start()

    await barn.until_right()


async def test_second_broker_dies(barn: Barn) -> None:
    """A broker that loses its power tells nobody: calls fail, until all is right again."""
    barn.brokers.second.kill()
    with pytest.raises(aiohttp.ClientResponseError, match="did not answer"):
        await barn.call("turn_on")
    assert await barn.house.home_assistant.state(LAMP) == "off"

    await barn.brokers.second.start()

    await barn.until_right()


async def test_link_is_cut(barn: Barn) -> None:
    """What was edited and what happened without the bridge is right when it is back; a call from then does nothing."""
    await barn.brokers.link.cut()
    await barn.house.add_pin(barn.entry_id, "digital_output", "Barn fan", D2, shown_as="fan")
    barn.board.kill()
    await barn.board.start()
    await until("the board is at its broker", barn.is_connected)
    with pytest.raises(aiohttp.ClientResponseError, match="did not answer"):
        await barn.call("turn_on")

    await barn.brokers.link.mend()

    await barn.house.until_state("fan.barn_fan", "off", within=45)
    assert await barn.level() is False
    await barn.until_right()


async def test_cleared_reports_return(barn: Barn) -> None:
    """What is cleared at the first broker of a board that never returns comes back from the second one."""
    topic = f"iotdm/1/{'0' * 12}/out/announce"
    async with MqttClient(barn.brokers.second.port) as client:
        await client.publish(topic, "{}", retain=True)
    async with MqttClient(barn.brokers.first.port) as client:
        await until("it is at the first broker", lambda: topic in client.retained)
        await client.publish(topic, "", retain=True)
        await until("it is cleared", lambda: topic not in client.retained)
        await barn.brokers.link.cut()
        await barn.brokers.link.mend()
        await until("it is back", lambda: topic in client.retained, within=45)


# It waits for as long as a board may be silent.
@pytest.mark.long
async def test_silence(barn: Barn) -> None:
    """Without the bridge, board and manager each take the other one for away, and the board itself for online."""
    await barn.brokers.link.cut()

    await barn.house.until_state(LAMP, "unavailable", within=180)

    assert await barn.is_connected()
    await barn.board.set_input(barn.device_id, D5, False)
    await until("the rule that counts only offline acts", barn.level)
    await barn.brokers.link.mend()
    await barn.house.until_state(LAMP, "on", within=45)
    await barn.call("turn_off")


async def test_user(tmp_path: Path) -> None:
    """The bridge logs in at the first broker, where it may use what is below iotdm only."""
    login = {"user": "building", "password": "of the building"}
    first = Broker(
        tmp_path / "first",
        users={login["user"]: login["password"]},
        access=f"user {login['user']}\ntopic readwrite iotdm/1/#\n",
    )
    more = f"remote_username {login['user']}\nremote_password {login['password']}\n"
    second = documented(1, tmp_path / "second", first.port, more=more)
    board = VirtualDevices(tmp_path / "board", broker_port=second.port)
    async with AsyncExitStack() as stack:
        for part in (first, second, board):
            stack.callback(part.stop)
            await part.start()
        async with MqttClient(first.port, **login) as client:
            await client.next_on(f"iotdm/1/{board.ids[0]}/out/spare")
            await client.publish(f"iotdm/1/{board.ids[0]}/in/command", '{"id":"1","cmd":"ping"}', qos=0)
            await client.next_on(f"iotdm/1/{board.ids[0]}/out/result")


async def test_many_boards(tmp_path: Path) -> None:
    """All that 300 boards report reaches a first broker that forgot everything: mosquitto's own limit is 1,000."""
    async with both_brokers(tmp_path) as brokers:
        boards = VirtualDevices(tmp_path / "boards", broker_port=brokers.second.port, count=300)
        await boards.start()
        topics = {
            f"iotdm/1/{device_id}/out/{kind}"
            for device_id in boards.ids
            for kind in ("announce", "spare", "state", "status")
        }
        try:
            async with MqttClient(brokers.first.port) as client:
                await until("all is there", lambda: topics <= client.retained.keys(), within=45)
            brokers.first.stop()
            brokers.first.forget()
            await brokers.first.start()
            async with MqttClient(brokers.first.port) as client:
                await until("all is there again", lambda: topics <= client.retained.keys(), within=45)
        finally:
            boards.stop()
