"""Commands reach exactly one pin, or fail loudly; nothing switches late."""

import time

import aiohttp
import pytest

from rig.mqtt_client import Message, MqttClient
from rig.virtual_devices import VirtualDevices
from rig.waiting import until

from .house import House

D1 = 5
D2 = 4


async def test_exactly_one_gpio_moves(house: House) -> None:
    """Neither a light in the area of that name, nor a pin of nearly that name on another board, moves as well."""
    boards = await house.switch_on_boards(3)
    first, second, third = boards.ids
    garage = await house.add_area("Garage")
    names = {first: "Garage lights", second: "Workbench", third: "Garage lights outside"}
    for device_id, name in names.items():
        entry_id = await house.add_board(device_id, f"Board of {name}")
        area = {"area": garage} if name == "Workbench" else {}
        await house.add_pin(entry_id, "digital_output", name, D1, shown_as="light", **area)
        # Home Assistant puts the area in front of an entity id.
        in_area = "garage_" if area else ""
        await house.until_state(f"light.{in_area}{name.lower().replace(' ', '_')}", "off")
    before = {device_id: len(await boards.changes(device_id)) for device_id in boards.ids}

    answer = await house.home_assistant.say("turn the garage lights on")

    assert answer == "Turned on the light"
    # The answer waits for what it is about a fifth of a second at most.
    await until("the garage lights are on", lambda: boards.level(first, D1))
    moved = {device_id: await boards.changes(device_id, before[device_id]) for device_id in boards.ids}
    assert [(change.gpio, change.high) for change in moved[first]] == [(D1, True)]
    assert moved[second] == moved[third] == []


async def test_frozen_board(house: House, board: VirtualDevices) -> None:
    """A board that hangs for six seconds does not switch afterwards; the call fails after five."""
    device_id = await add_lamp(house, board, "Frozen")
    await board.ask("freeze", device_id, ms=6000)
    started = time.monotonic()

    with pytest.raises(aiohttp.ClientResponseError):
        await house.home_assistant.call("light.turn_on", entity_id="light.frozen_lamp")

    assert 4.5 < time.monotonic() - started < 5.8
    # The board answers again, to the expired messages too.
    async with MqttClient(house.broker.port) as client:
        result = await client.next_on(f"iotdm/1/{device_id}/out/result")
    assert result.json["errors"] == [{"error": "expired"}]
    assert await board.level(device_id, D1) is False
    # Home Assistant writes its log in a thread of its own.
    said = "did not answer within five seconds"
    await until("the log says why", lambda: said in house.home_assistant.log)
    assert await house.home_assistant.state("light.frozen_lamp") == "off"


async def test_clock_wraps(house: House) -> None:
    """A board whose clock wraps after 49.7 days obeys before and after."""
    board = await house.switch_on_boards(start_ms=2**32 - 12_000)
    device_id = await add_lamp(house, board, "Old")
    await house.home_assistant.call("light.turn_on", entity_id="light.old_lamp")
    assert await board.level(device_id, D1) is True

    await until("the clock wrapped", lambda: has_wrapped(board))

    await house.home_assistant.call("light.turn_off", entity_id="light.old_lamp")
    assert await board.level(device_id, D1) is False


async def test_broker_away(house: House, board: VirtualDevices) -> None:
    """Without a broker the entity is unavailable, and what was asked then does not happen later."""
    device_id = await add_lamp(house, board, "Lonely")
    house.broker.stop()
    await house.until_state("light.lonely_lamp", "unavailable")

    await house.home_assistant.call("light.turn_on", entity_id="light.lonely_lamp")

    await house.broker.start()
    await house.until_state("light.lonely_lamp", "off", within=45)
    assert await board.level(device_id, D1) is False


async def test_several_pins_at_once(house: House, board: VirtualDevices) -> None:
    """Pins of one board that are asked in the same moment go in one message."""
    device_id = await add_lamp(house, board, "Double", second="Double fan")
    async with MqttClient(house.broker.port) as client:
        entities = ["light.double_lamp", "switch.double_fan"]
        await house.home_assistant.call("homeassistant.turn_on", entity_id=entities)

        def sets() -> list[Message]:
            return client.on(f"iotdm/1/{device_id}/in/set")

        await until(
            "both were asked", lambda: {key for message in sets() for key in message.json["pins"]} == {"a", "b"}
        )

    assert [message.json["pins"] for message in sets()] in (
        [{"a": True, "b": True}],
        # Home Assistant may call the platforms one after the other.
        [{"a": True}, {"b": True}],
        [{"b": True}, {"a": True}],
    )
    assert await board.level(device_id, D1) is True
    assert await board.level(device_id, D2) is True


async def add_lamp(house: House, board: VirtualDevices, name: str, second: str = "") -> str:
    """Add a board with a lamp, and with a second output if it has a name; return the board's id."""
    entry_id = await house.add_board(board.ids[0], name)
    await house.add_pin(entry_id, "digital_output", f"{name} lamp", D1, shown_as="light")
    await house.until_state(f"light.{name.lower()}_lamp", "off")
    if second:
        await house.add_pin(entry_id, "digital_output", second, D2, shown_as="switch")
        await house.until_state(f"switch.{second.lower().replace(' ', '_')}", "off")
    return board.ids[0]


async def has_wrapped(board: VirtualDevices) -> bool:
    """Return whether the board's clock has begun anew."""
    now_ms: int = (await board.ask("list"))["now_ms"]
    return now_ms < 2**31
