"""What all entities have in common: those of a pin, and those of a board."""

from collections.abc import Iterable, Mapping
from typing import Any, override

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, State, callback
from homeassistant.helpers import area_registry as ar, device_registry as dr, entity_registry as er
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity import Entity, EntityDescription

from .const import CONF_AREA, DOMAIN
from .device import ManagedDevice
from .pin import Pin


def _forget_origin(state: State) -> None:
    """Let the event of a change go as soon as everybody has seen it.

    The event and its context refer to each other, so Python would keep both, and the state before, until it walks
    through all objects of Home Assistant, which stops everything for tenths of a second in a large house. That a state
    is its own cause tells nothing; a context that somebody else began stays as it is.
    """
    origin = state.context.origin_event
    if origin is not None and origin.data.get("new_state") is state:
        state.context.origin_event = None


class PinEntity(Entity):
    """An entity of a pin. A pin has a device of its own, so that it has its own area and its own spoken name."""

    _attr_has_entity_name = True
    _attr_should_poll = False

    def __init__(self, device: ManagedDevice, pin: Pin, member: str | None = None) -> None:
        """Show a pin of a device, or one member of what it reports."""
        self._device = device
        self._pin = pin
        if member is None:
            self._attr_unique_id = pin.uid
            # It is called like its device.
            self._attr_name = None
        else:
            self._attr_unique_id = f"{pin.uid}_{member}"
        self._attr_device_class = pin.type.device_class(pin.data)

    @property
    @override
    def device_info(self) -> DeviceInfo:
        """Return what the pin's device is; it is asked for once."""
        area = ar.async_get(self._device.hass).async_get_area(self._pin.data.get(CONF_AREA) or "")
        return DeviceInfo(
            identifiers={(DOMAIN, self._pin.uid)},
            manufacturer=self._device.board.manufacturer,
            # So that every list of devices tells where the wires are.
            model=self._device.board.where(self._pin.gpios),
            name=self._pin.title,
            suggested_area=None if area is None else area.name,
            via_device_id=self._device.board_device_id,
        )

    @property
    @override
    def available(self) -> bool:
        """Return whether the pin's value is known and true."""
        return self._pin.available

    @override
    async def async_added_to_hass(self) -> None:
        """Follow the pin."""
        self.async_on_remove(self._pin.async_listen(self._async_follow))

    @callback
    def _async_follow(self) -> None:
        self.async_write_ha_state()
        state = self.hass.states.get(self.entity_id)
        if state is not None:
            _forget_origin(state)

    @property
    def _reported(self) -> Mapping[str, Any]:
        """Return what the device reported of a pin that has several things to report."""
        return self._pin.value if isinstance(self._pin.value, Mapping) else {}

    def _number(self, member: str, lowest: int, highest: int) -> int | None:
        number = self._reported.get(member)
        return number if type(number) is int and lowest <= number <= highest else None

    async def _async_set(self, value: bool | Mapping[str, Any]) -> None:
        """Ask the device for a value; return when it has reported it."""
        await self._device.async_set(self._pin, value)


class OnOffEntity(PinEntity):
    """An output that is on or off, whatever that means for it."""

    @property
    def is_on(self) -> bool | None:
        """Return what the device reported."""
        return self._pin.value if isinstance(self._pin.value, bool) else None

    async def async_turn_on(self, *_: Any, **__: Any) -> None:
        """Turn on; return when the device has done it."""
        await self._async_set(True)

    async def async_turn_off(self, *_: Any, **__: Any) -> None:
        """Turn off; return when the device has done it."""
        await self._async_set(False)


class BoardEntity(Entity):
    """An entity of the board itself."""

    _attr_has_entity_name = True
    _attr_should_poll = False

    def __init__(self, device: ManagedDevice, description: EntityDescription) -> None:
        """Show one thing about a device."""
        self._device = device
        # It is registered already.
        self.device_entry = dr.async_get(device.hass).async_get(device.board_device_id)
        self.entity_description = description
        self._attr_unique_id = f"{device.role}_{description.key}"

    @property
    @override
    def available(self) -> bool:
        """Return whether the device can be relied on."""
        return self._device.available

    @override
    async def async_added_to_hass(self) -> None:
        """Follow the device."""
        self.async_on_remove(self._device.async_listen(self.async_write_ha_state))


def without_disabled(hass: HomeAssistant, platform: Platform, entities: Iterable[BoardEntity]) -> list[BoardEntity]:
    """Return the entities of a board that are not known to be disabled.

    At each start, Home Assistant would look through its registries for each of the others, and drop it. When somebody
    enables one, it reloads the entry.
    """
    registry = er.async_get(hass)

    def is_disabled(entity: BoardEntity) -> bool:
        entity_id = registry.async_get_entity_id(platform, DOMAIN, entity.unique_id or "")
        return entity_id is not None and registry.entities[entity_id].disabled

    return [entity for entity in entities if not is_disabled(entity)]
