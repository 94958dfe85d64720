"""The ways to a replacement: the board's own dialog, the tile of a spare, and the repair of a board that is away."""

from typing import Any

from homeassistant.config_entries import ConfigFlowResult
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .board import DEVICE_ID, Board
from .broker import Broker
from .entries import D1, D7, DOMAIN, ROLE, TANK, House, device_entry, pin
from .flows import answer, choices_of, discovered, fields_of
from .spare import SPARE_ID, replace


def labels(form: ConfigFlowResult, field: str) -> list[str]:
    """Return the lines of a list of choices, without the seconds."""
    return [line.partition(" (")[0] + (" ⚠" if line.endswith("⚠") else "") for line in choices_of(form, field)]


# The board's own dialog


async def test_away(house: House, dead: MockConfigEntry, spare: Board) -> None:
    """Of a board that is away, the best spare is chosen already: it takes one click."""
    form = await dead.start_reconfigure_flow(house.hass)
    assert (form["step_id"], fields_of(form)) == ("reconfigure", ["device", "board"])
    assert labels(form, "device") == [SPARE_ID, DEVICE_ID]
    assert choices_of(form, "device")[1].startswith(f"{DEVICE_ID} (present board, away, firmware 0.1.0")
    assert choices_of(form, "device")[0] == f"{SPARE_ID} (firmware 0.1.0, -61 dBm, heard 0 s ago)"

    result = await answer(house.hass, form, board="d1_mini")
    await house.clock.advance(1)

    assert (result["type"], result["reason"]) == ("abort", "replaced")
    assert (dead.unique_id, spare.role) == (SPARE_ID, ROLE)


async def test_there(house: House, garage: MockConfigEntry, spare: Board) -> None:
    """Of a board that is there, nothing changes unless another one is chosen."""
    spare.switch_on()
    await house.clock.settle()

    form = await garage.start_reconfigure_flow(house.hass)
    assert labels(form, "device") == [DEVICE_ID, SPARE_ID]
    result = await answer(house.hass, form, board="nodemcu")

    assert result["reason"] == "reconfigure_successful"
    assert (garage.unique_id, garage.data["board"]) == (DEVICE_ID, "nodemcu")


async def test_back(house: House, dead: MockConfigEntry, board: Board, spare: Board) -> None:
    """The board before the last replacement can be chosen, although it is away."""
    await replace(house, dead)
    await house.clock.advance(1)

    form = await dead.start_reconfigure_flow(house.hass)
    assert labels(form, "device") == [SPARE_ID, DEVICE_ID]
    result = await answer(house.hass, form, device=DEVICE_ID, board="d1_mini")
    assert result["reason"] == "replaced"
    board.connect()
    await house.clock.advance(2)

    assert (dead.unique_id, board.role) == (DEVICE_ID, ROLE)
    assert spare.config is not None
    assert spare.config["role"] is None


async def test_gone_meanwhile(house: House, dead: MockConfigEntry, spare: Board) -> None:
    """A spare that is lost while the dialog is open is refused; another one can be chosen."""
    form = await dead.start_reconfigure_flow(house.hass)
    spare.lose_power()
    await house.clock.settle()

    form = await answer(house.hass, form, device=SPARE_ID, board="d1_mini")
    assert form["errors"] == {"base": "spare_away"}
    assert fields_of(form) == ["board"]


async def test_marked(house: House, dead: MockConfigEntry, broker: Broker) -> None:
    """Spares that lack something come last, and are marked."""
    old = Board(broker, house.clock, "5ccf7f000000")
    old.types = ("digital_output",)
    old.switch_on()
    old.say_telemetry(rssi=-30)
    await house.clock.settle()

    form = await dead.start_reconfigure_flow(house.hass)
    assert labels(form, "device") == [SPARE_ID, "5ccf7f000000 ⚠", DEVICE_ID]
    assert "(lacks analog_input, digital_input, light, firmware 0.1.0" in choices_of(form, "device")[1]
    form = await answer(house.hass, form, device="5ccf7f000000", board="d1_mini")
    assert form["errors"] == {"base": "spare_lacks_types"}


