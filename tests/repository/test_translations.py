"""Every text that the code asks for exists in English, and no text is left over."""

from collections.abc import Collection, Iterator
import string
from typing import Any, Final

from homeassistant.helpers.entity import EntityDescription
from homeassistant.util.yaml import load_yaml_dict
import pytest

from custom_components.iot_device_manager import (
    button,
    commander,
    const,
    issues,
    light,
    managers,
    pin_flow,
    replace_flow,
    rules,
    sensor,
    spares,
)
from custom_components.iot_device_manager.board_models import BOARDS
from custom_components.iot_device_manager.boards import Caution
from custom_components.iot_device_manager.pin_fields import Field
from custom_components.iot_device_manager.pin_type import PinType
from custom_components.iot_device_manager.pin_types import PIN_TYPES

from .source import INTEGRATION, calls, keyword, leaves, load_json, texts, texts_of_errors

TEXTS: Final[Any] = load_json(INTEGRATION / "translations" / "en.json")
PIN_TEXTS: Final[Any] = TEXTS["config_subentries"]["pin"]
RULE_TEXTS: Final[Any] = TEXTS["config_subentries"]["rule"]


def by_keyword(module: str, function: str, argument: str) -> set[str]:
    """Return the texts that a module passes to a function as one argument."""
    found = calls(INTEGRATION / f"{module}.py", function)
    return set().union(*(texts(keyword(call, argument)) for call in found))


def by_position(*functions: str) -> set[str]:
    """Return the texts that the integration passes to some functions by position."""
    return {
        text
        for path in INTEGRATION.glob("*.py")
        for call in calls(path, *functions)
        for argument in call.args
        for text in texts(argument)
    }


# Dialogs


def test_config_steps() -> None:
    """Every step of the dialogs has its texts, and no other has."""
    shown = {
        step
        for module in ("config_flow", "replace_flow")
        for show in ("async_show_form", "async_show_menu")
        for step in by_keyword(module, show, "step_id")
    } | {"model", "reconfigure"}

    assert set(TEXTS["config"]["step"]) | set(TEXTS["options"]["step"]) == shown
    assert set(TEXTS["options"]["step"]) == {"init"}


@pytest.mark.parametrize(
    ("step", "fields"),
    [
        ("user", {replace_flow.CONF_DEVICE}),
        ("add", {"name", const.CONF_BOARD, const.CONF_AREA}),
        ("ready_made", {pin.key for board in BOARDS.values() for pin in board.ready_made}),
        ("reconfigure", {replace_flow.CONF_DEVICE, const.CONF_BOARD}),
        ("model", {const.CONF_BOARD}),
        ("replace_for", {replace_flow.CONF_ENTRY, const.CONF_BOARD}),
    ],
)
def test_config_fields(step: str, fields: set[str]) -> None:
    """Every field of the dialogs has its texts, and no other has."""
    assert set(TEXTS["config"]["step"][step]["data"]) == fields


def test_options() -> None:
    """So has every option."""
    options = {const.CONF_NAMES_OVER_MQTT, const.CONF_AWAY_MINUTES}

    assert set(TEXTS["options"]["step"]["init"]["data"]) == options


def test_config_errors() -> None:
    """Every error of the dialogs has its text, and no other has."""
    assert set(TEXTS["config"]["error"]) == texts_of_errors(INTEGRATION / "config_flow.py") | swap_errors()


def swap_errors() -> set[str]:
    """Return why a board cannot be replaced."""
    return {
        text
        for call in calls(INTEGRATION / "swap.py", "SwapError")
        for argument in call.args[:1]
        for text in texts(argument)
    }


def test_config_aborts() -> None:
    """Every reason to end a dialog has its text, and no other has."""
    ours = by_keyword("config_flow", "async_abort", "reason") | by_keyword("replace_flow", "async_abort", "reason")

    # Home Assistant gives the reason of _abort_if_unique_id_configured, and texts of its own for all other reasons.
    assert set(TEXTS["config"]["abort"]) == ours | {"already_configured"}
    assert set(PIN_TEXTS["abort"]) == by_keyword("pin_flow", "async_abort", "reason")


def test_pin_steps() -> None:
    """Each pin type and each word of caution is a step of the pin's dialog."""
    assert set(PIN_TEXTS["step"]) == {"user", "move", "probe"} | set(PIN_TYPES) | {caution.value for caution in Caution}
    assert set(PIN_TEXTS["step"]["user"]["menu_options"]) == set(PIN_TYPES)
    assert set(PIN_TEXTS["step"]["move"]["data"]) == {key for row in PIN_TYPES.values() for key in row.gpio_keys}


