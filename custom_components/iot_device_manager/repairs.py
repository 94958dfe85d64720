"""What a user can do about a repair issue."""

from abc import abstractmethod
from collections.abc import Mapping
import contextlib
from typing import Any, override

from homeassistant.components.repairs import RepairsFlow, RepairsFlowResult
from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import voluptuous as vol

from .device import ManagedDevice
from .hub import HUB
from .issues import AWAY, CONFLICT, FOREIGN, SAFE_NETWORK, SAFE_NO_PINS, SAFE_PORTAL, UNCONFIRMED
from .keep import Keeping, async_keep, async_plan
from .protocol.reconcile import Sync
from .replace_flow import CONF_DEVICE, radio_buttons, spare_choices
from .spares import UNKNOWN_ROLE, UNKNOWN_ROLE_KNOWN
from .swap import SwapError


async def async_create_fix_flow(
    hass: HomeAssistant, issue_id: str, data: dict[str, str | int | float | None] | None
) -> RepairsFlow:
    """Return the dialog that fixes an issue."""
    details = {key: str(value) for key, value in (data or {}).items()}
    flows: Mapping[str, type[_ConfirmFlow]] = {
        AWAY: ReplaceFlow,
        CONFLICT: ConflictFlow,
        SAFE_NETWORK: RestartFlow,
        SAFE_NO_PINS: RestartFlow,
        SAFE_PORTAL: RestartFlow,
        UNCONFIRMED: UndoFlow,
        UNKNOWN_ROLE: ReleaseFlow,
        UNKNOWN_ROLE_KNOWN: AdoptFlow,
    }
    if "manager_id" in details:
        return AcceptManagerFlow(details)
    if "rule_id" in details:
        return RemoveRuleFlow(details)
    return flows.get(details["kind"], SendConfigurationFlow)(details)


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
            return self._show()
        try:
            return await self._async_act(user_input)
        except SwapError as err:
            return self._show({"base": err.translation_key or ""}, err.translation_placeholders or {})

    def _show(
        self, errors: dict[str, str] | None = None, reasons: Mapping[str, str] | None = None
    ) -> RepairsFlowResult:
        return self.async_show_form(
            step_id="confirm",
            data_schema=self._schema(),
            errors=errors,
            description_placeholders={**self._details, **(reasons or {})},
        )

    def _schema(self) -> vol.Schema:
        return vol.Schema({})

    @property
    def _entry(self) -> ConfigEntry | None:
        """Return the entry that the issue is about, if it is set up."""
        entry = self.hass.config_entries.async_get_entry(self._details["entry_id"])
        return entry if entry is not None and entry.state is ConfigEntryState.LOADED else None

    @abstractmethod
    async def _async_act(self, user_input: dict[str, Any]) -> RepairsFlowResult:
        """Do what the user agreed to."""


class AcceptManagerFlow(_ConfirmFlow):
    """Lets two managers work side by side."""

    @override
    async def _async_act(self, user_input: dict[str, Any]) -> RepairsFlowResult:
        await self.hass.data[HUB].managers.async_accept(self._details["manager_id"])
        return self.async_create_entry(data={})


class SendConfigurationFlow(_ConfirmFlow):
    """Sends a device its configuration: over what it runs, or once more."""

    @override
    async def _async_act(self, user_input: dict[str, Any]) -> RepairsFlowResult:
        entry = self._entry
        if entry is None:
            return self.async_abort(reason="entry_not_loaded")
        device: ManagedDevice = entry.runtime_data
        configurator = device.configurator
        over_what_it_runs = self._details["kind"] in (CONFLICT, FOREIGN)
        sending = configurator.async_force if over_what_it_runs else configurator.async_send_again
        # The issue goes when this dialog ends. If the device refuses again, a new one must come after that.
        device.entry.async_create_task(self.hass, sending(), eager_start=False)
        return self.async_create_entry(data={})


class RestartFlow(_ConfirmFlow):
    """Restarts a board that does less after crashes, so that it tries everything again."""

    @override
    async def _async_act(self, user_input: dict[str, Any]) -> RepairsFlowResult:
        if self._entry is None:
            return self.async_abort(reason="entry_not_loaded")
        device: ManagedDevice = self._entry.runtime_data
        try:
            await device.commander.async_command("restart")
        except HomeAssistantError:
            return self.async_abort(reason="not_restarted")
        return self.async_create_entry(data={})


