"""The pins that the wiring of a board model asks for, made in one step."""

from collections.abc import Mapping, Sequence
from typing import Any

from homeassistant.config_entries import ConfigSubentryData
from homeassistant.util.ulid import ulid_now

from .boards import Board, ReadyPin
from .const import CONF_AREA, CONF_KEY, CONF_PIN_UID, CONF_TYPE, SUBENTRY_PIN
from .pin_keys import free_key
from .pin_types import PIN_TYPES
from .protocol.messages import Announce


def default_names(pins: Sequence[ReadyPin], name: str) -> dict[str, str]:
    """Return how these pins of a board with this name are probably called, by the key of each."""
    return {pin.key: f"{name} {pin.suffix}".strip() for pin in pins}


def not_known(board: Board, announce: Announce | None) -> list[ReadyPin]:
    """Return the pins whose type the firmware does not know; of a board that was not heard, all are known."""
    return [pin for pin in board.ready_made if announce is not None and pin.type not in announce.types]


def ready_subentries(board: Board, names: Mapping[str, str], area: str | None) -> list[ConfigSubentryData]:
    """Return the subentries of the pins that have a name."""
    subentries: list[ConfigSubentryData] = []
    for pin in board.ready_made:
        if title := names.get(pin.key):
            key = free_key(subentry["data"][CONF_KEY] for subentry in subentries)
            data = _choices(pin) | {CONF_PIN_UID: ulid_now(), CONF_KEY: key, CONF_TYPE: pin.type}
            if area is not None:
                data[CONF_AREA] = area
            subentries.append(
                ConfigSubentryData(data=data, subentry_type=SUBENTRY_PIN, title=title, unique_id=data[CONF_PIN_UID])
            )
    return subentries


def _choices(pin: ReadyPin) -> dict[str, Any]:
    """Return what a user would have chosen in the dialog of the pin."""
    defaults = {field.key: field.default for field in PIN_TYPES[pin.type].fields if field.default is not None}
    return defaults | dict(pin.choices)
