"""The log of replacements, in the activity of a board."""

from collections.abc import Callable, Mapping
from typing import Any

from homeassistant.components.logbook import LOGBOOK_ENTRY_MESSAGE, LOGBOOK_ENTRY_NAME
from homeassistant.core import Event, HomeAssistant, callback

from .const import DOMAIN, EVENT_REPLACED

type _Describe = Callable[[Event], Mapping[str, Any]]


@callback
def async_describe_events(hass: HomeAssistant, async_describe_event: Callable[[str, str, _Describe], None]) -> None:
    """Say in words what happened."""

    @callback
    def describe(event: Event) -> dict[str, Any]:
        data = event.data
        return {
            LOGBOOK_ENTRY_NAME: data["name"],
            LOGBOOK_ENTRY_MESSAGE: f"runs on board {data['new']} instead of {data['old']}",
        }

    async_describe_event(DOMAIN, EVENT_REPLACED, describe)