@pytest.mark.parametrize("row", PIN_TYPES.values(), ids=PIN_TYPES)
def test_pin_fields(row: PinType) -> None:
    """Each field of a pin type has its texts, where it is shown; what a scan finds is asked in a step of its own."""
    step = PIN_TEXTS["step"][row.name]
    plain = {field.key for field in row.fields if not field.advanced} - {row.scanned}

    assert row.scanned is None or {row.scanned} == set(PIN_TEXTS["step"]["probe"]["data"])
    assert set(step["data"]) == {"name", *row.gpio_keys, const.CONF_AREA} | plain
    assert set(step["sections"]) == {pin_flow._ADVANCED}
    assert set(step["sections"][pin_flow._ADVANCED]["data"]) == {pin_flow._MOVE_TO} | {
        field.key for field in row.fields if field.advanced
    }


@pytest.mark.parametrize("caution", list(Caution))
def test_cautions(caution: Caution) -> None:
    """A word of caution offers to go back or to go on, and names the GPIO."""
    step = PIN_TEXTS["step"][caution]

    assert set(step["menu_options"]) == {"choose_another", "use_anyway"}
    assert all(hasattr(pin_flow.PinFlow, f"async_step_{option}") for option in step["menu_options"])
    assert "{gpio}" in step["title"]


def test_pin_errors() -> None:
    """Every error of the pin's dialog has its text, and no other has."""
    in_code = {
        error
        for name in (
            "calibration",
            "count_types",
            "pin_flow",
            "pin_gpios",
            "pin_groups",
            "pin_types",
            "probe_choice",
            "sensor_types",
        )
        for error in texts_of_errors(INTEGRATION / f"{name}.py")
    }
    # Every GPIO can do without a resistor.
    by_pull = {f"no_pull_{pull}" for pull in ("up", "down")}

    assert set(PIN_TEXTS["error"]) == in_code | by_pull


def test_rule_texts() -> None:
    """Every step, field, error and end of the rule's dialog has its text, and no other has."""
    fields = {step: set(texts_["data"]) for step, texts_ in RULE_TEXTS["step"].items()}

    assert fields == {
        "user": {const.CONF_SOURCE},
        "what": {const.CONF_EVENT, const.CONF_TARGET},
        "then": {const.CONF_ACTION, const.CONF_ONLY},
    }
    by_field = set(RULE_TEXTS["error"]) - texts_of_errors(INTEGRATION / "rule_flow.py")
    assert by_field == {"too_many_boards"}
    assert set(RULE_TEXTS["abort"]) == by_keyword("rule_flow", "async_abort", "reason")


@pytest.mark.parametrize("name", sorted(TEXTS["selector"]))
def test_selectors(name: str) -> None:
    """Every choice of a drop-down list has its text, and no other has."""
    fields = {field.selector.config["translation_key"]: field.selector for field in translated_fields()}
    options: dict[str, Collection[str]] = {
        "board": BOARDS.keys(),
        "rule_event": {event for row in PIN_TYPES.values() for event in row.events},
        "rule_action": {action for row in PIN_TYPES.values() for action in row.actions},
        "rule_only": {rules.ALWAYS, rules.OFFLINE},
    }
    options |= {key: selector.config["options"] for key, selector in fields.items()}

    assert set(TEXTS["selector"]) == set(options)
    assert set(TEXTS["selector"][name]["options"]) == set(options[name])


def translated_fields() -> Iterator[Field]:
    """Return the fields of all pin types whose choices have texts."""
    for row in PIN_TYPES.values():
        yield from (field for field in row.fields if "translation_key" in field.selector.config)


# Entities, errors, issues


@pytest.mark.parametrize(
    ("platform", "descriptions"),
    [("button", button.BUTTONS), ("sensor", (*sensor.HEALTH, sensor.UPTIME))],
    ids=["button", "sensor"],
)
def test_entities(platform: str, descriptions: tuple[EntityDescription, ...]) -> None:
    """An entity of the board has a name of its own, or that of its device class."""
    translated = {description.translation_key for description in descriptions if description.translation_key}
    translated |= {"spares", "total", "rate"} if platform == "sensor" else set()

    assert set(TEXTS["entity"].get(platform, {})) == translated
    assert all(description.translation_key or description.device_class for description in descriptions)
    assert set(TEXTS["entity"]) <= {"button", "light", "sensor"}


def test_effects() -> None:
    """Every effect of pixels has its text, and no other has."""
    strip = TEXTS["entity"]["light"]["pixels"]
    assert set(strip["state_attributes"]["effect"]["state"]) == set(light.EFFECTS)


