"""Pins on one bus share their GPIOs, in the dialogs and when a board is replaced."""

from typing import Any, Final

from homeassistant.config_entries import ConfigSubentryData
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .board import Board
from .entries import D1, D2, D5, D6, D7, LAMP, House, device_entry, pin
from .flows import add_pin, answer, change_pin, choices_of, choose, fields_of, fill_in, suggested
from .spare import SPARE_ID

FIRST: Final = pin("sht3x", "First", D5, "c", gpio_scl=D6)
SECOND: Final = pin("bh1750", "Second", D5, "d", gpio_scl=D6)
THIRD: Final = pin("sht3x", "Third", D5, "e", gpio_scl=D6, address="0x45")


@pytest.fixture
async def entry(house: House, board: Board) -> MockConfigEntry:
    """Return the entry of a running board with one pin on a bus."""
    return await house.add_running(device_entry(LAMP, FIRST), board)


@pytest.fixture
async def attic(house: House, entry: MockConfigEntry, spare: Board) -> MockConfigEntry:
    """Return the entry of a second board, with a pin on a bus at other GPIOs."""
    other = pin("sht3x", "Third", D2, "a", gpio_scl=D1, address="0x45", pin_uid="01JATTIC") | {"unique_id": "01JATTIC"}
    return await house.add_running(device_entry(other, device_id=SPARE_ID, role="r00attic00", title="Attic"), spare)


def buses(board: Board) -> list[Any]:
    """Return the GPIOs of the pins on a bus that a board runs."""
    assert board.config is not None
    return [wired["gpio"] for wired in board.config["pins"] if isinstance(wired["gpio"], list)]


def default_of(form: Any, field: str) -> Any:
    """Return what a form has in a field where nothing else is suggested."""
    return next(marker.default() for marker in form["data_schema"].schema if marker == field)


async def add_sensor(house: House, entry: MockConfigEntry, gpio: int, gpio_scl: int, address: str = "0x45") -> Any:
    """Add a pin on a bus."""
    form = await choose(house.hass, await add_pin(house.hass, entry), "sht3x")
    gpios: dict[str, Any] = {"gpio": str(gpio), "gpio_scl": str(gpio_scl)}
    result = await fill_in(house.hass, form, name="Second", **gpios, address=address)
    await house.clock.advance(2)
    return result


async def test_form(house: House, entry: MockConfigEntry) -> None:
    """The GPIOs of the bus are offered and proposed to a pin of its kind, and to no other."""
    form = await choose(house.hass, await add_pin(house.hass, entry), "sht3x")
    assert {"D5 (GPIO14)", "D6 (GPIO12)", "D7 (GPIO13)"} <= set(choices_of(form, "gpio"))
    assert "D1 (GPIO5)" not in choices_of(form, "gpio")
    assert [suggested(form)[key] for key in ("gpio", "gpio_scl")] == [str(D5), str(D6)]

    form = await choose(house.hass, await add_pin(house.hass, entry), "digital_output")
    assert {"D5 (GPIO14)", "D6 (GPIO12)"}.isdisjoint(choices_of(form, "gpio"))
    assert suggested(form)["gpio"] == str(D2)


@pytest.mark.parametrize(
    ("others", "proposed"),
    [((), [D2, D1]), ((LAMP,), [D2, D5]), ((LAMP, FIRST), [D5, D6])],
    ids=["usual pins", "first free ones", "bus"],
)
async def test_proposed(house: House, board: Board, others: tuple[Any, ...], proposed: list[int]) -> None:
    """A first sensor is proposed where the shields have it, if that is free."""
    entry = await house.add_running(device_entry(*others), board)

    form = await choose(house.hass, await add_pin(house.hass, entry), "sht3x")

    assert [suggested(form)[key] for key in ("gpio", "gpio_scl")] == [str(gpio) for gpio in proposed]


@pytest.mark.parametrize(("gpio", "gpio_scl"), [(D5, D6), (D7, D2)], ids=["the bus", "a bus of its own"])
async def test_add(house: House, entry: MockConfigEntry, board: Board, gpio: int, gpio_scl: int) -> None:
    """A pin joins the bus, or begins another one."""
    result = await add_sensor(house, entry, gpio, gpio_scl)

    assert result["type"] == "create_entry"
    assert buses(board) == [[D5, D6], [gpio, gpio_scl]]


