"""What an on/off output is shown as: each kind with its own words, and the same output behind it."""

from typing import Any

from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from syrupy.assertion import SnapshotAssertion

from .board import Board
from .broker import Broker
from .entries import D1, House, device_entry, pin
from .flows import change_pin, fill_in
from .test_name_commands import ask
from .test_names import catalogue, serve_names

# What it is shown as, its platform, the states for on and off, and the actions.
KINDS = [
    ("light", "light", "on", "off", "turn_on", "turn_off"),
    ("switch", "switch", "on", "off", "turn_on", "turn_off"),
    ("outlet", "switch", "on", "off", "turn_on", "turn_off"),
    ("fan", "fan", "on", "off", "turn_on", "turn_off"),
    ("lock", "lock", "unlocked", "locked", "unlock", "lock"),
    ("siren", "siren", "on", "off", "turn_on", "turn_off"),
    ("valve", "valve", "open", "closed", "open_valve", "close_valve"),
    ("water_valve", "valve", "open", "closed", "open_valve", "close_valve"),
    ("gas_valve", "valve", "open", "closed", "open_valve", "close_valve"),
]
IDS = [kind[0] for kind in KINDS]
EACH = pytest.mark.parametrize(("shown_as", "platform", "on", "off", "turn_on", "turn_off"), KINDS, ids=IDS)


async def add(house: House, board: Board, shown_as: str) -> MockConfigEntry:
    """Add a board with one output."""
    return await house.add_running(device_entry(pin("digital_output", "Output", D1, "a", shown_as=shown_as)), board)


@EACH
async def test_actions(
    house: House, board: Board, shown_as: str, platform: str, on: str, off: str, turn_on: str, turn_off: str
) -> None:
    """The platform's own actions switch the output, and its own words say how it is."""
    await add(house, board, shown_as)
    entity_id = f"{platform}.output"
    assert house.state(entity_id) == off

    await house.call(f"{platform}.{turn_on}", entity_id)
    assert (board.pins["a"], house.state(entity_id)) == (True, on)
    await house.call(f"{platform}.{turn_off}", entity_id)
    assert (board.pins["a"], house.state(entity_id)) == (False, off)


@EACH
async def test_nothing_optimistic(
    house: House, board: Board, shown_as: str, platform: str, on: str, off: str, turn_on: str, turn_off: str
) -> None:
    """What the board refuses is an error, and the state stays what the board says."""
    await add(house, board, shown_as)
    board.refuses = {"a": "rate_limited"}

    with pytest.raises(HomeAssistantError) as refused:
        await house.act(f"{platform}.{turn_on}", f"{platform}.output")

    assert refused.value.translation_key == "error_rate_limited"
    assert house.state(f"{platform}.output") == off


@pytest.mark.parametrize("value", [1, "on", {"on": True}, []], ids=repr)
@pytest.mark.parametrize(("shown_as", "platform"), [kind[:2] for kind in KINDS], ids=IDS)
async def test_nonsense(house: House, board: Board, shown_as: str, platform: str, value: Any) -> None:
    """What is neither on nor off is not known."""
    await add(house, board, shown_as)

    board.report(a=value)
    await house.clock.settle()

    assert house.state(f"{platform}.output") == "unknown"


@pytest.mark.parametrize("shown_as", IDS)
async def test_entity(house: House, board: Board, snapshot: SnapshotAssertion, shown_as: str) -> None:
    """The entity, in the registry and in the states."""
    entry = await add(house, board, shown_as)

    entities = er.async_entries_for_config_entry(er.async_get(house.hass), entry.entry_id)
    (entity,) = [entity for entity in entities if entity.entity_id.endswith(".output")]
    assert entity == snapshot(name=f"{shown_as}-entry")
    assert house.hass.states.get(entity.entity_id) == snapshot(name=f"{shown_as}-state")


@pytest.mark.parametrize(
    ("shown_as", "choice", "wire"),
    [
        ("switch", "auto", {}),
        ("switch", "yes", {"guard": True}),
        ("lock", "auto", {"guard": True}),
        ("lock", "no", {}),
        ("gas_valve", "auto", {}),
    ],
)
async def test_guard(house: House, board: Board, shown_as: str, choice: str, wire: dict[str, Any]) -> None:
    """A lock is guarded unless the user says otherwise; the board gets just the flag."""
    lock = pin("digital_output", "Output", D1, "a", shown_as=shown_as, guard=choice)
    await house.add_running(device_entry(lock), board)

    assert board.configs()[-1]["pins"] == [{"key": "a", "type": "digital_output", "gpio": D1, **wire}]


async def test_change(house: House, board: Board) -> None:
    """An output can be shown as something else: it keeps its level, and on the same platform its entity."""
    entry = await add(house, board, "switch")
    subentry_id = house.subentry_id(entry, "Output")
    await house.call("switch.turn_on", "switch.output")
    before = er.async_get(house.hass).entities["switch.output"].id

    form = await change_pin(house.hass, entry, subentry_id)
    await fill_in(house.hass, form, name="Output", gpio=str(D1), shown_as="outlet")
    await house.clock.advance(1)
    state = house.hass.states.get("switch.output")
    assert state is not None
    assert (state.state, state.attributes["device_class"]) == ("on", "outlet")
    assert er.async_get(house.hass).entities["switch.output"].id == before

    form = await change_pin(house.hass, entry, subentry_id)
    await fill_in(house.hass, form, name="Output", gpio=str(D1), shown_as="lock")
    await house.clock.advance(1)
    assert (house.state("switch.output"), house.state("lock.output")) == (None, "unlocked")
    assert board.configs()[-1]["pins"][0]["guard"] is True


async def test_change_keeps_what_the_user_made_of_it(house: House, board: Board) -> None:
    """Name, icon and the rest go with an output that is shown as something else."""
    entry = await add(house, board, "switch")
    registry = er.async_get(house.hass)
    registry.async_update_entity(
        "switch.output", new_entity_id="switch.my_heater", name="My heater", icon="mdi:fire", labels={"warm"}
    )

    form = await change_pin(house.hass, entry, house.subentry_id(entry, "Output"))
    await fill_in(house.hass, form, name="Output", gpio=str(D1), shown_as="light")
    await house.clock.advance(1)

    light = registry.entities["light.my_heater"]
    assert (light.name, light.icon, light.labels) == ("My heater", "mdi:fire", {"warm"})
    assert house.state("light.my_heater") == "off"
    assert "switch.my_heater" not in registry.entities


@EACH
async def test_friendly_name(
    house: House,
    board: Board,
    broker: Broker,
    shown_as: str,
    platform: str,
    on: str,
    off: str,
    turn_on: str,
    turn_off: str,
) -> None:
    """Under the friendly name on and off are the levels, whatever the platform calls them."""
    await add(house, board, shown_as)
    await serve_names(house)
    assert catalogue(broker)["output"]["kind"] == platform

    for word, level, state in (("ON", True, on), ("OFF", False, off), ("TOGGLE", True, on), ("TOGGLE", False, off)):
        assert await ask(house, broker, "output", word) == {"id": None, "ok": True}
        await house.clock.settle()
        assert (board.pins["a"], house.state(f"{platform}.output")) == (level, state)
