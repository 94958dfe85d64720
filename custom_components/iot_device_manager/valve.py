"""Pins shown as valves."""

from typing import override

from homeassistant.components.valve import ValveEntity, ValveEntityFeature
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .device import DeviceConfigEntry
from .entity import OnOffEntity

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant, entry: DeviceConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Show the pins that are valves."""
    device = entry.runtime_data
    device.entities.async_add_platform(Platform.VALVE, lambda pin: [PinValve(device, pin)], async_add_entities)


class PinValve(OnOffEntity, ValveEntity):
    """A valve that is open while its output is on."""

    _attr_reports_position = False
    _attr_supported_features = ValveEntityFeature.OPEN | ValveEntityFeature.CLOSE

    @property
    @override
    def is_closed(self) -> bool | None:
        """Return what the device reported."""
        return None if self.is_on is None else not self.is_on

    @override
    async def async_open_valve(self) -> None:
        """Open; return when the device has done it."""
        await self.async_turn_on()

    @override
    async def async_close_valve(self) -> None:
        """Close; return when the device has done it."""
        await self.async_turn_off()
