"""A board that runs what this manager did not send: the user decides (rules 5, 12 and 13 of docs/protocol.md)."""

from collections.abc import Mapping
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .board import Board
from .broker import Broker
from .entries import LAMP, MANAGER_ID, ROLE, House, device_entry
from .flows import change_pin, fill_in, fix

CONFIG = "iotdm/1/+/in/config"
LAMP_ON_WIRE = {"key": "a", "type": "digital_output", "gpio": 5, "initial": "on"}

NEWER = {"revision": 20, "manager": MANAGER_ID, "role": ROLE, "pins": [LAMP_ON_WIRE]}
SAME_REVISION = {**NEWER, "revision": 1}
FOREIGN = {"revision": 3, "manager": "f0r31gn", "role": "theirs", "pins": [LAMP_ON_WIRE]}


@pytest.fixture
async def entry(house: House, board: Board, config: Mapping[str, Any]) -> MockConfigEntry:
    """Return the entry of a board that runs another configuration."""
    board.config = config
    board.hash = "0badf00d"
    entry = await house.add(device_entry(LAMP))
    await house.clock.advance(1)
    board.switch_on()
    await house.clock.advance(10)
    return entry


async def edit(house: House, entry: MockConfigEntry) -> None:
    """Change something about the lamp."""
    form = await change_pin(house.hass, entry, house.subentry_id(entry, "Garage lights"))
    await fill_in(house.hass, form, {"invert": True}, name="Garage lights", gpio="5", shown_as="light")
    await house.clock.settle()


# A restored backup


@pytest.mark.parametrize("config", [NEWER, SAME_REVISION], ids=["newer", "other content"])
async def test_conflict(house: House, entry: MockConfigEntry, board: Board, broker: Broker) -> None:
    """Nothing is sent, whatever happens; the user is told."""
    await edit(house, entry)
    await house.live(100, board)
    board.connect()
    await house.live(100, board)
    board.lose_power()
    broker.stop()
    await house.clock.settle()
    broker.start()
    await house.live(100)
    board.switch_on()
    await house.live(100, board)

    assert broker.on(CONFIG) == []
    (issue,) = house.issues().values()
    assert (issue.translation_key, issue.is_fixable) == ("config_conflict", True)
    assert issue.translation_placeholders == {"name": "Garage"}


@pytest.mark.parametrize("config", [NEWER], ids=["newer"])
async def test_conflict_goes_on(house: House, entry: MockConfigEntry, board: Board) -> None:
    """States and commands go on."""
    assert house.state("light.garage_lights") == "on"

    await house.call("light.turn_off", "light.garage_lights")

    assert board.pins["a"] is False
    assert house.state("light.garage_lights") == "off"


@pytest.mark.parametrize("config", [NEWER, SAME_REVISION], ids=["newer", "other content"])
async def test_conflict_solved(
    house: House, entry: MockConfigEntry, board: Board, broker: Broker, config: Mapping[str, Any]
) -> None:
    """When the user decides, the board gets what is configured here, with a revision above its own."""
    (issue,) = house.issues().values()

    result = await fix(house.hass, issue, "send")
    await house.clock.advance(10)

    assert result["type"] == "create_entry"
    assert board.config == {
        "revision": config["revision"] + 1,
        "manager": MANAGER_ID,
        "role": ROLE,
        "pins": [{"key": "a", "type": "digital_output", "gpio": 5}],
    }
    assert house.issues() == {}
    assert house.state("light.garage_lights") == "on"
    broker.forget()
    await edit(house, entry)
    await house.clock.advance(1)
    assert [message.json["revision"] for message in broker.on(CONFIG)] == [config["revision"] + 2]


@pytest.mark.parametrize("config", [NEWER], ids=["newer"])
async def test_conflict_solved_by_itself(house: House, entry: MockConfigEntry, board: Board) -> None:
    """A board that comes back with what it should run is no conflict any more."""
    board.config = {**NEWER, "role": None, "pins": []}
    board.connect()
    await house.live(10, board)

    assert house.issues() == {}
    assert board.config is not None
    assert (board.config["revision"], board.role) == (21, ROLE)


