"""The table of pin types: what the firmware calls them, what they need, what a user can choose.

A new pin type is one row here, its texts in translations/, and one file in firmware/core/pin_types/.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from homeassistant.components.sensor import DEVICE_CLASS_UNITS, NON_NUMERIC_DEVICE_CLASSES
from homeassistant.const import CONF_DEVICE_CLASS, CONF_UNIT_OF_MEASUREMENT, Platform, UnitOfFrequency, UnitOfTime
from homeassistant.helpers.selector import (
    BooleanSelector,
    DeviceClassSelector,
    DeviceClassSelectorConfig,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    Selector,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
)

from .boards import Capability, capabilities
from .const import CONF_GPIO, CONF_KEY
from .protocol.messages import PinObject
from .protocol.values import plain_number

CONF_SHOWN_AS: Final = "shown_as"
CONF_SCALE: Final = "scale"
CONF_OFFSET: Final = "offset"
CONF_DECIMALS: Final = "decimals"


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """One thing that a user can choose about a pin."""

    key: str
    selector: Selector[Any]
    default: Any = None  #: None leaves the field empty
    advanced: bool = False
    #: The firmware's default, for an option of the firmware; it is not sent when chosen.
    wire_default: Any = None
    #: What one step of the form is worth on the wire.
    wire_scale: float = 1

    @property
    def on_wire(self) -> bool:
        """Return whether the firmware knows this as an option."""
        return self.wire_default is not None

    def to_wire(self, value: Any) -> Any:
        """Return a choice as the firmware wants it."""
        if isinstance(value, bool | str):
            return value
        return plain_number(value * self.wire_scale)

    def from_wire(self, value: Any) -> Any:
        """Return the choice that the firmware was sent as this."""
        if isinstance(value, bool | str):
            return value
        return plain_number(value / self.wire_scale)


@dataclass(frozen=True, kw_only=True, slots=True)
class PinType:
    """A row of the table."""

    name: str
    needs: Capability
    platform: Callable[[Mapping[str, Any]], Platform]
    fields: tuple[Field, ...]
    #: What a set under the friendly name may contain; nothing for an input.
    settable: tuple[str, ...] = ()
    #: The fields whose choices do not go with the others, each with the key of an error.
    check: Callable[[Mapping[str, Any]], dict[str, str]] = lambda data: {}

    def to_wire(self, data: Mapping[str, Any]) -> PinObject:
        """Return the object of a pin with this data in its device's configuration."""
        pin: dict[str, Any] = {"key": data[CONF_KEY], "type": self.name, CONF_GPIO: data[CONF_GPIO]}
        for field in self.fields:
            if not field.on_wire or field.key not in data:
                continue
            value = field.to_wire(data[field.key])
            if value != field.wire_default:
                pin[field.key] = value
        return pin

    def from_wire(self, pin: PinObject) -> dict[str, Any]:
        """Return the choices with which a pin of a configuration was made; what it does not tell is the default."""
        data: dict[str, Any] = {CONF_GPIO: pin[CONF_GPIO]}
        for field in self.fields:
            if field.on_wire:
                data[field.key] = field.from_wire(pin.get(field.key, field.wire_default))
            elif field.default is not None:
                data[field.key] = field.default
        return data


def _flag(key: str) -> Field:
    return Field(key=key, selector=BooleanSelector(), default=False, advanced=True, wire_default=False)


def _choice(key: str, *options: str) -> SelectSelector:
    return SelectSelector(
        SelectSelectorConfig(options=list(options), translation_key=key, mode=SelectSelectorMode.DROPDOWN)
    )


def _number(lowest: float, highest: float, step: float, unit: str | None = None) -> NumberSelector:
    config = NumberSelectorConfig(min=lowest, max=highest, step=step, mode=NumberSelectorMode.BOX)
    if unit is not None:
        config["unit_of_measurement"] = unit
    return NumberSelector(config)


def _any_number() -> NumberSelector:
    return NumberSelector(NumberSelectorConfig(step="any", mode=NumberSelectorMode.BOX))


def _device_class(platform: Platform) -> Field:
    return Field(key=CONF_DEVICE_CLASS, selector=DeviceClassSelector(DeviceClassSelectorConfig(domain=platform)))


_INVERT: Final = _flag("invert")
_INITIAL: Final = Field(
    key="initial", selector=_choice("initial", "off", "on"), default="off", advanced=True, wire_default="off"
)


