"""IoT Device Manager: ESP8266 boards with one firmware, whose pins are set up here and known by their names."""

from typing import Final

from homeassistant.components import mqtt
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ConfigEntryNotReady
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.typing import ConfigType

from . import services
from .const import CONF_AWAY_MINUTES, CONF_NAMES_OVER_MQTT, CONF_ROLE, DEFAULT_AWAY_MINUTES, DOMAIN, MANAGER_UNIQUE_ID
from .device import DeviceConfigEntry, ManagedDevice
from .hub import HUB, Hub
from .manager_entry import async_create_manager, async_follow_devices
from .move import async_take_home
from .totals import async_forget_totals

_MANAGER_PLATFORMS: Final = (Platform.SENSOR,)

CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Make the hub that all entries share."""
    hass.data[HUB] = Hub(hass)
    services.async_register(hass)
    return True


async def async_setup_entry(hass: HomeAssistant, entry: ConfigEntry) -> bool:
    """Set up the manager or one device."""
    # A board that is away is no reason to wait: its entities are unavailable. Without MQTT there is nothing to do.
    if not await mqtt.async_wait_for_mqtt_client(hass):
        raise ConfigEntryNotReady(translation_domain=DOMAIN, translation_key="mqtt_unavailable")
    hub = hass.data[HUB]
    await hub.async_acquire()
    try:
        if entry.unique_id == MANAGER_UNIQUE_ID:
            await _async_manager_updated(hass, entry)
            entry.async_on_unload(entry.add_update_listener(_async_manager_updated))
            await hass.config_entries.async_forward_entry_setups(entry, _MANAGER_PLATFORMS)
        else:
            async with hub.set_up():
                await _async_setup_device(hass, entry, hub)
    except BaseException:
        await hub.async_release()
        raise
    return True


async def _async_manager_updated(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Follow the manager's options."""
    hub = hass.data[HUB]
    hub.spares.away_s = entry.options.get(CONF_AWAY_MINUTES, DEFAULT_AWAY_MINUTES) * 60
    names = hub.names
    if entry.options[CONF_NAMES_OVER_MQTT] != names.active:
        await (names.async_stop() if names.active else names.async_start())


async def _async_setup_device(hass: HomeAssistant, entry: DeviceConfigEntry, hub: Hub) -> None:
    await hub.swaps.async_bind(entry)
    async_take_home(hass, entry)
    device = ManagedDevice(hass, entry, hub)
    entry.runtime_data = device
    await device.async_start()
    entry.async_on_unload(entry.add_update_listener(_async_entry_updated))
    await hub.swaps.async_resume(device)
    hass.async_create_task(async_create_manager(hass))


async def _async_entry_updated(hass: HomeAssistant, entry: DeviceConfigEntry) -> None:
    entry.runtime_data.async_edited()


async def async_unload_entry(hass: HomeAssistant, entry: ConfigEntry) -> bool:
    """Unload the manager or one device."""
    hub = hass.data[HUB]
    if entry.unique_id == MANAGER_UNIQUE_ID:
        if not await hass.config_entries.async_unload_platforms(entry, _MANAGER_PLATFORMS):
            return False
        await hub.names.async_stop()
    elif not await entry.runtime_data.async_stop():
        return False
    await hub.async_release()
    return True


async def async_remove_entry(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Unassign a removed device. The manager goes with the last one, and not before."""
    hub = hass.data.setdefault(HUB, Hub(hass))
    await hub.async_load()
    if entry.unique_id is not None and entry.unique_id != MANAGER_UNIQUE_ID:
        # In the middle of a swap there are two.
        boards = {entry.unique_id, *hub.swaps.boards_in_swap(entry)}
        hub.swaps.async_forget(entry.data.get(CONF_ROLE, ""))
        hub.store.forget_levels(entry.data.get(CONF_ROLE, ""))
        async_forget_totals(hass, hub.store)
        for device_id in sorted(board for board in boards if not hub.spares.is_owned(board)):
            await hub.retired.async_retire(hub.view(device_id))
    hass.async_create_background_task(async_follow_devices(hass, hub), "iot_device_manager manager entry")


async def async_migrate_entry(hass: HomeAssistant, entry: ConfigEntry) -> bool:
    """Accept every entry of this major version; a newer one must not be touched by an older integration."""
    return entry.version == 1
