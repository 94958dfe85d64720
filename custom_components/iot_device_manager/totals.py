"""Totals of meters never go backwards: not after a power cut, not on another board, not when 32 bits are full."""

import logging
from typing import TYPE_CHECKING, Any

from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError

from .const import CONF_PIN_UID, DOMAIN, SUBENTRY_PIN
from .meters import COUNTS
from .pin import Pin
from .protocol.messages import PinValue
from .protocol.reconcile import Sync
from .store import ManagerStore, Total

if TYPE_CHECKING:
    from .device import ManagedDevice

_LOGGER = logging.getLogger(__name__)

# A board that began anew says little; so many pulses it cannot have missed.
_MOST_AWAY = 1 << 28


class Totals:
    """The totals of one device's pins as they were last seen; a pin takes its own along to any board."""

    def __init__(self, hass: HomeAssistant, device: ManagedDevice) -> None:
        """Begin; what was seen before is in the hub's store."""
        self._hass = hass
        self._device = device
        self._store = device.hub.store
        self._giving_back: set[str] = set()
        self._presets: set[str] = set()

    @callback
    def async_follow(self, pin: Pin, value: PinValue) -> PinValue:
        """Take in what a board reports of a pin; return what there is to show: no total while it has too low a one."""
        member, state = pin.type.total, self._device.view.state
        if member is None or not isinstance(value, dict) or state is None:
            return value
        reported: Any = value.get(member)
        if type(reported) is not int or not 0 <= reported < COUNTS:
            return value | {member: None}
        known = self._store.memory.totals.get(pin.uid)
        if known is not None and pin.uid in self._presets:
            return value | {member: known.count}
        total = reported if known is None else _next(known, reported, same_run=known.session == state.session)
        if total is None:
            self._give_back(pin)
            return value | {member: None}
        self._remember(pin, Total(count=total, session=state.session))
        return value | {member: total}

    async def async_preset(self, pin: Pin, count: int) -> None:
        """Have a pin count on from here, for somebody who has read the meter. Raises HomeAssistantError."""
        # Until the device has answered, nobody knows which of the two totals a report counts on from.
        self._presets.add(pin.uid)
        try:
            await self._device.async_set(pin, {str(pin.type.total): count % COUNTS})
            if (state := self._device.view.state) is not None:
                self._remember(pin, Total(count=count, session=state.session))
        finally:
            self._presets.discard(pin.uid)
            self._device.async_refresh()

    def _remember(self, pin: Pin, total: Total) -> None:
        if self._store.memory.totals.get(pin.uid) != total:
            self._store.memory.totals[pin.uid] = total
            self._store.async_save_later()

    def _give_back(self, pin: Pin) -> None:
        if pin.uid not in self._giving_back and self._device.configurator.sync is Sync.IN_SYNC:
            self._giving_back.add(pin.uid)
            self._hass.async_create_task(self._async_give_back(pin))

    async def _async_give_back(self, pin: Pin) -> None:
        """Set the last known total; if that fails, the next report has it tried again."""
        try:
            known = self._store.memory.totals[pin.uid]
            await self._device.async_send(pin, {str(pin.type.total): known.count % COUNTS})
        except HomeAssistantError as err:
            _LOGGER.warning("%s did not get its total back: %s", pin.title, err)
        finally:
            self._giving_back.discard(pin.uid)


@callback
def async_forget_totals(hass: HomeAssistant, store: ManagerStore) -> None:
    """Forget the totals of pins that are nowhere any more; whoever calls it saves that."""
    pins = {
        pin.data[CONF_PIN_UID]
        for entry in hass.config_entries.async_entries(DOMAIN)
        for pin in entry.get_subentries_of_type(SUBENTRY_PIN)
    }
    for uid in store.memory.totals.keys() - pins:
        del store.memory.totals[uid]


def _next(known: Total, reported: int, *, same_run: bool) -> int | None:
    """Return the total that a board means by 32 bits of it; None when it is less than what was known."""
    more = (reported - known.count) % COUNTS
    came_round = reported < known.count % COUNTS
    most = COUNTS // 2 if same_run or not came_round else _MOST_AWAY
    return known.count + more if more < most else None
