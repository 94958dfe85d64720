"""Local rules: the dialog offers what is possible, and the board gets what was chosen."""

from collections.abc import Mapping
from typing import Any

from homeassistant.config_entries import ConfigSubentryData
from homeassistant.data_entry_flow import InvalidData
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .board import Board
from .broker import Broker
from .entries import BUTTON, CEILING, DOOR, FAN, LAMP, TANK, House, device_entry, elsewhere, pin, rule
from .flows import add_pin, add_rule, change_rule, choices_of, choose, fields_of, fill_in, make_rule, step, suggested
from .spare import SPARE_ID

GATE = pin("pulse", "Gate", 12, "g")
BLIND = pin("cover", "Blind", 4, "h", gpio_down=14, guard="no")
SERVO = pin("servo", "Servo", 4, "v")
FAR_BUTTON = elsewhere(pin("button", "", 5, "a"), "01JFARBUTTON", "Bell")
FAR_DOOR = elsewhere(DOOR, "01JFARDOOR", "Front door")

UID: Mapping[str, str] = {
    str(row["title"]): str(row["unique_id"])
    for row in (BUTTON, LAMP, FAN, DOOR, CEILING, GATE, BLIND, SERVO, FAR_BUTTON)
}


@pytest.fixture
async def hall(house: House, spare: Board) -> MockConfigEntry:
    """Return the entry of a second board, with a button and a door of its own."""
    entry = device_entry(FAR_BUTTON, FAR_DOOR, device_id=SPARE_ID, role="r00hall000", title="Hall")
    return await house.add_running(entry, spare)


async def board_with(house: House, board: Board, *pins: ConfigSubentryData) -> MockConfigEntry:
    """Return the entry of a running board with these pins."""
    return await house.add_running(device_entry(*pins), board)


def the_rule(entry: MockConfigEntry) -> str:
    """Return the subentry id of the first rule."""
    return entry.get_subentries_of_type("rule")[0].subentry_id


def rules_of(board: Board) -> Any:
    """Return the rules that a board got last."""
    return board.configs()[-1].get("rules")


async def test_add(house: House, board: Board) -> None:
    """A rule is chosen in three short steps, and goes to the board at once."""
    entry = await board_with(house, board, LAMP, BUTTON)

    form = await add_rule(house.hass, entry)
    assert (form["step_id"], fields_of(form), choices_of(form, "source")) == ("user", ["source"], ["Wall switch"])
    form = await step(house.hass, form, source=UID["Wall switch"])
    assert (form["step_id"], fields_of(form), choices_of(form, "target")) == (
        "what",
        ["event", "target"],
        ["Garage lights"],
    )
    form = await step(house.hass, form, event="click", target=UID["Garage lights"])
    assert (form["step_id"], fields_of(form)) == ("then", ["action", "only"])
    assert suggested(form) == {"only": "always"}
    result = await step(house.hass, form, action="toggle", only="always")
    await house.clock.advance(1)

    assert (result["type"], result["title"]) == ("create_entry", "Wall switch: click → Garage lights: toggle")
    (made,) = entry.get_subentries_of_type("rule")
    assert made.data == {
        "source": UID["Wall switch"],
        "event": "click",
        "target": UID["Garage lights"],
        "action": "toggle",
        "only": "always",
    }
    assert rules_of(board) == [{"when": "s.click", "do": "a.toggle"}]
    assert house.issues() == {}


async def test_pins_stay(house: House, board: Board) -> None:
    """A new rule touches no pin: no entity becomes unavailable."""
    entry = await board_with(house, board, LAMP, BUTTON)
    await house.call("light.turn_on", "light.garage_lights")

    await make_rule(
        house.hass,
        await add_rule(house.hass, entry),
        UID["Wall switch"],
        "hold",
        UID["Garage lights"],
        action="off",
        only="offline",
    )
    await house.clock.settle()

    assert house.state("light.garage_lights") == "on"
    await house.clock.advance(1)
    assert rules_of(board) == [{"when": "s.hold", "do": "a.off", "only": "offline"}]
    assert house.state("light.garage_lights") == "on"


SWITCH = ["toggle", "on", "off"]


@pytest.mark.parametrize(
    ("source", "event", "target", "actions"),
    [
        (BUTTON, "click", LAMP, SWITCH),
        (BUTTON, "change", LAMP, [*SWITCH, "follow"]),
        (BUTTON, "hold", LAMP, SWITCH),
        (DOOR, "change", LAMP, [*SWITCH, "follow"]),
        (DOOR, "on", LAMP, SWITCH),
        (BUTTON, "hold", CEILING, [*SWITCH, "dim", "brighter", "darker"]),
        (BUTTON, "press", CEILING, [*SWITCH, "brighter", "darker"]),
        (BUTTON, "click", GATE, ["on"]),
        (BUTTON, "click", BLIND, ["toggle", "open", "close", "stop"]),
        (FAR_BUTTON, "click", LAMP, SWITCH),
        (FAR_BUTTON, "change", LAMP, SWITCH),
        (FAR_BUTTON, "hold", CEILING, [*SWITCH, "brighter", "darker"]),
        (FAR_BUTTON, "click", BLIND, ["toggle", "open", "close", "stop"]),
    ],
    ids=lambda value: value["title"] if isinstance(value, dict) else None,
)
async def test_actions(
    house: House,
    board: Board,
    hall: MockConfigEntry,
    source: ConfigSubentryData,
    event: str,
    target: ConfigSubentryData,
    actions: list[str],
) -> None:
    """Only what the output can do is offered, and only what goes with the event and the board that it comes from."""
    entry = await board_with(house, board, BUTTON, DOOR, target)
    form = await step(house.hass, await add_rule(house.hass, entry), source=str(source["unique_id"]))

    form = await step(house.hass, form, event=event, target=str(target["unique_id"]))

    assert choices_of(form, "action") == actions


