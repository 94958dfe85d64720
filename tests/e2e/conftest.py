"""Real parts for the end-to-end tests. Each test file has its own house, and each test its own boards in it."""

from collections.abc import AsyncIterator

import pytest

from rig.broker import Broker
from rig.home_assistant import HomeAssistant
from rig.virtual_devices import VirtualDevices

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
    assert "Detected that custom integration" not in home_assistant.log
    # Neither an exception that went through our code, nor an error of ours.
    assert "custom_components/iot_device_manager/" not in home_assistant.log
    assert "[custom_components.iot_device_manager" not in "".join(errors(home_assistant.log))


def errors(log: str) -> list[str]:
    """Return the lines of a log that are errors."""
    return [line for line in log.splitlines() if " ERROR " in line]


@pytest.fixture
async def board(house: House) -> AsyncIterator[VirtualDevices]:
    """Return one running board that no other test has."""
    board = await house.switch_on_boards()
    yield board
    board.stop()
