"""Pins shown as sirens."""

from homeassistant.components.siren import SirenEntity, SirenEntityFeature
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .device import DeviceConfigEntry
from .entity import OnOffEntity

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant, entry: DeviceConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Show the pins that are sirens."""
    device = entry.runtime_data
    device.entities.async_add_platform(Platform.SIREN, lambda pin: [PinSiren(device, pin)], async_add_entities)


class PinSiren(OnOffEntity, SirenEntity):
    """A siren that has one tone."""

    _attr_supported_features = SirenEntityFeature.TURN_ON | SirenEntityFeature.TURN_OFF
