"""Entries as the dialogs make them, and short ways to look at what becomes of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from homeassistant.config_entries import ConfigSubentryData
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, issue_registry as ir
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .board import DEVICE_ID, Board
from .clock import Clock

DOMAIN: Final = "iot_device_manager"
# The file of what it has seen of its boards.
SEEN: Final = f"{DOMAIN}.seen"
MANAGER_ID: Final = "k3v9x2m8qa"
ROLE: Final = "r7w2c5t1zp"

D1: Final = 5
D2: Final = 4
D5: Final = 14
D6: Final = 12
D7: Final = 13
A0: Final = 17

_INITIAL: Final = {"initial": "off", "after_outage": "device"}
_POWER: Final = {"auto_off": 0, "failsafe": "keep", "failsafe_after": 300, "failsafe_on": "broker"}
_RELAY: Final = {"min_on": 0, "min_off": 0, "max_per_min": 0, "group": 0, "dead_ms": 500}
# What the dialog stores when nothing but the name and the GPIO is chosen.
DEFAULTS: Final[Mapping[str, Mapping[str, Any]]] = {
    "analog_input": {"range": 3.2, "decimals": 1, "every": 10, "samples": 8, "deadband": 2},
    "bh1750": {"address": "0x23", "every": 30},
    "bme280": {"model": "bme280", "address": "0x76", "every": 30},
    "button": {"pull": "up", "invert": True, "debounce_ms": 50, "multi_ms": 300, "hold_ms": 600},
    "counter": {"meter": "water", "per_unit": 1.0, "pull": "up", "edge": "falling", "debounce_ms": 5, "every": 10},
    "cover": {"open_ms": 20, "close_ms": 20, "invert": False, "dead_ms": 500, "guard": "auto"},
    "digital_input": {"pull": "up", "invert": False, "debounce_ms": 50},
    "digital_output": {"shown_as": "switch", "invert": False, "guard": "auto", **_INITIAL, **_POWER, **_RELAY},
    "encoder": {"pull": "up", "steps": "4", "min": 0, "max": 100},
    "fan": {"invert": False, "min": 0, "frequency": 1000, "kick_ms": 0, "speed": 100, **_INITIAL, **_POWER},
    "light": {
        "invert": False,
        "gamma": 2.2,
        "min": 0,
        "frequency": 1000,
        "brightness": 100,
        "rgb": [255, 255, 255],
        "kelvin": 2700,
        "warm": 2700,
        "cold": 6500,
        "fade_ms": 0,
        **_INITIAL,
        **_POWER,
    },
    "pixels": {
        "count": 30,
        "order": "grb",
        "limit_ma": 1000,
        "gamma": 2.2,
        "brightness": 100,
        "rgb": [255, 255, 255],
        "fade_ms": 0,
        **_INITIAL,
        **_POWER,
    },
    "pulse": {"invert": False, "on_ms": 500, "count": 1, "off_ms": 500, "guard": "auto"},
    "servo": {
        "min_us": 544,
        "max_us": 2400,
        "initial": "none",
        "angle": 90,
        "degrees_per_s": 0,
        "release_ms": 0,
    },
    "dht": {"model": "dht22", "every": 30},
    "ds18b20": {"every": 30, "rom": ""},
    "sht3x": {"address": "0x44", "every": 30},
    "tone": {"frequency": 2000, "on_ms": 0, "off_ms": 0, **_POWER},
}


def pin(type_name: str, name: str, gpio: int, key: str, **data: Any) -> ConfigSubentryData:
    """Return a pin's subentry; the choices that are not given are the defaults of the dialog."""
    uid = f"01JPIN{key:0>20}".upper()
    return ConfigSubentryData(
        data={**DEFAULTS[type_name], "gpio": gpio, "pin_uid": uid, "key": key, "type": type_name, **data},
        subentry_type="pin",
        title=name,
        unique_id=uid,
    )


def rule(
    source: ConfigSubentryData, event: str, target: ConfigSubentryData, action: str, only: str = "always"
) -> ConfigSubentryData:
    """Return a rule's subentry."""
    ends = {"source": source["data"]["pin_uid"], "target": target["data"]["pin_uid"]}
    return ConfigSubentryData(
        data={**ends, "event": event, "action": action, "only": only},
        subentry_type="rule",
        title=f"{source['title']}: {event} → {target['title']}: {action}",
        unique_id=None,
    )


