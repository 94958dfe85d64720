"""A tone, from its form to the wave of the board and back."""

import itertools

from rig.virtual_devices import VirtualDevices
from rig.waiting import until

from .house import House

D1 = 5
ON_MS = 100
OFF_MS = 200


async def test_tone(house: House, board: VirtualDevices) -> None:
    """A siren beeps at its frequency until it is switched off."""
    device_id = board.ids[0]
    entry_id = await house.add_board(device_id, "Cellar")
    await house.add_pin(entry_id, "tone", "Cellar alarm", D1, frequency=440, on_ms=ON_MS, off_ms=OFF_MS)
    await house.until_state("siren.cellar_alarm", "off")
    assert await board.level(device_id, D1) is False
    seen = len(await board.changes(device_id))

    await house.home_assistant.call("siren.turn_on", entity_id="siren.cellar_alarm")
    assert await house.home_assistant.state("siren.cellar_alarm") == "on"

    async def has_beeped() -> bool:
        return len(await board.changes(device_id, seen)) > 5

    await until("it has beeped", has_beeped)
    changes = (await board.changes(device_id, seen))[:6]
    assert [change.wave for change in changes] == [[1136, 1136], None] * 3
    lengths = [after.now_ms - before.now_ms for before, after in itertools.pairwise(changes)]
    assert all(length >= ON_MS for length in lengths[::2])
    assert all(length >= OFF_MS for length in lengths[1::2])

    await house.home_assistant.call("siren.turn_off", entity_id="siren.cellar_alarm")
    assert await house.home_assistant.state("siren.cellar_alarm") == "off"
    assert await board.level(device_id, D1) is False
