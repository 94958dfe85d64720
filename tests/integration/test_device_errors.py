"""What a board says of its pins and of itself: the user is told what to do, until it is done."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .board import Board
from .entries import D7, LAMP, House, device_entry
from .flows import add_pin, choose, fill_in

# Pins in error


@pytest.mark.parametrize(
    ("word", "key"),
    [
        ("bad_combination", "pin_error_bad_combination"),
        ("bad_option", "pin_error_bad_option"),
        ("ignored_option", "pin_error_ignored_option"),
        ("pin_in_use", "pin_error_pin_in_use"),
        ("pin_not_capable", "pin_error_pin_not_capable"),
        ("pin_reserved", "pin_error_pin_reserved"),
        ("unknown_type", "pin_error_unknown_type"),
        ("unknown_word", "pin_error_other"),
    ],
)
async def test_pin_error(house: House, garage: MockConfigEntry, board: Board, word: str, key: str) -> None:
    """A pin that could not be started is named; the issue is gone when the board is content."""
    board.errors = [{"key": "b", "error": word}]
    board.say_status()
    await house.clock.settle()

    (issue,) = house.issues().values()
    assert (issue.translation_key, issue.is_fixable) == (key, False)
    assert issue.translation_placeholders == {"name": "Garage", "pin": "Compressor", "error": word}

    board.errors = []
    board.say_status()
    await house.clock.settle()
    assert house.issues() == {}


async def test_two_pins_in_error(house: House, garage: MockConfigEntry, board: Board) -> None:
    """Each pin has an issue of its own; a pin that is removed takes its issue along."""
    board.errors = [{"key": "a", "error": "pin_in_use"}, {"key": "b", "error": "bad_option"}]
    board.say_status()
    await house.clock.settle()
    assert set(house.issues()) == {"pin_error_pin_in_use", "pin_error_bad_option"}

    board.errors = [{"key": "b", "error": "bad_option"}]
    house.hass.config_entries.async_remove_subentry(garage, house.subentry_id(garage, "Garage lights"))
    await house.clock.advance(2)
    assert set(house.issues()) == {"pin_error_bad_option"}


async def test_error_of_no_pin(house: House, garage: MockConfigEntry, board: Board) -> None:
    """An error of a pin that is not here any more says nothing to the user."""
    board.say_status(errors=[{"key": "zz", "error": "pin_in_use"}, {"error": "no_memory"}])
    await house.clock.settle()

    assert house.issues() == {}


async def test_pin_in_error_is_unavailable(house: House, garage: MockConfigEntry, board: Board) -> None:
    """A pin in error has no value; the others have."""
    board.report(b=None)
    await house.clock.settle()

    assert house.state("switch.compressor") == "unavailable"
    assert house.state("light.garage_lights") == "off"


async def test_error_from_the_start(house: House, garage: MockConfigEntry, board: Board) -> None:
    """A pin that could not be started is not available, although its configuration was accepted."""
    form = await choose(house.hass, await add_pin(house.hass, garage), "digital_output")
    await fill_in(house.hass, form, name="Pump", gpio=str(D7))
    board.errors = [{"key": "f", "error": "pin_not_capable"}]
    await house.clock.advance(0.5)
    board.report(f=None)
    await house.clock.settle()

    assert house.state("switch.pump") == "unavailable"
    assert set(house.issues()) == {"pin_error_pin_not_capable"}


# The device itself


async def test_duplicate_id(house: House, garage: MockConfigEntry, board: Board) -> None:
    """Two boards with one id disturb each other: only the user can help."""
    board.errors = [{"error": "duplicate_id"}]
    board.say_status()
    await house.clock.settle()

    (issue,) = house.issues().values()
    assert (issue.translation_key, issue.is_fixable) == ("duplicate_id", False)

    board.errors = []
    board.say_status()
    await house.clock.settle()
    assert house.issues() == {}


@pytest.mark.parametrize("protocol", [[2, 2], [0, 0]], ids=["newer", "older"])
async def test_incompatible(house: House, garage: MockConfigEntry, board: Board, protocol: list[int]) -> None:
    """A firmware without a common version gets no configuration; a fitting one ends that."""
    board.protocol = protocol
    board.say_announce()
    board.got.clear()
    form = await choose(house.hass, await add_pin(house.hass, garage), "digital_output")
    await fill_in(house.hass, form, name="Pump", gpio=str(D7))
    await house.live(100, board)

    (issue,) = house.issues().values()
    assert (issue.translation_key, issue.is_fixable) == ("incompatible_firmware", False)
    assert board.configs() == []

    board.protocol = [1, 1]
    board.connect()
    await house.live(10, board)
    assert house.issues() == {}
    assert board.config is not None
    assert board.config["revision"] == 2


async def test_incompatible_from_the_start(house: House, board: Board) -> None:
    """The same for a board that announced itself before it was added."""
    await house.add(device_entry(device_id="000000000001", role="otherrole", title="Other"))
    await house.clock.advance(10)
    board.protocol = [2, 2]
    board.switch_on()
    await house.clock.settle()

    await house.add(device_entry(LAMP))
    await house.live(100, board)

    assert set(house.issues()) == {"incompatible_firmware"}
    assert board.configs() == []
