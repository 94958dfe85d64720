"""Strips of pixels: the form and its limits, what is asked of the board, and what is shown."""

from collections.abc import Mapping
from typing import Any

from homeassistant.const import EVENT_CALL_SERVICE
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_capture_events

from .board import Board
from .broker import Broker
from .entries import LAMP, ROLE, House, device_entry, pin
from .flows import add_pin, change_pin, choices_of, choose, fill_in, suggested
from .test_name_commands import ask
from .test_names import catalogue, serve_names, state

D4 = 2
STRIP = pin("pixels", "Shelf", D4, "a")
SHELF = "light.shelf"


@pytest.fixture
async def entry(house: House, board: Board) -> MockConfigEntry:
    """Return the entry of a running board without pins."""
    return await house.add_running(device_entry(), board)


@pytest.fixture
async def shelf(house: House, board: Board) -> MockConfigEntry:
    """Return the entry of a running board with a strip."""
    return await house.add_running(device_entry(STRIP), board)


def shown(house: House) -> tuple[str, Mapping[str, Any]]:
    """Return what Home Assistant shows of the strip."""
    found = house.hass.states.get(SHELF)
    assert found is not None
    return found.state, found.attributes


# The form


async def test_only_gpio2(house: House, entry: MockConfigEntry) -> None:
    """Only GPIO2 is offered, and it needs a word of caution."""
    form = await choose(house.hass, await add_pin(house.hass, entry), "pixels")
    assert choices_of(form, "gpio") == ["D4 (GPIO2) ⚠"]

    menu = await fill_in(house.hass, form, name="Shelf")

    assert (menu["type"], menu["step_id"]) == ("menu", "caution_boot_high")
    done = await choose(house.hass, menu, "use_anyway")
    assert done["type"] == "create_entry"


async def test_gpio2_is_taken(house: House, board: Board) -> None:
    """Where something else is at GPIO2, there can be no strip."""
    entry = await house.add_running(device_entry(LAMP | {"data": {**LAMP["data"], "gpio": D4}}), board)

    menu = await add_pin(house.hass, entry)

    assert "pixels" not in (menu["menu_options"] or ())


@pytest.mark.parametrize(
    ("choices", "advanced", "wire"),
    [
        ({}, {}, {}),
        (
            {"count": 300, "order": "bgr", "limit_ma": 20_000},
            {"gamma": 1, "brightness": 20, "rgb": [255, 136, 0], "fade_ms": 0.5, "initial": "on"},
            {
                "count": 300,
                "order": "bgr",
                "limit_ma": 20_000,
                "gamma": 1,
                "brightness": 51,
                "rgb": "ff8800",
                "fade_ms": 500,
                "initial": "on",
            },
        ),
    ],
    ids=["defaults", "everything"],
)
async def test_add(
    house: House,
    entry: MockConfigEntry,
    board: Board,
    choices: Mapping[str, Any],
    advanced: Mapping[str, Any],
    wire: Mapping[str, Any],
) -> None:
    """What was chosen goes to the board without the defaults, and is shown again when the pin is changed."""
    form = await choose(house.hass, await add_pin(house.hass, entry), "pixels")
    menu = await fill_in(house.hass, form, advanced, name="Shelf", gpio=str(D4), **choices)
    await choose(house.hass, menu, "use_anyway")
    await house.clock.advance(1)

    assert board.configs()[-1] == {
        "revision": 2,
        "manager": "k3v9x2m8qa",
        "role": ROLE,
        "pins": [{"key": "a", "type": "pixels", "gpio": D4, **wire}],
    }
    form = await change_pin(house.hass, entry, house.subentry_id(entry, "Shelf"))
    assert suggested(form).items() >= {**choices, **advanced}.items()


@pytest.mark.parametrize(
    ("count", "limit_ma", "errors"),
    [
        (300, 599, {"limit_ma": "limit_too_low"}),
        (51, 101, {"limit_ma": "limit_too_low"}),
        (300, 600, None),
        (50, 100, None),
    ],
    ids=str,
)
async def test_limit(
    house: House, entry: MockConfigEntry, count: int, limit_ma: int, errors: dict[str, str] | None
) -> None:
    """Less than 2 mA for each pixel is refused, with the reason and with everything as it was chosen."""
    form = await choose(house.hass, await add_pin(house.hass, entry), "pixels")

    answer = await fill_in(house.hass, form, name="Shelf", gpio=str(D4), count=count, limit_ma=limit_ma)

    assert answer.get("errors") == errors
    if errors is not None:
        assert suggested(answer).items() >= {"count": count, "limit_ma": limit_ma}.items()


# The entity


async def test_features(house: House, shelf: MockConfigEntry) -> None:
    """A strip has colours, effects and transitions."""
    value, attributes = shown(house)

    assert value == "off"
    assert [str(mode) for mode in attributes["supported_color_modes"]] == ["rgb"]
    assert attributes["supported_features"] == 4 | 32
    assert attributes["effect_list"] == ["off", "rainbow", "chase", "breathe", "twinkle", "fire"]


