"""A pin with several GPIOs: one field and one wire for each of them."""

from typing import Any

from homeassistant.helpers import device_registry as dr
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .board import Board
from .broker import Broker
from .entries import D1, D2, D5, D6, D7, DOMAIN, FAN, LAMP, MANAGER_ID, ROLE, House, device_entry, pin
from .flows import add_pin, answer, change_pin, choose, fields_of, fill_in, fix, submit, suggested
from .spare import SPARE_ID
from .test_keep import conflict, restore

D3 = 0
D4 = 2

STRIP = pin("light", "Strip", D5, "c", gpio_warm=D6)


@pytest.fixture
async def entry(house: House, board: Board) -> MockConfigEntry:
    """Return the entry of a running board with a lamp."""
    return await house.add_running(device_entry(LAMP), board)


async def fill_in_light(house: House, entry: MockConfigEntry, **gpios: int) -> Any:
    """Add a light at these GPIOs."""
    form = await choose(house.hass, await add_pin(house.hass, entry), "light")
    return await fill_in(house.hass, form, None, name="Strip", **{key: str(gpio) for key, gpio in gpios.items()})


async def test_form(house: House, entry: MockConfigEntry) -> None:
    """Each GPIO is a field."""
    form = await choose(house.hass, await add_pin(house.hass, entry), "light")

    assert fields_of(form)[:6] == ["name", "gpio", "gpio_warm", "gpio_red", "gpio_green", "gpio_blue"]


@pytest.mark.parametrize(
    ("gpios", "wire"),
    [
        ({"gpio": D2}, D2),
        ({"gpio_warm": D2, "gpio": D5}, [D5, D2]),
        ({"gpio_blue": D5, "gpio_red": D2, "gpio_green": D6}, [D2, D6, D5]),
    ],
    ids=["one", "two", "three"],
)
async def test_add(house: House, entry: MockConfigEntry, board: Board, gpios: dict[str, int], wire: Any) -> None:
    """Each GPIO is stored by its name, and sent at its place."""
    result = await fill_in_light(house, entry, **gpios)
    assert result["type"] == "create_entry"
    await house.clock.advance(1)

    data = entry.subentries[house.subentry_id(entry, "Strip")].data
    assert {key: value for key, value in data.items() if key.startswith("gpio")} == gpios
    assert board.configs()[-1]["pins"][1] == {"key": "b", "type": "light", "gpio": wire}


@pytest.mark.parametrize(
    ("gpios", "errors"),
    [
        ({"gpio": D2, "gpio_warm": D2}, {"gpio_warm": "gpio_twice"}),
        ({"gpio": D2, "gpio_red": D5}, {"gpio_green": "gpio_missing", "gpio_blue": "gpio_missing"}),
        ({"gpio_green": D2, "gpio_blue": D5}, {"gpio_red": "gpio_missing"}),
        ({"gpio_warm": D2}, {"gpio": "gpio_missing"}),
        (
            {"gpio_red": D2, "gpio_warm": D5},
            {"gpio": "gpio_missing", "gpio_green": "gpio_missing", "gpio_blue": "gpio_missing"},
        ),
        ({}, {"gpio": "gpio_missing"}),
    ],
    ids=["twice", "white and red", "no red", "warm alone", "red and warm", "none"],
)
async def test_refused(house: House, entry: MockConfigEntry, gpios: dict[str, int], errors: dict[str, str]) -> None:
    """A GPIO that is used twice, or GPIOs that make no light, are refused where they are chosen."""
    form = await fill_in_light(house, entry, **gpios)

    assert (form["type"], form["errors"]) == ("form", errors)
    assert {key: value for key, value in suggested(form).items() if key.startswith("gpio")} == {
        key: str(gpio) for key, gpio in gpios.items()
    }


async def test_used(house: House, entry: MockConfigEntry) -> None:
    """All GPIOs of a pin are taken for the others, also while a form is open."""
    form = await choose(house.hass, await add_pin(house.hass, entry), "light")
    await fill_in_light(house, entry, gpio=D2, gpio_warm=D5)

    form = await fill_in(house.hass, form, name="Other", gpio=str(D5), gpio_warm=str(D2))

    assert form["errors"] == {"gpio": "gpio_in_use", "gpio_warm": "gpio_in_use"}


