"""What is measured is what Home Assistant knows: its own tables say which units and state classes go together."""

from typing import Any, Final

from homeassistant.components.sensor.const import DEVICE_CLASS_STATE_CLASSES, DEVICE_CLASS_UNITS, SensorDeviceClass
from homeassistant.helpers import entity_registry as er
import pytest

from custom_components.iot_device_manager.meters import METERS
from custom_components.iot_device_manager.pin_types import PIN_TYPES
from custom_components.iot_device_manager.sensor_types import SENSOR_TYPES

from .board import Board
from .entries import A0, D1, D5, D6, House, device_entry, pin

_WIRES: Final[dict[str, dict[str, Any]]] = {"i2c": {"gpio_scl": D6}}


def measuring() -> list[tuple[str, dict[str, Any]]]:
    """Return every type of pin that measures something, and every kind of meter, with its choices."""
    found: list[tuple[str, dict[str, Any]]] = [("counter", {"meter": meter}) for meter in METERS]
    found.extend((row.name, _WIRES.get(row.bus or "", {})) for row in SENSOR_TYPES)
    return found


@pytest.mark.parametrize(("name", "choices"), measuring(), ids=str)
async def test_units(house: House, board: Board, name: str, choices: dict[str, Any]) -> None:
    """Unit and state class are allowed for the device class, and the decimals are those of the reading."""
    gpio = {"analog_input": A0}.get(name, D5 if "gpio_scl" in choices else D1)
    entry = await house.add_running(device_entry(pin(name, "Probe", gpio, "a", **choices)), board)
    subentry_id = house.subentry_id(entry, "Probe")
    registry = er.async_get(house.hass)
    entities = [
        entity
        for entity in er.async_entries_for_config_entry(registry, entry.entry_id)
        if entity.config_subentry_id == subentry_id
    ]
    readings = PIN_TYPES[name].readings(entry.subentries[subentry_id].data)
    precisions = [entity.options["sensor"]["suggested_display_precision"] for entity in entities]
    assert sorted(precisions) == sorted(reading.precision for reading in readings)
    for entity in entities:
        state = house.hass.states.get(entity.entity_id)
        assert state is not None
        unit, state_class = (state.attributes.get(key) for key in ("unit_of_measurement", "state_class"))
        if (device_class := state.attributes.get("device_class")) is not None:
            assert unit in DEVICE_CLASS_UNITS[SensorDeviceClass(device_class)]
            assert state_class in DEVICE_CLASS_STATE_CLASSES[SensorDeviceClass(device_class)]
        assert state_class is not None