def test_exceptions() -> None:
    """Every error that a user can see has its text, and no other has."""
    raised = {
        text
        for path in INTEGRATION.glob("*.py")
        for call in calls(path, "HomeAssistantError", "ConfigEntryNotReady", "ServiceValidationError")
        for text in texts(keyword(call, "translation_key"))
    }
    by_word = {f"error_{word}" for word in commander.TRANSLATED_ERRORS} | {"error_other"}
    failing = by_position("_unreachable", "async_fail_all", "_fail", "call_later")

    assert set(TEXTS["exceptions"]) == (raised - {"error_"}) | by_word | failing | swap_errors()


def test_exceptions_say_what_is_known() -> None:
    """The placeholders of an error are those that its raiser gives."""
    given = {
        "mqtt_unavailable": set(),
        "broker_unavailable": set(),
        "pin_unavailable": {"name", "device"},
        "error_other": {"name", "error"},
        "pins_do_not_fit": {"pins"},
        "spare_lacks_types": {"device", "types"},
        "spare_assigned": {"device", "name"},
        **{
            key: {"device"}
            for key in (
                "spare_away",
                "spare_has_role",
                "spare_in_portal",
                "spare_is_the_board",
                "spare_too_old",
                "spare_too_small",
            )
        },
        "role_changed": {"device"},
        "not_retired": {"device"},
    }
    used = {key: placeholders(error["message"]) for key, error in TEXTS["exceptions"].items()}

    assert {key: names for key, names in used.items() if not names <= given.get(key, {"name"})} == {}


def test_issues() -> None:
    """Every repair issue has its text, and no other has."""
    by_word = {f"{issues.REFUSED}_{word}" for word in (*issues.REFUSED_WORDS, "other")} | {
        f"{issues.PIN_ERROR}_{word}" for word in (*issues.PIN_ERROR_WORDS, issues.NOT_ALONE, "other")
    }
    by_word |= {f"{issues.RULE_ERROR}_{word}" for word in (*issues.RULE_ERROR_WORDS, "other")}
    plain = {issues.CONFLICT, issues.DUPLICATE, issues.FOREIGN, issues.INCOMPATIBLE, issues.SILENT}
    plain |= {
        issues.AWAY,
        issues.UNCONFIRMED,
        *issues.SAFE_MODES.values(),
        *rules.Problem,
        issues.RULES_NOT_KNOWN,
        spares.TOO_OLD,
        spares.UNKNOWN_ROLE,
        spares.UNKNOWN_ROLE_KNOWN,
    }

    assert set(TEXTS["issues"]) == plain | by_word | {managers.ISSUE_CLONE, "foreign_manager"}


@pytest.mark.parametrize("key", sorted(TEXTS["issues"]))
def test_issues_say_what_is_known(key: str) -> None:
    """The placeholders of an issue are those that come with it."""
    given = {"name"}
    given |= {"error"} if key.startswith((issues.REFUSED, issues.PIN_ERROR, issues.RULE_ERROR)) else set()
    given |= {"rule"} if key.startswith("rule_") else set()
    given |= {"pin"} if key.startswith(issues.PIN_ERROR) else set()
    given |= {"manager_id"} if key == "foreign_manager" else set()
    given |= {"device"} if key.startswith(("spare_", "unknown_role")) else set()
    given |= {"device", "pins", "types"} if key in (issues.AWAY, issues.UNCONFIRMED) else set()
    given |= {"firmware", "types"} if key == spares.TOO_OLD else set()
    given |= {"added", "changed", "removed"} if key == issues.CONFLICT else set()

    assert set().union(*(placeholders(text) for _, text in leaves(TEXTS["issues"][key]))) <= given


def test_fix_flows() -> None:
    """A flow that fixes an issue has its steps, and what can end it."""
    shown = by_keyword("repairs", "async_show_form", "step_id")
    reasons = by_keyword("repairs", "async_abort", "reason")
    for key, issue in TEXTS["issues"].items():
        flow = issue.get("fix_flow", {"step": {"confirm": {}}})

        assert set(flow["step"]) == (shown if key == issues.CONFLICT else {"confirm"}), key
        assert set(flow.get("abort", {})) <= reasons, key
        assert set(flow.get("error", {})) <= swap_errors(), key


def test_services() -> None:
    """Every action and every field has its texts, and an icon."""
    services = load_yaml_dict(str(INTEGRATION / "services.yaml"))

    assert {name: set(service["fields"]) for name, service in TEXTS["services"].items()} == {
        name: set(service["fields"]) for name, service in services.items()
    }
    assert set(load_json(INTEGRATION / "icons.json")["services"]) == set(services)


def placeholders(text: str) -> set[str]:
    """Return the names in braces."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
