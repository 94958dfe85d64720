"""Pins shown as sensors, and the health of the board."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import override

from homeassistant.components.sensor import (
    UNIT_CONVERTERS,
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import (
    SIGNAL_STRENGTH_DECIBELS_MILLIWATT,
    EntityCategory,
    Platform,
    UnitOfInformation,
)
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util import dt as dt_util

from .const import DOMAIN, MANAGER_UNIQUE_ID
from .device import DeviceConfigEntry, ManagedDevice
from .entity import BoardEntity, PinEntity, without_disabled
from .manager_sensor import SparesSensor
from .pin import Pin
from .reading import Reading

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class HealthDescription(SensorEntityDescription):
    """A figure of the board's health."""

    value_fn: Callable[[ManagedDevice], int | None]


HEALTH = (
    HealthDescription(
        key="heap",
        translation_key="heap",
        device_class=SensorDeviceClass.DATA_SIZE,
        native_unit_of_measurement=UnitOfInformation.BYTES,
        state_class=SensorStateClass.MEASUREMENT,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        value_fn=lambda device: device.view.telemetry.heap if device.view.telemetry else None,
    ),
    HealthDescription(
        key="signal",
        device_class=SensorDeviceClass.SIGNAL_STRENGTH,
        native_unit_of_measurement=SIGNAL_STRENGTH_DECIBELS_MILLIWATT,
        state_class=SensorStateClass.MEASUREMENT,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        value_fn=lambda device: device.view.telemetry.rssi if device.view.telemetry else None,
    ),
)

UPTIME = SensorEntityDescription(
    key="uptime",
    translation_key="uptime",
    device_class=SensorDeviceClass.TIMESTAMP,
    entity_category=EntityCategory.DIAGNOSTIC,
    entity_registry_enabled_default=False,
)


async def async_setup_entry(
    hass: HomeAssistant, entry: DeviceConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Show the pins that are sensors, and the board's health; of the manager, the number of spares."""
    if entry.unique_id == MANAGER_UNIQUE_ID:
        async_add_entities([SparesSensor(hass)])
        return
    device = entry.runtime_data
    health = [*(HealthSensor(device, description) for description in HEALTH), UptimeSensor(device, UPTIME)]
    async_add_entities(without_disabled(hass, Platform.SENSOR, health))

    def make_sensors(pin: Pin) -> list[PinSensor]:
        return [PinSensor(device, pin, reading) for reading in pin.readings]

    device.entities.async_add_platform(Platform.SENSOR, make_sensors, async_add_entities)


class PinSensor(PinEntity, SensorEntity):
    """A reading of a pin."""

    def __init__(self, device: ManagedDevice, pin: Pin, reading: Reading) -> None:
        """Show a reading in its unit."""
        super().__init__(device, pin, reading.member)
        self._reading = reading
        self._attr_device_class = None if reading.device_class is None else SensorDeviceClass(reading.device_class)
        self._attr_native_unit_of_measurement = reading.unit
        self._attr_state_class = None if reading.state_class is None else SensorStateClass(reading.state_class)
        self._attr_suggested_display_precision = reading.precision
        self._attr_translation_key = reading.translation_key

    @property
    @override
    def native_value(self) -> float | None:
        """Return what the device reported, in the unit."""
        return self._reading.value_of(self._pin.value)

    @property
    @override
    def last_reset(self) -> datetime | None:
        """Return when a total began anew, None for one that never did."""
        began = self._device.totals.began(self._pin) if self._is_total else None
        return None if began is None else datetime.fromisoformat(began)

    @property
    def _is_total(self) -> bool:
        return self._pin.type.total is not None and self._reading.member == self._pin.type.total

    async def async_set_meter(self, reading: float) -> None:
        """Have a total go on from what the meter reads."""
        if not self._is_total:
            raise ServiceValidationError(
                translation_domain=DOMAIN,
                translation_key="no_meter",
                translation_placeholders={"name": self._pin.title},
            )
        converter = UNIT_CONVERTERS.get(self.device_class)
        if converter is not None:
            # What the user sees may be another unit than the total's own.
            reading = converter.convert(reading, self.unit_of_measurement, self.native_unit_of_measurement)
        self._device.totals.async_preset(self._pin, reading)


class HealthEntity(BoardEntity, SensorEntity):
    """A sensor that follows the board's telemetry."""

    @override
    async def async_added_to_hass(self) -> None:
        """Follow the telemetry, besides the availability."""
        await super().async_added_to_hass()
        self.async_on_remove(self._device.async_listen_to_health(self.async_write_ha_state))


class HealthSensor(HealthEntity):
    """A figure of the board's telemetry."""

    entity_description: HealthDescription

    @property
    @override
    def native_value(self) -> int | None:
        """Return what the device reported."""
        return self.entity_description.value_fn(self._device)


class UptimeSensor(HealthEntity):
    """When the board last booted."""

    _session: str | None = None
    _booted_at: datetime | None = None

    @property
    @override
    def native_value(self) -> datetime | None:
        """Return the moment of the boot: computed once per session, so that it does not jitter."""
        status = self._device.view.status
        uptime_ms = self._device.uptime_ms()
        if status is not None and uptime_ms is not None and status.session != self._session:
            self._session = status.session
            self._booted_at = dt_util.utcnow() - timedelta(milliseconds=uptime_ms)
        return self._booted_at if status is not None and status.session == self._session else None
