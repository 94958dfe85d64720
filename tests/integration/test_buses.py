"""Pins on one bus share their GPIOs, in the dialogs and when a board is replaced."""

from collections.abc import Generator
from dataclasses import replace
from typing import Any, Final
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.iot_device_manager.pin_types import PIN_TYPES

from .board import Board
from .entries import D1, D2, D5, D6, D7, LAMP, House, device_entry, pin
from .flows import add_pin, answer, change_pin, choices_of, choose, fields_of, fill_in, suggested
from .spare import SPARE_ID

FIRST: Final = pin("cover", "First", D5, "c", gpio_down=D6)
SECOND: Final = pin("cover", "Second", D5, "d", gpio_down=D6)


@pytest.fixture(autouse=True)
def bus() -> Generator[None]:
    """Have a type of pin that is on a bus of two wires."""
    with patch.dict(PIN_TYPES, {"cover": replace(PIN_TYPES["cover"], bus="i2c")}):
        yield


@pytest.fixture
async def entry(house: House, board: Board) -> MockConfigEntry:
    """Return the entry of a running board with one pin on a bus."""
    return await house.add_running(device_entry(LAMP, FIRST), board)


@pytest.fixture
async def attic(house: House, entry: MockConfigEntry, spare: Board) -> MockConfigEntry:
    """Return the entry of a second board, with a pin on a bus at other GPIOs."""
    other = pin("cover", "Third", D2, "a", gpio_down=D1, pin_uid="01JATTIC") | {"unique_id": "01JATTIC"}
    return await house.add_running(device_entry(other, device_id=SPARE_ID, role="r00attic00", title="Attic"), spare)


def covers(board: Board) -> list[Any]:
    """Return the GPIOs of the pins on a bus that a board runs."""
    assert board.config is not None
    return [wired["gpio"] for wired in board.config["pins"] if wired["type"] == "cover"]


async def add_cover(house: House, entry: MockConfigEntry, gpio: int, gpio_down: int) -> Any:
    """Add a pin on a bus."""
    form = await choose(house.hass, await add_pin(house.hass, entry), "cover")
    result = await fill_in(house.hass, form, name="Second", gpio=str(gpio), gpio_down=str(gpio_down))
    await house.clock.advance(2)
    return result


async def test_form(house: House, entry: MockConfigEntry) -> None:
    """The GPIOs of the bus are offered and proposed to a pin of its kind, and to no other."""
    form = await choose(house.hass, await add_pin(house.hass, entry), "cover")
    assert {"D5 (GPIO14)", "D6 (GPIO12)", "D7 (GPIO13)"} <= set(choices_of(form, "gpio"))
    assert "D1 (GPIO5)" not in choices_of(form, "gpio")
    assert [suggested(form)[key] for key in ("gpio", "gpio_down")] == [str(D5), str(D6)]

    form = await choose(house.hass, await add_pin(house.hass, entry), "digital_output")
    assert {"D5 (GPIO14)", "D6 (GPIO12)"}.isdisjoint(choices_of(form, "gpio"))
    assert "gpio" not in suggested(form)


@pytest.mark.parametrize(("gpio", "gpio_down"), [(D5, D6), (D7, D2)], ids=["the bus", "a bus of its own"])
async def test_add(house: House, entry: MockConfigEntry, board: Board, gpio: int, gpio_down: int) -> None:
    """A pin joins the bus, or begins another one."""
    result = await add_cover(house, entry, gpio, gpio_down)

    assert result["type"] == "create_entry"
    assert covers(board) == [[D5, D6], [gpio, gpio_down]]


@pytest.mark.parametrize(
    ("gpio", "gpio_down", "errors"),
    [
        (D6, D5, {"gpio": "gpio_of_bus", "gpio_down": "gpio_of_bus"}),
        (D5, D7, {"gpio": "gpio_of_bus"}),
        (D7, D6, {"gpio_down": "gpio_of_bus"}),
        (D5, D5, {"gpio": "gpio_of_bus", "gpio_down": "gpio_twice"}),
    ],
    ids=["turned round", "first wire", "second wire", "one wire twice"],
)
async def test_half_of_a_bus(
    house: House, entry: MockConfigEntry, gpio: int, gpio_down: int, errors: dict[str, str]
) -> None:
    """Half of a bus is refused where it is chosen."""
    form = await add_cover(house, entry, gpio, gpio_down)

    assert (form["type"], form["errors"]) == ("form", errors)


async def test_board_full_of_one_bus(house: House, board: Board) -> None:
    """A pin can join a bus where nothing else is free."""
    entry = device_entry(
        *(pin("digital_output", f"Lamp {key}", gpio, key) for key, gpio in zip("abcd", (4, 12, 13, 14), strict=True)),
        pin("cover", "First", D1, "e", gpio_down=15),
        model="h801",
    )
    await house.add_running(entry, board)

    menu = await add_pin(house.hass, entry)

    assert menu["menu_options"] == ["cover"]


@pytest.mark.parametrize("wires", [(D2, D1), (D5, D6)], ids=["its bus", "a bus of its own"])
async def test_move(
    house: House, entry: MockConfigEntry, attic: MockConfigEntry, spare: Board, wires: tuple[int, int]
) -> None:
    """A pin that moves is proposed the bus of the other board, and may begin its own."""
    form: Any = await change_pin(house.hass, entry, house.subentry_id(entry, "First"))
    form = await fill_in(house.hass, form, {"move_to": attic.entry_id}, name="First", gpio=str(D5), gpio_down=str(D6))
    defaults = {str(marker): marker.default() for marker in form["data_schema"].schema}
    assert defaults == {"gpio": str(D2), "gpio_down": str(D1)}

    configure = house.hass.config_entries.subentries.async_configure
    form = await configure(form["flow_id"], {"gpio": str(D2), "gpio_down": str(D7)})
    assert form["errors"] == {"gpio": "gpio_of_bus"}
    result = await configure(form["flow_id"], {"gpio": str(wires[0]), "gpio_down": str(wires[1])})
    await house.clock.advance(2)

    assert (result["type"], result["reason"]) == ("abort", "pin_moved")
    assert covers(spare) == [[D2, D1], list(wires)]


async def test_replace(house: House, board: Board, spare: Board) -> None:
    """Pins on one bus move to a spare together."""
    entry = await house.add_running(device_entry(FIRST, SECOND), board)
    spare.switch_on()
    await house.clock.settle()

    form = await entry.start_reconfigure_flow(house.hass)
    await answer(house.hass, form, device=SPARE_ID, board="d1_mini")
    await house.clock.advance(2)

    assert covers(spare) == [[D5, D6], [D5, D6]]


async def test_replace_by_another_model(house: House, board: Board, spare: Board) -> None:
    """On a board without these GPIOs each wire of the bus is proposed one new place; tearing it apart is refused."""
    entry = await house.add_running(device_entry(FIRST, SECOND), board)
    spare.switch_on()
    await house.clock.settle()
    form: Any = await entry.start_reconfigure_flow(house.hass)
    form = await answer(house.hass, form, device=SPARE_ID, board="esp01")

    names = ["First", "First, down", "Second", "Second, down"]
    assert fields_of(form) == names
    proposed = [marker.default() for marker in form["data_schema"].schema]
    assert proposed == ["0", "2", "0", "2"]

    apart = dict(zip(names, ["0", "2", "0", "3"], strict=True))
    form = await answer(house.hass, form, **apart)
    assert form["errors"] == {"base": "gpio_used_twice"}
    await answer(house.hass, form, **dict(zip(names, proposed, strict=True)))
    await house.clock.advance(2)
    assert covers(spare) == [[0, 2], [0, 2]]
