"""Unassigned boards appear as Discovered, and nothing else does."""

from homeassistant.config_entries import SOURCE_IGNORE
import pytest

from .board import DEVICE_ID, Board
from .broker import Broker
from .entries import DOMAIN, LAMP, House, device_entry
from .flows import discover, discovered

TOPIC = f"iotdm/1/{DEVICE_ID}/out/spare"
SPARE = f'{{"id":"{DEVICE_ID}","firmware":"0.1.0","chip":"esp8266"}}'


def device_id(number: int) -> str:
    """Return one of many ids."""
    return f"{number:012x}"


def announce_spare(broker: Broker, number: int) -> None:
    """Publish that a board is unassigned."""
    spare = {"id": device_id(number), "firmware": "0.1.0", "chip": "esp8266"}
    broker.publish(f"iotdm/1/{device_id(number)}/out/spare", spare, retain=True)


async def test_new_board(house: House, board: Board) -> None:
    """A board that says that it is unassigned is shown once, with what a person can recognize."""
    board.switch_on()
    await house.clock.settle()

    (flow,) = discovered(house.hass)
    assert flow["context"]["unique_id"] == DEVICE_ID
    assert flow["context"]["title_placeholders"] == {"name": DEVICE_ID}
    assert flow["step_id"] == "add"
    # Nothing is done before a person decides.
    assert board.got == []
    assert house.hass.config_entries.async_entries(DOMAIN) == []


async def test_said_again(house: House, board: Board) -> None:
    """A board that says it again, changed or not, is not shown twice."""
    for _ in range(3):
        board.switch_on()
        await house.clock.settle()
    board.publish("spare", {"id": DEVICE_ID, "firmware": "0.2.0", "chip": "esp8266"}, retain=True)
    await house.clock.settle()

    assert len(discovered(house.hass)) == 1


@pytest.fixture
def waiting_board(board: Board) -> Board:
    """Return a board that was there before Home Assistant."""
    board.switch_on()
    return board


async def test_heard_at_start(waiting_board: Board, house: House) -> None:
    """A board that waited at the broker is shown when Home Assistant starts."""
    assert [flow["context"]["unique_id"] for flow in discovered(house.hass)] == [DEVICE_ID]


async def test_two_boards(house: House, broker: Broker) -> None:
    """Boards that appear in the same moment are shown one by one."""
    announce_spare(broker, 1)
    announce_spare(broker, 2)
    await house.clock.settle()

    assert {flow["context"]["unique_id"] for flow in discovered(house.hass)} == {device_id(1), device_id(2)}


async def test_known_board(house: House, board: Board) -> None:
    """A board that is set up already is not shown, although it is unassigned for a moment."""
    await house.add(device_entry(LAMP))
    board.switch_on()
    await house.clock.settle()

    assert discovered(house.hass) == []


async def test_ignored_board(house: House, board: Board) -> None:
    """A board that a person ignored is not shown any more."""
    board.switch_on()
    await house.clock.settle()
    await house.hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_IGNORE}, data={"unique_id": DEVICE_ID, "title": "Not this one"}
    )
    board.publish("spare", {"id": DEVICE_ID, "firmware": "0.2.0", "chip": "esp8266"}, retain=True)
    await house.clock.settle()

    assert discovered(house.hass) == []


async def test_assigned_meanwhile(house: House, board: Board) -> None:
    """A board that clears its topic, because it got a role, starts no dialog."""
    board.publish("spare", b"", retain=True)
    await house.clock.settle()

    assert discovered(house.hass) == []


@pytest.mark.parametrize(
    ("topic", "payload"),
    [
        (TOPIC, ""),
        (TOPIC, "spare"),
        (TOPIC, "{"),
        (TOPIC, "[]"),
        (TOPIC, "null"),
        (TOPIC, "{}"),
        (TOPIC, '{"id":"5ccf7f0a1b2c"}'),
        (TOPIC, '{"id":5,"firmware":"0.1.0","chip":"esp8266"}'),
        (TOPIC, '{"id":"5ccf7f0a1b2c","firmware":5,"chip":"esp8266"}'),
        (TOPIC, "[" * 100_000),
        ("iotdm/1/000000000000/out/spare", SPARE),
        (f"iotdm/1/{DEVICE_ID}/out/status", SPARE),
        ("iotdm/1/all/out/spare", '{"id":"all","firmware":"0.1.0","chip":"esp8266"}'),
    ],
    ids=[
        "empty",
        "text",
        "truncated",
        "list",
        "null",
        "nothing in it",
        "incomplete",
        "id of another type",
        "member of another type",
        "huge",
        "another board's topic",
        "another topic",
        "no id",
    ],
)
async def test_malformed(house: House, topic: str, payload: str) -> None:
    """What is no message of an unassigned board starts no dialog."""
    result = await discover(house.hass, topic, payload)

    assert (result["type"], result["reason"]) == ("abort", "invalid_discovery_info")


async def test_not_utf8(house: House, broker: Broker) -> None:
    """Bytes that are no text start no dialog."""
    broker.publish(TOPIC, b"\xff\xfe")
    await house.clock.settle()

    assert discovered(house.hass) == []


async def test_flood(house: House, broker: Broker, caplog: pytest.LogCaptureFixture) -> None:
    """More than a thousand new boards within an hour are told of in one line; an hour later boards are shown again."""
    for number in range(1200):
        announce_spare(broker, number)
    await house.clock.settle()

    assert len(discovered(house.hass)) == 1000
    assert caplog.text.count("More than 1000 new boards within an hour") == 1

    await house.clock.advance(3600)
    announce_spare(broker, 1999)
    await house.clock.settle()
    assert device_id(1999) in {flow["context"]["unique_id"] for flow in discovered(house.hass)}


async def test_flood_tells_why(house: House, broker: Broker) -> None:
    """A dialog beyond the limit ends with the reason."""
    for number in range(1000):
        announce_spare(broker, number)
    await house.clock.settle()

    result = await discover(house.hass, TOPIC, SPARE)

    assert (result["type"], result["reason"]) == ("abort", "too_many_boards")
