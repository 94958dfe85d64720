"""The pins that the wiring of a board model asks for, made in one step."""

from collections.abc import Mapping
from typing import Any

from homeassistant.config_entries import ConfigSubentryData
from homeassistant.util.ulid import ulid_now

from .boards import Board, ReadyPin
from .const import CONF_AREA, CONF_KEY, CONF_PIN_UID, CONF_TYPE, SUBENTRY_PIN
from .pin_keys import free_key
from .pin_types import PIN_TYPES


def default_names(board: Board, name: str) -> dict[str, str]:
    """Return how the pins of a board with this name are probably called, by the key of each."""
    return {pin.key: f"{name} {pin.suffix}".strip() for pin in board.ready_made}


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
