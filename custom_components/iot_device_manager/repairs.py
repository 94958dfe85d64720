"""What a user can do about a repair issue."""

from abc import abstractmethod
from typing import Any, override

from homeassistant.components.repairs import RepairsFlow, RepairsFlowResult
from homeassistant.core import HomeAssistant
import voluptuous as vol

from .device import ManagedDevice
from .hub import HUB
from .issues import CONFLICT, FOREIGN


async def async_create_fix_flow(
    hass: HomeAssistant, issue_id: str, data: dict[str, str | int | float | None] | None
) -> RepairsFlow:
    """Return the dialog that fixes an issue."""
    details = {key: str(value) for key, value in (data or {}).items()}
    if "manager_id" in details:
        return AcceptManagerFlow(details)
    return SendConfigurationFlow(details)


class _ConfirmFlow(RepairsFlow):
    """Asks once, then acts."""

    def __init__(self, details: dict[str, str]) -> None:
        """Take what the issue says."""
        self._details = details

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Go to the only step."""
        return await self.async_step_confirm()

    async def async_step_confirm(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Ask, and act when the user agrees."""
        if user_input is None:
            return self.async_show_form(
                step_id="confirm", data_schema=vol.Schema({}), description_placeholders=self._details
            )
        return await self._async_act()

    @abstractmethod
    async def _async_act(self) -> RepairsFlowResult:
        """Do what the user agreed to."""


class AcceptManagerFlow(_ConfirmFlow):
    """Lets two managers work side by side."""

    @override
    async def _async_act(self) -> RepairsFlowResult:
        await self.hass.data[HUB].managers.async_accept(self._details["manager_id"])
        return self.async_create_entry(data={})


class SendConfigurationFlow(_ConfirmFlow):
    """Sends a device its configuration: over what it runs, or once more."""

    @override
    async def _async_act(self) -> RepairsFlowResult:
        entry = self.hass.config_entries.async_get_entry(self._details["entry_id"])
        device: ManagedDevice | None = None if entry is None else getattr(entry, "runtime_data", None)
        if device is None:
            return self.async_abort(reason="entry_not_loaded")
        configurator = device.configurator
        sending = (
            configurator.async_force if self._details["kind"] in (CONFLICT, FOREIGN) else configurator.async_send_again
        )
        # The issue goes when this dialog ends. If the device refuses again, a new one must come after that.
        device.entry.async_create_task(self.hass, sending(), eager_start=False)
        return self.async_create_entry(data={})
