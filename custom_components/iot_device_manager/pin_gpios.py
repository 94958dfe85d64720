"""Which GPIOs of a board a pin can have beside the other pins: a GPIO has one owner, or one bus."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any

from .boards import Board
from .const import CONF_ADDRESS, CONF_TYPE
from .pin_type import PinType
from .pin_types import PIN_TYPES, gpios_of

type _Pins = Iterable[Mapping[str, Any]]


def free_gpios(board: Board, row: PinType, pins: _Pins) -> list[int]:
    """Return the GPIOs of a board that a pin of this type can have beside these pins; those of its bus are free."""
    used = {gpio for pin in pins if not _is_of_bus(pin, row) for gpio in gpios_of(pin).values()}
    return [gpio for gpio in board.capable(row.needs) if gpio not in used]


def gpios_of_bus(row: PinType, pins: _Pins) -> list[int]:
    """Return the GPIOs of the first bus that a pin of this type can join; nothing without one."""
    return next((list(gpios_of(pin).values()) for pin in pins if _is_of_bus(pin, row)), [])


def proposed_gpios(row: PinType, pins: _Pins, free: Sequence[int]) -> list[int]:
    """Return the GPIOs to propose for a pin of this type: those of a bus, the usual ones, or the first free ones."""
    usual = row.usual_gpios if set(row.usual_gpios) <= set(free) else ()
    return gpios_of_bus(row, pins) or list(usual or free)


def bus_to_join(row: PinType, pins: _Pins) -> dict[str, Any]:
    """Return the choices to propose for a pin that joins a bus: its GPIOs, and an address that is free there."""
    gpios = dict(zip(row.gpio_keys, gpios_of_bus(row, pins), strict=False))
    addresses = (address for field in row.fields if field.key == CONF_ADDRESS for address in field.choices)
    choices = ({**gpios, CONF_ADDRESS: address} for address in addresses)
    return next((choice for choice in choices if not is_taken({CONF_TYPE: row.name, **choice}, pins)), gpios)


def is_taken(data: Mapping[str, Any], pins: _Pins) -> bool:
    """Return whether one of these pins has the same address on the same bus: both would be one part."""
    return any(_are_one_part(data, pin) for pin in pins)


def count_taken(pins: Sequence[Mapping[str, Any]]) -> int:
    """Return how often two of these pins have the same address on the same bus."""
    return sum(_are_one_part(one, other) for one, other in combinations(pins, 2))


def check_gpios(row: PinType, gpios: Mapping[str, int], free: Iterable[int], pins: _Pins) -> dict[str, str]:
    """Return the fields whose GPIO is not free, was chosen in an earlier field, or is half of another bus."""
    errors: dict[str, str] = {}
    chosen: set[int] = set()
    wired = list(row.gpios_of(gpios).values())
    buses = [list(gpios_of(pin).values()) for pin in pins if _is_of_bus(pin, row)]
    for key, gpio in gpios.items():
        if gpio in chosen:
            errors[key] = "gpio_twice"
        elif gpio not in free:
            errors[key] = "gpio_in_use"
        elif any(gpio in bus and bus != wired for bus in buses):
            errors[key] = "gpio_of_bus"
        chosen.add(gpio)
    return errors


def clash(pins: Sequence[Mapping[str, Any]]) -> bool:
    """Return whether these pins cannot be on one board, because of a GPIO that is used twice."""
    wired = [(PIN_TYPES[pin[CONF_TYPE]].bus, list(gpios_of(pin).values())) for pin in pins]
    return any(len(set(gpios)) < len(gpios) for _, gpios in wired) or any(
        set(one[1]) & set(other[1]) and (one[0] is None or one != other) for one, other in combinations(wired, 2)
    )


def _are_one_part(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    address = one.get(CONF_ADDRESS)
    is_same = address is not None and address == other.get(CONF_ADDRESS)
    return is_same and list(gpios_of(one).values()) == list(gpios_of(other).values())


def _is_of_bus(pin: Mapping[str, Any], row: PinType) -> bool:
    return row.bus is not None and row.bus == PIN_TYPES[pin[CONF_TYPE]].bus
