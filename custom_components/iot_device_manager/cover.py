"""Pins shown as covers."""

from typing import Any, override

from homeassistant.components.cover import ATTR_POSITION, CoverEntity, CoverEntityFeature
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .device import DeviceConfigEntry
from .entity import PinEntity

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant, entry: DeviceConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Show the pins that are covers."""
    device = entry.runtime_data
    device.entities.async_add_platform(Platform.COVER, lambda pin: [PinCover(device, pin)], async_add_entities)


class PinCover(PinEntity, CoverEntity):
    """A blind, a gate or the like, whose position the device computes."""

    _attr_supported_features = (
        CoverEntityFeature.OPEN | CoverEntityFeature.CLOSE | CoverEntityFeature.STOP | CoverEntityFeature.SET_POSITION
    )

    @property
    @override
    def current_cover_position(self) -> int | None:
        """Return what the device reported, 0 to 100; None while it does not know."""
        return self._number("position", 0, 100)

    @property
    @override
    def is_closed(self) -> bool | None:
        """Return whether it is at its end; None lets Home Assistant offer both directions."""
        position = self.current_cover_position
        return None if position is None else position == 0

    @property
    @override
    def is_opening(self) -> bool:
        """Return what the device reported."""
        return self._reported.get("moving") == "opening"

    @property
    @override
    def is_closing(self) -> bool:
        """Return what the device reported."""
        return self._reported.get("moving") == "closing"

    @override
    async def async_open_cover(self, **kwargs: Any) -> None:
        """Open; return when the device has begun it."""
        await self._async_set({"move": "open"})

    @override
    async def async_close_cover(self, **kwargs: Any) -> None:
        """Close; return when the device has begun it."""
        await self._async_set({"move": "close"})

    @override
    async def async_stop_cover(self, **kwargs: Any) -> None:
        """Stop; return when the device has done it."""
        await self._async_set({"move": "stop"})

    @override
    async def async_set_cover_position(self, **kwargs: Any) -> None:
        """Go to a position; return when the device has begun it."""
        await self._async_set({"position": kwargs[ATTR_POSITION]})
