"""Revisions: given to new content only, saved before they go out, never given twice."""

from typing import Any
import zlib

from homeassistant.helpers import area_registry as ar, device_registry as dr
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .board import DEVICE_ID, Board
from .broker import Broker
from .entries import DOMAIN, LAMP, MANAGER_ID, ROLE, House, device_entry
from .flows import answer, change_pin, fill_in

PAYLOAD = (
    '{"revision":7,"manager":"k3v9x2m8qa","role":"r7w2c5t1zp","pins":[{"key":"a","type":"digital_output","gpio":5}]}'
)
HASH = f"{zlib.crc32(PAYLOAD.encode()):08x}"
TOPIC = f"iotdm/1/{DEVICE_ID}/in/config"


async def edit(house: House, entry: MockConfigEntry, *, initial: str = "on") -> None:
    """Change what the lamp does after power-up, and wait until the board has it."""
    form = await change_pin(house.hass, entry, house.subentry_id(entry, "Garage lights"))
    await fill_in(house.hass, form, {"initial": initial}, name="Garage lights", gpio="5", shown_as="light")
    await house.clock.advance(1)


@pytest.fixture
def issued(memory: dict[str, Any]) -> dict[str, Any]:
    """Return the revisions that the manager gave before it was restarted."""
    given: dict[str, Any] = memory[DOMAIN]["data"]["issued"]
    given[DEVICE_ID] = {"revision": 7, "hash": HASH}
    return given


async def test_saved_before_it_goes_out(house: House, board: Board, broker: Broker, memory: dict[str, Any]) -> None:
    """At the moment of the publish, the revision and its hash are on disk."""
    on_disk: list[tuple[bytes, Any]] = []

    def look(topic: str, payload: bytes) -> None:
        if topic == TOPIC:
            on_disk.append((payload, dict(memory[DOMAIN]["data"]["issued"])))

    broker.listen(look)
    entry = await house.add_running(device_entry(LAMP), board)
    await edit(house, entry)

    assert len(on_disk) == 2
    for number, (payload, saved) in enumerate(on_disk, 1):
        assert saved == {DEVICE_ID: {"revision": number, "hash": f"{zlib.crc32(payload):08x}"}}


@pytest.mark.usefixtures("issued")
async def test_restart(house: House, broker: Broker) -> None:
    """After a restart the same content is the same document, byte by byte."""
    await house.add(device_entry(LAMP))
    await house.clock.advance(6)

    assert [message.payload.decode() for message in broker.on(TOPIC)] == [PAYLOAD]


@pytest.mark.usefixtures("issued")
async def test_restart_of_a_running_board(house: House, board: Board) -> None:
    """A board that ran it before the restart gets nothing."""
    board.config = {"revision": 7, "manager": MANAGER_ID, "role": ROLE, "pins": [LAMP_ON_WIRE]}
    board.hash = HASH
    await house.add(device_entry(LAMP))
    await house.clock.advance(1)
    board.switch_on()
    await house.live(200, board)

    assert board.got == []
    assert house.state("light.garage_lights") == "off"


LAMP_ON_WIRE = {"key": "a", "type": "digital_output", "gpio": 5}


@pytest.mark.usefixtures("issued")
async def test_edited_before_the_restart(house: House, broker: Broker) -> None:
    """An edit that was not sent any more gets the next revision."""
    await house.add(device_entry())
    await house.clock.advance(6)

    assert [message.json["revision"] for message in broker.on(TOPIC)] == [8]


async def test_content(house: House, board: Board) -> None:
    """Every new content gets the next revision, also one that was there before."""
    entry = await house.add_running(device_entry(LAMP), board)
    await edit(house, entry)
    await edit(house, entry, initial="off")
    house.hass.config_entries.async_remove_subentry(entry, house.subentry_id(entry, "Garage lights"))
    await house.clock.advance(1)

    assert [config["revision"] for config in board.configs()] == [1, 2, 3, 4]
    assert [len(config["pins"]) for config in board.configs()] == [1, 1, 1, 0]


async def test_what_is_no_content(house: House, garage: MockConfigEntry, board: Board) -> None:
    """Names, rooms, classes, units and the model are no business of the board."""
    board.got.clear()
    entries = house.hass.config_entries
    entries.async_update_entry(garage, title="Shed")
    lamp = garage.subentries[house.subentry_id(garage, "Garage lights")]
    entries.async_update_subentry(garage, lamp, title="Shed lights")
    devices = dr.async_get(house.hass)
    device = devices.async_get_device_by_identifier((DOMAIN, lamp.data["pin_uid"]), garage.entry_id)
    assert device is not None
    devices.async_update_device(
        device.id, name_by_user="My lamp", area_id=ar.async_get(house.hass).async_create("X").id
    )
    form = await change_pin(house.hass, garage, house.subentry_id(garage, "Tank"))
    await fill_in(house.hass, form, {"decimals": 3}, name="Tank", points="0 = 0, 3 = 6", unit_of_measurement="L")
    form = await change_pin(house.hass, garage, house.subentry_id(garage, "Compressor"))
    await fill_in(house.hass, form, name="Compressor", gpio="4", shown_as="light")
    await answer(house.hass, await garage.start_reconfigure_flow(house.hass), board="nodemcu")
    await house.live(120, board)

    assert board.got == []


@pytest.mark.parametrize("revision", [20, 1], ids=["higher", "lower"])
async def test_board_without_a_role(house: House, board: Board, revision: int) -> None:
    """A board that was unassigned keeps its revision: the next one is above that, and above the manager's own."""
    board.config = {"revision": revision, "manager": "f0r31gn", "role": None, "pins": []}
    entry = await house.add_running(device_entry(LAMP), board)
    assert [config["revision"] for config in board.configs()] == [max(revision, 0) + 1]

    await edit(house, entry)
    assert [config["revision"] for config in board.configs()] == [revision + 1, revision + 2]


async def test_stale(house: House, garage: MockConfigEntry, board: Board) -> None:
    """When a board says that its configuration is newer, its status decides, and it is not asked again."""
    board.refuses_config = "stale_revision"
    board.got.clear()
    await edit(house, garage)
    assert board.config is not None
    board.say_status(revision=99, hash="0badf00d")
    await house.live(200, board)

    assert len(board.configs()) <= 2
    assert set(house.issues()) == {"config_conflict"}


async def test_first_start(house: House, memory: dict[str, Any], board: Board) -> None:
    """At the first start a manager draws its id, and keeps it."""
    del memory[DOMAIN]
    await house.add_running(device_entry(LAMP), board)

    assert board.config is not None
    manager_id = board.config["manager"]
    assert memory[DOMAIN]["data"]["manager_id"] == manager_id
    assert (len(manager_id), manager_id.isalnum(), manager_id.islower()) == (10, True, True)
