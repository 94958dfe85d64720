"""A board with a meter, and short ways to let it count."""

from typing import Final

from pytest_homeassistant_custom_component.common import MockConfigEntry

from .board import Board
from .entries import D5, House, device_entry, pin

METER: Final = pin("counter", "Meter", D5, "w", meter="none")
TOTAL: Final = "sensor.meter_total"


async def board_with_meter(house: House, board: Board) -> MockConfigEntry:
    """Return the entry of a running board that has counted to 1000."""
    entry = await house.add_running(device_entry(METER), board)
    await count(house, board, 1000)
    return entry


async def count(house: House, board: Board, total: int, counted: int | None = None) -> None:
    """Report a total, and how many pulses of it came since the board started; None when it is all of them."""
    board.report(w={"total": total, "counted": total if counted is None else counted, "rate": 12.5})
    await house.clock.settle()
