"""The board models: which GPIOs they bring out, and under which labels.

Sources: esp8266/Arduino, variants/{nodemcu,d1_mini,generic}/pins_arduino.h (labels, LED); Ai-Thinker, ESP-01 data sheet
(pins of the ESP-01).
"""

from collections.abc import Mapping
from typing import Final

from .boards import ANALOG_GPIO, DEFAULT_LED, Board


def _numbered(*gpios: int) -> dict[int, str]:
    return {gpio: f"GPIO{gpio}" for gpio in gpios}


_D_LABELS: Final = {
    5: "D1",
    4: "D2",
    14: "D5",
    12: "D6",
    13: "D7",
    16: "D0",
    0: "D3",
    2: "D4",
    15: "D8",
    3: "RX",
    1: "TX",
    ANALOG_GPIO: "A0",
}

# In the order in which they are offered, as the GPIOs of each are: those without a caution come first.
BOARDS: Final[Mapping[str, Board]] = {
    board.key: board
    for board in (
        Board(
            key="d1_mini",
            manufacturer="Wemos",
            model="D1 mini",
            led=DEFAULT_LED,
            labels=_D_LABELS,
        ),
        Board(
            key="nodemcu",
            manufacturer="NodeMCU",
            model="NodeMCU",
            led=DEFAULT_LED,
            labels=_D_LABELS,
        ),
        Board(
            key="esp01",
            manufacturer="Ai-Thinker",
            model="ESP-01",
            led=DEFAULT_LED,
            labels={0: "GPIO0", 2: "GPIO2", 3: "RX", 1: "TX"},
        ),
        Board(
            key="generic",
            manufacturer="Espressif",
            model="ESP8266",
            led=DEFAULT_LED,
            labels={**_numbered(4, 5, 12, 13, 14, 16, 0, 2, 15, 3, 1), ANALOG_GPIO: "A0"},
        ),
    )
}
