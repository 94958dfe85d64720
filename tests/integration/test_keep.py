"""After a restored backup, the user may decide that the board is right (rule 13 of docs/protocol.md)."""

from collections.abc import Mapping
import json
from typing import Any
import zlib

from homeassistant.helpers import entity_registry as er, issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .board import Board
from .broker import Broker
from .entries import BUTTON, DOOR, FAN, LAMP, MANAGER_ID, ROLE, SEEN, House, device_entry, elsewhere, pin, rule
from .flows import change_pin, fill_in, fix, submit
from .rules import rules_of

CONFIG = "iotdm/1/+/in/config"

MOVED_LAMP = {"key": "a", "type": "digital_output", "gpio": 12, "invert": True}
NEW_DIMMER = {"key": "f", "type": "light", "gpio": 13, "min": 0.07}
# The key of the fan, which was removed since.
WALL_SWITCH = {"key": "s", "type": "button", "gpio": 13, "pull": "up", "invert": True}
TOGGLE = {"when": "s.click", "do": "a.toggle"}
OTHER_PIN = {"key": "b", "type": "digital_input", "gpio": 4, "pull": "up"}


def running(*pins: Mapping[str, Any], **other: Any) -> dict[str, Any]:
    """Return a configuration that is newer than the backup."""
    return {"revision": 20, "manager": MANAGER_ID, "role": ROLE, "pins": list(pins), **other}


def payload(config: Mapping[str, Any]) -> bytes:
    """Return a configuration as it is sent."""
    return json.dumps(config, separators=(",", ":")).encode()


def was_sent(board: Board, broker: Broker, config: Mapping[str, Any]) -> None:
    """Have the broker hold a configuration, and the board say that this is the one that it runs."""
    broker.retained[f"iotdm/1/{board.device_id}/in/config"] = payload(config)
    board.hash = f"{zlib.crc32(payload(config)):08x}"


async def restore(house: House, board: Board, broker: Broker, config: Mapping[str, Any], *pins: Any) -> MockConfigEntry:
    """Return the entry of a restored backup with these pins, whose board runs and the broker holds another config."""
    board.config = config
    was_sent(board, broker, config)
    entry = await house.add(device_entry(*pins))
    await house.clock.advance(1)
    board.switch_on()
    await house.clock.advance(10)
    return entry


def conflict(house: House) -> ir.IssueEntry:
    """Return the one issue that is shown."""
    (issue,) = house.issues().values()
    assert issue.translation_key == "config_conflict"
    return issue


async def test_keep(house: House, board: Board, broker: Broker) -> None:
    """The pins follow the board; what is known of them stays; nothing is sent."""
    config = running(MOVED_LAMP, NEW_DIMMER, OTHER_PIN)
    entry = await restore(house, board, broker, config, LAMP, FAN, DOOR)
    unique_id = er.async_get(house.hass).entities["light.garage_lights"].unique_id

    form = await fix(house.hass, conflict(house), "keep")
    assert form["description_placeholders"] == {
        "entry_id": entry.entry_id,
        "kind": "config_conflict",
        "name": "Garage",
        "added": "Garage D7 (GPIO13), Garage D2 (GPIO4)",
        "changed": "Garage lights",
        "removed": "Compressor, Garage door",
    }
    result = await submit(house.hass, form)
    await house.clock.advance(10)

    assert result["type"] == "create_entry"
    assert house.issues() == {}
    assert broker.on(CONFIG) == []
    assert {subentry.title: subentry.data["gpio"] for subentry in entry.subentries.values()} == {
        "Garage lights": 12,
        "Garage D2 (GPIO4)": 4,
        "Garage D7 (GPIO13)": 13,
    }
    assert er.async_get(house.hass).entities["light.garage_lights"].unique_id == unique_id
    assert house.state("light.garage_lights") == "off"
    assert house.state("binary_sensor.garage_d2_gpio4") == "off"
    await house.call("light.turn_on", "light.garage_d7_gpio13")
    assert board.pins["f"]["on"] is True


