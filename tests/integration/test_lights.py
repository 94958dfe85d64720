"""Lights with one kind of LEDs, two whites or colours: their modes, what is asked of the board, and what is shown."""

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.config_entries import ConfigSubentryData
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .board import Board
from .broker import Broker
from .entries import D1, D2, D5, D6, D7, House, device_entry, pin
from .flows import add_pin, change_pin, choose, fill_in
from .test_name_commands import ask
from .test_names import serve_names, state

RGB: Final = {"gpio_red": D5, "gpio_green": D6, "gpio_blue": D7}
WIRINGS: Final[Mapping[str, dict[str, int]]] = {
    "dimmer": {"gpio": D1},
    "whites": {"gpio": D1, "gpio_warm": D2},
    "rgb": RGB,
    "rgbw": RGB | {"gpio": D1},
    "rgbww": RGB | {"gpio": D1, "gpio_warm": D2},
}


def strip(wiring: str, **data: Any) -> ConfigSubentryData:
    """Return the subentry of a light that is wired like this."""
    light = pin("light", "Strip", D1, "a", **data)
    light["data"] = {key: value for key, value in light["data"].items() if key != "gpio"} | WIRINGS[wiring]
    return light


async def add_strip(house: House, board: Board, wiring: str, **data: Any) -> MockConfigEntry:
    """Add a running board with a light."""
    return await house.add_running(device_entry(strip(wiring, **data)), board)


def shown(house: House) -> tuple[str, Mapping[str, Any]]:
    """Return what Home Assistant shows of it."""
    state = house.hass.states.get("light.strip")
    assert state is not None
    return state.state, state.attributes


# Modes


@pytest.mark.parametrize(
    ("wiring", "modes"),
    [
        ("dimmer", ["brightness"]),
        ("whites", ["color_temp"]),
        ("rgb", ["rgb"]),
        ("rgbw", ["rgb", "white"]),
        ("rgbww", ["color_temp", "rgb"]),
    ],
)
async def test_modes(house: House, board: Board, wiring: str, modes: list[str]) -> None:
    """The GPIOs decide what a light can be asked for; each can fade."""
    await add_strip(house, board, wiring)

    _, attributes = shown(house)
    assert [str(mode) for mode in attributes["supported_color_modes"]] == modes
    assert attributes["supported_features"] == 32


async def test_range(house: House, board: Board) -> None:
    """Two whites are mixed between the temperatures that the user gave."""
    await add_strip(house, board, "whites", warm=2200, cold=5000)

    _, attributes = shown(house)
    assert (attributes["min_color_temp_kelvin"], attributes["max_color_temp_kelvin"]) == (2200, 5000)


async def test_other_gpios(house: House, board: Board) -> None:
    """A light that is given other GPIOs later has their modes, without a new entity."""
    entry = await add_strip(house, board, "rgb")
    form = await change_pin(house.hass, entry, house.subentry_id(entry, "Strip"))

    await fill_in(house.hass, form, {"warm": 2000}, name="Strip", gpio=str(D1), gpio_warm=str(D2))
    await house.clock.advance(10)
    board.report(a={"on": True, "brightness": 255, "kelvin": 2000})
    await house.clock.settle()

    on, attributes = shown(house)
    assert (on, attributes["supported_color_modes"]) == ("on", ["color_temp"])
    assert (attributes["color_temp_kelvin"], attributes["min_color_temp_kelvin"]) == (2000, 2000)


# What is asked


