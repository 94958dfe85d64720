"""Pulses, servos and tones: their forms, their entities, and their friendly names."""

from collections.abc import Mapping
from typing import Any

from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from syrupy.assertion import SnapshotAssertion

from .board import Board
from .broker import Broker
from .entries import D1, D2, D5, D6, LAMP, House, device_entry, pin
from .flows import add_pin, choose, fields_of, fill_in, suggested
from .spare import replace
from .test_name_commands import ask
from .test_names import catalogue, serve_names, state

GATE = pin("pulse", "Gate", D1, "a")
SLATS = pin("servo", "Slats", D1, "a")
ALARM = pin("tone", "Alarm", D1, "a")

EACH = pytest.mark.parametrize(
    ("subentry", "entity_id"),
    [(GATE, "button.gate"), (SLATS, "number.slats"), (ALARM, "siren.alarm")],
    ids=["pulse", "servo", "tone"],
)


@EACH
async def test_entity(house: House, board: Board, snapshot: SnapshotAssertion, subentry: Any, entity_id: str) -> None:
    """The entity, in the registry and in the states."""
    await house.add_running(device_entry(subentry), board)

    assert er.async_get(house.hass).async_get(entity_id) == snapshot(name="entry")
    assert house.hass.states.get(entity_id) == snapshot(name="state")


# Forms


@pytest.fixture
async def entry(house: House, board: Board) -> MockConfigEntry:
    """Return the entry of a running board with a lamp."""
    return await house.add_running(device_entry(LAMP), board)


async def submit(house: House, entry: MockConfigEntry, type_name: str, **choices: Any) -> Any:
    """Add a pin; what is advanced is under that name."""
    form = await choose(house.hass, await add_pin(house.hass, entry), type_name)
    advanced = choices.pop("advanced", {})
    return await fill_in(house.hass, form, advanced, name="Thing", gpio=str(D2), **choices)


@pytest.mark.parametrize(
    ("type_name", "fields"),
    [
        ("pulse", ["name", "gpio", "on_ms", "count", "area", "advanced"]),
        ("servo", ["name", "gpio", "initial", "angle", "degrees_per_s", "area", "advanced"]),
        ("tone", ["name", "gpio", "frequency", "on_ms", "off_ms", "area", "advanced"]),
    ],
)
async def test_form(house: House, entry: MockConfigEntry, type_name: str, fields: list[str]) -> None:
    """The form is short."""
    form = await choose(house.hass, await add_pin(house.hass, entry), type_name)

    assert fields_of(form) == fields


@pytest.mark.parametrize(
    ("type_name", "choices", "wire"),
    [
        ("pulse", {}, {"guard": True}),
        ("pulse", {"advanced": {"guard": "no"}}, {}),
        (
            "pulse",
            {"on_ms": 300, "count": 2, "advanced": {"off_ms": 700, "invert": True}},
            {"invert": True, "on_ms": 300, "count": 2, "off_ms": 700, "guard": True},
        ),
        ("servo", {}, {}),
        (
            "servo",
            {"initial": "angle", "angle": 10, "degrees_per_s": 60, "advanced": {"min_us": 1000, "release_ms": 500}},
            {"min_us": 1000, "initial": "angle", "angle": 10, "degrees_per_s": 60, "release_ms": 500},
        ),
        ("servo", {"initial": "restore", "advanced": {"max_us": 2000}}, {"max_us": 2000, "initial": "restore"}),
        ("tone", {}, {}),
        (
            "tone",
            {"frequency": 440, "on_ms": 100, "off_ms": 200, "advanced": {"auto_off": 60}},
            {"frequency": 440, "on_ms": 100, "off_ms": 200, "auto_off": 60},
        ),
    ],
    ids=str,
)
async def test_wire(
    house: House, entry: MockConfigEntry, board: Board, type_name: str, choices: dict[str, Any], wire: Mapping[str, Any]
) -> None:
    """The board gets what was chosen, and nothing that it does anyway."""
    assert (await submit(house, entry, type_name, **choices))["type"] == "create_entry"
    await house.clock.advance(1)

    assert board.configs()[-1]["pins"][-1] == {"key": "b", "type": type_name, "gpio": D2, **wire}