class ConflictFlow(SendConfigurationFlow):
    """Decides who is right: the board, or the entry."""

    _keeping: Keeping

    @override
    def _show(
        self, errors: dict[str, str] | None = None, reasons: Mapping[str, str] | None = None
    ) -> RepairsFlowResult:
        return self.async_show_menu(
            step_id="confirm", menu_options=["keep", "send"], description_placeholders=self._details
        )

    async def async_step_keep(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Say what would become of the pins, and have the entry follow the board when the user agrees."""
        entry = self._entry
        if entry is None:
            return self.async_abort(reason="entry_not_loaded")
        device: ManagedDevice = entry.runtime_data
        if device.configurator.sync is not Sync.CONFLICT:
            return self.async_abort(reason="conflict_solved", description_placeholders=self._details)
        if user_input is not None and async_keep(device, self._keeping):
            return self.async_create_entry(data={})
        keeping = await async_plan(device)
        if self._entry is None:
            return self.async_abort(reason="entry_not_loaded")
        if keeping is None:
            return self.async_abort(reason="nothing_to_keep", description_placeholders=self._details)
        self._keeping = keeping
        affected = {
            "added": [subentry.title for subentry in keeping.added],
            "changed": [pin.title for uid, pin in entry.subentries.items() if uid in keeping.changed],
            "removed": [*(subentry.title for subentry in keeping.removed), *keeping.lost],
        }
        names = {what: ", ".join(titles) or "-" for what, titles in affected.items()}
        return self.async_show_form(
            step_id="keep", data_schema=vol.Schema({}), description_placeholders={**self._details, **names}
        )

    async def async_step_send(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Send the board what is configured here."""
        return await self._async_act({})


class RemoveRuleFlow(_ConfirmFlow):
    """Removes a rule that cannot be carried out any more."""

    @override
    async def _async_act(self, user_input: dict[str, Any]) -> RepairsFlowResult:
        entry = self._entry
        if entry is None:
            return self.async_abort(reason="entry_not_loaded")
        # Another user may have removed it already.
        if self._details["rule_id"] in entry.subentries:
            self.hass.config_entries.async_remove_subentry(entry, self._details["rule_id"])
        return self.async_create_entry(data={})


class ReplaceFlow(_ConfirmFlow):
    """Has a spare take the place of a board that is away."""

    @override
    def _schema(self) -> vol.Schema:
        choices = {} if self._entry is None else spare_choices(self.hass.data[HUB], self._entry)
        if not choices:
            return vol.Schema({})
        return vol.Schema({vol.Required(CONF_DEVICE, default=next(iter(choices))): radio_buttons(choices)})

    @override
    async def _async_act(self, user_input: dict[str, Any]) -> RepairsFlowResult:
        if self._entry is None:
            return self.async_abort(reason="entry_not_loaded")
        if CONF_DEVICE not in user_input:
            return self.async_abort(reason="no_spares")
        await self.hass.data[HUB].swaps.async_replace(self._entry, user_input[CONF_DEVICE])
        return self.async_create_entry(data={})


class UndoFlow(_ConfirmFlow):
    """Gives an entry back the board that it had before."""

    @override
    async def _async_act(self, user_input: dict[str, Any]) -> RepairsFlowResult:
        if self._entry is None:
            return self.async_abort(reason="entry_not_loaded")
        await self.hass.data[HUB].swaps.async_undo(self._entry)
        return self.async_create_entry(data={})


class ReleaseFlow(_ConfirmFlow):
    """Unassigns a board that runs what nobody here knows."""

    @override
    async def _async_act(self, user_input: dict[str, Any]) -> RepairsFlowResult:
        hub = self.hass.data[HUB]
        view = hub.view(self._details["device"])
        # Another user may have decided already.
        if not hub.spares.runs_unknown_role(view):
            return self.async_abort(reason="role_changed", description_placeholders=self._details)
        await hub.retired.async_retire(view)
        return self.async_create_entry(data={})


class AdoptFlow(ReleaseFlow):
    """Decides between two boards that both are the same entry's."""

    @override
    def _show(
        self, errors: dict[str, str] | None = None, reasons: Mapping[str, str] | None = None
    ) -> RepairsFlowResult:
        return self.async_show_menu(
            step_id="confirm", menu_options=["adopt", "release"], description_placeholders=self._details
        )

    async def async_step_adopt(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Have the entry's place taken by the board that says so."""
        hub = self.hass.data[HUB]
        view = hub.view(self._details["device"])
        entry = None if view.status is None else hub.spares.entry_of_role(view.status.role)
        if entry is not None and hub.spares.runs_unknown_role(view):
            with contextlib.suppress(SwapError):
                await hub.swaps.async_adopt(entry, view.device_id)
                return self.async_create_entry(data={})
        return self.async_abort(reason="role_changed", description_placeholders=self._details)

    async def async_step_release(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Unassign the board that says that it is the entry's."""
        return await self._async_act({})