@pytest.mark.parametrize(
    ("wiring", "data", "wish"),
    [
        ("whites", {"color_temp_kelvin": 3000}, {"on": True, "kelvin": 3000}),
        ("whites", {"color_temp_kelvin": 9000, "brightness": 51}, {"on": True, "brightness": 51, "kelvin": 9000}),
        ("rgb", {"rgb_color": [255, 136, 0]}, {"on": True, "rgb": "ff8800"}),
        ("rgb", {"color_name": "blue", "transition": 2}, {"on": True, "rgb": "0000ff", "transition_ms": 2000}),
        ("rgb", {"rgb_color": [0, 0, 0]}, {"on": True, "rgb": "000000"}),
        ("rgb", {"brightness": 1}, {"on": True, "brightness": 1}),
        ("rgbw", {"rgb_color": [1, 2, 3], "brightness": 4}, {"on": True, "brightness": 4, "rgb": "010203"}),
        ("rgbw", {"white": 51}, {"on": True, "brightness": 51, "white": True}),
        ("rgbw", {"white": True}, {"on": True, "brightness": 255, "white": True}),
        ("rgbw", {"white": True, "brightness": 51}, {"on": True, "brightness": 51, "white": True}),
        ("rgbw", {"white": 0}, {"on": False}),
        ("rgbww", {"color_temp_kelvin": 4000}, {"on": True, "kelvin": 4000}),
        ("rgbww", {"hs_color": [120, 100]}, {"on": True, "rgb": "00ff00"}),
        ("rgbww", {}, {"on": True}),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
async def test_turn_on(house: House, board: Board, wiring: str, data: dict[str, Any], wish: dict[str, Any]) -> None:
    """Each way to ask for a colour becomes what the firmware takes."""
    await add_strip(house, board, wiring)

    await house.call("light.turn_on", "light.strip", **data)

    assert [sent["pins"] for sent in board.sets()] == [{"a": wish}]


@pytest.mark.parametrize(
    ("wiring", "data", "mode", "colour"),
    [
        ("whites", {"color_temp_kelvin": 3000}, "color_temp", {"color_temp_kelvin": 3000}),
        ("rgb", {"rgb_color": [255, 136, 0]}, "rgb", {"rgb_color": (255, 136, 0)}),
        ("rgbw", {"rgb_color": [255, 136, 0]}, "rgb", {"rgb_color": (255, 136, 0)}),
        ("rgbw", {"white": 51}, "white", {"brightness": 51, "rgb_color": None}),
        ("rgbww", {"rgb_color": [255, 136, 0]}, "rgb", {"rgb_color": (255, 136, 0), "color_temp_kelvin": None}),
        ("rgbww", {"color_temp_kelvin": 3000}, "color_temp", {"color_temp_kelvin": 3000}),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
async def test_answer(
    house: House, board: Board, wiring: str, data: dict[str, Any], mode: str, colour: dict[str, Any]
) -> None:
    """What the board reports after it is shown."""
    await add_strip(house, board, wiring)

    await house.call("light.turn_on", "light.strip", **data)

    on, attributes = shown(house)
    assert (on, attributes["color_mode"]) == ("on", mode)
    assert {key: attributes[key] for key in colour} == colour


# What is reported


@pytest.mark.parametrize(
    ("wiring", "value", "mode", "colour"),
    [
        ("whites", {"kelvin": 2000}, "color_temp", 2000),
        ("whites", {"kelvin": 999}, "color_temp", None),
        ("whites", {"kelvin": 10001}, "color_temp", None),
        ("whites", {"kelvin": 2700.5}, "color_temp", None),
        ("whites", {"kelvin": True}, "color_temp", None),
        ("whites", {"kelvin": "2700"}, "color_temp", None),
        ("whites", {}, "color_temp", None),
        ("whites", {"rgb": "ff8800"}, "color_temp", None),
        ("rgb", {"rgb": "ff8800"}, "rgb", (255, 136, 0)),
        ("rgb", {"rgb": "FF8800"}, "rgb", None),
        ("rgb", {"rgb": "ff880"}, "rgb", None),
        ("rgb", {"rgb": "ff8800 "}, "rgb", None),
        ("rgb", {"rgb": 16746496}, "rgb", None),
        ("rgb", {"rgb": [255, 136, 0]}, "rgb", None),
        ("rgbw", {"white": True}, "white", None),
        ("rgbw", {}, "unknown", None),
        ("rgbw", {"kelvin": 2700}, "unknown", None),
        ("rgbw", {"rgb": "ff8800", "white": True}, "unknown", None),
        ("rgbww", {"rgb": "ff8800", "kelvin": 2700}, "unknown", None),
    ],
    ids=repr,
)
async def test_reported(
    house: House, board: Board, wiring: str, value: dict[str, Any], mode: str, colour: object
) -> None:
    """A colour that makes no sense, or not for this light, is not shown; on, off and brightness are."""
    await add_strip(house, board, wiring)

    board.report(a={"on": True, "brightness": 51} | value)
    await house.clock.settle()

    on, attributes = shown(house)
    assert (on, attributes["color_mode"]) == ("on", mode)
    assert attributes.get("color_temp_kelvin" if mode == "color_temp" else "rgb_color") == colour
    assert attributes["brightness"] == (None if mode == "unknown" else 51)


# The form


async def test_options(house: House, board: Board) -> None:
    """The choices of the form reach the board as the firmware takes them."""
    entry = await house.add_running(device_entry(), board)
    form = await choose(house.hass, await add_pin(house.hass, entry), "light")
    advanced = {"brightness": 50, "rgb": [255, 136, 0], "kelvin": 4000, "warm": 2000, "cold": 6000, "fade_ms": 2.3}

    gpios = {key: str(gpio) for key, gpio in WIRINGS["rgbww"].items()}
    result = await fill_in(house.hass, form, advanced, name="Strip", **gpios)
    await house.clock.advance(1)

    assert result["type"] == "create_entry"
    assert board.configs()[-1]["pins"] == [
        {
            "key": "a",
            "type": "light",
            "gpio": [D5, D6, D7, D1, D2],
            "brightness": 128,
            "rgb": "ff8800",
            "kelvin": 4000,
            "warm": 2000,
            "cold": 6000,
            "fade_ms": 2300,
        }
    ]


@pytest.mark.parametrize(
    ("wiring", "sent"),
    [
        ("dimmer", {}),
        ("whites", {"kelvin": 4000, "warm": 2000, "cold": 6000}),
        ("rgb", {"rgb": "ff8800"}),
        ("rgbw", {"rgb": "ff8800"}),
        ("rgbww", {"rgb": "ff8800", "kelvin": 4000, "warm": 2000, "cold": 6000}),
    ],
)
async def test_colour_options(house: House, board: Board, wiring: str, sent: dict[str, Any]) -> None:
    """What is chosen about a colour that the light does not have is stored, for other GPIOs later, and not sent."""
    colours = {"rgb": [255, 136, 0], "kelvin": 4000, "warm": 2000, "cold": 6000}

    entry = await add_strip(house, board, wiring, **colours)

    (wired,) = board.configs()[-1]["pins"]
    assert {key: value for key, value in wired.items() if key not in {"key", "type", "gpio"}} == sent
    (stored,) = entry.subentries.values()
    assert colours.items() <= stored.data.items()


@pytest.mark.parametrize(("wiring", "refused"), [("whites", True), ("rgbww", True), ("rgbw", False), ("dimmer", False)])
async def test_whites_the_wrong_way_round(house: House, board: Board, wiring: str, *, refused: bool) -> None:
    """A warm white that is not warmer than the cold one is refused where the two are mixed."""
    entry = await house.add_running(device_entry(), board)
    form = await choose(house.hass, await add_pin(house.hass, entry), "light")

    gpios = {key: str(gpio) for key, gpio in WIRINGS[wiring].items()}
    result = await fill_in(house.hass, form, {"warm": 4000, "cold": 4000}, name="Strip", **gpios)

    assert (result.get("errors") == {"base": "warm_not_below_cold"}) is refused
    assert (result["type"] == "create_entry") is not refused


# Friendly names


@pytest.mark.parametrize(
    ("wiring", "settable"),
    [
        ("dimmer", ["on", "brightness", "transition_ms"]),
        ("whites", ["on", "brightness", "kelvin", "transition_ms"]),
        ("rgb", ["on", "brightness", "rgb", "transition_ms"]),
        ("rgbw", ["on", "brightness", "rgb", "white", "transition_ms"]),
        ("rgbww", ["on", "brightness", "rgb", "kelvin", "transition_ms"]),
    ],
)
async def test_name(house: House, board: Board, broker: Broker, wiring: str, settable: list[str]) -> None:
    """The catalogue names the colours that the light has."""
    await add_strip(house, board, wiring)

    await serve_names(house)

    (sent,) = broker.on("iotdm/1/names")
    assert [name["set"] for name in sent.json["names"]] == [settable]


@pytest.mark.parametrize(
    ("wiring", "wish"),
    [
        ("whites", {"kelvin": 3000}),
        ("rgb", {"rgb": "ff8800"}),
        ("rgbw", {"rgb": "ff8800"}),
        ("rgbw", {"white": True, "brightness": 51}),
        ("rgbww", {"kelvin": 3000, "transition_ms": 400}),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
async def test_set_by_name(house: House, board: Board, broker: Broker, wiring: str, wish: dict[str, Any]) -> None:
    """A set under the name has the members of the board's own set; the state follows."""
    await add_strip(house, board, wiring)
    await serve_names(house)

    assert await ask(house, broker, "strip", wish) == {"id": None, "ok": True}

    colour = {key: value for key, value in wish.items() if key != "transition_ms"}
    assert board.sets()[-1]["pins"]["a"] == {"on": True} | wish
    assert state(broker, "strip") == {"available": True, "on": True, "brightness": 255} | colour


@pytest.mark.parametrize(
    ("wiring", "wish"),
    [
        ("dimmer", {"rgb": "ff8800"}),
        ("whites", {"rgb": "ff8800"}),
        ("whites", {"kelvin": "warm"}),
        ("whites", {"kelvin": None}),
        ("rgb", {"kelvin": 2700}),
        ("rgb", {"rgb": "FF8800"}),
        ("rgb", {"rgb": "orange"}),
        ("rgb", {"rgb": [255, 136, 0]}),
        ("rgb", {"rgb": None}),
        ("rgbw", {"white": False}),
        ("rgbw", {"white": 1}),
        ("rgbw", {"white": True, "rgb": "ff8800"}),
        ("rgbww", {"white": True}),
        ("rgbww", {"kelvin": 2700, "rgb": "ff8800"}),
    ],
    ids=lambda value: value if isinstance(value, str) else str(value),
)
async def test_refused_by_name(house: House, board: Board, broker: Broker, wiring: str, wish: dict[str, Any]) -> None:
    """A colour that is none, that the light does not have, or two of them, are refused and change nothing."""
    await add_strip(house, board, wiring)
    await serve_names(house)

    answer = await ask(house, broker, "strip", wish)

    assert (answer["ok"], answer["error"]) == (False, "bad_payload")
    assert board.sets() == []
