"""The spares: how many there are, which of them are too old, and boards whose role nobody knows."""

from typing import Any

from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .board import DEVICE_ID, Board
from .broker import Broker
from .entries import DOMAIN, LAMP, MANAGER_ID, ROLE, House, device_entry
from .flows import discovered
from .spare import SPARE_ID, act

SENSOR = "sensor.iot_device_manager_spares"


def listed(house: House) -> list[tuple[str, bool]]:
    """Return the spares that the sensor lists, and whether each is ready."""
    state = house.hass.states.get(SENSOR)
    assert state is not None
    return [(spare["id"], spare["ready"]) for spare in state.attributes["spares"]]


async def test_number(house: House, garage: MockConfigEntry, spare: Board) -> None:
    """The manager's device shows how many spares are ready, and which."""
    assert (house.state(SENSOR), listed(house)) == ("0", [])

    spare.switch_on()
    await house.clock.advance(1)
    assert (house.state(SENSOR), listed(house)) == ("1", [(SPARE_ID, True)])

    spare.lose_power()
    await house.clock.advance(1)
    assert (house.state(SENSOR), listed(house)) == ("0", [])


async def test_too_old(house: House, garage: MockConfigEntry, spare: Board) -> None:
    """A spare that lacks a type of pin that the house has is not ready, and the user is told."""
    spare.types = ("digital_output", "digital_input")
    spare.switch_on()
    await house.clock.advance(11)

    assert (house.state(SENSOR), listed(house)) == ("0", [(SPARE_ID, False)])
    issue = house.issues()["spare_too_old"]
    assert issue.translation_placeholders == {"device": SPARE_ID, "firmware": "0.1.0", "types": "analog_input, light"}

    spare.types = ("analog_input", "digital_output", "digital_input", "light")
    spare.say_announce()
    await house.clock.advance(11)
    assert house.issues() == {}


async def test_identify(house: House, garage: MockConfigEntry, spare: Board) -> None:
    """A spare can be asked to blink, so that one finds it on the table."""
    spare.switch_on()
    await house.clock.settle()

    await act(house, "identify_device", board=SPARE_ID)

    (command,) = (content for content in spare.commands() if content["cmd"] == "identify")
    assert (command["seconds"], command["gpio"]) == (10, 2)


async def test_identify_nobody(house: House, garage: MockConfigEntry) -> None:
    """A board that is not there cannot blink."""
    with pytest.raises(HomeAssistantError, match="5ccf7f00beef is not reachable"):
        await act(house, "identify_device", board=SPARE_ID)


# Roles that nobody knows


@pytest.fixture
async def stranger(house: House, garage: MockConfigEntry, broker: Broker) -> Board:
    """Return a board that runs a role of this manager, which nothing here has."""
    stranger = Board(broker, house.clock, SPARE_ID)
    stranger.config = {"revision": 5, "manager": MANAGER_ID, "role": "r0000000f", "pins": []}
    stranger.switch_on()
    await house.clock.advance(11)
    return stranger


async def test_unknown_role(house: House, stranger: Board) -> None:
    """It is left alone until the user releases it; then it is a spare."""
    assert stranger.got == []
    issue = house.issues()["unknown_role"]

    result = await confirm(house, issue.issue_id)
    await house.clock.advance(11)

    assert result["type"] == "create_entry"
    assert stranger.config is not None
    assert (stranger.config["role"], stranger.config["revision"]) == (None, 6)
    assert house.issues() == {}
    assert [flow["context"]["unique_id"] for flow in discovered(house.hass)] == [SPARE_ID]


@pytest.fixture
async def restored(house: House, broker: Broker) -> tuple[MockConfigEntry, Board]:
    """Return an entry from before a replacement, and the board that took over since."""
    entry = await house.add(device_entry(LAMP))
    await house.clock.advance(1)
    board = Board(broker, house.clock, SPARE_ID)
    board.config = {
        "revision": 5,
        "manager": MANAGER_ID,
        "role": ROLE,
        "pins": [{"key": "a", "type": "digital_output", "gpio": 5}],
    }
    board.hash = "77e0a1b2"
    board.switch_on()
    await house.clock.advance(11)
    assert set(house.issues()) == {"unknown_role_known"}
    return entry, board


async def test_adopt(house: House, restored: tuple[MockConfigEntry, Board]) -> None:
    """After a backup from before a replacement was restored, the board that took over can have its place back."""
    entry, board = restored

    await confirm(house, house.issues()["unknown_role_known"].issue_id, "adopt")
    await house.clock.advance(11)

    assert (entry.unique_id, board.role) == (SPARE_ID, ROLE)
    assert house.issues() == {}
    assert house.state("light.garage_lights") == "off"


async def test_release(house: House, restored: tuple[MockConfigEntry, Board]) -> None:
    """Or the board is released, and the entry keeps the board that it names."""
    entry, board = restored

    await confirm(house, house.issues()["unknown_role_known"].issue_id, "release")
    await house.clock.advance(11)

    assert board.config is not None
    assert (entry.unique_id, board.config["role"]) == (DEVICE_ID, None)
    assert house.issues() == {}


async def test_cannot_adopt(house: House, restored: tuple[MockConfigEntry, Board]) -> None:
    """A board that runs something else by now cannot be adopted."""
    entry, board = restored
    issue_id = house.issues()["unknown_role_known"].issue_id
    board.say_status(role="r0000000f")
    await house.clock.settle()

    result = await confirm(house, issue_id, "adopt")

    assert (result["type"], result["reason"]) == ("abort", "role_changed")
    assert entry.unique_id == DEVICE_ID


async def confirm(house: House, issue_id: str, choice: str | None = None) -> Any:
    """Open the dialog of a repair issue and agree, or choose."""
    manager = house.hass.data["repairs"]["flow_manager"]
    form = await manager.async_init(DOMAIN, context={"issue_id": issue_id})
    answer = {} if choice is None else {"next_step_id": choice}
    return await manager.async_configure(form["flow_id"], answer)
