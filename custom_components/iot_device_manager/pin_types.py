"""The table of pin types: what the firmware calls them, what they need, what a user can choose.

A new pin type is one row here, its texts in translations/, and one file in firmware/core/pin_types/.
"""

from collections.abc import Mapping
import re
from typing import Any, Final

from homeassistant.components.sensor import DEVICE_CLASS_UNITS, NON_NUMERIC_DEVICE_CLASSES
from homeassistant.const import (
    CONF_DEVICE_CLASS,
    CONF_UNIT_OF_MEASUREMENT,
    DEGREE,
    Platform,
    UnitOfElectricCurrent,
    UnitOfFrequency,
    UnitOfTime,
)
from homeassistant.helpers.selector import SelectSelector, SelectSelectorConfig

from .boards import Capability, capabilities
from .const import CONF_GPIO, CONF_TYPE
from .pin_fields import Field, any_number, brightness, choice, colour, device_class, flag, kelvin, number
from .pin_groups import INITIAL, POWER, RELAY, guard
from .pin_type import PinType

CONF_SHOWN_AS: Final = "shown_as"
CONF_SCALE: Final = "scale"
CONF_OFFSET: Final = "offset"
CONF_DECIMALS: Final = "decimals"

_INVERT: Final = flag("invert")
_RGB: Final = re.compile("[0-9a-f]{6}")


def scaled(data: Mapping[str, Any], counts: float) -> float:
    """Return a reading of the analog input in the user's unit.

    Six decimals are more than the converter has, and hide what binary fractions add.
    """
    scale: float = data[CONF_SCALE]
    offset: float = data[CONF_OFFSET]
    return round(counts * scale + offset, 6)


def rgb_of(value: object) -> tuple[int, int, int] | None:
    """Return red, green and blue of a colour on the wire; None of anything else."""
    if not isinstance(value, str) or _RGB.fullmatch(value) is None:
        return None
    red, green, blue = bytes.fromhex(value)
    return red, green, blue


# Suggestions; any other unit can be typed.
_UNITS: Final = ("%", "°C", "°F", "V", "mV", "A", "W", "bar", "hPa", "cm", "L", "lx", "ppm", "dB")


def _check_pull(data: Mapping[str, Any]) -> dict[str, str]:
    pull = data["pull"]
    needs = {"none": Capability(0), "up": Capability.PULL_UP, "down": Capability.PULL_DOWN}[pull]
    return {} if needs in capabilities(data[CONF_GPIO]) else {"pull": f"no_pull_{pull}"}


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


# What a dark pixel needs, and enough light to be seen.
_LEAST_MA_PER_PIXEL: Final = 2


def _check_limit(data: Mapping[str, Any]) -> dict[str, str]:
    if data["limit_ma"] >= _LEAST_MA_PER_PIXEL * data["count"]:
        return {}
    return {"limit_ma": "limit_too_low"}


# What an output that is on or off can be shown as: a platform, and what it stands for there.
_OUTPUTS: Final[Mapping[str, tuple[Platform, str | None]]] = {
    "light": (Platform.LIGHT, None),
    "switch": (Platform.SWITCH, None),
    "outlet": (Platform.SWITCH, "outlet"),
    "fan": (Platform.FAN, None),
    "lock": (Platform.LOCK, None),
    "siren": (Platform.SIREN, None),
    "valve": (Platform.VALVE, None),
    "water_valve": (Platform.VALVE, "water"),
    "gas_valve": (Platform.VALVE, "gas"),
}

# How a light can be wired, and which colours it has then.
_LIGHTS: Final[Mapping[tuple[str, ...], frozenset[str]]] = {
    ("gpio",): frozenset(),
    ("gpio", "gpio_warm"): frozenset({"kelvin"}),
    ("gpio_red", "gpio_green", "gpio_blue"): frozenset({"rgb"}),
    ("gpio_red", "gpio_green", "gpio_blue", "gpio"): frozenset({"rgb", "white"}),
    ("gpio_red", "gpio_green", "gpio_blue", "gpio", "gpio_warm"): frozenset({"rgb", "kelvin"}),
}
_COLOURS: Final = frozenset().union(*_LIGHTS.values())
# What can be chosen about each of them.
_COLOUR_FIELDS: Final[Mapping[str, frozenset[str]]] = {
    "kelvin": frozenset({"kelvin", "warm", "cold"}),
    "rgb": frozenset({"rgb"}),
}


def _without_colour(wiring: tuple[str, ...]) -> frozenset[str]:
    """Return what means nothing to a light that is wired like this."""
    return frozenset().union(*(keys for colour, keys in _COLOUR_FIELDS.items() if colour not in _LIGHTS[wiring]))


