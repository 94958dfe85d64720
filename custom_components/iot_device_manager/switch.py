"""Pins shown as switches."""

from functools import partial
from typing import Any, override

from homeassistant.components.switch import SwitchEntity
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .device import DeviceConfigEntry
from .entity import PinEntity

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant, entry: DeviceConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Show the pins that are switches."""
    device = entry.runtime_data
    device.entities.async_add_platform(Platform.SWITCH, partial(PinSwitch, device), async_add_entities)


class PinSwitch(PinEntity, SwitchEntity):
    """An output that is on or off."""

    @property
    @override
    def is_on(self) -> bool | None:
        """Return what the device reported."""
        return self._pin.value if isinstance(self._pin.value, bool) else None

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Turn on; return when the device has done it."""
        await self._async_set(True)

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Turn off; return when the device has done it."""
        await self._async_set(False)
