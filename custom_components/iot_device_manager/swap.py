"""Replacing the board behind a role: one transaction with a journal, done or undone whatever is killed.

A swap is decided by writing it into the journal. Everything after that is the set-up of the role's entry, which carries
out what the journal says. So a crash at any moment is followed by the same steps as no crash.
"""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from datetime import datetime
from functools import partial
import logging
import time
from typing import TYPE_CHECKING, Any, Final

from homeassistant.config_entries import SOURCE_IGNORE, ConfigEntry, ConfigEntryState
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.event import async_call_later

from .board_models import BOARDS
from .const import (
    CONF_BOARD,
    CONF_KEY,
    CONF_PIN_UID,
    CONF_ROLE,
    CONF_TYPE,
    DOMAIN,
    EVENT_REPLACED,
    SUBENTRY_PIN,
)
from .limits import fits, max_pins
from .pin_gpios import clash, count_taken
from .pin_types import PIN_TYPES, gpios_of
from .protocol.reconcile import Issued, Sync
from .rules import resolve
from .spares import missing_types, takes_configurations, types_of
from .store import Swap, SwapStage

if TYPE_CHECKING:
    from .device import ManagedDevice
    from .hub import Hub

_LOGGER = logging.getLogger(__name__)

# How long the new board may take before the user is asked whether to go back.
_CONFIRM_S: Final = 30.0
# What the broker retains has come by then.
_AFTER_CONNECT_S: Final = 5.0
_SWAPS_REMEMBERED: Final = 10


class SwapError(HomeAssistantError):
    """A board cannot take over. Nothing has been changed."""

    def __init__(self, translation_key: str, **placeholders: str) -> None:
        """Take the key of the sentence that says why."""
        super().__init__(
            translation_domain=DOMAIN, translation_key=translation_key, translation_placeholders=placeholders
        )


type Gpios = Mapping[str, Mapping[str, int]]


def pin_gpios(entry: ConfigEntry) -> dict[str, Mapping[str, int]]:
    """Return the GPIOs of each pin, by pin_uid and key."""
    return {pin.data[CONF_PIN_UID]: gpios_of(pin.data) for pin in entry.get_subentries_of_type(SUBENTRY_PIN)}


def misfits(entry: ConfigEntry, board_key: str, gpios: Gpios) -> list[str]:
    """Return the names of the pins of which a board model lacks a GPIO, or cannot use it for that."""
    board = BOARDS[board_key]
    return [
        pin.title
        for pin in entry.get_subentries_of_type(SUBENTRY_PIN)
        if not set(gpios[pin.data[CONF_PIN_UID]].values()) <= set(board.capable(PIN_TYPES[pin.data[CONF_TYPE]].needs))
    ]


