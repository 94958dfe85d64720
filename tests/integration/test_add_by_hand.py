"""Adding a board with the button Add board, which works with MQTT discovery switched off."""

import asyncio
from typing import Any

from homeassistant.config_entries import SOURCE_IGNORE, ConfigFlowResult
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .board import DEVICE_ID, Board
from .broker import Broker
from .clock import Clock
from .entries import DOMAIN, House, device_entry
from .flows import add_by_hand, answer, choices_of, discovered


@pytest.fixture
def waiting_board(board: Board) -> Board:
    """Return an unassigned board."""
    board.switch_on()
    return board


async def scan(house: House) -> ConfigFlowResult:
    """Press the button, and return what is shown after the two seconds in which boards are looked for."""
    pressed = asyncio.create_task(add_by_hand(house.hass))
    await house.clock.advance(2.5)
    return await pressed


async def test_choose(house: House, waiting_board: Board, broker: Broker) -> None:
    """The boards that are unassigned are offered; the one that is chosen is set up as behind a tile."""
    broker.publish(
        "iotdm/1/000000000001/out/spare",
        {"id": "000000000001", "firmware": "0.2.0", "chip": "virtual"},
        retain=True,
    )

    form = await scan(house)
    assert form["step_id"] == "user"
    assert choices_of(form, "device") == ["000000000001 (firmware 0.2.0)", f"{DEVICE_ID} (firmware 0.1.0)"]

    form = await answer(house.hass, form, device=DEVICE_ID)
    assert form["step_id"] == "add"
    assert form["description_placeholders"] == {"device": DEVICE_ID, "firmware": "0.1.0"}

    result = await answer(house.hass, form, name="Garage", board="generic")
    assert (result["type"], result["result"].unique_id) == ("create_entry", DEVICE_ID)
    # Its tile is gone, the other one stays.
    assert [flow["context"]["unique_id"] for flow in discovered(house.hass)] == ["000000000001"]


@pytest.mark.parametrize("mqtt_options", [{"birth_message": {}, "discovery": False}], ids=["no discovery"])
async def test_without_discovery(house: House, waiting_board: Board, mqtt_options: dict[str, Any]) -> None:
    """The button does not need MQTT discovery."""
    assert discovered(house.hass) == []

    form = await scan(house)

    assert choices_of(form, "device") == [f"{DEVICE_ID} (firmware 0.1.0)"]


async def test_no_spares(house: House, broker: Broker) -> None:
    """Without an unassigned board the dialog says what to do; nonsense on the topics is no board."""
    broker.publish("iotdm/1/000000000001/out/spare", b"\xff", retain=True)
    broker.publish("iotdm/1/000000000002/out/spare", {"id": "000000000003"}, retain=True)
    pressed = asyncio.create_task(add_by_hand(house.hass))
    await house.clock.advance(1)
    broker.publish("iotdm/1/000000000004/out/spare", b"")
    await house.clock.advance(2)

    result = await pressed

    assert (result["type"], result["reason"]) == ("abort", "no_spares")


async def test_set_up_already(house: House, waiting_board: Board) -> None:
    """A board that is set up, but not yet configured, is not offered."""
    await house.add(device_entry())

    result = await scan(house)

    assert (result["type"], result["reason"]) == ("abort", "no_spares")


async def test_set_up_meanwhile(house: House, waiting_board: Board) -> None:
    """A board that was set up while the list was shown is not set up twice."""
    form = await scan(house)
    await house.add(device_entry())

    result = await answer(house.hass, form, device=DEVICE_ID)

    assert (result["type"], result["reason"]) == ("abort", "already_configured")


async def test_ignored(house: House, waiting_board: Board) -> None:
    """A board that was ignored can still be added by hand."""
    await house.hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_IGNORE}, data={"unique_id": DEVICE_ID, "title": "Not this one"}
    )

    form = await answer(house.hass, await scan(house), device=DEVICE_ID)
    result = await answer(house.hass, form, name="Garage", board="generic")
    await house.clock.settle()

    assert result["type"] == "create_entry"
    entries = [entry for entry in house.hass.config_entries.async_entries(DOMAIN) if entry.unique_id == DEVICE_ID]
    assert [entry.source for entry in entries] == ["user"]


async def test_listens_no_longer(house: House, waiting_board: Board, broker: Broker) -> None:
    """The subscription of the search ends with it, also when the dialog is closed meanwhile."""
    client = house.hass.data["mqtt"].client
    before = len(client.subscriptions)

    await scan(house)
    assert len(client.subscriptions) == before

    pressed = asyncio.create_task(add_by_hand(house.hass))
    await house.clock.advance(1)
    pressed.cancel()
    await house.clock.settle()
    assert len(client.subscriptions) == before


async def test_without_mqtt(mqtt_entry: MockConfigEntry, house: House, clock: Clock) -> None:
    """Without the MQTT integration the dialog says so."""
    await house.hass.config_entries.async_remove(mqtt_entry.entry_id)

    result = await add_by_hand(house.hass)

    assert (result["type"], result["reason"]) == ("abort", "mqtt_unavailable")