@pytest.mark.parametrize(("on_ms", "off_ms", "field"), [(100, 0, "off_ms"), (0, 100, "on_ms")])
async def test_half_a_beep(house: House, entry: MockConfigEntry, on_ms: int, off_ms: int, field: str) -> None:
    """A beep without a silence, or the other way round, is refused at the field that is 0."""
    form = await submit(house, entry, "tone", on_ms=on_ms, off_ms=off_ms)

    assert form["errors"] == {field: "beep_needs_both"}
    assert suggested(form).items() >= {"on_ms": on_ms, "off_ms": off_ms}.items()


# Entities


async def test_press(house: House, board: Board) -> None:
    """A press is true on the wire, and so is the next one while the pulses run."""
    await house.add_running(device_entry(GATE), board)
    for _ in range(2):
        await house.call("button.press", "button.gate")

    assert [asked["pins"] for asked in board.sets()] == [{"a": True}, {"a": True}]
    assert house.state("button.gate") not in {"unknown", "unavailable"}


async def test_refused_press(house: House, board: Board) -> None:
    """What the board refuses is an error."""
    await house.add_running(device_entry(GATE), board)
    board.refuses = {"a": "expired"}

    with pytest.raises(HomeAssistantError) as refused:
        await house.act("button.press", "button.gate")

    assert refused.value.translation_key == "error_expired"


async def test_angle(house: House, board: Board) -> None:
    """The angle is not known before it is set, and then what the board says."""
    await house.add_running(device_entry(SLATS), board)
    assert house.state("number.slats") == "unknown"

    await house.call("number.set_value", "number.slats", value=45)
    assert (board.pins["a"], house.state("number.slats")) == ({"angle": 45}, "45")
    await house.call("number.set_value", "number.slats", value=59.6)
    assert (board.pins["a"], house.state("number.slats")) == ({"angle": 60}, "60")

    board.refuses = {"a": "bad_value"}
    with pytest.raises(HomeAssistantError):
        await house.act("number.set_value", "number.slats", value=90)
    assert house.state("number.slats") == "60"


@pytest.mark.parametrize("value", [-1, 181])
async def test_no_angle(house: House, board: Board, value: int) -> None:
    """A servo turns by half a circle."""
    await house.add_running(device_entry(SLATS), board)

    with pytest.raises(ServiceValidationError):
        await house.act("number.set_value", "number.slats", value=value)
    assert board.sets() == []


async def test_siren(house: House, board: Board) -> None:
    """A tone is on or off."""
    await house.add_running(device_entry(ALARM), board)
    assert house.state("siren.alarm") == "off"

    await house.call("siren.turn_on", "siren.alarm")
    assert (board.pins["a"], house.state("siren.alarm")) == (True, "on")
    await house.call("siren.turn_off", "siren.alarm")
    assert (board.pins["a"], house.state("siren.alarm")) == (False, "off")


@pytest.mark.parametrize(
    ("value", "state_"),
    [
        ({"angle": 0}, "0"),
        ({"angle": 180}, "180"),
        ({"angle": None}, "unknown"),
        ({"angle": 181}, "unknown"),
        ({"angle": -1}, "unknown"),
        ({"angle": 12.5}, "unknown"),
        ({"angle": True}, "unknown"),
        ({"angle": "90"}, "unknown"),
        ({"angle": [90]}, "unknown"),
        ({"angle": {"angle": 90}}, "unknown"),
        ({}, "unknown"),
        (90, "unknown"),
        ("90", "unknown"),
        (True, "unknown"),
        ([], "unknown"),
    ],
    ids=repr,
)
async def test_nonsense_of_a_servo(house: House, board: Board, value: Any, state_: str) -> None:
    """What is no angle is not known."""
    await house.add_running(device_entry(SLATS), board)

    board.report(a=value)
    await house.clock.settle()

    assert house.state("number.slats") == state_


