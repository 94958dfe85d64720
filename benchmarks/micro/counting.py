"""Counts that no other process and no faster machine changes."""

from collections.abc import Callable
import gc
import sys
import tracemalloc
from types import CodeType
from typing import Final

# Of the tools that Python lets watch, one that no debugger, profiler or coverage takes.
_TOOL: Final = 4


def count_instructions(act: Callable[[], object]) -> int:
    """Return how many instructions of Python's virtual machine something takes."""
    monitoring = sys.monitoring
    count = 0

    def step(_code: CodeType, _offset: int) -> None:
        nonlocal count
        count += 1

    monitoring.use_tool_id(_TOOL, "instructions")
    monitoring.register_callback(_TOOL, monitoring.events.INSTRUCTION, step)
    monitoring.set_events(_TOOL, monitoring.events.INSTRUCTION)
    try:
        act()
    finally:
        monitoring.set_events(_TOOL, monitoring.events.NO_EVENTS)
        monitoring.free_tool_id(_TOOL)
    return count


def tracked_objects() -> int:
    """Return how many objects a full garbage collection has to look at."""
    gc.collect()
    return len(gc.get_objects())


def held(act: Callable[[], object], count: int) -> dict[str, float]:
    """Return what stays in memory for each of the things that something makes."""
    objects = tracked_objects()
    tracemalloc.start()
    try:
        act()
        gc.collect()
        held_bytes, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    return {"bytes": held_bytes / count, "objects": (tracked_objects() - objects) / count}


def allocations(act: Callable[[], object], rounds: int) -> dict[str, float]:
    """Return what something allocates each time: the most at once, and what stays after it, with garbage collected."""
    tracemalloc.start()
    try:
        act()
        objects = tracked_objects()
        before, _ = tracemalloc.get_traced_memory()
        for _ in range(rounds):
            act()
        kept_objects = tracked_objects() - objects
        after, _ = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        act()
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # What is counted may become a longer number, once.
    return {"peak bytes": peak - after, "kept bytes": (after - before) // rounds, "kept objects": kept_objects}
