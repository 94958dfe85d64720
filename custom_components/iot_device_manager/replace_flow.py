"""The steps of the dialogs that give an entry other hardware."""

from collections.abc import Coroutine, Mapping, Sequence
from typing import Any, Final

from homeassistant.config_entries import (
    SOURCE_RECONFIGURE,
    ConfigEntry,
    ConfigEntryState,
    ConfigFlow,
    ConfigFlowResult,
    ConfigSubentry,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.selector import SelectOptionDict, SelectSelector, SelectSelectorConfig, SelectSelectorMode
from homeassistant.helpers.translation import async_get_translations
import voluptuous as vol

from .board_models import BOARDS
from .boards import marked_label
from .const import CONF_BOARD, CONF_GPIO, CONF_KEY, CONF_PIN_UID, CONF_TYPE, DOMAIN, MANAGER_UNIQUE_ID, SUBENTRY_PIN
from .hub import HUB, Hub
from .pin_types import PIN_TYPES, gpios_of
from .protocol.device import DeviceView
from .spares import describe, missing_types, takes_configurations, types_of
from .swap import Gpios, SwapError, misfits, pin_gpios

CONF_DEVICE: Final = "device"
CONF_ENTRY: Final = "entry"

BOARD_SELECTOR: Final = SelectSelector(
    SelectSelectorConfig(options=list(BOARDS), translation_key="board", mode=SelectSelectorMode.DROPDOWN)
)


def radio_buttons(options: Mapping[str, str]) -> SelectSelector:
    """Return a list from which one is chosen with one click; `options` are values and what is shown for them."""
    return SelectSelector(
        SelectSelectorConfig(
            options=[SelectOptionDict(value=value, label=label) for value, label in options.items()],
            mode=SelectSelectorMode.LIST,
        )
    )


def spare_choices(hub: Hub, entry: ConfigEntry) -> dict[str, str]:
    """Return the spares with a line about each: first those that could take over an entry, the best ones first."""
    needed = types_of([entry])
    ready = hub.spares.ready(needed)
    others = [view for view in hub.spares.all() if view not in ready]
    return {view.device_id: describe(view, hub.now) for view in ready} | {
        view.device_id: f"{describe(view, hub.now, *_flaws(view, needed))} ⚠" for view in others
    }


def _flaws(view: DeviceView, needed: set[str]) -> list[str]:
    """Return why a spare could not take over."""
    if types := missing_types(view, needed):
        return [f"lacks {', '.join(types)}"]
    return ["too old"] if takes_configurations(view) else ["restart it first"]


class ReplaceSteps(ConfigFlow):
    """Chooses the hardware, and the GPIOs of pins that it does not have where they were."""

    _entry: ConfigEntry
    _new_id: str
    _model: str

    def entries_to_replace(self) -> dict[str, str]:
        """Return the boards whose place another one can take, those that are away first."""
        entries = [
            entry
            for entry in self.hass.config_entries.async_loaded_entries(DOMAIN)
            if entry.unique_id != MANAGER_UNIQUE_ID
        ]
        entries.sort(key=lambda entry: (entry.runtime_data.available, entry.title))
        return {
            entry.entry_id: entry.title if entry.runtime_data.available else f"{entry.title} (away)"
            for entry in entries
        }

    def hardware_choices(self, hub: Hub) -> dict[str, str]:
        """Return what an entry can have as its hardware, the most likely choice first."""
        entry = self._entry
        present = entry.unique_id or ""
        if entry.state is not ConfigEntryState.LOADED:
            return {present: present}
        spares = spare_choices(hub, entry)
        what = ("present board",) if entry.runtime_data.available else ("present board, away",)
        choices = {present: describe(hub.view(present), hub.now, *what)}
        # Of a board that is away, the best spare takes the place.
        choices = choices | spares if entry.runtime_data.available else spares | choices
        if (last := hub.swaps.last(entry)) is not None and last.new_id == present:
            choices.setdefault(last.old_id, describe(hub.view(last.old_id), hub.now, "board before"))
        return choices

    async def async_step_replace_for(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask whose place an unassigned board takes."""
        errors: dict[str, str] = {}
        placeholders = {"device": self._new_id}
        entries = self.entries_to_replace()
        if not entries:
            return self.async_abort(reason="entry_gone")
        if user_input is not None:
            entry = self.hass.config_entries.async_get_entry(user_input[CONF_ENTRY])
            if entry is None:
                return self.async_abort(reason="entry_gone")
            self._entry = entry
            self._model = user_input.get(CONF_BOARD, entry.data[CONF_BOARD])
            result, errors, reasons = await self.async_try_to_replace()
            if result is not None:
                return result
            placeholders |= reasons
        schema = vol.Schema(
            {
                vol.Required(CONF_ENTRY, default=next(iter(entries))): radio_buttons(entries),
                vol.Optional(CONF_BOARD): BOARD_SELECTOR,
            }
        )
        return self.async_show_form(
            step_id="replace_for",
            data_schema=self.add_suggested_values_to_schema(schema, user_input),
            errors=errors,
            description_placeholders=placeholders,
        )

    async def async_try_to_replace(self) -> tuple[ConfigFlowResult | None, dict[str, str], dict[str, str]]:
        """Replace, or go on to ask for GPIOs; or return errors and their placeholders."""
        swaps = self.hass.data[HUB].swaps
        last = swaps.last(self._entry)
        spares = spare_choices(self.hass.data[HUB], self._entry)
        try:
            is_the_one_before = last is not None and last.old_id == self._new_id and self._new_id not in spares
            if is_the_one_before and self.source == SOURCE_RECONFIGURE:
                # Offered there as what it is: back to a board that may be away.
                return await self._async_carry_out(swaps.async_undo(self._entry)), {}, {}
            swaps.check_free(self._entry, self._new_id)
            if misfits(self._entry, self._model, pin_gpios(self._entry)):
                return await self.async_step_remap(), {}, {}
            return await self._async_replace({}), {}, {}
        except SwapError as err:
            return None, {"base": err.translation_key or ""}, dict(err.translation_placeholders or {})

    async def async_step_remap(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for the GPIOs of the pins that do not fit the new board as they are."""
        errors: dict[str, str] = {}
        board = BOARDS[self._model]
        placeholders = {"name": self._entry.title, "board": board.model}
        present = pin_gpios(self._entry)
        moving = [
            (pin, key)
            for pin in self._entry.get_subentries_of_type(SUBENTRY_PIN)
            for key, gpio in gpios_of(pin.data).items()
            if gpio not in board.capable(PIN_TYPES[pin.data[CONF_TYPE]].needs)
        ]
        names = await _async_names(self.hass, moving)
        # Pins that came meanwhile are asked for, too.
        if user_input is not None and set(names) <= user_input.keys():
            chosen = {uid: dict(wired) for uid, wired in present.items()}
            for (pin, key), name in zip(moving, names, strict=True):
                chosen[pin.data[CONF_PIN_UID]][key] = int(user_input[name])
            try:
                return await self._async_replace(chosen)
            except SwapError as err:
                errors["base"] = err.translation_key or ""
                placeholders |= err.translation_placeholders or {}
        staying = {gpio for wired in present.values() for gpio in wired.values()}
        staying -= {pin.data[key] for pin, key in moving}
        # Pins that share a bus stay together.
        proposed: dict[tuple[str, int], int] = {}
        schema: dict[vol.Marker, Any] = {}
        for (pin, key), name in zip(moving, names, strict=True):
            row = PIN_TYPES[pin.data[CONF_TYPE]]
            wire = (row.bus or name, pin.data[key])
            # Those without a caution come first.
            free = [gpio for gpio in board.capable(row.needs) if gpio not in staying]
            unused = next((gpio for gpio in free if gpio not in proposed.values()), None)
            proposal = proposed.get(wire, unused)
            if proposal is None:
                return self.async_abort(
                    reason="no_room", description_placeholders={"pin": pin.title, "board": board.model}
                )
            proposed[wire] = proposal
            options = [SelectOptionDict(value=str(gpio), label=marked_label(board, gpio)) for gpio in free]
            schema[vol.Required(name, default=str(proposal))] = SelectSelector(
                SelectSelectorConfig(options=options, mode=SelectSelectorMode.DROPDOWN)
            )
        return self.async_show_form(
            step_id="remap",
            data_schema=self.add_suggested_values_to_schema(vol.Schema(schema), user_input),
            errors=errors,
            description_placeholders=placeholders,
        )

    async def _async_replace(self, gpios: Gpios) -> ConfigFlowResult:
        swaps = self.hass.data[HUB].swaps
        return await self._async_carry_out(
            swaps.async_replace(self._entry, self._new_id, board=self._model, gpios=gpios)
        )

    async def _async_carry_out(self, swap: Coroutine[Any, Any, None]) -> ConfigFlowResult:
        # The tile of the new board is about to be closed; this dialog must not be closed with it.
        unique_id = self.unique_id
        self.context["unique_id"] = None
        try:
            await swap
        except SwapError:
            self.context["unique_id"] = unique_id
            raise
        return self.async_abort(
            reason="replaced", description_placeholders={"name": self._entry.title, "device": self._new_id}
        )


async def _async_names(hass: HomeAssistant, moving: Sequence[tuple[ConfigSubentry, str]]) -> list[str]:
    """Return how the GPIOs of some pins are called in the dialog: like their pins, of which two may share a name.

    What a pin has besides its first GPIO is called as in the dialog that moves a pin.
    """
    texts = await async_get_translations(hass, hass.config.language, "config_subentries", {DOMAIN})
    labels = f"component.{DOMAIN}.config_subentries.{SUBENTRY_PIN}.step.move.data"
    names = [pin.title if key == CONF_GPIO else f"{pin.title}, {texts[f'{labels}.{key}']}" for pin, key in moving]
    return [
        name if names.count(name) == 1 else f"{name} ({pin.data[CONF_KEY]})"
        for name, (pin, _) in zip(names, moving, strict=True)
    ]
