"""The names of boards and pins, as Home Assistant has them."""

from collections.abc import Mapping
from dataclasses import dataclass
import time
from typing import Any, Final

from rig.home_assistant import HomeAssistant

# What runs follows an edited entry a moment later.
_SETTLED_S: Final = 5.0


@dataclass(frozen=True, kw_only=True, slots=True)
class BoardNames:
    """The name of a board, and of its pins by their keys."""

    board: str
    pins: Mapping[str, str]


class Names:
    """Reads the diagnostics of each board that was edited: the one place that has keys and names side by side."""

    def __init__(self, home_assistant: HomeAssistant) -> None:
        """Use a running Home Assistant."""
        self._home_assistant = home_assistant
        #: By entry: when it was edited, and its diagnostics.
        self._read: dict[str, tuple[float, Mapping[str, Any]]] = {}
        self._found: dict[str, BoardNames] = {}

    def of(self, device_id: str) -> BoardNames | None:
        """Return the names of a board, None when it has none."""
        return self._found.get(device_id)

    async def refresh(self) -> None:
        """Look for changes."""
        entries = await self._home_assistant.get("config/config_entries/entry?domain=iot_device_manager")
        # A disabled board has no diagnostics.
        loaded = [entry for entry in entries if entry["state"] == "loaded"]
        self._read = {entry["entry_id"]: await self._diagnostics(entry) for entry in loaded}
        # The manager's own diagnostics have no device.
        self._found = {
            data["device_id"]: BoardNames(
                board=data["entry"]["title"], pins={pin["data"]["key"]: pin["title"] for pin in data["pins"]}
            )
            for _, data in self._read.values()
            if "device_id" in data
        }

    async def _diagnostics(self, entry: Mapping[str, Any]) -> tuple[float, Mapping[str, Any]]:
        edited: float = entry["modified_at"]
        known = self._read.get(entry["entry_id"])
        if known is not None and known[0] == edited and edited < time.time() - _SETTLED_S:
            return known
        return edited, (await self._home_assistant.get(f"diagnostics/config_entry/{entry['entry_id']}"))["data"]
