"""A command that is not carried out fails loudly, with a sentence, and does not happen later."""

import asyncio

from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .board import Board
from .broker import Broker
from .entries import House

LIGHTS = "light.garage_lights"


@pytest.fixture
async def call(house: House, garage: MockConfigEntry, board: Board) -> asyncio.Task[None]:
    """Return a call of an action to which the board says nothing yet."""
    board.silent = True
    board.got.clear()
    return asyncio.create_task(house.act("light.turn_on", LIGHTS))


async def error_of(call: asyncio.Task[None]) -> str:
    """Return the sentence with which a call failed."""
    with pytest.raises(HomeAssistantError) as caught:
        await call
    assert caught.value.translation_domain == "iot_device_manager"
    return str(caught.value)


# Words


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        ("bad_combination", "Garage lights refused: its options do not go together"),
        ("bad_option", "Garage lights refused: a value is not allowed"),
        ("bad_value", "Garage lights refused: it does not take this value"),
        ("expired", "Garage lights got the command too late and did not act on it"),
        ("interlocked", "Garage lights stays off: another output of its group is on and may not go off yet"),
        ("pin_in_use", "Garage lights refused: the pin is in use"),
        ("pin_not_capable", "Garage lights refused: the pin cannot do this"),
        ("pin_reserved", "Garage lights refused: the pin belongs to the flash memory"),
        ("rate_limited", "Garage lights was not switched: that is too soon, or too often within a minute"),
        ("unknown_command", "Garage lights refused: its firmware does not know this command"),
        ("unknown_pin", "Garage lights refused: it has no such pin now"),
        ("unknown_type", "Garage lights refused: its firmware does not know this type of pin"),
        ("wrong_session", "Garage lights restarted in the meantime and did not act on the command"),
        ("retained_refused", "Garage lights refused with the error retained_refused"),
        ("a_new_word", "Garage lights refused with the error a_new_word"),
    ],
)
@pytest.mark.parametrize("key", ["a", ""], ids=["pin", "whole message"])
async def test_refused(house: House, garage: MockConfigEntry, board: Board, key: str, word: str, sentence: str) -> None:
    """What the board answers is said in words, and names the pin."""
    board.refuses = {key: word}

    assert await error_of(asyncio.create_task(house.act("light.turn_on", LIGHTS))) == sentence
    assert house.state(LIGHTS) == "off"


async def test_button_refused(house: House, garage: MockConfigEntry, board: Board) -> None:
    """A command that is refused names the board."""
    board.refuses = {"": "pin_in_use"}

    pressed = asyncio.create_task(house.act("button.press", "button.garage_identify"))

    assert await error_of(pressed) == "Garage refused: the pin is in use"


# Time


async def test_no_answer(house: House, call: asyncio.Task[None], board: Board) -> None:
    """After 1.5 s the same message is sent once more; after 5 s the call fails."""
    await house.clock.advance(1.4)
    assert len(board.sets()) == 1
    await house.clock.advance(0.1)
    first, second = board.sets()
    assert first == second

    await house.clock.advance(3.4)
    assert not call.done()
    await house.clock.advance(0.1)
    assert await error_of(call) == "Garage did not answer within five seconds"
    assert len(board.sets()) == 2


async def test_clock_was_behind(house: House, call: asyncio.Task[None], board: Board) -> None:
    """A board that calls a fresh set expired has told its clock, so it is asked once more."""
    await house.clock.settle()
    board.age(10_000)
    (first,) = board.sets()
    board.say_result(id=first["id"], ok=False, errors=[{"error": "expired"}])
    await house.clock.settle()

    _, second = board.sets()
    assert second["until"] - first["until"] >= 10_000
    assert second["pins"] == first["pins"]
    assert second["id"] != first["id"]
    board.say_result(id=second["id"], ok=True)
    await house.clock.settle()
    await call


async def test_expired_twice(house: House, call: asyncio.Task[None], board: Board) -> None:
    """A board that calls the second set expired too is believed."""
    for number in range(2):
        await house.clock.settle()
        board.say_result(id=board.sets()[number]["id"], ok=False, errors=[{"error": "expired"}])

    assert await error_of(call) == "Garage lights got the command too late and did not act on it"
    assert len(board.sets()) == 2


async def test_expired_on_the_way(house: House, call: asyncio.Task[None], board: Board) -> None:
    """A set that was under way for long is not asked again: nothing switches late."""
    await house.clock.advance(3)
    board.say_result(id=board.sets()[0]["id"], ok=False, errors=[{"error": "expired"}])
    await house.clock.settle()

    assert await error_of(call) == "Garage lights got the command too late and did not act on it"
    # The second one is the same, sent again after 1.5 s.
    assert board.sets()[0] == board.sets()[1]
    assert len(board.sets()) == 2


async def test_late_answer(house: House, call: asyncio.Task[None], board: Board) -> None:
    """An answer after that changes nothing, and neither does a second one."""
    await house.clock.advance(4.9)
    (asked, _) = board.sets()
    board.say_result(id=asked["id"], ok=True)
    board.say_result(id=asked["id"], ok=False, errors=[{"error": "expired"}])
    await house.clock.advance(10)

    await call
    assert len(board.sets()) == 2


async def test_answer_to_somebody_else(house: House, call: asyncio.Task[None], board: Board) -> None:
    """Answers to other messages, and from other sessions, are not taken."""
    await house.clock.settle()
    (asked,) = board.sets()
    board.say_result(id="stranger", ok=True)
    board.say_result(id="", ok=False, errors=[{"error": "bad_json"}])
    board.say_result(id=asked["id"], ok=True, session="0badcafe")
    await house.clock.settle()
    assert not call.done()

    await house.clock.advance(5)
    await error_of(call)