@pytest.mark.parametrize(
    ("gpio", "gpio_scl", "errors"),
    [
        (D6, D5, {"gpio": "gpio_of_bus", "gpio_scl": "gpio_of_bus"}),
        (D5, D7, {"gpio": "gpio_of_bus"}),
        (D7, D6, {"gpio_scl": "gpio_of_bus"}),
        (D5, D5, {"gpio": "gpio_of_bus", "gpio_scl": "gpio_twice"}),
    ],
    ids=["turned round", "first wire", "second wire", "one wire twice"],
)
async def test_half_of_a_bus(
    house: House, entry: MockConfigEntry, gpio: int, gpio_scl: int, errors: dict[str, str]
) -> None:
    """Half of a bus is refused where it is chosen."""
    form = await add_sensor(house, entry, gpio, gpio_scl)

    assert (form["type"], form["errors"]) == ("form", errors)


@pytest.mark.parametrize(
    ("others", "gpio", "errors"),
    [
        ((FIRST,), D5, {"address": "address_taken"}),
        ((pin("bh1750", "First", D5, "c", gpio_scl=D6, address="0x44"),), D5, {"address": "address_taken"}),
        ((pin("sht3x", "First", D5, "c", gpio_scl=D6, address="0x45"),), D5, None),
        ((FIRST,), D2, None),
    ],
    ids=["the same kind", "another kind", "another address", "another bus"],
)
async def test_same_address(
    house: House, board: Board, others: tuple[Any, ...], gpio: int, errors: dict[str, str] | None
) -> None:
    """An address of a bus belongs to one pin: two would show what one part measures."""
    entry = await house.add_running(device_entry(*others), board)

    result = await add_sensor(house, entry, gpio, D6 if gpio == D5 else D7, "0x44")

    assert result.get("errors") == errors


@pytest.mark.parametrize(
    ("others", "proposed"),
    [((), "0x44"), ((FIRST,), "0x45"), ((FIRST, THIRD), "0x44")],
    ids=["no bus", "one is taken", "both are taken"],
)
async def test_proposed_address(house: House, board: Board, others: tuple[Any, ...], proposed: str) -> None:
    """A sensor that joins a bus is proposed an address that is free there."""
    entry = await house.add_running(device_entry(LAMP, *others), board)

    form = await choose(house.hass, await add_pin(house.hass, entry), "sht3x")

    assert (suggested(form).get("address") or default_of(form, "address")) == proposed


async def test_change_to_a_taken_address(house: House, board: Board) -> None:
    """A pin keeps its address, and does not get that of another one."""
    entry = await house.add_running(device_entry(FIRST, THIRD), board)
    wires: dict[str, Any] = {"name": "Third", "gpio": str(D5), "gpio_scl": str(D6)}

    form = await change_pin(house.hass, entry, house.subentry_id(entry, "Third"))
    form = await fill_in(house.hass, form, **wires, address="0x44")
    assert form["errors"] == {"address": "address_taken"}

    result = await fill_in(house.hass, form, **wires, address="0x45")
    assert result["reason"] == "reconfigure_successful"


async def test_board_full_of_one_bus(house: House, board: Board) -> None:
    """A pin can join a bus where nothing else is free."""
    entry = device_entry(
        *(pin("digital_output", f"Lamp {key}", gpio, key) for key, gpio in zip("abcd", (4, 12, 13, 14), strict=True)),
        pin("sht3x", "First", D1, "e", gpio_scl=15),
        model="h801",
    )
    await house.add_running(entry, board)

    menu = await add_pin(house.hass, entry)

    assert menu["menu_options"] == ["bme280", "sht3x", "bh1750"]


@pytest.mark.parametrize("wires", [(D2, D1), (D5, D6)], ids=["its bus", "a bus of its own"])
async def test_move(
    house: House, entry: MockConfigEntry, attic: MockConfigEntry, spare: Board, wires: tuple[int, int]
) -> None:
    """A pin that moves is proposed the bus of the other board, and may begin its own."""
    form: Any = await change_pin(house.hass, entry, house.subentry_id(entry, "First"))
    form = await fill_in(house.hass, form, {"move_to": attic.entry_id}, name="First", gpio=str(D5), gpio_scl=str(D6))
    defaults = {str(marker): marker.default() for marker in form["data_schema"].schema}
    assert defaults == {"gpio": str(D2), "gpio_scl": str(D1)}

    configure = house.hass.config_entries.subentries.async_configure
    form = await configure(form["flow_id"], {"gpio": str(D2), "gpio_scl": str(D7)})
    assert form["errors"] == {"gpio": "gpio_of_bus"}
    result = await configure(form["flow_id"], {"gpio": str(wires[0]), "gpio_scl": str(wires[1])})
    await house.clock.advance(2)

    assert (result["type"], result["reason"]) == ("abort", "pin_moved")
    assert buses(spare) == [[D2, D1], list(wires)]