@EACH
async def test_unavailable(house: House, board: Board, subentry: Any, entity_id: str) -> None:
    """Without its board there is nothing to set."""
    await house.add_running(device_entry(subentry), board)

    board.lose_power()
    await house.clock.settle()

    assert house.state(entity_id) == "unavailable"


# Friendly names


@pytest.mark.parametrize("wish", ["ON", {"press": True}, {"on": True}, {"id": "x1", "press": True}], ids=repr)
async def test_press_by_name(house: House, board: Board, broker: Broker, wish: Any) -> None:
    """A pulse is pressed, whatever the client calls that."""
    await house.add_running(device_entry(GATE), board)
    await serve_names(house)
    assert (catalogue(broker)["gate"]["kind"], catalogue(broker)["gate"]["set"]) == ("button", ["on", "press"])

    answer = await ask(house, broker, "gate", wish)

    assert answer["ok"] is True
    assert board.pins["a"] is True


@pytest.mark.parametrize(
    "wish", ["OFF", "TOGGLE", {"press": False}, {"press": 1}, {"press": True, "on": False}, {}], ids=repr
)
async def test_no_press_by_name(house: House, board: Board, broker: Broker, wish: Any) -> None:
    """Nothing else can be asked of a pulse."""
    await house.add_running(device_entry(GATE), board)
    await serve_names(house)

    answer = await ask(house, broker, "gate", wish)

    assert (answer["ok"], answer["error"]) == (False, "bad_payload")
    assert board.sets() == []


async def test_angle_by_name(house: House, board: Board, broker: Broker) -> None:
    """A servo takes an angle and says it."""
    await house.add_running(device_entry(SLATS), board)
    await serve_names(house)
    assert state(broker, "slats") == {"available": True, "angle": None}

    assert await ask(house, broker, "slats", {"angle": 90}) == {"id": None, "ok": True}

    assert state(broker, "slats") == {"available": True, "angle": 90}


@pytest.mark.parametrize(
    ("wish", "error"),
    [
        ("ON", "bad_payload"),
        ({"angle": True}, "bad_payload"),
        ({"angle": "90"}, "bad_payload"),
        ({"angle": None}, "bad_payload"),
        ({"angle": 90, "speed": 1}, "bad_payload"),
        ({"angle": 181}, "failed"),
    ],
    ids=repr,
)
async def test_no_angle_by_name(house: House, board: Board, broker: Broker, wish: Any, error: str) -> None:
    """What is no angle is refused with a reason."""
    await house.add_running(device_entry(SLATS), board)
    await serve_names(house)

    answer = await ask(house, broker, "slats", wish)

    assert (answer["ok"], answer["error"]) == (False, error)
    assert board.sets() == []


@pytest.mark.parametrize(("wish", "level"), [("ON", True), ("TOGGLE", True), ({"on": True}, True), ("OFF", False)])
async def test_tone_by_name(house: House, board: Board, broker: Broker, wish: Any, level: bool) -> None:
    """A tone is switched like any output."""
    await house.add_running(device_entry(ALARM), board)
    await serve_names(house)

    assert await ask(house, broker, "alarm", wish) == {"id": None, "ok": True}

    assert board.pins["a"] is level


# Another board


async def test_take_over(house: House, board: Board, spare: Board) -> None:
    """A spare gets the angle and the tone, but no press, guarded or not, and no angle that nobody knew."""
    entry = await house.add_running(
        device_entry(
            pin("pulse", "Gate", D1, "a", guard="no"),
            pin("servo", "Slats", D2, "b"),
            pin("servo", "Flap", D5, "c", initial="angle"),
            pin("tone", "Alarm", D6, "d"),
        ),
        board,
    )
    board.report(a=True, b={"angle": 45}, c={"angle": None}, d=True)
    spare.switch_on()
    await house.clock.settle()
    board.lose_power()
    await house.clock.advance(60)
    spare.say_telemetry()
    await house.clock.settle()

    await replace(house, entry)
    await house.clock.advance(1)

    assert [asked["pins"] for asked in spare.sets()] == [{"b": {"angle": 45}, "d": True}]
