"""Breakages of what inputs promise (docs/features.md)."""

from typing import Final

from .mutation import CORE, Mutation, core_tests

INPUTS: Final = (
    Mutation(
        what="a bounce is counted",
        file=f"{CORE}/edge_watch.h",
        code="raw_ == level_ || now_us - since_us_ < debounce_us_",
        broken="raw_ == level_ || now_us == since_us_ - 1",
        run=core_tests,
    ),
    Mutation(
        what="a missed edge of an encoder is taken for a direction",
        file=f"{CORE}/edge_watch.h",
        code="changed == 1 || changed == 2",
        broken="changed != 0",
        run=core_tests,
    ),
    Mutation(
        what="a counter wears the flash out",
        file=f"{CORE}/level_store.cpp",
        code="if (switched == saved_switched_ && count_waits_) {",
        broken="if (false) {",
        run=core_tests,
    ),
    Mutation(
        what="pulses since the last report are lost in a restart",
        file=f"{CORE}/level_store.cpp",
        code="if (changed || now_ms - looked_ms_ >= kLookEveryMs) {",
        broken="if (changed) {",
        run=core_tests,
    ),
    Mutation(
        what="a GPIO is watched for a pin that is gone",
        file=f"{CORE}/pin_set.cpp",
        code="gpio_.unwatch(slot.gpios.numbers[i]);",
        broken="static_cast<void>(i);",
        run=core_tests,
    ),
)
