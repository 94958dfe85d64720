"""The table of board models: what it says is possible, where that is from, and that the documentation says the same."""

from collections.abc import Mapping
import re
from typing import Any, Final

import pytest

from custom_components.iot_device_manager.board_models import BOARDS
from custom_components.iot_device_manager.boards import ANALOG_GPIO, Board, ReadyPin, caution
from custom_components.iot_device_manager.limits import fits, max_pins
from custom_components.iot_device_manager.pin_types import PIN_TYPES
from custom_components.iot_device_manager.ready_pins import default_names, ready_subentries

from .source import INTEGRATION, ROOT, load_json

PAGE: Final = (ROOT / "docs" / "boards.md").read_text()
NAMES: Final = load_json(INTEGRATION / "translations" / "en.json")["selector"]["board"]["options"]
WIRED: Final = {key: board for key, board in BOARDS.items() if board.ready_made}
READY: Final = [
    pytest.param(board, pin, id=f"{board.key}, {pin.key}") for board in BOARDS.values() for pin in board.ready_made
]


def gpios_of(choices: Mapping[str, Any]) -> list[int]:
    """Return the GPIOs among the choices of a pin."""
    return [value for key, value in choices.items() if key.startswith("gpio")]


@pytest.mark.parametrize("board", BOARDS.values(), ids=BOARDS)
def test_labels(board: Board) -> None:
    """No two GPIOs have the same label, and those without a word of caution come first."""
    digital = [gpio for gpio in board.labels if gpio != ANALOG_GPIO]

    assert len(set(board.labels.values())) == len(board.labels)
    assert digital == sorted(digital, key=lambda gpio: caution(gpio) is not None)


@pytest.mark.parametrize("board", BOARDS.values(), ids=BOARDS)
def test_sources(board: Board) -> None:
    """Each row says where it is from; wiring has two sources."""
    assert len(set(board.sources)) >= (2 if board.ready_made else 1)
    assert all(re.fullmatch(r"[^:]+: https?://\S+", source) for source in board.sources)


@pytest.mark.parametrize(("board", "pin"), READY)
def test_ready_made_pin(board: Board, pin: ReadyPin) -> None:
    """A ready-made pin has choices that its type knows and accepts, and GPIOs that its board brings out for it."""
    row = PIN_TYPES[pin.type]
    (subentry,) = ready_subentries(board, {pin.key: "Pin"}, None)
    choices = {key: value for key, value in pin.choices.items() if not key.startswith("gpio")}

    assert gpios_of(pin.choices)
    assert set(gpios_of(pin.choices)) <= set(board.capable(row.needs))
    assert set(choices) <= {field.key for field in row.fields}
    assert row.check(subentry["data"]) == {}


@pytest.mark.parametrize("board", WIRED.values(), ids=WIRED)
def test_ready_made_pins(board: Board) -> None:
    """No two of them have the same text, name or GPIO, none has that of the LED, and a board takes all of them."""
    pins = [subentry["data"] for subentry in ready_subentries(board, default_names(board.ready_made, "Board"), "area")]
    used = [gpio for pin in board.ready_made for gpio in gpios_of(pin.choices)]

    assert len({pin.key for pin in board.ready_made}) == len({pin.suffix for pin in board.ready_made}) == len(pins)
    assert len(set(used)) == len(used)
    assert board.led not in used
    assert len(pins) <= max_pins(None)
    assert fits(None, "r" * 10, pins)


@pytest.mark.parametrize("board", BOARDS.values(), ids=BOARDS)
def test_page(board: Board) -> None:
    """The documentation lists each board, with its pins, LED and sources."""
    sources = [re.sub(r"(.+): (\S+)", r"[\1](\2)", source) for source in board.sources]

    name = NAMES[board.key]
    (row,) = re.findall(rf"^\| {re.escape(name)} \|.*$", PAGE, re.MULTILINE)
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert cells == [
        name,
        ", ".join(f"{pin.key.replace('_', ' ')} {described(pin)}" for pin in board.ready_made) or "none",
        f"GPIO{board.led}",
        ", ".join(sources),
    ]


def described(pin: ReadyPin) -> str:
    """Return how the documentation describes the wiring of a pin."""
    gpios = ", ".join(f"GPIO{gpio}" for gpio in gpios_of(pin.choices))
    return f"{gpios} (active low)" if pin.choices.get("invert") else gpios