async def test_cautions(house: House, entry: MockConfigEntry) -> None:
    """Each GPIO with a caution is asked for, one after the other; later only the new ones."""
    menu = await fill_in_light(house, entry, gpio_red=D3, gpio_green=D2, gpio_blue=D4)
    assert (menu["step_id"], menu["description_placeholders"]) == ("caution_boot_high", {"gpio": "D3 (GPIO0)"})
    menu = await choose(house.hass, menu, "use_anyway")
    assert (menu["step_id"], menu["description_placeholders"]) == ("caution_boot_high", {"gpio": "D4 (GPIO2)"})
    result = await choose(house.hass, menu, "use_anyway")
    assert result["type"] == "create_entry"

    form = await change_pin(house.hass, entry, house.subentry_id(entry, "Strip"))
    gpios = {"gpio_red": "0", "gpio_green": "15", "gpio_blue": "2"}
    menu = await fill_in(house.hass, form, None, name="Strip", **gpios)
    assert (menu["step_id"], menu["description_placeholders"]) == ("caution_boot_low", {"gpio": "D8 (GPIO15)"})
    result = await choose(house.hass, menu, "use_anyway")
    assert result["reason"] == "reconfigure_successful"


async def test_fewer(house: House, board: Board) -> None:
    """A GPIO that is left out later is free again."""
    entry = await house.add_running(device_entry(LAMP, STRIP), board)
    subentry_id = house.subentry_id(entry, "Strip")

    form = await change_pin(house.hass, entry, subentry_id)
    await fill_in(house.hass, form, name="Strip", gpio=str(D5))
    await house.clock.advance(1)

    assert "gpio_warm" not in entry.subentries[subentry_id].data
    assert board.configs()[-1]["pins"][1]["gpio"] == D5


async def test_model(house: House, board: Board) -> None:
    """The pin's device tells where all wires are."""
    entry = await house.add_running(device_entry(STRIP), board)

    device = dr.async_get(house.hass).async_get_device_by_identifier((DOMAIN, STRIP["unique_id"] or ""), entry.entry_id)
    assert device is not None
    assert device.model == "D1 mini, D5 (GPIO14), D6 (GPIO12)"


# Other hardware


async def test_move(house: House, board: Board, spare: Board) -> None:
    """A pin that moves needs a GPIO for each of its wires."""
    entry = await house.add_running(device_entry(STRIP), board)
    attic = await house.add_running(
        device_entry(LAMP | {"unique_id": "01JATTIC"}, device_id=SPARE_ID, role="r00attic00", title="Attic"), spare
    )
    form = await change_pin(house.hass, entry, house.subentry_id(entry, "Strip"))
    form = await fill_in(house.hass, form, {"move_to": attic.entry_id}, name="Strip", gpio=str(D5), gpio_warm=str(D6))
    assert (form["step_id"], fields_of(form)) == ("move", ["gpio", "gpio_warm"])
    configure = house.hass.config_entries.subentries.async_configure

    form = await configure(form["flow_id"], {"gpio": str(D7), "gpio_warm": str(D7)})
    assert form["errors"] == {"gpio_warm": "gpio_twice"}
    result = await configure(form["flow_id"], {"gpio": str(D7), "gpio_warm": str(D2)})
    await house.clock.advance(2)

    assert result["reason"] == "pin_moved"
    assert spare.config is not None
    assert [wired["gpio"] for wired in spare.config["pins"]] == [D1, [D7, D2]]


async def test_no_room_to_move(house: House, board: Board, spare: Board) -> None:
    """A board with fewer free GPIOs than the pin has wires has no room."""
    entry = await house.add_running(device_entry(STRIP), board)
    pins = [
        pin("digital_output", f"Pin {gpio}", gpio, "abc"[gpio - 1], pin_uid=f"01JATTIC{gpio}")
        | {"unique_id": f"01JATTIC{gpio}"}
        for gpio in (1, 2, 3)
    ]
    attic = await house.add_running(
        device_entry(*pins, device_id=SPARE_ID, role="r00attic00", title="Attic", model="esp01"), spare
    )

    form = await change_pin(house.hass, entry, house.subentry_id(entry, "Strip"))
    result = await fill_in(house.hass, form, {"move_to": attic.entry_id}, name="Strip", gpio="14", gpio_warm="12")

    assert (result["type"], result["reason"]) == ("abort", "no_room")


