"""Pins shown as locks."""

from typing import Any, override

from homeassistant.components.lock import LockEntity
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .device import DeviceConfigEntry
from .entity import OnOffEntity

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant, entry: DeviceConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Show the pins that are locks."""
    device = entry.runtime_data
    device.entities.async_add_platform(Platform.LOCK, lambda pin: [PinLock(device, pin)], async_add_entities)


class PinLock(OnOffEntity, LockEntity):
    """A lock that is open while its output is on, as a door opener is."""

    @property
    @override
    def is_locked(self) -> bool | None:
        """Return what the device reported."""
        return None if self.is_on is None else not self.is_on

    @override
    async def async_lock(self, **kwargs: Any) -> None:
        """Lock; return when the device has done it."""
        await self.async_turn_off()

    @override
    async def async_unlock(self, **kwargs: Any) -> None:
        """Unlock; return when the device has done it."""
        await self.async_turn_on()
