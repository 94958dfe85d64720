"""Other managers on the same broker: rule 12 of docs/protocol.md."""

from typing import Any

from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .board import Board
from .broker import Broker
from .entries import DOMAIN, LAMP, MANAGER_ID, House, device_entry
from .flows import answer, change_pin, discovered, fill_in, fix

CONFIG = "iotdm/1/+/in/config"
OTHER_ID = "000000000001"


def beat(broker: Broker, manager_id: str, *, run: str = "0badcafe", number: int = 1, retain: bool = False) -> None:
    """Have a manager say that it lives."""
    broker.publish(f"iotdm/1/manager/{manager_id}", {"id": manager_id, "run": run, "beat": number}, retain=retain)


def introduce(broker: Broker, manager_id: str, name: str) -> None:
    """Have a manager say who it is."""
    presence = {"id": manager_id, "run": "0badcafe", "name": name, "protocol": [1, 1]}
    broker.publish(f"iotdm/1/manager/{manager_id}", presence, retain=True)


def all_issues(house: House) -> list[Any]:
    """Return all repair issues, also those with the same texts."""
    return [issue for issue in ir.async_get(house.hass).issues.values() if issue.domain == DOMAIN]


async def edit(house: House, entry: MockConfigEntry) -> None:
    """Change what the lamp does after power-up, and wait long enough."""
    form = await change_pin(house.hass, entry, house.subentry_id(entry, "Garage lights"))
    await fill_in(house.hass, form, {"initial": "on"}, name="Garage lights", gpio="5", shown_as="light")
    await house.clock.advance(5)


@pytest.fixture
def sent(broker: Broker, garage: MockConfigEntry) -> Broker:
    """Return the broker, which has forgotten what was sent to set up the board."""
    broker.forget()
    return broker


async def test_presence_means_nothing(house: House, garage: MockConfigEntry, sent: Broker) -> None:
    """A presence may be years old: the manager goes on."""
    introduce(sent, "f0r31gn", "Other home")
    await house.clock.settle()
    await edit(house, garage)

    assert house.issues() == {}
    assert len(sent.on(CONFIG)) == 1


async def test_passive(house: House, garage: MockConfigEntry, sent: Broker, caplog: pytest.LogCaptureFixture) -> None:
    """While another manager lives, nothing is configured, and the user is told who it is."""
    introduce(sent, "f0r31gn", "Other home")
    beat(sent, "f0r31gn")
    await house.clock.settle()
    await edit(house, garage)

    assert sent.on(CONFIG) == []
    (issue,) = house.issues().values()
    assert (issue.translation_key, issue.is_fixable) == ("foreign_manager", True)
    assert issue.translation_placeholders == {"name": "Other home", "manager_id": "f0r31gn"}
    assert "Another manager is on this broker: Other home (f0r31gn)" in caplog.text
    # States and commands go on.
    await house.call("switch.turn_on", "switch.compressor")
    assert house.state("switch.compressor") == "on"


async def test_no_claims(house: House, garage: MockConfigEntry, sent: Broker) -> None:
    """A new board is shown, but cannot be added until the user has decided."""
    beat(sent, "f0r31gn")
    spare = {"id": OTHER_ID, "firmware": "0.1.0", "chip": "esp8266"}
    sent.publish(f"iotdm/1/{OTHER_ID}/out/spare", spare, retain=True)
    await house.clock.settle()
    (flow,) = discovered(house.hass)
    await answer(house.hass, flow, next_step_id="add")

    form = await answer(house.hass, flow, name="Shed", board="generic")
    assert (form["type"], form["errors"]) == ("form", {"base": "another_manager"})

    (issue,) = house.issues().values()
    await fix(house.hass, issue)
    result = await answer(house.hass, form, name="Shed", board="generic")
    assert result["type"] == "create_entry"


async def test_no_claims_with_pins(house: House, garage: MockConfigEntry, sent: Broker) -> None:
    """The same is true when the other manager comes while the pins of a board are named."""
    spare = {"id": OTHER_ID, "firmware": "0.1.0", "chip": "esp8266"}
    sent.publish(f"iotdm/1/{OTHER_ID}/out/spare", spare, retain=True)
    await house.clock.settle()
    (flow,) = discovered(house.hass)
    await answer(house.hass, flow, next_step_id="add")
    form = await answer(house.hass, flow, name="Shed", board="shelly_1")
    beat(sent, "f0r31gn")
    await house.clock.settle()

    form = await answer(house.hass, form, relay="Shed lamp")
    assert (form["step_id"], form["errors"]) == ("ready_made", {"base": "another_manager"})

    (issue,) = house.issues().values()
    await fix(house.hass, issue)
    result = await answer(house.hass, form, relay="Shed lamp")
    assert result["type"] == "create_entry"


