"""What takes minutes: only with scripts/test --long."""

import shutil

import pytest

from rig.virtual_devices import VirtualDevices

from .house import House

D1 = 5

pytestmark = pytest.mark.long


async def test_old_database_and_dead_board(house: House, board: VirtualDevices) -> None:
    """A broker that lost power may serve an old "online" of a board that is dead: it counts for 150 s, no longer."""
    entry_id = await house.add_board(board.ids[0], "Grave")
    await house.add_pin(entry_id, "digital_output", "Grave lamp", D1, shown_as="light")
    await house.until_state("light.grave_lamp", "off")
    database = house.broker.directory / "mosquitto.db"
    old = shutil.copy(database, database.with_suffix(".old"))
    house.broker.kill()
    board.kill()
    shutil.copy(old, database)

    await house.broker.start()

    await house.until_state("light.grave_lamp", "off", within=45)
    await house.until_state("light.grave_lamp", "unavailable", within=180)
