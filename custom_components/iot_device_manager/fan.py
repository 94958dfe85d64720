"""Pins shown as fans."""

from functools import partial

from homeassistant.components.fan import FanEntity, FanEntityFeature
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .device import DeviceConfigEntry
from .entity import OnOffEntity

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant, entry: DeviceConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Show the pins that are fans."""
    device = entry.runtime_data
    device.entities.async_add_platform(Platform.FAN, partial(PinFan, device), async_add_entities)


class PinFan(OnOffEntity, FanEntity):
    """A fan that has one speed."""

    _attr_supported_features = FanEntityFeature.TURN_ON | FanEntityFeature.TURN_OFF