@pytest.mark.parametrize(
    ("action", "data", "wish"),
    [
        ("light.turn_on", {}, {"on": True}),
        ("light.turn_on", {"brightness": 128}, {"on": True, "brightness": 128}),
        ("light.turn_on", {"rgb_color": [255, 136, 0]}, {"on": True, "rgb": "ff8800"}),
        ("light.turn_on", {"hs_color": [240, 100]}, {"on": True, "rgb": "0000ff"}),
        ("light.turn_on", {"effect": "fire"}, {"on": True, "effect": "fire"}),
        ("light.turn_on", {"effect": "off"}, {"on": True, "effect": "none"}),
        (
            "light.turn_on",
            {"effect": "chase", "rgb_color": [0, 0, 9], "brightness_pct": 1, "transition": 0.4},
            {"on": True, "effect": "chase", "rgb": "000009", "brightness": 3, "transition_ms": 400},
        ),
        ("light.turn_off", {"transition": 2}, {"on": False, "transition_ms": 2000}),
    ],
    ids=["on", "brightness", "rgb", "hue", "effect", "no effect", "everything", "off"],
)
async def test_set(
    house: House,
    shelf: MockConfigEntry,
    broker: Broker,
    action: str,
    data: Mapping[str, Any],
    wish: Mapping[str, Any],
) -> None:
    """An action is one set, in the words of the wire."""
    broker.forget()

    await house.call(action, SHELF, **data)

    (sent,) = broker.on("iotdm/1/+/in/set")
    assert sent.json["pins"] == {"a": wish}


async def test_state(house: House, shelf: MockConfigEntry, board: Board) -> None:
    """What the board reports is shown; no effect is off."""
    board.pins["a"] = {"on": True, "brightness": 51, "rgb": "ff8800", "effect": "none"}
    board.say_state()
    await house.clock.settle()
    value, attributes = shown(house)
    assert (value, attributes["brightness"], attributes["rgb_color"]) == ("on", 51, (255, 136, 0))
    assert (attributes["effect"], attributes["color_mode"]) == ("off", "rgb")

    board.pins["a"] = {"on": True, "brightness": 51, "rgb": "ff8800", "effect": "twinkle"}
    board.say_state()
    await house.clock.settle()
    assert shown(house)[1]["effect"] == "twinkle"


@pytest.mark.parametrize(
    "member",
    [
        {"rgb": "FF8800"},
        {"rgb": "ff88001"},
        {"rgb": "red"},
        {"rgb": ["ff", "88", "00"]},
        {"rgb": 16711680},
        {"rgb": None},
    ],
    ids=str,
)
async def test_hostile_colour(house: House, shelf: MockConfigEntry, board: Board, member: dict[str, Any]) -> None:
    """What is no colour is not shown; the rest is."""
    board.pins["a"] = {"on": True, "brightness": 51, "rgb": "ff8800", "effect": "fire"} | member
    board.say_state()
    await house.clock.settle()

    value, attributes = shown(house)
    assert (value, attributes["rgb_color"], attributes["effect"]) == ("on", None, "fire")


@pytest.mark.parametrize("effect", ["off", "Fire", "", "x" * 5000, None, 5, ["fire"], {"fire": 1}], ids=repr)
async def test_hostile_effect(house: House, shelf: MockConfigEntry, board: Board, effect: Any) -> None:
    """What is no effect is not shown; the rest is."""
    board.pins["a"] = {"on": True, "brightness": 51, "rgb": "ff8800", "effect": effect}
    board.say_state()
    await house.clock.settle()

    value, attributes = shown(house)
    assert (value, attributes["rgb_color"], attributes["effect"]) == ("on", (255, 136, 0), None)


async def test_another_effect(house: House, shelf: MockConfigEntry, board: Board) -> None:
    """The board refuses an effect that it does not have, and the user is told."""
    board.refuses = {"a": "bad_value"}

    with pytest.raises(HomeAssistantError, match="Shelf refused: it does not take this value"):
        await house.act("light.turn_on", SHELF, effect="disco")


# Friendly names


@pytest.mark.parametrize(
    ("wish", "pins"),
    [
        ({"on": True, "rgb": "00ff88", "brightness": 9}, {"on": True, "rgb": "00ff88", "brightness": 9}),
        ({"effect": "fire", "transition_ms": 400}, {"on": True, "effect": "fire", "transition_ms": 400}),
        ({"effect": "none"}, {"on": True, "effect": "none"}),
    ],
    ids=["colour", "effect", "no effect"],
)
async def test_names(
    house: House, shelf: MockConfigEntry, board: Board, broker: Broker, wish: Mapping[str, Any], pins: Mapping[str, Any]
) -> None:
    """Under its name, a strip takes and tells the same as on the wire."""
    await serve_names(house)
    assert catalogue(broker)["shelf"]["set"] == ["on", "brightness", "rgb", "effect", "transition_ms"]
    broker.forget()

    answer = await ask(house, broker, "shelf", {"id": "x1", **wish})

    assert answer == {"id": "x1", "ok": True}
    (sent,) = broker.on("iotdm/1/+/in/set")
    assert sent.json["pins"] == {"a": pins}
    assert state(broker, "shelf").items() >= {key: pins[key] for key in pins if key != "transition_ms"}.items()


async def test_name_without_effect(house: House, shelf: MockConfigEntry, broker: Broker) -> None:
    """The action is asked for what Home Assistant calls no effect."""
    await serve_names(house)
    calls = async_capture_events(house.hass, EVENT_CALL_SERVICE)

    await ask(house, broker, "shelf", {"effect": "none"})

    assert [call.data["service_data"] for call in calls] == [{"entity_id": SHELF, "effect": "off"}]


async def test_name_with_a_bad_colour(house: House, shelf: MockConfigEntry, broker: Broker) -> None:
    """What is no colour is refused before the board hears of it."""
    await serve_names(house)

    answer = await ask(house, broker, "shelf", {"id": "x1", "rgb": "red"})

    assert (answer["ok"], answer["error"]) == (False, "bad_payload")
