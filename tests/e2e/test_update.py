"""A board gets a new image over HTTP, or keeps the old one and says why."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from http import HTTPStatus
import itertools
from pathlib import Path
from typing import Any, Final

import pytest

from rig.broker import Broker
from rig.image_server import ImageServer, Served
from rig.images import Keys, built_image, described, make_keys, sign
from rig.mqtt_client import MqttClient
from rig.ports import LOOPBACK
from rig.virtual_devices import VirtualDevices
from rig.waiting import until

from .bare_board import D1, NEW, OLD, Board

# Each test has a board of its own.
_seeds = itertools.count(100)

type Change = Callable[[Served], Served]


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    """Return the keys that boards trust."""
    return make_keys(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="module")
def image(keys: Keys, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return a good image."""
    return sign(tmp_path_factory.mktemp("image"), keys)


@pytest.fixture(scope="module")
async def broker(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Broker]:
    """Return a running broker."""
    broker = Broker(tmp_path_factory.mktemp("broker"))
    await broker.start()
    yield broker
    broker.stop()


@pytest.fixture
async def server() -> AsyncIterator[ImageServer]:
    """Return a running web server."""
    async with ImageServer() as server:
        yield server


@pytest.fixture
async def board(broker: Broker, keys: Keys, tmp_path: Path) -> AsyncIterator[Board]:
    """Return a board whose lamp is on."""
    devices = VirtualDevices(tmp_path, broker_port=broker.port, seed=next(_seeds), public_key=keys.public)
    await devices.start()
    async with MqttClient(broker.port) as client:
        board = Board(devices, client)
        await board.begin()
        yield board
    devices.stop()


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
async def test_update(board: Board, server: ImageServer, keys: Keys, tmp_path: Path, packed: bool) -> None:
    """A good image is fetched once, reported in steps, and runs; no pin moves, not by the restart either."""
    image = sign(tmp_path, keys, packed=packed)
    before = len(await board.devices.changes(board.device_id))

    message_id = await board.update(server.serve(image), described(image))
    ok = await board.outcome(message_id)

    steps = [result["progress"] for result in board.results(message_id) if "progress" in result]
    assert ok["ok"] is True
    assert steps == sorted(set(steps))
    assert (steps[0], steps[-1]) == (0, 100)
    assert all(step % 5 == 0 for step in steps)
    assert len(steps) > 5
    assert len(server.requests) == 1
    await board.is_online(NEW)
    assert board.retained("announce")["firmware"] == NEW
    # The lamp has not even flickered.
    assert await board.devices.changes(board.device_id, before) == []
    assert await board.devices.level(board.device_id, D1) is True
    # What boots is what was signed.
    assert (tmp_path / board.device_id / "image.bin").read_bytes() == image[:-260]


async def test_new_firmware_survives(board: Board, server: ImageServer, image: bytes) -> None:
    """After a power cut the new firmware runs, and takes the next update."""
    await board.takes(server, image)
    board.devices.kill()
    await board.devices.start()
    await until("another session", lambda: board.retained("status").get("boot") == 3)
    await board.is_online(NEW)

    await board.takes(server, image)


@dataclass(frozen=True, kw_only=True, slots=True)
class Bad:
    """A way in which an update fails."""

    word: str
    #: what the server has, given a good image, the trusted keys and a directory to work in
    file: Callable[[bytes, Keys, Path], bytes] = lambda image, keys, directory: image
    #: how the server sends it
    sends: Change = lambda served: served
    #: what the command says otherwise
    told: dict[str, Any] = field(default_factory=dict)


