"""Pins shown as lights."""

from collections.abc import Mapping
from typing import Any, Final, override

from homeassistant.components.light import (
    ATTR_BRIGHTNESS,
    ATTR_COLOR_TEMP_KELVIN,
    ATTR_EFFECT,
    ATTR_RGB_COLOR,
    ATTR_TRANSITION,
    ATTR_WHITE,
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

# The colours of the wire.
_MODES: Final[Mapping[str, ColorMode]] = {
    "kelvin": ColorMode.COLOR_TEMP,
    "rgb": ColorMode.RGB,
    "white": ColorMode.WHITE,
}

# What pixels do without an effect, on the wire.
NO_EFFECT: Final = "none"
EFFECTS: Final = ("rainbow", "chase", "breathe", "twinkle", "fire")


async def async_setup_entry(
    hass: HomeAssistant, entry: DeviceConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Show the pins that are lights."""
    device = entry.runtime_data

    def make_light(pin: Pin) -> list[PinEntity]:
        return [_LIGHTS.get(pin.type.name, PlainLight)(device, pin)]

    device.entities.async_add_platform(Platform.LIGHT, make_light, async_add_entities)


class PlainLight(OnOffEntity, LightEntity):
    """An output that is on or off."""

    _attr_color_mode = ColorMode.ONOFF
    _attr_supported_color_modes = {ColorMode.ONOFF}


class DimmedLight(PinEntity, LightEntity):
    """A light whose brightness and colour the device controls, with fades of its own.

    Its colours are what its pin can be set to, so they follow the GPIOs that the user gives it.
    """

    _attr_supported_features = LightEntityFeature.TRANSITION

    @property
    @override
    def supported_color_modes(self) -> set[ColorMode]:
        """Return what its GPIOs allow."""
        return {_MODES[member] for member in self._pin.settable if member in _MODES} or {ColorMode.BRIGHTNESS}

    @property
    @override
    def color_mode(self) -> ColorMode:
        """Return the colour that the device reported, if it was one."""
        possible = self.supported_color_modes
        if len(possible) > 1:
            possible &= {_MODES[member] for member in self._reported if member in _MODES}
        return possible.pop() if len(possible) == 1 else ColorMode.UNKNOWN

    @property
    @override
    def min_color_temp_kelvin(self) -> int:
        """Return the colour of the warm LEDs."""
        return int(self._pin.data["warm"])

    @property
    @override
    def max_color_temp_kelvin(self) -> int:
        """Return the colour of the cold LEDs."""
        return int(self._pin.data["cold"])

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
        return self._number("brightness", 1, 255)

    @property
    @override
    def color_temp_kelvin(self) -> int | None:
        """Return what the device reported."""
        return self._number("kelvin", 1000, 10000)

    @property
    @override
    def rgb_color(self) -> tuple[int, int, int] | None:
        """Return what the device reported."""
        return rgb_of(self._reported.get("rgb"))

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Turn on, dim or colour; return when the device has begun it."""
        await self._async_set({"on": True} | _wish(kwargs) | _transition(kwargs))

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Turn off; return when the device has begun it."""
        await self._async_set({"on": False} | _transition(kwargs))


class PixelStrip(DimmedLight):
    """A strip of pixels in one colour, or with an effect that the device computes."""

    _attr_supported_features = LightEntityFeature.EFFECT | LightEntityFeature.TRANSITION
    _attr_effect_list = [EFFECT_OFF, *EFFECTS]
    _attr_translation_key = "pixels"

    @property
    @override
    def effect(self) -> str | None:
        """Return what the device reported."""
        effect = self._reported.get("effect")
        return EFFECT_OFF if effect == NO_EFFECT else effect if effect in EFFECTS else None


# By the type of the pin; any other is on or off.
_LIGHTS: Final[Mapping[str, type[PinEntity]]] = {"light": DimmedLight, "pixels": PixelStrip}


def _wish(kwargs: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a light shall be like, as the device takes it."""
    wish: dict[str, Any] = {}
    # With white comes its brightness; none while that is not known.
    if (brightness := kwargs.get(ATTR_BRIGHTNESS, kwargs.get(ATTR_WHITE))) is not None:
        wish["brightness"] = brightness
    if ATTR_RGB_COLOR in kwargs:
        wish["rgb"] = bytes(kwargs[ATTR_RGB_COLOR]).hex()
    if ATTR_COLOR_TEMP_KELVIN in kwargs:
        wish["kelvin"] = kwargs[ATTR_COLOR_TEMP_KELVIN]
    if ATTR_WHITE in kwargs:
        wish["white"] = True
    if ATTR_EFFECT in kwargs:
        wish["effect"] = NO_EFFECT if kwargs[ATTR_EFFECT] == EFFECT_OFF else kwargs[ATTR_EFFECT]
    return wish


def _transition(kwargs: Mapping[str, Any]) -> dict[str, int]:
    return {"transition_ms": int(kwargs[ATTR_TRANSITION] * 1000)} if ATTR_TRANSITION in kwargs else {}
