"""The diagnostics download: what helps to understand, and nothing private."""

import json
from typing import Any

from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.diagnostics import get_diagnostics_for_config_entry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from .board import DEVICE_ID, Board
from .entries import DOMAIN, LAMP, House, device_entry


@pytest.fixture
async def client(house: House, hass_client: ClientSessionGenerator) -> ClientSessionGenerator:
    """Return Home Assistant's web server, ready to serve downloads."""
    assert await async_setup_component(house.hass, "diagnostics", {})
    return hass_client


async def download(house: House, client: ClientSessionGenerator, entry: MockConfigEntry) -> dict[str, Any]:
    """Return what the user downloads for an entry."""
    content = await get_diagnostics_for_config_entry(house.hass, client, entry)
    assert isinstance(content, dict)
    return dict(content)


async def test_running(house: House, client: ClientSessionGenerator, garage: MockConfigEntry, board: Board) -> None:
    """It shows what the board should run, what it reports, and what each pin makes of it."""
    board.report(a=True)
    board.say_telemetry()
    await house.clock.settle()

    content = await download(house, client, garage)

    assert (content["device_id"], content["available"], content["sync"]) == (DEVICE_ID, True, "IN_SYNC")
    assert content["wanted"]["hash"] == content["reported"]["status"]["hash"] == board.hash
    assert content["reported"]["announce"]["types"] == list(board.types)
    assert content["reported"]["telemetry"]["heap"] == 28144
    assert [(pin["title"], pin["value"]) for pin in content["pins"]] == [
        ("Garage lights", True),
        ("Compressor", False),
        ("Garage door", False),
        ("Tank", 512),
        ("Ceiling", {"on": False, "brightness": 255}),
    ]


async def test_safe_mode(house: House, client: ClientSessionGenerator, garage: MockConfigEntry, board: Board) -> None:
    """It shows how little the board does after crashes."""
    board.go_down(3)
    await house.clock.settle()

    content = await download(house, client, garage)

    assert content["reported"]["status"]["safe"] == 3
    assert content["reported"]["state"]["pins"] == {}


async def test_no_address(house: House, client: ClientSessionGenerator, garage: MockConfigEntry, board: Board) -> None:
    """The download is posted in public: it holds no address of the network at home."""
    content = await download(house, client, garage)

    assert content["reported"]["status"]["ip"] == "**REDACTED**"
    assert str(board.status()["ip"]) not in json.dumps(content)


async def test_never_heard(house: House, client: ClientSessionGenerator) -> None:
    """A board that never was there has nothing to show but its entry."""
    entry = await house.add(device_entry(LAMP))

    content = await download(house, client, entry)

    assert (content["available"], content["sync"]) == (False, None)
    assert content["reported"] == {"announce": None, "status": None, "state": None, "telemetry": None}
    assert content["wanted"]["config"]["role"] == entry.data["role"]


async def test_disabled(house: House, client: ClientSessionGenerator) -> None:
    """An entry that was disabled from the start can be looked at, too."""
    entry = device_entry(LAMP)
    entry.add_to_hass(house.hass)
    await house.hass.config_entries.async_set_disabled_by(entry.entry_id, ConfigEntryDisabler.USER)
    await house.add(device_entry(device_id="5ccf7f0a1b2d", title="Greenhouse", role="r000000002"))

    content = await download(house, client, entry)

    assert content == {"entry": {"title": "Garage", "data": dict(entry.data)}}


async def test_manager(house: House, client: ClientSessionGenerator, garage: MockConfigEntry) -> None:
    """The manager's own entry shows how it stands with the broker and with other managers."""
    manager = house.hass.config_entries.async_entry_for_domain_unique_id(DOMAIN, "manager")
    assert manager is not None

    content = await download(house, client, manager)  # type: ignore[arg-type]

    assert content == {
        "options": dict(manager.options),
        "connected": True,
        "passive": False,
        "retired": [],
        "devices_heard": 1,
    }