def scaled(data: Mapping[str, Any], counts: float) -> float:
    """Return a reading of the analog input in the user's unit.

    Six decimals are more than the converter has, and hide what binary fractions add.
    """
    scale: float = data[CONF_SCALE]
    offset: float = data[CONF_OFFSET]
    return round(counts * scale + offset, 6)


# Suggestions; any other unit can be typed.
_UNITS: Final = ("%", "°C", "°F", "V", "mV", "A", "W", "bar", "hPa", "cm", "L", "lx", "ppm", "dB")


def _check_pull(data: Mapping[str, Any]) -> dict[str, str]:
    pull = data["pull"]
    needs = {"none": Capability(0), "up": Capability.PULL_UP, "down": Capability.PULL_DOWN}[pull]
    return {} if needs in capabilities(data[CONF_GPIO]) else {"pull": f"no_pull_{pull}"}


def allowed_units(data: Mapping[str, Any]) -> str:
    """Return the units that go with the kind of sensor, separated by commas; empty when any does."""
    device_class = data.get(CONF_DEVICE_CLASS)
    units = DEVICE_CLASS_UNITS.get(device_class, set()) if device_class else set()
    # No unit is one of the choices, for a ratio for example.
    return ", ".join(sorted(str(unit or "-") for unit in units))


def _check_class(data: Mapping[str, Any]) -> dict[str, str]:
    device_class = data.get(CONF_DEVICE_CLASS)
    if device_class in NON_NUMERIC_DEVICE_CLASSES:
        return {CONF_DEVICE_CLASS: "class_not_a_number"}
    units = None if device_class is None else DEVICE_CLASS_UNITS.get(device_class)
    if units is None or data.get(CONF_UNIT_OF_MEASUREMENT) in units:
        return {}
    return {CONF_UNIT_OF_MEASUREMENT: "unit_not_for_class"}


# In the order in which they are offered: what is wanted most comes first.
_ROWS: Final = (
    PinType(
        name="digital_output",
        needs=Capability.DRIVE,
        settable=("on",),
        platform=lambda data: Platform(data[CONF_SHOWN_AS]),
        fields=(
            Field(
                key=CONF_SHOWN_AS,
                selector=_choice(CONF_SHOWN_AS, Platform.LIGHT, Platform.SWITCH),
                default=Platform.SWITCH.value,
            ),
            _INITIAL,
            _INVERT,
        ),
    ),
    PinType(
        name="light",
        needs=Capability.DRIVE | Capability.PWM,
        settable=("on", "brightness", "transition_ms"),
        platform=lambda data: Platform.LIGHT,
        fields=(
            _INITIAL,
            _INVERT,
            Field(key="gamma", selector=_number(1, 3, 0.1), default=2.2, advanced=True, wire_default=2.2),
            Field(
                key="min", selector=_number(0, 90, 1, "%"), default=0, advanced=True, wire_default=0, wire_scale=0.01
            ),
            Field(
                key="frequency",
                selector=_number(100, 5000, 1, UnitOfFrequency.HERTZ),
                default=1000,
                advanced=True,
                wire_default=1000,
            ),
        ),
    ),
    PinType(
        name="digital_input",
        needs=Capability.READ,
        platform=lambda data: Platform.BINARY_SENSOR,
        check=_check_pull,
        fields=(
            _device_class(Platform.BINARY_SENSOR),
            Field(key="pull", selector=_choice("pull", "up", "none", "down"), default="up", wire_default="none"),
            _INVERT,
            Field(
                key="debounce_ms",
                selector=_number(0, 10000, 1, UnitOfTime.MILLISECONDS),
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
        fields=(
            _device_class(Platform.SENSOR),
            Field(
                key=CONF_UNIT_OF_MEASUREMENT,
                selector=SelectSelector(SelectSelectorConfig(options=list(_UNITS), custom_value=True)),
            ),
            Field(key=CONF_SCALE, selector=_any_number(), default=1.0),
            Field(key=CONF_OFFSET, selector=_any_number(), default=0.0),
            Field(key=CONF_DECIMALS, selector=_number(0, 3, 1), default=1, advanced=True),
            Field(
                key="every",
                selector=_number(0.1, 3600, 0.1, UnitOfTime.SECONDS),
                default=10,
                advanced=True,
                wire_default=10,
            ),
            Field(key="samples", selector=_number(1, 64, 1), default=8, advanced=True, wire_default=8),
            Field(key="deadband", selector=_number(0, 1023, 0.1), default=2, advanced=True, wire_default=2),
        ),
    ),
)

PIN_TYPES: Final[Mapping[str, PinType]] = {row.name: row for row in _ROWS}
