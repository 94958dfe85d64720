"""What a candidate has to do, so that all are measured by the same code."""

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Mapping, Sequence
import time
from typing import ClassVar, Final

from .house import House
from .pins import SWITCHES, Pin, Value

#: boards whose commands are timed, the first of all; updates go to the others
COMMANDED: Final = 20


class Candidate(ABC):
    """A way to have boards in Home Assistant, and the boards."""

    key: ClassVar[str]
    title: ClassVar[str]
    platform: ClassVar[str]  #: of its entities in the registry
    #: whether it is there to show what a part costs: only onboarding and restart are measured
    is_part: ClassVar[bool] = False
    #: texts of the integration's files that are replaced
    patches: ClassVar[Mapping[str, tuple[str, str]]] = {}

    def __init__(self, house: House, boards: int) -> None:
        """Prepare so many boards in a house that is open."""
        self.house = house
        self.boards = boards
        self._obeyed: defaultdict[int, list[float]] = defaultdict(list)

    def entity_id(self, board: int, pin: Pin) -> str:
        """Return under which id Home Assistant shows a pin."""
        platform = "switch" if pin in SWITCHES else pin.value
        return f"{platform}.board_{board:04}_{pin}"

    async def prepare(self) -> None:  # noqa: B027 # most have nothing to do
        """Do what is done once per house, before a board is there."""

    @abstractmethod
    async def announce(self) -> float:
        """Switch all boards on and have them added; return the moment of the first announcement (time.perf_counter)."""

    async def learn(self) -> None:  # noqa: B027 # most have nothing to do
        """Take in what the boards last said, before something is said in their names."""

    @abstractmethod
    def publish_pin(self, board: int, pin: Pin, value: Value) -> None:
        """Say that one pin of a board changed."""

    @abstractmethod
    def publish_board(self, board: int, values: Mapping[Pin, Value]) -> None:
        """Say that all pins of a board changed at once, in as few messages as the boards of this kind do."""

    async def obeyed_at(self, board: int) -> Sequence[float]:
        """Return when a board took a command for its first switch, each time, in Unix seconds."""
        return self._obeyed[board]

    def _obey_now(self, board: int) -> None:
        """Keep the moment of a command, for boards that the harness plays."""
        self._obeyed[board].append(time.time())

    async def broker_is_back(self) -> None:
        """Connect again what is played by the harness."""
        await self.house.mqtt.connect()

    async def close(self) -> None:  # noqa: B027 # most have nothing to do
        """Switch the boards off."""