BAD: Final = {
    "signed by somebody else": Bad(
        word="update_bad_signature", file=lambda image, keys, directory: sign(directory, make_keys(directory))
    ),
    "not signed": Bad(word="update_bad_signature", file=lambda image, keys, directory: built_image()),
    "signature of another image": Bad(
        word="update_bad_signature", file=lambda image, keys, directory: image[:999] + b"!" + image[1000:]
    ),
    "truncated": Bad(word="update_bad_signature", file=lambda image, keys, directory: image[: len(image) // 2]),
    "another hash": Bad(word="update_bad_hash", told={"sha256": "0" * 64}),
    "another size": Bad(word="update_wrong_size", told={"size": 60_000}),
    "more than was announced": Bad(
        word="update_wrong_size", sends=lambda served: replace(served, content=served.content * 2, announced=None)
    ),
    "other layout": Bad(
        word="update_other_layout", file=lambda image, keys, directory: sign(directory, keys, layout=1)
    ),
    "other layout, gzip": Bad(
        word="update_other_layout", file=lambda image, keys, directory: sign(directory, keys, layout=1, packed=True)
    ),
    "other version": Bad(
        word="update_bad_image", file=lambda image, keys, directory: sign(directory, keys, version="0.1.9")
    ),
    "server dies midway": Bad(
        word="update_cut_short", sends=lambda served: replace(served, content=served.content[:30_000])
    ),
    "server sends nothing": Bad(word="update_cut_short", sends=lambda served: replace(served, content=b"")),
    "not found": Bad(
        word="update_http_error",
        sends=lambda served: replace(served, status=HTTPStatus.NOT_FOUND, content=b"gone", announced=4),
    ),
    "somewhere else": Bad(word="update_http_error", sends=lambda served: replace(served, status=HTTPStatus.FOUND)),
    "too big": Bad(word="update_too_big", told={"size": 2_000_000}),
    "nobody listens": Bad(word="update_unreachable", told={"url": f"http://{LOOPBACK}:1/"}),
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
async def test_bad_update(
    board: Board, server: ImageServer, keys: Keys, image: bytes, tmp_path: Path, bad: Bad
) -> None:
    """A bad update is refused with its own word; everything stays as it was, and a good one works afterwards."""
    file = bad.file(image, keys, tmp_path)
    before = await board.devices.changes(board.device_id)
    session = board.retained("status")["session"]

    message_id = await board.update(server.serve(file, bad.sends), described(file) | bad.told)
    outcome = await board.outcome(message_id)

    assert outcome["ok"] is False
    assert outcome["errors"] == [{"error": bad.word}]
    assert board.retained("status")["session"] == session
    assert board.retained("status")["firmware"] == OLD
    assert {path.name for path in (tmp_path / board.device_id).iterdir()} == {"flash.bin"}
    await board.switch(on=True)
    assert await board.devices.changes(board.device_id) == before
    await board.takes(server, image)


async def test_stalling_server(broker: Broker, server: ImageServer, keys: Keys, image: bytes, tmp_path: Path) -> None:
    """A server that falls silent has 30 s; sets work meanwhile, and another update has to wait."""
    devices = VirtualDevices(
        tmp_path, broker_port=broker.port, seed=next(_seeds), public_key=keys.public, virtual_time=True
    )
    await devices.start()

    async def pass_time(ms: int) -> None:
        await devices.ask("advance_clock", ms=ms)

    async with MqttClient(broker.port) as client:
        board = Board(devices, client)
        await board.begin()
        url = server.serve(image, lambda served: replace(served, content=served.content[:30_000], stalls=True))

        message_id = await board.update(url, described(image))

        await until(
            "half of it is there",
            lambda: board.results(message_id)[-1:] and board.results(message_id)[-1]["progress"] >= 45,
        )
        await board.switch(on=False)
        other = await board.outcome(await board.update(server.serve(image), described(image)))
        assert other["errors"] == [{"error": "busy"}]
        await pass_time(29_000)
        await board.switch(on=True)
        assert all("ok" not in result for result in board.results(message_id))
        await pass_time(2_000)
        assert (await board.outcome(message_id))["errors"] == [{"error": "update_stalled"}]
        assert await devices.level(board.device_id, D1) is True
        assert board.retained("status")["firmware"] == OLD
    devices.stop()


async def test_development_build(broker: Broker, server: ImageServer, tmp_path: Path) -> None:
    """A board without a public key takes what anybody signed."""
    devices = VirtualDevices(tmp_path, broker_port=broker.port, seed=next(_seeds))
    await devices.start()
    async with MqttClient(broker.port) as client:
        board = Board(devices, client)
        await board.begin()
        await board.takes(server, sign(tmp_path, make_keys(tmp_path)))
    devices.stop()


@pytest.mark.parametrize("how", ["crash", "restart", "power cut"])
async def test_interrupted(board: Board, server: ImageServer, image: bytes, how: str) -> None:
    """A board that starts anew while an image arrives runs the old one, and takes a good one afterwards."""
    url = server.serve(image, lambda served: replace(served, content=served.content[:30_000], stalls=True))
    message_id = await board.update(url, described(image))
    await until("some of it is there", lambda: len(board.results(message_id)) > 2)

    if how == "power cut":
        board.devices.kill()
        await board.devices.start()
    else:
        await board.devices.ask(how, board.device_id)

    await until("another session", lambda: board.retained("status").get("boot") == 2)
    await board.is_online(OLD)
    await board.takes(server, image)
