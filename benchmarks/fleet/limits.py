"""What the machine itself can do: a bare client, the broker's round trip, the websocket's."""

import asyncio
import statistics
import sys
import time
from typing import Final

import orjson

from .house import House
from .pins import Figures

_TRIPS: Final = 500
_MESSAGES: Final = 40_000
_BURST: Final = 100
_TOPIC: Final = "limits"
_DOCUMENT: Final = orjson.dumps(
    {
        "session": "9f3a61c2",
        "n": 7,
        "t": 1000,
        "pins": {"a": True, "b": False, "c": {"on": True, "brightness": 9}, "d": 1},
    }
)


async def measure_limits(house: House) -> Figures:
    """Return what no candidate can be better than, in a house without boards."""
    figures: Figures = {}
    arrived: asyncio.Future[float]

    def receive(_topic: str, _payload: bytes) -> None:
        arrived.set_result(time.perf_counter())

    await house.mqtt.subscribe(_TOPIC, receive)
    trips: list[float] = []
    for _ in range(_TRIPS):
        arrived = asyncio.get_running_loop().create_future()
        began = time.perf_counter()
        house.mqtt.publish(_TOPIC, _DOCUMENT)
        trips.append(await arrived - began)
    house.mqtt.unsubscribe(_TOPIC)
    pings: list[float] = []
    async with house.home_assistant.websocket() as websocket:
        for _ in range(_TRIPS):
            began = time.perf_counter()
            await websocket.ask("auth/current_user")
            pings.append(time.perf_counter() - began)
    for name, seconds in (("broker", trips), ("websocket", pings)):
        cuts = statistics.quantiles(seconds, n=100)
        figures[f"{name}_p50_ms"] = 1000 * cuts[49]
        figures[f"{name}_p99_ms"] = 1000 * cuts[98]
    figures["bare_client_cpu_us"] = await _time_bare_client(house)
    return figures


async def _time_bare_client(house: House) -> float:
    client = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", __package__ + ".bare_client", str(house.broker.port), _TOPIC, str(_MESSAGES)),
        stdout=asyncio.subprocess.PIPE,
    )
    output = client.stdout
    if output is None:
        raise RuntimeError("the bare client has no output")
    await output.readline()
    for number in range(0, _MESSAGES, _BURST):
        for _ in range(_BURST):
            house.mqtt.publish(_TOPIC, _DOCUMENT)
        await asyncio.sleep(0.005 if number else 0)
    seconds = float(await output.readline())
    await client.wait()
    return 1e6 * seconds / _MESSAGES
