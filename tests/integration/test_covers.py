"""Covers: two relays in the form, a position and a direction from the board."""

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.config_entries import ConfigSubentryData
from homeassistant.data_entry_flow import InvalidData
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .board import Board
from .broker import Broker
from .entries import D1, D2, D5, DEFAULTS, LAMP, House, device_entry, pin
from .flows import add_pin, change_pin, choices_of, choose, fill_in, suggested
from .test_name_commands import ask
from .test_names import catalogue, serve_names, state

BLIND: Final = pin("cover", "Blind", D1, "a", gpio_down=D2, device_class="blind")
ENTITY: Final = "cover.blind"


@pytest.fixture
async def entry(house: House, board: Board) -> MockConfigEntry:
    """Return the entry of a running board with a blind."""
    return await house.add_running(device_entry(BLIND), board)


def shown(house: House) -> tuple[str, Mapping[str, Any]]:
    """Return what Home Assistant shows of it."""
    state = house.hass.states.get(ENTITY)
    assert state is not None
    return state.state, state.attributes


async def report(house: House, board: Board, value: Any) -> None:
    """Have the board report this."""
    board.report(a=value)
    await house.clock.settle()


# The form


@pytest.mark.parametrize(
    ("choices", "advanced", "data", "wire"),
    [
        ({}, {}, {}, {"guard": True}),
        (
            {"open_ms": 17.5, "close_ms": 0.1 * 150, "device_class": "garage"},
            {"invert": True, "dead_ms": 1000, "guard": "no"},
            {"open_ms": 17.5, "close_ms": 15, "device_class": "garage", "invert": True, "dead_ms": 1000, "guard": "no"},
            {"invert": True, "open_ms": 17500, "close_ms": 15000, "dead_ms": 1000},
        ),
    ],
    ids=["defaults", "everything"],
)
async def test_add(
    house: House,
    board: Board,
    choices: dict[str, Any],
    advanced: dict[str, Any],
    data: dict[str, Any],
    wire: dict[str, Any],
) -> None:
    """Seconds become milliseconds, and a cover is guarded unless the user says otherwise."""
    entry = await house.add_running(device_entry(), board)
    form = await choose(house.hass, await add_pin(house.hass, entry), "cover")

    result = await fill_in(house.hass, form, advanced, name="Blind", gpio=str(D1), gpio_down=str(D2), **choices)
    assert result["type"] == "create_entry"
    await house.clock.advance(1)

    (subentry,) = entry.subentries.values()
    own = {"gpio": D1, "gpio_down": D2, "key": "a", "type": "cover", "pin_uid": subentry.unique_id}
    assert subentry.data == {**DEFAULTS["cover"], **data, **own}
    assert board.configs()[-1]["pins"] == [{"key": "a", "type": "cover", "gpio": [D1, D2], **wire}]


@pytest.mark.parametrize(("others", "proposed"), [((), ("5", "4")), ((LAMP,), ("4", "14"))], ids=["all", "one taken"])
async def test_proposal(
    house: House, board: Board, others: tuple[ConfigSubentryData, ...], proposed: tuple[str, str]
) -> None:
    """The form proposes two free GPIOs, which can be taken as they are."""
    entry = await house.add_running(device_entry(*others), board)
    form = await choose(house.hass, await add_pin(house.hass, entry), "cover")
    assert (suggested(form)["gpio"], suggested(form)["gpio_down"]) == proposed

    result = await fill_in(house.hass, form, name="Blind", gpio=proposed[0], gpio_down=proposed[1])
    assert result["type"] == "create_entry"


async def test_proposal_is_no_change(house: House, entry: MockConfigEntry) -> None:
    """The form of a cover that is there has its own GPIOs."""
    form = await change_pin(house.hass, entry, house.subentry_id(entry, "Blind"))

    assert (suggested(form)["gpio"], suggested(form)["gpio_down"]) == (str(D1), str(D2))


