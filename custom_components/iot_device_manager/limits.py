"""What a board takes: how many pins, and how long a configuration."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from .const import CONF_TYPE
from .pin_types import PIN_TYPES
from .protocol.messages import Announce, Config, RuleObject
from .protocol.values import UINT32

# What a device takes that has not been heard yet; every firmware takes at least this.
_MAX_CONFIG: Final = 2048
_MAX_PINS: Final = 16


def max_pins(announce: Announce | None) -> int:
    """Return how many pins a board takes."""
    return _MAX_PINS if announce is None else announce.max_pins


def fits(
    announce: Announce | None, role: str, pins: Iterable[Mapping[str, Any]], rules: Iterable[RuleObject] = ()
) -> bool:
    """Return whether a board takes the longest configuration that pins with this data, and these rules, can become."""
    wire = tuple(PIN_TYPES[pin[CONF_TYPE]].to_wire(pin) for pin in pins)
    longest = Config(revision=UINT32 - 1, manager="m" * 16, role=role, pins=wire, rules=tuple(rules))
    return len(longest.to_payload()) <= (_MAX_CONFIG if announce is None else announce.max_config)
