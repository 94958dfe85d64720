"""What a board is, which GPIOs the chip has, and what to know before using one.

Sources: Espressif, ESP8266EX data sheet (capabilities, strapping); esp8266/Arduino, doc/boards.rst (boot table).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Flag, StrEnum, auto
from typing import Any, Final


class Capability(Flag):
    """What a GPIO can do."""

    READ = auto()
    DRIVE = auto()
    PWM = auto()
    PULL_UP = auto()
    PULL_DOWN = auto()
    ANALOG = auto()
    PIXELS = auto()


class Caution(StrEnum):
    """Why a GPIO needs a second thought; each is a translated step of the pin flow."""

    BOOT_HIGH = "caution_boot_high"  # must be high at boot, or the board does not start
    BOOT_LOW = "caution_boot_low"  # must be low at boot, or the board does not start
    SERIAL_OUT = "caution_serial_out"  # carries the boot messages
    SERIAL_IN = "caution_serial_in"  # needed for flashing over serial
    HIGH_AT_BOOT = "caution_high_at_boot"  # drives high for a moment at boot


# The LED of the ESP-12 module, which most boards carry.
DEFAULT_LED: Final = 2

# The number under which the firmware knows the analog input.
ANALOG_GPIO: Final = 17

_GENERAL: Final = Capability.READ | Capability.DRIVE | Capability.PWM | Capability.PULL_UP

_CAPABILITIES: Final[Mapping[int, Capability]] = {
    **dict.fromkeys((0, 1, 3, 4, 5, 12, 13, 14, 15), _GENERAL),
    2: _GENERAL | Capability.PIXELS,
    16: Capability.READ | Capability.DRIVE | Capability.PULL_DOWN,
    ANALOG_GPIO: Capability.ANALOG,
}

_CAUTIONS: Final[Mapping[int, Caution]] = {
    0: Caution.BOOT_HIGH,
    1: Caution.SERIAL_OUT,
    2: Caution.BOOT_HIGH,
    3: Caution.SERIAL_IN,
    15: Caution.BOOT_LOW,
    16: Caution.HIGH_AT_BOOT,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadyPin:
    """A pin that the wiring of a board asks for."""

    key: str  #: of its text in the dialog
    type: str
    choices: Mapping[str, Any]  #: its GPIOs, and what differs from the defaults of its type
    suffix: str = ""  #: what its name has besides that of the board


@dataclass(frozen=True, kw_only=True, slots=True)
class Board:
    """A board model."""

    key: str
    manufacturer: str
    model: str
    led: int  #: GPIO of the LED that identify blinks
    labels: Mapping[int, str]  #: what is printed beside each GPIO, or hangs on it
    sources: tuple[str, ...]  #: where labels, LED and wiring are from
    ready_made: tuple[ReadyPin, ...] = ()
    #: What A0 reads as its highest value: that of the chip, or more with a divider on the board.
    analog_volts: float = 1.0

    def label(self, gpio: int) -> str:
        """Return how to call a GPIO of this board."""
        number = "A0" if gpio == ANALOG_GPIO else f"GPIO{gpio}"
        printed = self.labels.get(gpio, number)
        return number if printed == number else f"{printed} ({number})"

    def where(self, gpios: Iterable[int]) -> str:
        """Return where the wires of a pin are."""
        return ", ".join((self.model, *map(self.label, gpios)))

    def capable(self, needs: Capability) -> tuple[int, ...]:
        """Return the GPIOs that this board brings out and that can do what is needed."""
        return tuple(gpio for gpio in self.labels if needs in capabilities(gpio))


def capabilities(gpio: int) -> Capability:
    """Return what a GPIO of the chip can do; nothing for one that is missing or belongs to the flash memory."""
    return _CAPABILITIES.get(gpio, Capability(0))


def caution(gpio: int) -> Caution | None:
    """Return why to think twice before using a GPIO."""
    return _CAUTIONS.get(gpio)


def marked_label(board: Board, gpio: int) -> str:
    """Return how to call a GPIO of a board where it is offered: one with a caution is marked."""
    return board.label(gpio) + (" ⚠" if caution(gpio) else "")
