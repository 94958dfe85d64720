"""Checks that whatever a dialog shows has its texts, with the values that they ask for."""

from collections.abc import Mapping
import json
from pathlib import Path
import string
from typing import Any, Final

from homeassistant.components.repairs.issue_handler import RepairsFlowManager
from homeassistant.config_entries import ConfigEntriesFlowManager, ConfigSubentryFlowManager, OptionsFlowManager
from homeassistant.data_entry_flow import FlowHandler, FlowManager
from homeassistant.helpers import issue_registry as ir

import custom_components.iot_device_manager

from .entries import DOMAIN

type Texts = Mapping[str, Any]

TEXTS: Final[Texts] = json.loads(
    (Path(custom_components.iot_device_manager.__file__).parent / "translations" / "en.json").read_text()
)


def check(manager: FlowManager[Any, Any, Any], flow: FlowHandler[Any, Any, Any], result: Mapping[str, Any]) -> None:
    """Check the result of one step, if it is one of this integration's dialogs."""
    if result["type"] == "create_entry" or (texts := _texts_of(manager, flow)) is None:
        return
    given = set(result.get("description_placeholders") or {})
    match result["type"]:
        case "form":
            step = texts["step"][result["step_id"]]
            # The fields of that step are called like the pins of the user.
            if result["step_id"] != "remap":
                _check_fields(result["data_schema"], step)
            shown = [step["title"], step["description"]]
            shown += [texts["error"][key] for key in (result["errors"] or {}).values()]
        case "menu":
            step = texts["step"][result["step_id"]]
            assert set(result["menu_options"]) <= set(step["menu_options"])
            shown = [step["title"], step["description"]]
        case "abort" if result.get("translation_domain") != "homeassistant" and result["reason"] not in _OF_CORE:
            shown = [texts["abort"][result["reason"]]]
        case _:
            shown = []
    for text in shown:
        assert _placeholders(text) <= given, text


def check_issue(issue: ir.IssueEntry) -> None:
    """Check a repair issue."""
    texts = TEXTS["issues"][issue.translation_key]
    given = set(issue.translation_placeholders or {})
    assert ("fix_flow" in texts) is issue.is_fixable
    assert _placeholders(texts["title"]) <= given
    assert _placeholders(texts.get("description", "")) <= given


_OF_CORE: Final = frozenset({"already_in_progress", "reconfigure_successful", "single_instance_allowed"})


def _texts_of(manager: FlowManager[Any, Any, Any], flow: FlowHandler[Any, Any, Any]) -> Texts | None:
    texts: Texts
    match manager:
        case ConfigEntriesFlowManager() if flow.handler == DOMAIN:
            texts = TEXTS["config"]
        case OptionsFlowManager() if type(flow).__module__.endswith(f"{DOMAIN}.config_flow"):
            texts = TEXTS["options"]
        case ConfigSubentryFlowManager() if type(flow).__module__.endswith(f"{DOMAIN}.pin_flow"):
            texts = TEXTS["config_subentries"]["pin"]
        case ConfigSubentryFlowManager() if type(flow).__module__.endswith(f"{DOMAIN}.rule_flow"):
            texts = TEXTS["config_subentries"]["rule"]
        case RepairsFlowManager() if issue := ir.async_get(flow.hass).issues.get((DOMAIN, flow.context["issue_id"])):
            texts = TEXTS["issues"][issue.translation_key]["fix_flow"]
        case _:
            return None
    return texts


def _check_fields(schema: Any, step: Texts) -> None:
    for marker, field in (schema.schema if schema is not None else {}).items():
        if hasattr(field, "schema"):
            _check_fields(field.schema, step["sections"][str(marker)])
        else:
            assert str(marker) in step["data"]


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
