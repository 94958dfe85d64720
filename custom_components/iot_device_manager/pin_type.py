"""What the table of pin types has in its rows."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from homeassistant.const import CONF_DEVICE_CLASS, Platform

from .boards import Capability
from .const import CONF_GPIO, CONF_KEY
from .pin_fields import Field
from .pin_groups import check_groups
from .protocol.messages import PinObject, PinValue
from .reading import Reading


@dataclass(frozen=True, kw_only=True, slots=True)
class NumberRange:
    """A number that a pin reports and takes."""

    member: str  #: of the reported object
    lowest: int
    highest: int
    unit: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PinType:
    """A row of the table."""

    name: str
    needs: Capability
    platform: Callable[[Mapping[str, Any]], Platform]
    device_class: Callable[[Mapping[str, Any]], str | None] = lambda data: data.get(CONF_DEVICE_CLASS)
    #: Fields that no group has.
    own: tuple[Field, ...]
    #: Fields that other types have, too.
    groups: tuple[tuple[Field, ...], ...] = ()
    #: The ways to wire it: each names the keys of its GPIOs in the order of the wire. No two have equally many.
    wirings: tuple[tuple[str, ...], ...] = ((CONF_GPIO,),)
    #: Where most people wire such a thing, in the order of the wire.
    usual_gpios: tuple[int, ...] = ()
    #: The field that is chosen from what a scan of the pin's bus finds.
    scanned: str | None = None
    #: What a set under the friendly name may contain; nothing for an input.
    settable: tuple[str, ...] = ()
    #: What of that a pin does not take when it is wired like this.
    not_settable: Callable[[tuple[str, ...]], Collection[str]] = lambda wiring: ()
    #: The keys of the fields that mean nothing to a pin that is wired like this.
    meaningless: Callable[[tuple[str, ...]], Collection[str]] = lambda wiring: ()
    #: What a board in place of another one is asked for, given what that one reported; None when for nothing.
    level_of: Callable[[Any], PinValue] = lambda value: value
    #: What it measures, for a sensor.
    readings: Callable[[Mapping[str, Any]], tuple[Reading, ...]] = lambda data: ()
    #: Which member of what it reports is the total of a meter, if one is.
    total: str | None = None
    #: What is set, for a number.
    number: Callable[[Mapping[str, Any]], NumberRange] | None = None
    #: Pins that name the same bus may have the very same GPIOs.
    bus: str | None = None
    #: What can happen to such a pin that a local rule waits for.
    events: tuple[str, ...] = ()
    #: Whether that is told to all, so that rules of other boards can wait for it.
    is_told: bool = False
    #: What a local rule can do with such a pin.
    actions: tuple[str, ...] = ()
    #: What errors_of returns of the type's own fields.
    check: Callable[[Mapping[str, Any]], dict[str, str]] = lambda data: {}

    @property
    def fields(self) -> tuple[Field, ...]:
        """Return all fields, in the firmware's order of options."""
        return tuple(chain(self.own, *self.groups))

    @property
    def gpio_keys(self) -> tuple[str, ...]:
        """Return the keys of all GPIOs that such a pin can have, in the order of the form."""
        return tuple(dict.fromkeys(chain.from_iterable(self.wirings)))

    @property
    def fewest_gpios(self) -> int:
        """Return how many GPIOs such a pin has at least."""
        return min(map(len, self.wirings))

    def may_lack(self, gpio_key: str) -> bool:
        """Return whether such a pin works without this GPIO."""
        return any(gpio_key not in wiring for wiring in self.wirings)

    @property
    def required_gpios(self) -> list[str]:
        """Return the keys of the GPIOs that every such pin has."""
        return [key for key in self.gpio_keys if not self.may_lack(key)]

    def gpios_of(self, data: Mapping[str, Any]) -> dict[str, int]:
        """Return the GPIOs of a pin with this data, by their keys."""
        return {key: data[key] for key in self.gpio_keys if key in data}

    def wiring_of(self, data: Mapping[str, Any]) -> tuple[str, ...] | None:
        """Return how a pin with this data is wired; None when nothing can be wired like that."""
        keys = self.gpios_of(data).keys()
        return next((wiring for wiring in self.wirings if set(wiring) == keys), None)

    def lacking(self, data: Mapping[str, Any]) -> list[str]:
        """Return the keys of the GPIOs that a pin with this data needs, too; one wiring must have all keys."""
        keys = self.gpios_of(data).keys()
        nearest = min((wiring for wiring in self.wirings if keys <= set(wiring)), key=len)
        return [key for key in nearest if key not in keys]

    def settable_of(self, data: Mapping[str, Any]) -> tuple[str, ...]:
        """Return what a set of a pin with this data may contain."""
        lacks = self.not_settable(self.wiring_of(data) or ())
        return tuple(member for member in self.settable if member not in lacks)

    def _options(self, data: Mapping[str, Any]) -> list[Field]:
        """Return the fields that are options of a pin with this data."""
        nothing = self.meaningless(self.wiring_of(data) or ())
        return [field for field in self.fields if field.on_wire and field.key not in nothing]

    def options_of(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Return the options of a pin with this data that are not at the firmware's default."""
        options = {
            field.key: field.to_wire(data[field.key], data) for field in self._options(data) if field.key in data
        }
        defaults = {field.key: field.wire_default for field in self.fields}
        return {key: value for key, value in options.items() if value != defaults[key]}

    def errors_of(self, choices: Mapping[str, Any]) -> dict[str, str]:
        """Return the fields whose choices do not go with the others, each with the key of an error."""
        return self.check(choices) or check_groups(self.options_of(choices))

    def to_wire(self, data: Mapping[str, Any]) -> PinObject:
        """Return the object of a pin with this data in its device's configuration."""
        gpios = [data[key] for key in self.wiring_of(data) or ()]
        gpio = gpios[0] if len(gpios) == 1 else gpios
        return {"key": data[CONF_KEY], "type": self.name, "gpio": gpio, **self.options_of(data)}

    def from_wire(self, pin: PinObject, present: Mapping[str, Any]) -> dict[str, Any]:
        """Return the data with which a pin of a configuration was made; what it does not tell is as at present.

        Raises KeyError when it is wired in a way that is not known here.
        """
        gpios = pin["gpio"] if isinstance(pin["gpio"], list) else [pin["gpio"]]
        wiring = {len(wiring): wiring for wiring in self.wirings}[len(gpios)]
        data: dict[str, Any] = {field.key: field.default for field in self.fields if field.default is not None}
        data |= {key: value for key, value in present.items() if key not in self.gpio_keys}
        data |= zip(wiring, gpios, strict=True)
        for field in self._options(data):
            value = pin.get(field.key, field.wire_default)
            # Several choices may be sent as this: the present one, or the default, is the first to think of.
            if field.to_wire(data[field.key], data) != value:
                data[field.key] = field.from_wire(value)
        return data
