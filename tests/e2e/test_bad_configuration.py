"""A configuration that a board refuses, or cannot bear: it goes on with what it had, and the user is told."""

from rig.virtual_devices import VirtualDevices
from rig.waiting import until

from .house import House

D1 = 5
D2 = 4
D6 = 12


async def test_configuration_that_crashes(house: House, board: VirtualDevices) -> None:
    """After three crashes the board returns to the previous configuration, and a new one ends the trouble."""
    device_id = board.ids[0]
    entry_id = await house.add_board(device_id, "Mill")
    await house.add_pin(entry_id, "digital_output", "Mill lamp", D1, shown_as="light")
    await house.until_state("light.mill_lamp", "off")
    await house.add_pin(entry_id, "digital_output", "Mill wheel", D2, shown_as="switch")
    await house.until_state("switch.mill_wheel", "off")

    for _ in range(3):
        await board.ask("crash", device_id)

    issue_id = f"safe_previous_{entry_id}"
    await until("the user is told", lambda: is_told(house, issue_id, "safe_previous"))
    await house.until_state("switch.mill_wheel", "unavailable")
    await house.until_state("light.mill_lamp", "off")
    assert await board.level(device_id, D2) is None

    # The same after a restart: what the board runs instead is remembered.
    await house.home_assistant.stop()
    await house.home_assistant.start()
    await until("the user is told", lambda: is_told(house, issue_id, "safe_previous"))
    await house.until_state("switch.mill_wheel", "unavailable")
    await house.until_state("light.mill_lamp", "off")

    await house.change_pin(entry_id, "Mill wheel", gpio=str(D6))

    await house.until_state("switch.mill_wheel", "off")
    # Results overtake the status, which ends the issue.
    await until("the issue is gone", lambda: is_solved(house, issue_id))
    assert await board.level(device_id, D6) is False


async def is_told(house: House, issue_id: str, translation_key: str) -> bool:
    """Return whether a repair issue with these words is shown."""
    issue = (await house.issues()).get(issue_id)
    return issue is not None and issue["translation_key"] == translation_key


async def is_solved(house: House, issue_id: str) -> bool:
    """Return whether a repair issue has gone."""
    return issue_id not in await house.issues()
