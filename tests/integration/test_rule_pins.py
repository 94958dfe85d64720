"""What becomes of local rules when their pins move to other boards, are guarded or removed."""

from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.iot_device_manager import local_rules
from custom_components.iot_device_manager.protocol.messages import Announce
from custom_components.iot_device_manager.rules import Rules, resolve

from .board import DEVICE_ID, Board
from .broker import Broker
from .entries import BUTTON, D7, DOOR, LAMP, House, device_entry, elsewhere, rule
from .flows import add_rule, change_pin, change_rule, choices_of, fill_in, fix, make_rule
from .rules import FAR_BUTTON, FAR_LAMP, HALL_ID, board_with, hall_entry, move_pin, rules_of, the_rule

TOGGLE = rule(BUTTON, "click", LAMP, "toggle")


@pytest.fixture
async def garage(house: House, board: Board) -> MockConfigEntry:
    """Return the entry of a board with a wall switch for its own lamp."""
    return await board_with(house, board, LAMP, BUTTON, DOOR, TOGGLE)


@pytest.fixture
async def hall(house: House, garage: MockConfigEntry, far: Board) -> MockConfigEntry:
    """Return the entry of a board whose lamp obeys the wall switch of the garage."""
    return await house.add_running(hall_entry(FAR_LAMP, rule(BUTTON, "double", FAR_LAMP, "on")), far)


async def test_button_moves(
    house: House, garage: MockConfigEntry, hall: MockConfigEntry, board: Board, far: Board
) -> None:
    """A button that moves to another board goes on to do what it did."""
    await move_pin(house, garage, "Wall switch", hall, gpio=str(D7))

    assert rules_of(far) == [{"when": "b.double", "do": "a.on"}]
    assert rules_of(board) == [{"from": HALL_ID, "when": "b.click", "do": "a.toggle"}]
    assert house.issues() == {}


async def test_output_moves(
    house: House, garage: MockConfigEntry, hall: MockConfigEntry, board: Board, far: Board
) -> None:
    """A rule moves with its output."""
    await move_pin(house, garage, "Garage lights", hall, gpio="5", shown_as="light")

    assert rules_of(board) == []
    assert garage.get_subentries_of_type("rule") == []
    assert rules_of(far) == [
        {"from": DEVICE_ID, "when": "s.double", "do": "a.on"},
        {"from": DEVICE_ID, "when": "s.click", "do": "b.toggle"},
    ]
    assert house.issues() == {}


async def test_output_moves_away_from_its_input(house: House, board: Board, far: Board) -> None:
    """What works only on one board is left out and told."""
    garage = await house.add_running(device_entry(LAMP, DOOR, rule(DOOR, "change", LAMP, "follow")), board)
    hall = await house.add_running(hall_entry(FAR_LAMP), far)

    await move_pin(house, garage, "Garage lights", hall, gpio="5", shown_as="light")

    assert rules_of(far) == []
    issue = house.issues()["rule_impossible"]
    assert issue.translation_placeholders == {
        "name": "Hall",
        "rule": "Garage door: change → Garage lights: follow",
        "rule_id": the_rule(hall),
    }


async def test_input_follows_its_output(house: House, board: Board, far: Board) -> None:
    """When the input moves after its output, the rule works again."""
    garage = await house.add_running(device_entry(LAMP, DOOR, rule(DOOR, "change", LAMP, "follow")), board)
    hall = await house.add_running(hall_entry(), far)
    await move_pin(house, garage, "Garage lights", hall, gpio="5", shown_as="light")
    assert set(house.issues()) == {"rule_impossible"}

    form = await change_pin(house.hass, garage, house.subentry_id(garage, "Garage door"))
    form = await fill_in(house.hass, form, {"move_to": hall.entry_id}, name="Garage door", gpio="14", pull="up")
    await house.hass.config_entries.subentries.async_configure(form["flow_id"], {"gpio": "14"})
    await house.clock.advance(2)

    assert house.issues() == {}
    assert rules_of(far) == [{"when": "b.change", "do": "a.follow"}]