async def test_accept(house: House, garage: MockConfigEntry, sent: Broker, memory: dict[str, Any]) -> None:
    """When both may work side by side, what was held up goes on, and they are not asked about again."""
    beat(sent, "f0r31gn")
    await house.clock.settle()
    await edit(house, garage)
    (issue,) = house.issues().values()

    result = await fix(house.hass, issue)
    await house.clock.advance(5)

    assert result["type"] == "create_entry"
    assert len(sent.on(CONFIG)) == 1
    assert memory[DOMAIN]["data"]["accepted_managers"] == ["f0r31gn"]
    await house.clock.advance(200)
    beat(sent, "f0r31gn")
    await house.clock.settle()
    assert house.issues() == {}


async def test_accept_one_of_two(house: House, garage: MockConfigEntry, sent: Broker) -> None:
    """Each of the others is decided about."""
    beat(sent, "first")
    beat(sent, "second")
    await house.clock.settle()
    await edit(house, garage)
    issues = {issue.translation_placeholders["manager_id"]: issue for issue in all_issues(house)}

    await fix(house.hass, issues["first"])
    await house.clock.advance(5)
    assert sent.on(CONFIG) == []

    await fix(house.hass, issues["second"])
    await house.clock.advance(5)
    assert len(sent.on(CONFIG)) == 1


async def test_falls_silent(house: House, garage: MockConfigEntry, sent: Broker, board: Board) -> None:
    """A manager that says nothing for 100 s is away: what it held up goes on."""
    beat(sent, "f0r31gn")
    await house.clock.settle()
    await edit(house, garage)
    await house.live(90, board)
    assert sent.on(CONFIG) == []
    assert set(house.issues()) == {"foreign_manager"}

    await house.live(20, board)
    assert house.issues() == {}
    assert len(sent.on(CONFIG)) == 1


# A restored backup beside the original


async def test_clone(house: House, garage: MockConfigEntry, sent: Broker, board: Board) -> None:
    """The own id with another run, heard twice, is a clone: passive until it falls silent."""
    beat(sent, MANAGER_ID)
    await house.clock.settle()
    assert house.issues() == {}

    beat(sent, MANAGER_ID, number=2)
    await house.clock.settle()
    await edit(house, garage)
    assert sent.on(CONFIG) == []
    (issue,) = house.issues().values()
    assert (issue.translation_key, issue.is_fixable) == ("cloned_manager", False)

    await house.live(110, board)
    assert house.issues() == {}
    assert len(sent.on(CONFIG)) == 1


async def test_own_last_beat(house: House, garage: MockConfigEntry, sent: Broker) -> None:
    """One beat of another run may be the last one of the run before a restart."""
    beat(sent, MANAGER_ID)
    await house.clock.advance(120)
    beat(sent, MANAGER_ID)
    await house.clock.settle()
    await edit(house, garage)

    assert house.issues() == {}
    assert len(sent.on(CONFIG)) == 1


async def test_own_beats(house: House, garage: MockConfigEntry, sent: Broker, board: Board) -> None:
    """The manager hears itself and does not mind."""
    await house.live(200, board)
    await edit(house, garage)

    assert house.issues() == {}
    assert len(sent.on(CONFIG)) == 1


async def test_retained_beat(
    house: House, garage: MockConfigEntry, broker: Broker, mqtt_entry: MockConfigEntry
) -> None:
    """A beat that somebody retained is no sign of life."""
    beat(broker, "f0r31gn", retain=True)
    await house.clock.advance(110)
    await house.hass.config_entries.async_reload(mqtt_entry.entry_id)
    await house.clock.advance(5)

    assert house.issues() == {}


async def test_many_managers(
    house: House, garage: MockConfigEntry, sent: Broker, caplog: pytest.LogCaptureFixture
) -> None:
    """A flood of invented managers does not fill the list of issues or the log."""
    for number in range(200):
        introduce(sent, f"m{number}", f"Home {number}")
        beat(sent, f"m{number}")
    await house.clock.settle()

    assert len(all_issues(house)) <= 10
    assert caplog.text.count("Another manager is on this broker") <= 10


async def test_passive_from_the_start(house: House, broker: Broker, board: Board) -> None:
    """A board that was never configured waits, too."""
    await house.add(device_entry(LAMP))
    await house.clock.advance(1)
    beat(broker, "f0r31gn")
    board.switch_on()
    await house.live(90, board)

    assert board.role is None
    assert broker.on(CONFIG) == []
