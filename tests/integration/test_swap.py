"""A board dies, and a spare takes over: the entry, its pins and all that people know of them stay."""

import asyncio
from operator import itemgetter
from typing import Any

from homeassistant.config_entries import SOURCE_IGNORE
from homeassistant.core import Event, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_capture_events

from custom_components.iot_device_manager.hub import HUB
from custom_components.iot_device_manager.logbook import async_describe_events

from .board import DEVICE_ID, Board
from .broker import Broker
from .entries import CEILING, D1, D2, DOMAIN, DOOR, FAN, LAMP, ROLE, TANK, House, device_entry
from .flows import discovered, fix
from .spare import SPARE_ID, board_device, refusal, replace

CONFIG = f"iotdm/1/{SPARE_ID}/in/config"
TOMBSTONE = f"iotdm/1/{DEVICE_ID}/in/config"


def registries(house: House) -> tuple[list[Any], list[Any]]:
    """Return what the registries know, without the hardware and the times of changes."""
    devices = [
        {key: value for key, value in device.dict_repr.items() if key not in ("connections", "serial_number")}
        | {"modified_at": None}
        for entry in house.hass.config_entries.async_entries(DOMAIN)
        for device in dr.async_entries_for_config_entry(dr.async_get(house.hass), entry.entry_id)
    ]
    entities = [
        {**entity.as_partial_dict, "modified_at": None} for entity in er.async_get(house.hass).entities.values()
    ]
    return sorted(devices, key=itemgetter("id")), sorted(entities, key=itemgetter("entity_id"))


async def test_take_over(house: House, dead: MockConfigEntry, spare: Board) -> None:
    """The spare gets the pins, and the levels that the dead board reported last; the entities follow."""
    assert house.state("light.garage_lights") == "unavailable"

    await replace(house, dead)
    await house.clock.advance(1)

    assert (dead.unique_id, spare.role) == (SPARE_ID, dead.data["role"])
    assert (spare.pins["a"], spare.pins["b"]) == (True, False)
    assert house.state("light.garage_lights") == "on"
    await house.call("switch.turn_on", "switch.compressor")
    assert spare.pins["b"] is True


async def test_one_set(house: House, dead: MockConfigEntry, spare: Board) -> None:
    """The levels come in one message, and only those that differ from what the spare drives already."""
    await replace(house, dead)
    await house.clock.advance(1)

    assert [content["pins"] for content in spare.sets()] == [{"a": True}]


async def test_saved_first(house: House, dead: MockConfigEntry, memory: dict[str, Any]) -> None:
    """Before anything is changed, the replacement is on disk."""
    saved: list[list[str]] = []

    @callback
    def look(_: Event[dr.EventDeviceRegistryUpdatedData]) -> None:
        saved.append([one["stage"] for one in memory[DOMAIN]["data"]["swaps"].get(ROLE, [])])

    house.hass.bus.async_listen(dr.EVENT_DEVICE_REGISTRY_UPDATED, look)
    await replace(house, dead)

    assert saved[0] == ["begun"]


async def test_nobody_notices(house: House, dead: MockConfigEntry, spare: Board) -> None:
    """Devices and entities are the same ones as before, but for the hardware."""
    before = registries(house)

    await replace(house, dead)
    await house.clock.advance(1)

    assert registries(house) == before
    device = dr.async_get(house.hass).async_get_device_by_identifier((DOMAIN, dead.data["role"]), dead.entry_id)
    assert device is not None
    assert device.connections == {(dr.CONNECTION_NETWORK_MAC, "5c:cf:7f:00:be:ef")}
    assert device.serial_number == SPARE_ID
    assert discovered(house.hass) == []


async def test_dead_board_returns(house: House, dead: MockConfigEntry, board: Board, spare: Board) -> None:
    """The old board finds its tombstone, obeys, and is a spare from then on."""
    await replace(house, dead)
    await house.clock.advance(1)

    board.connect()
    await house.clock.advance(2)

    assert board.config is not None
    assert board.config["role"] is None
    assert [flow["context"]["unique_id"] for flow in discovered(house.hass)] == [DEVICE_ID]
    assert house.state("light.garage_lights") == "on"


async def test_unknown_firmware(house: House, dead: MockConfigEntry) -> None:
    """Of a board that takes its place back and is away, nobody shows the firmware of the other one."""
    await replace(house, dead)
    await house.clock.advance(1)
    await house.start_anew()

    await house.hass.data[HUB].swaps.async_undo(dead)
    await house.clock.settle()

    device = dr.async_get(house.hass).async_get_device_by_identifier((DOMAIN, ROLE), dead.entry_id)
    assert device is not None
    assert (device.serial_number, device.sw_version) == (DEVICE_ID, None)


