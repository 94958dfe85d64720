"""Pins shown as events: buttons that somebody presses."""

from typing import Final, override

from homeassistant.components.event import ATTR_MULTI_PRESS_COUNT, ButtonEventType, EventEntity
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .device import DeviceConfigEntry
from .entity import PinEntity

PARALLEL_UPDATES = 0

# What the firmware tells of a button, in the words of Home Assistant.
EVENT_TYPES: Final = {
    "press": ButtonEventType.PRESS_START,
    "release": ButtonEventType.PRESS_END,
    "click": ButtonEventType.MULTI_PRESS_END,
    "hold": ButtonEventType.LONG_PRESS_START,
    "hold_release": ButtonEventType.LONG_PRESS_END,
}


async def async_setup_entry(
    hass: HomeAssistant, entry: DeviceConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Show the pins that are buttons."""
    device = entry.runtime_data
    device.entities.async_add_platform(Platform.EVENT, lambda pin: [PinEvent(device, pin)], async_add_entities)


class PinEvent(PinEntity, EventEntity):
    """A button in the wall."""

    _attr_event_types = [event_type.value for event_type in EVENT_TYPES.values()]

    @override
    async def async_added_to_hass(self) -> None:
        """Follow the pin, and what is done with it."""
        await super().async_added_to_hass()
        self.async_on_remove(self._pin.async_listen_to_events(self._async_tell))

    @callback
    def _async_tell(self, event: str, count: int) -> None:
        # A later firmware may tell more.
        if (event_type := EVENT_TYPES.get(event)) is not None:
            self._trigger_event(event_type, {ATTR_MULTI_PRESS_COUNT: count} if count else None)
            self.async_write_ha_state()
