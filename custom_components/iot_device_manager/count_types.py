"""The rows of the table of pin types that an interrupt of the board counts for."""

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.const import Platform, UnitOfTime

from .boards import Capability
from .meters import CONF_METER, CONF_PER_UNIT, METERS, meter_readings
from .pin_fields import Field, choice, number
from .pin_type import NumberRange, PinType
from .pulls import PULL, check_pull

# The farthest that a 16-bit position goes.
_FARTHEST: Final = 32_767


def _check_encoder(data: Mapping[str, Any]) -> dict[str, str]:
    if data["min"] >= data["max"]:
        return {"max": "max_not_above_min"}
    return check_pull(data["pull"], *(data[key] for key in ("gpio", "gpio_b") if key in data))


def _position(key: str, default: int) -> Field:
    return Field(key=key, selector=number(-_FARTHEST, _FARTHEST, 1), default=default, wire_default=default)


COUNT_TYPES: Final = (
    PinType(
        name="counter",
        needs=Capability.READ | Capability.INTERRUPT,
        platform=lambda data: Platform.SENSOR,
        readings=meter_readings,
        total="total",
        check=lambda data: check_pull(data["pull"], data["gpio"]),
        own=(
            Field(key=CONF_METER, selector=choice(CONF_METER, *METERS), default="water"),
            Field(key=CONF_PER_UNIT, selector=number(0.001, 1_000_000, 0.001), default=1.0),
            PULL,
            Field(
                key="edge",
                selector=choice("edge", "falling", "rising"),
                default="falling",
                advanced=True,
                wire_default="falling",
            ),
            Field(
                key="debounce_ms",
                selector=number(0, 1000, 0.1, UnitOfTime.MILLISECONDS),
                default=5,
                advanced=True,
                wire_default=5,
            ),
            Field(
                key="every",
                selector=number(1, 3600, 1, UnitOfTime.SECONDS),
                default=10,
                advanced=True,
                wire_default=10,
            ),
        ),
    ),
    PinType(
        name="encoder",
        needs=Capability.READ | Capability.INTERRUPT,
        wirings=(("gpio", "gpio_b"),),
        settable=("position",),
        events=("right", "left"),
        platform=lambda data: Platform.NUMBER,
        number=lambda data: NumberRange(member="position", lowest=int(data["min"]), highest=int(data["max"])),
        check=_check_encoder,
        own=(
            PULL,
            Field(
                key="steps",
                selector=choice("steps", "4", "2", "1"),
                default="4",
                advanced=True,
                wire_default="4",
            ),
            _position("min", 0),
            _position("max", 100),
        ),
    ),
)