async def test_busy(house: House, call: asyncio.Task[None], board: Board) -> None:
    """A board that is busy is asked again after 1.5 s."""
    await house.clock.settle()
    (asked,) = board.sets()
    board.say_result(id=asked["id"], ok=False, errors=[{"error": "busy"}])
    await house.clock.advance(1.4)
    assert not call.done()

    board.silent = False
    await house.clock.advance(0.1)
    await call
    assert board.sets() == [asked, asked]
    assert house.state(LIGHTS) == "on"


async def test_always_busy(house: House, call: asyncio.Task[None], board: Board) -> None:
    """A board that stays busy fails the call like one that says nothing."""
    await house.clock.settle()
    (asked,) = board.sets()
    for _ in range(2):
        board.say_result(id=asked["id"], ok=False, errors=[{"error": "busy"}])
        await house.clock.advance(2.5)

    assert await error_of(call) == "Garage did not answer within five seconds"


# What gets lost meanwhile


async def test_board_goes(house: House, call: asyncio.Task[None], board: Board) -> None:
    """A board that goes offline fails at once what it was asked."""
    await house.clock.settle()
    board.lose_power()
    await house.clock.settle()

    assert await error_of(call) == "Garage is not reachable, so nothing was switched"


async def test_board_restarts(house: House, call: asyncio.Task[None], board: Board) -> None:
    """A board that is back with a new session has forgotten what it was asked."""
    await house.clock.settle()
    board.reboot()
    await house.clock.settle()

    assert await error_of(call) == "Garage restarted in the meantime and did not act on the command"
    await house.clock.advance(10)
    assert house.state(LIGHTS) == "off"


async def test_broker_goes(house: House, call: asyncio.Task[None], board: Board, broker: Broker) -> None:
    """When the broker goes, so does the hope for an answer; nothing is sent when it is back."""
    await house.clock.settle()
    broker.stop()
    await house.clock.settle()
    assert await error_of(call) == "The MQTT broker is not connected, so nothing was sent"

    board.got.clear()
    broker.start()
    await house.clock.advance(20)
    assert board.got == []


async def test_broker_goes_in_this_moment(house: House, garage: MockConfigEntry, board: Board, broker: Broker) -> None:
    """A broker that cannot take the message fails the call at once."""
    broker.refuses = True

    call = asyncio.create_task(house.act("light.turn_on", LIGHTS))

    assert await error_of(call) == "The MQTT broker is not connected, so nothing was sent"
    broker.refuses = False
    await house.clock.advance(10)
    assert board.sets() == []


async def test_entry_is_unloaded(house: House, call: asyncio.Task[None], garage: MockConfigEntry) -> None:
    """So does an entry that is unloaded."""
    await house.clock.settle()
    await house.hass.config_entries.async_unload(garage.entry_id)

    assert await error_of(call) == "Garage is not reachable, so nothing was switched"


async def test_caller_gives_up(house: House, call: asyncio.Task[None], board: Board) -> None:
    """A caller who does not wait any more leaves no trace."""
    await house.clock.settle()
    call.cancel()
    (asked,) = board.sets()
    board.say_result(id=asked["id"], ok=True)
    await house.clock.advance(10)

    assert call.cancelled()
    assert len(board.sets()) == 1


# Unavailable


async def test_unavailable_pin(house: House, garage: MockConfigEntry, board: Board) -> None:
    """Home Assistant passes over what is unavailable; nothing is sent."""
    board.lose_power()
    await house.clock.settle()
    board.got.clear()

    await house.call("light.turn_on", LIGHTS)
    board.connect()
    await house.clock.advance(10)

    assert board.sets() == []


async def test_becomes_unavailable(house: House, garage: MockConfigEntry, board: Board) -> None:
    """A pin that is lost between the call and its turn is refused with a sentence."""
    device = garage.runtime_data
    (lamp,) = (pin for pin in device.pins.values() if pin.title == "Garage lights")
    board.lose_power()
    await house.clock.settle()

    assert await error_of(asyncio.create_task(device.async_set(lamp, True))) == (
        "Garage lights is unavailable: Garage is not reachable, or does not run this pin yet"
    )


async def test_broker_is_away(house: House, garage: MockConfigEntry, broker: Broker) -> None:
    """The same without a broker."""
    device = garage.runtime_data
    (lamp,) = (pin for pin in device.pins.values() if pin.title == "Garage lights")
    broker.stop()
    await house.clock.settle()

    assert await error_of(asyncio.create_task(device.async_set(lamp, True))) == (
        "The MQTT broker is not connected, so nothing was sent"
    )


@pytest.mark.parametrize(
    "errors",
    [[], [{"key": f"z{number}", "error": "bad_value"} for number in range(8)]],
    ids=["no reason", "more than fit"],
)
async def test_incomplete_errors(
    house: House, garage: MockConfigEntry, board: Board, errors: list[dict[str, str]]
) -> None:
    """A refusal that does not name the pin, because it names none or as many as fit, is no success."""
    board.silent = True
    asked = asyncio.create_task(house.act("light.turn_on", "light.garage_lights"))
    await house.clock.settle()
    board.say_result(id=board.sets()[-1]["id"], ok=False, errors=errors)

    with pytest.raises(HomeAssistantError, match="Garage lights refused with the error other"):
        await asked
