"""What becomes of local rules when pins are renamed and boards replaced; what boards say of them."""

from typing import Any

from homeassistant.config_entries import ConfigSubentry
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.iot_device_manager.diagnostics import async_get_config_entry_diagnostics

from .board import DEVICE_ID, Board
from .broker import Broker
from .entries import BUTTON, CEILING, D7, DOOR, LAMP, House, rule
from .flows import change_pin, fill_in
from .rules import FAR_LAMP, board_with, hall_entry, rules_of, the_rule
from .spare import SPARE_ID, replace

NEW_ID = "5ccf7f00f00d"

TOGGLE = rule(BUTTON, "click", LAMP, "toggle")


@pytest.fixture
async def garage(house: House, board: Board) -> MockConfigEntry:
    """Return the entry of a board with a wall switch for its own lamp."""
    return await board_with(house, board, LAMP, BUTTON, DOOR, TOGGLE)


@pytest.fixture
async def hall(house: House, garage: MockConfigEntry, far: Board) -> MockConfigEntry:
    """Return the entry of a board whose lamp obeys the wall switch of the garage."""
    return await house.add_running(hall_entry(FAR_LAMP, rule(BUTTON, "double", FAR_LAMP, "on")), far)


async def rename(house: House, entry: MockConfigEntry, pin: str, name: str, **choices: Any) -> None:
    """Give a pin another name in its dialog."""
    form = await change_pin(house.hass, entry, house.subentry_id(entry, pin))
    await fill_in(house.hass, form, name=name, **choices)


async def test_rename(house: House, garage: MockConfigEntry, hall: MockConfigEntry, board: Board, far: Board) -> None:
    """The names of rules follow those of their pins, on every board; nothing is sent for that."""
    board.got.clear()
    far.got.clear()

    await rename(house, garage, "Wall switch", "Door switch", gpio=str(D7))
    await house.clock.advance(2)

    assert garage.subentries[the_rule(garage)].title == "Door switch: click → Garage lights: toggle"
    assert hall.subentries[the_rule(hall)].title == "Door switch: double → Hall lights: on"
    assert (board.configs(), far.configs()) == ([], [])


# Replaced boards


async def test_source_is_replaced(
    house: House, garage: MockConfigEntry, hall: MockConfigEntry, far: Board, spare: Board
) -> None:
    """When a spare takes the place of the board with the button, the other board listens to the spare."""
    assert rules_of(far) == [{"from": DEVICE_ID, "when": "s.double", "do": "a.on"}]
    spare.switch_on()
    await house.clock.settle()

    await replace(house, garage)
    await house.live(2, far, spare)

    assert rules_of(far) == [{"from": SPARE_ID, "when": "s.double", "do": "a.on"}]
    assert rules_of(spare) == [{"when": "s.click", "do": "a.toggle"}]
    assert house.issues() == {}


async def test_target_is_replaced(
    house: House, garage: MockConfigEntry, hall: MockConfigEntry, far: Board, spare: Board
) -> None:
    """When the board that carries out the rule is replaced, the spare has the rule."""
    spare.switch_on()
    await house.clock.settle()

    await replace(house, hall)
    await house.live(2, far, spare)

    assert rules_of(spare) == [{"from": DEVICE_ID, "when": "s.double", "do": "a.on"}]


async def test_both_are_replaced(
    house: House, garage: MockConfigEntry, hall: MockConfigEntry, broker: Broker, spare: Board
) -> None:
    """Both ends may be replaced."""
    other = Board(broker, house.clock, NEW_ID)
    spare.switch_on()
    other.switch_on()
    await house.clock.settle()

    await replace(house, garage, SPARE_ID)
    await replace(house, hall, NEW_ID)
    await house.live(2, spare, other)

    assert rules_of(other) == [{"from": SPARE_ID, "when": "s.double", "do": "a.on"}]


async def test_replaced_while_the_other_is_away(
    house: House, garage: MockConfigEntry, hall: MockConfigEntry, far: Board, spare: Board
) -> None:
    """A board that was away meanwhile reads the new id when it returns."""
    far.lose_power()
    spare.switch_on()
    await house.clock.settle()
    await replace(house, garage)
    await house.live(2, spare)

    far.connect()
    await house.live(5, far, spare)

    assert rules_of(far)[0]["from"] == SPARE_ID


async def test_spare_that_knows_no_rules(house: House, board: Board, far: Board, spare: Board) -> None:
    """A spare whose firmware does not know rules does not take over from a board that has some."""
    await board_with(house, board, LAMP, DOOR)
    hall = await house.add_running(hall_entry(FAR_LAMP, rule(DOOR, "on", FAR_LAMP, "on")), far)
    spare.types = ("digital_input", "digital_output")
    spare.switch_on()
    await house.clock.settle()

    with pytest.raises(HomeAssistantError, match="does not know these types of pins: button"):
        await replace(house, hall)


# What boards say


