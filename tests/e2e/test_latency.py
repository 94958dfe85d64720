"""How long things take on loopback. The figures go to build/figures/latency.json."""

from collections.abc import Awaitable, Callable
import statistics
import time
from typing import Any, Final

import pytest

from rig.home_assistant import WebSocket
from rig.mqtt_client import MqttClient
from rig.virtual_devices import VirtualDevices
from rig.waiting import until

from .figures import note
from .house import House

D1 = 5
LAMP: Final = {"entity_id": "light.clock_lamp"}


@pytest.fixture(scope="module")
async def lamp(house: House) -> VirtualDevices:
    """Return a board with a lamp."""
    board = await house.switch_on_boards()
    entry_id = await house.add_board(board.ids[0], "Clock")
    await house.add_pin(entry_id, "digital_output", "Clock lamp", D1, shown_as="light")
    await house.until_state("light.clock_lamp", "off")
    return board


async def test_service_call(house: House, lamp: VirtualDevices) -> None:
    """From a service call to the GPIO, and to the state in Home Assistant."""
    to_gpio: list[float] = []
    to_state: list[float] = []
    async with house.home_assistant.websocket() as calls, house.home_assistant.websocket() as states:
        await states.ask("subscribe_events", event_type="state_changed")
        for _ in range(200):
            to_state.append(await seconds_to_state(calls, states))
            to_gpio.append(await seconds_since_last_change(lamp, calls.last_sent_at))

    note("service call to GPIO", to_gpio)
    note("service call to state", to_state)
    assert statistics.median(to_gpio) < 0.03
    assert statistics.median(to_state) < 0.05


async def test_sentence(house: House, lamp: VirtualDevices) -> None:
    """From a sentence to the GPIO."""
    await house.home_assistant.call("light.turn_off", **LAMP)

    async def say(number: int) -> float:
        asked_at = time.time()
        await house.home_assistant.say(f"turn {'off' if number % 2 else 'on'} the clock lamp")
        return await seconds_since_last_change(lamp, asked_at)

    seconds = await repeat(20, say)
    note("sentence to GPIO", seconds)
    assert statistics.median(seconds) < 0.5


async def test_configuration(house: House, lamp: VirtualDevices) -> None:
    """From a configuration that is sent to the board's result."""
    entry_id = next(entry["entry_id"] for entry in await house.entries() if entry["title"] == "Clock")
    config = f"iotdm/1/{lamp.ids[0]}/in/config"
    result = f"iotdm/1/{lamp.ids[0]}/out/result"
    async with MqttClient(house.broker.port) as client:

        async def edit(number: int) -> float:
            sent, answered = len(client.on(config)), len(client.on(result))
            await house.change_pin(entry_id, "Clock lamp", initial="off" if number % 2 else "on")
            return (await client.next_on(result, answered)).at - (await client.next_on(config, sent)).at

        seconds = await repeat(12, edit)
    note("configuration to result", seconds)
    assert statistics.median(seconds) < 0.1


async def repeat(times: int, measure: Callable[[int], Awaitable[float]]) -> list[float]:
    """Return what `measure` returned, so often."""
    return [await measure(number) for number in range(times)]


async def seconds_to_state(calls: WebSocket, states: WebSocket) -> float:
    """Toggle the lamp and return how long its state took to follow."""
    await calls.ask("call_service", domain="light", service="toggle", target=LAMP)
    async for event in states.events():
        data: dict[str, Any] = event["data"]
        if data["entity_id"] == LAMP["entity_id"]:
            return time.time() - calls.last_sent_at
    raise AssertionError("the websocket was closed")


async def seconds_since_last_change(board: VirtualDevices, moment: float) -> float:
    """Return how long after a moment the board last changed a level."""

    async def changed_at() -> float:
        changed = (await board.changes(board.ids[0]))[-1].unix_us / 1e6
        return changed if changed > moment else 0.0

    return await until("the level changed", changed_at) - moment
