"""A board without a network, as it comes from the drawer."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from rig.ports import free_port
from rig.virtual_devices import VirtualDevices


@asynccontextmanager
async def portal_board(
    directory: Path, broker_port: int, *, virtual_time: bool = False
) -> AsyncIterator[VirtualDevices]:
    """Run a board that opens its portal; in the networks that it can be given there is the broker of this port."""
    board = VirtualDevices(directory, broker_port=broker_port, portal_port=free_port(), virtual_time=virtual_time)
    await board.start()
    try:
        yield board
    finally:
        board.stop()
