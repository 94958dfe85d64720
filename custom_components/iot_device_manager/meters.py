"""What a counter counts: pulses of a meter, shown in the meter's unit."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from homeassistant.const import UnitOfEnergy, UnitOfPower, UnitOfVolume, UnitOfVolumeFlowRate, UnitOfVolumetricFlux

from .reading import Reading

CONF_METER: Final = "meter"
CONF_PER_UNIT: Final = "per_unit"


@dataclass(frozen=True, kw_only=True, slots=True)
class Meter:
    """A kind of meter: what its total and its rate are."""

    unit: str | None
    decimals: int
    device_class: str | None = None
    rate_unit: str
    rate_decimals: int
    rate_class: str | None = None
    #: what one unit per minute is in the unit of the rate
    rate_scale: float = 1


# In the order in which they are offered.
METERS: Final[Mapping[str, Meter]] = {
    "water": Meter(
        unit=UnitOfVolume.LITERS,
        decimals=1,
        device_class="water",
        rate_unit=UnitOfVolumeFlowRate.LITERS_PER_MINUTE,
        rate_decimals=1,
        rate_class="volume_flow_rate",
    ),
    "gas": Meter(
        unit=UnitOfVolume.CUBIC_METERS,
        decimals=2,
        device_class="gas",
        rate_unit=UnitOfVolumeFlowRate.CUBIC_METERS_PER_HOUR,
        rate_decimals=2,
        rate_class="volume_flow_rate",
        rate_scale=60,
    ),
    "energy": Meter(
        unit=UnitOfEnergy.KILO_WATT_HOUR,
        decimals=2,
        device_class="energy",
        rate_unit=UnitOfPower.WATT,
        rate_decimals=0,
        rate_class="power",
        rate_scale=60_000,
    ),
    "rain": Meter(
        unit="mm",
        decimals=1,
        device_class="precipitation",
        rate_unit=UnitOfVolumetricFlux.MILLIMETERS_PER_HOUR,
        rate_decimals=1,
        rate_class="precipitation_intensity",
        rate_scale=60,
    ),
    "none": Meter(unit=None, decimals=0, rate_unit="1/min", rate_decimals=1),
}


def meter_readings(data: Mapping[str, Any]) -> tuple[Reading, ...]:
    """Return the total and the rate of a counter, in the units of its meter; the total is in its unit already."""
    meter = METERS[data[CONF_METER]]
    per_unit: float = data[CONF_PER_UNIT]
    return (
        Reading(
            member="total",
            device_class=meter.device_class,
            unit=meter.unit,
            # It falls only when somebody says so, and statistics must not take that for a meter that begins at 0.
            state_class="total",
            precision=meter.decimals,
            translation_key=None if meter.device_class else "total",
        ),
        Reading(
            member="rate",
            device_class=meter.rate_class,
            unit=meter.rate_unit,
            precision=meter.rate_decimals,
            convert=lambda pulses: round(pulses / per_unit * meter.rate_scale, 6),
            translation_key=None if meter.rate_class else "rate",
        ),
    )
