"""A pulse, from its form to the level of the board and back."""

import itertools

from rig.virtual_devices import Change, VirtualDevices
from rig.waiting import until

from .house import House

D1 = 5
ON_MS = 300
OFF_MS = 200
LATE_MS = 150  # a busy machine, with either end of a pulse


async def test_pulse(house: House, board: VirtualDevices) -> None:
    """A press gives the pulses of the form, a second one while they run gives none, and a restart ends them."""
    device_id = board.ids[0]
    entry_id = await house.add_board(device_id, "Drive")
    await house.add_pin(
        entry_id, "pulse", "Drive gate", D1, on_ms=ON_MS, count=2, advanced={"off_ms": OFF_MS, "invert": True}
    )
    await house.until_state("button.drive_gate", "unknown")
    assert await board.level(device_id, D1) is True
    seen = len(await board.changes(device_id))

    await house.home_assistant.call("button.press", entity_id="button.drive_gate")
    assert (await house.home_assistant.full_state("button.drive_gate") or {})["state"] != "unknown"
    await house.home_assistant.call("button.press", entity_id="button.drive_gate")

    async def gave_all() -> list[Change]:
        changes = await board.changes(device_id, seen)
        return changes if len(changes) > 3 else []

    changes = await until("the gate got its pulses", gave_all)
    assert [change.high for change in changes] == [False, True, False, True]
    lengths = [after.now_ms - before.now_ms for before, after in itertools.pairwise(changes)]
    for length, wanted in zip(lengths, (ON_MS, OFF_MS, ON_MS), strict=True):
        assert abs(length - wanted) < LATE_MS

    await house.home_assistant.call("button.press", entity_id="button.drive_gate")
    seen = len(await board.changes(device_id))
    await board.ask("crash", device_id)
    rest = await until("the gate is at rest", lambda: board.changes(device_id, seen))
    assert [(change.driven, change.high) for change in rest] == [(True, True)]
    # For longer than a train, and until the board is back.
    await until("the board is back", lambda: has_come_back(house))
    assert len(await board.changes(device_id, seen)) == 1


async def has_come_back(house: House) -> bool:
    """Return whether the gate can be used again."""
    return await house.home_assistant.state("button.drive_gate") not in {None, "unavailable"}
