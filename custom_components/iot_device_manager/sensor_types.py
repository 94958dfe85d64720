"""The rows of the table of pin types that measure something."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Any, Final

from homeassistant.components.sensor import DEVICE_CLASS_STATE_CLASSES, DEVICE_CLASS_UNITS, NON_NUMERIC_DEVICE_CLASSES
from homeassistant.const import (
    CONF_DEVICE_CLASS,
    CONF_MODEL,
    CONF_UNIT_OF_MEASUREMENT,
    LIGHT_LUX,
    PERCENTAGE,
    Platform,
    UnitOfElectricPotential,
    UnitOfPressure,
    UnitOfTemperature,
    UnitOfTime,
)
from homeassistant.helpers.selector import SelectSelector, SelectSelectorConfig, SelectSelectorMode, TextSelector

from .boards import Capability
from .calibration import CONF_POINTS, calibrated, check_points, read_points
from .const import CONF_ADDRESS, CONF_RANGE, CONF_ROM
from .pin_fields import Field, choice, device_class, number
from .pin_type import PinType
from .reading import Reading

CONF_DECIMALS: Final = "decimals"

_MOST_COUNTS: Final = 1023

# Suggestions; any other unit can be typed.
_UNITS: Final = ("%", "°C", "°F", "V", "mV", "A", "W", "bar", "hPa", "cm", "L", "lx", "ppm", "dB")


def allowed_units(data: Mapping[str, Any]) -> str:
    """Return the units that go with the kind of sensor, separated by commas; empty when any does."""
    kind = data.get(CONF_DEVICE_CLASS)
    units = DEVICE_CLASS_UNITS.get(kind, set()) if kind else set()
    # No unit is one of the choices, for a ratio for example.
    return ", ".join(sorted(str(unit or "-") for unit in units))


def _check_analog(data: Mapping[str, Any]) -> dict[str, str]:
    kind = data.get(CONF_DEVICE_CLASS)
    unit = data.get(CONF_UNIT_OF_MEASUREMENT)
    if kind in NON_NUMERIC_DEVICE_CLASSES:
        return {CONF_DEVICE_CLASS: "class_not_a_number"}
    if CONF_POINTS not in data:
        # What is measured is a voltage.
        if kind not in (None, "voltage") or unit not in (None, UnitOfElectricPotential.VOLT):
            return {CONF_POINTS: "points_missing"}
        return {}
    units = None if kind is None else DEVICE_CLASS_UNITS.get(kind)
    if units is not None and unit not in units:
        return {CONF_UNIT_OF_MEASUREMENT: "unit_not_for_class"}
    return check_points(data[CONF_POINTS])


def _momentary(kinds: Collection[str] | None) -> str | None:
    """Return the state class of a reading, of those that go with its device class."""
    if kinds is None or "measurement" in kinds:
        return "measurement"
    # The mean of 359° and 1° is not 180°. Else it is none of what is counted, such as energy.
    return "measurement_angle" if "measurement_angle" in kinds else None


def _analog(data: Mapping[str, Any]) -> tuple[Reading, ...]:
    """Return the reading of an analog input: the voltage, or what the user says that it means."""
    volts_per_count: float = data[CONF_RANGE] / _MOST_COUNTS
    points = read_points(data[CONF_POINTS]) if CONF_POINTS in data else None
    kind: Any = data.get(CONF_DEVICE_CLASS) if points else "voltage"
    kinds = None if kind is None else DEVICE_CLASS_STATE_CLASSES.get(kind)

    def convert(counts: float) -> float:
        volts = counts * volts_per_count
        # Six decimals are more than the converter has, and hide what binary fractions add.
        return round(calibrated(points, volts) if points else volts, 6)

    return (
        Reading(
            device_class=kind,
            unit=data.get(CONF_UNIT_OF_MEASUREMENT) if points else UnitOfElectricPotential.VOLT,
            state_class=_momentary(kinds),
            # So that a user sees what to calibrate.
            precision=int(data[CONF_DECIMALS]) if points else 3,
            convert=convert,
        ),
    )


_ONE_TEMPERATURE: Final = Reading(device_class="temperature", unit=UnitOfTemperature.CELSIUS, precision=1)
_TEMPERATURE: Final = replace(_ONE_TEMPERATURE, member="temperature")
_HUMIDITY: Final = Reading(member="humidity", device_class="humidity", unit=PERCENTAGE, precision=0)
_PRESSURE: Final = Reading(member="pressure", device_class="atmospheric_pressure", unit=UnitOfPressure.HPA, precision=1)
_ILLUMINANCE: Final = Reading(device_class="illuminance", unit=LIGHT_LUX, precision=0)


def _every(least: int) -> Field:
    selector = number(least, 3600, 1, UnitOfTime.SECONDS)
    return Field(key="every", selector=selector, default=30, advanced=True, wire_default=30)


def _bme280(data: Mapping[str, Any]) -> tuple[Reading, ...]:
    """Return what a BME280 measures; a BMP280 is the same without humidity."""
    humidity = () if data[CONF_MODEL] == "bmp280" else (_HUMIDITY,)
    return (_TEMPERATURE, *humidity, _PRESSURE)


def _on_two_wires(
    name: str, addresses: tuple[str, ...], readings: Callable[[Mapping[str, Any]], tuple[Reading, ...]], *own: Field
) -> PinType:
    """Return a sensor on an I2C bus; the first address is that of most modules."""
    selector = SelectSelector(SelectSelectorConfig(options=list(addresses), mode=SelectSelectorMode.DROPDOWN))
    return PinType(
        name=name,
        needs=Capability.READ | Capability.DRIVE | Capability.PULL_UP,
        wirings=(("gpio", "gpio_scl"),),
        # So are the shields of the D1 mini, and so are most examples for this chip.
        usual_gpios=(4, 5),
        bus="i2c",
        platform=lambda data: Platform.SENSOR,
        readings=readings,
        own=(
            *own,
            Field(key=CONF_ADDRESS, selector=selector, default=addresses[0], wire_default=addresses[0]),
            _every(1),
        ),
    )


# In the order in which they are offered: what is wanted most comes first.
SENSOR_TYPES: Final = (
    PinType(
        name="analog_input",
        needs=Capability.ANALOG,
        platform=lambda data: Platform.SENSOR,
        readings=_analog,
        check=_check_analog,
        own=(
            device_class(Platform.SENSOR),
            Field(
                key=CONF_UNIT_OF_MEASUREMENT,
                selector=SelectSelector(SelectSelectorConfig(options=list(_UNITS), custom_value=True)),
            ),
            Field(key=CONF_POINTS, selector=TextSelector()),
            Field(
                key=CONF_RANGE,
                selector=number(0.1, 100, 0.01, UnitOfElectricPotential.VOLT),
                default=1.0,
                advanced=True,
            ),
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
    PinType(
        name="ds18b20",
        needs=Capability.READ | Capability.DRIVE | Capability.PULL_UP,
        bus="one_wire",
        platform=lambda data: Platform.SENSOR,
        readings=lambda data: (_ONE_TEMPERATURE,),
        scanned=CONF_ROM,
        own=(
            _every(1),
            # Without one, it is the only probe of its bus.
            Field(
                key=CONF_ROM,
                selector=SelectSelector(SelectSelectorConfig(options=[], custom_value=True)),
                default="",
                wire_default="",
            ),
        ),
    ),
    PinType(
        name="dht",
        needs=Capability.READ | Capability.DRIVE | Capability.PULL_UP | Capability.INTERRUPT,
        platform=lambda data: Platform.SENSOR,
        readings=lambda data: (_TEMPERATURE, _HUMIDITY),
        own=(
            Field(
                key=CONF_MODEL, selector=choice("dht_model", "dht22", "dht11"), default="dht22", wire_default="dht22"
            ),
            _every(2),
        ),
    ),
    _on_two_wires(
        "bme280",
        ("0x76", "0x77"),
        _bme280,
        # The board sees by itself which one it is; here it decides what is shown.
        Field(key=CONF_MODEL, selector=choice("bme280_model", "bme280", "bmp280"), default="bme280"),
    ),
    _on_two_wires("sht3x", ("0x44", "0x45"), lambda data: (_TEMPERATURE, _HUMIDITY)),
    _on_two_wires("bh1750", ("0x23", "0x5c"), lambda data: (_ILLUMINANCE,)),
)
