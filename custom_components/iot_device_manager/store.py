"""What the manager remembers besides the configuration entries."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
import secrets
import string
from typing import Any, Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.storage import Store

from .const import DOMAIN
from .protocol.messages import PinObject, PinValue
from .protocol.reconcile import Issued

_VERSION: Final = 1
_LATER_S: Final = 5.0
_NAME_CHARACTERS: Final = string.ascii_lowercase + string.digits


def random_name() -> str:
    """Return a new random name for a manager or a role."""
    return "".join(secrets.choice(_NAME_CHARACTERS) for _ in range(10))


@dataclass(kw_only=True, slots=True)
class Slug:
    """Who has a slug; when it was given back, if it was."""

    pin_uid: str
    released: float | None = None  #: Unix time, seconds


@dataclass(frozen=True, kw_only=True, slots=True)
class Fallback:
    """What a device runs that refused its newest configuration."""

    hash: str
    pins: tuple[PinObject, ...]


class SwapStage(StrEnum):
    """How far a swap has come; saved before the next step begins."""

    BEGUN = "begun"  # decided; the entry may still name the old board
    HANDED_OVER = "handed_over"  # the new board was sent its configuration, the old one its tombstone
    DONE = "done"  # the new board runs the configuration


@dataclass(kw_only=True, slots=True)
class Swap:
    """One replacement of the hardware of a role: what to do, and what to go back to."""

    old_id: str
    new_id: str
    at: float  #: Unix time, seconds
    board: str  #: model of the new board
    gpios: Mapping[str, Mapping[str, int]]  #: GPIOs on the new board of each pin, by pin_uid and key
    old_board: str
    old_gpios: Mapping[str, Mapping[str, int]]
    levels: Mapping[str, PinValue]  #: last reported value of each output, by pin_uid
    stage: SwapStage = SwapStage.BEGUN


@dataclass(frozen=True, kw_only=True, slots=True)
class Levels:
    """How the outputs of a board were when they were last seen, and in which of its connections that was."""

    session: str
    connection: int
    values: Mapping[str, PinValue]  #: by pin_uid


@dataclass(frozen=True, kw_only=True, slots=True)
class Total:
    """What a meter reads, and up to which pulse of its board that goes."""

    meter: str  #: the kind
    per_unit: float
    start: float = 0  #: what it read before these pulses
    pulses: int = 0
    device_id: str = ""  #: of the board that counted them; none when it is not known how far that one has counted
    session: str = ""  #: of that board
    reported: int = 0  #: the last total of that board, of 32 bits
    n: int = 0  #: of the first state of this session with that total
    began: str | None = None  #: when it began anew, ISO 8601

    @property
    def reading(self) -> float:
        """Return what it reads now, in its unit."""
        return round(self.start + self.pulses / self.per_unit, 6)


@dataclass(kw_only=True, slots=True)
class Memory:
    """The content of the stores: what was decided, then what was seen of devices and may be lost in a crash."""

    manager_id: str = field(default_factory=random_name)
    #: by device id; never reset, so that a revision is never given twice
    issued: dict[str, Issued] = field(default_factory=dict)
    #: ids of removed devices that have not confirmed their tombstone
    retired: set[str] = field(default_factory=set)
    #: managers beside which the user wants this one to work
    accepted_managers: set[str] = field(default_factory=set)
    slugs: dict[str, Slug] = field(default_factory=dict)
    #: by role, the newest last; that one says which board the role has, whatever the entry says after a crash
    swaps: dict[str, list[Swap]] = field(default_factory=dict)
    #: by device id
    fallbacks: dict[str, Fallback] = field(default_factory=dict)
    #: by role, of the outputs that get their level back after an outage
    levels: dict[str, Levels] = field(default_factory=dict)
    #: by pin_uid
    totals: dict[str, Total] = field(default_factory=dict)


class ManagerStore:
    """Loads and saves the memory of the manager."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Prepare an empty memory; async_load fills it."""
        self.memory = Memory()
        # Two files: an edit of one pin waits for the first one, and shall not write what is known of a thousand boards.
        self._decided = Store[dict[str, Any]](hass, _VERSION, DOMAIN)
        self._seen = Store[dict[str, Any]](hass, _VERSION, f"{DOMAIN}.seen")
        self._lock = asyncio.Lock()
        self._changes = 0
        self._saved_changes = 0
        self._is_save_due = False

    async def async_load(self) -> None:
        """Read what was saved; a first start draws a manager id and keeps it."""
        data = await self._decided.async_load()
        if data is None:
            await self.async_commit()
            return
        seen = await self._seen.async_load() or {}
        self.memory = Memory(
            manager_id=data["manager_id"],
            issued={device_id: Issued(**issued) for device_id, issued in data["issued"].items()},
            retired=set(data["retired"]),
            accepted_managers=set(data["accepted_managers"]),
            slugs={slug: Slug(**owner) for slug, owner in data["slugs"].items()},
            fallbacks={
                device_id: Fallback(hash=fallback["hash"], pins=tuple(fallback["pins"]))
                for device_id, fallback in seen.get("fallbacks", {}).items()
            },
            swaps={
                role: [Swap(**{**swap, "stage": SwapStage(swap["stage"])}) for swap in swaps]
                for role, swaps in data.get("swaps", {}).items()
            },
            levels={role: Levels(**levels) for role, levels in seen.get("levels", {}).items()},
            totals={uid: Total(**total) for uid, total in seen.get("totals", {}).items()},
        )

    async def async_commit(self) -> None:
        """Return when everything that was decided so far is on disk.

        Callers that wait for a running save share the next one, so that a hundred boards do not cost a hundred saves.
        """
        self._changes += 1
        mine = self._changes
        async with self._lock:
            if self._saved_changes >= mine:
                return
            included = self._changes
            await self._decided.async_save(self._decided_json())
            self._saved_changes = included

    @callback
    def async_save_later(self) -> None:
        """Save in a moment what may be lost in a crash, and changes often."""
        # Each call would put the save off, so under steady changes it would never come.
        if not self._is_save_due:
            self._is_save_due = True
            self._seen.async_delay_save(self._seen_json, _LATER_S)

    @callback
    def forget_levels(self, role: str) -> None:
        """Forget how the outputs of a role were."""
        if self.memory.levels.pop(role, None) is not None:
            self.async_save_later()

    # Home Assistant writes the dataclasses as they are: to copy those of a thousand boards costs more than an edit.

    def _decided_json(self) -> dict[str, Any]:
        memory = self.memory
        return {
            "manager_id": memory.manager_id,
            "issued": memory.issued,
            "retired": sorted(memory.retired),
            "accepted_managers": sorted(memory.accepted_managers),
            "slugs": memory.slugs,
            "swaps": memory.swaps,
        }

    def _seen_json(self) -> dict[str, Any]:
        self._is_save_due = False
        memory = self.memory
        return {"fallbacks": memory.fallbacks, "levels": memory.levels, "totals": memory.totals}