@pytest.mark.parametrize("limit", ["rules", "memory", "firmware"])
async def test_no_room_for_the_rules(house: House, garage: MockConfigEntry, far: Board, limit: str) -> None:
    """An output moves only where there is room for its rules, too."""
    events = ("click", "double", "triple", "hold", "hold_release", "press", "release", "change")
    rules = [rule(FAR_BUTTON, event, FAR_LAMP, action) for event in events for action in ("on", "off")]
    hall = await house.add_running(hall_entry(FAR_LAMP, FAR_BUTTON, *(rules if limit == "rules" else [])), far)
    limits: dict[str, dict[str, Any]] = {
        "rules": {},
        "memory": {"max_config": 320},
        "firmware": {"types": ("digital_output", "digital_input")},
    }
    vars(far).update(limits[limit])
    far.say_announce()
    await house.clock.settle()

    result = await move_pin(house, garage, "Garage lights", hall, gpio="5", shown_as="light")

    assert (result["type"], result["reason"]) == ("abort", "no_room")


async def test_room_without_the_rules(house: House, board: Board, far: Board) -> None:
    """Without its rule the same output has room there."""
    garage = await house.add_running(device_entry(LAMP), board)
    hall = await house.add_running(hall_entry(FAR_LAMP, FAR_BUTTON), far)
    far.max_config = 320
    far.say_announce()
    await house.clock.settle()

    result = await move_pin(house, garage, "Garage lights", hall, gpio="5", shown_as="light")

    assert (result["type"], result["reason"]) == ("abort", "pin_moved")


@pytest.mark.parametrize(
    ("gone", "key"),
    [("Wall switch", "rule_source_gone"), ("Garage lights", "rule_target_gone")],
    ids=["input", "output"],
)
async def test_pin_is_removed(house: House, garage: MockConfigEntry, board: Board, gone: str, key: str) -> None:
    """A rule whose pin is gone is left out, and a repair names it, which removes it."""
    house.hass.config_entries.async_remove_subentry(garage, house.subentry_id(garage, gone))
    await house.clock.advance(2)

    assert rules_of(board) == []
    (issue,) = house.issues().values()
    assert (issue.translation_key, issue.is_fixable) == (key, True)
    assert (issue.translation_placeholders or {})["rule"] == "Wall switch: click → Garage lights: toggle"

    result = await fix(house.hass, issue)
    await house.clock.advance(2)

    assert result["type"] == "create_entry"
    assert garage.get_subentries_of_type("rule") == []
    assert house.issues() == {}


async def test_changed_rule(house: House, garage: MockConfigEntry, board: Board) -> None:
    """A rule that is changed to a pin that is there ends the repair as well."""
    house.hass.config_entries.async_remove_subentry(garage, house.subentry_id(garage, "Wall switch"))
    await house.clock.advance(2)

    form = await change_rule(house.hass, garage, the_rule(garage))
    door, lamp = str(DOOR["unique_id"]), str(LAMP["unique_id"])
    await make_rule(house.hass, form, door, "on", lamp, action="toggle")
    await house.clock.advance(2)

    assert house.issues() == {}
    assert rules_of(board) == [{"when": "c.on", "do": "a.toggle"}]


async def test_removed_twice(house: House, garage: MockConfigEntry) -> None:
    """Who submits the repair after somebody else has removed the rule does no harm."""
    house.hass.config_entries.async_remove_subentry(garage, house.subentry_id(garage, "Wall switch"))
    await house.clock.advance(2)
    (issue,) = house.issues().values()
    manager = house.hass.data["repairs"]["flow_manager"]
    form = await manager.async_init(issue.domain, context={"issue_id": issue.issue_id})
    house.hass.config_entries.async_remove_subentry(garage, the_rule(garage))
    await house.clock.advance(2)

    result = await manager.async_configure(form["flow_id"], {})

    assert result["type"] == "create_entry"
    assert house.issues() == {}


async def test_repair_of_an_unloaded_entry(house: House, garage: MockConfigEntry) -> None:
    """Neither does who submits it when the entry is not set up."""
    house.hass.config_entries.async_remove_subentry(garage, house.subentry_id(garage, "Wall switch"))
    await house.clock.advance(2)
    (issue,) = house.issues().values()
    manager = house.hass.data["repairs"]["flow_manager"]
    form = await manager.async_init(issue.domain, context={"issue_id": issue.issue_id})
    await house.hass.config_entries.async_unload(garage.entry_id)

    result = await manager.async_configure(form["flow_id"], {})

    assert (result["type"], result["reason"]) == ("abort", "entry_not_loaded")


async def test_board_is_removed(house: House, garage: MockConfigEntry, hall: MockConfigEntry, far: Board) -> None:
    """With the board of the button, the rules of other boards about it lose their button."""
    await house.hass.config_entries.async_remove(garage.entry_id)
    await house.clock.advance(2)

    assert rules_of(far) == []
    assert set(house.issues()) == {"rule_source_gone"}


