"""After a power cut, a restart, or the loss of the broker, everything is right again untouched."""

import pytest

from rig.mqtt_client import Message, MqttClient
from rig.virtual_devices import VirtualDevices
from rig.waiting import until

from .house import House

D1 = 5
D2 = 4


@pytest.fixture(scope="module")
async def lamp(house: House) -> VirtualDevices:
    """Return a board with a lamp that is on, and a fan that is on after power-up."""
    board = await house.switch_on_boards()
    entry_id = await house.add_board(board.ids[0], "Shed")
    await house.add_pin(entry_id, "digital_output", "Shed lamp", D1, shown_as="light")
    await house.add_pin(entry_id, "digital_output", "Shed fan", D2, shown_as="switch", advanced={"initial": "on"})
    await house.until_state("light.shed_lamp", "off")
    await house.until_state("switch.shed_fan", "on")
    return board


async def test_power_cut(house: House, lamp: VirtualDevices) -> None:
    """Without a network, a board that gets its power back drives its pins; its entities come back with it."""
    device_id = lamp.ids[0]
    lamp.kill()
    await house.until_state("light.shed_lamp", "unavailable", within=45)
    await house.until_state("switch.shed_fan", "unavailable")
    house.broker.stop()

    await lamp.start()

    # The levels are there before anything could have been connected.
    assert [(change.gpio, change.high) for change in await lamp.changes(device_id)] == [(D1, False), (D2, True)]
    assert all(change.now_ms < 100 for change in await lamp.changes(device_id))
    await house.broker.start()
    await house.until_state("light.shed_lamp", "off", within=45)
    await house.until_state("switch.shed_fan", "on")


async def test_home_assistant_restarts(house: House, lamp: VirtualDevices) -> None:
    """A restarted Home Assistant shows what is, and touches nothing."""
    device_id = lamp.ids[0]
    await house.home_assistant.call("light.turn_on", entity_id="light.shed_lamp")
    before = await lamp.changes(device_id)

    await house.home_assistant.kill()
    await house.home_assistant.start()

    await house.until_state("light.shed_lamp", "on")
    await house.until_state("switch.shed_fan", "on")
    assert await lamp.changes(device_id) == before
    # Commands work, although all that is known of the board's clock came before the restart.
    await house.home_assistant.call("light.turn_off", entity_id="light.shed_lamp")
    assert await lamp.level(device_id, D1) is False


@pytest.mark.parametrize("wiped", [False, True], ids=["broker restarts", "broker was wiped"])
async def test_broker_restarts(house: House, lamp: VirtualDevices, wiped: bool) -> None:
    """A broker that went away comes back, even with an empty database, and no pin moves."""
    device_id = lamp.ids[0]
    await house.home_assistant.call("light.turn_on", entity_id="light.shed_lamp")
    before = await lamp.changes(device_id)

    house.broker.kill()
    await house.until_state("light.shed_lamp", "unavailable")
    if wiped:
        house.broker.forget()
    await house.broker.start()

    await house.until_state("light.shed_lamp", "on", within=45)
    assert await lamp.changes(device_id) == before
    await house.home_assistant.call("light.turn_off", entity_id="light.shed_lamp")
    assert await lamp.level(device_id, D1) is False


async def test_board_crashes(house: House, lamp: VirtualDevices) -> None:
    """A board that crashes is back within seconds, and its pins have not moved."""
    device_id = lamp.ids[0]
    await house.home_assistant.call("light.turn_on", entity_id="light.shed_lamp")

    seen = len(await lamp.changes(device_id))

    await lamp.ask("crash", device_id)

    await until("the board booted again", lambda: has_boots(lamp, 2))
    await house.until_state("light.shed_lamp", "on")
    assert await lamp.level(device_id, D1) is True
    assert await lamp.changes(device_id, seen) == []


@pytest.mark.parametrize("how", ["restart", "crash"])
async def test_uptime_begins_anew(house: House, how: str) -> None:
    """A board's clock starts at 0 with each session; the clock of its process goes on."""
    hour_ms = 3_600_000
    board = await house.switch_on_boards(start_ms=hour_ms)
    device_id = board.ids[0]
    async with MqttClient(house.broker.port) as client:
        first = await until("the first session", lambda: births(client, device_id, 1))
        await board.ask(how, device_id)
        second = await until("the second session", lambda: births(client, device_id, 2))

    assert first[0].json["t"] >= hour_ms
    assert second[1].json["t"] < 30_000
    assert (await board.ask("list"))["now_ms"] > hour_ms


def births(client: MqttClient, device_id: str, sessions: int) -> list[Message]:
    """Return the first status of each session of a board, once there are so many; else nothing."""
    found = {
        message.json["session"]: message
        for message in reversed(client.on(f"iotdm/1/{device_id}/out/status"))
        if message.json["online"]
    }
    return [*reversed(found.values())] if len(found) == sessions else []


async def has_boots(board: VirtualDevices, count: int) -> bool:
    """Return whether the process has booted its device so often."""
    boots: int = (await board.ask("get", board.ids[0]))["boots"]
    return boots == count
