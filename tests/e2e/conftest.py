"""Real parts for the end-to-end tests. Each test file has its own house, and each test its own boards in it."""

from collections.abc import AsyncIterator

import pytest

from rig.broker import Broker
from rig.home_assistant import HomeAssistant
from rig.virtual_devices import VirtualDevices
from tests.logs import assert_clean

from .house import House


@pytest.fixture(scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """Return a running broker, Home Assistant with MQTT set up, and no board yet."""
    directory = tmp_path_factory.mktemp("house")
    broker = Broker(directory / "broker")
    await broker.start()
    async with HomeAssistant(directory / "home-assistant") as home_assistant:
        house = House(directory=directory, broker=broker, home_assistant=home_assistant)
        await house.connect_mqtt(house.broker.port)
        yield house
        house.stop_boards()
    broker.stop()
    assert_clean(home_assistant.log)


@pytest.fixture
async def board(house: House) -> AsyncIterator[VirtualDevices]:
    """Return one running board that no other test has."""
    board = await house.switch_on_boards()
    yield board
    board.stop()