async def test_rules(house: House, board: Board, broker: Broker) -> None:
    """The rules follow the board as its pins do; one that names a board that is not here is lost, and told."""
    bell = elsewhere(BUTTON, "01JBELL", "Bell")
    await house.add(device_entry(bell, device_id="5ccf7f00ca11", role="r00hall000", title="Hall"))
    rules = [
        TOGGLE,
        {"when": "n.double", "do": "a.on", "only": "offline"},
        {"from": "5ccf7f00ca11", "when": "s.hold", "do": "a.off"},
        {"from": "5ccf7f00f00d", "when": "q.hold", "do": "a.off"},
        {"when": "z.click", "do": "a.off"},
    ]
    config = running(MOVED_LAMP, WALL_SWITCH, {**WALL_SWITCH, "key": "n", "gpio": 4}, rules=rules)
    mine = (rule(BUTTON, "click", LAMP, "toggle"), rule(BUTTON, "hold", LAMP, "off"), rule(DOOR, "on", LAMP, "off"))
    entry = await restore(house, board, broker, config, LAMP, BUTTON, *mine)
    kept, _, left_out = entry.get_subentries_of_type("rule")

    form = await fix(house.hass, house.issues()["config_conflict"], "keep")
    placeholders = form["description_placeholders"] or {}
    assert placeholders["added"] == (
        "Garage D2 (GPIO4), Garage D2 (GPIO4): double → Garage lights: on, Bell: hold → Garage lights: off"
    )
    assert placeholders["removed"] == (
        "Wall switch: hold → Garage lights: off, 5ccf7f00f00d q.hold → a.off, z.click → a.off"
    )
    await submit(house.hass, form)
    await house.clock.advance(10)

    assert set(house.issues()) == {"rule_source_gone"}
    assert [one.subentry_id for one in entry.get_subentries_of_type("rule")][:2] == [
        kept.subentry_id,
        left_out.subentry_id,
    ]
    (sent,) = broker.on(f"iotdm/1/{board.device_id}/in/config")
    assert sent.json["rules"] == rules[:3]


async def test_same_rules(house: House, board: Board, broker: Broker) -> None:
    """A board that runs the rules of the entry needs nothing."""
    config = running(MOVED_LAMP, WALL_SWITCH, rules=[TOGGLE])
    entry = await restore(house, board, broker, config, LAMP, BUTTON, rule(BUTTON, "click", LAMP, "toggle"))

    await submit(house.hass, await fix(house.hass, conflict(house), "keep"))
    await house.clock.advance(10)

    assert len(entry.get_subentries_of_type("rule")) == 1
    assert broker.on(CONFIG) == []


async def test_next_edit(house: House, board: Board, broker: Broker) -> None:
    """The next edit is sent with a revision above the board's."""
    entry = await restore(house, board, broker, running(MOVED_LAMP), LAMP)
    await submit(house.hass, await fix(house.hass, conflict(house), "keep"))
    await house.clock.advance(10)

    form = await change_pin(house.hass, entry, house.subentry_id(entry, "Garage lights"))
    await fill_in(house.hass, form, {"invert": False}, name="Garage lights", gpio="5", shown_as="light")
    await house.clock.advance(2)

    assert board.config == running({"key": "a", "type": "digital_output", "gpio": 5}, revision=21)


async def test_other_order(house: House, board: Board, broker: Broker) -> None:
    """The same pins in another order are sent once more, and drive on."""
    config = running({**NEW_DIMMER, "key": "b"}, MOVED_LAMP)
    await restore(house, board, broker, config, LAMP)

    await submit(house.hass, await fix(house.hass, conflict(house), "keep"))
    await house.clock.advance(10)

    (sent,) = broker.on(CONFIG)
    assert sent.json == running(MOVED_LAMP, {**NEW_DIMMER, "key": "b"}, revision=21)
    assert house.issues() == {}
    assert house.state("light.garage_lights") == "off"


async def test_only_the_revision(house: House, board: Board, broker: Broker) -> None:
    """A board that runs the pins of the entry under a higher revision needs nothing."""
    await restore(house, board, broker, running({"key": "a", "type": "digital_output", "gpio": 5}), LAMP)

    form = await fix(house.hass, conflict(house), "keep")
    result = await submit(house.hass, form)
    await house.clock.advance(10)

    placeholders = form["description_placeholders"] or {}
    assert [placeholders[what] for what in ("added", "changed", "removed")] == ["-", "-", "-"]
    assert result["type"] == "create_entry"
    assert house.issues() == {}
    assert broker.on(CONFIG) == []


@pytest.mark.parametrize(
    "retained",
    [
        pytest.param(None, id="the broker was wiped"),
        pytest.param(b"{", id="no JSON"),
        pytest.param(payload(running(NEW_DIMMER)), id="another configuration"),
    ],
)
async def test_not_there(house: House, board: Board, broker: Broker, retained: bytes | None) -> None:
    """When the broker does not hold what the board runs, that is said, and nothing changes."""
    entry = await restore(house, board, broker, running(MOVED_LAMP), LAMP)
    topic = f"iotdm/1/{board.device_id}/in/config"
    broker.retained.pop(topic)
    if retained is not None:
        broker.retained[topic] = retained

    await refuses_to_keep(house)
    assert [subentry.data["gpio"] for subentry in entry.subentries.values()] == [5]


