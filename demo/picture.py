"""What the page shows of boards and events, as JSON."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from .board import FULL_DUTY, Board
from .configurations import Configuration, Pin
from .header import label
from .journal import Event
from .names import BoardNames

_SPARE: Final = "Spare board"


class Kind(StrEnum):
    """How a person deals with a pin."""

    OUTPUT = "output"
    CONTACT = "contact"
    ANALOG = "analog"


# Every other type drives its pin.
_INPUTS: Final = {"analog_input": Kind.ANALOG, "digital_input": Kind.CONTACT}


def closed_level(pin: Pin) -> bool:
    """Return the level of a closed contact: it connects to where the resistor does not pull."""
    return pin.pull == "down"


def describe_level(driven: bool, duty: int) -> str:
    """Return in words what a board does with a GPIO."""
    if not driven:
        return "not driven"
    if duty in {0, FULL_DUTY}:
        return "high" if duty else "low"
    return f"{max(1, round(100 * duty / FULL_DUTY))} % PWM"


def describe_board(board: Board, configuration: Configuration, names: BoardNames | None) -> Mapping[str, Any]:
    """Return what there is to see of a board."""
    return {
        "id": board.id,
        "name": _board_name(names),
        "spare": not configuration.assigned,
        "powered": board.powered,
        "online": board.online,
        "led": board.led,
        "driven": board.driven,
        "pins": [_describe_pin(board, pin, names) for pin in configuration.pins],
    }


def describe_event(event: Event, names: BoardNames | None) -> Mapping[str, Any]:
    """Return what there is to see of an event; it follows when its pin is renamed."""
    pin = event.pin
    return {
        "at_ms": event.at_ms,
        "board": _board_name(names),
        "pin": None if pin is None else {"label": label(pin.gpio), "name": _pin_name(pin, names)},
        "what": event.what,
    }


def _describe_pin(board: Board, pin: Pin, names: BoardNames | None) -> Mapping[str, Any]:
    line = board.line(pin.gpio)
    kind = _INPUTS.get(pin.type, Kind.OUTPUT)
    about = {"gpio": pin.gpio, "label": label(pin.gpio), "name": _pin_name(pin, names), "kind": kind}
    match kind:
        case Kind.ANALOG:
            return about | {"counts": board.counts}
        case Kind.CONTACT:
            return about | {"closed": line.high == closed_level(pin), "level": "high" if line.high else "low"}
        case Kind.OUTPUT:
            share = line.duty / FULL_DUTY if line.driven else 0
            return about | {"share": round(share, 4), "level": describe_level(line.driven, line.duty)}


def _board_name(names: BoardNames | None) -> str:
    return _SPARE if names is None else names.board


def _pin_name(pin: Pin, names: BoardNames | None) -> str:
    return pin.key if names is None else names.pins.get(pin.key, pin.key)
