"""Home Assistant as in the integration tests, without their checks, and with what it stores written to disk."""

from collections.abc import Callable, Generator
import functools
import gc
import logging
import time
from typing import Any

from homeassistant.core import HomeAssistant
from paho.mqtt.client import topic_matches_sub
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from tests.integration import broker as integration_broker
from tests.integration.broker import Broker
from tests.integration.conftest import (
    auto_enable_custom_integrations,
    board,
    broker,
    clock,
    expected_lingering_timers,
    house,
    mqtt_entry,
    mqtt_options,
)
from tests.integration.entries import House

from .fleet import Fleet

__all__ = (
    "auto_enable_custom_integrations",
    "board",
    "broker",
    "clock",
    "expected_lingering_timers",
    "house",
    "mqtt_entry",
    "mqtt_options",
)

type MakeFleet = Callable[[int], Fleet]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Measure processor time, that of other threads included, and without the pauses of the garbage collector."""
    for item in items:
        item.add_marker(pytest.mark.benchmark(timer=time.process_time, disable_gc=True))


@pytest.fixture(autouse=True)
def enable_event_loop_debug() -> Generator[None]:
    """Run the loop as it runs in a house, and log no more than there."""
    logging.disable(logging.INFO)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture(autouse=True)
def quick_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the broker of the tests from costing more than what is measured."""
    monkeypatch.setattr(integration_broker, "topic_matches_sub", functools.cache(topic_matches_sub))


@pytest.fixture
def hass_config_dir(hass_tmp_config_dir: str) -> str:
    """Give each Home Assistant a directory of its own."""
    return hass_tmp_config_dir


@pytest.fixture
def hass_storage() -> dict[str, Any]:
    """Store what there is to store on disk."""
    return {}


@pytest.fixture
def make_fleet(hass: HomeAssistant, house: House, broker: Broker, benchmark: BenchmarkFixture) -> MakeFleet:
    """Return what makes a fleet; where nothing is measured it stays small."""

    def make(count: int) -> Fleet:
        fleet = Fleet(house, broker)
        hass.loop.run_until_complete(fleet.grow(count if benchmark.enabled else 3))
        gc.collect()
        return fleet

    return make
