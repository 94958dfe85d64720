"""The dialogs that add and change a local rule."""

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.config_entries import SOURCE_RECONFIGURE, ConfigSubentryFlow, SubentryFlowResult
from homeassistant.helpers.selector import SelectSelector
import voluptuous as vol

from .const import (
    CONF_ACTION,
    CONF_EVENT,
    CONF_ONLY,
    CONF_PIN_UID,
    CONF_ROLE,
    CONF_SOURCE,
    CONF_TARGET,
    SUBENTRY_PIN,
    SUBENTRY_RULE,
)
from .device import ManagedDevice
from .limits import fits
from .pin_fields import choice, listed
from .protocol.messages import Announce, RuleObject
from .rules import (
    ALWAYS,
    MOST_OTHER_BOARDS,
    MOST_RULES,
    NEEDED_TYPE,
    OFFLINE,
    Place,
    Problem,
    ends_of,
    places,
    resolve,
    source_of,
    targets,
    title_of,
    to_wire,
)

# What makes two rules the same: done twice, a toggle does nothing.
_SAME: Final = (CONF_SOURCE, CONF_EVENT, CONF_TARGET, CONF_ACTION)


class RuleFlow(ConfigSubentryFlow):
    """Adds or changes one rule: which input, what happens there and which output, then what becomes of that.

    Each step offers only what goes with the one before, so that no impossible rule can be chosen.
    """

    _choices: dict[str, Any]

    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask for the button or the input."""
        if user_input is None:
            return self._begin({CONF_ONLY: ALWAYS})
        self._choices |= user_input
        source = self._source
        if source is None:
            return self.async_abort(reason="pin_gone")
        if not self._may_name_board_of(source):
            return self._ask_for_source({CONF_SOURCE: "too_many_boards"})
        return await self.async_step_what()

    async def async_step_reconfigure(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Change a rule, beginning with what it is now."""
        return self._begin(self._get_reconfigure_subentry().data)

    def _begin(self, choices: Mapping[str, Any]) -> SubentryFlowResult:
        self._choices = dict(choices)
        if len(self._other_rules()) >= MOST_RULES:
            return self.async_abort(reason="too_many_rules", description_placeholders={"max": str(MOST_RULES)})
        announce = self._announce
        if announce is not None and NEEDED_TYPE not in announce.types:
            return self.async_abort(reason="firmware_too_old", description_placeholders=self._placeholders)
        return self._ask_for_source({})

    def _ask_for_source(self, errors: dict[str, str]) -> SubentryFlowResult:
        entry = self._get_entry()
        sources = {
            str(place.pin.data[CONF_PIN_UID]): place.name_for(entry)
            for place in places(self.hass, entry)
            if place.events_for(entry)
        }
        if not sources:
            return self.async_abort(reason="no_source", description_placeholders=self._placeholders)
        return self._show("user", {CONF_SOURCE: listed(sources)}, errors)

    async def async_step_what(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask what happens there, and for the output."""
        if user_input is not None:
            self._choices |= user_input
            return await self.async_step_then()
        entry, source = self._get_entry(), self._source
        events = () if source is None else source.events_for(entry)
        if source is None or not events:
            return self.async_abort(reason="pin_gone")
        outputs = {
            str(place.pin.data[CONF_PIN_UID]): place.pin.title
            for place in targets(entry)
            if place.actions_at(events[0], of=source.entry)
        }
        if not outputs:
            return self.async_abort(reason="no_target", description_placeholders=self._placeholders)
        return self._show("what", {CONF_EVENT: choice("rule_event", *events), CONF_TARGET: listed(outputs)}, {})

    async def async_step_then(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask what becomes of the output, and when that counts."""
        source, target = ends_of(self.hass, self._get_entry(), self._choices)
        actions = () if source is None or target is None else target.actions_at(self._event, of=source.entry)
        if source is None or target is None or not actions:
            return self.async_abort(reason="pin_gone")
        errors: dict[str, str] = {}
        if user_input is not None:
            self._choices |= user_input
            errors = self._check(source, target)
            if not errors:
                return self._save(title_of(source.pin.title, target.pin.title, self._choices))
        schema = {CONF_ACTION: choice("rule_action", *actions), CONF_ONLY: choice("rule_only", ALWAYS, OFFLINE)}
        return self._show("then", schema, errors)

    def _show(self, step: str, fields: Mapping[str, SelectSelector], errors: dict[str, str]) -> SubentryFlowResult:
        """Ask for some fields. Where there is no choice, it is made already."""
        schema: dict[vol.Marker, Any] = {}
        suggested: dict[str, Any] = {}
        for key, selector in fields.items():
            options = [option if isinstance(option, str) else option["value"] for option in selector.config["options"]]
            schema[vol.Required(key, default=options[0] if len(options) == 1 else vol.UNDEFINED)] = selector
            if self._choices.get(key) in options:
                suggested[key] = self._choices[key]
        return self.async_show_form(
            step_id=step,
            data_schema=self.add_suggested_values_to_schema(vol.Schema(schema), suggested),
            errors=errors,
            description_placeholders=self._placeholders,
        )

    def _check(self, source: Place, target: Place) -> dict[str, str]:
        """Return why the board cannot have this rule beside its others; another dialog may have been faster."""
        entry = self._get_entry()
        others = self._other_rules()
        if any(all(rule[key] == self._choices[key] for key in _SAME) for rule in others):
            return {"base": "rule_exists"}
        wire = to_wire(entry, self._choices, source, target)
        if isinstance(wire, Problem) or len(others) >= MOST_RULES or not self._may_name_board_of(source):
            return {"base": "changed_meanwhile"}
        pins = [pin.data for pin in entry.get_subentries_of_type(SUBENTRY_PIN)]
        if not fits(self._announce, entry.data[CONF_ROLE], pins, [*self._other_objects(), wire]):
            return {"base": "too_big"}
        return {}

    def _save(self, title: str) -> SubentryFlowResult:
        if self.source == SOURCE_RECONFIGURE:
            rule = self._get_reconfigure_subentry()
            return self.async_update_and_abort(self._get_entry(), rule, title=title, data=self._choices)
        return self.async_create_entry(title=title, data=self._choices)

    def _may_name_board_of(self, source: Place) -> bool:
        """Return whether the rules would not name too many other boards with this input."""
        boards = {rule["from"] for rule in self._other_objects() if "from" in rule}
        is_named = source.entry is self._get_entry() or source.entry.unique_id in boards
        return is_named or len(boards) < MOST_OTHER_BOARDS

    def _other_rules(self) -> list[Mapping[str, Any]]:
        """Return the data of the board's other rules."""
        rules = self._get_entry().get_subentries_of_type(SUBENTRY_RULE)
        return [rule.data for rule in rules if rule.subentry_id != self._own_id]

    def _other_objects(self) -> list[RuleObject]:
        """Return the other rules as the board is sent them."""
        rules = resolve(self.hass, self._get_entry(), self._announce)
        return [wire for rule_id, wire in zip(rules.ids, rules.objects, strict=True) if rule_id != self._own_id]

    @property
    def _own_id(self) -> str | None:
        return self._get_reconfigure_subentry().subentry_id if self.source == SOURCE_RECONFIGURE else None

    @property
    def _source(self) -> Place | None:
        return source_of(self.hass, self._get_entry(), self._choices)

    @property
    def _event(self) -> str:
        event: str = self._choices[CONF_EVENT]
        return event

    @property
    def _placeholders(self) -> dict[str, str]:
        return {"name": self._get_entry().title}

    @property
    def _announce(self) -> Announce | None:
        device: ManagedDevice | None = getattr(self._get_entry(), "runtime_data", None)
        return None if device is None else device.view.announce
