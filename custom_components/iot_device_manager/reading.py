"""What a pin measures: each reading is a sensor of its own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from .protocol.messages import PinValue


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """One number that a pin reports."""

    #: of the reported object; None for a pin that reports just this number
    member: str | None = None
    device_class: str | None = None
    unit: str | None = None
    state_class: str | None = "measurement"
    #: decimals that are shown
    precision: int
    #: from what is reported to the unit
    convert: Callable[[float], float] = lambda value: value
    #: of its name, where the pin has several readings and the device class does not tell what this one is
    translation_key: str | None = None

    def value_of(self, reported: PinValue) -> float | None:
        """Return the number in its unit; None when the report has none."""
        value: Any = reported
        if self.member is not None:
            value = reported.get(self.member) if isinstance(reported, Mapping) else None
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        return self.convert(value)