def _check_whites(data: Mapping[str, Any]) -> dict[str, str]:
    if "gpio_warm" not in data or data["warm"] < data["cold"]:
        return {}
    return {"base": "warm_not_below_cold"}


def _seconds(key: str, lowest: int, highest: int, default: int, *, advanced: bool = False) -> Field:
    """Return a time that is in milliseconds on the wire."""
    return Field(
        key=key,
        selector=number(lowest, highest, 0.1, UnitOfTime.SECONDS),
        default=default,
        advanced=advanced,
        wire_default=default * 1000,
        wire_scale=1000,
    )


def _check_beep(data: Mapping[str, Any]) -> dict[str, str]:
    # Without both it is one continuous tone.
    if bool(data["on_ms"]) == bool(data["off_ms"]):
        return {}
    return {"on_ms" if data["off_ms"] else "off_ms": "beep_needs_both"}


def _known_angle(value: Any) -> Any:
    # A servo that was not set yet stands somewhere.
    return value if isinstance(value, Mapping) and value.get("angle") is not None else None


def _milliseconds(key: str, lowest: int, highest: int, default: int, *, advanced: bool = False) -> Field:
    selector = number(lowest, highest, 1, UnitOfTime.MILLISECONDS)
    return Field(key=key, selector=selector, default=default, advanced=advanced, wire_default=default)


def _microseconds(key: str, lowest: int, highest: int, default: int) -> Field:
    selector = number(lowest, highest, 1, UnitOfTime.MICROSECONDS)
    return Field(key=key, selector=selector, default=default, advanced=True, wire_default=default)