async def test_living_board(house: House, garage: MockConfigEntry, board: Board, spare: Board) -> None:
    """A board that is there can be replaced, too; it is released at once."""
    board.report(b=True)
    spare.switch_on()
    await house.clock.settle()

    await replace(house, garage)
    await house.clock.advance(2)

    assert (board.role, spare.role) == (None, ROLE)
    assert spare.pins["b"] is True
    assert house.state("switch.compressor") == "on"


async def test_leaves_nothing(house: House, dead: MockConfigEntry, broker: Broker) -> None:
    """Of a board that is away only the tombstone stays at the broker."""
    await replace(house, dead)
    await house.clock.advance(1)

    assert [topic for topic, payload in broker.retained.items() if DEVICE_ID in topic and payload] == [TOMBSTONE]


async def test_ignored_spare(house: House, dead: MockConfigEntry, spare: Board) -> None:
    """A spare that was ignored can be chosen, and is ignored no longer."""
    entries = house.hass.config_entries
    await entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_IGNORE}, data={"unique_id": SPARE_ID, "title": "Not now"}
    )

    await replace(house, dead)
    await house.clock.advance(1)

    assert spare.role == ROLE
    assert [entry for entry in entries.async_entries(DOMAIN) if entry.source == SOURCE_IGNORE] == []


async def test_two_users(house: House, dead: MockConfigEntry, spare: Board) -> None:
    """Of two who replace at once, the second one is told."""
    results = await asyncio.gather(replace(house, dead), replace(house, dead), return_exceptions=True)
    await house.clock.advance(1)

    assert sorted(map(refusal, results)) == ["", "spare_is_the_board"]
    assert spare.role == ROLE


async def test_removal(house: House, dead: MockConfigEntry, spare: Board, memory: dict[str, Any]) -> None:
    """After the entry is removed nothing remembers the swap, and the new board is shown once."""
    await replace(house, dead)
    await house.clock.advance(1)

    await house.hass.config_entries.async_remove(dead.entry_id)
    await house.clock.advance(2)

    assert memory[DOMAIN]["data"]["swaps"] == {}
    assert [flow["context"]["unique_id"] for flow in discovered(house.hass)] == [SPARE_ID]


async def test_broker_goes_before_the_levels(
    house: House, dead: MockConfigEntry, broker: Broker, spare: Board, memory: dict[str, Any]
) -> None:
    """Levels that could not be sent are sent when the broker is back."""

    def stop(topic: str, payload: bytes) -> None:
        if topic.endswith("/in/set") and not stopped:
            stopped.append(topic)
            broker.stop()

    stopped: list[str] = []
    spare.refuses[""] = "busy"
    broker.listen(stop)
    await replace(house, dead)
    await house.clock.advance(1)
    assert (stopped, memory[DOMAIN]["data"]["swaps"][ROLE][0]["stage"]) == (
        [f"iotdm/1/{SPARE_ID}/in/set"],
        "handed_over",
    )

    spare.refuses.clear()
    broker.start()
    spare.connect()
    await house.clock.advance(10)

    assert spare.pins["a"] is True
    assert memory[DOMAIN]["data"]["swaps"][ROLE][0]["stage"] == "done"


async def test_refused_levels(house: House, dead: MockConfigEntry, spare: Board, memory: dict[str, Any]) -> None:
    """Levels that the new board refuses are not tried again some day."""
    spare.refuses["a"] = "bad_value"
    await replace(house, dead)
    await house.clock.advance(1)

    assert memory[DOMAIN]["data"]["swaps"][ROLE][0]["stage"] == "done"
    assert len(spare.sets()) == 1


async def test_log(house: House, dead: MockConfigEntry, spare: Board) -> None:
    """When the new board runs the configuration, the board's activity says so."""
    sentences: dict[str, Any] = {}
    async_describe_events(house.hass, lambda domain, event, describe: sentences.update({event: describe}))
    events = async_capture_events(house.hass, "iot_device_manager_board_replaced")
    await replace(house, dead)
    await house.clock.advance(1)

    (event,) = events
    assert event.data["device_id"] == board_device(house, dead).id
    assert sentences[str(event.event_type)](event) == {
        "name": "Garage",
        "message": f"runs on board {SPARE_ID} instead of {DEVICE_ID}",
    }


# Going back


