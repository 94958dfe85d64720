"""The board models: which GPIOs they bring out, under which labels, and what is wired to them on the board itself.

A row with wiring has at least two sources, which agree. GPIO6 to 11 belong to the flash memory and are in no row, not
even GPIO9 and 10 of the ESP8285, to which some boards connect buttons.
"""

from collections.abc import Mapping
from typing import Any, Final

from .boards import ANALOG_GPIO, DEFAULT_LED, Board, ReadyPin

_ESP8266: Final = (
    "Espressif, ESP8266EX data sheet: "
    "https://www.espressif.com/sites/default/files/documentation/0a-esp8266ex_datasheet_en.pdf"
)
_ESP01: Final = (
    "Ai-Thinker, ESP-01 specification: "
    "https://aithinker-static.oss-cn-shenzhen.aliyuncs.com/docs/_media_old/esp-01_product_specification_en.pdf"
)
_ASTIER: Final = (
    "A. Astier, documentation: "
    "https://anisse.astier.eu/unofficial-witty-cloud-module-documentation-with-nodemcu-firmware.html"
)
_ARDUINO: Final = "Arduino core, boards and variants: https://github.com/esp8266/Arduino"
_ESPURNA: Final = (
    "ESPurna, hardware.h: https://github.com/xoseperez/espurna/blob/37d2837937/code/espurna/config/hardware.h"
)
_TASMOTA: Final = (
    "Tasmota, sonoff_template.h: https://github.com/arendst/Tasmota/blob/0017a6304a/sonoff/sonoff_template.h"
)
_NODEMCU: Final = "NodeMCU, schematic and photo of the devkit: https://github.com/nodemcu/nodemcu-devkit-v1.0"
_ROTHSCHOPF: Final = (
    "W. Rothschopf, levels: https://werner.rothschopf.net/microcontroller/202106_esp8266_h801_dimmer_pwm_en.htm"
)


def _esphome(page: str) -> str:
    return f"ESPHome, device database: https://devices.esphome.io/devices/{page}/"


def _shelly_homekit(path: str) -> str:
    name = path.rpartition("/")[-1]
    return f"Shelly-HomeKit, {name}: https://github.com/mongoose-os-apps/shelly-homekit/blob/{path}"


def _template(page: str) -> str:
    return f"Tasmota, device templates: https://templates.blakadder.com/{page}.html"


def _numbered(what: str, number: int | None) -> tuple[str, str]:
    """Return the key and the suffix of one of several pins, or of the only one of its kind."""
    return (what, what) if number is None else (f"{what}_{number}", f"{what} {number}")


def _relay(gpio: int, number: int | None = None, **choices: Any) -> ReadyPin:
    key, _ = _numbered("relay", number)
    # A relay is what the board is for, so its name is that of the board.
    suffix = "" if number is None else str(number)
    return ReadyPin(key=key, type="digital_output", suffix=suffix, choices={"gpio": gpio} | choices)


def _relays(*gpios: int) -> tuple[ReadyPin, ...]:
    return tuple(_relay(gpio, number) for number, gpio in enumerate(gpios, start=1))


def _button(gpio: int, number: int | None = None) -> ReadyPin:
    """Return a button of the board, which connects to ground."""
    key, suffix = _numbered("button", number)
    choices: dict[str, Any] = {"gpio": gpio, "pull": "up", "invert": True}
    return ReadyPin(key=key, type="digital_input", suffix=suffix, choices=choices)


def _switch(gpio: int, number: int | None = None) -> ReadyPin:
    """Return a terminal for a switch in the wall, with resistors of its own and high while the switch is on."""
    key, suffix = _numbered("switch", number)
    choices: dict[str, Any] = {"gpio": gpio, "pull": "none"}
    return ReadyPin(key=key, type="digital_input", suffix=suffix, choices=choices)


def _light(**gpios: int) -> ReadyPin:
    """Return a light whose LEDs shine while their GPIO is high."""
    return ReadyPin(key="light", type="light", choices=gpios)


# Brighter is more, and nobody knows how much.
_LIGHT_LEVEL: Final = {"gpio": ANALOG_GPIO, "unit_of_measurement": "%", "points": "0 = 0, 1 = 100"}

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

_ALL: Final = {gpio: f"GPIO{gpio}" for gpio in (4, 5, 12, 13, 14, 16, 0, 2, 15, 3, 1)} | {ANALOG_GPIO: "A0"}


