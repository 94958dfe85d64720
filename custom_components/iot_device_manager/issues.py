"""Repair issues about one device: raised when a user can do something, gone when it is solved."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from .const import DOMAIN
from .protocol.messages import Status, WireError
from .protocol.reconcile import Sync
from .rules import Problem

if TYPE_CHECKING:
    from .device import ManagedDevice

CONFLICT: Final = "config_conflict"
FOREIGN: Final = "foreign_owner"
REFUSED: Final = "config_refused"
SILENT: Final = "config_unanswered"
DUPLICATE: Final = "duplicate_id"
INCOMPATIBLE: Final = "incompatible_firmware"
PIN_ERROR: Final = "pin_error"
# The sensor_bad_value of a pin that takes whatever is alone on its bus.
NOT_ALONE: Final = "not_alone"
# A rule that the board does not carry out, and one that is not sent to it.
RULE_ERROR: Final = "rule_error"
RULE_LEFT_OUT: Final = "rule_left_out"
RULES_NOT_KNOWN: Final = "rules_not_known"
AWAY: Final = "board_away"
UNCONFIRMED: Final = "swap_unconfirmed"
SAFE_PREVIOUS: Final = "safe_previous"
SAFE_NO_PINS: Final = "safe_no_pins"
SAFE_NETWORK: Final = "safe_network"
SAFE_PORTAL: Final = "safe_portal"

# How little a board does after crashes, as its status says.
SAFE_MODES: Final = {1: SAFE_PREVIOUS, 2: SAFE_NO_PINS, 3: SAFE_NETWORK, 4: SAFE_PORTAL}

# The issues that the comparison of configurations decides.
_ABOUT_CONFIG: Final = (CONFLICT, FOREIGN, REFUSED, SILENT)
# Error words with a translated issue of their own, `<issue>_<word>`; all others share `<issue>_other`.
REFUSED_WORDS: Final = frozenset({"bad_json", "flash_failed", "no_memory", "safe_mode", "too_big"})
PIN_ERROR_WORDS: Final = frozenset(
    {
        "bad_combination",
        "bad_option",
        "ignored_option",
        "pin_in_use",
        "pin_not_capable",
        "pin_reserved",
        "sensor_bad_value",
        "sensor_not_found",
        "unknown_type",
    }
)
RULE_ERROR_WORDS: Final = frozenset({"bad_rule"})


class DeviceIssues:
    """The repair issues of one device entry."""

    def __init__(self, hass: HomeAssistant, device: ManagedDevice) -> None:
        """Begin without an issue of this run."""
        self._hass = hass
        self._device = device
        self._raised: set[str] = set()

    @callback
    def async_update(self, status: Status, sync: Sync) -> None:
        """Follow a new status."""
        by_sync = {Sync.CONFLICT: CONFLICT, Sync.FOREIGN: FOREIGN, Sync.REFUSED: REFUSED}
        current = by_sync.get(sync)
        if sync is not Sync.BEHIND:
            for kind in _ABOUT_CONFIG:
                if kind != current:
                    self._delete(kind)
        if current in (CONFLICT, FOREIGN):
            self._raise(current, current, fixable=True)
        elif current == REFUSED:
            self._update_refused(status)
        self._update_safe_mode(status.safe)
        self._update_pin_errors(status.errors)
        # The numbers are those of the configuration that it runs.
        self._update_rule_errors(status.errors if sync is Sync.IN_SYNC else ())
        if any(error.key is None and error.word == "duplicate_id" for error in status.errors):
            self._raise(DUPLICATE, DUPLICATE, fixable=False)
        else:
            self._delete(DUPLICATE)

    @callback
    def async_refused(self, word: str) -> None:
        """Tell that the device refused its configuration."""
        self._raise(REFUSED, _translation_key(REFUSED, word, REFUSED_WORDS), fixable=True, error=word)

    @callback
    def async_silent(self) -> None:
        """Tell that the device does not answer to its configuration."""
        self._raise(SILENT, SILENT, fixable=True)

    @callback
    def async_away(self, away: bool) -> None:
        """Tell whether the device has been away for long while a spare could take its place."""
        if away:
            self._raise(AWAY, AWAY, fixable=True)
        else:
            self._delete(AWAY)

    @callback
    def async_unconfirmed(self, new_id: str) -> None:
        """Tell that the board that took over says nothing."""
        self._raise(UNCONFIRMED, UNCONFIRMED, fixable=True, device=new_id)

    @callback
    def async_confirmed(self) -> None:
        """Take in that the board that took over runs the configuration."""
        self._delete(UNCONFIRMED)

    @callback
    def async_compatibility(self, compatible: bool) -> None:
        """Tell whether device and manager have a protocol version in common."""
        if compatible:
            self._delete(INCOMPATIBLE)
        else:
            self._raise(INCOMPATIBLE, INCOMPATIBLE, fixable=False)

    @callback
    def async_left_out(self, names: Mapping[str, str], problems: Mapping[str, Problem]) -> None:
        """Tell which rules are not sent to the device; both by subentry id."""
        current = {f"{RULE_LEFT_OUT}_{rule_id}": rule_id for rule_id in problems}
        self._delete_others(RULE_LEFT_OUT, current)
        for kind, rule_id in current.items():
            self._raise(kind, problems[rule_id], fixable=True, rule_id=rule_id, rule=names[rule_id])

    @callback
    def async_rules_known(self, known: bool) -> None:
        """Tell whether the device's firmware carries out the rules that it is sent."""
        if known:
            self._delete(RULES_NOT_KNOWN)
        else:
            self._raise(RULES_NOT_KNOWN, RULES_NOT_KNOWN, fixable=False)

    @callback
    def async_rules_removed(self) -> None:
        """Forget what the device said of rules that are gone; it may be away, and say nothing more."""
        rules = self._device.entry.subentries
        self._delete_others(RULE_ERROR, [f"{RULE_ERROR}_{rule_id}" for rule_id in rules])

    @callback
    def async_clear(self) -> None:
        """Forget all issues, because the entry goes."""
        for kind in list(self._raised):
            self._delete(kind)

    def _update_refused(self, status: Status) -> None:
        rejected = status.rejected
        if rejected is None or rejected.hash != self._device.configurator.wanted.hash:
            return
        # That it crashed is told by the safe mode, which says besides what works still.
        if rejected.error == "crashed":
            self._delete(REFUSED)
        else:
            self.async_refused(rejected.error)

    def _update_safe_mode(self, safe: int) -> None:
        current = SAFE_MODES.get(safe)
        for kind in SAFE_MODES.values():
            if kind == current:
                self._raise(kind, kind, fixable=True)
            else:
                self._delete(kind)

    def _update_pin_errors(self, errors: tuple[WireError, ...]) -> None:
        pins = {pin.key: pin for pin in self._device.pins.values()}
        current = {
            f"{PIN_ERROR}_{error.key}": (pins[error.key], error.word)
            for error in errors
            if error.key in pins and error.word != "safe_mode"
        }
        self._delete_others(PIN_ERROR, current)
        for kind, (pin, word) in current.items():
            # The board cannot tell two that answer at once from one that is damaged.
            told = NOT_ALONE if word == "sensor_bad_value" and pin.takes_any else word
            translation_key = _translation_key(PIN_ERROR, told, PIN_ERROR_WORDS | {NOT_ALONE})
            self._raise(kind, translation_key, fixable=False, error=word, pin=pin.title)

    def _update_rule_errors(self, errors: tuple[WireError, ...]) -> None:
        rules = self._device.entry.subentries
        current: dict[str, tuple[str, str]] = {}
        for error in errors:
            rule_id = None if error.rule is None else self._device.rules.subentry_id(error.rule)
            if rule_id is not None and rule_id in rules:
                current[f"{RULE_ERROR}_{rule_id}"] = (rules[rule_id].title, error.word)
        self._delete_others(RULE_ERROR, current)
        for kind, (name, word) in current.items():
            self._raise(
                kind, _translation_key(RULE_ERROR, word, RULE_ERROR_WORDS), fixable=False, error=word, rule=name
            )

    def _delete_others(self, beginning: str, current: Collection[str]) -> None:
        """Delete the issues of a kind that are solved."""
        for kind in [kind for kind in self._raised if kind.startswith(beginning) and kind not in current]:
            self._delete(kind)

    def _raise(self, kind: str, translation_key: str, *, fixable: bool, **placeholders: str) -> None:
        self._raised.add(kind)
        ir.async_create_issue(
            self._hass,
            DOMAIN,
            self._issue_id(kind),
            data={"entry_id": self._device.entry.entry_id, "kind": kind, "name": self._device.name, **placeholders},
            is_fixable=fixable,
            severity=ir.IssueSeverity.ERROR,
            translation_key=translation_key,
            translation_placeholders={"name": self._device.name, **placeholders},
        )

    def _delete(self, kind: str) -> None:
        if kind in self._raised:
            self._raised.discard(kind)
            ir.async_delete_issue(self._hass, DOMAIN, self._issue_id(kind))

    def _issue_id(self, kind: str) -> str:
        return f"{kind}_{self._device.entry.entry_id}"


def _translation_key(kind: str, word: str, known: frozenset[str]) -> str:
    return f"{kind}_{word if word in known else 'other'}"
