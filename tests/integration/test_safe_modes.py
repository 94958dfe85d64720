"""A board that does less and less after crashes: the user is told at each step, and what to do."""

from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .board import Board
from .entries import House
from .flows import change_pin, choose, fill_in, fix

PINS = ("light.garage_lights", "switch.compressor", "binary_sensor.garage_door", "sensor.tank", "light.ceiling")
STEPS = {2: "safe_no_pins", 3: "safe_network", 4: "safe_portal"}


async def edit(house: House, entry: MockConfigEntry) -> None:
    """Change what the lamp does after power-up."""
    form = await change_pin(house.hass, entry, house.subentry_id(entry, "Garage lights"))
    await fill_in(house.hass, form, {"initial": "on"}, name="Garage lights", gpio="5", shown_as="light")
    await house.clock.advance(1)


async def return_to_previous(house: House, entry: MockConfigEntry, board: Board) -> None:
    """Have the board crash with an edit."""
    before, hash_ = board.config, board.hash
    await edit(house, entry)
    assert before is not None
    board.return_to(before, hash_)
    await house.clock.settle()


def only_issue(house: House) -> ir.IssueEntry:
    """Return the one issue that is shown."""
    (issue,) = house.issues().values()
    return issue


async def test_previous(house: House, garage: MockConfigEntry, board: Board) -> None:
    """One issue tells that the board went back; its equal pins work; the same is not sent again."""
    await return_to_previous(house, garage, board)
    board.got.clear()
    await house.live(200, board)

    issue = only_issue(house)
    assert (issue.translation_key, issue.is_fixable) == ("safe_previous", True)
    assert issue.translation_placeholders == {"name": "Garage"}
    assert issue.severity is ir.IssueSeverity.ERROR
    assert board.configs() == []
    assert house.state("light.garage_lights") == "unavailable"
    await house.call("switch.turn_on", "switch.compressor")
    assert house.state("switch.compressor") == "on"


async def test_previous_once_more(house: House, garage: MockConfigEntry, board: Board) -> None:
    """The user can have the same tried once more."""
    await return_to_previous(house, garage, board)

    result = await fix(house.hass, only_issue(house))
    await house.clock.settle()

    assert result["type"] == "create_entry"
    assert house.issues() == {}
    assert house.state("light.garage_lights") == "on"


async def test_previous_after_restart(house: House, garage: MockConfigEntry, board: Board) -> None:
    """The issue is there again after a restart of Home Assistant, with the pins that work."""
    await return_to_previous(house, garage, board)

    await house.restart(garage)

    assert set(house.issues()) == {"safe_previous"}
    assert house.state("switch.compressor") == "off"


async def test_previous_long_after_restart(house: House, garage: MockConfigEntry, board: Board) -> None:
    """The pins of the previous configuration are known also when Home Assistant was restarted long before the crash."""
    before, hash_ = board.config, board.hash
    assert before is not None
    await edit(house, garage)
    await house.restart(garage)
    await house.restart(garage)

    board.return_to(before, hash_)
    await house.clock.settle()

    assert house.state("switch.compressor") == "off"
    assert house.state("light.garage_lights") == "unavailable"


async def test_previous_after_quick_edits(house: House, garage: MockConfigEntry, board: Board) -> None:
    """A board returns to what had proven good, not to an edit of a moment ago; the pins of that are known."""
    await house.clock.advance(20)
    before, hash_ = board.config, board.hash
    assert before is not None
    for gpio in ("16", "13"):
        form = await change_pin(house.hass, garage, house.subentry_id(garage, "Compressor"))
        form = await fill_in(house.hass, form, name="Compressor", gpio=gpio, shown_as="switch")
        if form["type"] == "menu":
            await choose(house.hass, form, "use_anyway")
        await house.clock.advance(2)
    assert board.config is not None
    assert board.config["pins"][1]["gpio"] == 13

    board.return_to(before, hash_)
    await house.clock.settle()

    assert house.state("light.garage_lights") == "off"
    assert house.state("switch.compressor") == "unavailable"