# Other hardware


@pytest.fixture
async def small(house: House, board: Board, spare: Board) -> MockConfigEntry:
    """Return the entry of a board with two relays, away, while a spare is there that will be an ESP-01."""
    relays = (
        pin("digital_output", "Gate", D1, "a"),
        pin("digital_output", "Pump", D7, "b"),
        pin("digital_output", "Bell", 2, "c"),
    )
    entry = await house.add_running(device_entry(*relays), board)
    spare.switch_on()
    board.lose_power()
    await house.clock.settle()
    return entry


async def test_remap(house: House, small: MockConfigEntry, spare: Board) -> None:
    """What the other model does not have is asked for, with a proposal; the rest stays."""
    form = await small.start_reconfigure_flow(house.hass)
    form = await answer(house.hass, form, device=SPARE_ID, board="esp01")
    assert (form["step_id"], fields_of(form)) == ("remap", ["Gate", "Pump"])
    assert form["description_placeholders"] == {"name": "Garage", "board": "ESP-01"}

    form = await answer(house.hass, form, Gate="0", Pump="0")
    assert form["errors"] == {"base": "gpio_used_twice"}
    assert small.unique_id == DEVICE_ID

    result = await answer(house.hass, form, Gate="0", Pump="3")
    await house.clock.advance(1)

    assert result["reason"] == "replaced"
    assert small.data["board"] == "esp01"
    assert spare.config is not None
    assert [(wired["key"], wired["gpio"]) for wired in spare.config["pins"]] == [("a", 0), ("b", 3), ("c", 2)]


async def test_renamed_meanwhile(house: House, small: MockConfigEntry, spare: Board) -> None:
    """A pin that was renamed while the form was open is asked for under its new name."""
    form = await small.start_reconfigure_flow(house.hass)
    form = await answer(house.hass, form, device=SPARE_ID, board="esp01")
    gate = small.subentries[house.subentry_id(small, "Gate")]
    house.hass.config_entries.async_update_subentry(small, gate, title="Door")

    form = await answer(house.hass, form, Gate="0", Pump="3")
    assert (form["step_id"], fields_of(form), small.unique_id) == ("remap", ["Door", "Pump"], DEVICE_ID)
    result = await answer(house.hass, form, Door="0", Pump="3")

    assert (result["reason"], small.unique_id) == ("replaced", SPARE_ID)


async def test_remap_and_back(house: House, small: MockConfigEntry, board: Board) -> None:
    """Going back puts the pins where they were."""
    form = await small.start_reconfigure_flow(house.hass)
    form = await answer(house.hass, form, device=SPARE_ID, board="esp01")
    await answer(house.hass, form, Gate="0", Pump="3")
    await house.clock.advance(1)

    form = await small.start_reconfigure_flow(house.hass)
    await answer(house.hass, form, device=DEVICE_ID, board="esp01")
    board.connect()
    await house.clock.advance(2)

    assert small.data["board"] == "d1_mini"
    assert board.config is not None
    assert [wired["gpio"] for wired in board.config["pins"]] == [D1, D7, 2]


async def test_no_room(house: House, dead: MockConfigEntry) -> None:
    """A model without the analog input cannot take over a board that measures."""
    form = await dead.start_reconfigure_flow(house.hass)
    result = await answer(house.hass, form, device=SPARE_ID, board="esp01")

    assert (result["type"], result["reason"]) == ("abort", "no_room")
    assert result["description_placeholders"] == {"pin": TANK["title"], "board": "ESP-01"}
    assert dead.unique_id == DEVICE_ID


async def test_same_names(house: House, board: Board, spare: Board) -> None:
    """Pins with the same name are told apart."""
    lamps = (pin("digital_output", "Lamp", D1, "a"), pin("digital_output", "Lamp", D7, "b"))
    entry = await house.add_running(device_entry(*lamps), board)
    spare.switch_on()
    await house.clock.settle()

    form = await entry.start_reconfigure_flow(house.hass)
    form = await answer(house.hass, form, device=SPARE_ID, board="esp01")

    assert fields_of(form) == ["Lamp (a)", "Lamp (b)"]