async def test_replace_and_back(house: House, board: Board, spare: Board) -> None:
    """Of a pin whose wires another model has only in part, the rest is asked for; going back puts all where it was."""
    strip = pin("light", "Strip", D5, "c", gpio_warm=D4)
    entry = await house.add_running(device_entry(FAN, strip), board)
    spare.switch_on()
    board.lose_power()
    await house.clock.settle()

    form = await entry.start_reconfigure_flow(house.hass)
    form = await answer(house.hass, form, device=SPARE_ID, board="esp01")
    assert (form["step_id"], fields_of(form)) == ("remap", ["Compressor", "Strip"])
    form = await answer(house.hass, form, Compressor="0", Strip="0")
    assert form["errors"] == {"base": "gpio_used_twice"}
    await answer(house.hass, form, Compressor="0", Strip="3")
    await house.clock.advance(1)
    assert spare.config is not None
    assert [wired["gpio"] for wired in spare.config["pins"]] == [0, [3, 2]]

    form = await entry.start_reconfigure_flow(house.hass)
    await answer(house.hass, form, device=board.device_id, board="esp01")
    board.connect()
    await house.clock.advance(2)
    assert board.config is not None
    assert [wired["gpio"] for wired in board.config["pins"]] == [D2, [D5, D4]]


async def test_wired_in_another_way_since(house: House, board: Board, spare: Board) -> None:
    """Going back leaves a pin alone that was given other GPIOs meanwhile."""
    entry = await house.add_running(device_entry(STRIP), board)
    spare.switch_on()
    await house.clock.settle()
    form = await entry.start_reconfigure_flow(house.hass)
    await answer(house.hass, form, device=SPARE_ID, board="d1_mini")
    await house.clock.advance(2)
    change = await change_pin(house.hass, entry, house.subentry_id(entry, "Strip"))
    await fill_in(house.hass, change, name="Strip", gpio=str(D7))
    await house.clock.advance(2)

    form = await entry.start_reconfigure_flow(house.hass)
    await answer(house.hass, form, device=board.device_id, board="d1_mini")
    await house.clock.advance(2)

    assert board.config is not None
    assert [wired["gpio"] for wired in board.config["pins"]] == [D7]


async def test_names_in_the_remap(house: House, board: Board, spare: Board) -> None:
    """Each wire that does not fit is asked for by the pin's name and its own."""
    entry = await house.add_running(device_entry(STRIP), board)
    spare.switch_on()
    await house.clock.settle()

    form = await entry.start_reconfigure_flow(house.hass)
    form = await answer(house.hass, form, device=SPARE_ID, board="esp01")

    assert fields_of(form) == ["Strip", "Strip, Warm white"]


async def test_keep(house: House, board: Board, broker: Broker) -> None:
    """When the board is right, a pin is wired as the board says; what it does not have any more goes."""
    pins = [{"key": "c", "type": "light", "gpio": D7}, {"key": "d", "type": "light", "gpio": [D1, D2]}]
    config = {"revision": 20, "manager": MANAGER_ID, "role": ROLE, "pins": pins}
    entry = await restore(house, board, broker, config, STRIP)

    await submit(house.hass, await fix(house.hass, conflict(house), "keep"))
    await house.clock.advance(10)

    wired = {
        kept.title: {key: value for key, value in kept.data.items() if key.startswith("gpio")}
        for kept in entry.subentries.values()
    }
    assert wired == {"Strip": {"gpio": D7}, "Garage D1 (GPIO5), D2 (GPIO4)": {"gpio": D1, "gpio_warm": D2}}
    assert broker.on("iotdm/1/+/in/config") == []


async def test_wiring_of_another_version(house: House, board: Board, broker: Broker) -> None:
    """A pin with more GPIOs than are known here cannot be kept."""
    pins = [{"key": "c", "type": "light", "gpio": [D1, D2, D3, D5, D6, D7]}]
    config = {"revision": 20, "manager": MANAGER_ID, "role": ROLE, "pins": pins}
    await restore(house, board, broker, config, STRIP)

    result = await fix(house.hass, conflict(house), "keep")

    assert (result["type"], result["reason"]) == ("abort", "nothing_to_keep")
