"""Real parts for the end-to-end tests."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from rig.broker import Broker
from rig.home_assistant import HomeAssistant
from rig.virtual_devices import VirtualDevices

from .house import House


@pytest.fixture
async def broker(tmp_path: Path) -> AsyncIterator[Broker]:
    """Return a running broker."""
    broker = Broker(tmp_path / "broker")
    await broker.start()
    yield broker
    broker.stop()


@pytest.fixture
async def home_assistant(tmp_path: Path) -> AsyncIterator[HomeAssistant]:
    """Return a running Home Assistant without a broker."""
    async with HomeAssistant(tmp_path / "home-assistant") as home_assistant:
        yield home_assistant


@pytest.fixture
async def devices(tmp_path: Path, broker: Broker) -> AsyncIterator[VirtualDevices]:
    """Return two running virtual devices."""
    devices = VirtualDevices(tmp_path / "devices", broker_port=broker.port, count=2)
    await devices.start()
    yield devices
    devices.stop()


@pytest.fixture
async def house(broker: Broker, home_assistant: HomeAssistant, devices: VirtualDevices) -> House:
    """Return all of them, connected."""
    house = House(broker=broker, home_assistant=home_assistant, devices=devices)
    await house.connect_mqtt()
    return house