# The tile of a spare


@pytest.fixture
def tile(house: House, dead: MockConfigEntry) -> Any:
    """Return the open tile of the spare."""
    (flow,) = discovered(house.hass)
    return flow


async def choose(house: House, tile: Any, option: str) -> ConfigFlowResult:
    """Choose from the tile's menu."""
    return await house.hass.config_entries.flow.async_configure(tile["flow_id"], {"next_step_id": option})


async def test_tile(house: House, dead: MockConfigEntry, spare: Board, tile: Any) -> None:
    """In a house with boards, the tile offers to replace one; those that are away come first."""
    await house.add(device_entry(device_id="000000000001", role="r000000002", title="Attic"))
    menu = await house.hass.config_entries.flow.async_configure(tile["flow_id"])
    assert menu["menu_options"] == ["add", "replace_for", "identify"]

    form = await choose(house, tile, "replace_for")
    assert (fields_of(form), choices_of(form, "entry")) == (["entry", "board"], ["Attic (away)", "Garage (away)"])
    result = await answer(house.hass, form, entry=dead.entry_id)
    await house.clock.advance(1)

    assert result["reason"] == "replaced"
    assert (dead.unique_id, spare.role) == (SPARE_ID, ROLE)
    assert discovered(house.hass) == []


async def test_tile_refused(house: House, dead: MockConfigEntry, spare: Board, tile: Any) -> None:
    """A spare that is lost meanwhile keeps its tile, which says why."""
    form = await choose(house, tile, "replace_for")
    spare.lose_power()
    await house.clock.settle()

    form = await answer(house.hass, form, entry=dead.entry_id)

    assert form["errors"] == {"base": "spare_away"}
    assert [flow["context"]["unique_id"] for flow in discovered(house.hass)] == [SPARE_ID]


async def test_tile_of_the_board_before(house: House, dead: MockConfigEntry, board: Board) -> None:
    """The board that was replaced is offered as a spare; when it is lost meanwhile, nobody goes back to it unasked."""
    await replace(house, dead)
    board.connect()
    await house.clock.advance(5)
    (tile,) = discovered(house.hass)
    form = await choose(house, tile, "replace_for")
    board.lose_power()
    await house.clock.settle()

    form = await answer(house.hass, form, entry=dead.entry_id)

    assert form["errors"] == {"base": "spare_away"}
    assert dead.unique_id == SPARE_ID


async def test_tile_of_a_board_that_goes(house: House, dead: MockConfigEntry, tile: Any) -> None:
    """A board that is removed meanwhile cannot be replaced."""
    await house.add(device_entry(device_id="000000000001", role="r000000002", title="Attic"))
    form = await choose(house, tile, "replace_for")
    await house.hass.config_entries.async_remove(dead.entry_id)

    result = await answer(house.hass, form, entry=dead.entry_id)

    assert (result["type"], result["reason"]) == ("abort", "entry_gone")


async def test_tile_adds(house: House, tile: Any) -> None:
    """A spare can be a new board, as ever."""
    form = await choose(house, tile, "add")
    result = await answer(house.hass, form, name="Attic", board="d1_mini")

    assert result["result"].unique_id == SPARE_ID


async def test_tile_blinks(house: House, spare: Board, tile: Any) -> None:
    """The tile can have its board blink, and asks again."""
    menu = await choose(house, tile, "identify")

    assert menu["step_id"] == "discovered"
    assert [content["cmd"] for content in spare.commands()][-1] == "identify"

    spare.lose_power()
    await house.clock.settle()
    result = await choose(house, tile, "identify")
    assert (result["type"], result["reason"]) == ("abort", "identify_failed")


# The repair


async def away(house: House, minutes: int, *others: Board) -> None:
    """Let time pass in which only these boards live."""
    await house.live(minutes * 60, *others)


