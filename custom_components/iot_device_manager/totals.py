"""Totals of meters count every pulse once: over power cuts, on another board, beyond 32 bits, in another unit."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, TypeIs

from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from .const import CONF_PIN_UID, DOMAIN, SUBENTRY_PIN
from .meters import CONF_METER, CONF_PER_UNIT
from .pin import Pin
from .protocol.messages import PinValue, State
from .protocol.reconcile import Sync
from .protocol.values import UINT32
from .store import ManagerStore, Total

if TYPE_CHECKING:
    from .device import ManagedDevice

# Of what a board counted while nobody listened: so many pulses it cannot have been.
_MOST_AWAY: Final = 1 << 28
# While a board runs something that is not known here, its pin of this key may be another meter.
_NOT_OURS: Final = frozenset({Sync.CONFLICT, Sync.FOREIGN})
# Where a board counts that was never heard.
_NOWHERE: Final = ""


class Totals:
    """The totals of one device's pins. A board only counts; what that makes the meter read is known here."""

    def __init__(self, hass: HomeAssistant, device: ManagedDevice) -> None:
        """Begin; what was seen before is in the hub's store."""
        self._hass = hass
        self._device = device
        self._store = device.hub.store

    @callback
    def async_follow(self, pin: Pin, member: str, value: PinValue) -> PinValue:
        """Take in what a board reports of a meter; return it with what the meter reads in place of its total."""
        state = self._device.view.state
        if self._device.configurator.sync in _NOT_OURS:
            self._lose(pin)
            return value | {member: None} if isinstance(value, dict) else value
        if not isinstance(value, dict) or state is None:
            return value
        reported, counted = value.get(member), value.get("counted")
        if not _is_count(reported) or not _is_count(counted):
            return value | {member: None}
        total = self._known(pin)
        if self._is_news(total, state, reported):
            more = 0
            # Whatever another board, or this one for another pin, counted before is not of this meter.
            if total.device_id == self._device.device_id:
                more = _more(total, reported, counted, same_run=total.session == state.session)
            total = replace(
                total,
                pulses=total.pulses + more,
                device_id=self._device.device_id,
                session=state.session,
                n=state.n,
                reported=reported,
            )
        self._remember(pin, total)
        return value | {member: total.reading}

    def _is_news(self, known: Total, state: State, reported: int) -> bool:
        """Return whether a state tells that the board has counted.

        After a hard stop of the broker, what it retains may be older than what was heard, state and status alike, and
        is there before the board is. Of the session that was heard last, an older state has a lower `n`. Of another
        session nothing counts until the board has said something in it that is not retained, at the latest its next
        telemetry. Then an older state is at least of this session, and what it lacks follows as a difference.
        """
        if (known.device_id, known.session) == (self._device.device_id, state.session):
            return state.n > known.n and reported != known.reported
        return self._device.view.is_heard_in(state.session)

    @callback
    def async_preset(self, pin: Pin, reading: float) -> None:
        """Have a total go on from here, for somebody who has read the meter; with 0 it begins anew."""
        known = self._known(pin)
        began = dt_util.utcnow().isoformat() if reading == 0 else known.began
        self._remember(pin, replace(known, start=reading, pulses=0, began=began))
        self._device.async_refresh()

    def began(self, pin: Pin) -> str | None:
        """Return when a total began anew, None for one that never did."""
        return self._known(pin).began

    def _known(self, pin: Pin) -> Total:
        """Return what is known of a total; another factor counts from now on, another kind is another meter."""
        meter, per_unit = pin.data[CONF_METER], pin.data[CONF_PER_UNIT]
        known = self._store.memory.totals.get(pin.uid)
        if known is None:
            return Total(meter=meter, per_unit=per_unit)
        if known.meter != meter:
            began = dt_util.utcnow().isoformat()
            return replace(known, meter=meter, per_unit=per_unit, start=0, pulses=0, began=began)
        if known.per_unit != per_unit:
            return replace(known, per_unit=per_unit, start=known.reading, pulses=0)
        return known

    def _lose(self, pin: Pin) -> None:
        """Take in that nobody knows any more how far the board has counted for this pin."""
        known = self._store.memory.totals.get(pin.uid)
        if known is not None:
            self._remember(pin, replace(known, device_id=_NOWHERE))

    def _remember(self, pin: Pin, total: Total) -> None:
        if self._store.memory.totals.get(pin.uid) != total:
            self._store.memory.totals[pin.uid] = total
            self._store.async_save_later()


@callback
def async_forget_totals(hass: HomeAssistant, store: ManagerStore) -> None:
    """Forget the totals of pins that are nowhere any more."""
    pins = {
        pin.data[CONF_PIN_UID]
        for entry in hass.config_entries.async_entries(DOMAIN)
        for pin in entry.get_subentries_of_type(SUBENTRY_PIN)
    }
    for uid in store.memory.totals.keys() - pins:
        del store.memory.totals[uid]
        store.async_save_later()


def _is_count(number: Any) -> TypeIs[int]:
    return type(number) is int and 0 <= number < UINT32


def _more(known: Total, reported: int, counted: int, *, same_run: bool) -> int:
    """Return how many pulses a board counted since it was heard, of which it says 32 bits.

    `counted` came since it began to count: at its start, or when its pin changed. What it had by then may be less than
    what was heard, because it lost its power.
    """
    more = (reported - known.reported) % UINT32
    if same_run and more < UINT32 // 2:
        return more
    unheard = (more - counted) % UINT32
    return counted + (unheard if unheard < _MOST_AWAY else 0)
