"""Keeps one device at the configuration that its entry describes."""

from collections.abc import Callable
from datetime import datetime
import logging
from typing import TYPE_CHECKING, Final

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later

from .protocol import topics
from .protocol.messages import ConfigResult, PinObject, RuleObject, Status
from .protocol.reconcile import Issued, Sync, Wanted, compare, highest, prepare, raise_revision
from .store import Fallback

if TYPE_CHECKING:
    from .device import ManagedDevice

_LOGGER = logging.getLogger(__name__)

_AFTER_EDIT_S: Final = 0.5
_AFTER_STATUS_S: Final = 2.0
# A device that is away cannot ask for its configuration, so it is published once after each connection.
_AFTER_CONNECT_S: Final = 5.0
# After these answers the device's status tells what to do.
_DECIDED_BY_STATUS: Final = frozenset({"busy", "other_manager", "rejected_before", "stale_revision"})
# As long as this is so, nothing is published without the user's decision.
_DECIDED_BY_USER: Final = frozenset({Sync.CONFLICT, Sync.FOREIGN})
# An available device that says nothing to a configuration gets it again after these times.
_SILENCES_S: Final = (5.0, 15.0, 60.0)
# What a device has confirmed has proven good after this time, and is what it returns to from a later one.
_PROVEN_S: Final = 10.0
# Home Assistant saves changed entries before that.
_ENTRIES_SAVED_S: Final = 5.0


# Pins and rules.
type _Content = tuple[tuple[PinObject, ...], tuple[RuleObject, ...]]


