"""Local rules that are refused: why, and that nothing but what is offered is accepted."""

from homeassistant.data_entry_flow import InvalidData
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .board import Board
from .broker import Broker
from .entries import BUTTON, DOOR, LAMP, House, device_entry, elsewhere, rule
from .flows import add_pin, add_rule, change_rule, choose, fill_in, make_rule, step
from .rules import FAR_BUTTON, FAR_DOOR, GATE, UID, board_with, hall_entry, rules_of, the_rule


@pytest.fixture
async def hall(house: House, far: Board) -> MockConfigEntry:
    """Return the entry of a second board, with a button and a door of its own."""
    return await house.add_running(hall_entry(FAR_BUTTON, FAR_DOOR), far)


async def test_no_source(house: House, board: Board) -> None:
    """Without an input there is nothing to wait for."""
    entry = await board_with(house, board, LAMP)

    result = await add_rule(house.hass, entry)

    assert (result["type"], result["reason"]) == ("abort", "no_source")


async def test_no_target(house: House, board: Board, hall: MockConfigEntry) -> None:
    """Without an output that may be switched there is nothing to do."""
    entry = await board_with(house, board, GATE)

    result = await step(house.hass, await add_rule(house.hass, entry), source=UID["Bell"])

    assert (result["type"], result["reason"]) == ("abort", "no_target")


async def test_old_firmware(house: House, board: Board) -> None:
    """A firmware that does not know rules would ignore them without a word."""
    board.types = ("digital_input", "digital_output")
    entry = await board_with(house, board, LAMP, DOOR)

    result = await add_rule(house.hass, entry)

    assert (result["type"], result["reason"]) == ("abort", "firmware_too_old")


EVENTS = ("click", "double", "triple", "hold", "hold_release", "press", "release", "change")


async def test_sixteen(house: House, board: Board) -> None:
    """A seventeenth rule is refused; one of the sixteen can be changed."""
    rules = [rule(BUTTON, event, LAMP, action) for event in EVENTS for action in ("on", "off")]
    entry = await board_with(house, board, LAMP, BUTTON, *rules)
    assert len(rules_of(board)) == 16

    result = await add_rule(house.hass, entry)
    assert (result["type"], result["reason"]) == ("abort", "too_many_rules")

    form = await change_rule(house.hass, entry, the_rule(entry))
    result = await make_rule(house.hass, form, UID["Wall switch"], "click", UID["Garage lights"], action="toggle")
    assert result["reason"] == "reconfigure_successful"


async def test_seventeenth_meanwhile(house: House, board: Board) -> None:
    """Two dialogs that are open at once cannot make a seventeenth rule either."""
    rules = [rule(BUTTON, event, LAMP, action) for event in EVENTS for action in ("on", "off")][:15]
    entry = await board_with(house, board, LAMP, BUTTON, *rules)
    first, second = await add_rule(house.hass, entry), await add_rule(house.hass, entry)

    await make_rule(house.hass, first, UID["Wall switch"], "click", UID["Garage lights"], action="toggle")
    result = await make_rule(house.hass, second, UID["Wall switch"], "hold", UID["Garage lights"], action="toggle")

    assert (result["type"], result["errors"]) == ("form", {"base": "changed_meanwhile"})


@pytest.fixture
async def four(house: House, broker: Broker, board: Board) -> MockConfigEntry:
    """Return the entry of a board that listens to buttons of four others already; a fifth is there."""
    buttons = [elsewhere(FAR_BUTTON, f"01JBUTTON{number}", f"Button {number}") for number in range(5)]
    for number, button in enumerate(buttons):
        other = Board(broker, house.clock, f"5ccf7f00000{number}")
        entry = device_entry(button, device_id=other.device_id, role=f"r0other{number}", title=f"Other {number}")
        await house.add_running(entry, other)
    return await board_with(house, board, LAMP, *(rule(button, "click", LAMP, "on") for button in buttons[:4]))


async def test_fifth_board(house: House, board: Board, four: MockConfigEntry) -> None:
    """A fifth other board is refused at its button; one of the four may have more rules."""
    assert len(rules_of(board)) == 4
    form = await step(house.hass, await add_rule(house.hass, four), source="01JBUTTON4")
    assert (form["step_id"], form["errors"]) == ("user", {"source": "too_many_boards"})

    form = await step(house.hass, form, source="01JBUTTON3")
    assert form["step_id"] == "what"


async def test_change_to_fifth_board(house: House, board: Board, four: MockConfigEntry) -> None:
    """A rule that is changed gives its board free."""
    form = await change_rule(house.hass, four, the_rule(four))

    result = await make_rule(house.hass, form, "01JBUTTON4", "click", UID["Garage lights"], action="on")
    await house.clock.advance(1)

    assert result["reason"] == "reconfigure_successful"
    assert rules_of(board)[0]["from"] == "5ccf7f000004"


@pytest.mark.parametrize("only", ["always", "offline"])
async def test_duplicate(house: House, board: Board, only: str) -> None:
    """The same rule twice would toggle twice; when it counts makes no difference."""
    entry = await board_with(house, board, LAMP, BUTTON, rule(BUTTON, "click", LAMP, "toggle"))

    flow = await add_rule(house.hass, entry)
    result = await make_rule(
        house.hass, flow, UID["Wall switch"], "click", UID["Garage lights"], action="toggle", only=only
    )
    assert (result["step_id"], result["errors"]) == ("then", {"base": "rule_exists"})

    result = await step(house.hass, result, action="off", only="always")
    assert result["type"] == "create_entry"


