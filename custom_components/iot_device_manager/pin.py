"""One pin of a configured device at run time."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from homeassistant.config_entries import ConfigSubentry
from homeassistant.const import Platform
from homeassistant.core import CALLBACK_TYPE, callback

from .const import CONF_KEY, CONF_PIN_UID, CONF_TYPE
from .pin_groups import gets_level_back
from .pin_type import PinType
from .pin_types import PIN_TYPES
from .protocol.messages import PinObject, PinValue
from .reading import Reading


def call_all(listeners: Iterable[CALLBACK_TYPE]) -> None:
    """Call every listener."""
    for listener in listeners:
        listener()


class Pin:
    """One pin of a configured device: its entry's data, and what the device reports of it."""

    __slots__ = (
        "_event_listeners",
        "_listeners",
        "available",
        "data",
        "gets_level_back",
        "gpios",
        "key",
        "platform",
        "readings",
        "settable",
        "subentry_id",
        "title",
        "type",
        "uid",
        "value",
        "wire",
    )

    def __init__(self, subentry: ConfigSubentry) -> None:
        """Begin unavailable."""
        self.subentry_id = subentry.subentry_id
        self.available = False
        self.value: PinValue = None
        self._listeners: list[CALLBACK_TYPE] = []
        self._event_listeners: list[Callable[[str, int], None]] = []
        self.load(subentry)

    def load(self, subentry: ConfigSubentry) -> None:
        """Take over the subentry's present data, and what follows from it: each message asks for that."""
        data = subentry.data
        self.title = subentry.title
        self.data: Mapping[str, Any] = data
        #: the identity that outlives GPIO, board and entry
        self.uid: str = data[CONF_PIN_UID]
        #: how the device calls this pin
        self.key: str = data[CONF_KEY]
        #: the row of the table
        self.type: PinType = PIN_TYPES[data[CONF_TYPE]]
        #: what Home Assistant shows this pin as
        self.platform: Platform = self.type.platform(data)
        #: the GPIOs at which it is
        self.gpios: tuple[int, ...] = tuple(self.type.gpios_of(data).values())
        #: what a set may contain; nothing for an input
        self.settable: tuple[str, ...] = self.type.settable_of(data)
        self.readings: tuple[Reading, ...] = self.type.readings(data)
        self.wire: PinObject = self.type.to_wire(data)
        self.gets_level_back: bool = gets_level_back(data, self.wire)

    @property
    def takes_any(self) -> bool:
        """Return whether it is whatever is alone on its bus, because nobody chose from a scan."""
        return self.type.scanned is not None and not self.data.get(self.type.scanned)

    @callback
    def async_listen(self, listener: CALLBACK_TYPE) -> CALLBACK_TYPE:
        """Call `listener` at every change of value or availability; return what ends it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    @callback
    def async_listen_to_events(self, listener: Callable[[str, int], None]) -> CALLBACK_TYPE:
        """Call `listener` with what somebody does with this button, and the number of clicks; return what ends it."""
        self._event_listeners.append(listener)
        return lambda: self._event_listeners.remove(listener)

    @callback
    def async_tell(self, event: str, count: int) -> None:
        """Take in what somebody did with this button."""
        for listener in self._event_listeners:
            listener(event, count)

    @callback
    def async_follow(self, value: PinValue) -> bool:
        """Take over what is known, None when nothing is; return whether that was a change."""
        available = value is not None
        if available == self.available and value == self.value:
            return False
        self.available = available
        self.value = value
        call_all(self._listeners)
        return True
