"""Nonsense, floods and lies on the broker: one clear log line, and nothing else changes."""

import json

import pytest

from rig.mqtt_client import MqttClient
from rig.virtual_devices import VirtualDevices
from rig.waiting import until

from .house import House

D1 = 5


@pytest.fixture(scope="module")
async def lamp(house: House) -> VirtualDevices:
    """Return a board with a lamp that is on."""
    board = await house.switch_on_boards()
    entry_id = await house.add_board(board.ids[0], "Gate")
    await house.add_pin(entry_id, "digital_output", "Gate lamp", D1, shown_as="light")
    await house.until_state("light.gate_lamp", "off")
    await house.home_assistant.call("light.turn_on", entity_id="light.gate_lamp")
    return board


@pytest.mark.parametrize("report", ["announce", "result", "spare", "state", "status", "telemetry"])
@pytest.mark.parametrize(
    "payload",
    [b"nonsense", b'{"online":tr', b"\xff\xfe\x00", b"[" * 10_000, b"{}" * 20_000, b"7", b"{}"],
    ids=["no JSON", "truncated", "not UTF-8", "deep", "huge", "no object", "empty object"],
)
async def test_nonsense_from_a_board(house: House, lamp: VirtualDevices, report: str, payload: bytes) -> None:
    """A message that no board would send is named in the log, and the last good state stays."""
    topic = f"iotdm/1/{lamp.ids[0]}/out/{report}"
    async with MqttClient(house.broker.port) as client:
        await client.publish(topic, payload)
        await until("the log names the topic", lambda: f"Ignoring a message on {topic}" in house.home_assistant.log)

    assert await house.home_assistant.state("light.gate_lamp") == "on"
    assert await lamp.level(lamp.ids[0], D1) is True


async def test_lie_about_the_id(house: House, lamp: VirtualDevices) -> None:
    """A message that names another board than its topic is not believed."""
    lie = {"id": "0123456789ab", "firmware": "9.9.9", "chip": "esp8266"}
    async with MqttClient(house.broker.port) as client:
        await client.publish("iotdm/1/ba9876543210/out/spare", json.dumps(lie))
        await until("the log names the lie", lambda: "0123456789ab" in house.home_assistant.log)

    assert not {"0123456789ab", "ba9876543210"} & set(await house.tiles())
    assert await house.home_assistant.state("light.gate_lamp") == "on"


@pytest.mark.parametrize(
    ("topic", "payload"),
    [
        ("in/config", b""),
        ("in/config", b'{"revision":'),
        ("in/config", b'{"revision":99,"manager":"intruder","role":"r1","pins":[]}'),
        ("in/config", b"x" * 2049),
        ("in/set", b'{"id":"1","session":"00000000","pins":{"a":false}}'),
        ("in/command", b'{"id":"1","session":"00000000","cmd":"restart"}'),
        ("in/nothing", b"\xff"),
    ],
    ids=["cleared", "truncated", "other manager", "too big", "other session", "restart", "unknown topic"],
)
async def test_nonsense_to_a_board(house: House, lamp: VirtualDevices, topic: str, payload: bytes) -> None:
    """A board neither forgets its pins nor switches because of what a stranger sends."""
    device_id = lamp.ids[0]
    before = await lamp.changes(device_id)
    async with MqttClient(house.broker.port) as client:
        await client.publish(f"iotdm/1/{device_id}/{topic}", payload, retain=topic == "in/config")
        # The board answers this one last, so it has dealt with the other.
        await client.publish(f"iotdm/1/{device_id}/in/set", '{"id":"zz","session":"00000000","pins":{}}')
        await until("the board answered", lambda: has_answered(client, device_id, "zz"))

    assert await lamp.changes(device_id) == before
    assert await house.home_assistant.state("light.gate_lamp") == "on"


async def test_retained_set(house: House, lamp: VirtualDevices) -> None:
    """A set that somebody retained is refused at each connection."""
    device_id = lamp.ids[0]
    topic = f"iotdm/1/{device_id}/in/set"
    async with MqttClient(house.broker.port) as client:
        await client.publish(topic, '{"id":"r1","session":"00000000","pins":{"a":false}}', retain=True)
        await lamp.ask("restart", device_id)
        await until("the board refused it", lambda: has_answered(client, device_id, "r1", "retained_refused"))
        await client.publish(topic, b"", retain=True)


async def test_two_hundred_boards_at_once(house: House) -> None:
    """A pallet of new boards: each has its tile, and can be added by hand as well."""
    boards = await house.switch_on_boards(200)

    await until("all boards are offered", lambda: are_offered(house, boards.ids), within=30)

    entry_id = await house.add_board_by_hand(boards.ids[0], "By hand")
    await house.add_pin(entry_id, "digital_output", "Far lamp", D1, shown_as="light")
    await house.until_state("light.far_lamp", "off")


def has_answered(client: MqttClient, device_id: str, message_id: str, error: str = "") -> bool:
    """Return whether a board has answered a message, with a certain error if one is named."""
    results = [message.json for message in client.on(f"iotdm/1/{device_id}/out/result")]
    return any(result.get("id") == message_id and error in json.dumps(result) for result in results)


async def are_offered(house: House, ids: list[str]) -> bool:
    """Return whether these boards are shown as Discovered."""
    return set(ids) <= set(await house.tiles())
