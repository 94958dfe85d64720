"""The boards without an entry: those that wait for a role, and those that have one that nobody here knows."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Final

from homeassistant.config_entries import SOURCE_IGNORE, ConfigEntry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.event import async_call_later

from .boards import DEFAULT_LED
from .commander import Commander
from .const import CONF_ROLE, CONF_TYPE, DEFAULT_AWAY_MINUTES, DOMAIN, SUBENTRY_PIN, SUBENTRY_RULE
from .pin import call_all
from .protocol.device import DeviceMessage, DeviceView
from .protocol.messages import Result
from .rules import NEEDED_TYPE

if TYPE_CHECKING:
    from .hub import Hub

_IDENTIFY_S: Final = 10
_TELL_AFTER_S: Final = 1.0
# The last safe mode.
_PORTAL: Final = 4

TOO_OLD: Final = "spare_too_old"
UNKNOWN_ROLE: Final = "unknown_role"
#: of an entry that is here, with other hardware
UNKNOWN_ROLE_KNOWN: Final = "unknown_role_known"


class SpareBoard:
    """A board without an entry that is asked for something."""

    def __init__(self, hass: HomeAssistant, hub: Hub, view: DeviceView) -> None:
        """Take what is known of it."""
        self._hub = hub
        self.view = view
        self.device_id = view.device_id
        self.name = view.device_id
        self.commander = Commander(hass, self)

    @property
    def available(self) -> bool:
        """Return whether it can be relied on."""
        return self._hub.is_available(self.view)

    def name_of(self, key: str) -> str:
        """Return its name; it has no pins."""
        return self.name

    def uptime_ms(self) -> int | None:
        """Return its estimated uptime."""
        return self.view.uptime_ms(self._hub.now)


def types_of(entries: Iterable[ConfigEntry]) -> set[str]:
    """Return the types of all pins of these entries, and that which tells that a firmware carries out rules."""
    types = {pin.data[CONF_TYPE] for entry in entries for pin in entry.get_subentries_of_type(SUBENTRY_PIN)}
    has_rules = any(rule for entry in entries for rule in entry.get_subentries_of_type(SUBENTRY_RULE))
    return types | ({NEEDED_TYPE} if has_rules else set())


def missing_types(view: DeviceView, needed: set[str]) -> list[str]:
    """Return the pin types that a board's firmware does not know."""
    return sorted(needed - (frozenset() if view.announce is None else view.announce.types))


def is_compatible(view: DeviceView) -> bool:
    """Return whether a board and this manager have a protocol version in common."""
    return view.announce is not None and view.announce.compatible


def takes_configurations(view: DeviceView) -> bool:
    """Return whether a board reads a configuration; after many crashes in a row it only waits in its portal."""
    return view.status is None or view.status.safe < _PORTAL


def describe(view: DeviceView, now: float, *what: str) -> str:
    """Return one line about a board for a list of choices, beginning with what it is besides."""
    details = list(what)
    if view.announce is not None:
        details.append(f"firmware {view.announce.firmware}")
    if view.telemetry is not None:
        details.append(f"{view.telemetry.rssi} dBm")
    if view.heard_at is not None:
        details.append(f"heard {round(now - view.heard_at)} s ago")
    return f"{view.device_id} ({', '.join(details)})" if details else view.device_id


def _fit(views: Iterable[DeviceView], types: set[str]) -> list[DeviceView]:
    """Return those that could take over from a board with pins of these types."""
    return [
        view for view in views if is_compatible(view) and takes_configurations(view) and not missing_types(view, types)
    ]


