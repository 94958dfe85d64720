"""A board that refuses its configuration: the user is told, and nothing is repeated."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .board import Board
from .broker import Broker
from .entries import House
from .flows import change_pin, fill_in, fix

CONFIG = "iotdm/1/+/in/config"


async def edit(house: House, entry: MockConfigEntry, *, initial: str = "on") -> None:
    """Change what the lamp does after power-up."""
    form = await change_pin(house.hass, entry, house.subentry_id(entry, "Garage lights"))
    await fill_in(house.hass, form, {"initial": initial}, name="Garage lights", gpio="5", shown_as="light")
    await house.clock.advance(1)


@pytest.mark.parametrize(
    ("word", "key"),
    [
        ("bad_json", "config_refused_bad_json"),
        ("too_big", "config_refused_too_big"),
        ("safe_mode", "config_refused_safe_mode"),
        ("flash_failed", "config_refused_flash_failed"),
        ("no_memory", "config_refused_no_memory"),
        ("unknown_word", "config_refused_other"),
    ],
)
async def test_refused(
    house: House, garage: MockConfigEntry, board: Board, broker: Broker, word: str, key: str
) -> None:
    """One repair issue says why; the same is not sent again."""
    board.refuses_config = word
    broker.forget()
    await edit(house, garage)
    await house.live(200, board)

    assert len(broker.on(CONFIG)) == 1
    (issue,) = house.issues().values()
    assert (issue.translation_key, issue.is_fixable) == (key, True)
    assert issue.translation_placeholders == {"name": "Garage", "error": word}

    board.connect()
    await house.live(200, board)
    assert len(broker.on(CONFIG)) == 1
    assert set(house.issues()) == {key}


async def test_other_pins_live(house: House, garage: MockConfigEntry, board: Board) -> None:
    """The pins that the board still runs as they are can be used."""
    board.refuses_config = "flash_failed"
    await edit(house, garage)

    assert house.state("light.garage_lights") == "unavailable"
    assert house.state("switch.compressor") == "off"
    await house.call("switch.turn_on", "switch.compressor")
    assert house.state("switch.compressor") == "on"


async def test_edit_helps(house: House, garage: MockConfigEntry, board: Board) -> None:
    """Another edit is sent, and when the board takes it the issue is gone."""
    board.refuses_config = "bad_json"
    await edit(house, garage)
    board.refuses_config = None
    assert set(house.issues()) == {"config_refused_bad_json"}

    await edit(house, garage, initial="off")
    await house.clock.advance(1)

    assert house.issues() == {}
    assert house.state("light.garage_lights") == "off"


@pytest.mark.parametrize("word", ["no_memory", "too_big"])
async def test_once_more(house: House, garage: MockConfigEntry, board: Board, word: str) -> None:
    """The user can have the same sent once more, also to a board that remembers what it refused."""
    board.refuses_config = word
    await edit(house, garage)
    (issue,) = house.issues().values()
    board.refuses_config = None
    board.got.clear()

    result = await fix(house.hass, issue)
    await house.clock.settle()

    assert result["type"] == "create_entry"
    assert [config["pins"][0]["initial"] for config in board.configs()] == ["on"]
    assert house.issues() == {}
    assert house.state("light.garage_lights") == "off"


async def test_once_more_in_vain(house: House, garage: MockConfigEntry, board: Board) -> None:
    """When that does not help, the user is told again."""
    board.refuses_config = "no_memory"
    await edit(house, garage)
    (issue,) = house.issues().values()

    await fix(house.hass, issue)
    await house.live(100, board)

    assert set(house.issues()) == {"config_refused_no_memory"}
    assert len(board.configs()) == 3


async def test_refused_before_the_restart(house: House, garage: MockConfigEntry, board: Board) -> None:
    """A refusal for the content is in the status, so a restart does not repeat it either."""
    board.refuses_config = "too_big"
    await edit(house, garage)
    board.got.clear()

    await house.restart(garage)
    assert house.state("switch.compressor") == "off"
    await house.live(200, board)

    assert board.configs() == []
    assert set(house.issues()) == {"config_refused_too_big"}
    assert house.state("switch.compressor") == "off"
    assert house.state("light.garage_lights") == "unavailable"


async def test_busy(house: House, garage: MockConfigEntry, board: Board) -> None:
    """A board that is busy gets it again."""
    board.refuses_config = "busy"
    board.got.clear()
    await edit(house, garage)
    board.refuses_config = None
    await house.live(10, board)

    assert len(board.configs()) == 2
    assert house.issues() == {}
    assert house.state("light.garage_lights") == "off"


async def test_answer_to_another_document(house: House, garage: MockConfigEntry, board: Board) -> None:
    """A late answer to an earlier document says nothing about this one."""
    board.say_result(revision=1, hash="0badf00d", ok=False, errors=[{"error": "too_big"}])
    board.say_result(revision=9, hash="0badf00d", ok=True, errors=[])
    await house.clock.settle()

    assert house.issues() == {}
    assert house.state("light.garage_lights") == "off"
