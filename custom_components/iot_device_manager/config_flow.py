"""The dialogs that add a device, change it, and set what concerns all devices."""

import asyncio
from collections.abc import Mapping
import logging
from typing import Any, Final, override

from homeassistant.components import mqtt
from homeassistant.components.mqtt.models import ReceiveMessage
from homeassistant.config_entries import (
    SOURCE_IGNORE,
    SOURCE_SYSTEM,
    SOURCE_USER,
    ConfigEntry,
    ConfigFlowResult,
    ConfigSubentryFlow,
    FlowType,
    OptionsFlow,
)
from homeassistant.const import CONF_NAME, UnitOfTime
from homeassistant.core import callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.selector import (
    AreaSelector,
    BooleanSelector,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    TextSelector,
)
from homeassistant.helpers.service_info.mqtt import MqttServiceInfo
from homeassistant.util.hass_dict import HassKey
from homeassistant.util.json import JSON_DECODE_EXCEPTIONS, json_loads
import voluptuous as vol

from .board_models import BOARDS
from .boards import Board
from .const import (
    CONF_AREA,
    CONF_AWAY_MINUTES,
    CONF_BOARD,
    CONF_NAMES_OVER_MQTT,
    CONF_ROLE,
    DEFAULT_AWAY_MINUTES,
    DOMAIN,
    MANAGER_UNIQUE_ID,
    SUBENTRY_PIN,
    SUBENTRY_RULE,
)
from .hub import HUB, MOST_STRANGERS, STRANGERS_S
from .pin_flow import PinFlow
from .protocol import topics
from .protocol.exceptions import ProtocolError
from .protocol.messages import Spare
from .protocol.values import read_object
from .rate_limit import RateLimit
from .ready_pins import default_names, not_known, ready_subentries
from .replace_flow import BOARD_SELECTOR, CONF_DEVICE, ReplaceSteps, radio_buttons
from .rule_flow import RuleFlow
from .store import random_name
from .swap import misfits, pin_gpios

_LOGGER = logging.getLogger(__name__)

_DISCOVERY_LIMIT: HassKey[RateLimit] = HassKey(f"{DOMAIN}_discovery_limit")
# Unassigned boards are retained at the broker, so they all answer at once.
_SCAN_S: Final = 2.0

DEFAULT_OPTIONS: Final = {CONF_NAMES_OVER_MQTT: False, CONF_AWAY_MINUTES: DEFAULT_AWAY_MINUTES}


def read_spare(topic: str, payload: str | bytes | bytearray | memoryview) -> Spare:
    """Read an unassigned device's message; raise ProtocolError when it is none."""
    try:
        spare = Spare.from_json(read_object(json_loads(payload)))
    except JSON_DECODE_EXCEPTIONS as err:
        raise ProtocolError("not JSON") from err
    if topic != topics.report(spare.device_id, topics.Report.SPARE):
        raise ProtocolError("names another device than its topic")
    return spare


