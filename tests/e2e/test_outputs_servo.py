"""A servo, from its form to the pulses of the board and back."""

from rig.virtual_devices import VirtualDevices
from rig.waiting import until

from .house import House

D1 = 5
PERIOD_US = 20_000


async def test_servo(house: House, board: VirtualDevices) -> None:
    """An angle becomes the length of pulses at the speed of the form, and they end behind the move."""
    device_id = board.ids[0]
    entry_id = await house.add_board(device_id, "Shed")
    await house.add_pin(
        entry_id, "servo", "Shed flap", D1, degrees_per_s=90, advanced={"min_us": 600, "release_ms": 500}
    )
    await house.until_state("number.shed_flap", "unknown")
    assert await board.level(device_id, D1) is None

    await house.home_assistant.call("number.set_value", entity_id="number.shed_flap", value=0)
    assert await house.home_assistant.state("number.shed_flap") == "0"
    assert await waves(board, 0) == [[600, PERIOD_US - 600]]

    seen = len(await board.changes(device_id))
    await house.home_assistant.call("number.set_value", entity_id="number.shed_flap", value=90)
    assert await house.home_assistant.state("number.shed_flap") == "90"
    await until("the servo is released", lambda: is_released(board))
    changes = [change for change in await board.changes(device_id, seen) if change.wave]
    widths = [change.wave[0] for change in changes if change.wave]
    assert widths == sorted(widths)
    assert (len(widths) > 20, widths[-1]) == (True, 1500)
    # 90° at 90°/s.
    assert 900 <= changes[-1].now_ms - changes[0].now_ms <= 1200

    seen = len(await board.changes(device_id))
    await house.home_assistant.call("number.set_value", entity_id="number.shed_flap", value=90)
    assert await waves(board, seen) == [[1500, PERIOD_US - 1500]]


async def waves(board: VirtualDevices, since: int) -> list[list[int]]:
    """Return the pulses that the board gave, one after the other; it may have released the servo since."""
    return [change.wave for change in await board.changes(board.ids[0], since) if change.wave]


async def is_released(board: VirtualDevices) -> bool:
    """Return whether the GPIO is low and gives no pulses."""
    line = (await board.ask("get", board.ids[0]))["gpios"][str(D1)]
    return line["wave"] is None and line["level"] is False
