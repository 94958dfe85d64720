"""The options that many pin types share. A row of the table names the groups that its type has.

The order within a group, and guard, initial, power, relay, is the firmware's.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, override

from homeassistant.const import UnitOfTime

from .pin_fields import Field, choice, number

_YES: Final = "yes"
_NO: Final = "no"
_AUTO: Final = "auto"


@dataclass(frozen=True, kw_only=True, slots=True)
class _GuardField(Field):
    """Whether a pin is guarded: by the user's word, or by what the pin is."""

    auto: Callable[[Mapping[str, Any]], bool]

    @override
    def to_wire(self, value: Any, data: Mapping[str, Any]) -> Any:
        return self.auto(data) if value == _AUTO else value == _YES

    @override
    def from_wire(self, value: Any) -> Any:
        return _YES if value else _NO


def guard(auto: Callable[[Mapping[str, Any]], bool]) -> tuple[Field, ...]:
    """Return the group of what must never move by itself; `auto` tells which pins the user need not think of."""
    return (
        _GuardField(
            key="guard",
            selector=choice("guard", _AUTO, _YES, _NO),
            default=_AUTO,
            advanced=True,
            wire_default=False,
            auto=auto,
        ),
    )


CONF_AFTER_OUTAGE: Final = "after_outage"
_MANAGER: Final = "manager"

# What an output does when the board gets power, and who decides about it when the board was away.
INITIAL: Final = (
    Field(
        key="initial",
        selector=choice("initial", "off", "on", "restore", "inverse", "none"),
        default="off",
        advanced=True,
        wire_default="off",
    ),
    Field(
        key=CONF_AFTER_OUTAGE,
        selector=choice(CONF_AFTER_OUTAGE, "device", _MANAGER),
        default="device",
        advanced=True,
    ),
)


def gets_level_back(data: Mapping[str, Any], wire: Mapping[str, Any]) -> bool:
    """Return whether a pin gets the level from before an outage back; a guarded one never moves by itself."""
    return data.get(CONF_AFTER_OUTAGE) == _MANAGER and not wire.get("guard", False)


def _whole(key: str, lowest: int, highest: int, default: int, unit: str | None = None) -> Field:
    return Field(
        key=key, selector=number(lowest, highest, 1, unit), default=default, advanced=True, wire_default=default
    )


def _seconds(key: str, highest: int) -> Field:
    selector = number(0, highest, 0.1, UnitOfTime.SECONDS)
    return Field(key=key, selector=selector, default=0, advanced=True, wire_default=0)


def _word(key: str, *words: str) -> Field:
    """Return a choice of words, of which the first is the default."""
    return Field(key=key, selector=choice(key, *words), default=words[0], advanced=True, wire_default=words[0])


# When an output goes off, or elsewhere, by itself.
POWER: Final = (
    _seconds("auto_off", 86_400),
    _word("failsafe", "keep", "off", "on"),
    _whole("failsafe_after", 1, 86_400, 300, UnitOfTime.SECONDS),
    _word("failsafe_on", "broker", _MANAGER),
)

# What protects a relay, and what hangs on it.
RELAY: Final = (
    _seconds("min_on", 3600),
    _seconds("min_off", 3600),
    _whole("max_per_min", 0, 10, 0),
    _whole("group", 0, 8, 0),
    _whole("dead_ms", 0, 60_000, 500, UnitOfTime.MILLISECONDS),
)


# That a manager is away is known when three of its beats are missing.
_LEAST_FOR_MANAGER_S: Final = 100


def check_groups(options: Mapping[str, Any]) -> dict[str, str]:
    """Return why some options, as they are sent, do not go together.

    Their fields are in a section, where Home Assistant shows no error beside a field.
    """
    errors: dict[str, str] = {}
    is_guarded = options.get("guard", False)
    if is_guarded and options.get("initial", "off") not in {"off", "none"}:
        errors["base"] = "guard_initial"
    elif is_guarded and options.get("failsafe") == "on":
        errors["base"] = "guard_failsafe"
    elif 0 < options.get("auto_off", 0) < options.get("min_on", 0):
        errors["base"] = "auto_off_too_short"
    elif options.get("failsafe_on") == _MANAGER and options.get("failsafe_after", 300) < _LEAST_FOR_MANAGER_S:
        errors["base"] = "failsafe_too_soon"
    return errors


def start_together(pins: Iterable[Mapping[str, Any]]) -> bool:
    """Return whether of some pins, given by their options, two of one interlock group are to be on after power-up."""
    groups = [options["group"] for options in pins if options.get("initial") == "on" and "group" in options]
    return len(set(groups)) < len(groups)
