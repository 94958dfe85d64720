"""Moving a pin to another board: its device and its entities stay the same ones."""

from collections.abc import Mapping
from types import MappingProxyType

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er

from .const import CONF_KEY, CONF_PIN_UID, CONF_ROLE, CONF_TARGET, CONF_TYPE, DOMAIN, SUBENTRY_PIN, SUBENTRY_RULE
from .device import ManagedDevice
from .limits import fits, max_pins
from .pin_gpios import check_gpios, free_gpios, is_taken
from .pin_keys import free_key
from .pin_types import PIN_TYPES, gpios_of
from .rules import LONGEST_RULE, MOST_RULES, NEEDED_TYPE


def room_for(
    source: ConfigEntry[ManagedDevice], subentry: ConfigSubentry, target: ConfigEntry[ManagedDevice]
) -> list[int]:
    """Return the GPIOs at which a loaded entry has room for a pin of another one, and for the rules about it."""
    row = PIN_TYPES[subentry.data[CONF_TYPE]]
    pins = [pin.data for pin in target.get_subentries_of_type(SUBENTRY_PIN)]
    announce = target.runtime_data.view.announce
    moving = [LONGEST_RULE] * len(rules_about(source, subentry))
    needed = {row.name, NEEDED_TYPE} if moving else {row.name}
    if announce is not None and not needed <= announce.types:
        return []
    # One that is left out at the moment may be possible again some day.
    present = target.get_subentries_of_type(SUBENTRY_RULE)
    if len(present) + len(moving) > MOST_RULES or len(pins) >= max_pins(announce):
        return []
    rules = [*target.runtime_data.rules.objects, *moving]
    if not fits(announce, target.data[CONF_ROLE], [*pins, subentry.data], rules):
        return []
    free = free_gpios(target.runtime_data.board, row, pins)
    return free if len(free) >= len(gpios_of(subentry.data)) else []


def rules_about(entry: ConfigEntry, pin: ConfigSubentry) -> list[ConfigSubentry]:
    """Return the rules of a board that do something with a pin."""
    rules = entry.get_subentries_of_type(SUBENTRY_RULE)
    return [rule for rule in rules if rule.data[CONF_TARGET] == pin.data[CONF_PIN_UID]]


def _fits(
    source: ConfigEntry[ManagedDevice],
    subentry: ConfigSubentry,
    target: ConfigEntry[ManagedDevice],
    gpios: Mapping[str, int],
) -> bool:
    row = PIN_TYPES[subentry.data[CONF_TYPE]]
    pins = [pin.data for pin in target.get_subentries_of_type(SUBENTRY_PIN)]
    is_free = not is_taken({**subentry.data, **gpios}, pins)
    return is_free and not check_gpios(row, gpios, room_for(source, subentry, target), pins)


async def async_move_pin(
    hass: HomeAssistant,
    source: ConfigEntry[ManagedDevice],
    subentry: ConfigSubentry,
    target: ConfigEntry[ManagedDevice],
    gpios: Mapping[str, int],
) -> bool:
    """Give a pin of one loaded entry to another one; return False when there is no room for it at these GPIOs."""
    pin = source.runtime_data.pins.get(subentry.subentry_id)
    if pin is None or not _fits(source, subentry, target, gpios):
        return False
    await source.runtime_data.entities.async_hide(subentry.subentry_id)
    if subentry.subentry_id not in source.subentries or not _fits(source, subentry, target, gpios):
        # Another dialog was faster.
        source.runtime_data.entities.async_show(pin)
        return False
    key = free_key(pin.data[CONF_KEY] for pin in target.get_subentries_of_type(SUBENTRY_PIN))
    # Groups are those of a board: over there, the same number means other outputs.
    left = {"group": 0} if "group" in subentry.data else {}
    moved = ConfigSubentry(
        data=MappingProxyType({**subentry.data, **gpios, **left, CONF_KEY: key}),
        subentry_type=subentry.subentry_type,
        title=subentry.title,
        unique_id=subentry.unique_id,
    )
    # From here on without a pause: nobody may see the pin twice, or not at all.
    hass.config_entries.async_add_subentry(target, moved)
    _re_home(hass, source, target, moved)
    hass.config_entries.async_remove_subentry(source, subentry.subentry_id)
    # A rule belongs to the board of its output.
    for rule in rules_about(source, subentry):
        copy = ConfigSubentry(data=rule.data, subentry_type=SUBENTRY_RULE, title=rule.title, unique_id=None)
        hass.config_entries.async_add_subentry(target, copy)
        hass.config_entries.async_remove_subentry(source, rule.subentry_id)
    return True


@callback
def async_take_home(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Finish moves of which a crash has kept only the half: the entries are saved seconds before the registries."""
    devices = dr.async_get(hass)
    for subentry in entry.get_subentries_of_type(SUBENTRY_PIN):
        for device in devices.async_get_devices(identifiers={(DOMAIN, subentry.data[CONF_PIN_UID])}):
            other = hass.config_entries.async_get_entry(device.config_entry_id)
            if other is not None and other.entry_id != entry.entry_id:
                _re_home(hass, other, entry, subentry)


def _re_home(hass: HomeAssistant, source: ConfigEntry, target: ConfigEntry, subentry: ConfigSubentry) -> None:
    """Have the device and the entities of a pin belong to another entry."""
    entities, devices = er.async_get(hass), dr.async_get(hass)
    device = devices.async_get_device_by_identifier((DOMAIN, subentry.data[CONF_PIN_UID]), source.entry_id)
    if device is None:
        return
    # The entities first: Home Assistant deletes what still belongs to the old entry when the device moves.
    for entity in er.async_entries_for_device(entities, device.id, include_disabled_entities=True):
        if entity.config_entry_id == source.entry_id:
            entities.async_update_entity(
                entity.entity_id, config_entry_id=target.entry_id, config_subentry_id=subentry.subentry_id
            )
    board = devices.async_get_device_by_identifier((DOMAIN, target.data[CONF_ROLE]), target.entry_id)
    devices.async_update_device(
        device.id,
        new_config_entry_id=target.entry_id,
        new_config_subentry_id=subentry.subentry_id,
        via_device_id=None if board is None else board.id,
    )