async def test_one_relay(house: House, board: Board) -> None:
    """One relay for both directions is refused with the reason, and with none the form is not complete."""
    entry = await house.add_running(device_entry(), board)
    form = await choose(house.hass, await add_pin(house.hass, entry), "cover")

    form = await fill_in(house.hass, form, name="Blind", gpio=str(D1), gpio_down=str(D1))
    assert form["errors"] == {"gpio_down": "gpio_twice"}
    with pytest.raises(InvalidData):
        await fill_in(house.hass, form, name="Blind", gpio=str(D1))

    assert entry.subentries == {}


async def test_both_taken(house: House, entry: MockConfigEntry) -> None:
    """Neither relay is offered to another pin."""
    form = await choose(house.hass, await add_pin(house.hass, entry), "digital_output")

    assert choices_of(form, "gpio")[0] == "D5 (GPIO14)"


async def test_board_too_small(house: House, board: Board) -> None:
    """A board with one free GPIO cannot have a cover."""
    lamps = [pin("digital_output", f"Lamp {gpio}", gpio, key) for gpio, key in ((0, "a"), (1, "b"), (2, "c"))]
    entry = await house.add_running(device_entry(*lamps, model="esp01"), board)

    menu = await add_pin(house.hass, entry)

    assert "cover" not in menu["menu_options"]
    assert "fan" in menu["menu_options"]


# What is asked


@pytest.mark.parametrize(
    ("action", "data", "wish"),
    [
        ("open_cover", {}, {"move": "open"}),
        ("close_cover", {}, {"move": "close"}),
        ("stop_cover", {}, {"move": "stop"}),
        ("set_cover_position", {"position": 40}, {"position": 40}),
        ("set_cover_position", {"position": 0}, {"position": 0}),
    ],
)
async def test_actions(
    house: House, entry: MockConfigEntry, board: Board, action: str, data: dict[str, Any], wish: dict[str, Any]
) -> None:
    """Each action becomes what the firmware takes."""
    await house.call(f"cover.{action}", ENTITY, **data)

    assert [sent["pins"] for sent in board.sets()] == [{"a": wish}]


async def test_nothing_optimistic(house: House, entry: MockConfigEntry, board: Board) -> None:
    """What the board refuses is an error, and the state stays what the board says."""
    await report(house, board, {"position": 40, "moving": "stopped"})
    board.refuses = {"a": "expired"}

    with pytest.raises(HomeAssistantError) as refused:
        await house.act("cover.close_cover", ENTITY)

    assert refused.value.translation_key == "error_expired"
    assert shown(house)[1]["current_position"] == 40


# What is shown


@pytest.mark.parametrize(
    ("value", "word", "position"),
    [
        ({"position": None, "moving": "stopped"}, "unknown", None),
        ({"position": None, "moving": "opening"}, "opening", None),
        ({"position": 0, "moving": "stopped"}, "closed", 0),
        ({"position": 1, "moving": "stopped"}, "open", 1),
        ({"position": 100, "moving": "stopped"}, "open", 100),
        ({"position": 100, "moving": "opening"}, "opening", 100),
        ({"position": 0, "moving": "closing"}, "closing", 0),
        ({"position": 0, "moving": "opening"}, "opening", 0),
    ],
    ids=str,
)
async def test_state(
    house: House, entry: MockConfigEntry, board: Board, value: Any, word: str, position: int | None
) -> None:
    """The board's position and direction are Home Assistant's; an unknown position leaves both ways open."""
    await report(house, board, value)

    assert (shown(house)[0], shown(house)[1].get("current_position")) == (word, position)


@pytest.mark.parametrize(
    "value",
    [
        True,
        40,
        [],
        {},
        {"position": 101, "moving": "stopped"},
        {"position": -1, "moving": "stopped"},
        {"position": 40.5, "moving": "stopped"},
        {"position": True, "moving": "stopped"},
        {"position": "40", "moving": ["opening"]},
        {"position": {}, "moving": "sideways"},
    ],
    ids=repr,
)
async def test_nonsense(house: House, entry: MockConfigEntry, board: Board, value: Any) -> None:
    """What no cover can report is not known."""
    await report(house, board, {"position": 40, "moving": "opening"})

    await report(house, board, value)

    assert shown(house)[0] == "unknown"
    assert shown(house)[1].get("current_position") is None