async def test_disabled_board(house: House, garage: MockConfigEntry, hall: MockConfigEntry, far: Board) -> None:
    """A board whose entry is not set up still has its buttons."""
    await house.hass.config_entries.async_unload(garage.entry_id)
    await house.restart(hall)
    await house.clock.advance(10)

    assert rules_of(far) == [{"from": DEVICE_ID, "when": "s.double", "do": "a.on"}]
    assert house.issues() == {}


async def test_guard(house: House, garage: MockConfigEntry, hall: MockConfigEntry, far: Board) -> None:
    """An output that becomes guarded obeys no other board any more, and again when it is not."""
    form = await change_pin(house.hass, hall, house.subentry_id(hall, "Hall lights"))
    await fill_in(house.hass, form, {"guard": "yes"}, name="Hall lights", gpio="5", shown_as="light")
    await house.clock.advance(2)
    assert set(house.issues()) == {"rule_impossible"}
    assert rules_of(far) == []

    form = await change_pin(house.hass, hall, house.subentry_id(hall, "Hall lights"))
    await fill_in(house.hass, form, {"guard": "no"}, name="Hall lights", gpio="5", shown_as="light")
    await house.clock.advance(2)
    assert house.issues() == {}
    assert len(rules_of(far)) == 1


async def test_fifth_board_by_a_move(house: House, board: Board, broker: Broker) -> None:
    """When a move makes a fifth board of four, the last rule is left out and told."""
    buttons = [elsewhere(BUTTON, f"01JBUTTON{number}", f"Button {number}") for number in range(4)]
    others = []
    for number, button in enumerate(buttons):
        other = Board(broker, house.clock, f"5ccf7f00000{number}")
        entry = device_entry(button, device_id=other.device_id, role=f"r0other{number}", title=f"Other {number}")
        others.append(await house.add_running(entry, other))
    rules = [rule(button, "click", LAMP, "on") for button in (*buttons, BUTTON)]
    garage = await house.add_running(device_entry(LAMP, BUTTON, *rules), board)
    fifth = Board(broker, house.clock, HALL_ID)
    hall = await house.add_running(hall_entry(), fifth)
    assert len(rules_of(board)) == 5

    await move_pin(house, garage, "Wall switch", hall, gpio=str(D7))

    assert len(rules_of(board)) == 4
    issue = house.issues()["rule_too_many_boards"]
    assert (issue.translation_placeholders or {})["rule"] == "Wall switch: click → Garage lights: on"

    house.hass.config_entries.async_remove_subentry(garage, garage.get_subentries_of_type("rule")[0].subentry_id)
    await house.clock.advance(2)
    assert house.issues() == {}
    assert [wired["from"] for wired in rules_of(board)] == ["5ccf7f000001", "5ccf7f000002", "5ccf7f000003", HALL_ID]


async def test_pin_of_a_newer_version(house: House, garage: MockConfigEntry, board: Board) -> None:
    """Pins of a type that is not known here, as after a downgrade, are neither offered nor in the way."""
    pins = (elsewhere(BUTTON, "01JFUTURE", "Future"), FAR_BUTTON)
    hall = hall_entry(*pins)
    hall.add_to_hass(house.hass)
    future = hall.subentries[house.subentry_id(hall, "Future")]
    house.hass.config_entries.async_update_subentry(hall, future, data={**future.data, "type": "future"})

    form = await add_rule(house.hass, garage)
    assert choices_of(form, "source") == ["Wall switch", "Garage door", "Bell (Hall)"]
    await make_rule(house.hass, form, "01JFARBUTTON", "click", str(LAMP["unique_id"]), action="on")
    await house.clock.advance(2)

    assert rules_of(board)[1:] == [{"from": HALL_ID, "when": "s.click", "do": "a.on"}]


async def test_one_look_at_start(house: House, board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hundreds of boards start at once: each looks at the pins of the house once."""
    looks: list[str] = []

    def look(hass: HomeAssistant, entry: ConfigEntry, announce: Announce | None) -> Rules:
        looks.append(entry.title)
        return resolve(hass, entry, announce)

    monkeypatch.setattr(local_rules, "resolve", look)

    await house.add(device_entry(LAMP, BUTTON, TOGGLE))

    assert looks == ["Garage"]
