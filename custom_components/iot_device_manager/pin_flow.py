"""The dialogs that add and change a pin."""

from collections.abc import Callable, Coroutine, Iterable, Mapping
from typing import Any, Final

from homeassistant.config_entries import (
    SOURCE_RECONFIGURE,
    ConfigEntryState,
    ConfigSubentryFlow,
    SubentryFlowResult,
)
from homeassistant.const import CONF_NAME
from homeassistant.data_entry_flow import section
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.selector import (
    AreaSelector,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
)
from homeassistant.util.ulid import ulid_now
import voluptuous as vol

from . import probe_choice
from .board_models import BOARDS
from .boards import Board, Caution, caution, marked_label
from .const import (
    CONF_ADDRESS,
    CONF_AREA,
    CONF_BOARD,
    CONF_GPIO,
    CONF_KEY,
    CONF_PIN_UID,
    CONF_RANGE,
    CONF_ROLE,
    CONF_ROM,
    CONF_TYPE,
    DOMAIN,
    MANAGER_UNIQUE_ID,
    SUBENTRY_PIN,
)
from .device import ManagedDevice
from .limits import fits, max_pins
from .move import async_move_pin, room_for
from .pin_fields import Field
from .pin_gpios import bus_to_join, check_gpios, free_gpios, is_taken, proposed_gpios
from .pin_groups import start_together
from .pin_keys import free_key
from .pin_type import PinType
from .pin_types import PIN_TYPES, gpios_of
from .protocol.messages import Announce
from .protocol.probes import Probe, read_rom
from .rules import resolve
from .sensor_types import allowed_units

_ADVANCED: Final = "advanced"
_MOVE_TO: Final = "move_to"