# In the order in which they are offered: what is wanted most comes first.
_ROWS: Final = (
    PinType(
        name="digital_output",
        needs=Capability.DRIVE,
        settable=("on",),
        platform=lambda data: _OUTPUTS[data[CONF_SHOWN_AS]][0],
        device_class=lambda data: _OUTPUTS[data[CONF_SHOWN_AS]][1],
        own=(
            Field(
                key=CONF_SHOWN_AS,
                selector=choice(CONF_SHOWN_AS, *_OUTPUTS),
                default=Platform.SWITCH.value,
            ),
            _INVERT,
        ),
        # On is unlocked, which nothing but a person may decide.
        groups=(guard(lambda data: data.get(CONF_SHOWN_AS) == "lock"), INITIAL, POWER, RELAY),
    ),
    PinType(
        name="light",
        needs=Capability.DRIVE | Capability.PWM,
        wirings=tuple(_LIGHTS),
        settable=("on", "brightness", "rgb", "kelvin", "white", "transition_ms"),
        not_settable=lambda wiring: _COLOURS - _LIGHTS[wiring],
        meaningless=_without_colour,
        platform=lambda data: Platform.LIGHT,
        check=_check_whites,
        own=(
            _INVERT,
            Field(key="gamma", selector=number(1, 3, 0.1), default=2.2, advanced=True, wire_default=2.2),
            Field(key="min", selector=number(0, 90, 1, "%"), default=0, advanced=True, wire_default=0, wire_scale=0.01),
            Field(
                key="frequency",
                selector=number(100, 5000, 1, UnitOfFrequency.HERTZ),
                default=1000,
                advanced=True,
                wire_default=1000,
            ),
            brightness("brightness"),
            colour("rgb"),
            kelvin("kelvin", 2700),
            kelvin("warm", 2700),
            kelvin("cold", 6500),
            _seconds("fade_ms", 0, 60, 0, advanced=True),
        ),
        groups=(INITIAL, POWER),
    ),
    PinType(
        name="pixels",
        needs=Capability.PIXELS,
        settable=("on", "brightness", "rgb", "effect", "transition_ms"),
        platform=lambda data: Platform.LIGHT,
        check=_check_limit,
        own=(
            Field(key="count", selector=number(1, 300, 1), default=30, wire_default=30),
            Field(
                key="order",
                selector=choice("order", "grb", "rgb", "brg", "rbg", "gbr", "bgr"),
                default="grb",
                wire_default="grb",
            ),
            Field(
                key="limit_ma",
                selector=number(100, 20000, 1, UnitOfElectricCurrent.MILLIAMPERE),
                default=1000,
                wire_default=1000,
            ),
            Field(key="gamma", selector=number(1, 3, 0.1), default=2.2, advanced=True, wire_default=2.2),
            brightness("brightness"),
            colour("rgb"),
            Field(
                key="fade_ms",
                selector=number(0, 60, 0.1, UnitOfTime.SECONDS),
                default=0,
                advanced=True,
                wire_default=0,
                wire_scale=1000,
            ),
        ),
        groups=(INITIAL, POWER),
    ),
    PinType(
        name="fan",
        needs=Capability.DRIVE | Capability.PWM,
        settable=("on", "speed"),
        platform=lambda data: Platform.FAN,
        own=(
            _INVERT,
            Field(key="min", selector=number(0, 90, 1, "%"), default=0, advanced=True, wire_default=0, wire_scale=0.01),
            Field(
                key="frequency",
                selector=number(100, 10_000, 1, UnitOfFrequency.HERTZ),
                default=1000,
                advanced=True,
                wire_default=1000,
            ),
            _seconds("kick_ms", 0, 5, 0, advanced=True),
            Field(key="speed", selector=number(1, 100, 1, "%"), default=100, advanced=True, wire_default=100),
        ),
        groups=(INITIAL, POWER),
    ),
    PinType(
        name="cover",
        needs=Capability.DRIVE,
        wirings=(("gpio", "gpio_down"),),
        settable=("position", "move"),
        platform=lambda data: Platform.COVER,
        own=(
            _INVERT,
            _seconds("open_ms", 1, 300, 20),
            _seconds("close_ms", 1, 300, 20),
            device_class(Platform.COVER),
            Field(
                key="dead_ms",
                selector=number(0, 10_000, 1, UnitOfTime.MILLISECONDS),
                default=500,
                advanced=True,
                wire_default=500,
            ),
        ),
        # Somebody may stand in its way.
        groups=(guard(lambda data: True),),
    ),
    PinType(
        name="pulse",
        needs=Capability.DRIVE,
        settable=("on", "press"),
        # What was pressed once is not pressed again.
        level_of=lambda value: None,
        platform=lambda data: Platform.BUTTON,
        own=(
            _INVERT,
            _milliseconds("on_ms", 10, 60_000, 500),
            Field(key="count", selector=number(1, 20, 1), default=1, wire_default=1),
            _milliseconds("off_ms", 10, 60_000, 500, advanced=True),
        ),
        # A gate should not move because a message came late, and nothing else is lost by it.
        groups=(guard(lambda data: True),),
    ),
    PinType(
        name="servo",
        needs=Capability.DRIVE | Capability.PWM,
        settable=("angle",),
        level_of=_known_angle,
        platform=lambda data: Platform.NUMBER,
        own=(
            _microseconds("min_us", 400, 1500, 544),
            _microseconds("max_us", 1500, 2600, 2400),
            Field(
                key="initial",
                selector=choice("servo_initial", "none", "angle", "restore"),
                default="none",
                wire_default="none",
            ),
            Field(key="angle", selector=number(0, 180, 1, DEGREE), default=90, wire_default=90),
            Field(key="degrees_per_s", selector=number(0, 1000, 1, f"{DEGREE}/s"), default=0, wire_default=0),
            _milliseconds("release_ms", 0, 60_000, 0, advanced=True),
        ),
    ),
    PinType(
        name="tone",
        needs=Capability.DRIVE | Capability.PWM,
        settable=("on",),
        platform=lambda data: Platform.SIREN,
        check=_check_beep,
        own=(
            Field(
                key="frequency",
                selector=number(20, 10_000, 1, UnitOfFrequency.HERTZ),
                default=2000,
                wire_default=2000,
            ),
            _milliseconds("on_ms", 0, 10_000, 0),
            _milliseconds("off_ms", 0, 10_000, 0),
        ),
        groups=(POWER,),
    ),
    PinType(
        name="digital_input",
        needs=Capability.READ,
        platform=lambda data: Platform.BINARY_SENSOR,
        check=_check_pull,
        own=(
            device_class(Platform.BINARY_SENSOR),
            Field(key="pull", selector=choice("pull", "up", "none", "down"), default="up", wire_default="none"),
            _INVERT,
            Field(
                key="debounce_ms",
                selector=number(0, 10000, 1, UnitOfTime.MILLISECONDS),
                default=50,
                advanced=True,
                wire_default=50,
            ),
        ),
    ),
    PinType(
        name="analog_input",
        needs=Capability.ANALOG,
        platform=lambda data: Platform.SENSOR,
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

PIN_TYPES: Final[Mapping[str, PinType]] = {row.name: row for row in _ROWS}


def gpios_of(data: Mapping[str, Any]) -> dict[str, int]:
    """Return the GPIOs of a pin with this data, by their keys."""
    return PIN_TYPES[data[CONF_TYPE]].gpios_of(data)