async def test_unchanged_is_no_duplicate(house: House, board: Board) -> None:
    """A rule may stay what it is."""
    entry = await board_with(house, board, LAMP, BUTTON, rule(BUTTON, "click", LAMP, "toggle"))
    form = await change_rule(house.hass, entry, the_rule(entry))

    result = await make_rule(
        house.hass, form, UID["Wall switch"], "click", UID["Garage lights"], action="toggle", only="offline"
    )

    assert result["reason"] == "reconfigure_successful"


async def test_too_big(house: House, board: Board) -> None:
    """Rules share the memory of the configuration: what does not fit any more is refused, a pin as well as a rule."""
    board.max_config = 280
    entry = await board_with(house, board, LAMP, BUTTON, rule(BUTTON, "click", LAMP, "toggle"))

    flow = await add_rule(house.hass, entry)
    result = await make_rule(
        house.hass, flow, UID["Wall switch"], "hold_release", UID["Garage lights"], action="toggle", only="offline"
    )
    assert (result["type"], result["errors"]) == ("form", {"base": "too_big"})

    form = await choose(house.hass, await add_pin(house.hass, entry), "digital_output")
    result = await fill_in(house.hass, form, {"initial": "on"}, name="Pump", gpio="4")
    assert (result["type"], result["errors"]) == ("form", {"base": "too_big"})


async def test_fits_without_the_rule(house: House, board: Board) -> None:
    """Without the rule the same pin has room."""
    board.max_config = 280
    entry = await board_with(house, board, LAMP, BUTTON)

    form = await choose(house.hass, await add_pin(house.hass, entry), "digital_output")
    result = await fill_in(house.hass, form, {"initial": "on"}, name="Pump", gpio="4")

    assert result["type"] == "create_entry"


@pytest.mark.parametrize(
    "choices",
    [{"source": UID["Garage lights"]}, {"source": "01JFARDOOR"}, {"source": "nobody"}, {}],
    ids=["output", "input of another board", "unknown", "nothing"],
)
async def test_source_not_offered(house: House, board: Board, hall: MockConfigEntry, choices: dict[str, str]) -> None:
    """What the form does not offer is not accepted."""
    entry = await board_with(house, board, LAMP, BUTTON)
    form = await add_rule(house.hass, entry)

    with pytest.raises(InvalidData):
        await step(house.hass, form, **choices)


async def test_action_not_offered(house: House, board: Board) -> None:
    """An action that the output cannot do is not accepted."""
    entry = await board_with(house, board, LAMP, BUTTON)
    form = await step(house.hass, await add_rule(house.hass, entry), source=UID["Wall switch"])
    form = await step(house.hass, form, event="hold", target=UID["Garage lights"])

    with pytest.raises(InvalidData):
        await step(house.hass, form, action="dim", only="always")


# Pins that go while the dialog is open


async def test_source_goes(house: House, board: Board) -> None:
    """An input that is removed while the dialog is open cannot be chosen any more."""
    entry = await board_with(house, board, LAMP, BUTTON, DOOR)
    form = await add_rule(house.hass, entry)
    house.hass.config_entries.async_remove_subentry(entry, house.subentry_id(entry, "Wall switch"))

    result = await step(house.hass, form, source=UID["Wall switch"])

    assert (result["type"], result["reason"]) == ("abort", "pin_gone")


async def test_source_moves(house: House, board: Board, hall: MockConfigEntry) -> None:
    """Neither can an input that is on another board by now."""
    entry = await board_with(house, board, LAMP, BUTTON, DOOR)
    form = await add_rule(house.hass, entry)
    door = entry.subentries[house.subentry_id(entry, "Garage door")]
    house.hass.config_entries.async_remove_subentry(entry, door.subentry_id)
    house.hass.config_entries.async_add_subentry(hall, door)

    result = await step(house.hass, form, source=UID["Garage door"])

    assert (result["type"], result["reason"]) == ("abort", "pin_gone")


@pytest.mark.parametrize("name", ["Wall switch", "Garage lights"])
async def test_pin_goes(house: House, board: Board, name: str) -> None:
    """So it is for the output, and in a later step."""
    entry = await board_with(house, board, LAMP, BUTTON)
    form = await step(house.hass, await add_rule(house.hass, entry), source=UID["Wall switch"])
    house.hass.config_entries.async_remove_subentry(entry, house.subentry_id(entry, name))

    result = await step(house.hass, form, event="click", target=UID["Garage lights"])

    assert (result["type"], result["reason"]) == ("abort", "pin_gone")


async def test_guarded_meanwhile(house: House, board: Board, hall: MockConfigEntry) -> None:
    """An output that is guarded by now is not switched by a button of another board."""
    entry = await board_with(house, board, LAMP)
    form = await step(house.hass, await add_rule(house.hass, entry), source=UID["Bell"])
    form = await step(house.hass, form, event="click", target=UID["Garage lights"])
    lamp = entry.subentries[house.subentry_id(entry, "Garage lights")]
    house.hass.config_entries.async_update_subentry(entry, lamp, data={**lamp.data, "guard": "yes"})

    result = await step(house.hass, form, action="on", only="always")

    assert (result["type"], result["reason"]) == ("abort", "pin_gone")


async def test_unloaded(house: House, board: Board) -> None:
    """A rule can be made while the board's entry is not set up; the board gets it later."""
    entry = await board_with(house, board, LAMP, BUTTON)
    await house.hass.config_entries.async_unload(entry.entry_id)

    flow = await add_rule(house.hass, entry)
    await make_rule(house.hass, flow, UID["Wall switch"], "click", UID["Garage lights"], action="toggle")
    await house.hass.config_entries.async_setup(entry.entry_id)
    await house.clock.advance(10)

    assert rules_of(board) == [{"when": "s.click", "do": "a.toggle"}]
