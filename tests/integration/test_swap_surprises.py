"""Replacements at the wrong moment: restarts, restored backups, two users, boards that others took meanwhile."""

from typing import Any

from homeassistant.config_entries import ConfigSubentry
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .board import DEVICE_ID, Board
from .broker import Broker
from .entries import CEILING, D1, D7, DOMAIN, LAMP, MANAGER_ID, ROLE, House, device_entry, pin
from .flows import answer, choices_of, discovered
from .spare import SPARE_ID, act, replace
from .test_spares import confirm
from .test_swap import swap

LAMP_ON_WIRE = {"key": "a", "type": "digital_output", "gpio": D1}


async def test_storage_from_before(house: House, memory: dict[str, Any], board: Board) -> None:
    """What a manager stored that knew of no replacements, and its options, are taken over."""
    del memory[DOMAIN]["data"]["swaps"]
    manager = MockConfigEntry(domain=DOMAIN, unique_id="manager", options={"names_over_mqtt": False})
    await house.add(manager)
    entry = await house.add_running(device_entry(LAMP), board)

    assert [one.state.value for one in (manager, entry)] == ["loaded", "loaded"]


async def test_levels_after_a_restart(
    house: House, broker: Broker, memory: dict[str, Any], board: Board, spare: Board
) -> None:
    """The levels of a board that died before Home Assistant was restarted are those that the broker retains."""
    board.config = {"revision": 1, "manager": MANAGER_ID, "role": ROLE, "pins": [LAMP_ON_WIRE]}
    board.switch_on()
    board.report(a=True)
    board.lose_power()
    spare.switch_on()
    entry = await house.add(device_entry(LAMP))
    await house.clock.advance(10)
    spare.say_telemetry()
    await house.clock.settle()

    await replace(house, entry)
    await house.clock.advance(1)

    assert spare.pins["a"] is True


async def test_levels_survive_an_unload(house: House, dead: MockConfigEntry, spare: Board) -> None:
    """Levels that were on their way when the entry was unloaded are sent once it is set up again."""
    spare.deaf_to = ("set",)
    await replace(house, dead)
    await house.clock.advance(1)
    assert spare.role == ROLE
    assert spare.pins["a"] is False

    await house.hass.config_entries.async_unload(dead.entry_id)
    await house.clock.settle()
    spare.deaf_to = ()
    await house.hass.config_entries.async_setup(dead.entry_id)
    await house.clock.advance(10)

    assert spare.pins["a"] is True
    assert house.state("light.garage_lights") == "on"


async def test_levels_of_a_board_that_never_took_over(
    house: House, dead: MockConfigEntry, board: Board, spare: Board
) -> None:
    """Going back from a board that said nothing, the levels of the one before count."""
    spare.silent = True
    await replace(house, dead)
    board.connect()
    await house.live(31, spare)
    assert board.config is not None
    assert board.config["role"] is None

    await replace(house, dead, DEVICE_ID)
    await house.clock.advance(2)

    assert board.pins["a"] is True


async def test_key_is_given_again(house: House, dead: MockConfigEntry, spare: Board) -> None:
    """A level that is owed to a pin that was removed since goes to no other one."""
    spare.silent = True
    await replace(house, dead)
    house.hass.config_entries.async_remove_subentry(dead, house.subentry_id(dead, "Garage lights"))
    opener: Any = pin("digital_output", "Door opener", D7, "a", pin_uid="01JOPENER")
    house.hass.config_entries.async_add_subentry(
        dead, ConfigSubentry(data=opener["data"], subentry_type="pin", title="Door opener", unique_id="01JOPENER")
    )
    await house.clock.advance(1)
    spare.silent = False
    spare.reboot()
    await house.clock.advance(10)

    assert spare.config is not None
    assert "a" in {wired["key"] for wired in spare.config["pins"]}
    assert spare.pins["a"] is False


async def test_taken_meanwhile(house: House, memory: dict[str, Any], spare: Board) -> None:
    """A board that was set up for something else after a crash stays there."""
    memory[DOMAIN]["data"]["swaps"] = {ROLE: [swap("begun")]}
    await house.add(device_entry(device_id=SPARE_ID, role="r000000002", title="Greenhouse"))
    entry = await house.add(device_entry(LAMP, CEILING))

    assert entry.unique_id == DEVICE_ID
    assert entry.state.value == "loaded"


