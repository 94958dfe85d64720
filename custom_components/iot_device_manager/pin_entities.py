"""The entities of one device's pins: added, changed and removed one by one while the others stay as they are."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.entity import Entity
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util import slugify

from .const import DOMAIN
from .pin import Pin

if TYPE_CHECKING:
    from .device import ManagedDevice

# Every board has entities of its own on these.
_BOARD_PLATFORMS = frozenset({Platform.BUTTON, Platform.SENSOR})


class PinEntities:
    """Shows the pins of one device on the platforms that they need."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry[ManagedDevice]) -> None:
        """Begin without a platform."""
        self._hass = hass
        self._entry = entry
        self._platforms: dict[Platform, tuple[Callable[[Pin], Sequence[Entity]], AddConfigEntryEntitiesCallback]] = {}
        self._forwarded: set[Platform] = set()
        self._entities: dict[str, Sequence[Entity]] = {}

    async def async_start(self, pins: dict[str, Pin]) -> None:
        """Set up the platforms that the board and these pins need."""
        await self.async_prepare({pin.platform for pin in pins.values()} | _BOARD_PLATFORMS)

    async def async_stop(self) -> bool:
        """Unload the platforms; return whether that worked."""
        return await self._hass.config_entries.async_unload_platforms(self._entry, self._forwarded)

    async def async_prepare(self, platforms: set[Platform]) -> None:
        """Set up platforms that are not there yet."""
        missing = platforms - self._forwarded
        self._forwarded |= missing
        if missing:
            await self._hass.config_entries.async_forward_entry_setups(self._entry, sorted(missing))

    @callback
    def async_add_platform(
        self,
        platform: Platform,
        make_entities: Callable[[Pin], Sequence[Entity]],
        async_add_entities: AddConfigEntryEntitiesCallback,
    ) -> None:
        """Let a platform show its pins, those of now and those to come."""
        self._platforms[platform] = (make_entities, async_add_entities)
        for pin in self._entry.runtime_data.pins.values():
            if pin.platform == platform:
                self.async_show(pin)

    @callback
    def async_show(self, pin: Pin) -> None:
        """Add the entities of a pin: one, or one for each of its readings."""
        make_entities, async_add_entities = self._platforms[pin.platform]
        self._entities[pin.subentry_id] = entities = make_entities(pin)
        async_add_entities(entities, config_subentry_id=pin.subentry_id)

    @callback
    def async_forget(self, subentry_id: str) -> None:
        """Take in that a pin was removed; the registries have removed its entities already."""
        self._entities.pop(subentry_id, None)

    async def async_hide(self, subentry_id: str) -> None:
        """Take the entities of a pin away; the registries keep them for whoever shows it next."""
        for entity in self._entities.pop(subentry_id):
            # A disabled entity was never added.
            if entity.hass is not None:
                await entity.async_remove(force_remove=True)

    async def async_change(self, pin: Pin, subentry: ConfigSubentry) -> None:
        """Take over what was edited of a pin."""
        old_platform, old_data, old_title = pin.platform, pin.data, pin.title
        pin.load(subentry)
        if any(old_data.get(field.key) != pin.data.get(field.key) for field in pin.type.fields if not field.on_wire):
            await self._async_replace(pin, old_platform, old_title)

    @callback
    def async_describe(self, pin: Pin) -> None:
        """Have the pin's device say how it is called and where its wires are."""
        registry = dr.async_get(self._hass)
        device = registry.async_get_device_by_identifier((DOMAIN, pin.uid), self._entry.entry_id)
        if device is not None:
            board = self._entry.runtime_data.board
            registry.async_update_device(
                device.id, manufacturer=board.manufacturer, model=board.where(pin.gpios), name=pin.title
            )

    async def _async_replace(self, pin: Pin, old_platform: Platform, old_title: str) -> None:
        """Show a pin anew; its registry entries stay unless another platform, or nothing, shows them from now on."""
        registry = er.async_get(self._hass)
        entity_id = registry.async_get_entity_id(old_platform, DOMAIN, pin.uid)
        shown_before = {entity.unique_id for entity in self._entities[pin.subentry_id]}
        await self.async_hide(pin.subentry_id)
        if entity_id is not None and pin.platform != old_platform:
            self._hand_over(registry.entities[entity_id], pin, old_title)
        # So that nobody sees what was meant differently.
        self._entry.runtime_data.async_refresh()
        self.async_show(pin)
        for unique_id in shown_before - {entity.unique_id for entity in self._entities[pin.subentry_id]}:
            # Nothing measures this any more.
            if (gone := registry.async_get_entity_id(old_platform, DOMAIN, unique_id or "")) is not None:
                registry.async_remove(gone)

    def _hand_over(self, old: er.RegistryEntry, pin: Pin, old_title: str) -> None:
        """Give what the user made of an entity to the one of another platform that takes its place."""
        registry = er.async_get(self._hass)
        object_id = old.entity_id.partition(".")[2]
        registry.async_remove(old.entity_id)
        new = registry.async_get_or_create(
            pin.platform,
            DOMAIN,
            pin.uid,
            config_entry=self._entry,
            config_subentry_id=pin.subentry_id,
            device_id=old.device_id,
            # An id that nobody chose follows the name.
            suggested_object_id=pin.title if object_id == slugify(old_title) else object_id,
        )
        registry.async_update_entity(
            new.entity_id,
            aliases=old.aliases,
            area_id=old.area_id,
            disabled_by=old.disabled_by,
            hidden_by=old.hidden_by,
            icon=old.icon,
            labels=old.labels,
            name=old.name,
        )
