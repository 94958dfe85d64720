"""Pins shown as numbers."""

from collections.abc import Mapping
from typing import override

from homeassistant.components.number import NumberEntity, NumberMode
from homeassistant.const import DEGREE, Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .device import DeviceConfigEntry
from .entity import PinEntity

PARALLEL_UPDATES = 0

_ANGLES = range(181)


async def async_setup_entry(
    hass: HomeAssistant, entry: DeviceConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Show the pins that are numbers."""
    device = entry.runtime_data
    device.entities.async_add_platform(Platform.NUMBER, lambda pin: [PinAngle(device, pin)], async_add_entities)


class PinAngle(PinEntity, NumberEntity):
    """The angle to which a servo turns."""

    _attr_mode = NumberMode.SLIDER
    _attr_native_max_value = _ANGLES[-1]
    _attr_native_min_value = _ANGLES[0]
    _attr_native_step = 1
    _attr_native_unit_of_measurement = DEGREE

    @property
    @override
    def native_value(self) -> int | None:
        """Return what the device reported; nobody knows the angle before it was set."""
        angle = self._pin.value.get("angle") if isinstance(self._pin.value, Mapping) else None
        is_angle = isinstance(angle, int) and not isinstance(angle, bool) and angle in _ANGLES
        return angle if is_angle else None

    @override
    async def async_set_native_value(self, value: float) -> None:
        """Turn to an angle; return when the device is on its way."""
        await self._async_set({"angle": round(value)})