class PinFlow(ConfigSubentryFlow):
    """Adds or changes one pin: what it is, then its details, then a word of caution about some GPIOs."""

    _type: PinType
    _choices: dict[str, Any]
    #: GPIOs of the choices that the user wants in spite of their cautions
    _accepted: set[int]
    #: what the board found on the bus of the choices
    _found: list[Probe]
    _target_id: str

    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask what the new pin is."""
        announce = self._announce
        most = max_pins(announce)
        if len(self._other_pins()) >= most:
            return self.async_abort(reason="too_many_pins", description_placeholders={"max": str(most)})
        offered = [
            name
            for name, row in PIN_TYPES.items()
            if len(self._free_gpios(row)) >= row.fewest_gpios and (announce is None or name in announce.types)
        ]
        if not offered:
            return self.async_abort(reason="no_free_gpio")
        return self.async_show_menu(
            step_id="user", menu_options=offered, description_placeholders={"name": self._get_entry().title}
        )

    async def async_step_reconfigure(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Change a pin; what it is stays."""
        return await self.async_ask_details(self._get_reconfigure_subentry().data[CONF_TYPE], None)

    async def async_ask_details(self, type_name: str, user_input: dict[str, Any] | None) -> SubentryFlowResult:
        """Ask for the details of a pin of this type."""
        self._type = PIN_TYPES[type_name]
        if user_input is None:
            return self._show_details(self._present_choices(), {})
        self._choices = self._flatten(user_input)
        self._accepted = set()
        if (entry_id := self._choices.pop(_MOVE_TO, None)) is not None:
            self._target_id = entry_id
            return await self.async_step_move()
        return await self._async_save_or_ask()

    async def async_step_use_anyway(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Use a GPIO in spite of the caution."""
        self._accepted.add(next(iter(self._doubts())))
        return await self._async_save_or_ask()

    async def async_step_choose_another(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Go back to the details."""
        return self._show_details(self._choices, {})

    async def _async_save_or_ask(self) -> SubentryFlowResult:
        # Each time, because another dialog may have taken a GPIO meanwhile.
        if errors := self._check(self._choices):
            return self._show_details(self._choices, errors)
        if self._doubts():
            return self.ask_caution()
        return self._save() if self._type.scanned is None else await self._async_scan()

    async def _async_scan(self) -> SubentryFlowResult:
        """Have the board look who is on the bus, and ask which of them the pin is."""
        entry = self._get_entry()
        self._found = []
        reason = ""
        try:
            self._found = await probe_choice.async_scan(self._device, self._choices[CONF_GPIO], entry.title)
        except HomeAssistantError as err:
            reason = str(err)
        errors: dict[str, str] = {}
        if not self._found:
            errors["base"] = "scan_failed" if reason else "nothing_found"
        present = probe_choice.proposal(self._found, self._taken(), self._present_choices().get(CONF_ROM, ""))
        return self._show_probes(present, errors, reason)

    async def async_step_probe(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Take the probe that was chosen or typed."""
        typed = (user_input or {}).get(CONF_ROM, "").strip()
        self._choices[CONF_ROM] = read_rom(typed) or ""
        if errors := probe_choice.errors_of(typed, self._found, self._taken()) or self._check(self._choices):
            return self._show_probes(typed, errors)
        return self._save()

    def _show_probes(self, proposed: str | None, errors: dict[str, str], reason: str = "") -> SubentryFlowResult:
        config = SelectSelectorConfig(
            options=probe_choice.options(self._found, self._taken()),
            custom_value=True,
            mode=SelectSelectorMode.DROPDOWN,
        )
        schema = vol.Schema({vol.Optional(CONF_ROM): SelectSelector(config)})
        return self.async_show_form(
            step_id="probe",
            data_schema=self.add_suggested_values_to_schema(schema, {CONF_ROM: proposed}),
            errors=errors,
            description_placeholders={"name": self._choices[CONF_NAME], "reason": reason},
        )

    def _taken(self) -> dict[str, str]:
        """Return the names of the other pins on the bus of the choices, by their probes."""
        return probe_choice.of_bus(self._named_pins(), self._choices[CONF_GPIO])

    def _doubts(self) -> dict[int, Caution]:
        """Return the newly chosen GPIOs with a caution that the user has not seen."""
        known = {*self._type.gpios_of(self._present_choices()).values(), *self._accepted}
        gpios = self._type.gpios_of(self._choices).values()
        return {gpio: reason for gpio in gpios if gpio not in known and (reason := caution(gpio)) is not None}

    def ask_caution(self) -> SubentryFlowResult:
        """Ask whether to use a chosen GPIO in spite of what it does besides."""
        gpio, reason = next(iter(self._doubts().items()))
        return self.async_show_menu(
            step_id=reason,
            menu_options=["choose_another", "use_anyway"],
            description_placeholders={"gpio": self._board.label(gpio)},
        )

    def _show_details(self, choices: Mapping[str, Any], errors: dict[str, str]) -> SubentryFlowResult:
        board = self._board
        free = self._free_gpios(self._type)
        schema: dict[vol.Marker, Any] = {vol.Required(CONF_NAME): TextSelector()}
        # Where there is no choice, none is asked.
        default = str(free[0]) if len(free) == 1 else vol.UNDEFINED
        for key in self._type.gpio_keys:
            marker = vol.Optional(key) if self._type.may_lack(key) else vol.Required(key, default=default)
            schema[marker] = _gpio_selector(board, free)
        defaults = {CONF_RANGE: board.analog_volts}
        fields = [field for field in self._type.fields if field.key != self._type.scanned]
        schema |= _markers((field for field in fields if not field.advanced), defaults)
        if self.source != SOURCE_RECONFIGURE:
            schema[vol.Optional(CONF_AREA)] = AreaSelector()
        advanced = _markers((field for field in fields if field.advanced), defaults)
        if targets := self._targets():
            advanced[vol.Optional(_MOVE_TO)] = SelectSelector(
                SelectSelectorConfig(options=targets, mode=SelectSelectorMode.DROPDOWN)
            )
        schema[vol.Required(_ADVANCED)] = section(vol.Schema(advanced), {"collapsed": True})
        # A browser would fill each of them in with the first one.
        proposed = map(str, proposed_gpios(self._type, self._other_pins(), free))
        suggested: dict[str, Any] = dict(zip(self._type.required_gpios, proposed, strict=False))
        suggested |= {key: str(value) if key in self._type.gpio_keys else value for key, value in choices.items()}
        return self.async_show_form(
            step_id=self._type.name,
            data_schema=self.add_suggested_values_to_schema(vol.Schema(schema), suggested | {_ADVANCED: suggested}),
            errors=errors,
            description_placeholders={
                "name": self._get_entry().title,
                "board": board.model,
                "units": allowed_units(choices),
            },
        )

    async def async_step_move(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask for the GPIO of another board to which the pin moves; everything else of it stays."""
        subentry = self._get_reconfigure_subentry()
        target = self.hass.config_entries.async_get_entry(self._target_id)
        is_loaded = self._get_entry().state is ConfigEntryState.LOADED
        if target is None or not is_loaded or target.state is not ConfigEntryState.LOADED:
            return self.async_abort(reason="board_gone")
        placeholders = {"pin": subentry.title, "name": target.title}
        row = PIN_TYPES[subentry.data[CONF_TYPE]]
        pins = [pin.data for pin in target.get_subentries_of_type(SUBENTRY_PIN)]
        free = room_for(self._get_entry(), subentry, target)
        if not free:
            return self.async_abort(reason="no_room", description_placeholders=placeholders)
        errors: dict[str, str] = {}
        if user_input is not None:
            gpios = {key: int(gpio) for key, gpio in user_input.items()}
            errors = check_gpios(row, gpios, free, pins)
            if not errors and is_taken({**subentry.data, **gpios}, pins):
                errors = {"base": "address_taken"}
            if not errors and await async_move_pin(self.hass, self._get_entry(), subentry, target, gpios):
                return self.async_abort(reason="pin_moved", description_placeholders=placeholders)
            # Another dialog was faster.
            errors = errors or dict.fromkeys(gpios, "gpio_in_use")
        board = BOARDS[target.data[CONF_BOARD]]
        schema = vol.Schema(
            {
                vol.Required(key, default=str(proposal)): _gpio_selector(board, free)
                for key, proposal in zip(gpios_of(subentry.data), proposed_gpios(row, pins, free), strict=False)
            }
        )
        return self.async_show_form(
            step_id="move",
            data_schema=self.add_suggested_values_to_schema(schema, user_input),
            errors=errors,
            description_placeholders=placeholders,
        )

    def _targets(self) -> list[SelectOptionDict]:
        """Return the boards to which the pin could move."""
        if self.source != SOURCE_RECONFIGURE:
            return []
        return [
            SelectOptionDict(value=entry.entry_id, label=entry.title)
            for entry in self.hass.config_entries.async_loaded_entries(DOMAIN)
            if entry.entry_id != self._get_entry().entry_id and entry.unique_id != MANAGER_UNIQUE_ID
        ]

    def _check(self, choices: Mapping[str, Any]) -> dict[str, str]:
        return self._check_pin(choices) or self._check_board(choices)

    def _check_pin(self, choices: Mapping[str, Any]) -> dict[str, str]:
        if not choices[CONF_NAME]:
            return {CONF_NAME: "name_missing"}
        free, pins = self._free_gpios(self._type), self._other_pins()
        if errors := check_gpios(self._type, self._type.gpios_of(choices), free, pins):
            return errors
        if lacking := self._type.lacking(choices):
            return dict.fromkeys(lacking, "gpio_missing")
        if any(field.is_between_steps(choices[field.key]) for field in self._type.fields if field.key in choices):
            # Browsers keep to the steps, other clients do not.
            return {"base": "between_steps"}
        return self._type.errors_of(choices)

    def _check_board(self, choices: Mapping[str, Any]) -> dict[str, str]:
        """Return why the board cannot have this pin beside its others."""
        others, own = self._other_pins(), self._as_data(choices)
        if is_taken(own, others):
            return {CONF_ADDRESS: "address_taken"}
        pins = [*others, own]
        if start_together(PIN_TYPES[pin[CONF_TYPE]].options_of(pin) for pin in pins):
            return {"base": "group_starts_twice"}
        rules = resolve(self.hass, self._get_entry(), self._announce).objects
        if not fits(self._announce, self._get_entry().data[CONF_ROLE], pins, rules):
            return {"base": "too_big"}
        return {}

    def _save(self) -> SubentryFlowResult:
        title = self._choices[CONF_NAME]
        data = self._as_data(self._choices)
        if self.source == SOURCE_RECONFIGURE:
            return self.async_update_and_abort(
                self._get_entry(), self._get_reconfigure_subentry(), title=title, data=data
            )
        return self.async_create_entry(title=title, data=data, unique_id=data[CONF_PIN_UID])

    def _flatten(self, user_input: dict[str, Any]) -> dict[str, Any]:
        choices = {key: value for key, value in user_input.items() if key != _ADVANCED}
        choices |= user_input[_ADVANCED]
        choices[CONF_NAME] = choices[CONF_NAME].strip()
        if (scanned := self._type.scanned) is not None:
            # It is asked for behind this form.
            choices[scanned] = self._present_choices().get(scanned, "")
        return choices | {key: int(gpio) for key, gpio in self._type.gpios_of(choices).items()}

    def _as_data(self, choices: Mapping[str, Any]) -> dict[str, Any]:
        """Return the data of the subentry: the choices, and what identifies the pin."""
        data = {key: value for key, value in choices.items() if key != CONF_NAME}
        if self.source == SOURCE_RECONFIGURE:
            present = self._get_reconfigure_subentry().data
            kept = {key: present[key] for key in (CONF_PIN_UID, CONF_KEY, CONF_TYPE, CONF_AREA) if key in present}
            return data | kept
        key = free_key(pin[CONF_KEY] for pin in self._other_pins())
        return data | {CONF_PIN_UID: ulid_now(), CONF_KEY: key, CONF_TYPE: self._type.name}

    def _present_choices(self) -> dict[str, Any]:
        if self.source != SOURCE_RECONFIGURE:
            choices = bus_to_join(self._type, self._other_pins())
            # Most pins are in the room of their board.
            return choices | ({CONF_AREA: area} if (area := self._board_area()) else {})
        subentry = self._get_reconfigure_subentry()
        return {CONF_NAME: subentry.title, **subentry.data}

    def _board_area(self) -> str | None:
        entry = self._get_entry()
        device = dr.async_get(self.hass).async_get_device_by_identifier((DOMAIN, entry.data[CONF_ROLE]), entry.entry_id)
        return None if device is None else device.area_id

    def _other_pins(self) -> list[Mapping[str, Any]]:
        return [pin for pin, _ in self._others()]

    def _named_pins(self) -> list[Mapping[str, Any]]:
        return [{**pin, CONF_NAME: name} for pin, name in self._others()]

    def _others(self) -> list[tuple[Mapping[str, Any], str]]:
        own = self._get_reconfigure_subentry().subentry_id if self.source == SOURCE_RECONFIGURE else None
        return [
            (subentry.data, subentry.title)
            for subentry in self._get_entry().get_subentries_of_type(SUBENTRY_PIN)
            if subentry.subentry_id != own
        ]

    def _free_gpios(self, row: PinType) -> list[int]:
        return free_gpios(self._board, row, self._other_pins())

    @property
    def _board(self) -> Board:
        return BOARDS[self._get_entry().data[CONF_BOARD]]

    @property
    def _device(self) -> ManagedDevice | None:
        return getattr(self._get_entry(), "runtime_data", None)

    @property
    def _announce(self) -> Announce | None:
        return None if self._device is None else self._device.view.announce


def _markers(fields: Iterable[Field], defaults: Mapping[str, Any]) -> dict[vol.Marker, Any]:
    """Return fields of a form; `defaults` are those that the board knows better."""
    return {_marker(field, defaults.get(field.key, field.default)): field.selector for field in fields}


def _marker(field: Field, default: Any) -> vol.Marker:
    return vol.Optional(field.key) if default is None else vol.Required(field.key, default=default)


def _gpio_selector(board: Board, gpios: Iterable[int]) -> SelectSelector:
    options = [SelectOptionDict(value=str(gpio), label=marked_label(board, gpio)) for gpio in gpios]
    return SelectSelector(SelectSelectorConfig(options=options, mode=SelectSelectorMode.DROPDOWN))


type _Step = Callable[[PinFlow, dict[str, Any] | None], Coroutine[Any, Any, SubentryFlowResult]]


def _details_step(type_name: str) -> _Step:
    async def step(flow: PinFlow, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        return await flow.async_ask_details(type_name, user_input)

    return step


def _caution_step() -> _Step:
    async def step(flow: PinFlow, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        return flow.ask_caution()

    return step


# Each row of the table and each caution is a step of its own, because a step's name is the key of its texts.
for _name in PIN_TYPES:
    setattr(PinFlow, f"async_step_{_name}", _details_step(_name))
for _reason in Caution:
    setattr(PinFlow, f"async_step_{_reason}", _caution_step())