async def test_no_answer(house: House, dead: MockConfigEntry, board: Board, spare: Board) -> None:
    """A spare that says nothing for 30 s raises a repair that goes back to the board before."""
    spare.silent = True
    await replace(house, dead)
    await house.live(31, spare)
    assert set(house.issues()) == {"swap_unconfirmed"}

    await fix(house.hass, house.issues()["swap_unconfirmed"])
    board.connect()
    await house.clock.advance(10)

    assert (dead.unique_id, board.role) == (DEVICE_ID, ROLE)
    assert house.issues() == {}
    assert house.state("light.garage_lights") == "on"


async def test_late_answer(house: House, dead: MockConfigEntry, spare: Board) -> None:
    """A spare that answers later ends the repair, and gets the levels."""
    spare.silent = True
    await replace(house, dead)
    spare.lose_power()
    await house.clock.advance(60)
    assert "swap_unconfirmed" in house.issues()

    spare.silent = False
    spare.switch_on()
    await house.clock.advance(10)

    assert house.issues() == {}
    assert spare.pins["a"] is True


async def test_vanishes(house: House, dead: MockConfigEntry, spare: Board) -> None:
    """A spare that vanishes half-way is taken up when it returns."""
    await replace(house, dead)
    spare.lose_power()
    await house.clock.advance(1)
    assert house.state("light.garage_lights") == "unavailable"

    spare.switch_on()
    await house.clock.advance(10)
    assert house.state("light.garage_lights") in ("on", "off")


# After a crash


def swap(stage: str) -> dict[str, Any]:
    """Return what the journal says of a swap."""
    gpios = {row["unique_id"]: {"gpio": row["data"]["gpio"]} for row in (LAMP, FAN, DOOR, TANK, CEILING)}
    return {
        "old_id": DEVICE_ID,
        "new_id": SPARE_ID,
        "at": 1795350000.0,
        "board": "d1_mini",
        "gpios": gpios | {LAMP["unique_id"]: {"gpio": D2}, FAN["unique_id"]: {"gpio": D1}},
        "old_board": "d1_mini",
        "old_gpios": gpios,
        "levels": {LAMP["unique_id"]: True},
        "stage": stage,
    }


@pytest.mark.parametrize("entry_is_saved", [False, True], ids=["entry lost", "entry saved"])
@pytest.mark.parametrize("stage", ["begun", "handed_over", "done"])
async def test_crash(
    house: House, memory: dict[str, Any], board: Board, spare: Board, stage: str, entry_is_saved: bool
) -> None:
    """Whatever Home Assistant had saved when it was killed: afterwards the new board has the role, alone."""
    issued = {DEVICE_ID: {"revision": 3, "hash": "0badf00d"}, SPARE_ID: {"revision": 1, "hash": "0badf00d"}}
    memory[DOMAIN]["data"] |= {"swaps": {ROLE: [swap(stage)]}, "issued": issued}
    memory[DOMAIN]["data"]["retired"] = [] if stage == "begun" else [DEVICE_ID]
    if entry_is_saved:
        lamp, fan = ({**row, "data": {**row["data"], "gpio": gpio}} for row, gpio in ((LAMP, D2), (FAN, D1)))
        entry = device_entry(lamp, fan, DOOR, TANK, CEILING, device_id=SPARE_ID)  # type: ignore[arg-type]
    else:
        entry = device_entry(LAMP, FAN, DOOR, TANK, CEILING)
    board.config = {"revision": 2, "manager": "k3v9x2m8qa", "role": ROLE, "pins": []}
    board.switch_on()
    spare.switch_on()
    await house.add(entry)
    await house.live(10, board, spare)

    assert entry.unique_id == SPARE_ID
    assert (board.role, spare.role) == (None, ROLE)
    assert spare.pins["a"] is (stage != "done")
    assert entry.subentries[house.subentry_id(entry, "Garage lights")].data["gpio"] == D2
    assert memory[DOMAIN]["data"]["swaps"][ROLE][0]["stage"] == "done"
    assert memory[DOMAIN]["data"]["retired"] == []


async def test_there_and_back(house: House, garage: MockConfigEntry, board: Board, spare: Board) -> None:
    """A board that was replaced and is a spare now can take its place back, with the levels of then."""
    spare.switch_on()
    await house.call("light.turn_on", "light.garage_lights")
    await replace(house, garage)
    await house.clock.advance(1)
    assert spare.pins["a"] is True

    await replace(house, garage, DEVICE_ID)
    await house.clock.advance(1)

    assert (board.role, spare.role) == (ROLE, None)
    assert board.pins["a"] is True
    assert house.state("light.garage_lights") == "on"