async def test_move_to_a_taken_address(house: House, entry: MockConfigEntry, spare: Board) -> None:
    """A pin does not move to a bus where another one has its address."""
    other = pin("sht3x", "Third", D2, "a", gpio_scl=D1, pin_uid="01JATTIC") | {"unique_id": "01JATTIC"}
    attic = await house.add_running(device_entry(other, device_id=SPARE_ID, role="r00attic00", title="Attic"), spare)
    form: Any = await change_pin(house.hass, entry, house.subentry_id(entry, "First"))
    form = await fill_in(house.hass, form, {"move_to": attic.entry_id}, name="First", gpio=str(D5), gpio_scl=str(D6))

    configure = house.hass.config_entries.subentries.async_configure
    form = await configure(form["flow_id"], {"gpio": str(D2), "gpio_scl": str(D1)})
    assert form["errors"] == {"base": "address_taken"}
    result = await configure(form["flow_id"], {"gpio": str(D5), "gpio_scl": str(D6)})

    assert (result["type"], result["reason"]) == ("abort", "pin_moved")


async def test_replace(house: House, board: Board, spare: Board) -> None:
    """Pins on one bus move to a spare together."""
    entry = await house.add_running(device_entry(FIRST, SECOND), board)
    spare.switch_on()
    await house.clock.settle()

    form = await entry.start_reconfigure_flow(house.hass)
    await answer(house.hass, form, device=SPARE_ID, board="d1_mini")
    await house.clock.advance(2)

    assert buses(spare) == [[D5, D6], [D5, D6]]


async def ask_for_places(house: House, board: Board, spare: Board, *pins: ConfigSubentryData) -> Any:
    """Begin to replace a board by one without its GPIOs; return the form that asks for their places."""
    entry = await house.add_running(device_entry(*pins), board)
    spare.switch_on()
    await house.clock.settle()
    form: Any = await entry.start_reconfigure_flow(house.hass)
    return await answer(house.hass, form, device=SPARE_ID, board="esp01")


async def test_replace_by_another_model(house: House, board: Board, spare: Board) -> None:
    """On a board without these GPIOs each wire of the bus is proposed one new place; tearing it apart is refused."""
    form = await ask_for_places(house, board, spare, FIRST, SECOND)

    names = ["First", "First, SCL", "Second", "Second, SCL"]
    assert fields_of(form) == names
    proposed = [marker.default() for marker in form["data_schema"].schema]
    assert proposed == ["0", "2", "0", "2"]

    apart = dict(zip(names, ["0", "2", "0", "3"], strict=True))
    form = await answer(house.hass, form, **apart)
    assert form["errors"] == {"base": "gpio_used_twice"}
    await answer(house.hass, form, **dict(zip(names, proposed, strict=True)))
    await house.clock.advance(2)
    assert buses(spare) == [[0, 2], [0, 2]]


async def test_replace_by_one_bus(house: House, board: Board, spare: Board) -> None:
    """Two buses do not become one on which two sensors have the same address."""
    other = pin("sht3x", "Other", D2, "d", gpio_scl=D7)
    form = await ask_for_places(house, board, spare, FIRST, other)

    names = ["First", "First, SCL", "Other", "Other, SCL"]
    form = await answer(house.hass, form, **dict(zip(names, ["0", "2", "0", "2"], strict=True)))
    assert form["errors"] == {"base": "address_used_twice"}
    form = await answer(house.hass, form, **dict(zip(names, ["0", "2", "3", "1"], strict=True)))
    await house.clock.advance(2)
    assert buses(spare) == [[0, 2], [3, 1]]


async def test_replace_with_a_taken_address(house: House, board: Board, spare: Board) -> None:
    """A board on which two sensors have had the same address all along is replaced all the same."""
    twin = pin("sht3x", "Twin", D5, "d", gpio_scl=D6)
    entry = await house.add_running(device_entry(FIRST, twin), board)
    spare.switch_on()
    await house.clock.settle()

    form = await entry.start_reconfigure_flow(house.hass)
    await answer(house.hass, form, device=SPARE_ID, board="d1_mini")
    await house.clock.advance(2)

    assert buses(spare) == [[D5, D6], [D5, D6]]