@pytest.mark.parametrize(
    "config",
    [
        pytest.param(running({"key": "a", "type": "teleporter", "gpio": 5}), id="type"),
        pytest.param(running({**MOVED_LAMP, "cooldown": 3}), id="option"),
        pytest.param(running({"key": "a", "type": "digital_output"}), id="no GPIO"),
        pytest.param(running({**NEW_DIMMER, "gamma": [1]}), id="value"),
        pytest.param(running(MOVED_LAMP, WALL_SWITCH, rules=[{"when": "s.dance", "do": "a.on"}]), id="event of a rule"),
        pytest.param(running(MOVED_LAMP, WALL_SWITCH, rules=[{"when": "s.click", "do": "a.fly"}]), id="action"),
        pytest.param(running(MOVED_LAMP, WALL_SWITCH, rules=[{**TOGGLE, "only": "dark"}]), id="condition"),
        pytest.param(running(MOVED_LAMP, WALL_SWITCH, rules=[{**TOGGLE, "if": "dark"}]), id="member of a rule"),
        pytest.param(running(MOVED_LAMP, WALL_SWITCH, rules=[{"when": "s.click"}]), id="half a rule"),
    ],
)
async def test_not_known(house: House, board: Board, broker: Broker, config: Mapping[str, Any]) -> None:
    """What this version does not know is not kept by half."""
    entry = await restore(house, board, broker, running(MOVED_LAMP), LAMP)
    was_sent(board, broker, config)
    board.say_status()
    await house.clock.settle()

    await refuses_to_keep(house)
    assert [subentry.title for subentry in entry.subentries.values()] == ["Garage lights"]


async def refuses_to_keep(house: House) -> None:
    """Check that the dialog says that the board's configuration cannot be read back."""
    manager = house.hass.data["repairs"]["flow_manager"]
    menu = await manager.async_init("iot_device_manager", context={"issue_id": conflict(house).issue_id})
    asking = house.hass.async_create_task(manager.async_configure(menu["flow_id"], {"next_step_id": "keep"}))
    await house.clock.advance(6)

    result = await asking
    assert (result["type"], result["reason"]) == ("abort", "nothing_to_keep")


async def test_changed_meanwhile(house: House, board: Board, broker: Broker) -> None:
    """A dialog that waited while the board got something else asks again."""
    await restore(house, board, broker, running(MOVED_LAMP), LAMP)
    form = await fix(house.hass, conflict(house), "keep")
    config = running(MOVED_LAMP, NEW_DIMMER, revision=21)
    board.config = config
    was_sent(board, broker, config)
    board.say_status()
    await house.clock.settle()

    again = await submit(house.hass, form)
    result = await submit(house.hass, again)
    await house.clock.advance(10)

    assert (again["description_placeholders"] or {})["added"] == "Garage D7 (GPIO13)"
    assert result["type"] == "create_entry"
    assert house.issues() == {}


async def test_solved_meanwhile(house: House, board: Board, broker: Broker) -> None:
    """Who decides after somebody else changes nothing any more."""
    await restore(house, board, broker, running(MOVED_LAMP), LAMP)
    form = await fix(house.hass, conflict(house), "keep")
    await fix(house.hass, conflict(house), "send")
    await house.clock.advance(10)

    result = await submit(house.hass, form)

    assert (result["type"], result["reason"]) == ("abort", "conflict_solved")
    assert board.config == running({"key": "a", "type": "digital_output", "gpio": 5}, revision=21)


async def test_unloaded_meanwhile(house: House, board: Board, broker: Broker) -> None:
    """When the entry is unloaded while the broker is asked, that is said."""
    entry = await restore(house, board, broker, running(MOVED_LAMP), LAMP)
    broker.retained.pop(f"iotdm/1/{board.device_id}/in/config")
    manager = house.hass.data["repairs"]["flow_manager"]
    menu = await manager.async_init("iot_device_manager", context={"issue_id": conflict(house).issue_id})
    asking = house.hass.async_create_task(manager.async_configure(menu["flow_id"], {"next_step_id": "keep"}))
    await house.clock.advance(1)
    await house.hass.config_entries.async_unload(entry.entry_id)
    await house.clock.advance(6)

    result = await asking
    assert (result["type"], result["reason"]) == ("abort", "entry_not_loaded")


async def test_crash_before_the_entry_is_saved(
    house: House, board: Board, broker: Broker, memory: dict[str, Any]
) -> None:
    """What was issued is stored after Home Assistant has saved the entry; otherwise old pins would be sent."""
    await restore(house, board, broker, running(MOVED_LAMP), LAMP)

    await submit(house.hass, await fix(house.hass, conflict(house), "keep"))
    await house.clock.advance(2)
    assert board.device_id not in memory["iot_device_manager"]["data"]["issued"]
    await house.clock.advance(5)

    issued = memory["iot_device_manager"]["data"]["issued"][board.device_id]
    assert issued == {"revision": 20, "hash": board.hash}


