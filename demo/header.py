"""What is printed along the edges of a D1 mini."""

from typing import Final

_ANALOG_GPIO: Final = 17
_PRINTED: Final = {
    0: "D3",
    1: "TX",
    2: "D4",
    3: "RX",
    4: "D2",
    5: "D1",
    12: "D6",
    13: "D7",
    14: "D5",
    15: "D8",
    16: "D0",
    _ANALOG_GPIO: "A0",
}


def label(gpio: int) -> str:
    """Return how the dialogs of Home Assistant call a GPIO of this board."""
    if gpio == _ANALOG_GPIO:
        return _PRINTED[gpio]
    return f"{_PRINTED[gpio]} (GPIO{gpio})" if gpio in _PRINTED else f"GPIO{gpio}"
