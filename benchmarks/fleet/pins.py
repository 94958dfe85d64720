"""The four pins of every board: two switches, a dimmable light and a sensor."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

type Figures = dict[str, float]


class Pin(StrEnum):
    """A pin of a board."""

    SWITCH_1 = "switch_1"
    SWITCH_2 = "switch_2"
    LIGHT = "light"
    SENSOR = "sensor"


@dataclass(frozen=True, slots=True)
class Value:
    """What a pin is to show."""

    on: bool = False
    percent: int = 0  #: brightness of a light that is on, 1 to 100
    number: float = 0.0  #: of a sensor

    @property
    def brightness(self) -> int:
        """Return the brightness as Home Assistant counts it, 1 to 255."""
        return round(self.percent * 255 / 100)


SWITCHES: Final = (Pin.SWITCH_1, Pin.SWITCH_2)
OFF: Final = Value()
START: Final = dict.fromkeys(Pin, OFF)


def board_name(board: int) -> str:
    """Return how the board with this number is called."""
    return f"Board {board:04}"


def pin_name(pin: Pin) -> str:
    """Return how a pin is called besides its board."""
    return pin.replace("_", " ").capitalize()


def changed(pin: Pin, count: int) -> Value:
    """Return what a pin shows after so many changes; each differs from the one before."""
    match pin:
        case Pin.SWITCH_1 | Pin.SWITCH_2:
            return Value(on=count % 2 == 1)
        case Pin.LIGHT:
            return Value(on=True, percent=1 + count % 100)
        case Pin.SENSOR:
            return Value(number=1 + count % 500 / 10)


def is_right(state: str, attributes: Mapping[str, Any], pin: Pin, value: Value) -> bool:
    """Return whether what an entity shows is what its pin is."""
    match pin:
        case Pin.SWITCH_1 | Pin.SWITCH_2:
            return state == ("on" if value.on else "off")
        case Pin.LIGHT if value.on:
            return state == "on" and bool(attributes.get("brightness") == value.brightness)
        case Pin.LIGHT:
            return state == "off"
        case Pin.SENSOR:
            try:
                return float(state) == value.number
            except ValueError:
                return False
