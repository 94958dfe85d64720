"""DS18B20 probes: the dialog looks for them, and each pin is one of them."""

from typing import Any, Final

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .board import Board
from .entries import D2, LAMP, House, device_entry
from .flows import add_pin, change_pin, choices_of, choose, fields_of, fill_in, suggested

ROMS: Final = (
    "2801000000000029",
    "2802000000000070",
    "2803000000000047",
    "28040000000000c2",
    "28050000000000f5",
)
NO_PROBE: Final = {"base": "nothing_found"}


async def submit(hass: HomeAssistant, form: Any, rom: str | None) -> Any:
    """Answer which probe it is; None leaves the field empty."""
    answer = {} if rom is None else {"rom": rom}
    return await hass.config_entries.subentries.async_configure(form["flow_id"], answer)


async def ask(house: House, entry: MockConfigEntry, name: str) -> Any:
    """Add a pin with this name, up to the question which probe it is."""
    form = await choose(house.hass, await add_pin(house.hass, entry), "ds18b20")
    return await fill_in(house.hass, form, name=name, gpio=str(D2))


async def add(house: House, entry: MockConfigEntry, name: str, rom: str | None) -> Any:
    """Add a pin for this probe."""
    result = await submit(house.hass, await ask(house, entry, name), rom)
    await house.clock.advance(2)
    return result


@pytest.fixture
async def entry(house: House, board: Board) -> MockConfigEntry:
    """Return the entry of a running board with a lamp."""
    return await house.add_running(device_entry(LAMP), board)


async def test_choose(house: House, entry: MockConfigEntry, board: Board) -> None:
    """The probes are offered with what they measure, more than fit into one answer as well; one is chosen."""
    board.probes = {rom: 20.5 + i for i, rom in enumerate(ROMS)} | {ROMS[1]: None}

    form = await ask(house, entry, "Freezer")

    assert (form["step_id"], fields_of(form), form["errors"]) == ("probe", ["rom"], {})
    labels = ["01000000000029 (20.5 °C)", "02000000000070", "03000000000047 (22.5 °C)", "040000000000c2 (23.5 °C)"]
    assert choices_of(form, "rom") == [f"28-{label}" for label in (*labels, "050000000000f5 (24.5 °C)")]
    assert suggested(form)["rom"] is None
    scans = [command for command in board.commands() if command["cmd"] == "scan"]
    assert [(scan["bus"], scan["gpio"], scan.get("after")) for scan in scans] == [
        ("one_wire", D2, None),
        ("one_wire", D2, ROMS[3]),
    ]

    await submit(house.hass, form, ROMS[2])
    await house.clock.advance(2)
    assert board.configs()[-1]["pins"][1] == {"key": "b", "type": "ds18b20", "gpio": D2, "rom": ROMS[2]}
    state: Any = house.hass.states.get("sensor.freezer")
    attributes = [state.attributes[key] for key in ("device_class", "unit_of_measurement", "state_class")]
    assert (state.state, *attributes) == ("21.562", "temperature", "°C", "measurement")


async def test_begins_anew(house: House, entry: MockConfigEntry, board: Board) -> None:
    """A scan that begins anew, as a probe was taken away meanwhile, ends, and lists no probe twice."""
    board.probes = dict.fromkeys(ROMS, 20)
    board.scans_anew = True

    form = await ask(house, entry, "Freezer")

    assert [label[3:17] for label in choices_of(form, "rom")] == [rom[2:] for rom in ROMS[:4]]


async def test_only_one(house: House, entry: MockConfigEntry, board: Board) -> None:
    """A single probe is proposed; left empty, the pin takes whichever is there."""
    board.probes = {ROMS[0]: 20}
    form = await ask(house, entry, "Freezer")
    assert suggested(form)["rom"] == ROMS[0]

    await submit(house.hass, form, None)
    await house.clock.advance(2)

    assert board.configs()[-1]["pins"][1] == {"key": "b", "type": "ds18b20", "gpio": D2}


async def test_not_alone(house: House, entry: MockConfigEntry, board: Board) -> None:
    """Whoever gets company is asked which one is meant, by a repair issue; the dialog takes no empty field then."""
    await add(house, entry, "Freezer", None)
    board.say_status(errors=[{"key": "b", "error": "sensor_bad_value"}])
    await house.clock.settle()
    assert set(house.issues()) == {"pin_error_not_alone"}

    board.probes = {ROMS[0]: 20, ROMS[1]: 5}
    form = await change_pin(house.hass, entry, house.subentry_id(entry, "Freezer"))
    form = await fill_in(house.hass, form, name="Freezer", gpio=str(D2))
    form = await submit(house.hass, form, None)
    assert form["errors"] == {"rom": "probe_missing"}
    await submit(house.hass, form, ROMS[1])
    await house.clock.advance(2)
    assert board.configs()[-1]["pins"][1]["rom"] == ROMS[1]

    # One that was chosen is not understood for other reasons.
    board.say_status(errors=[{"key": "b", "error": "sensor_bad_value"}])
    await house.clock.settle()
    assert set(house.issues()) == {"pin_error_sensor_bad_value"}


