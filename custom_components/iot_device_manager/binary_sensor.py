"""Pins shown as binary sensors."""

from typing import override

from homeassistant.components.binary_sensor import BinarySensorEntity
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .device import DeviceConfigEntry
from .entity import PinEntity

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant, entry: DeviceConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Show the pins that are binary sensors."""
    device = entry.runtime_data
    device.entities.async_add_platform(
        Platform.BINARY_SENSOR, lambda pin: [PinBinarySensor(device, pin)], async_add_entities
    )


class PinBinarySensor(PinEntity, BinarySensorEntity):
    """An input that is on or off."""

    @property
    @override
    def is_on(self) -> bool | None:
        """Return what the device reported."""
        return self._pin.value if isinstance(self._pin.value, bool) else None
