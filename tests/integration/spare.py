"""A spare, and short ways to have it take over."""

from typing import Any, Final

from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .entries import DOMAIN, House

SPARE_ID: Final = "5ccf7f00beef"


def board_device(house: House, entry: MockConfigEntry) -> dr.DeviceEntry:
    """Return the device of a board."""
    device = dr.async_get(house.hass).async_get_device_by_identifier((DOMAIN, entry.data["role"]), entry.entry_id)
    assert isinstance(device, dr.DeviceEntry)
    return device


async def act(house: House, action: str, **data: Any) -> None:
    """Call an action of the integration."""
    await house.hass.services.async_call(DOMAIN, action, data, blocking=True)
    await house.clock.settle()


async def replace(house: House, entry: MockConfigEntry, spare_id: str | None = SPARE_ID) -> None:
    """Have a spare take over, without an id the best one."""
    spare = {} if spare_id is None else {"board": spare_id}
    await act(house, "replace_device", device_id=board_device(house, entry).id, **spare)


def refusal(result: BaseException | None) -> str:
    """Return the key of the sentence that says why something was refused."""
    assert result is None or isinstance(result, HomeAssistantError)
    return "" if result is None else result.translation_key or ""
