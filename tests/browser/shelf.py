"""Boards that are switched on before they are needed."""

from rig.virtual_devices import VirtualDevices
from tests.e2e.house import House


class Shelf:
    """Has a board at hand, because it takes a while until one is discovered."""

    def __init__(self, house: House, spare: VirtualDevices) -> None:
        """Begin with one board."""
        self._house = house
        self.spare = spare  #: what is taken next

    async def take(self) -> VirtualDevices:
        """Return a board that nobody has used."""
        taken, self.spare = self.spare, await self._house.switch_on_boards()
        return taken