async def test_older_store(house: House, memory: dict[str, Any]) -> None:
    """An entry that names a board of which the journal knows nothing is newer than the journal."""
    memory[DOMAIN]["data"]["swaps"] = {ROLE: [swap("done")]}
    entry = await house.add(device_entry(LAMP, device_id="5ccf7f00cccc"))

    assert entry.unique_id == "5ccf7f00cccc"


async def test_removed_in_the_middle(house: House, memory: dict[str, Any], board: Board, spare: Board) -> None:
    """An entry that is removed before the swap was handed over releases both boards."""
    memory[DOMAIN]["data"] |= {
        "swaps": {ROLE: [swap("begun")]},
        "issued": {DEVICE_ID: {"revision": 2, "hash": "0badf00d"}},
    }
    await house.add(device_entry(device_id="5ccf7f0a1b2d", role="r000000002"))
    board.config = {"revision": 2, "manager": MANAGER_ID, "role": ROLE, "pins": []}
    board.switch_on()
    spare.switch_on()
    entry = await house.add(device_entry(LAMP, CEILING))
    await house.clock.advance(1)

    await house.hass.config_entries.async_remove(entry.entry_id)
    await house.clock.advance(5)

    assert (board.role, spare.role) == (None, None)


async def test_passive_at_the_start(house: House, memory: dict[str, Any], broker: Broker, board: Board) -> None:
    """While another manager holds this one up, the old board keeps its pins; the swap goes on afterwards."""
    memory[DOMAIN]["data"] |= {
        "swaps": {ROLE: [swap("begun")]},
        "issued": {DEVICE_ID: {"revision": 2, "hash": "0badf00d"}},
    }
    board.config = {"revision": 2, "manager": MANAGER_ID, "role": ROLE, "pins": []}
    board.switch_on()
    await house.add(device_entry(LAMP, CEILING))
    await house.clock.advance(1)
    broker.publish("iotdm/1/manager/f0r31gn", {"id": "f0r31gn", "run": "0badcafe", "beat": 1})
    await house.clock.advance(30)
    assert board.role == ROLE

    await house.live(100, board)
    assert board.role is None


# Two users


@pytest.fixture
async def restored(house: House, broker: Broker, board: Board) -> tuple[MockConfigEntry, Board]:
    """Return an entry from before a replacement, its old board, which is a spare, and the one that took over since."""
    entry = await house.add(device_entry(LAMP))
    await house.clock.advance(1)
    new = Board(broker, house.clock, SPARE_ID)
    new.config = {"revision": 5, "manager": MANAGER_ID, "role": ROLE, "pins": [LAMP_ON_WIRE]}
    new.hash = "77e0a1b2"
    new.switch_on()
    new.report(a=True)
    await house.clock.advance(11)
    return entry, new


async def test_adopt_keeps_levels(house: House, restored: tuple[MockConfigEntry, Board], board: Board) -> None:
    """The board that gets its place back goes on as it is."""
    entry, new = restored
    board.switch_on()
    await house.clock.advance(5)

    await confirm(house, house.issues()["unknown_role_known"].issue_id, "adopt")
    await house.clock.advance(11)

    assert (entry.unique_id, new.pins["a"]) == (SPARE_ID, True)
    assert house.state("light.garage_lights") == "on"


@pytest.mark.parametrize("second", ["adopt", "release"])
async def test_decided_twice(house: House, restored: tuple[MockConfigEntry, Board], second: str) -> None:
    """Who decides after somebody else changes nothing any more."""
    entry, new = restored
    issue_id = house.issues()["unknown_role_known"].issue_id
    manager = house.hass.data["repairs"]["flow_manager"]
    forms = [await manager.async_init(DOMAIN, context={"issue_id": issue_id}) for _ in range(2)]
    await manager.async_configure(forms[0]["flow_id"], {"next_step_id": "adopt"})
    await house.clock.advance(2)

    result = await manager.async_configure(forms[1]["flow_id"], {"next_step_id": second})
    await house.clock.advance(10)

    assert (result["type"], result["reason"]) == ("abort", "role_changed")
    assert (entry.unique_id, new.role) == (SPARE_ID, ROLE)


