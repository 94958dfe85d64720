"""Devices that were removed and have not confirmed it yet."""

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING, Final

from homeassistant.core import HomeAssistant, callback

from .protocol import topics
from .protocol.device import DeviceMessage, DeviceView
from .protocol.messages import Config, Offline, Status
from .protocol.reconcile import Issued, Wanted, highest

if TYPE_CHECKING:
    from .hub import Hub

_LOGGER = logging.getLogger(__name__)

# How long a device that is there may take to obey its tombstone.
_OBEY_S: Final = 10.0


class RetiredDevices:
    """Keeps each removed device's tombstone at the broker until the device shows that it obeyed."""

    def __init__(self, hass: HomeAssistant, hub: Hub) -> None:
        """Prepare; the ids are in the hub's store."""
        self._hass = hass
        self._hub = hub
        self._confirmed = asyncio.Event()
        self._clearing: set[str] = set()

    def __contains__(self, device_id: str) -> bool:
        """Return whether a device is retired."""
        return device_id in self._hub.store.memory.retired

    async def async_retire(self, view: DeviceView) -> None:
        """Unassign a device: at once when it is there, else as soon as it returns."""
        memory = self._hub.store.memory
        if view.status is not None and view.status.manager not in (None, memory.manager_id):
            # It left for another manager, whose retained configuration must not be overwritten.
            return
        device_id = view.device_id
        known = memory.issued.get(device_id, Issued()).revision
        reported = 0 if view.status is None else view.status.revision
        tombstone = self._tombstone(highest(known, reported) + 1)
        memory.issued[device_id] = Issued(revision=tombstone.config.revision, hash=tombstone.hash)
        memory.retired.add(device_id)
        if memory.fallbacks.pop(device_id, None) is not None:
            self._hub.store.async_save_later()
        await self._hub.store.async_commit()
        # Without a broker this happens at the next connection.
        if self._hub.connected:
            await self._async_publish(device_id)
            if not view.online:
                await self._async_clear_reports(device_id)

    async def async_reinstate(self, device_id: str) -> None:
        """Forget that a device was removed, because it was added again."""
        if device_id in self:
            self._hub.store.memory.retired.discard(device_id)
            await self._hub.store.async_commit()

    async def async_forget(self, device_id: str) -> bool:
        """Wait for a removed device no longer, and clear its tombstone; return whether the broker could do that."""
        self._clearing.add(device_id)
        cleared = await self._hub.async_publish(topics.config(device_id), b"")
        self._clearing.discard(device_id)
        if cleared:
            self._hub.store.memory.retired.discard(device_id)
            await self._hub.store.async_commit()
            self._confirmed.set()
        return cleared

    async def async_wait_until_confirmed(self) -> None:
        """Return when no device that is there has still to obey its tombstone, or it had time enough."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_OBEY_S):
                while any(self._hub.view(device_id).online for device_id in self._hub.store.memory.retired):
                    self._confirmed.clear()
                    await self._confirmed.wait()

    async def async_publish_all(self) -> None:
        """Publish the tombstones again: the broker may have forgotten them, or never got them."""
        for device_id in sorted(self._hub.store.memory.retired):
            if not self._hub.spares.is_owned(device_id):
                await self._async_publish(device_id)

    @callback
    def async_receive(self, device_id: str, message: DeviceMessage) -> None:
        """Take in what a retired device says."""
        match message:
            case Status(role=None):
                self._hass.async_create_task(self._async_obeyed(device_id))
            case Status() if message.revision < self._hub.store.memory.issued[device_id].revision:
                self._hass.async_create_task(self._async_publish(device_id))
            case Offline():
                self._hass.async_create_task(self._async_clear_reports(device_id))

    def _tombstone(self, revision: int) -> Wanted:
        return Wanted.of(Config(revision=revision, manager=self._hub.store.memory.manager_id, role=None))

    async def _async_publish(self, device_id: str) -> None:
        await self._hub.async_pace()
        tombstone = self._tombstone(self._hub.store.memory.issued[device_id].revision)
        await self._hub.async_publish(topics.config(device_id), tombstone.payload)

    async def _async_obeyed(self, device_id: str) -> None:
        if device_id not in self or device_id in self._clearing:
            return
        # A tombstone that cannot be cleared now is published again at the next connection, and obeyed again.
        if await self.async_forget(device_id):
            _LOGGER.info("Device %s has left and is a spare now", device_id)

    async def _async_clear_reports(self, device_id: str) -> None:
        """Leave nothing at the broker of a device that is away."""
        for kind in topics.RETAINED_REPORTS:
            await self._hub.async_publish(topics.report(device_id, kind), b"")
