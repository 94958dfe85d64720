"""Gives outputs back the levels that they had before their board was away, where the user wants that."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
import logging
from typing import TYPE_CHECKING

from homeassistant.core import HomeAssistant, callback

from .pin import Pin
from .protocol.clock import wrapped_difference
from .protocol.messages import PinValue
from .protocol.reconcile import Sync
from .store import Levels

if TYPE_CHECKING:
    from .device import ManagedDevice

_LOGGER = logging.getLogger(__name__)

type _Link = tuple[str, int]


class LastLevels:
    """The levels of one device's outputs as they were last seen, and the connection in which that was."""

    def __init__(self, hass: HomeAssistant, device: ManagedDevice) -> None:
        """Begin without a connection; what was seen before is in the hub's store."""
        self._hass = hass
        self._device = device
        self._store = device.hub.store
        self._link: _Link | None = None
        #: the device's uptime when it said that it is connected
        self._linked_ms = 0
        self._giving_back = False

    @callback
    def async_follow(self) -> None:
        """Take in what the device says: in a new connection it gets its levels back, later they are remembered."""
        device, levels = self._device, self._store.memory.levels
        pins = [pin for pin in device.pins.values() if pin.gets_level_back]
        # In a conflict this Home Assistant is the older one, and so is what it knows of the levels.
        is_of_no_use = not pins or device.configurator.sync is Sync.CONFLICT
        if is_of_no_use:
            self._store.forget_levels(device.role)
        status = device.view.status
        if not pins or status is None or not device.available:
            return
        link = (status.session, status.connection)
        if link != self._link:
            self._link, self._linked_ms = link, status.uptime_ms
        if self._giving_back or device.configurator.sync is not Sync.IN_SYNC:
            return
        known = levels.get(device.role)
        if known is None or (known.session, known.connection) == link:
            self._remember(link, pins)
        elif self._is_told(pins):
            self._giving_back = True
            self._hass.async_create_task(self._async_give_back(link, pins, known))

    @callback
    def async_set(self, pin: Pin) -> None:
        """Take in that somebody sets a pin: from now on that counts, and not what it was before an outage."""
        levels, role = self._store.memory.levels, self._device.role
        if role in levels:
            values = {uid: value for uid, value in levels[role].values.items() if uid != pin.uid}
            levels[role] = replace(levels[role], values=values)

    def _is_told(self, pins: list[Pin]) -> bool:
        """Return whether the device has said how these pins are since it is connected, and not only before."""
        state = self._device.view.state
        return (
            state is not None
            and self._device.view.reports({pin.key for pin in pins})
            and wrapped_difference(state.uptime_ms, self._linked_ms) >= 0
        )

    def _remember(self, link: _Link, pins: list[Pin]) -> None:
        levels, role = self._store.memory.levels, self._device.role
        known = levels.get(role)
        values = {} if known is None else known.values
        seen = Levels(
            session=link[0],
            connection=link[1],
            values={
                pin.uid: pin.value if pin.available else values[pin.uid]
                for pin in pins
                if pin.available or pin.uid in values
            },
        )
        if seen != known:
            levels[role] = seen
            self._store.async_save_later()

    @staticmethod
    def _is_owed(pin: Pin, known: Levels) -> bool:
        value = known.values.get(pin.uid, pin.value)
        # Its time may have been over during the outage, and must not begin anew with nobody there.
        return value != pin.value and not (pin.wire.get("auto_off") and _is_on(value))

    async def _async_give_back(self, link: _Link, pins: list[Pin], known: Levels) -> None:
        device = self._device
        known = self._store.memory.levels.get(device.role, known)
        owed = [pin for pin in pins if pin.available and self._is_owed(pin, known)]
        results = await asyncio.gather(
            *(device.async_send(pin, known.values[pin.uid]) for pin in owed), return_exceptions=True
        )
        self._giving_back = False
        if device.hub.device(device.device_id) is not device:
            # The entry was unloaded; the levels are given when it is loaded again.
            return
        if self._link == link and device.available:
            for pin, error in zip(owed, results, strict=True):
                if error is not None:
                    _LOGGER.warning("%s did not get its level back: %s", pin.title, error)
            self._remember(link, pins)
        # It may have gone and come back meanwhile.
        self.async_follow()


def _is_on(value: PinValue) -> bool:
    return value is True or (isinstance(value, Mapping) and value.get("on") is True)