async def test_unload_stores_it(house: House, board: Board, broker: Broker, memory: dict[str, Any]) -> None:
    """An entry that is unloaded right after the decision does not forget it."""
    entry = await restore(house, board, broker, running(MOVED_LAMP), LAMP)

    await submit(house.hass, await fix(house.hass, conflict(house), "keep"))
    await house.clock.settle()
    await house.restart(entry)
    await house.clock.advance(10)

    assert house.issues() == {}
    assert broker.on(CONFIG) == []


async def test_without_mqtt(house: House, board: Board, broker: Broker, mqtt_entry: MockConfigEntry) -> None:
    """Without MQTT nothing can be read back."""
    await restore(house, board, broker, running(MOVED_LAMP), LAMP)
    form = conflict(house)
    await house.hass.config_entries.async_unload(mqtt_entry.entry_id)

    result = await fix(house.hass, form, "keep")

    assert (result["type"], result["reason"]) == ("abort", "nothing_to_keep")


async def test_name_that_only_home_assistant_knows(house: House, board: Board, broker: Broker) -> None:
    """What the board does not know of a pin stays: its name, and what it is shown as."""
    fan = pin("digital_output", "Compressor", 4, "b", shown_as="light")
    entry = await restore(house, board, broker, running({"key": "b", "type": "digital_output", "gpio": 14}), fan)

    await submit(house.hass, await fix(house.hass, conflict(house), "keep"))
    await house.clock.advance(10)

    (kept,) = entry.subentries.values()
    assert (kept.title, kept.data["shown_as"], kept.data["gpio"]) == ("Compressor", "light", 14)


async def test_guard(house: House, board: Board, broker: Broker) -> None:
    """A guard that follows from what the pin is stays automatic; one that the board has besides is the user's word."""
    pins = [
        {"key": "a", "type": "digital_output", "gpio": 12},
        {"key": "b", "type": "digital_output", "gpio": 4, "guard": True},
        {"key": "c", "type": "digital_output", "gpio": 5},
    ]
    guarded = pin("digital_output", "Gate", 5, "c", guard="yes")
    entry = await restore(house, board, broker, running(*pins), LAMP, FAN, guarded)

    await submit(house.hass, await fix(house.hass, conflict(house), "keep"))
    await house.clock.advance(10)

    guards = {kept.title: kept.data["guard"] for kept in entry.subentries.values()}
    assert guards == {"Garage lights": "auto", "Compressor": "yes", "Gate": "no"}
    assert broker.on(CONFIG) == []


@pytest.mark.parametrize("decision", ["keep", "send"])
async def test_old_levels(house: House, board: Board, broker: Broker, memory: dict[str, Any], decision: str) -> None:
    """The levels in a backup are older than what the board does; whoever is right, none of them is given back."""
    lamp = pin("digital_output", "Lamp", 5, "a", after_outage="manager")
    levels = {"session": "11111111", "connection": 3, "values": {lamp["unique_id"]: True}}
    memory[SEEN]["data"]["levels"] = {ROLE: levels}
    await restore(house, board, broker, running({"key": "a", "type": "digital_output", "gpio": 12}), lamp)

    form = await fix(house.hass, conflict(house), decision)
    if decision == "keep":
        await submit(house.hass, form)
    await house.clock.advance(10)

    assert house.state("switch.lamp") == "off"
    assert board.sets() == []
    assert memory[SEEN]["data"]["levels"][ROLE]["values"] == {lamp["unique_id"]: False}


async def test_rule_about_a_replacement(house: House, board: Board, spare: Board, broker: Broker) -> None:
    """A rule may name the board that took over after the backup was made: its role tells whose button that is."""
    bell = elsewhere(BUTTON, "01JBELL", "Bell")
    await house.add(device_entry(bell, device_id="5ccf7f00ca11", role="r00hall000", title="Hall"))
    spare.config = running(WALL_SWITCH) | {"role": "r00hall000"}
    spare.switch_on()
    config = running(MOVED_LAMP, rules=[{"from": spare.device_id, "when": "s.click", "do": "a.on"}])
    await restore(house, board, broker, config, LAMP)

    form = await fix(house.hass, house.issues()["config_conflict"], "keep")

    placeholders = form["description_placeholders"] or {}
    assert placeholders["added"] == "Bell: click → Garage lights: on"
    assert placeholders["removed"] == "-"

    # It works when the board has its place back, for which it has a repair of its own.
    await submit(house.hass, form)
    await house.live(10, board, spare)
    assert set(house.issues()) == {"unknown_role_known"}
    await fix(house.hass, house.issues()["unknown_role_known"], "adopt")
    await house.live(10, board, spare)
    assert rules_of(board) == config["rules"]
    assert house.issues() == {}