class SparePool:
    """Knows who could take over, and tells the user when somebody should."""

    def __init__(self, hass: HomeAssistant, hub: Hub) -> None:
        """Begin without a spare."""
        self._hass = hass
        self._hub = hub
        self._asked: dict[str, SpareBoard] = {}
        self._listeners: list[CALLBACK_TYPE] = []
        self._issues: set[str] = set()
        self._telling: CALLBACK_TYPE | None = None
        #: for so long a board may be away before a spare is offered for it
        self.away_s: float = DEFAULT_AWAY_MINUTES * 60

    def all(self) -> list[DeviceView]:
        """Return all spares that are there, the one with the strongest signal first."""
        found = [
            view
            for view in self._hub.views
            if view.spare is not None
            and not self.is_owned(view.device_id)
            and self._hub.is_available(view)
            and (view.status is None or view.status.role is None)
        ]
        return sorted(found, key=lambda view: (-_signal(view), view.device_id))

    def ready(self, needed: set[str] | None = None) -> list[DeviceView]:
        """Return the spares that could take over now, from a board with pins of these types or from any board."""
        spares = self.all()
        # Without spares, nobody asks a thousand boards for their pins.
        if not spares:
            return []
        return _fit(spares, types_of(self._hass.config_entries.async_entries(DOMAIN)) if needed is None else needed)

    @callback
    def async_listen(self, listener: CALLBACK_TYPE) -> CALLBACK_TYPE:
        """Call `listener` when the spares may have changed; return what ends it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    @callback
    def async_receive(self, view: DeviceView, message: DeviceMessage) -> None:
        """Take in what a board without an entry says."""
        if isinstance(message, Result):
            if (spare := self._asked.get(view.device_id)) is not None:
                spare.commander.async_receive(message)
            return
        # Each board says several things when it appears, and after an outage all appear at once.
        if self._telling is None:
            self._telling = async_call_later(self._hass, _TELL_AFTER_S, self._async_tell)

    @callback
    def _async_tell(self, _: datetime | None = None) -> None:
        self._cancel_telling()
        call_all(self._listeners)

    def _cancel_telling(self) -> None:
        if self._telling is not None:
            self._telling()
            self._telling = None

    async def async_identify(self, device_id: str) -> None:
        """Have a board blink its LED, or the one that most boards have. Raises HomeAssistantError."""
        if (device := self._hub.device(device_id)) is not None:
            await device.commander.async_command("identify", seconds=_IDENTIFY_S, gpio=device.board.led)
            return
        spare = self._asked.setdefault(device_id, SpareBoard(self._hass, self._hub, self._hub.view(device_id)))
        await spare.commander.async_command("identify", seconds=_IDENTIFY_S, gpio=DEFAULT_LED)

    # What the user should know

    @callback
    def async_sweep(self) -> None:
        """Look for boards that need a decision."""
        self._async_tell()
        current: set[str] = set()
        self._offer_spares()
        self._find_old_firmware(current)
        self._find_unknown_roles(current)
        for issue_id in self._issues - current:
            ir.async_delete_issue(self._hass, DOMAIN, issue_id)
        self._issues = current

    @callback
    def async_stop(self) -> None:
        """Forget everything."""
        self._asked.clear()
        self._cancel_telling()
        for issue_id in self._issues:
            ir.async_delete_issue(self._hass, DOMAIN, issue_id)
        self._issues = set()

    def _offer_spares(self) -> None:
        spares = self.all()
        for device in self._hub.devices:
            # After an outage of the broker all boards need a moment to come back.
            away_s = self._hub.now - max(device.away_since, self._hub.connected_at)
            is_away = not device.available and self._hub.connected and away_s >= self.away_s
            device.issues.async_away(is_away and bool(_fit(spares, types_of([device.entry]))))

    def _find_old_firmware(self, current: set[str]) -> None:
        spares = self.all()
        needed = types_of(self._hass.config_entries.async_entries(DOMAIN)) if spares else set()
        for view in spares:
            types = missing_types(view, needed)
            if view.announce is not None and (types or not view.announce.compatible):
                self._raise(
                    current,
                    TOO_OLD,
                    view,
                    fixable=False,
                    firmware=view.announce.firmware,
                    types=", ".join(types) or "-",
                )

    def _find_unknown_roles(self, current: set[str]) -> None:
        for view in self._hub.views:
            if self.runs_unknown_role(view) and view.status is not None:
                entry = self.entry_of_role(view.status.role)
                name = view.device_id if entry is None else entry.title
                key = UNKNOWN_ROLE if entry is None else UNKNOWN_ROLE_KNOWN
                self._raise(current, key, view, fixable=True, name=name)

    def runs_unknown_role(self, view: DeviceView) -> bool:
        """Return whether a board is there that runs a role of this manager without an entry."""
        return (
            view.status is not None
            and view.status.role is not None
            and view.status.manager == self._hub.store.memory.manager_id
            and not self.is_owned(view.device_id)
            and view.device_id not in self._hub.retired
            and self._hub.is_available(view)
        )

    def entry_of_role(self, role: str | None) -> ConfigEntry | None:
        """Return the entry that has a role."""
        entries = self._hass.config_entries.async_entries(DOMAIN, include_ignore=False)
        return next((entry for entry in entries if entry.data.get(CONF_ROLE) == role), None)

    def is_owned(self, device_id: str) -> bool:
        """Return whether a board has an entry."""
        entry = self._hass.config_entries.async_entry_for_domain_unique_id(DOMAIN, device_id)
        return entry is not None and entry.source != SOURCE_IGNORE

    def _raise(self, current: set[str], key: str, view: DeviceView, *, fixable: bool, **details: str) -> None:
        issue_id = f"{key}_{view.device_id}"
        current.add(issue_id)
        if issue_id in self._issues:
            return
        placeholders = {"device": view.device_id, **details}
        ir.async_create_issue(
            self._hass,
            DOMAIN,
            issue_id,
            data={"kind": key, **placeholders},
            is_fixable=fixable,
            severity=ir.IssueSeverity.WARNING,
            translation_key=key,
            translation_placeholders=placeholders,
        )


def _signal(view: DeviceView) -> int:
    return -100 if view.telemetry is None else view.telemetry.rssi
