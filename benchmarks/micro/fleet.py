"""Many boards in one Home Assistant: all there, and in sync with what Home Assistant has for them."""

from collections.abc import Coroutine
import json
from typing import Any, Final

from homeassistant.config_entries import ConfigEntryState, ConfigSubentryData
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.iot_device_manager.device import ManagedDevice
from custom_components.iot_device_manager.hub import HUB
from custom_components.iot_device_manager.protocol.reconcile import Issued
from custom_components.iot_device_manager.store import Fallback
from tests.integration.board import ALL_TYPES
from tests.integration.broker import Broker
from tests.integration.entries import A0, D1, D2, D6, House, device_entry, elsewhere, pin
from tests.protocol.samples import ANNOUNCE, SESSION, STATUS

_PINS: Final = (
    pin("digital_output", "Lamp", D1, "a"),
    pin("digital_output", "Socket", D2, "b"),
    pin("light", "Ceiling", D6, "c"),
    pin("analog_input", "Tank", A0, "d"),
)
_VALUES: Final = {"a": False, "b": True, "c": {"on": True, "brightness": 128}, "d": 512}


def pins_of(number: int, count: int = len(_PINS)) -> list[ConfigSubentryData]:
    """Return the pins of a board: two switches, a light that dims and a sensor."""
    return [
        elsewhere(subentry, f"01JPIN{number:0>16}{subentry['data']['key']}000".upper(), f"{subentry['title']} {number}")
        for subentry in _PINS[:count]
    ]


class Fleet:
    """The boards of one house, which say only what they are told to say."""

    def __init__(self, house: House, broker: Broker) -> None:
        """Begin without a board."""
        self.house = house
        self.hass = house.hass
        self.entries: list[MockConfigEntry] = []
        self._broker = broker
        self._n = 1000

    def run[T](self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Return what comes of something that the loop has to do."""
        return self.hass.loop.run_until_complete(coroutine)

    def add_entry(self, pins: int = len(_PINS)) -> MockConfigEntry:
        """Add the entry of one more board, which is not set up yet."""
        number = len(self.entries)
        entry = device_entry(
            *pins_of(number, pins), device_id=f"5ccf7f{number:06x}", title=f"Board {number}", role=f"r{number:09}"
        )
        entry.add_to_hass(self.hass)
        self.entries.append(entry)
        return entry

    async def grow(self, count: int, pins: int = len(_PINS)) -> None:
        """Add boards; return when all are available."""
        entries = [self.add_entry(pins) for _ in range(count)]
        for entry in entries:
            # The first one sets up the integration, and with it all that are there.
            if entry.state is ConfigEntryState.NOT_LOADED:
                await self.hass.config_entries.async_setup(entry.entry_id)
        # Home Assistant subscribes with a delay.
        await self.house.clock.advance(1)
        for entry in entries:
            self._connect(entry.runtime_data)
        await self.house.clock.advance(10)

    def _connect(self, device: ManagedDevice) -> None:
        """Have a board say that it runs what it should, as one that was edited before."""
        wanted = device.configurator.wanted
        memory = self.hass.data[HUB].store.memory
        memory.issued[device.device_id] = Issued(revision=wanted.config.revision, hash=wanted.hash)
        memory.fallbacks[device.device_id] = Fallback(hash="0badcafe", pins=wanted.config.pins)
        self.say(device, "announce", self._announce(device))
        self.say(device, "status", self.status(device))
        self.say(device, "state", self.state(device))

    def say(self, device: ManagedDevice, report: str, payload: bytes) -> None:
        """Publish a report of a board."""
        self._broker.publish(f"iotdm/1/{device.device_id}/out/{report}", payload, retain=True)

    @staticmethod
    def _announce(device: ManagedDevice) -> bytes:
        return _encode({**ANNOUNCE, "id": device.device_id, "types": ALL_TYPES})

    @staticmethod
    def status(device: ManagedDevice) -> bytes:
        """Return the status of a board that runs what it should."""
        wanted = device.configurator.wanted
        runs = {
            "manager": wanted.config.manager,
            "role": wanted.config.role,
            "revision": wanted.config.revision,
            "hash": wanted.hash,
        }
        return _encode({**STATUS, **runs})

    def state(self, device: ManagedDevice, **changed: Any) -> bytes:
        """Return the next state of a board."""
        self._n += 1
        keys = {pin.key for pin in device.pins.values()}
        pins = {key: value for key, value in (_VALUES | changed).items() if key in keys}
        return _encode({"session": SESSION, "n": self._n, "t": 5000 + self._n, "pins": pins})


def _encode(content: Any) -> bytes:
    return json.dumps(content, separators=(",", ":")).encode()
