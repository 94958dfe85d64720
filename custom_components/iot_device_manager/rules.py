"""Local rules: what a board does by itself when something happens at an input, resolved into what it is sent.

A rule is a subentry of the board that carries it out. It names its pins by their identities, so it stays right when a
pin is renamed or moved, and when a board is replaced.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.core import HomeAssistant

from .const import (
    CONF_ACTION,
    CONF_EVENT,
    CONF_KEY,
    CONF_ONLY,
    CONF_PIN_UID,
    CONF_ROLE,
    CONF_SOURCE,
    CONF_TARGET,
    CONF_TYPE,
    DOMAIN,
    SUBENTRY_PIN,
    SUBENTRY_RULE,
)
from .limits import fits
from .pin_type import PinType
from .pin_types import PIN_TYPES
from .protocol.messages import Announce, RuleObject

# What a device takes.
MOST_RULES: Final = 16
MOST_OTHER_BOARDS: Final = 4

# A firmware that knows this type of pin carries out rules.
NEEDED_TYPE: Final = "button"

ALWAYS: Final = "always"
OFFLINE: Final = "offline"

# As long as one can be, to see whether there is room for one that is not made yet.
LONGEST_RULE: Final = {"from": "0" * 12, "when": "xxxx.hold_release", "do": "xxxx.brighter", "only": OFFLINE}

# These actions make sense for one event, and only of a pin of the same board.
_ONLY_FOR: Final = {"dim": "hold", "follow": "change"}


def possible_actions(row: PinType, event: str, *, own: bool) -> tuple[str, ...]:
    """Return what can be done with such a pin at an event of the same board, or of another one."""
    return tuple(action for action in row.actions if action not in _ONLY_FOR or (own and _ONLY_FOR[action] == event))


class Problem(StrEnum):
    """Why a rule is left out of the configuration of its board."""

    SOURCE_GONE = "rule_source_gone"
    TARGET_GONE = "rule_target_gone"
    IMPOSSIBLE = "rule_impossible"  # since a pin was moved, or guarded
    TOO_MANY_BOARDS = "rule_too_many_boards"
    NO_ROOM = "rule_no_room"  # beside the other rules, or in the memory for the configuration


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where a pin is."""

    entry: ConfigEntry
    pin: ConfigSubentry

    @property
    def type(self) -> PinType:
        """Return the row of the table."""
        return PIN_TYPES[self.pin.data[CONF_TYPE]]

    @property
    def key(self) -> str:
        """Return how the board calls this pin."""
        key: str = self.pin.data[CONF_KEY]
        return key

    def name_for(self, entry: ConfigEntry) -> str:
        """Return what to call this pin at a board."""
        return self.pin.title if self.entry is entry else f"{self.pin.title} ({self.entry.title})"

    def events_for(self, entry: ConfigEntry) -> tuple[str, ...]:
        """Return what can happen to this pin that the rules of a board can wait for."""
        return self.type.events if self.entry is entry or self.type.is_told else ()

    def actions_at(self, event: str, *, of: ConfigEntry) -> tuple[str, ...]:
        """Return what a rule can do with this pin at an event of its own board, or of another one."""
        own = self.entry is of
        if not own and self.type.options_of(self.pin.data).get("guard", False):
            return ()
        return possible_actions(self.type, event, own=own)


@dataclass(frozen=True, kw_only=True, slots=True)
class Rules:
    """The rules of one board."""

    objects: tuple[RuleObject, ...]  #: what the board is sent
    ids: tuple[str, ...]  #: the subentry of each of them
    problems: Mapping[str, Problem]  #: of those that are left out, by subentry id
    titles: Mapping[str, str]  #: of those whose pins are there, by subentry id
    others: frozenset[str]  #: the entries of the other boards whose buttons they name


NO_RULES: Final = Rules(objects=(), ids=(), problems={}, titles={}, others=frozenset())


def places(hass: HomeAssistant, first: ConfigEntry) -> Iterator[Place]:
    """Return where all pins are, those of one entry first."""
    return (Place(entry=entry, pin=pin) for entry, pin in _pins(hass, first))


def _pins(hass: HomeAssistant, first: ConfigEntry) -> Iterator[tuple[ConfigEntry, ConfigSubentry]]:
    others = (entry for entry in hass.config_entries.async_entries(DOMAIN) if entry.entry_id != first.entry_id)
    return ((entry, pin) for entry in (first, *others) for pin in pins_of(entry))


def pins_of(entry: ConfigEntry) -> list[ConfigSubentry]:
    """Return the pins of a board, without those whose types only a newer version knows."""
    return [pin for pin in entry.get_subentries_of_type(SUBENTRY_PIN) if pin.data[CONF_TYPE] in PIN_TYPES]


def places_of(hass: HomeAssistant, pin_uids: Collection[str], first: ConfigEntry) -> dict[str, Place]:
    """Return where pins are, by their identities, looking at one entry first; without those that are nowhere."""
    found: dict[str, Place] = {}
    # In a house there are thousands of pins: one walk for all that are looked for, and none when there are none.
    for entry, pin in _pins(hass, first) if pin_uids else ():
        uid = pin.data[CONF_PIN_UID]
        if uid in pin_uids and uid not in found:
            found[uid] = Place(entry=entry, pin=pin)
            if len(found) == len(pin_uids):
                break
    return found