@pytest.mark.parametrize(("word", "key"), [("bad_rule", "rule_error_bad_rule"), ("unknown_pin", "rule_error_other")])
async def test_error(house: House, garage: MockConfigEntry, board: Board, word: str, key: str) -> None:
    """A rule that the board does not carry out is named; the issue is gone when the board is content."""
    board.errors = [{"rule": 0, "error": word}]  # type: ignore[dict-item]
    board.say_status()
    await house.clock.settle()

    (issue,) = house.issues().values()
    assert (issue.translation_key, issue.is_fixable) == (key, False)
    assert issue.translation_placeholders == {
        "name": "Garage",
        "rule": "Wall switch: click → Garage lights: toggle",
        "error": word,
    }

    board.errors = []
    board.say_status()
    await house.clock.settle()
    assert house.issues() == {}


async def test_error_of_another_configuration(house: House, garage: MockConfigEntry, board: Board) -> None:
    """The number of a rule means something only in the configuration that was sent last, and only if it has one."""
    board.say_status(errors=[{"rule": 1, "error": "bad_rule"}])
    await house.clock.settle()
    assert house.issues() == {}

    board.deaf_to = ("config",)
    await rename(house, garage, "Garage lights", "Lights", gpio="12", shown_as="light")
    await house.clock.settle()
    board.say_status(errors=[{"rule": 0, "error": "bad_rule"}])
    await house.clock.settle()
    assert house.issues() == {}


async def test_number_counts_what_was_sent(house: House, garage: MockConfigEntry, board: Board) -> None:
    """Rules that are left out do not count."""
    house.hass.config_entries.async_remove_subentry(garage, house.subentry_id(garage, "Wall switch"))
    house.hass.config_entries.async_add_subentry(
        garage,
        ConfigSubentry(**{**rule(DOOR, "on", LAMP, "off"), "unique_id": None}),  # type: ignore[arg-type]
    )
    await house.clock.advance(2)
    board.say_status(errors=[{"rule": 0, "error": "bad_rule"}])
    await house.clock.settle()

    assert (house.issues()["rule_error_bad_rule"].translation_placeholders or {})["rule"] == (
        "Garage door: on → Garage lights: off"
    )


async def test_diagnostics(house: House, garage: MockConfigEntry) -> None:
    """The diagnostics have the rules, and why one is left out."""
    house.hass.config_entries.async_remove_subentry(garage, house.subentry_id(garage, "Wall switch"))
    await house.clock.advance(2)

    content = await async_get_config_entry_diagnostics(house.hass, garage)

    assert content["rules"] == [
        {
            "title": "Wall switch: click → Garage lights: toggle",
            "data": dict(TOGGLE["data"]),
            "problem": "rule_source_gone",
        }
    ]
    assert content["wanted"]["config"]["rules"] == ()


async def test_dimmer(house: House, board: Board) -> None:
    """Holding a button dims a light of the same board."""
    await board_with(house, board, CEILING, BUTTON, rule(BUTTON, "hold", CEILING, "dim"))

    assert rules_of(board) == [{"when": "s.hold", "do": "e.dim"}]


async def test_error_of_a_removed_rule(house: House, garage: MockConfigEntry, board: Board) -> None:
    """What a board said of a rule is gone with the rule, also while the board is away."""
    board.say_status(errors=[{"rule": 0, "error": "bad_rule"}])
    await house.clock.settle()
    board.lose_power()
    await house.clock.settle()
    assert set(house.issues()) == {"rule_error_bad_rule"}

    house.hass.config_entries.async_remove_subentry(garage, the_rule(garage))
    await house.clock.advance(2)

    assert house.issues() == {}


async def test_firmware_without_rules(house: House, garage: MockConfigEntry, board: Board) -> None:
    """A board that returns with a firmware that ignores rules, as after an undone replacement, is told."""
    assert house.issues() == {}
    board.types = ("digital_input", "digital_output", "light")
    board.say_announce()
    await house.clock.settle()
    (issue,) = house.issues().values()
    assert (issue.translation_key, issue.is_fixable) == ("rules_not_known", False)

    house.hass.config_entries.async_remove_subentry(garage, the_rule(garage))
    await house.clock.advance(2)
    assert house.issues() == {}


async def test_firmware_learns_rules(house: House, board: Board) -> None:
    """After an update of the firmware, the rules are carried out."""
    board.types = ("digital_input", "digital_output")
    await board_with(house, board, LAMP, DOOR, rule(DOOR, "on", LAMP, "on"))
    assert set(house.issues()) == {"rules_not_known"}

    board.types = (*board.types, "button")
    board.say_announce()
    await house.clock.settle()

    assert house.issues() == {}


async def test_pin_of_an_unloaded_board(
    house: House, garage: MockConfigEntry, hall: MockConfigEntry, far: Board
) -> None:
    """A button that is removed from a board whose entry is not set up is gone for the others, too."""
    await house.hass.config_entries.async_unload(garage.entry_id)
    await house.clock.settle()

    house.hass.config_entries.async_remove_subentry(garage, house.subentry_id(garage, "Wall switch"))
    await house.clock.advance(2)

    assert rules_of(far) == []
    assert set(house.issues()) == {"rule_source_gone"}