@pytest.mark.parametrize("config", [NEWER, SAME_REVISION], ids=["newer", "other content"])
async def test_edits_decide_nothing(
    house: House, memory: dict[str, Any], board: Board, broker: Broker, config: Mapping[str, Any]
) -> None:
    """However often the entry was edited, the board keeps what it runs until the user has decided."""
    memory["iot_device_manager"]["data"]["issued"] = {board.device_id: {"revision": 1, "hash": "5eedc0de"}}
    board.config, board.hash = config, "0badf00d"
    entry = await house.add(device_entry(LAMP))
    await house.clock.advance(1)
    board.switch_on()
    await house.clock.advance(10)
    await edit(house, entry)
    board.say_status()
    await house.clock.advance(10)

    assert broker.on(CONFIG) == []
    assert set(house.issues()) == {"config_conflict"}


# Another manager's


@pytest.mark.parametrize("config", [FOREIGN], ids=["foreign"])
async def test_foreign(house: House, entry: MockConfigEntry, board: Board, broker: Broker) -> None:
    """A board of another manager is left alone, and its pins are not shown as ours."""
    await edit(house, entry)
    await house.live(100, board)
    board.lose_power()
    broker.stop()
    await house.clock.settle()
    broker.start()
    await house.live(100)
    board.switch_on()
    await house.live(100, board)

    assert broker.on(CONFIG) == []
    assert house.state("light.garage_lights") == "unavailable"
    (issue,) = house.issues().values()
    assert (issue.translation_key, issue.is_fixable) == ("foreign_owner", True)


@pytest.mark.parametrize("config", [FOREIGN], ids=["foreign"])
async def test_takeover(house: House, entry: MockConfigEntry, board: Board, broker: Broker) -> None:
    """When the user decides, the board is taken over, by naming its manager; later documents do not."""
    (issue,) = house.issues().values()

    await fix(house.hass, issue)
    await house.clock.advance(10)

    first, *others = (message.json for message in broker.on(CONFIG))
    assert (first["takeover_from"], first["revision"], first["role"]) == ("f0r31gn", 4, ROLE)
    assert all("takeover_from" not in config for config in others)
    assert board.config is not None
    assert (board.config["manager"], board.role) == (MANAGER_ID, ROLE)
    assert house.issues() == {}
    assert house.state("light.garage_lights") == "on"

    broker.forget()
    await house.live(200, board)
    assert broker.on(CONFIG) == []


@pytest.mark.parametrize("config", [FOREIGN], ids=["foreign"])
async def test_removed_foreign_board(house: House, entry: MockConfigEntry, board: Board, broker: Broker) -> None:
    """Removing a board that belongs to another manager leaves its configuration there."""
    broker.retained[f"iotdm/1/{board.device_id}/in/config"] = b"theirs"

    await house.hass.config_entries.async_remove(entry.entry_id)
    await house.clock.advance(20)

    assert broker.retained[f"iotdm/1/{board.device_id}/in/config"] == b"theirs"
    assert board.role == "theirs"


@pytest.mark.parametrize("config", [NEWER], ids=["newer"])
@pytest.mark.parametrize("option", ["keep", "send"])
async def test_entry_is_not_loaded(house: House, entry: MockConfigEntry, broker: Broker, option: str) -> None:
    """A dialog that was open when its entry was unloaded says so."""
    (issue,) = house.issues().values()
    manager = house.hass.data["repairs"]["flow_manager"]
    form = await manager.async_init(issue.domain, context={"issue_id": issue.issue_id})
    await house.hass.config_entries.async_unload(entry.entry_id)

    result = await manager.async_configure(form["flow_id"], {"next_step_id": option})
    await house.clock.advance(10)

    assert (result["type"], result["reason"]) == ("abort", "entry_not_loaded")
    assert broker.on(CONFIG) == []
    assert house.issues() == {}
