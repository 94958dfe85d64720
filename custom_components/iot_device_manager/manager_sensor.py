"""What the manager itself shows: the spares."""

from typing import override

from homeassistant.components.sensor import SensorEntity, SensorStateClass
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.device_registry import DeviceEntryType, DeviceInfo

from .const import DOMAIN, MANAGER_UNIQUE_ID
from .hub import HUB


class SparesSensor(SensorEntity):
    """How many boards could take over at once."""

    _attr_has_entity_name = True
    _attr_should_poll = False
    _attr_translation_key = "spares"
    _attr_unique_id = "spares"
    _attr_state_class = SensorStateClass.MEASUREMENT
    _attr_device_info = DeviceInfo(
        identifiers={(DOMAIN, MANAGER_UNIQUE_ID)}, name="IoT Device Manager", entry_type=DeviceEntryType.SERVICE
    )

    def __init__(self, hass: HomeAssistant) -> None:
        """Show the spares."""
        self._spares = hass.data[HUB].spares
        self._follow()

    @override
    async def async_added_to_hass(self) -> None:
        """Follow the spares."""
        self.async_on_remove(self._spares.async_listen(self._spares_changed))

    @callback
    def _spares_changed(self) -> None:
        before = (self._attr_native_value, self._attr_extra_state_attributes)
        self._follow()
        if (self._attr_native_value, self._attr_extra_state_attributes) != before:
            self.async_write_ha_state()

    def _follow(self) -> None:
        ready = {view.device_id for view in self._spares.ready()}
        self._attr_native_value = len(ready)
        self._attr_extra_state_attributes = {
            "spares": [
                {
                    "id": view.device_id,
                    "firmware": None if view.announce is None else view.announce.firmware,
                    "signal": None if view.telemetry is None else view.telemetry.rssi,
                    "ready": view.device_id in ready,
                }
                for view in self._spares.all()
            ]
        }
