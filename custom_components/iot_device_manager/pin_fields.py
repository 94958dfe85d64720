"""What a user can choose about a pin: one field of a form, and how it goes over the wire."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, override

from homeassistant.const import CONF_DEVICE_CLASS, PERCENTAGE, Platform, UnitOfTemperature, UnitOfTime
from homeassistant.helpers.selector import (
    BooleanSelector,
    ColorRGBSelector,
    DeviceClassSelector,
    DeviceClassSelectorConfig,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectOptionDict,
    Selector,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
)

from .protocol.values import plain_number

# What binary fractions make of a tenth.
_ROUNDING: Final = 1e-6


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

    def is_between_steps(self, value: Any) -> bool:
        """Return whether this is a number that the form's steps do not lead to."""
        step = getattr(self.selector, "config", {}).get("step")
        if isinstance(value, bool) or not isinstance(value, int | float) or not isinstance(step, int | float):
            return False
        steps: float = value / step
        return abs(steps - round(steps)) > _ROUNDING

    @property
    def choices(self) -> list[str]:
        """Return the words of which one is chosen."""
        return list(getattr(self.selector, "config", {}).get("options", ()))

    @property
    def on_wire(self) -> bool:
        """Return whether the firmware knows this as an option."""
        return self.wire_default is not None

    def to_wire(self, value: Any, data: Mapping[str, Any]) -> Any:
        """Return a choice as the firmware wants it; `data` are all choices about the pin."""
        if isinstance(value, bool | str):
            return value
        return plain_number(value * self.wire_scale)

    def from_wire(self, value: Any) -> Any:
        """Return the choice that the firmware was sent as this."""
        if isinstance(value, bool | str):
            return value
        return plain_number(value / self.wire_scale)


class ColourField(Field):
    """A colour: red, green and blue from 0 to 255 in the form, "rrggbb" on the wire."""

    __slots__ = ()

    @override
    def to_wire(self, value: Any, data: Mapping[str, Any]) -> Any:
        return bytes(value).hex()

    @override
    def from_wire(self, value: Any) -> Any:
        return list(bytes.fromhex(value))


class BrightnessField(Field):
    """A brightness: percent in the form, 1 to 255 on the wire."""

    __slots__ = ()

    @override
    def to_wire(self, value: Any, data: Mapping[str, Any]) -> Any:
        return round(value * 255 / 100)

    @override
    def from_wire(self, value: Any) -> Any:
        return max(1, round(value * 100 / 255))


def flag(key: str, *, default: bool = False) -> Field:
    """Return an option that is on or off."""
    return Field(key=key, selector=BooleanSelector(), default=default, advanced=True, wire_default=False)


def choice(key: str, *options: str) -> SelectSelector:
    """Return a list of words, whose texts are under this key."""
    return SelectSelector(
        SelectSelectorConfig(options=list(options), translation_key=key, mode=SelectSelectorMode.DROPDOWN)
    )


def listed(options: Mapping[str, str]) -> SelectSelector:
    """Return a list of things that have names of their own; `options` are values and what is shown for them."""
    return SelectSelector(
        SelectSelectorConfig(
            options=[SelectOptionDict(value=value, label=label) for value, label in options.items()],
            mode=SelectSelectorMode.DROPDOWN,
        )
    )


def number(lowest: float, highest: float, step: float, unit: str | None = None) -> NumberSelector:
    """Return a number within limits."""
    config = NumberSelectorConfig(min=lowest, max=highest, step=step, mode=NumberSelectorMode.BOX)
    if unit is not None:
        config["unit_of_measurement"] = unit
    return NumberSelector(config)


def brightness(key: str) -> Field:
    """Return the brightness that a light has first."""
    return BrightnessField(
        key=key, selector=number(1, 100, 1, PERCENTAGE), default=100, advanced=True, wire_default=255
    )


def colour(key: str) -> Field:
    """Return the colour that a light has first."""
    return ColourField(
        key=key, selector=ColorRGBSelector(), default=[255, 255, 255], advanced=True, wire_default="ffffff"
    )


def kelvin(key: str, default: int) -> Field:
    """Return a colour temperature."""
    selector = number(1000, 10000, 1, UnitOfTemperature.KELVIN)
    return Field(key=key, selector=selector, default=default, advanced=True, wire_default=default)


def seconds(key: str, lowest: int, highest: int, default: int, *, advanced: bool = False) -> Field:
    """Return a time that is in milliseconds on the wire."""
    return Field(
        key=key,
        selector=number(lowest, highest, 0.1, UnitOfTime.SECONDS),
        default=default,
        advanced=advanced,
        wire_default=default * 1000,
        wire_scale=1000,
    )


def milliseconds(key: str, lowest: int, highest: int, default: int, *, advanced: bool = False) -> Field:
    """Return a short time."""
    selector = number(lowest, highest, 1, UnitOfTime.MILLISECONDS)
    return Field(key=key, selector=selector, default=default, advanced=advanced, wire_default=default)


def microseconds(key: str, lowest: int, highest: int, default: int) -> Field:
    """Return a very short time."""
    selector = number(lowest, highest, 1, UnitOfTime.MICROSECONDS)
    return Field(key=key, selector=selector, default=default, advanced=True, wire_default=default)


def device_class(platform: Platform) -> Field:
    """Return the choice of what an entity stands for."""
    return Field(key=CONF_DEVICE_CLASS, selector=DeviceClassSelector(DeviceClassSelectorConfig(domain=platform)))
