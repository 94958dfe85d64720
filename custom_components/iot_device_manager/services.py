"""Actions of the integration, for automations and scripts."""

from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import ATTR_DEVICE_ID, Platform
from homeassistant.core import HomeAssistant, ServiceCall, callback
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import config_validation as cv, device_registry as dr
from homeassistant.helpers.service import async_register_platform_entity_service
import voluptuous as vol

from .const import DOMAIN, MANAGER_UNIQUE_ID
from .hub import HUB, Hub
from .spares import types_of

# The hardware id of a board, as its label and the dialogs show it.
ATTR_BOARD: Final = "board"

ATTR_READING: Final = "reading"
# No meter has more digits.
MOST_READ: Final = 999_999_999_999

_BOARD: Final = vol.All(cv.string, vol.Lower, vol.Match(r"^[0-9a-f]{12}$"))


@callback
def async_register(hass: HomeAssistant) -> None:
    """Register the actions."""
    with_board = vol.Schema({vol.Required(ATTR_BOARD): _BOARD})
    replace = vol.Schema({vol.Required(ATTR_DEVICE_ID): cv.string, vol.Optional(ATTR_BOARD): _BOARD})
    hass.services.async_register(DOMAIN, "replace_device", _async_replace, schema=replace)
    hass.services.async_register(DOMAIN, "identify_device", _async_identify, schema=with_board)
    hass.services.async_register(DOMAIN, "forget_device", _async_forget, schema=with_board)
    async_register_platform_entity_service(
        hass,
        DOMAIN,
        "set_meter",
        entity_domain=Platform.SENSOR,
        schema={vol.Required(ATTR_READING): vol.All(vol.Coerce(float), vol.Range(min=0, max=MOST_READ))},
        func="async_set_meter",
    )


async def _async_replace(call: ServiceCall) -> None:
    entry = _entry_of(call.hass, call.data[ATTR_DEVICE_ID])
    hub = call.hass.data[HUB]
    board = call.data.get(ATTR_BOARD) or _best_spare(hub, entry)
    await hub.swaps.async_replace(entry, board)


async def _async_identify(call: ServiceCall) -> None:
    await call.hass.data[HUB].spares.async_identify(call.data[ATTR_BOARD])


async def _async_forget(call: ServiceCall) -> None:
    board = call.data[ATTR_BOARD]
    retired = call.hass.data[HUB].retired
    if board not in retired:
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="not_retired", translation_placeholders={"device": board}
        )
    if not await retired.async_forget(board):
        raise HomeAssistantError(translation_domain=DOMAIN, translation_key="broker_unavailable")


def _best_spare(hub: Hub, entry: ConfigEntry) -> str:
    spares = hub.spares.ready(types_of([entry]))
    if not spares:
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="no_spare")
    return spares[0].device_id


def _entry_of(hass: HomeAssistant, device_id: str) -> ConfigEntry:
    """Return the entry of a board, given its device or that of one of its pins."""
    device = dr.async_get(hass).async_get(device_id)
    entry = None
    if device is not None and device.config_entry_id is not None:
        entry = hass.config_entries.async_get_entry(device.config_entry_id)
    if entry is None or entry.domain != DOMAIN or entry.unique_id == MANAGER_UNIQUE_ID:
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="not_a_board")
    return entry