@pytest.mark.parametrize(
    ("source", "events"),
    [
        (BUTTON, ["click", "double", "triple", "hold", "hold_release", "press", "release", "change"]),
        (FAR_BUTTON, ["click", "double", "triple", "hold", "hold_release", "press", "release", "change"]),
        (DOOR, ["change", "on", "off"]),
    ],
    ids=["button", "button of another board", "input"],
)
async def test_events(
    house: House, board: Board, hall: MockConfigEntry, source: ConfigSubentryData, events: list[str]
) -> None:
    """Each input has the events that can happen to it."""
    entry = await board_with(house, board, BUTTON, DOOR, LAMP)

    form = await step(house.hass, await add_rule(house.hass, entry), source=str(source["unique_id"]))

    assert choices_of(form, "event") == events


async def test_sources_and_targets(house: House, board: Board, hall: MockConfigEntry) -> None:
    """Offered are the inputs of this board and the buttons of others; outputs are no inputs, and sensors neither."""
    entry = await board_with(house, board, LAMP, DOOR, TANK, BUTTON, SERVO)

    form = await add_rule(house.hass, entry)
    assert choices_of(form, "source") == ["Garage door", "Wall switch", "Bell (Hall)"]
    form = await step(house.hass, form, source=UID["Wall switch"])
    assert choices_of(form, "target") == ["Garage lights"]


async def test_guarded(house: House, board: Board, hall: MockConfigEntry) -> None:
    """A guarded output is offered for the inputs of its own board, and not for a button of another one."""
    entry = await board_with(house, board, LAMP, GATE, BUTTON)

    form = await add_rule(house.hass, entry)
    far = await step(house.hass, form, source=UID["Bell"])
    assert choices_of(far, "target") == ["Garage lights"]

    near = await step(house.hass, await add_rule(house.hass, entry), source=UID["Wall switch"])
    assert choices_of(near, "target") == ["Garage lights", "Gate"]


async def test_button_of_another_board(house: House, board: Board, hall: MockConfigEntry) -> None:
    """A rule may wait for a button of another board, which the board then hears by itself."""
    entry = await board_with(house, board, LAMP)

    result = await make_rule(
        house.hass, await add_rule(house.hass, entry), UID["Bell"], "double", UID["Garage lights"], action="on"
    )
    await house.clock.advance(1)

    assert result["title"] == "Bell: double → Garage lights: on"
    assert rules_of(board) == [{"from": SPARE_ID, "when": "a.double", "do": "a.on"}]


async def test_change(house: House, board: Board, hall: MockConfigEntry) -> None:
    """The dialog begins with what the rule is; everything about it can be changed."""
    entry = await board_with(house, board, LAMP, FAN, BUTTON, rule(BUTTON, "change", LAMP, "follow"))
    (before,) = entry.get_subentries_of_type("rule")

    form = await change_rule(house.hass, entry, before.subentry_id)
    assert suggested(form) == {"source": UID["Wall switch"]}
    form = await step(house.hass, form, source=UID["Bell"])
    assert suggested(form) == {"event": "change", "target": UID["Garage lights"]}
    form = await step(house.hass, form, event="hold", target=UID["Compressor"])
    # Following goes with another event, and another board.
    assert suggested(form) == {"only": "always"}
    result = await step(house.hass, form, action="off", only="offline")
    await house.clock.advance(1)

    assert (result["type"], result["reason"]) == ("abort", "reconfigure_successful")
    (after,) = entry.get_subentries_of_type("rule")
    assert (after.subentry_id, after.title) == (before.subentry_id, "Bell: hold → Compressor: off")
    assert rules_of(board) == [{"from": SPARE_ID, "when": "a.hold", "do": "b.off", "only": "offline"}]


async def test_remove(house: House, board: Board) -> None:
    """A rule that is removed is gone at the board, too."""
    entry = await board_with(house, board, LAMP, BUTTON, rule(BUTTON, "click", LAMP, "toggle"))
    assert rules_of(board) == [{"when": "s.click", "do": "a.toggle"}]

    house.hass.config_entries.async_remove_subentry(entry, the_rule(entry))
    await house.clock.advance(1)

    assert "rules" not in board.configs()[-1]


# What is refused, and why


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