async def test_repair(house: House, dead: MockConfigEntry, spare: Board) -> None:
    """A board that is away for a quarter of an hour, while a spare is ready, is asked about."""
    await away(house, 13, spare)
    assert house.issues() == {}
    await away(house, 3, spare)
    issue = house.issues()["board_away"]

    form = await open_repair(house, issue.issue_id)
    assert labels(form, "device") == [SPARE_ID]
    result = await configure_repair(house, form, {"device": SPARE_ID})
    await house.clock.advance(1)

    assert result["type"] == "create_entry"
    assert (dead.unique_id, spare.role) == (SPARE_ID, ROLE)
    assert house.issues() == {}


async def test_repair_goes(house: House, dead: MockConfigEntry, board: Board, spare: Board) -> None:
    """It goes when the board is back, and when there is no spare any more."""
    await away(house, 16, spare)
    spare.lose_power()
    await house.clock.advance(11)
    assert house.issues() == {}

    spare.switch_on()
    await house.clock.advance(11)
    assert set(house.issues()) == {"board_away"}
    board.connect()
    await house.clock.advance(11)
    assert house.issues() == {}


async def test_repair_after(house: House, dead: MockConfigEntry, spare: Board) -> None:
    """How long a board may be away is the user's choice."""
    manager = house.hass.config_entries.async_entry_for_domain_unique_id(DOMAIN, "manager")
    assert manager is not None
    house.hass.config_entries.async_update_entry(manager, options={**manager.options, "away_minutes": 60})
    await away(house, 50, spare)
    assert house.issues() == {}

    await away(house, 12, spare)
    assert set(house.issues()) == {"board_away"}


async def test_no_repair_after_an_outage(house: House, dead: MockConfigEntry, broker: Broker, spare: Board) -> None:
    """When the broker was away, the boards have time to come back."""
    broker.stop()
    await house.clock.advance(3600)
    broker.start()
    spare.connect()
    await away(house, 14, spare)

    assert house.issues() == {}


async def test_repair_in_vain(house: House, dead: MockConfigEntry, spare: Board) -> None:
    """A spare that is lost while the repair is open is refused; without another one it ends."""
    await away(house, 16, spare)
    form = await open_repair(house, house.issues()["board_away"].issue_id)
    spare.lose_power()
    await house.clock.settle()

    form = await configure_repair(house, form, {"device": SPARE_ID})
    assert form["errors"] == {"base": "spare_away"}
    result = await configure_repair(house, form, {})
    assert (result["type"], result["reason"]) == ("abort", "no_spares")


async def test_repair_not_loaded(house: House, dead: MockConfigEntry, spare: Board) -> None:
    """A repair that was open when its entry was unloaded says so."""
    await away(house, 16, spare)
    form = await open_repair(house, house.issues()["board_away"].issue_id)
    await house.hass.config_entries.async_unload(dead.entry_id)

    result = await configure_repair(house, form, {"device": SPARE_ID})

    assert (result["type"], result["reason"]) == ("abort", "entry_not_loaded")


async def test_undo_not_loaded(house: House, dead: MockConfigEntry, spare: Board) -> None:
    """The same of the repair that goes back."""
    spare.silent = True
    await replace(house, dead)
    await house.live(31, spare)
    form = await open_repair(house, house.issues()["swap_unconfirmed"].issue_id)
    await house.hass.config_entries.async_unload(dead.entry_id)

    result = await configure_repair(house, form, {})

    assert (result["type"], result["reason"]) == ("abort", "entry_not_loaded")


async def open_repair(house: House, issue_id: str) -> Any:
    """Open the dialog of a repair issue."""
    return await house.hass.data["repairs"]["flow_manager"].async_init(DOMAIN, context={"issue_id": issue_id})


async def configure_repair(house: House, form: Any, choices: dict[str, str]) -> Any:
    """Answer the dialog of a repair issue."""
    return await house.hass.data["repairs"]["flow_manager"].async_configure(form["flow_id"], choices)