class Configurator:
    """Decides when to publish the configuration of one device, and knows what the device runs."""

    def __init__(self, hass: HomeAssistant, device: ManagedDevice, content: Callable[[], _Content]) -> None:
        """Begin without knowing what the device runs. `content` returns what it should run."""
        self._hass = hass
        self._device = device
        self._content = content
        self._timer: CALLBACK_TYPE | None = None
        self._silences = 0
        self._stopped = False
        self._refused_hash: str | None = None
        #: What the device confirmed and may run, by its hash: the newest, the one before, and what it returns to.
        self._confirmed: dict[str, tuple[PinObject, ...]] = {}
        if (fallback := device.hub.store.memory.fallbacks.get(device.device_id)) is not None:
            self._confirmed[fallback.hash] = fallback.pins
        self._newest: str | None = None
        self._newest_at = 0.0
        self._running: dict[str, PinObject] = {}
        #: what the device runs and shall keep, until that is stored
        self._kept: Issued | None = None
        self._keep_timer: CALLBACK_TYPE | None = None
        #: None until the device has said what it runs
        self.sync: Sync | None = None

    @property
    def wanted(self) -> Wanted:
        """Return the configuration that the device should run."""
        return self._prepare()

    def _prepare(self, takeover_from: str | None = None) -> Wanted:
        pins, rules = self._content()
        return prepare(
            manager=self._device.hub.store.memory.manager_id,
            role=self._device.role,
            pins=pins,
            rules=rules,
            issued=self._issued,
            takeover_from=takeover_from,
        )

    @property
    def _issued(self) -> Issued:
        """Return what the device was given last."""
        return self._kept or self._device.hub.store.memory.issued.get(self._device.device_id, Issued())

    def is_acknowledged(self, pin: PinObject) -> bool:
        """Return whether the device is known to run this very pin."""
        running = self._running.get(pin["key"])
        # Nearly always it is the same object, but Python would compare member by member. In a conflict the device runs
        # something else, but what it reports and obeys is real.
        return running is pin or self.sync is Sync.CONFLICT or running == pin

    @callback
    def async_content_changed(self) -> None:
        """Take in that the entry was edited."""
        if self.sync in _DECIDED_BY_USER:
            # The edit may be the decision.
            self._device.async_reconcile()
            return
        if self.sync is not None:
            self.sync = Sync.BEHIND
        self._silences = 0
        self._publish_in(_AFTER_EDIT_S)

    @callback
    def async_connected(self) -> None:
        """Take in that the broker was reached."""
        if self.sync not in _DECIDED_BY_USER:
            self._publish_in(_AFTER_CONNECT_S)

    @callback
    def async_receive_status(self, status: Status) -> None:
        """Take in what the device says that it runs."""
        wanted = self.wanted
        self.sync = compare(status, wanted, self._issued)
        self._running = _by_key(self._confirmed.get(status.hash, ()))
        if self.sync is Sync.BEHIND and wanted.hash == self._refused_hash:
            self.sync = Sync.REFUSED
        match self.sync:
            case Sync.IN_SYNC:
                self._confirm(wanted)
            case Sync.BEHIND:
                # What the broker keeps for the device is on its way to it; for a new one there is nothing.
                is_new = self._issued == Issued()
                self._publish_in(0 if is_new else _AFTER_STATUS_S)
            case Sync.REFUSED:
                self._cancel()
                self._keep_fallback(status.hash)
            case _:
                self._cancel()

    @callback
    def async_receive_result(self, result: ConfigResult) -> None:
        """Take in the answer to a configuration."""
        wanted = self.wanted
        if result.hash != wanted.hash:
            return
        if result.ok:
            self.sync = Sync.IN_SYNC
            self._confirm(wanted)
            return
        word = next((error.word for error in result.errors if error.key is None), "other")
        if word not in _DECIDED_BY_STATUS:
            self.sync = Sync.REFUSED
            self._refused_hash = wanted.hash
            self._cancel()
            self._device.issues.async_refused(word)

    async def async_force(self) -> None:
        """Publish over what the device runs, by the user's decision."""
        status = self._device.view.status
        takeover_from = None
        revision = 0
        if status is not None:
            revision = status.revision
            takeover_from = status.manager if self.sync is Sync.FOREIGN else None
        forced = self._prepare(takeover_from)
        self.sync = Sync.BEHIND
        self._silences = 0
        await self._async_publish(raise_revision(forced, highest(forced.config.revision, revision)))

    @callback
    def async_keep(self, runs: Issued) -> None:
        """Take what the device runs for what it was given, because its entry now follows it.

        That is stored after Home Assistant has saved the entry. A crash before that has the user asked again; the other
        way round, the old pins would be sent.
        """
        self._kept = runs
        self._keep_timer = async_call_later(self._hass, _ENTRIES_SAVED_S, self._async_store_kept)

    async def _async_store_kept(self, _: datetime | None = None) -> None:
        if self._keep_timer is not None:
            self._keep_timer()
            self._keep_timer = None
        if self._kept is not None:
            store = self._device.hub.store
            store.memory.issued[self._device.device_id] = self._kept
            self._kept = None
            await store.async_commit()

    async def async_send_again(self) -> None:
        """Publish a refused configuration once more, by the user's decision."""
        self._refused_hash = None
        self.sync = Sync.BEHIND
        self._silences = 0
        # As a new document: a device refuses the bytes that it remembers to have crashed with.
        wanted = self.wanted
        await self._async_publish(raise_revision(wanted, wanted.config.revision))

    @callback
    def async_stop(self) -> None:
        """Publish nothing any more."""
        self._stopped = True
        self._cancel()
        self._hass.async_create_task(self._async_store_kept())

    def _confirm(self, wanted: Wanted) -> None:
        self._cancel()
        self._silences = 0
        self._running = _by_key(wanted.config.pins)
        self._confirmed[wanted.hash] = wanted.config.pins
        before = self._newest
        if before == wanted.hash:
            return
        now = self._device.hub.now
        fallbacks = self._device.hub.store.memory.fallbacks
        # After quick edits the device returns to the last one that had time to prove good.
        if before is not None and (self._device.device_id not in fallbacks or now - self._newest_at >= _PROVEN_S):
            self._keep_fallback(before)
        self._newest, self._newest_at = wanted.hash, now
        fallback = fallbacks.get(self._device.device_id)
        kept = {before, wanted.hash, None if fallback is None else fallback.hash}
        self._confirmed = {hash_: pins for hash_, pins in self._confirmed.items() if hash_ in kept}

    def _keep_fallback(self, confirmed_hash: str) -> None:
        """Remember what the device runs, or can return to, instead; so its pins are known after a restart, too."""
        store = self._device.hub.store
        device_id = self._device.device_id
        pins = self._confirmed.get(confirmed_hash)
        if pins is None or store.memory.fallbacks.get(device_id) == (
            fallback := Fallback(hash=confirmed_hash, pins=pins)
        ):
            return
        store.memory.fallbacks[device_id] = fallback
        store.async_save_later()

    def _cancel(self) -> None:
        if self._timer is not None:
            self._timer()
            self._timer = None

    def _publish_in(self, seconds: float) -> None:
        self._cancel()
        self._timer = async_call_later(self._hass, seconds, self._async_publish_due)

    async def _async_publish_due(self, _: datetime) -> None:
        self._timer = None
        await self.async_publish()

    async def async_publish(self) -> None:
        """Publish what the device should run, unless that has to wait."""
        self._cancel()
        hub = self._device.hub
        announce = self._device.view.announce
        if not hub.connected or hub.managers.passive or (announce is not None and not announce.compatible):
            return
        wanted = self.wanted
        status = self._device.view.status
        if status is not None and status.role is None:
            above = highest(wanted.config.revision - 1, status.revision)
            wanted = raise_revision(wanted, above) if above >= wanted.config.revision else wanted
        await self._async_publish(wanted)

    async def _async_publish(self, wanted: Wanted) -> None:
        hub = self._device.hub
        device_id = self._device.device_id
        issued = Issued(revision=wanted.config.revision, hash=wanted.hash)
        self._cancel()
        if hub.store.memory.issued.get(device_id) != issued:
            hub.store.memory.issued[device_id] = issued
            self._kept = None
            # On disk before it is out: a revision must never be given twice.
            await hub.store.async_commit()
        await hub.async_pace()
        if self._stopped or not await hub.async_publish(topics.config(device_id), wanted.payload):
            return
        _LOGGER.debug("Published revision %s to %s", wanted.config.revision, device_id)
        self._await_answer()

    def _await_answer(self) -> None:
        # An edit that came meanwhile is published next, and its answer is waited for.
        if self._stopped or self._timer is not None:
            return
        if self._silences < len(_SILENCES_S):
            self._timer = async_call_later(self._hass, _SILENCES_S[self._silences], self._async_still_silent)

    async def _async_still_silent(self, _: datetime) -> None:
        self._timer = None
        # A device that is away reads the retained configuration when it returns.
        # An answer may have come before the publish was acknowledged.
        if not self._device.available or self.sync is not Sync.BEHIND:
            self._silences = 0
            return
        self._silences += 1
        await self._async_publish(self.wanted)
        if self._silences == len(_SILENCES_S):
            self._device.issues.async_silent()


def _by_key(pins: tuple[PinObject, ...]) -> dict[str, PinObject]:
    return {pin["key"]: pin for pin in pins}