class ConfigFlow(ReplaceSteps, domain=DOMAIN):
    """Adds a device, from its discovery or by hand."""

    VERSION = 1
    MINOR_VERSION = 1

    _spares: dict[str, Spare]
    _spare: Spare
    _chosen: dict[str, Any]

    @staticmethod
    @callback
    @override
    def async_get_options_flow(config_entry: ConfigEntry) -> OptionsFlow:
        """Return the dialog with the manager's options."""
        return ManagerOptionsFlow()

    @classmethod
    @callback
    @override
    def async_supports_options_flow(cls, config_entry: ConfigEntry) -> bool:
        """Return whether this is the manager; devices have no options."""
        return config_entry.unique_id == MANAGER_UNIQUE_ID

    @classmethod
    @callback
    @override
    def async_get_supported_subentry_types(cls, config_entry: ConfigEntry) -> dict[str, type[ConfigSubentryFlow]]:
        """Return that devices have pins and rules."""
        return {} if config_entry.unique_id == MANAGER_UNIQUE_ID else {SUBENTRY_PIN: PinFlow, SUBENTRY_RULE: RuleFlow}

    async def async_step_mqtt(self, discovery_info: MqttServiceInfo) -> ConfigFlowResult:
        """Take in an unassigned device."""
        try:
            spare = read_spare(discovery_info.topic, discovery_info.payload)
        except ProtocolError:
            # Also when an assigned device clears its topic.
            return self.async_abort(reason="invalid_discovery_info")
        await self.async_set_unique_id(spare.device_id)
        self._abort_if_unique_id_configured(reload_on_update=False)
        limit = self.hass.data.setdefault(_DISCOVERY_LIMIT, RateLimit(count=MOST_STRANGERS, seconds=STRANGERS_S))
        if not limit.allows(self.hass.loop.time()):
            if limit.just_exceeded:
                _LOGGER.warning(
                    "More than %s new boards within an hour; add further ones with the button Add board",
                    MOST_STRANGERS,
                )
            return self.async_abort(reason="too_many_boards")
        self._spare = spare
        self._new_id = spare.device_id
        self.context["title_placeholders"] = {"name": spare.device_id}
        return await self.async_step_discovered() if self.entries_to_replace() else await self.async_step_add()

    async def async_step_discovered(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask what the unassigned board is for, in a house that has boards already."""
        return self.async_show_menu(
            step_id="discovered",
            menu_options=["add", "replace_for", "identify"],
            description_placeholders={"device": self._spare.device_id, "firmware": self._spare.firmware},
        )

    async def async_step_identify(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Have the board blink, and ask again."""
        try:
            await self.hass.data[HUB].spares.async_identify(self._spare.device_id)
        except HomeAssistantError:
            return self.async_abort(
                reason="identify_failed", description_placeholders={"device": self._spare.device_id}
            )
        return await self.async_step_discovered()

    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Offer the unassigned devices that the broker knows; works with MQTT discovery switched off."""
        if user_input is not None:
            self._spare = self._spares[user_input[CONF_DEVICE]]
            # Choosing it here counts more than a discovery that waits, or was ignored.
            await self.async_set_unique_id(self._spare.device_id, raise_on_progress=False)
            self._abort_if_unique_id_configured(reload_on_update=False)
            return await self.async_step_add()
        if not await mqtt.async_wait_for_mqtt_client(self.hass):
            return self.async_abort(reason="mqtt_unavailable")
        self._spares = await self._async_scan()
        if not self._spares:
            return self.async_abort(reason="no_spares")
        choices = {spare.device_id: f"{spare.device_id} (firmware {spare.firmware})" for spare in self._spares.values()}
        schema = vol.Schema({vol.Required(CONF_DEVICE): radio_buttons(choices)})
        return self.async_show_form(step_id="user", data_schema=schema)

    async def _async_scan(self) -> dict[str, Spare]:
        found: dict[str, Spare] = {}
        known = {entry.unique_id for entry in self.hass.config_entries.async_entries(DOMAIN, include_ignore=False)}

        @callback
        def receive(message: ReceiveMessage) -> None:
            if not message.payload:
                return
            try:
                spare = read_spare(message.topic, message.payload)
            except ProtocolError:
                return
            if spare.device_id not in known:
                found[spare.device_id] = spare

        unsubscribe = await mqtt.async_subscribe(self.hass, topics.report("+", topics.Report.SPARE), receive, 1, None)
        try:
            await asyncio.sleep(_SCAN_S)
        finally:
            # Also when the user closes the dialog meanwhile.
            unsubscribe()
        return dict(sorted(found.items()))

    async def async_step_add(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for name, area and board model."""
        errors: dict[str, str] = {}
        if user_input is not None:
            self._chosen = user_input | {CONF_NAME: user_input[CONF_NAME].strip()}
            if not self._chosen[CONF_NAME]:
                errors[CONF_NAME] = "name_missing"
            elif self._is_passive():
                errors["base"] = "another_manager"
            elif self._chosen_board.ready_made:
                return await self.async_step_ready_made()
            else:
                return self._create({})
        schema = vol.Schema(
            {
                vol.Required(CONF_NAME): TextSelector(),
                vol.Required(CONF_BOARD): BOARD_SELECTOR,
                vol.Optional(CONF_AREA): AreaSelector(),
            }
        )
        return self.async_show_form(
            step_id="add",
            data_schema=self.add_suggested_values_to_schema(schema, user_input),
            errors=errors,
            description_placeholders={"device": self._spare.device_id, "firmware": self._spare.firmware},
        )

    async def async_step_ready_made(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for the names of the pins that the wiring of the board asks for; without a name a pin is left out."""
        errors: dict[str, str] = {}
        board = self._chosen_board
        hub = self.hass.data.get(HUB)
        left_out = not_known(board, None if hub is None else hub.view(self._spare.device_id).announce)
        offered = [pin for pin in board.ready_made if pin not in left_out]
        proposed = default_names(offered, self._chosen[CONF_NAME])
        if left_out:
            # No reason to stop, but one to update the firmware first.
            errors["base"] = "pins_not_known"
        if user_input is not None:
            errors = {}
            proposed = {key: name.strip() for key, name in user_input.items()}
            names = {key: name for key, name in proposed.items() if name}
            for key, name in names.items():
                if [other.casefold() for other in names.values()].count(name.casefold()) > 1:
                    errors[key] = "name_twice"
            if self._is_passive():
                errors["base"] = "another_manager"
            if not errors:
                return self._create(names)
        schema = vol.Schema({vol.Optional(pin.key): TextSelector() for pin in offered})
        return self.async_show_form(
            step_id="ready_made",
            data_schema=self.add_suggested_values_to_schema(schema, proposed),
            errors=errors,
            description_placeholders={
                "name": self._chosen[CONF_NAME],
                "board": board.model,
                "pins": ", ".join(default_names(left_out, self._chosen[CONF_NAME]).values()),
            },
        )

    @property
    def _chosen_board(self) -> Board:
        return BOARDS[self._chosen[CONF_BOARD]]

    def _is_passive(self) -> bool:
        """Return whether another manager is active, beside which nothing is set up."""
        hub = self.hass.data.get(HUB)
        return hub is not None and hub.managers.passive

    def _create(self, names: Mapping[str, str]) -> ConfigFlowResult:
        """Create the entry, with those ready-made pins that have a name."""
        area = self._chosen.get(CONF_AREA)
        return self.async_create_entry(
            title=self._chosen[CONF_NAME],
            data={CONF_ROLE: random_name(), CONF_BOARD: self._chosen[CONF_BOARD], CONF_AREA: area},
            subentries=ready_subentries(self._chosen_board, names, area),
        )

    async def async_step_reconfigure(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Change the hardware, the board model, or both."""
        self._entry = self._get_reconfigure_entry()
        if self._entry.unique_id == MANAGER_UNIQUE_ID:
            return self.async_abort(reason="no_hardware")
        hub = self.hass.data[HUB]
        errors: dict[str, str] = {}
        placeholders = {"name": self._entry.title, "pins": ""}
        if user_input is not None:
            self._new_id = user_input.get(CONF_DEVICE) or self._entry.unique_id or ""
            self._model = user_input[CONF_BOARD]
            if self._new_id != self._entry.unique_id:
                result, errors, reasons = await self.async_try_to_replace()
                if result is not None:
                    return result
                placeholders |= reasons
            elif names := misfits(self._entry, self._model, pin_gpios(self._entry)):
                errors[CONF_BOARD] = "pins_do_not_fit"
                placeholders["pins"] = ", ".join(names)
            else:
                return self.async_update_and_abort(self._entry, data_updates={CONF_BOARD: self._model})
        choices = self.hardware_choices(hub)
        schema: dict[vol.Marker, Any] = {vol.Required(CONF_BOARD): BOARD_SELECTOR}
        step = "model"
        if len(choices) > 1:
            schema = {vol.Required(CONF_DEVICE, default=next(iter(choices))): radio_buttons(choices), **schema}
            step = "reconfigure"
        return self.async_show_form(
            step_id=step,
            data_schema=self.add_suggested_values_to_schema(vol.Schema(schema), user_input or self._entry.data),
            errors=errors,
            description_placeholders=placeholders,
        )

    async def async_step_model(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Change the board model, while there is no other hardware to choose."""
        return await self.async_step_reconfigure(user_input)

    async def async_step_system(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Create the manager's own entry; asked for by the integration when there is a device."""
        await self.async_set_unique_id(MANAGER_UNIQUE_ID)
        self._abort_if_unique_id_configured(reload_on_update=False)
        return self.async_create_entry(title="IoT Device Manager", data={}, options=DEFAULT_OPTIONS)

    @override
    async def async_on_create_entry(self, result: ConfigFlowResult) -> ConfigFlowResult:
        """Go on with the first pin of a new device, unless it has pins already."""
        entry: ConfigEntry = result["result"]
        # The manager has no pins, and neither has a board that the user ignores.
        if entry.source not in (SOURCE_IGNORE, SOURCE_SYSTEM) and not entry.subentries:
            flow = await self.hass.config_entries.subentries.async_init(
                (entry.entry_id, SUBENTRY_PIN), context={"source": SOURCE_USER}
            )
            result["next_flow"] = (FlowType.CONFIG_SUBENTRIES_FLOW, flow["flow_id"])
        return result


class ManagerOptionsFlow(OptionsFlow):
    """What concerns all devices."""

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for the options."""
        if user_input is not None:
            return self.async_create_entry(data=user_input)
        schema = vol.Schema(
            {
                vol.Required(CONF_NAMES_OVER_MQTT): BooleanSelector(),
                vol.Required(CONF_AWAY_MINUTES, default=DEFAULT_AWAY_MINUTES): NumberSelector(
                    NumberSelectorConfig(
                        min=1, max=1440, unit_of_measurement=UnitOfTime.MINUTES, mode=NumberSelectorMode.BOX
                    )
                ),
            }
        )
        return self.async_show_form(
            step_id="init",
            data_schema=self.add_suggested_values_to_schema(schema, self.config_entry.options),
        )
