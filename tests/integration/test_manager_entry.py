"""The manager's own entry is there exactly while there are boards."""

from homeassistant.config_entries import SOURCE_SYSTEM, ConfigEntry
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .board import DEVICE_ID, Board
from .broker import Broker
from .entries import DOMAIN, LAMP, MANAGER_ID, House, device_entry

OTHER_ID = "000000000001"
PRESENCE = f"iotdm/1/manager/{MANAGER_ID}"


def manager_of(house: House) -> ConfigEntry:
    """Return the manager's entry."""
    entry = house.hass.config_entries.async_entry_for_domain_unique_id(DOMAIN, "manager")
    assert entry is not None
    return entry


@pytest.fixture
async def two_boards(house: House) -> tuple[MockConfigEntry, MockConfigEntry]:
    """Return two entries of boards that are away."""
    return (
        await house.add(device_entry(LAMP)),
        await house.add(device_entry(device_id=OTHER_ID, role="otherrole", title="Shed")),
    )


async def test_comes_with_the_first_board(
    house: House, two_boards: tuple[MockConfigEntry, MockConfigEntry], broker: Broker
) -> None:
    """One manager for all boards, which says who it is."""
    assert house.entry_ids() == [DEVICE_ID, "manager", OTHER_ID]
    manager = manager_of(house)
    assert (manager.title, manager.state.value) == ("IoT Device Manager", "loaded")
    (presence,) = broker.on(PRESENCE)
    assert (presence.qos, presence.retain) == (1, True)
    assert presence.json == {
        "id": MANAGER_ID,
        "run": presence.json["run"],
        "name": "test home",
        "protocol": [1, 1],
    }


async def test_only_once(house: House, two_boards: tuple[MockConfigEntry, MockConfigEntry]) -> None:
    """A second manager is refused."""
    result = await house.hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_SYSTEM})

    assert (result["type"], result["reason"]) == ("abort", "already_configured")


async def test_stays_with_the_others(house: House, two_boards: tuple[MockConfigEntry, MockConfigEntry]) -> None:
    """The manager stays while there is another board."""
    await house.hass.config_entries.async_remove(two_boards[0].entry_id)
    await house.clock.advance(20)

    assert house.entry_ids() == ["manager", OTHER_ID]


async def test_goes_with_the_last_board(house: House, garage: MockConfigEntry, board: Board, broker: Broker) -> None:
    """When the last board has obeyed, the manager goes, and leaves nothing at the broker."""
    await house.hass.config_entries.async_remove(garage.entry_id)
    await house.clock.settle()

    assert board.role is None
    assert house.entry_ids() == []
    assert broker.retained.keys() == {
        f"iotdm/1/{DEVICE_ID}/out/{report}" for report in ("announce", "spare", "state", "status")
    }


async def test_waits_for_a_board_that_is_there(house: House, garage: MockConfigEntry, board: Board) -> None:
    """A board that does not obey at once has ten seconds."""
    board.silent = True
    await house.hass.config_entries.async_remove(garage.entry_id)
    await house.clock.advance(9.9)
    assert house.entry_ids() == ["manager"]

    await house.clock.advance(0.1)
    assert house.entry_ids() == []


async def test_does_not_wait_for_a_board_that_is_away(house: House) -> None:
    """A board that is away will find its tombstone."""
    entry = await house.add(device_entry(LAMP))
    await house.hass.config_entries.async_remove(entry.entry_id)
    await house.clock.settle()

    assert house.entry_ids() == []


async def test_new_board_meanwhile(house: House, garage: MockConfigEntry, board: Board) -> None:
    """A board that is added while the last one is leaving keeps the manager."""
    board.silent = True
    await house.hass.config_entries.async_remove(garage.entry_id)
    await house.clock.advance(5)
    await house.add(device_entry(device_id=OTHER_ID, role="otherrole"))
    await house.clock.advance(20)

    assert house.entry_ids() == ["manager", OTHER_ID]


async def test_comes_back(house: House, two_boards: tuple[MockConfigEntry, MockConfigEntry]) -> None:
    """A manager that is removed alone comes back, with its options at their defaults."""
    manager = manager_of(house)
    house.hass.config_entries.async_update_entry(manager, options={"names_over_mqtt": True, "away_minutes": 15})
    await house.hass.config_entries.async_remove(manager.entry_id)
    await house.clock.settle()

    assert sorted(filter(None, house.entry_ids())) == [OTHER_ID, DEVICE_ID, "manager"]
    assert manager_of(house).options == {"names_over_mqtt": False, "away_minutes": 15}


async def test_broker_away(house: House, garage: MockConfigEntry, board: Board, broker: Broker) -> None:
    """A board that is removed while the broker is away is unassigned when it is back; then the manager goes."""
    broker.stop()
    await house.clock.settle()
    await house.hass.config_entries.async_remove(garage.entry_id)
    await house.clock.advance(60)
    assert house.entry_ids() == ["manager"]

    broker.start()
    await house.clock.advance(10)

    assert board.config is not None
    assert board.config["role"] is None
    assert house.entry_ids() == []
    assert not broker.retained.get(PRESENCE)


async def test_beats(house: House, garage: MockConfigEntry, broker: Broker) -> None:
    """Every 30 s the manager says that it lives; nothing of that stays at the broker."""
    broker.forget()
    await house.clock.advance(90)

    beats = broker.on(PRESENCE)
    assert [(beat.qos, beat.retain) for beat in beats] == [(0, False)] * 3
    first = beats[0].json["beat"]
    assert [beat.json["beat"] for beat in beats] == [first, first + 1, first + 2]
    assert {beat.json["run"] for beat in beats} == {beats[0].json["run"]}

    broker.stop()
    broker.forget()
    await house.clock.advance(90)
    assert broker.published == []


async def test_presence_after_each_connection(house: House, garage: MockConfigEntry, broker: Broker) -> None:
    """A broker that forgot everything hears again who manages."""
    broker.stop()
    await house.clock.settle()
    broker.retained.clear()
    broker.start()
    await house.clock.advance(1)

    assert PRESENCE in broker.retained
