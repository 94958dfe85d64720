"""Pins shown as numbers."""

from collections.abc import Callable, Mapping
from typing import Any, override

from homeassistant.components.number import NumberEntity, NumberMode
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .device import DeviceConfigEntry, ManagedDevice
from .entity import PinEntity
from .pin import Pin
from .pin_type import NumberRange

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant, entry: DeviceConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Show the pins that are numbers."""
    device = entry.runtime_data

    def make_numbers(pin: Pin) -> list[PinNumber]:
        return [] if pin.type.number is None else [PinNumber(device, pin, pin.type.number)]

    device.entities.async_add_platform(Platform.NUMBER, make_numbers, async_add_entities)


class PinNumber(PinEntity, NumberEntity):
    """What a pin is set to: the angle of a servo, the position of a knob."""

    _attr_mode = NumberMode.SLIDER
    _attr_native_step = 1

    def __init__(self, device: ManagedDevice, pin: Pin, number: Callable[[Mapping[str, Any]], NumberRange]) -> None:
        """Show the number of a pin, within what its data allow at the time."""
        super().__init__(device, pin)
        self._number_of = number

    @property
    def _range(self) -> NumberRange:
        return self._number_of(self._pin.data)

    @property
    @override
    def native_min_value(self) -> float:
        return self._range.lowest

    @property
    @override
    def native_max_value(self) -> float:
        return self._range.highest

    @property
    @override
    def native_unit_of_measurement(self) -> str | None:
        return self._range.unit

    @property
    @override
    def native_value(self) -> int | None:
        """Return what the device reported, if it is known and in range."""
        return self._number(self._range.member, self._range.lowest, self._range.highest)

    @override
    async def async_set_native_value(self, value: float) -> None:
        """Set the number; return when the device has it."""
        await self._async_set({self._range.member: round(value)})
