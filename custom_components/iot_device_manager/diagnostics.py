"""The diagnostics download of a device or of the manager."""

from dataclasses import asdict
from typing import Any, Final

from homeassistant.components.diagnostics import async_redact_data
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant

from .const import MANAGER_UNIQUE_ID, SUBENTRY_RULE
from .device import ManagedDevice
from .hub import HUB

# Not secrets of ours, but nobody else's business.
_REDACT: Final = frozenset({"ip"})


async def async_get_config_entry_diagnostics(hass: HomeAssistant, entry: ConfigEntry) -> dict[str, Any]:
    """Return what helps to understand an entry's state."""
    hub = hass.data[HUB]
    if entry.unique_id == MANAGER_UNIQUE_ID:
        return {
            "options": dict(entry.options),
            "connected": hub.connected,
            "passive": hub.managers.passive,
            "retired": sorted(hub.store.memory.retired),
            "devices_heard": len(list(hub.views)),
        }
    device: ManagedDevice | None = getattr(entry, "runtime_data", None)
    if device is None:
        # The entry is disabled, or could not be set up.
        return {"entry": {"title": entry.title, "data": dict(entry.data)}}
    view = device.view
    wanted = device.configurator.wanted
    reports = {"announce": view.announce, "status": view.status, "state": view.state, "telemetry": view.telemetry}
    return {
        "device_id": device.device_id,
        "entry": {"title": entry.title, "data": dict(entry.data)},
        "available": device.available,
        "replacements": [asdict(swap) for swap in hub.store.memory.swaps.get(device.role, [])],
        "sync": None if device.configurator.sync is None else device.configurator.sync.name,
        "wanted": {"hash": wanted.hash, "config": asdict(wanted.config)},
        "reported": async_redact_data(
            {name: None if report is None else asdict(report, dict_factory=_plain) for name, report in reports.items()},
            _REDACT,
        ),
        "pins": [
            {"title": pin.title, "data": dict(pin.data), "available": pin.available, "value": pin.value}
            for pin in device.pins.values()
        ],
        "rules": [
            {"title": rule.title, "data": dict(rule.data), "problem": device.rules.problem_of(rule.subentry_id)}
            for rule in entry.get_subentries_of_type(SUBENTRY_RULE)
        ],
    }


def _plain(members: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object for JSON, which has no sets."""
    return {name: sorted(value) if isinstance(value, frozenset) else value for name, value in members}
