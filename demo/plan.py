"""What the demo's house looks like."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final


@dataclass(frozen=True, kw_only=True, slots=True)
class PlannedPin:
    """A pin, as it is entered in the dialogs."""

    type_name: str
    name: str
    gpio: int
    entity_id: str  #: what Home Assistant makes of it
    choices: Mapping[str, Any] = field(default_factory=dict)
    advanced: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class PlannedBoard:
    """A board and the area of the same name; without a name it stays a spare."""

    name: str | None = None
    icon: str = ""
    pins: tuple[PlannedPin, ...] = ()
    outside: Mapping[int, bool] = field(default_factory=dict)  #: the levels that are applied to inputs
    counts: int = 0  #: what the analog input measures


GARAGE_LIGHTS: Final = PlannedPin(
    type_name="digital_output",
    name="Garage lights",
    gpio=5,
    entity_id="light.garage_garage_lights",
    choices={"shown_as": "light"},
)

GARAGE: Final = PlannedBoard(
    name="Garage",
    icon="mdi:garage",
    pins=(
        GARAGE_LIGHTS,
        PlannedPin(
            type_name="digital_output",
            name="Compressor",
            gpio=4,
            entity_id="switch.garage_compressor",
            choices={"shown_as": "switch"},
        ),
        PlannedPin(
            type_name="digital_input",
            name="Garage door",
            gpio=14,
            entity_id="binary_sensor.garage_garage_door",
            choices={"device_class": "door", "pull": "up"},
        ),
    ),
    outside={14: False},
)

GREENHOUSE: Final = PlannedBoard(
    name="Greenhouse",
    icon="mdi:greenhouse",
    pins=(
        PlannedPin(type_name="light", name="Plant lamp", gpio=5, entity_id="light.greenhouse_plant_lamp"),
        PlannedPin(
            type_name="digital_output",
            name="Water pump",
            gpio=4,
            entity_id="switch.greenhouse_water_pump",
            choices={"shown_as": "switch"},
        ),
        PlannedPin(
            type_name="digital_input",
            name="Greenhouse window",
            gpio=14,
            entity_id="binary_sensor.greenhouse_greenhouse_window",
            choices={"device_class": "window", "pull": "up"},
        ),
        PlannedPin(
            type_name="analog_input",
            name="Soil moisture",
            gpio=17,
            entity_id="sensor.greenhouse_soil_moisture",
            choices={"device_class": "moisture", "unit_of_measurement": "%", "points": "0 = 0, 3.2 = 100"},
            # Often, because somebody is watching while the slider moves.
            advanced={"every": 0.5},
        ),
    ),
    outside={14: False},
    counts=430,
)

BOARDS: Final = (GARAGE, GREENHOUSE, PlannedBoard())
