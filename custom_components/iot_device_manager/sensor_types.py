"""The rows of the table of pin types that measure something."""

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.components.sensor import DEVICE_CLASS_STATE_CLASSES, DEVICE_CLASS_UNITS, NON_NUMERIC_DEVICE_CLASSES
from homeassistant.const import CONF_DEVICE_CLASS, CONF_UNIT_OF_MEASUREMENT, Platform, UnitOfTime
from homeassistant.helpers.selector import SelectSelector, SelectSelectorConfig

from .boards import Capability
from .pin_fields import Field, any_number, device_class, number
from .pin_type import PinType
from .reading import Reading

CONF_SCALE: Final = "scale"
CONF_OFFSET: Final = "offset"
CONF_DECIMALS: Final = "decimals"

# Suggestions; any other unit can be typed.
_UNITS: Final = ("%", "°C", "°F", "V", "mV", "A", "W", "bar", "hPa", "cm", "L", "lx", "ppm", "dB")


def allowed_units(data: Mapping[str, Any]) -> str:
    """Return the units that go with the kind of sensor, separated by commas; empty when any does."""
    kind = data.get(CONF_DEVICE_CLASS)
    units = DEVICE_CLASS_UNITS.get(kind, set()) if kind else set()
    # No unit is one of the choices, for a ratio for example.
    return ", ".join(sorted(str(unit or "-") for unit in units))


def _check_class(data: Mapping[str, Any]) -> dict[str, str]:
    kind = data.get(CONF_DEVICE_CLASS)
    if kind in NON_NUMERIC_DEVICE_CLASSES:
        return {CONF_DEVICE_CLASS: "class_not_a_number"}
    units = None if kind is None else DEVICE_CLASS_UNITS.get(kind)
    if units is None or data.get(CONF_UNIT_OF_MEASUREMENT) in units:
        return {}
    return {CONF_UNIT_OF_MEASUREMENT: "unit_not_for_class"}


def _analog(data: Mapping[str, Any]) -> tuple[Reading, ...]:
    """Return the reading of an analog input, in the user's unit."""
    kind = data.get(CONF_DEVICE_CLASS)
    kinds = None if kind is None else DEVICE_CLASS_STATE_CLASSES.get(kind)
    scale: float = data[CONF_SCALE]
    offset: float = data[CONF_OFFSET]
    return (
        Reading(
            device_class=kind,
            unit=data.get(CONF_UNIT_OF_MEASUREMENT),
            # A momentary reading is none of what some kinds count, such as energy.
            state_class="measurement" if kinds is None or "measurement" in kinds else None,
            precision=int(data[CONF_DECIMALS]),
            # Six decimals are more than the converter has, and hide what binary fractions add.
            convert=lambda counts: round(counts * scale + offset, 6),
        ),
    )


# In the order in which they are offered: what is wanted most comes first.
SENSOR_TYPES: Final = (
    PinType(
        name="analog_input",
        needs=Capability.ANALOG,
        platform=lambda data: Platform.SENSOR,
        readings=_analog,
        check=_check_class,
        own=(
            device_class(Platform.SENSOR),
            Field(
                key=CONF_UNIT_OF_MEASUREMENT,
                selector=SelectSelector(SelectSelectorConfig(options=list(_UNITS), custom_value=True)),
            ),
            Field(key=CONF_SCALE, selector=any_number(), default=1.0),
            Field(key=CONF_OFFSET, selector=any_number(), default=0.0),
            Field(key=CONF_DECIMALS, selector=number(0, 3, 1), default=1, advanced=True),
            Field(
                key="every",
                selector=number(0.1, 3600, 0.1, UnitOfTime.SECONDS),
                default=10,
                advanced=True,
                wire_default=10,
            ),
            Field(key="samples", selector=number(1, 64, 1), default=8, advanced=True, wire_default=8),
            Field(key="deadband", selector=number(0, 1023, 0.1), default=2, advanced=True, wire_default=2),
        ),
    ),
)
