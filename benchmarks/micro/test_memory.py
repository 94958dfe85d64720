"""What stays in memory: nothing of a message, and little of a board."""

from pytest_benchmark.fixture import BenchmarkFixture

from .conftest import MakeFleet
from .counting import allocations, tracked_objects
from .test_messages import Inbox

_MESSAGES = 50


def test_message(make_fleet: MakeFleet, benchmark: BenchmarkFixture) -> None:
    """A state of which one pin has changed leaves nothing behind."""
    inbox = Inbox(make_fleet(100))

    benchmark.extra_info |= allocations(lambda: inbox.next_state()(), _MESSAGES)

    benchmark.pedantic(inbox.receive, setup=inbox.state)


def test_board(make_fleet: MakeFleet, benchmark: BenchmarkFixture) -> None:
    """A board and each of its pins are few objects, through which the garbage collector has to walk."""
    fleet = make_fleet(10)
    count = 100 if benchmark.enabled else 2

    def grow(pins: int) -> float:
        before = tracked_objects()
        fleet.run(fleet.grow(count, pins))
        return (tracked_objects() - before) / count

    bare = grow(0)
    benchmark.extra_info["objects"] = bare
    benchmark.extra_info["objects per pin"] = (grow(4) - bare) / 4
    benchmark(tracked_objects)
