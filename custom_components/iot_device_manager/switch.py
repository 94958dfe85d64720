"""Pins shown as switches."""

from homeassistant.components.switch import SwitchEntity
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .device import DeviceConfigEntry
from .entity import OnOffEntity

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant, entry: DeviceConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Show the pins that are switches."""
    device = entry.runtime_data
    device.entities.async_add_platform(Platform.SWITCH, lambda pin: [PinSwitch(device, pin)], async_add_entities)


class PinSwitch(OnOffEntity, SwitchEntity):
    """An output that is on or off."""
