"""Short ways through the dialogs."""

from collections.abc import Mapping
from typing import Any

from homeassistant.components.repairs import RepairsFlowResult
from homeassistant.components.repairs.issue_handler import RepairsFlowManager
from homeassistant.config_entries import SOURCE_MQTT, SOURCE_USER, ConfigFlowResult, SubentryFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.service_info.mqtt import MqttServiceInfo
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .entries import DOMAIN


def discovered(hass: HomeAssistant) -> list[Any]:
    """Return the dialogs of boards that are shown as Discovered."""
    return [
        flow
        for flow in hass.config_entries.flow.async_progress_by_handler(DOMAIN)
        if flow["context"]["source"] == SOURCE_MQTT
    ]


async def discover(hass: HomeAssistant, topic: str, payload: str) -> ConfigFlowResult:
    """Have a message discovered, and return what the dialog says."""
    info = MqttServiceInfo(
        topic=topic, payload=payload, qos=0, retain=False, subscribed_topic="iotdm/1/+/out/spare", timestamp=0.0
    )
    return await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_MQTT}, data=info)


async def add_by_hand(hass: HomeAssistant) -> ConfigFlowResult:
    """Press the button Add board."""
    return await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_USER})


async def answer(hass: HomeAssistant, flow: Mapping[str, Any], **choices: Any) -> ConfigFlowResult:
    """Answer a step of the dialog of a board."""
    return await hass.config_entries.flow.async_configure(flow["flow_id"], choices)


async def add_pin(hass: HomeAssistant, entry: MockConfigEntry) -> SubentryFlowResult:
    """Press the button Add pin."""
    return await hass.config_entries.subentries.async_init((entry.entry_id, "pin"), context={"source": SOURCE_USER})


async def change_pin(hass: HomeAssistant, entry: MockConfigEntry, subentry_id: str) -> SubentryFlowResult:
    """Press the button that changes a pin."""
    return await hass.config_entries.subentries.async_init(
        (entry.entry_id, "pin"), context={"source": "reconfigure", "subentry_id": subentry_id}
    )


async def add_rule(hass: HomeAssistant, entry: MockConfigEntry) -> SubentryFlowResult:
    """Press the button Add rule."""
    return await hass.config_entries.subentries.async_init((entry.entry_id, "rule"), context={"source": SOURCE_USER})


async def change_rule(hass: HomeAssistant, entry: MockConfigEntry, subentry_id: str) -> SubentryFlowResult:
    """Press the button that changes a rule."""
    return await hass.config_entries.subentries.async_init(
        (entry.entry_id, "rule"), context={"source": "reconfigure", "subentry_id": subentry_id}
    )


async def step(hass: HomeAssistant, flow: Mapping[str, Any], **choices: str) -> SubentryFlowResult:
    """Fill in one step of the dialog of a rule."""
    return await hass.config_entries.subentries.async_configure(flow["flow_id"], choices)


async def make_rule(
    hass: HomeAssistant, flow: Mapping[str, Any], source: str, event: str, target: str, **then: str
) -> SubentryFlowResult:
    """Go through the whole dialog of a rule."""
    flow = await step(hass, flow, source=source)
    flow = await step(hass, flow, event=event, target=target)
    return await step(hass, flow, **({"only": "always"} | then))


async def choose(hass: HomeAssistant, flow: Mapping[str, Any], option: str) -> SubentryFlowResult:
    """Choose from a menu of the dialog of a pin."""
    return await hass.config_entries.subentries.async_configure(flow["flow_id"], {"next_step_id": option})


async def fill_in(
    hass: HomeAssistant, flow: Mapping[str, Any], advanced: Mapping[str, Any] | None = None, **choices: Any
) -> SubentryFlowResult:
    """Fill in the form of a pin."""
    return await hass.config_entries.subentries.async_configure(
        flow["flow_id"], {**choices, "advanced": dict(advanced or {})}
    )


def fields_of(flow: Mapping[str, Any]) -> list[str]:
    """Return the fields and sections of a form, in their order."""
    return [str(marker) for marker in flow["data_schema"].schema]


def choices_of(flow: Mapping[str, Any], field: str) -> list[str]:
    """Return what a drop-down list of a form offers."""
    selector = flow["data_schema"].schema[field]
    return [option if isinstance(option, str) else option["label"] for option in selector.config["options"]]


def suggested(flow: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a form is filled in with, sections included."""
    return _suggested(flow["data_schema"])


def _suggested(schema: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for marker, field in schema.schema.items():
        if hasattr(field, "schema"):
            found |= _suggested(field.schema)
        elif marker.description is not None and "suggested_value" in marker.description:
            found[str(marker)] = marker.description["suggested_value"]
    return found


async def fix(hass: HomeAssistant, issue: ir.IssueEntry, option: str | None = None) -> RepairsFlowResult:
    """Open the dialog of a repair issue and agree to what it proposes, or choose one of its options."""
    manager: RepairsFlowManager = hass.data["repairs"]["flow_manager"]
    form = await manager.async_init(issue.domain, context={"issue_id": issue.issue_id})
    assert (form["type"], form["step_id"]) == ("form" if option is None else "menu", "confirm")
    return await manager.async_configure(form["flow_id"], {} if option is None else {"next_step_id": option})


async def submit(hass: HomeAssistant, form: Mapping[str, Any]) -> RepairsFlowResult:
    """Submit a further step of the dialog of a repair issue."""
    manager: RepairsFlowManager = hass.data["repairs"]["flow_manager"]
    return await manager.async_configure(form["flow_id"], {})
