"""Pins shown as lights."""

from collections.abc import Mapping
from typing import Any, Final, override

from homeassistant.components.light import (
    ATTR_BRIGHTNESS,
    ATTR_EFFECT,
    ATTR_RGB_COLOR,
    ATTR_TRANSITION,
    EFFECT_OFF,
    ColorMode,
    LightEntity,
    LightEntityFeature,
)
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .device import DeviceConfigEntry
from .entity import OnOffEntity, PinEntity
from .pin import Pin
from .pin_types import rgb_of

PARALLEL_UPDATES = 0

_BRIGHTNESSES = range(1, 256)

# What pixels do without an effect, on the wire.
NO_EFFECT: Final = "none"
EFFECTS: Final = ("rainbow", "chase", "breathe", "twinkle", "fire")


async def async_setup_entry(
    hass: HomeAssistant, entry: DeviceConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Show the pins that are lights."""
    device = entry.runtime_data

    def make_light(pin: Pin) -> PinEntity:
        return _LIGHTS.get(pin.type.name, PlainLight)(device, pin)

    device.entities.async_add_platform(Platform.LIGHT, make_light, async_add_entities)


class PlainLight(OnOffEntity, LightEntity):
    """An output that is on or off."""

    _attr_color_mode = ColorMode.ONOFF
    _attr_supported_color_modes = {ColorMode.ONOFF}


class DimmedLight(PinEntity, LightEntity):
    """A light whose brightness the device controls by PWM, with fades of its own."""

    _attr_color_mode = ColorMode.BRIGHTNESS
    _attr_supported_color_modes = {ColorMode.BRIGHTNESS}
    _attr_supported_features = LightEntityFeature.TRANSITION

    @property
    def _reported(self) -> Mapping[str, Any]:
        return self._pin.value if isinstance(self._pin.value, Mapping) else {}

    @property
    @override
    def is_on(self) -> bool | None:
        """Return what the device reported."""
        on = self._reported.get("on")
        return on if isinstance(on, bool) else None

    @property
    @override
    def brightness(self) -> int | None:
        """Return what the device reported, 1 to 255."""
        brightness = self._reported.get("brightness")
        return brightness if isinstance(brightness, int) and brightness in _BRIGHTNESSES else None

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Turn on or dim; return when the device has begun it."""
        wish: dict[str, Any] = {"on": True}
        if ATTR_BRIGHTNESS in kwargs:
            wish["brightness"] = kwargs[ATTR_BRIGHTNESS]
        await self._async_set(wish | _transition(kwargs))

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Turn off; return when the device has begun it."""
        await self._async_set({"on": False} | _transition(kwargs))


class PixelStrip(DimmedLight):
    """A strip of pixels in one colour, or with an effect that the device computes."""

    _attr_color_mode = ColorMode.RGB
    _attr_supported_color_modes = {ColorMode.RGB}
    _attr_supported_features = LightEntityFeature.EFFECT | LightEntityFeature.TRANSITION
    _attr_effect_list = [EFFECT_OFF, *EFFECTS]
    _attr_translation_key = "pixels"

    @property
    @override
    def rgb_color(self) -> tuple[int, int, int] | None:
        """Return what the device reported."""
        return rgb_of(self._reported.get("rgb"))

    @property
    @override
    def effect(self) -> str | None:
        """Return what the device reported."""
        effect = self._reported.get("effect")
        return EFFECT_OFF if effect == NO_EFFECT else effect if effect in EFFECTS else None

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Turn on, dim, colour or begin an effect; return when the device has begun it."""
        wish: dict[str, Any] = {"on": True}
        if ATTR_BRIGHTNESS in kwargs:
            wish["brightness"] = kwargs[ATTR_BRIGHTNESS]
        if ATTR_RGB_COLOR in kwargs:
            wish["rgb"] = bytes(kwargs[ATTR_RGB_COLOR]).hex()
        if ATTR_EFFECT in kwargs:
            wish["effect"] = NO_EFFECT if kwargs[ATTR_EFFECT] == EFFECT_OFF else kwargs[ATTR_EFFECT]
        await self._async_set(wish | _transition(kwargs))


# By the type of the pin; any other is on or off.
_LIGHTS: Final[Mapping[str, type[PinEntity]]] = {"light": DimmedLight, "pixels": PixelStrip}


def _transition(kwargs: Mapping[str, Any]) -> dict[str, int]:
    return {"transition_ms": int(kwargs[ATTR_TRANSITION] * 1000)} if ATTR_TRANSITION in kwargs else {}