async def test_other_dialogs(house: House, dead: MockConfigEntry) -> None:
    """The manager has no hardware; of an entry that is not set up, only the model can be changed."""
    manager: Any = house.hass.config_entries.async_entry_for_domain_unique_id(DOMAIN, "manager")
    result = await house.hass.config_entries.flow.async_init(
        DOMAIN, context={"source": "reconfigure", "entry_id": manager.entry_id}
    )
    assert (result["type"], result["reason"]) == ("abort", "no_hardware")

    await house.hass.config_entries.async_unload(dead.entry_id)
    form = await dead.start_reconfigure_flow(house.hass)
    assert form["step_id"] == "model"
    result = await answer(house.hass, form, board="nodemcu")
    assert result["reason"] == "reconfigure_successful"


async def test_tile_without_boards(house: House, dead: MockConfigEntry) -> None:
    """A tile whose menu was open when the last board was unloaded says so."""
    (tile,) = discovered(house.hass)
    await house.hass.config_entries.async_unload(dead.entry_id)

    result = await house.hass.config_entries.flow.async_configure(tile["flow_id"], {"next_step_id": "replace_for"})

    assert (result["type"], result["reason"]) == ("abort", "entry_gone")


async def test_too_small(house: House, dead: MockConfigEntry, spare: Board) -> None:
    """A spare that takes less than the board needs is refused."""
    spare.max_config = 200
    spare.say_announce()
    await house.clock.settle()

    with pytest.raises(HomeAssistantError, match="takes fewer pins, or a shorter configuration"):
        await replace(house, dead)


async def test_in_its_portal(house: House, dead: MockConfigEntry, spare: Board) -> None:
    """A spare that crashed until it only waits in its portal is not ready, and refused."""
    spare.go_down(4)
    await house.clock.advance(10)
    assert house.state("sensor.iot_device_manager_spares") == "0"

    with pytest.raises(HomeAssistantError) as refused:
        await replace(house, dead)

    assert refused.value.translation_key == "spare_in_portal"
    assert dead.unique_id == DEVICE_ID
    form = await dead.start_reconfigure_flow(house.hass)
    assert "restart it first" in " ".join(choices_of(form, "device"))


async def test_actions_without_effect(house: House, dead: MockConfigEntry, broker: Broker) -> None:
    """What could not be done is not called done."""
    await replace(house, dead)
    await house.clock.advance(1)
    broker.refuses = True

    with pytest.raises(HomeAssistantError, match="broker is not connected"):
        await act(house, "forget_device", board=DEVICE_ID)


async def test_identify_own_board(house: House, garage: MockConfigEntry, board: Board) -> None:
    """The action works for a board that is set up, too."""
    await act(house, "identify_device", board=DEVICE_ID)

    assert [content["cmd"] for content in board.commands()][-1] == "identify"


# Half a move


async def test_half_a_move(house: House, board: Board, spare: Board) -> None:
    """When a crash kept a moved pin's entry, but not the registries, its device comes home at the next start."""
    source = await house.add_running(device_entry(CEILING), board)
    moved = device_entry(LAMP, device_id=SPARE_ID, role="r00attic00", title="Attic")
    moved.add_to_hass(house.hass)
    devices, entities = dr.async_get(house.hass), er.async_get(house.hass)
    uid = LAMP["data"]["pin_uid"]
    before = devices.async_get_or_create(
        config_entry_id=source.entry_id, identifiers={(DOMAIN, uid)}, name="Garage lights"
    )
    entities.async_get_or_create(
        "light", DOMAIN, uid, config_entry=source, device_id=before.id, suggested_object_id="old_name"
    )

    await house.hass.config_entries.async_setup(moved.entry_id)
    await house.clock.settle()

    entity = entities.async_get("light.old_name")
    assert entity is not None
    assert (entity.config_entry_id, entity.device_id) == (moved.entry_id, before.id)
