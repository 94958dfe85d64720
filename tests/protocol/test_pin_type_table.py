"""The table of pin types agrees with the firmware's, which the same file describes."""

from collections.abc import Iterator, Mapping
import re
from typing import Any, Final

import pytest

from custom_components.iot_device_manager.board_models import BOARDS
from custom_components.iot_device_manager.boards import Board, Capability, capabilities
from custom_components.iot_device_manager.pin_fields import Field
from custom_components.iot_device_manager.pin_types import PIN_TYPES

from .contract import load

TABLE: Final = load("pin_type_table.json")
TYPES: Final[Mapping[str, Any]] = {row["type"]: row for row in TABLE["types"]}


def needed(names: list[str]) -> Capability:
    """Return the capabilities with these names."""
    needs = Capability(0)
    for name in names:
        needs |= Capability[name.upper()]
    return needs


def options() -> Iterator[Any]:
    """Return each option of each type as parameters of a test: the firmware's row, and the form's field."""
    for name, row in TYPES.items():
        fields = {field.key: field for field in PIN_TYPES[name].fields}
        for option in row["options"]:
            yield pytest.param(option, fields[option["option"]], id=f"{name} {option['option']}")


def test_types() -> None:
    """Both sides know the same types."""
    assert set(PIN_TYPES) == set(TYPES)


@pytest.mark.parametrize("name", TYPES)
def test_type(name: str) -> None:
    """A type has the same options in the same order, needs the same of its GPIOs, and takes the same in a set."""
    row, type_ = TYPES[name], PIN_TYPES[name]

    assert [field.key for field in type_.fields if field.on_wire] == [option["option"] for option in row["options"]]
    assert type_.needs == needed(row["needs"])
    assert list(type_.settable) == row["set"]
    assert type_.bus == row.get("bus")
    counts = [len(wiring) for wiring in type_.wirings]
    assert [min(counts), max(counts)] == row["gpio_count"]
    # Or nobody could tell from the wire which of the GPIOs a pin has.
    assert len(counts) == len(set(counts))
    # Or nobody could say what is missing.
    assert any(set(wiring) == set(type_.gpio_keys) for wiring in type_.wirings)


@pytest.mark.parametrize(("option", "field"), options())
def test_default(option: Mapping[str, Any], field: Field) -> None:
    """What is not sent is what the firmware does without it."""
    assert field.wire_default == option["default"]
    assert type(field.wire_default) is type(option["default"])


@pytest.mark.parametrize(("option", "field"), options())
def test_range(option: Mapping[str, Any], field: Field) -> None:
    """A form offers nothing that the firmware refuses."""
    assert set(offered(field)) <= set(allowed(option, offered(field)))


def offered(field: Field) -> list[Any]:
    """Return what a form can send: all choices, or the ends of a range and the steps beside them."""
    config: Any = field.selector.config
    match field.selector.selector_type:
        case "boolean":
            return [False, True]
        case "select":
            return [field.to_wire(option, {}) for option in (*config["options"], field.default)]
        case "color_rgb":
            return [field.to_wire(colour, {}) for colour in ([0, 0, 0], [255, 136, 9], field.default)]
        case _:
            lowest, highest, step = config["min"], config["max"], config["step"]
            choices = (lowest, lowest + step, highest - step, highest, field.default)
            return [field.to_wire(choice, {}) for choice in choices]


def allowed(option: Mapping[str, Any], values: list[Any]) -> list[Any]:
    """Return those values that the firmware takes."""
    match option["kind"]:
        case "flag":
            return [value for value in values if isinstance(value, bool)]
        case "word":
            return [value for value in values if value in option["words"]]
        case "whole":
            return [value for value in values if value == int(value) and option["lowest"] <= value <= option["highest"]]
        case "colour":
            return [value for value in values if re.fullmatch("[0-9a-f]{6}", value)]
        case "rom":
            return [value for value in values if value == "" or re.fullmatch("28[0-9a-f]{14}", value)]
        case "number":
            return [value for value in values if option["lowest"] <= value <= option["highest"]]
    raise AssertionError(option["kind"])


@pytest.mark.parametrize("row", TABLE["gpios"], ids=lambda row: f"GPIO{row['gpio']}")
def test_gpio(row: Mapping[str, Any]) -> None:
    """Both sides know the same of a GPIO."""
    assert capabilities(row["gpio"]) == needed(row["capabilities"])


@pytest.mark.parametrize("gpio", [-1, 18, 255], ids=str)
def test_missing_gpio(gpio: int) -> None:
    """A GPIO that the chip does not have can do nothing."""
    assert capabilities(gpio) == Capability(0)


@pytest.mark.parametrize("name", TYPES)
def test_gpios_of_a_type(name: str) -> None:
    """The firmware takes each type at exactly those GPIOs that are capable of it."""
    able = [row["gpio"] for row in TABLE["gpios"] if PIN_TYPES[name].needs in capabilities(row["gpio"])]

    assert able == TYPES[name]["gpios"]


@pytest.mark.parametrize("board", BOARDS.values(), ids=BOARDS)
def test_boards(board: Board) -> None:
    """A board offers each type only where the firmware takes it, and has no pin that can do nothing."""
    for name, row in TYPES.items():
        assert set(board.capable(PIN_TYPES[name].needs)) <= set(row["gpios"])
    assert all(capabilities(gpio) for gpio in board.labels)
    assert board.led in TYPES["digital_output"]["gpios"]
    assert BOARDS[board.key] is board
