"""The manager's own entry: there as long as there is something to manage."""

from typing import TYPE_CHECKING

from homeassistant.config_entries import SOURCE_SYSTEM
from homeassistant.core import HomeAssistant

from .const import DOMAIN, MANAGER_UNIQUE_ID

if TYPE_CHECKING:
    from .hub import Hub


async def async_follow_devices(hass: HomeAssistant, hub: Hub) -> None:
    """Have the manager's entry as long as there are devices, or tombstones that were not sent."""
    if _devices_exist(hass):
        await async_create_manager(hass)
        return
    # Without a broker nobody knows of the removal; the next connection sends the tombstones and comes here again.
    if hub.store.memory.retired and not hub.connected:
        return
    # The last device needs somebody who clears its tombstone once it has obeyed.
    await hub.retired.async_wait_until_confirmed()
    manager = hass.config_entries.async_entry_for_domain_unique_id(DOMAIN, MANAGER_UNIQUE_ID)
    if manager is None or _devices_exist(hass):
        return
    connected = hub.connected
    await hass.config_entries.async_remove(manager.entry_id)
    if connected:
        await hub.managers.async_clear_presence()


async def async_create_manager(hass: HomeAssistant) -> None:
    """Create the manager's entry, if it is not there."""
    if hass.config_entries.async_entry_for_domain_unique_id(DOMAIN, MANAGER_UNIQUE_ID) is None:
        await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_SYSTEM}, data={})


def _devices_exist(hass: HomeAssistant) -> bool:
    entries = hass.config_entries.async_entries(DOMAIN, include_ignore=False)
    return any(entry.unique_id != MANAGER_UNIQUE_ID for entry in entries)