async def test_refusal_besides(house: House, garage: MockConfigEntry, board: Board) -> None:
    """That the next edit is refused for another reason is told besides, until the same crashed one is wanted again."""
    await return_to_previous(house, garage, board)
    board.refuses_config = "flash_failed"
    form = await change_pin(house.hass, garage, house.subentry_id(garage, "Compressor"))
    await fill_in(house.hass, form, {"initial": "on"}, name="Compressor", gpio="4", shown_as="switch")
    await house.clock.advance(5)

    assert set(house.issues()) == {"safe_previous", "config_refused_flash_failed"}

    assert board.config is not None
    wanted = garage.runtime_data.configurator.wanted
    board.rejected = {"revision": wanted.config.revision, "hash": wanted.hash, "error": "crashed"}
    board.say_status()
    await house.clock.settle()
    assert set(house.issues()) == {"safe_previous"}


@pytest.mark.parametrize(("safe", "key"), STEPS.items(), ids=STEPS.values())
async def test_without_pins(house: House, garage: MockConfigEntry, board: Board, safe: int, key: str) -> None:
    """One issue, none for each pin; all pins are unavailable; nothing is sent."""
    board.got.clear()
    board.go_down(safe)
    await house.live(200, board)

    issue = only_issue(house)
    assert (issue.translation_key, issue.is_fixable) == (key, True)
    assert {house.state(pin) for pin in PINS} == {"unavailable"}
    assert house.state("button.garage_restart") != "unavailable"
    assert all(config == board.config for config in board.configs())


async def test_step_by_step(house: House, garage: MockConfigEntry, board: Board) -> None:
    """Each step has an issue of its own, so that one that was ignored does not hide the next."""
    for safe, key in STEPS.items():
        board.go_down(safe)
        await house.clock.settle()
        assert set(house.issues()) == {key}
        ir.async_ignore_issue(house.hass, "iot_device_manager", only_issue(house).issue_id, True)

    board.safe = 0
    board.reboot()
    await house.clock.settle()
    assert house.issues() == {}
    assert house.state("switch.compressor") == "off"


async def test_unknown_step(house: House, garage: MockConfigEntry, board: Board) -> None:
    """A step that only a later firmware knows has no words here."""
    board.say_status(safe=5)
    await house.clock.settle()

    assert house.issues() == {}


async def test_edit_is_a_way_out(house: House, garage: MockConfigEntry, board: Board) -> None:
    """A changed pin is sent, and the board that takes it is itself again."""
    board.go_down(2)
    await house.clock.settle()

    await edit(house, garage)

    assert house.issues() == {}
    assert house.state("light.garage_lights") == "on"


async def test_restart(house: House, garage: MockConfigEntry, board: Board) -> None:
    """The dialog restarts the board; when it comes up whole, the issue stays away."""
    board.go_down(3)
    await house.clock.settle()

    result = await fix(house.hass, only_issue(house))

    assert result["type"] == "create_entry"
    assert [command["cmd"] for command in board.commands()][-1] == "restart"
    assert house.issues() == {}
    board.go_down(3)
    await house.clock.settle()
    assert set(house.issues()) == {"safe_network"}


async def test_restart_in_vain(house: House, garage: MockConfigEntry, board: Board) -> None:
    """A board that does not answer is not said to restart, and the issue stays."""
    board.go_down(4)
    board.lose_power()
    await house.clock.settle()

    result = await fix(house.hass, only_issue(house))

    assert (result["type"], result["reason"]) == ("abort", "not_restarted")
    assert set(house.issues()) == {"safe_portal"}


async def test_restart_of_an_entry_that_is_not_loaded(house: House, garage: MockConfigEntry, board: Board) -> None:
    """A dialog that was open when its entry was unloaded says so."""
    board.go_down(4)
    await house.clock.settle()
    issue = only_issue(house)
    manager = house.hass.data["repairs"]["flow_manager"]
    form = await manager.async_init(issue.domain, context={"issue_id": issue.issue_id})
    await house.hass.config_entries.async_unload(garage.entry_id)

    result = await manager.async_configure(form["flow_id"], {})

    assert (result["type"], result["reason"]) == ("abort", "entry_not_loaded")