async def test_taken(house: House, entry: MockConfigEntry, board: Board) -> None:
    """A probe that another pin has shows its name and is refused; the free one is proposed."""
    board.probes = {ROMS[0]: 20, ROMS[1]: 5}
    await add(house, entry, "Freezer", ROMS[0])

    form = await ask(house, entry, "Fridge")

    assert choices_of(form, "rom")[0] == "28-01000000000029 (20.0 °C) · Freezer"
    assert suggested(form)["rom"] == ROMS[1]
    assert (await submit(house.hass, form, ROMS[0]))["errors"] == {"rom": "probe_taken"}
    again = await submit(house.hass, form, None)
    assert again["errors"] == {"rom": "probe_missing"}
    assert (await submit(house.hass, form, ROMS[1]))["type"] == "create_entry"


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("28-01000000000029", None),
        (" 28.01.00.00.00.00.00.29 ", None),
        ("28:01:00:00:00:00:00:29", None),
        (ROMS[0].upper(), None),
        ("2801000000000044", "probe_unknown"),
        ("1001000000000029", "probe_unknown"),
        ("28010000000000", "probe_unknown"),
        ("Freezer", "probe_unknown"),
    ],
)
async def test_typed(house: House, entry: MockConfigEntry, board: Board, typed: str, error: str | None) -> None:
    """A number can be typed in several ways, and mistakes in it are found; also when there is nothing on the bus."""
    form = await ask(house, entry, "Freezer")
    assert form["errors"] == NO_PROBE

    result = await submit(house.hass, form, typed)
    if error is not None:
        assert result["errors"] == {"rom": error}
        assert suggested(result)["rom"] == typed
        result = await submit(house.hass, form, ROMS[0])
    await house.clock.advance(2)

    assert result["type"] == "create_entry"
    assert board.configs()[-1]["pins"][1]["rom"] == ROMS[0]


async def test_refused(house: House, entry: MockConfigEntry, board: Board) -> None:
    """When the board cannot look, the dialog says why, and a number can be typed."""
    board.refuses = {"": "sensor_bad_value"}

    form = await ask(house, entry, "Freezer")

    assert form["errors"] == {"base": "scan_failed"}
    assert "is damaged" in form["description_placeholders"]["reason"]
    assert (await submit(house.hass, form, ROMS[0]))["type"] == "create_entry"


async def test_offline(house: House, entry: MockConfigEntry, board: Board) -> None:
    """The same when the board is not there."""
    board.lose_power()
    await house.clock.settle()

    form = await ask(house, entry, "Freezer")

    assert form["errors"] == {"base": "scan_failed"}
    assert "not reachable" in form["description_placeholders"]["reason"]
    assert (await submit(house.hass, form, ROMS[0]))["type"] == "create_entry"


async def test_not_loaded(house: House) -> None:
    """The same when the entry was never set up."""
    entry = device_entry(LAMP)
    entry.add_to_hass(house.hass)

    form = await ask(house, entry, "Freezer")

    assert form["errors"] == {"base": "scan_failed"}
    assert (await submit(house.hass, form, None))["type"] == "create_entry"


async def test_exchanged(house: House, entry: MockConfigEntry, board: Board) -> None:
    """After an exchange the dialog proposes the new probe; entity and history stay."""
    board.probes = {ROMS[0]: 20, ROMS[1]: 5}
    await add(house, entry, "Freezer", ROMS[0])
    await add(house, entry, "Fridge", ROMS[1])
    board.probes = {ROMS[1]: 5, ROMS[4]: -18}

    form = await change_pin(house.hass, entry, house.subentry_id(entry, "Freezer"))
    form = await fill_in(house.hass, form, name="Freezer", gpio=str(D2))
    assert suggested(form)["rom"] == ROMS[4]
    assert (await submit(house.hass, form, ROMS[4]))["reason"] == "reconfigure_successful"
    await house.clock.advance(2)

    assert [pin.get("rom") for pin in board.configs()[-1]["pins"]] == [None, ROMS[4], ROMS[1]]
    assert house.state("sensor.freezer") == "21.562"


async def test_unchanged(house: House, entry: MockConfigEntry, board: Board) -> None:
    """The present probe is proposed while it is there."""
    board.probes = {ROMS[0]: 20, ROMS[1]: 5}
    await add(house, entry, "Freezer", ROMS[0])

    form = await change_pin(house.hass, entry, house.subentry_id(entry, "Freezer"))
    form = await fill_in(house.hass, form, name="Freezer", gpio=str(D2))

    assert suggested(form)["rom"] == ROMS[0]


async def test_gpio_taken_meanwhile(house: House, entry: MockConfigEntry, board: Board) -> None:
    """A GPIO that another dialog took while the probe was chosen is found at the end."""
    board.probes = {ROMS[0]: 20}
    form = await ask(house, entry, "Freezer")
    other = await choose(house.hass, await add_pin(house.hass, entry), "digital_output")
    await fill_in(house.hass, other, name="Pump", gpio=str(D2), shown_as="switch")

    result = await submit(house.hass, form, ROMS[0])

    assert result["errors"] == {"gpio": "gpio_in_use"}
