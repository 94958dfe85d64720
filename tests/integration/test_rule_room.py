"""Boards take so many rules, and so long a configuration: what has no room is left out, and everything else works."""

import pytest

from .board import Board
from .entries import BUTTON, D7, LAMP, House, device_entry, rule
from .flows import fix
from .rules import FAR_BUTTON, FAR_LAMP, HALL_ID, board_with, hall_entry, move_pin, rules_of
from .spare import replace

EVENTS = ("click", "double", "triple", "hold", "hold_release", "press", "release", "change")
SIXTEEN = [rule(BUTTON, event, LAMP, action) for event in EVENTS for action in ("on", "off")]


async def test_seventeenth_rule(house: House, board: Board) -> None:
    """A board that has one rule too many, however it came to that, runs sixteen."""
    entry = await board_with(house, board, LAMP, BUTTON, *SIXTEEN, rule(BUTTON, "click", LAMP, "toggle"))

    assert len(rules_of(board)) == 16
    (issue,) = house.issues().values()
    assert (issue.translation_key, issue.is_fixable) == ("rule_no_room", True)
    assert (issue.translation_placeholders or {})["rule"] == "Wall switch: click → Garage lights: toggle"

    first = entry.get_subentries_of_type("rule")[0]
    house.hass.config_entries.async_remove_subentry(entry, first.subentry_id)
    await house.clock.advance(2)

    assert house.issues() == {}
    assert rules_of(board)[-1] == {"when": "s.click", "do": "a.toggle"}


async def test_longer_rules(house: House, board: Board, far: Board) -> None:
    """Rules become longer when their button moves to another board: the last of them may have no room any more."""
    board.max_config = 380
    garage = await board_with(house, board, LAMP, BUTTON, *SIXTEEN[:5])
    hall = await house.add_running(hall_entry(), far)
    assert (len(rules_of(board)), house.issues()) == (5, {})

    await move_pin(house, garage, "Wall switch", hall, gpio=str(D7))

    assert [wired["from"] for wired in rules_of(board)] == [HALL_ID] * 4
    assert set(house.issues()) == {"rule_no_room"}


async def test_other_firmware(house: House, board: Board) -> None:
    """A firmware with more room, or less, says so when it starts."""
    board.max_config = 240
    await board_with(house, board, LAMP, BUTTON, *SIXTEEN[:6])
    assert 0 < len(rules_of(board)) < 6

    board.max_config = 2048
    board.say_announce()
    await house.clock.advance(2)

    assert rules_of(board)[-1] == {"when": "s.triple", "do": "a.off"}
    assert house.issues() == {}


async def test_back_to_a_smaller_board(house: House, board: Board, spare: Board) -> None:
    """Going back to a board without room for all rules is not refused: it runs what it can, and the rest is told."""
    board.max_config = 240
    entry = await board_with(house, board, LAMP, BUTTON, *SIXTEEN[:6])
    before = rules_of(board)
    assert 0 < len(before) < 6
    spare.silent = True
    spare.switch_on()
    await house.clock.settle()
    await replace(house, entry)
    await house.live(31, board, spare)
    assert set(house.issues()) == {"swap_unconfirmed"}

    await fix(house.hass, house.issues()["swap_unconfirmed"])
    await house.live(10, board, spare)

    assert rules_of(board) == before
    assert set(house.issues()) == {"rule_no_room"}
    assert house.state("light.garage_lights") == "off"


@pytest.mark.parametrize(("present", "reason"), [(15, "pin_moved"), (16, "no_room")])
async def test_move_beside_left_out(house: House, board: Board, far: Board, present: int, reason: str) -> None:
    """Rules that are left out at the moment count when another one wants to move there."""
    events = [rule(FAR_BUTTON, event, FAR_LAMP, action) for event in EVENTS for action in ("on", "off")]
    garage = await house.add_running(device_entry(LAMP, BUTTON, rule(BUTTON, "click", LAMP, "toggle")), board)
    hall = await house.add_running(hall_entry(FAR_LAMP, *events[:present]), far)
    assert rules_of(far) == []

    result = await move_pin(house, garage, "Garage lights", hall, gpio="5", shown_as="light")

    assert (result["type"], result["reason"]) == ("abort", reason)
