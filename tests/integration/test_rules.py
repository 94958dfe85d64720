"""Local rules: the dialog offers what is possible, and the board gets what was chosen."""

from homeassistant.config_entries import ConfigSubentryData
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .board import Board
from .entries import BUTTON, CEILING, DOOR, FAN, LAMP, TANK, House, pin, rule
from .flows import add_rule, change_rule, choices_of, fields_of, make_rule, step, suggested
from .rules import BLIND, FAR_BUTTON, FAR_DOOR, GATE, HALL_ID, UID, board_with, hall_entry, rules_of, the_rule

SERVO = pin("servo", "Servo", 4, "v")
KNOB = pin("encoder", "Knob", 0, "k", gpio_b=2)
FAR_KNOB = pin("encoder", "Far knob", 0, "z", gpio_b=2)


@pytest.fixture
async def hall(house: House, far: Board) -> MockConfigEntry:
    """Return the entry of a second board, with a button, a door and a knob of its own."""
    return await house.add_running(hall_entry(FAR_BUTTON, FAR_DOOR, FAR_KNOB), far)


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
        (KNOB, "right", LAMP, SWITCH),
        (KNOB, "left", CEILING, [*SWITCH, "brighter", "darker"]),
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
    entry = await board_with(house, board, BUTTON, DOOR, KNOB, target)
    form = await step(house.hass, await add_rule(house.hass, entry), source=str(source["unique_id"]))

    form = await step(house.hass, form, event=event, target=str(target["unique_id"]))

    assert choices_of(form, "action") == actions


@pytest.mark.parametrize(
    ("source", "events"),
    [
        (BUTTON, ["click", "double", "triple", "hold", "hold_release", "press", "release", "change"]),
        (FAR_BUTTON, ["click", "double", "triple", "hold", "hold_release", "press", "release", "change"]),
        (DOOR, ["change", "on", "off"]),
        (KNOB, ["right", "left"]),
    ],
    ids=["button", "button of another board", "input", "knob"],
)
async def test_events(
    house: House, board: Board, hall: MockConfigEntry, source: ConfigSubentryData, events: list[str]
) -> None:
    """Each input has the events that can happen to it."""
    entry = await board_with(house, board, BUTTON, DOOR, KNOB, LAMP)

    form = await step(house.hass, await add_rule(house.hass, entry), source=str(source["unique_id"]))

    assert choices_of(form, "event") == events


async def test_sources_and_targets(house: House, board: Board, hall: MockConfigEntry) -> None:
    """Offered are the inputs of this board and the buttons of others; outputs are no inputs, and sensors neither."""
    entry = await board_with(house, board, LAMP, DOOR, TANK, BUTTON, SERVO, KNOB)

    form = await add_rule(house.hass, entry)
    assert choices_of(form, "source") == ["Garage door", "Wall switch", "Knob", "Bell (Hall)"]
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
    assert rules_of(board) == [{"from": HALL_ID, "when": "s.double", "do": "a.on"}]


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
    assert rules_of(board) == [{"from": HALL_ID, "when": "s.hold", "do": "b.off", "only": "offline"}]


async def test_remove(house: House, board: Board) -> None:
    """A rule that is removed is gone at the board, too."""
    entry = await board_with(house, board, LAMP, BUTTON, rule(BUTTON, "click", LAMP, "toggle"))
    assert rules_of(board) == [{"when": "s.click", "do": "a.toggle"}]

    house.hass.config_entries.async_remove_subentry(entry, the_rule(entry))
    await house.clock.advance(1)

    assert rules_of(board) == []
