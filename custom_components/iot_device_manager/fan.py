"""Pins shown as fans."""

from typing import Any, override

from homeassistant.components.fan import FanEntity, FanEntityFeature
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .device import DeviceConfigEntry
from .entity import OnOffEntity, PinEntity
from .pin import Pin

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant, entry: DeviceConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Show the pins that are fans."""
    device = entry.runtime_data

    def make_fan(pin: Pin) -> list[PinEntity]:
        return [(SpeedFan if pin.type.name == "fan" else PlainFan)(device, pin)]

    device.entities.async_add_platform(Platform.FAN, make_fan, async_add_entities)


class PlainFan(OnOffEntity, FanEntity):
    """A fan that has one speed."""

    _attr_supported_features = FanEntityFeature.TURN_ON | FanEntityFeature.TURN_OFF


class SpeedFan(PinEntity, FanEntity):
    """A fan whose speed the device controls by PWM."""

    _attr_supported_features = FanEntityFeature.SET_SPEED | FanEntityFeature.TURN_ON | FanEntityFeature.TURN_OFF

    @property
    @override
    def is_on(self) -> bool | None:
        """Return what the device reported."""
        on = self._reported.get("on")
        return on if isinstance(on, bool) else None

    @property
    @override
    def percentage(self) -> int | None:
        """Return the speed that the device reported, 0 while it is off."""
        if self.is_on:
            return self._number("speed", 1, 100)
        return None if self.is_on is None else 0

    @override
    async def async_turn_on(self, percentage: int | None = None, preset_mode: str | None = None, **kwargs: Any) -> None:
        """Turn on, at the last speed or another one, or off for none; return when the device has done it."""
        if percentage == 0:
            await self.async_turn_off()
        else:
            await self._async_set({"on": True} | ({} if percentage is None else {"speed": percentage}))

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Turn off; return when the device has done it."""
        await self._async_set({"on": False})

    @override
    async def async_set_percentage(self, percentage: int) -> None:
        """Run at a speed, or not at all; return when the device has done it."""
        await self.async_turn_on(percentage)
