"""What stays in memory: nothing of a message, and little of a board."""

from pytest_benchmark.fixture import BenchmarkFixture

from .conftest import MakeFleet
from .counting import allocations, held, tracked_objects
from .test_messages import Inbox

_MESSAGES = 1000


def test_message(make_fleet: MakeFleet, benchmark: BenchmarkFixture) -> None:
    """A state of which one pin has changed leaves nothing behind."""
    inbox = Inbox(make_fleet(100))

    def receive() -> None:
        inbox.receive(*inbox.state()[0])

    benchmark.extra_info |= allocations(receive, _MESSAGES)
    benchmark(receive)

    assert benchmark.extra_info["kept objects"] <= 0


def test_board(make_fleet: MakeFleet, benchmark: BenchmarkFixture) -> None:
    """A board and each of its pins are few objects, through which the garbage collector has to walk."""
    fleet = make_fleet(10)
    count = 100 if benchmark.enabled else 2

    def grow(pins: int) -> dict[str, float]:
        return held(lambda: fleet.run(fleet.grow(count, pins)), count)

    bare, full = grow(0), grow(4)
    benchmark.extra_info |= bare | {f"{what} per pin": (full[what] - bare[what]) / 4 for what in bare}
    assert benchmark(tracked_objects) > 0
