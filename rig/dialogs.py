"""What a user does in the dialogs of Home Assistant."""

from collections.abc import Mapping
from typing import Any, Final

from .home_assistant import HomeAssistant
from .ports import LOOPBACK
from .waiting import until

DOMAIN: Final = "iot_device_manager"
MANAGER: Final = "IoT Device Manager"

type Result = Mapping[str, Any]


class DialogError(AssertionError):
    """A dialog did not end as wanted."""


class Dialogs:
    """Answers the dialogs of a running Home Assistant, and reads what they lead to."""

    def __init__(self, home_assistant: HomeAssistant) -> None:
        """Use a running Home Assistant."""
        self.home_assistant = home_assistant

    async def connect_mqtt(self, port: int, *, protocol: str = "5", **other: Any) -> None:
        """Set up the MQTT integration."""
        settings = {
            "broker": LOOPBACK,
            "port": port,
            "protocol": protocol,
            "other_settings": {"set_client_cert": False, "set_ca_cert": "off"},
        }
        finished(await self.home_assistant.flow("flow", {"handler": "mqtt"}, settings | other))

    async def tiles(self) -> list[str]:
        """Return the ids of the boards that are shown as Discovered."""
        flows = await self.home_assistant.ask("config_entries/flow/progress")
        return [flow["context"]["unique_id"] for flow in flows if flow["handler"] == DOMAIN]

    async def tile(self, device_id: str) -> str:
        """Return the flow of a board's Discovered tile, once it is there."""

        async def find() -> str:
            flows = await self.home_assistant.ask("config_entries/flow/progress")
            ids = {flow["context"]["unique_id"]: flow["flow_id"] for flow in flows if flow["handler"] == DOMAIN}
            flow_id: str = ids.get(device_id, "")
            return flow_id

        return await until(f"{device_id} is discovered", find)

    async def ask_to_add(self, device_id: str, name: str, board: str = "d1_mini", area: str | None = None) -> Result:
        """Fill in the form of a discovered board and return what the dialog says."""
        answer = {"name": name, "board": board} | ({} if area is None else {"area": area})
        flow_id = await self.tile(device_id)
        # In a house with boards, the dialog asks first what the new one is for.
        if await self._step_of(flow_id) == "discovered":
            await self.home_assistant.answer("flow", flow_id, {"next_step_id": "add"})
        result: Result = await self.home_assistant.answer("flow", flow_id, answer)
        return result

    async def _step_of(self, flow_id: str) -> str:
        flows = await self.home_assistant.ask("config_entries/flow/progress")
        steps: dict[str, str] = {flow["flow_id"]: flow["step_id"] for flow in flows}
        return steps[flow_id]

    async def add_board(self, device_id: str, name: str, board: str = "d1_mini", area: str | None = None) -> str:
        """Add a discovered board; return the id of its entry."""
        result = await self.ask_to_add(device_id, name, board, area)
        finished(result)
        entry_id: str = result["result"]["entry_id"]
        return entry_id

    async def add_wired_board(self, device_id: str, name: str, board: str, **pins: str) -> str:
        """Add a discovered board with those ready-made pins that are given a name; return the id of its entry."""
        form = await self.ask_to_add(device_id, name, board)
        result = finished(await self.home_assistant.answer("flow", form["flow_id"], pins))
        entry_id: str = result["result"]["entry_id"]
        return entry_id

    async def add_board_by_hand(self, device_id: str, name: str) -> str:
        """Add a board with the button Add board; return the id of its entry."""
        answers = ({"device": device_id}, {"name": name, "board": "d1_mini"})
        result = await self.home_assistant.flow("flow", {"handler": DOMAIN}, *answers)
        finished(result)
        entry_id: str = result["result"]["entry_id"]
        return entry_id

    async def ask_for_pin(
        self,
        entry_id: str,
        type_name: str,
        name: str,
        gpio: int | None,
        *,
        advanced: Result | None = None,
        **choices: Any,
    ) -> Result:
        """Fill in the form of a new pin and return what the dialog says; other GPIOs are among the choices."""
        gpios = {} if gpio is None else {"gpio": str(gpio)}
        result: Result = await self.home_assistant.flow(
            "subentries/flow",
            {"handler": [entry_id, "pin"]},
            {"next_step_id": type_name},
            {"name": name, **gpios, **choices, "advanced": dict(advanced or {})},
        )
        return result

    async def add_pin(self, entry_id: str, type_name: str, name: str, gpio: int | None, **choices: Any) -> None:
        """Add a pin, going past a word of caution."""
        result = await self.ask_for_pin(entry_id, type_name, name, gpio, **choices)
        if result["type"] == "menu":
            answer = {"next_step_id": "use_anyway"}
            result = await self.home_assistant.answer("subentries/flow", result["flow_id"], answer)
        finished(result)

    async def add_rule(self, entry_id: str, source: str, event: str, target: str, action: str, **then: str) -> None:
        """Add a rule to a board; the pins are chosen by the names that the dialog shows."""
        form: Result = await self.home_assistant.flow("subentries/flow", {"handler": [entry_id, "rule"]})
        for answer in ({"source": source}, {"event": event, "target": target}, {"action": action, "only": "always"}):
            choices = {**answer, **(then if "only" in answer else {})}
            values = {key: _value_of(form["data_schema"], key, choice) for key, choice in choices.items()}
            form = await self.home_assistant.answer("subentries/flow", form["flow_id"], values)
        finished(form)

    async def change_pin(self, entry_id: str, pin: str, **changes: Any) -> None:
        """Change a pin in its dialog; what is not named stays as it is."""
        finished(await self.reopen_pin(entry_id, pin, **changes), "abort")

    async def reopen_pin(self, entry_id: str, pin: str, **changes: Any) -> Result:
        """Change a pin in the first form of its dialog, and return what the dialog says."""
        start = {"handler": [entry_id, "pin"], "subentry_id": (await self.pins(entry_id))[pin]}
        form = await self.home_assistant.flow("subentries/flow", start)
        present = _present_choices(form["data_schema"])
        first = {form_field["name"] for form_field in form["data_schema"]}
        answer = present | {key: value for key, value in changes.items() if key in first}
        answer["advanced"] |= {key: value for key, value in changes.items() if key not in first}
        result: Result = await self.home_assistant.answer("subentries/flow", form["flow_id"], answer)
        return result

    async def add_area(self, name: str, **details: str) -> str:
        """Add an area; return its id."""
        area = await self.home_assistant.ask("config/area_registry/create", name=name, **details)
        area_id: str = area["area_id"]
        return area_id

    async def remove_board(self, entry_id: str) -> None:
        """Remove a board."""
        await self.home_assistant.delete(f"config/config_entries/entry/{entry_id}")

    async def replace_board(self, entry_id: str, device_id: str, board: str = "d1_mini") -> None:
        """Give a board's place to another board, in the dialog of its entry."""
        start = {"handler": DOMAIN, "entry_id": entry_id}
        answer = {"device": device_id, "board": board}
        result = await self.home_assistant.flow("flow", start, answer)
        if result.get("reason") != "replaced":
            raise DialogError(f"the board was not replaced: {result}")

    async def switch_names(self, *, on: bool) -> None:
        """Switch the friendly names over MQTT on or off, in the options of the manager's entry."""
        manager = await until("the manager's entry is there", self._manager_entry)
        start = {"handler": manager["entry_id"]}
        result = await self.home_assistant.flow("options/flow", start, {"names_over_mqtt": on})
        finished(result)

    async def _manager_entry(self) -> Mapping[str, Any] | None:
        return next((entry for entry in await self.entries() if entry["title"] == MANAGER), None)

    async def entries(self) -> list[Mapping[str, Any]]:
        """Return the entries of the integration."""
        entries: list[Mapping[str, Any]] = await self.home_assistant.ask("config_entries/get", domain=DOMAIN)
        return entries

    async def pins(self, entry_id: str) -> dict[str, str]:
        """Return the subentry id of each pin by its name."""
        subentries = await self.home_assistant.ask("config_entries/subentries/list", entry_id=entry_id)
        return {subentry["title"]: subentry["subentry_id"] for subentry in subentries}

    async def issues(self) -> dict[str, Mapping[str, Any]]:
        """Return the repair issues of the integration by their id."""
        issues = (await self.home_assistant.ask("repairs/list_issues"))["issues"]
        return {issue["issue_id"]: issue for issue in issues if issue["domain"] == DOMAIN}

    async def fix(self, issue_id: str, *answers: Result) -> None:
        """Answer the steps of the dialog that fixes a repair issue; without answers, submit its only one."""
        result = await self.home_assistant.post("repairs/issues/fix", {"handler": DOMAIN, "issue_id": issue_id})
        for answer in answers or ({},):
            result = await self.home_assistant.post(f"repairs/issues/fix/{result['flow_id']}", answer)
        finished(result)


def finished(result: Result, how: str = "create_entry") -> Result:
    """Return the result of a dialog that ended as wanted; raise DialogError for another one."""
    if result["type"] != how:
        raise DialogError(f"a dialog did not end as wanted: {result}")
    return result


def _value_of(fields: list[Mapping[str, Any]], key: str, choice: str) -> str:
    """Return the value behind what a drop-down list of a form shows."""
    (options,) = (field["selector"]["select"]["options"] for field in fields if field["name"] == key)
    by_label: dict[str, str] = {option["label"]: option["value"] for option in options if not isinstance(option, str)}
    return by_label.get(choice, choice)


def _present_choices(fields: list[Mapping[str, Any]]) -> dict[str, Any]:
    """Return what a form suggests, sections nested, as a browser would send it back."""
    choices: dict[str, Any] = {}
    for form_field in fields:
        if "schema" in form_field:
            choices[form_field["name"]] = _present_choices(form_field["schema"])
        elif "suggested_value" in (description := form_field.get("description", {})):
            choices[form_field["name"]] = description["suggested_value"]
    return choices
