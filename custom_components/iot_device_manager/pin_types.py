"""The table of pin types: what the firmware calls them, what they need, what a user can choose.

A new pin type is one row here, or in sensor_types.py if it measures something, its texts in translations/, and one file
in firmware/core/pin_types/.
"""

from collections.abc import Mapping
import re
from typing import Any, Final

from homeassistant.const import (
    DEGREE,
    Platform,
    UnitOfElectricCurrent,
    UnitOfFrequency,
    UnitOfTime,
)

from .boards import Capability
from .const import CONF_GPIO, CONF_TYPE
from .count_types import COUNT_TYPES
from .pin_fields import (
    Field,
    brightness,
    choice,
    colour,
    device_class,
    flag,
    kelvin,
    microseconds,
    milliseconds,
    number,
    seconds,
)
from .pin_groups import INITIAL, POWER, RELAY, guard
from .pin_type import NumberRange, PinType
from .pulls import PULL, check_pull
from .sensor_types import SENSOR_TYPES

CONF_SHOWN_AS: Final = "shown_as"

_INVERT: Final = flag("invert")
_RGB: Final = re.compile("[0-9a-f]{6}")


def rgb_of(value: object) -> tuple[int, int, int] | None:
    """Return red, green and blue of a colour on the wire; None of anything else."""
    if not isinstance(value, str) or _RGB.fullmatch(value) is None:
        return None
    red, green, blue = bytes.fromhex(value)
    return red, green, blue


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


def _check_beep(data: Mapping[str, Any]) -> dict[str, str]:
    # Without both it is one continuous tone.
    if bool(data["on_ms"]) == bool(data["off_ms"]):
        return {}
    return {"on_ms" if data["off_ms"] else "off_ms": "beep_needs_both"}


def _known_angle(value: Any) -> Any:
    # A servo that was not set yet stands somewhere.
    return value if isinstance(value, Mapping) and value.get("angle") is not None else None


# What local rules can do with an output.
_SWITCH: Final = ("toggle", "on", "off", "follow")
_DIM: Final = (*_SWITCH, "dim", "brighter", "darker")

# In the order in which they are offered: what is wanted most comes first.
_ROWS: Final = (
    PinType(
        name="digital_output",
        needs=Capability.DRIVE,
        settable=("on",),
        actions=_SWITCH,
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
        actions=_DIM,
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
            seconds("fade_ms", 0, 60, 0, advanced=True),
        ),
        groups=(INITIAL, POWER),
    ),
    PinType(
        name="pixels",
        needs=Capability.PIXELS,
        settable=("on", "brightness", "rgb", "effect", "transition_ms"),
        actions=_DIM,
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
        actions=_DIM,
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
            seconds("kick_ms", 0, 5, 0, advanced=True),
            Field(key="speed", selector=number(1, 100, 1, "%"), default=100, advanced=True, wire_default=100),
        ),
        groups=(INITIAL, POWER),
    ),
    PinType(
        name="cover",
        needs=Capability.DRIVE,
        wirings=(("gpio", "gpio_down"),),
        settable=("position", "move"),
        actions=("toggle", "open", "close", "stop"),
        platform=lambda data: Platform.COVER,
        own=(
            _INVERT,
            seconds("open_ms", 1, 300, 20),
            seconds("close_ms", 1, 300, 20),
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
        actions=("on",),
        # What was pressed once is not pressed again.
        level_of=lambda value: None,
        platform=lambda data: Platform.BUTTON,
        own=(
            _INVERT,
            milliseconds("on_ms", 10, 60_000, 500),
            Field(key="count", selector=number(1, 20, 1), default=1, wire_default=1),
            milliseconds("off_ms", 10, 60_000, 500, advanced=True),
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
        number=lambda data: NumberRange(member="angle", lowest=0, highest=180, unit=DEGREE),
        own=(
            microseconds("min_us", 400, 1500, 544),
            microseconds("max_us", 1500, 2600, 2400),
            Field(
                key="initial",
                selector=choice("servo_initial", "none", "angle", "restore"),
                default="none",
                wire_default="none",
            ),
            Field(key="angle", selector=number(0, 180, 1, DEGREE), default=90, wire_default=90),
            Field(key="degrees_per_s", selector=number(0, 1000, 1, f"{DEGREE}/s"), default=0, wire_default=0),
            milliseconds("release_ms", 0, 60_000, 0, advanced=True),
        ),
    ),
    PinType(
        name="tone",
        needs=Capability.DRIVE | Capability.PWM,
        settable=("on",),
        actions=_SWITCH,
        platform=lambda data: Platform.SIREN,
        check=_check_beep,
        own=(
            Field(
                key="frequency",
                selector=number(20, 10_000, 1, UnitOfFrequency.HERTZ),
                default=2000,
                wire_default=2000,
            ),
            milliseconds("on_ms", 0, 10_000, 0),
            milliseconds("off_ms", 0, 10_000, 0),
        ),
        groups=(POWER,),
    ),
    PinType(
        name="button",
        needs=Capability.READ,
        events=("click", "double", "triple", "hold", "hold_release", "press", "release", "change"),
        is_told=True,
        platform=lambda data: Platform.EVENT,
        device_class=lambda data: "button",
        # In a section, where Home Assistant shows no error beside a field.
        check=lambda data: check_pull(data["pull"], data[CONF_GPIO], field="base"),
        own=(
            # Nearly every button connects its pin to ground.
            Field(
                key="pull",
                selector=choice("pull", "up", "none", "down"),
                default="up",
                advanced=True,
                wire_default="none",
            ),
            flag("invert", default=True),
            milliseconds("debounce_ms", 5, 1000, 50, advanced=True),
            milliseconds("multi_ms", 0, 2000, 300, advanced=True),
            milliseconds("hold_ms", 100, 10_000, 600, advanced=True),
        ),
    ),
    PinType(
        name="digital_input",
        needs=Capability.READ,
        events=("change", "on", "off"),
        platform=lambda data: Platform.BINARY_SENSOR,
        check=lambda data: check_pull(data["pull"], data[CONF_GPIO]),
        own=(
            device_class(Platform.BINARY_SENSOR),
            PULL,
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
    *COUNT_TYPES,
    *SENSOR_TYPES,
)

PIN_TYPES: Final[Mapping[str, PinType]] = {row.name: row for row in _ROWS}


def gpios_of(data: Mapping[str, Any]) -> dict[str, int]:
    """Return the GPIOs of a pin with this data, by their keys."""
    return PIN_TYPES[data[CONF_TYPE]].gpios_of(data)