def elsewhere(subentry: ConfigSubentryData, uid: str, title: str) -> ConfigSubentryData:
    """Return the same pin as another one, for another board."""
    data = {**subentry["data"], "pin_uid": uid}
    return ConfigSubentryData(data=data, subentry_type="pin", title=title, unique_id=uid)


LAMP: Final = pin("digital_output", "Garage lights", D1, "a", shown_as="light")
FAN: Final = pin("digital_output", "Compressor", D2, "b")
BUTTON: Final = pin("button", "Wall switch", D7, "s")
DOOR: Final = pin("digital_input", "Garage door", D5, "c", device_class="door")
TANK: Final = pin("analog_input", "Tank", A0, "d", unit_of_measurement="%", points="0 = 0, 3.2 = 102.3")
CEILING: Final = pin("light", "Ceiling", D6, "e")


def device_entry(
    *pins: ConfigSubentryData,
    device_id: str = DEVICE_ID,
    title: str = "Garage",
    role: str = ROLE,
    model: str = "d1_mini",
    area: str | None = None,
) -> MockConfigEntry:
    """Return the entry of a board, not added yet."""
    return MockConfigEntry(
        domain=DOMAIN,
        title=title,
        unique_id=device_id,
        data={"role": role, "board": model, "area": area},
        subentries_data=pins,
    )


@dataclass(frozen=True, slots=True)
class House:
    """Home Assistant, and what a test does to it again and again."""

    hass: HomeAssistant
    clock: Clock

    async def add(self, entry: MockConfigEntry) -> MockConfigEntry:
        """Add an entry and set it up."""
        entry.add_to_hass(self.hass)
        await self.hass.config_entries.async_setup(entry.entry_id)
        await self.clock.settle()
        return entry

    async def add_running(self, entry: MockConfigEntry, board: Board) -> MockConfigEntry:
        """Add a board that is there; return when it runs its configuration."""
        await self.add(entry)
        # Home Assistant subscribes with a delay.
        await self.clock.advance(1)
        board.switch_on()
        await self.clock.advance(10)
        assert board.role == entry.data["role"]
        return entry

    async def restart(self, entry: MockConfigEntry) -> None:
        """Reload an entry."""
        await self.hass.config_entries.async_reload(entry.entry_id)
        await self.clock.settle()

    async def start_anew(self) -> None:
        """Unload everything, so that what boards have said is forgotten, and set it up again."""
        entries = self.hass.config_entries.async_entries(DOMAIN)
        for entry in entries:
            await self.hass.config_entries.async_unload(entry.entry_id)
        for entry in entries:
            await self.hass.config_entries.async_setup(entry.entry_id)
        await self.clock.advance(1)

    async def live(self, seconds: float, *boards: Board) -> None:
        """Let time pass in which these boards say once a minute that they live."""
        left = seconds
        while left > 0:
            await self.clock.advance(min(left, 60))
            left -= 60
            for board in boards:
                board.say_telemetry()
        await self.clock.settle()

    async def act(self, action: str, entity_id: str | list[str], **data: Any) -> None:
        """Call an action; return when it is done."""
        domain, name = action.split(".")
        await self.hass.services.async_call(domain, name, {"entity_id": entity_id, **data}, blocking=True)

    async def call(self, action: str, entity_id: str | list[str], **data: Any) -> None:
        """Call an action; return when it is done and everything followed."""
        await self.act(action, entity_id, **data)
        await self.clock.settle()

    def state(self, entity_id: str) -> str | None:
        """Return the state of an entity, None without one."""
        state = self.hass.states.get(entity_id)
        return None if state is None else state.state

    def entry_ids(self) -> list[str | None]:
        """Return the unique ids of all entries, that of the manager included."""
        return [entry.unique_id for entry in self.hass.config_entries.async_entries(DOMAIN)]

    def issues(self) -> dict[str, ir.IssueEntry]:
        """Return the active repair issues of the integration, by the key of their texts."""
        issues = ir.async_get(self.hass).issues.values()
        return {issue.translation_key or "": issue for issue in issues if issue.domain == DOMAIN and issue.active}

    def device_names(self) -> set[str | None]:
        """Return the names of all boards and pins."""
        return {
            device.name
            for entry in self.hass.config_entries.async_entries(DOMAIN)
            if entry.unique_id != "manager"
            for device in dr.async_entries_for_config_entry(dr.async_get(self.hass), entry.entry_id)
        }

    def subentry_id(self, entry: MockConfigEntry, name: str) -> str:
        """Return the id of a pin's subentry."""
        return next(subentry_id for subentry_id, subentry in entry.subentries.items() if subentry.title == name)