def targets(entry: ConfigEntry) -> list[Place]:
    """Return the outputs of a board with which rules can do something."""
    found = (Place(entry=entry, pin=pin) for pin in pins_of(entry))
    return [place for place in found if place.type.actions]


def target_of(entry: ConfigEntry, pin_uid: str) -> Place | None:
    """Return an output of a board, None when it has none with this identity."""
    return next((place for place in targets(entry) if place.pin.data[CONF_PIN_UID] == pin_uid), None)


def title_of(source: str, target: str, data: Mapping[str, Any]) -> str:
    """Return what to call a rule, given the names of its pins."""
    event, action = (data[key].replace("_", " ") for key in (CONF_EVENT, CONF_ACTION))
    return f"{source}: {event} → {target}: {action}"


def ends_of(hass: HomeAssistant, entry: ConfigEntry, data: Mapping[str, Any]) -> tuple[Place | None, Place | None]:
    """Return where the input and the output of a rule are."""
    return source_of(hass, entry, data), target_of(entry, data[CONF_TARGET])


def source_of(hass: HomeAssistant, entry: ConfigEntry, data: Mapping[str, Any]) -> Place | None:
    """Return where the input of a rule of a board is; None when it is nowhere."""
    uid = data[CONF_SOURCE]
    return places_of(hass, {uid}, entry).get(uid)


def to_wire(
    entry: ConfigEntry, data: Mapping[str, Any], source: Place | None, target: Place | None
) -> RuleObject | Problem:
    """Return a rule as its board is sent it, or why it cannot be."""
    event, action = data[CONF_EVENT], data[CONF_ACTION]
    if source is None:
        return Problem.SOURCE_GONE
    if target is None:
        return Problem.TARGET_GONE
    if event not in source.events_for(entry) or action not in target.actions_at(event, of=source.entry):
        return Problem.IMPOSSIBLE
    board = {} if source.entry is entry else {"from": source.entry.unique_id}
    only = {} if data[CONF_ONLY] == ALWAYS else {"only": data[CONF_ONLY]}
    return {**board, "when": f"{source.key}.{event}", "do": f"{target.key}.{action}", **only}


type PinsByKey = Mapping[str, Mapping[str, Any]]


def from_wire(wire: RuleObject, sources: PinsByKey, own: PinsByKey) -> dict[str, Any] | None:
    """Return the data of a rule, given the pins of the board that it waits for, and of that which runs it.

    None when a pin is not here. Raises KeyError for what is not known here.
    """
    source_key, _, event = str(wire["when"]).partition(".")
    target_key, _, action = str(wire["do"]).partition(".")
    only = wire.get("only", ALWAYS)
    if only not in (ALWAYS, OFFLINE) or wire.keys() - {"from", "when", "do", "only"}:
        raise KeyError(only)
    source, target = sources.get(source_key), own.get(target_key)
    if source is None or target is None:
        return None
    if event not in PIN_TYPES[source[CONF_TYPE]].events or action not in PIN_TYPES[target[CONF_TYPE]].actions:
        raise KeyError(event, action)
    return {
        CONF_SOURCE: source[CONF_PIN_UID],
        CONF_EVENT: event,
        CONF_TARGET: target[CONF_PIN_UID],
        CONF_ACTION: action,
        CONF_ONLY: only,
    }


def resolve(hass: HomeAssistant, entry: ConfigEntry, announce: Announce | None) -> Rules:
    """Return the rules of a board, as the entries are now.

    What the board has no room for is left out, because it would refuse everything. The dialogs prevent that, but a rule
    may become possible again, and become longer when its button moves away.
    """
    rules = entry.get_subentries_of_type(SUBENTRY_RULE)
    if not rules:
        return NO_RULES
    sent: dict[str, RuleObject] = {}
    problems: dict[str, Problem] = {}
    titles: dict[str, str] = {}
    others: frozenset[str] = frozenset()
    sources = places_of(hass, {rule.data[CONF_SOURCE] for rule in rules}, entry)
    outputs = {place.pin.data[CONF_PIN_UID]: place for place in targets(entry)}
    for rule in rules:
        source, target = sources.get(rule.data[CONF_SOURCE]), outputs.get(rule.data[CONF_TARGET])
        if source is not None and target is not None:
            titles[rule.subentry_id] = title_of(source.pin.title, target.pin.title, rule.data)
        named = others if source is None or source.entry is entry else others | {source.entry.entry_id}
        wire = to_wire(entry, rule.data, source, target)
        if not isinstance(wire, Problem) and len(named) > MOST_OTHER_BOARDS:
            wire = Problem.TOO_MANY_BOARDS
        if not isinstance(wire, Problem) and len(sent) == MOST_RULES:
            wire = Problem.NO_ROOM
        if isinstance(wire, Problem):
            problems[rule.subentry_id] = wire
        else:
            sent[rule.subentry_id] = wire
            others = named
    pins = [pin.data for pin in pins_of(entry)]
    while sent and not fits(announce, entry.data[CONF_ROLE], pins, sent.values()):
        problems[sent.popitem()[0]] = Problem.NO_ROOM
    return Rules(objects=tuple(sent.values()), ids=tuple(sent), problems=problems, titles=titles, others=others)