async def test_attributes(house: House, entry: MockConfigEntry) -> None:
    """A cover can open, close, stop and go to a position, and is what the user says."""
    _, attributes = shown(house)

    assert attributes["supported_features"] == 1 | 2 | 4 | 8
    assert attributes["device_class"] == "blind"


# Other hardware, and names over MQTT


@pytest.mark.parametrize(("guard", "told"), [("auto", False), ("no", True)])
async def test_replaced(house: House, board: Board, spare: Board, guard: str, told: bool) -> None:
    """A guarded cover does not move because its board is replaced."""
    data = {**BLIND["data"], "guard": guard}
    entry = await house.add_running(device_entry(BLIND | {"data": data}), board)
    await report(house, board, {"position": 40, "moving": "stopped"})
    spare.switch_on()
    await house.clock.settle()

    form = await entry.start_reconfigure_flow(house.hass)
    await house.hass.config_entries.flow.async_configure(
        form["flow_id"], {"device": spare.device_id, "board": "d1_mini"}
    )
    await house.clock.advance(10)

    assert (spare.sets() != []) is told


@pytest.mark.parametrize(
    ("wish", "sent"),
    [
        ("OPEN", {"move": "open"}),
        ("CLOSE", {"move": "close"}),
        ("STOP", {"move": "stop"}),
        ({"move": "open"}, {"move": "open"}),
        ({"move": "stop"}, {"move": "stop"}),
        ({"position": 40}, {"position": 40}),
        ({"position": 0}, {"position": 0}),
    ],
    ids=str,
)
async def test_names(
    house: House, entry: MockConfigEntry, board: Board, broker: Broker, wish: Any, sent: Mapping[str, Any]
) -> None:
    """Under its friendly name a cover takes a position, a move, or just a word."""
    await serve_names(house)
    assert catalogue(broker)["blind"]["set"] == ["position", "move"]

    answer = await ask(house, broker, "blind", wish)

    assert answer["ok"] is True
    assert [asked["pins"] for asked in board.sets()] == [{"a": sent}]


@pytest.mark.parametrize(
    "wish",
    [
        "ON",
        "TOGGLE",
        "open",
        {"on": True},
        {"position": 40, "move": "open"},
        {"position": 101},
        {"position": "half"},
        {"position": None},
        {"move": "up"},
        {"move": None},
        {"move": {}},
    ],
    ids=str,
)
async def test_names_nonsense(house: House, entry: MockConfigEntry, board: Board, broker: Broker, wish: Any) -> None:
    """Anything else is refused and does not reach the board."""
    await serve_names(house)

    answer = await ask(house, broker, "blind", wish)

    assert (answer["ok"], answer["error"]) == (False, "bad_payload")
    assert board.sets() == []


async def test_names_state(house: House, entry: MockConfigEntry, board: Board, broker: Broker) -> None:
    """The state under the name is what the board reports."""
    await serve_names(house)

    await report(house, board, {"position": 40, "moving": "closing"})

    assert state(broker, "blind") == {"available": True, "position": 40, "moving": "closing"}


async def test_other_relay(house: House, entry: MockConfigEntry, board: Board) -> None:
    """Turning the two relays round is a change of the form."""
    form = await entry.start_subentry_reconfigure_flow(house.hass, house.subentry_id(entry, "Blind"))

    await fill_in(house.hass, form, name="Blind", gpio=str(D2), gpio_down=str(D5), open_ms=20, close_ms=20)
    await house.clock.advance(1)

    assert board.configs()[-1]["pins"] == [{"key": "a", "type": "cover", "gpio": [D2, D5], "guard": True}]
