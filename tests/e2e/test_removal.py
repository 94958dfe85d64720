"""A removed board leaves nothing behind but, while it is away, its tombstone."""

from rig.mqtt_client import MqttClient
from rig.virtual_devices import VirtualDevices
from rig.waiting import until

from .house import House

D1 = 5


async def test_board_that_is_there(house: House, board: VirtualDevices) -> None:
    """It stops driving its pins, is offered once more, and can be added again without a restart."""
    device_id = board.ids[0]
    entry_id = await add_lamp(house, board, "Attic")

    await house.remove_board(entry_id)

    await house.tile(device_id)
    assert (await house.tiles()).count(device_id) == 1
    assert await board.level(device_id, D1) is None
    async with MqttClient(house.broker.port) as client:
        await until("the tombstone is gone", lambda: is_gone(client, f"iotdm/1/{device_id}/in/config"))
    assert await house.home_assistant.state("light.attic_lamp") is None
    await add_lamp(house, board, "Attic")


async def test_board_that_is_away(house: House, board: VirtualDevices) -> None:
    """It is not offered, and becomes a spare by its tombstone when it returns, even while Home Assistant is down."""
    device_id = board.ids[0]
    entry_id = await add_lamp(house, board, "Cellar")
    await add_lamp(house, await house.switch_on_boards(), "Another")
    board.kill()
    await house.until_state("light.cellar_lamp", "unavailable", within=45)

    await house.remove_board(entry_id)

    async with MqttClient(house.broker.port) as client:
        await until("only the tombstone is left", lambda: is_only_tombstone_left(client, device_id))
        assert device_id not in await house.tiles()

        await house.home_assistant.stop()
        await board.start()
        await until("the board is a spare", lambda: is_spare(client, device_id))
        assert await board.level(device_id, D1) is None

        await house.home_assistant.start()
        await house.tile(device_id)
        await until("the tombstone is gone", lambda: is_gone(client, f"iotdm/1/{device_id}/in/config"))


async def add_lamp(house: House, board: VirtualDevices, name: str) -> str:
    """Add a board with a lamp that is available."""
    entry_id = await house.add_board(board.ids[0], name)
    await house.add_pin(entry_id, "digital_output", f"{name} lamp", D1, shown_as="light")
    await house.until_state(f"light.{name.lower()}_lamp", "off")
    return entry_id


async def is_gone(client: MqttClient, topic: str) -> bool:
    """Return whether nothing is retained on a topic."""
    return topic not in client.retained


async def is_only_tombstone_left(client: MqttClient, device_id: str) -> bool:
    """Return whether the broker retains nothing of a device but its tombstone."""
    topics = [topic for topic in client.retained if device_id in topic]
    return topics == [f"iotdm/1/{device_id}/in/config"] and '"role":null' in client.retained[topics[0]]


async def is_spare(client: MqttClient, device_id: str) -> bool:
    """Return whether a device says that it is unassigned."""
    return f"iotdm/1/{device_id}/out/spare" in client.retained