class Swaps:
    """The replacements of boards."""

    def __init__(self, hass: HomeAssistant, hub: Hub) -> None:
        """Prepare; the journal is in the hub's store."""
        self._hass = hass
        self._hub = hub
        self._lock = asyncio.Lock()
        self._timers: dict[str, CALLBACK_TYPE] = {}
        self._finishing: set[str] = set()

    # Deciding

    def last(self, entry: ConfigEntry) -> Swap | None:
        """Return the newest swap of an entry's role."""
        swaps = self._hub.store.memory.swaps.get(entry.data[CONF_ROLE])
        return swaps[-1] if swaps else None

    def _check_fit(self, entry: ConfigEntry, new_id: str, board: str, gpios: Gpios) -> None:
        """Raise SwapError unless a board can do what the pins of an entry need."""
        view = self._hub.view(new_id)
        if view.announce is not None and not view.announce.compatible:
            raise SwapError("spare_too_old", device=new_id)
        if not takes_configurations(view):
            raise SwapError("spare_in_portal", device=new_id)
        if types := missing_types(view, types_of([entry])):
            raise SwapError("spare_lacks_types", device=new_id, types=", ".join(types))
        pins = [pin.data for pin in entry.get_subentries_of_type(SUBENTRY_PIN)]
        # What the board had no room for until now is not asked of the new one.
        present = self._hub.view(entry.unique_id or "").announce
        rules = resolve(self._hass, entry, present).objects
        if len(pins) > max_pins(view.announce) or not fits(view.announce, entry.data[CONF_ROLE], pins, rules):
            raise SwapError("spare_too_small", device=new_id)
        self._check_room(entry, board, gpios)

    def check_free(self, entry: ConfigEntry, new_id: str) -> None:
        """Raise SwapError unless a board is there and belongs to nobody."""
        if new_id == entry.unique_id:
            raise SwapError("spare_is_the_board", device=new_id)
        owner = self._hass.config_entries.async_entry_for_domain_unique_id(DOMAIN, new_id)
        if owner is not None and owner.source != SOURCE_IGNORE:
            raise SwapError("spare_assigned", device=new_id, name=owner.title)
        view = self._hub.view(new_id)
        if view.status is not None and view.status.role is not None and view.online:
            raise SwapError("spare_has_role", device=new_id)
        if view.announce is None or not self._hub.is_available(view):
            raise SwapError("spare_away", device=new_id)

    def _check_room(self, entry: ConfigEntry, board: str, gpios: Gpios) -> None:
        if names := misfits(entry, board, gpios):
            raise SwapError("pins_do_not_fit", pins=", ".join(names))
        present = [pin.data for pin in entry.get_subentries_of_type(SUBENTRY_PIN)]
        pins = [{**pin, **gpios[pin[CONF_PIN_UID]]} for pin in present]
        if clash(pins):
            raise SwapError("gpio_used_twice")
        # What has been wrong all along must not keep anybody from replacing a dead board.
        if count_taken(pins) > count_taken(present):
            raise SwapError("address_used_twice")

    async def async_replace(
        self, entry: ConfigEntry, new_id: str, *, board: str | None = None, gpios: Gpios | None = None
    ) -> None:
        """Give an entry other hardware; return when that was sent its configuration. Raises SwapError."""
        async with self._lock:
            wanted = pin_gpios(entry) | dict(gpios or {})
            model = board or entry.data[CONF_BOARD]
            self.check_free(entry, new_id)
            self._check_fit(entry, new_id, model, wanted)
            await self._async_decide(entry, new_id, model, wanted)

    async def async_undo(self, entry: ConfigEntry) -> None:
        """Give an entry back the hardware that it had before, which may be away. Raises SwapError."""
        async with self._lock:
            last = self.last(entry)
            if last is None or last.new_id != entry.unique_id:
                raise SwapError("nothing_to_undo", name=entry.title)
            owner = self._hass.config_entries.async_entry_for_domain_unique_id(DOMAIN, last.old_id)
            if owner is not None and owner.source != SOURCE_IGNORE:
                raise SwapError("spare_assigned", device=last.old_id, name=owner.title)
            present = pin_gpios(entry)
            # Pins that were added or wired in another way since stay where they are.
            gpios = present | {
                uid: wired for uid, wired in last.old_gpios.items() if wired.keys() == present.get(uid, {}).keys()
            }
            self._check_room(entry, last.old_board, gpios)
            await self._async_decide(entry, last.old_id, last.old_board, gpios)

    async def async_adopt(self, entry: ConfigEntry, new_id: str) -> None:
        """Have an entry take back a board that runs its role, as after a restored backup. Raises SwapError."""
        async with self._lock:
            view = self._hub.view(new_id)
            if not self._hub.spares.runs_unknown_role(view) or view.status is None:
                raise SwapError("role_changed", device=new_id)
            runs = Issued(revision=view.status.revision, hash=view.status.hash)
            # It has its levels, and keeps them.
            await self._async_decide(entry, new_id, entry.data[CONF_BOARD], pin_gpios(entry), runs=runs)

    async def _async_decide(
        self, entry: ConfigEntry, new_id: str, board: str, gpios: Gpios, *, runs: Issued | None = None
    ) -> None:
        """Write the swap into the journal, and have it carried out. `runs` is what an adopted board runs already."""
        if self._hub.managers.passive:
            raise SwapError("another_manager")
        if entry.state is not ConfigEntryState.LOADED or entry.unique_id is None:
            raise SwapError("entry_not_loaded", name=entry.title)
        if not self._hub.connected:
            raise SwapError("broker_unavailable")
        memory = self._hub.store.memory
        swap = Swap(
            old_id=entry.unique_id,
            new_id=new_id,
            at=time.time(),
            board=board,
            gpios=dict(gpios),
            old_board=entry.data[CONF_BOARD],
            old_gpios=pin_gpios(entry),
            levels={} if runs else self._levels(entry),
        )
        if runs is not None and runs.revision > memory.issued.get(new_id, Issued()).revision:
            memory.issued[new_id] = runs
        swaps = memory.swaps.setdefault(entry.data[CONF_ROLE], [])
        swaps.append(swap)
        del swaps[:-_SWAPS_REMEMBERED]
        await self._hub.store.async_commit()
        await self._hass.config_entries.async_reload(entry.entry_id)

    def _levels(self, entry: ConfigEntry) -> dict[str, Any]:
        """Return what the outputs were last reported to do."""
        reported = self._hub.view(entry.unique_id or "").last_values()
        levels = {
            pin.data[CONF_PIN_UID]: row.level_of(reported.get(pin.data[CONF_KEY]))
            for pin in entry.get_subentries_of_type(SUBENTRY_PIN)
            if (row := PIN_TYPES[pin.data[CONF_TYPE]]).settable
        }
        last = self.last(entry)
        # A board that never took over has said nothing of them.
        owed = {} if last is None or last.stage is SwapStage.DONE else last.levels
        return {**owed, **{uid: value for uid, value in levels.items() if value is not None}}

    # Carrying out, as part of the set-up of the entry

    async def async_bind(self, entry: ConfigEntry) -> None:
        """Have the entry, its pins and the device registry name the board that the journal says."""
        swap = self.last(entry)
        if swap is not None and swap.new_id != entry.unique_id and self._may_bind(entry, swap):
            await self._async_clear_way(swap.new_id)
            # The new board gets its levels from the swap.
            self._hub.store.forget_levels(entry.data[CONF_ROLE])
            entries = self._hass.config_entries
            entries.async_update_entry(entry, unique_id=swap.new_id, data={**entry.data, CONF_BOARD: swap.board})
            for pin in entry.get_subentries_of_type(SUBENTRY_PIN):
                data = {**pin.data, **swap.gpios.get(pin.data[CONF_PIN_UID], {})}
                if data != pin.data:
                    entries.async_update_subentry(entry, pin, data=data)
        registry = dr.async_get(self._hass)
        device = registry.async_get_device_by_identifier((DOMAIN, entry.data[CONF_ROLE]), entry.entry_id)
        if device is not None and entry.unique_id is not None and device.serial_number != entry.unique_id:
            mac = dr.format_mac(entry.unique_id)
            registry.async_update_device(
                device.id,
                new_connections={(dr.CONNECTION_NETWORK_MAC, mac)},
                serial_number=entry.unique_id,
                # Until this board has said what it runs.
                sw_version=None,
            )

    def _may_bind(self, entry: ConfigEntry, swap: Swap) -> bool:
        """Return whether the entry is older than the journal, and nobody else has taken the new board since."""
        journal = self._hub.store.memory.swaps[entry.data[CONF_ROLE]]
        owner = self._hass.config_entries.async_entry_for_domain_unique_id(DOMAIN, swap.new_id)
        if entry.unique_id in {past.old_id for past in journal} and (owner is None or owner.source == SOURCE_IGNORE):
            return True
        _LOGGER.warning("%s keeps board %s: %s is not free any more", entry.title, entry.unique_id, swap.new_id)
        journal.remove(swap)
        return False

    def boards_in_swap(self, entry: ConfigEntry) -> set[str]:
        """Return the boards that a swap in progress concerns."""
        swap = self.last(entry)
        return set() if swap is None or swap.stage is SwapStage.DONE else {swap.old_id, swap.new_id}

    async def _async_clear_way(self, new_id: str) -> None:
        """End what else deals with the new board: its tile, or that it is ignored."""
        flows = self._hass.config_entries.flow
        for flow in flows.async_progress_by_handler(DOMAIN, match_context={"unique_id": new_id}):
            flows.async_abort(flow["flow_id"])
        ignored = self._hass.config_entries.async_entry_for_domain_unique_id(DOMAIN, new_id)
        if ignored is not None and ignored.source == SOURCE_IGNORE:
            await self._hass.config_entries.async_remove(ignored.entry_id)

    async def async_resume(self, device: ManagedDevice) -> None:
        """Go on with what a device's swap still needs, now or when that is possible."""
        swap = self.last(device.entry)
        if swap is None or swap.stage is SwapStage.DONE or not self._hub.connected:
            return
        # Before that, a board that is there may not have been heard.
        wait_s = self._hub.connected_at + _AFTER_CONNECT_S - self._hub.now
        if wait_s > 0:
            self._later(device, wait_s, partial(self._async_hand_over, device, swap))
        else:
            await self._async_hand_over(device, swap)

    async def _async_hand_over(self, device: ManagedDevice, swap: Swap, _: datetime | None = None) -> None:
        """Send the new board its configuration and the old one its tombstone, once."""
        if self.last(device.entry) is not swap:
            # Decided otherwise meanwhile.
            return
        if self._hub.managers.passive:
            self._later(device, _AFTER_CONNECT_S, partial(self._async_hand_over, device, swap))
            return
        if swap.stage is SwapStage.BEGUN:
            await device.configurator.async_publish()
            if not self._hub.spares.is_owned(swap.old_id):
                await self._hub.retired.async_retire(self._hub.view(swap.old_id))
            swap.stage = SwapStage.HANDED_OVER
            await self._hub.store.async_commit()
            _LOGGER.info("%s moved from board %s to %s", device.name, swap.old_id, swap.new_id)
        self._later(device, _CONFIRM_S, partial(self._async_unconfirmed, device, swap))
        self.async_follow(device)

    async def _async_unconfirmed(self, device: ManagedDevice, swap: Swap, _: datetime) -> None:
        device.issues.async_unconfirmed(swap.new_id)

    def _later(
        self, device: ManagedDevice, seconds: float, act: Callable[[datetime], Coroutine[Any, Any, None]]
    ) -> None:
        self._cancel(device.role)
        self._timers[device.role] = async_call_later(self._hass, seconds, act)

    @callback
    def async_follow(self, device: ManagedDevice) -> None:
        """Take in what a device runs: with its configuration it gets the last levels, and the swap is done."""
        swap = self.last(device.entry)
        if (
            swap is not None
            and swap.stage is SwapStage.HANDED_OVER
            and swap.new_id == device.device_id
            and device.available
            and device.configurator.sync is Sync.IN_SYNC
            and device.view.reports({pin.key for pin in device.pins.values() if pin.uid in swap.levels})
            and device.role not in self._finishing
        ):
            self._finishing.add(device.role)
            self._hass.async_create_task(self._async_finish(device, swap))

    async def _async_finish(self, device: ManagedDevice, swap: Swap) -> None:
        self._cancel(device.role)
        device.issues.async_confirmed()
        results = await asyncio.gather(
            *(
                device.async_set(pin, swap.levels[pin.uid])
                for pin in device.pins.values()
                if pin.uid in swap.levels
                and pin.available
                and not pin.wire.get("guard")
                and pin.value != swap.levels[pin.uid]
            ),
            return_exceptions=True,
        )
        self._finishing.discard(device.role)
        is_there = device.available and self._hub.device(device.device_id) is device
        if any(results) and not is_there:
            # The broker or the board has gone, or the entry; the levels are still owed when all are back.
            return
        swap.stage = SwapStage.DONE
        await self._hub.store.async_commit()
        what = {"device_id": device.board_device_id, "name": device.name, "old": swap.old_id, "new": swap.new_id}
        self._hass.bus.async_fire(EVENT_REPLACED, what)
        _LOGGER.info("%s runs on board %s", device.name, swap.new_id)

    def _cancel(self, role: str) -> None:
        if (cancel := self._timers.pop(role, None)) is not None:
            cancel()

    @callback
    def async_pause(self, role: str) -> None:
        """Do nothing until the entry of this role is set up again."""
        self._cancel(role)
        self._finishing.discard(role)

    @callback
    def async_forget(self, role: str) -> None:
        """Forget the swaps of a role that is removed; whoever removes it saves that."""
        self._cancel(role)
        self._hub.store.memory.swaps.pop(role, None)