def _relay_board(relays: tuple[int, ...], led: int) -> Board:
    """Return a board of LC Technology: it brings out its ESP-12F, and has jumpers to the relays."""
    count = len(relays)
    names = {gpio: f"Relay {number}" if count > 1 else "Relay" for number, gpio in enumerate(relays, start=1)}
    return Board(
        key=f"esp12f_relay_x{count}",
        manufacturer="LC Technology",
        model=f"ESP12F_Relay_X{count}",
        led=led,
        labels={**_ALL, 3: "RX", 1: "TX", ANALOG_GPIO: "ADC", **names},
        sources=(_esphome(f"ESP-12F-Relay-X{count}"), _template(f"ESP12F_Relay_X{count}")),
        ready_made=_relays(*relays) if count > 1 else (_relay(*relays),),
    )


# In the order in which they are offered, as the GPIOs of each are: those without a caution come first.
_ROWS: Final = (
    Board(
        key="d1_mini",
        manufacturer="Wemos",
        model="D1 mini",
        led=DEFAULT_LED,
        labels=_D_LABELS,
        # 220 kΩ and 100 kΩ at A0, on both.
        analog_volts=3.2,
        sources=("Wemos, D1 mini: https://www.wemos.cc/en/latest/d1/d1_mini.html", _ARDUINO),
    ),
    Board(
        key="nodemcu",
        manufacturer="NodeMCU",
        model="NodeMCU",
        led=DEFAULT_LED,
        labels=_D_LABELS,
        analog_volts=3.2,
        sources=(
            _NODEMCU,
            _ARDUINO,
            "M. Stör, versions: https://frightanic.com/iot/comparison-of-esp8266-nodemcu-development-boards/",
        ),
    ),
    Board(
        key="witty",
        manufacturer="Gizwits",
        model="Witty Cloud",
        led=DEFAULT_LED,
        labels={
            5: "GPIO5",
            14: "GPIO14",
            4: "Button",
            12: "Green",
            13: "Blue",
            16: "GPIO16",
            0: "GPIO0",
            2: "GPIO2",
            15: "Red",
            3: "RX",
            1: "TX",
            ANALOG_GPIO: "LDR",
        },
        sources=(_ESPURNA, _TASMOTA, _ASTIER),
        ready_made=(
            _light(gpio_red=15, gpio_green=12, gpio_blue=13),
            _button(4),
            ReadyPin(key="light_level", type="analog_input", suffix="light level", choices=_LIGHT_LEVEL),
        ),
    ),
    Board(
        key="esp01",
        manufacturer="Ai-Thinker",
        model="ESP-01",
        led=DEFAULT_LED,
        labels={0: "GPIO0", 2: "GPIO2", 3: "RX", 1: "TX"},
        sources=(
            _ESP01,
            "D. Stepanov, LED of the ESP-01S: https://github.com/denis-stepanov/esp8266-mailbox/wiki/ESP-01",
        ),
    ),
    Board(
        key="esp01s_relay_v4",
        manufacturer="IOT-MCU",
        model="ESP-01S Relay v4.0",
        led=DEFAULT_LED,
        labels={0: "Relay", 2: "GPIO2", 3: "RX", 1: "TX"},
        sources=(
            "IOT-MCU, schematic and sketch: https://github.com/IOT-MCU/ESP-01S-Relay-v4.0",
            _template("ESP-01S-Relay-v4"),
        ),
        ready_made=(_relay(0, invert=True),),
    ),
    Board(
        key="esp01s_relay_v1",
        manufacturer="IOT-MCU",
        model="ESP-01S Relay v1.0",
        led=DEFAULT_LED,
        labels={0: "Relay", 2: "GPIO2", 3: "RX", 1: "TX"},
        # The device templates have it inverted; schematic and firmware of its maker have not.
        sources=(
            "IOT-MCU, schematic: https://github.com/IOT-MCU/ESP-01S-Relay-v1.0",
            "IOT-MCU, firmware: https://github.com/IOT-MCU/ESP-01S-Relay-v1.0",
        ),
        ready_made=(_relay(0),),
    ),
    Board(
        key="esp12f",
        manufacturer="Ai-Thinker",
        model="ESP-12F",
        led=DEFAULT_LED,
        labels={**_ALL, 3: "RXD0", 1: "TXD0", ANALOG_GPIO: "ADC"},
        sources=(_NODEMCU, _ARDUINO),
    ),
    _relay_board((5,), led=16),
    _relay_board((5, 4), led=16),
    _relay_board((16, 14, 12, 13), led=5),
    _relay_board((16, 14, 12, 13, 15, 0, 4, 5), led=DEFAULT_LED),
    Board(
        key="sonoff_basic",
        manufacturer="Itead",
        model="Sonoff Basic",
        led=13,
        # The header has GPIO14, since 2018 GPIO2 instead.
        labels={12: "Relay", 13: "LED", 14: "GPIO14", 0: "Button", 2: "GPIO2", 3: "RX", 1: "TX"},
        sources=(_ESPURNA, _TASMOTA, _esphome("Sonoff-BASIC-R2-v1.4")),
        ready_made=(_relay(12), _button(0)),
    ),
    Board(
        key="sonoff_s20",
        manufacturer="Itead",
        model="Sonoff S20",
        led=13,
        labels={12: "Relay", 13: "LED", 0: "Button", 3: "RX", 1: "TX"},
        sources=(_ESPURNA, _TASMOTA, _esphome("Sonoff-S20")),
        ready_made=(_relay(12, shown_as="outlet"), _button(0)),
    ),
    Board(
        key="sonoff_dual_r2",
        manufacturer="Itead",
        model="Sonoff Dual R2",
        led=13,
        # Its own button is at GPIO10; this one is for the header.
        labels={12: "Relay 1", 5: "Relay 2", 13: "LED", 0: "Button 0", 3: "RX", 1: "TX"},
        sources=(_ESPURNA, _TASMOTA, _template("sonoff_dual_R2")),
        ready_made=_relays(12, 5),
    ),
    Board(
        key="sonoff_4ch",
        manufacturer="Itead",
        model="Sonoff 4CH",
        led=13,
        # Its buttons 2 and 3 are at GPIO9 and 10.
        labels={
            12: "Relay 1",
            5: "Relay 2",
            4: "Relay 3",
            13: "LED",
            14: "Button 4",
            15: "Relay 4",
            0: "Button 1",
            2: "IO2",
            3: "RX",
            1: "TX",
        },
        sources=(
            _ESPURNA,
            _TASMOTA,
            "ESPHome, guide: https://github.com/esphome/esphome-docs/blob/04204dd5e6/devices/sonoff_4ch.rst",
        ),
        ready_made=(*_relays(12, 5, 4, 15), _button(0, 1), _button(14, 4)),
    ),
    Board(
        key="shelly_1",
        manufacturer="Shelly",
        model="Shelly 1",
        # It has none; nothing is connected there.
        led=DEFAULT_LED,
        # The pins of its header are at mains voltage, as everything inside is, and not meant for wires.
        labels={4: "Relay", 5: "SW"},
        sources=(_shelly_homekit("1b47c35c06/src/Shelly1/shelly_init.cpp"), _ESPURNA, _esphome("Shelly-1")),
        ready_made=(_relay(4), _switch(5)),
    ),
    Board(
        key="shelly_25",
        manufacturer="Shelly",
        model="Shelly 2.5",
        led=0,
        # The power meter is at GPIO12, 14 and 16. It drives GPIO16, so that must never be an output.
        labels={4: "Relay 1", 13: "SW1", 5: "SW2", 15: "Relay 2", 0: "LED", 2: "Button"},
        sources=(
            _shelly_homekit("085f329505/src/Shelly25/shelly_init.cpp"),
            _shelly_homekit("0060726a83/mos.yml"),
            _ESPURNA,
            _esphome("Shelly-25"),
        ),
        # An input at GPIO13 before relay 2 would switch that one on; outputs come first in what a board is sent.
        ready_made=(*_relays(4, 15), _switch(13, 1), _switch(5, 2)),
    ),
    Board(
        key="h801",
        manufacturer="Huacanxing",
        model="H801",
        led=5,
        labels={4: "W2", 12: "B", 13: "G", 14: "W1", 5: "LED", 15: "R"},
        sources=(
            _ESPURNA,
            _TASMOTA,
            _esphome("H801-RGBW-LED-Controller"),
            _ROTHSCHOPF,
        ),
        ready_made=(_light(gpio_red=15, gpio_green=13, gpio_blue=12, gpio=14, gpio_warm=4),),
    ),
    Board(
        key="magichome_rgbw",
        manufacturer="MagicHome",
        model="LED controller RGBW",
        led=DEFAULT_LED,
        labels={14: "Red", 5: "Green", 12: "Blue", 13: "White", 2: "LED"},
        sources=(_ESPURNA, _TASMOTA, _template("magichome_ZJ-WFMN-B_V1_1")),
        ready_made=(_light(gpio_red=14, gpio_green=5, gpio_blue=12, gpio=13),),
    ),
    Board(
        key="generic",
        manufacturer="Espressif",
        model="ESP8266",
        led=DEFAULT_LED,
        labels=_ALL,
        sources=(_ESP8266,),
    ),
)

BOARDS: Final[Mapping[str, Board]] = {board.key: board for board in _ROWS}
