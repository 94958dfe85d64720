"""Home Assistant with MQTT, whose client talks to a broker and boards of the test."""

import custom_components.iot_device_manager  # isort: skip  # first, or the harness finds its own custom_components

from collections.abc import Generator
import logging
from typing import Any
from unittest.mock import patch

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowHandler, FlowManager
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.syrupy import HomeAssistantSnapshotExtension
from pytest_homeassistant_custom_component.typing import MqttMockPahoClient
from syrupy.assertion import SnapshotAssertion

from . import texts
from .board import Board
from .broker import Broker
from .clock import Clock
from .entries import CEILING, DOMAIN, DOOR, FAN, LAMP, MANAGER_ID, SEEN, TANK, House, device_entry
from .rules import HALL_ID
from .spare import SPARE_ID

assert custom_components.iot_device_manager


@pytest.fixture(autouse=True)
def auto_enable_custom_integrations(enable_custom_integrations: None) -> None:
    """Let Home Assistant load custom integrations."""


@pytest.fixture(autouse=True)
def expected_lingering_timers() -> bool:
    """Accept the timer that the MQTT client leaves behind."""
    return True


@pytest.fixture
def expected_errors() -> list[str]:
    """Return how the errors begin that may be logged, for a test to change."""
    return []


@pytest.fixture(autouse=True)
def clean_log(caplog: pytest.LogCaptureFixture, expected_errors: list[str]) -> Generator[None]:
    """Check that no error was logged, and that Home Assistant has nothing to say against this integration."""
    yield
    records = caplog.get_records("setup") + caplog.get_records("call")
    errors = [record.getMessage() for record in records if record.levelno >= logging.ERROR]
    assert [error for error in errors if not error.startswith(tuple(expected_errors))] == []
    messages = "\n".join(record.getMessage() for record in records)
    assert "Detected that custom integration" not in messages
    assert "report it to the" not in messages


@pytest.fixture(autouse=True)
def complete_texts() -> Generator[None]:
    """Check that every step of a dialog, and every repair issue, has its texts."""
    handle_step = FlowManager._async_handle_step
    create_issue = ir.IssueRegistry.async_get_or_create

    async def check_step(
        manager: FlowManager[Any, Any, Any], flow: FlowHandler[Any, Any, Any], *args: Any, **kwargs: Any
    ) -> Any:
        result = await handle_step(manager, flow, *args, **kwargs)
        texts.check(manager, flow, result)
        return result

    def check_issue(registry: ir.IssueRegistry, domain: str, *args: Any, **kwargs: Any) -> ir.IssueEntry:
        issue = create_issue(registry, domain, *args, **kwargs)
        if domain == DOMAIN:
            texts.check_issue(issue)
        return issue

    with (
        patch.object(FlowManager, "_async_handle_step", check_step),
        patch.object(ir.IssueRegistry, "async_get_or_create", check_issue),
    ):
        yield


@pytest.fixture(autouse=True)
def memory(hass_storage: dict[str, Any]) -> dict[str, Any]:
    """Return what the manager remembers from before, and writes to."""
    data: dict[str, Any] = {
        "manager_id": MANAGER_ID,
        "issued": {},
        "retired": [],
        "accepted_managers": [],
        "slugs": {},
        "swaps": {},
    }
    seen: dict[str, Any] = {"fallbacks": {}, "levels": {}, "totals": {}}
    for key, content in ((DOMAIN, data), (SEEN, seen)):
        hass_storage[key] = {"version": 1, "minor_version": 1, "key": key, "data": content}
    return hass_storage


@pytest.fixture
def clock(hass: HomeAssistant) -> Generator[Clock]:
    """Return the clock that is in charge of the loop."""
    clock = Clock(hass)
    with clock.in_charge():
        yield clock


@pytest.fixture
def broker(hass: HomeAssistant, clock: Clock, mqtt_client_mock: MqttMockPahoClient) -> Broker:
    """Return a broker to which Home Assistant is not connected yet."""
    return Broker(hass, mqtt_client_mock)


@pytest.fixture
def mqtt_options() -> dict[str, Any]:
    """Return the options of the MQTT integration, for a test to change."""
    return {"birth_message": {}}


@pytest.fixture
async def mqtt_entry(
    hass: HomeAssistant, mock_hass_config: None, broker: Broker, clock: Clock, mqtt_options: dict[str, Any]
) -> MockConfigEntry:
    """Return the entry of the MQTT integration, which is connected to the broker."""
    entry = MockConfigEntry(
        domain="mqtt",
        title="MQTT",
        data={"broker": "broker", "protocol": "5"},
        options=mqtt_options,
        version=2,
        minor_version=1,
    )
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await clock.advance(1)
    return entry


@pytest.fixture
def board(broker: Broker, clock: Clock) -> Board:
    """Return a board that is switched off."""
    return Board(broker, clock)


@pytest.fixture
def far(broker: Broker, clock: Clock) -> Board:
    """Return the board of another room, that is switched off."""
    return Board(broker, clock, HALL_ID)


@pytest.fixture
async def house(hass: HomeAssistant, mqtt_entry: MockConfigEntry, clock: Clock) -> House:
    """Return Home Assistant, connected to the broker."""
    assert await async_setup_component(hass, "repairs", {})
    return House(hass, clock)


@pytest.fixture
async def garage(house: House, board: Board) -> MockConfigEntry:
    """Return the entry of a board that runs one pin of each kind."""
    return await house.add_running(device_entry(LAMP, FAN, DOOR, TANK, CEILING), board)


@pytest.fixture
def spare(broker: Broker, clock: Clock) -> Board:
    """Return an unassigned board that is switched off."""
    return Board(broker, clock, SPARE_ID)


@pytest.fixture
async def dead(house: House, garage: MockConfigEntry, board: Board, spare: Board) -> MockConfigEntry:
    """Return the entry of a board that died with its lights on, while a spare is there."""
    board.report(a=True)
    spare.switch_on()
    await house.clock.settle()
    board.lose_power()
    await house.clock.advance(60)
    spare.say_telemetry()
    await house.clock.settle()
    return garage


@pytest.fixture
def all_enabled() -> Generator[None]:
    """Enable all entities from the start."""
    with patch("homeassistant.helpers.entity.Entity.entity_registry_enabled_default", new=True):
        yield


@pytest.fixture
def snapshot(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """Return a snapshot that knows what differs between two runs of Home Assistant."""
    return snapshot.use_extension(HomeAssistantSnapshotExtension)
