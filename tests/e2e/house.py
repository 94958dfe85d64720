"""What a user does in the dialogs of a real Home Assistant."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rig.broker import Broker
from rig.home_assistant import HomeAssistant
from rig.ports import LOOPBACK
from rig.virtual_devices import VirtualDevices
from rig.waiting import until

DOMAIN = "iot_device_manager"


@dataclass
class House:
    """A broker, Home Assistant and virtual devices, and the ways to use them."""

    broker: Broker
    home_assistant: HomeAssistant
    devices: VirtualDevices

    async def connect_mqtt(self, *, protocol: str = "5") -> None:
        """Set up the MQTT integration."""
        settings = {
            "broker": LOOPBACK,
            "port": self.broker.port,
            "protocol": protocol,
            "other_settings": {"set_client_cert": False, "set_ca_cert": "off"},
        }
        result = await self.home_assistant.flow("flow", {"handler": "mqtt"}, settings)
        assert result["type"] == "create_entry", result

    async def tiles(self) -> list[str]:
        """Return the ids of the boards that are shown as Discovered."""
        flows = await self.home_assistant.ask("config_entries/flow/progress")
        return [flow["context"]["unique_id"] for flow in flows if flow["handler"] == DOMAIN]

    async def tile(self, device_id: str) -> str:
        """Return the flow of a board's Discovered tile, once it is there."""

        async def find() -> str | None:
            flows = await self.home_assistant.ask("config_entries/flow/progress")
            for flow in flows:
                if flow["handler"] == DOMAIN and flow["context"]["unique_id"] == device_id:
                    flow_id: str = flow["flow_id"]
                    return flow_id
            return None

        found = await until(f"{device_id} is discovered", find)
        assert found is not None
        return found

    async def add_board(self, device_id: str, name: str, board: str = "d1_mini", area: str | None = None) -> str:
        """Add a discovered board; return the id of its entry."""
        flow_id = await self.tile(device_id)
        answer = {"name": name, "board": board} | ({} if area is None else {"area": area})
        result = await self.home_assistant.answer("flow", flow_id, answer)
        assert result["type"] == "create_entry", result
        entry_id: str = result["result"]["entry_id"]
        return entry_id

    async def add_pin(
        self,
        entry_id: str,
        type_name: str,
        name: str,
        gpio: int,
        *,
        advanced: Mapping[str, Any] | None = None,
        **choices: Any,
    ) -> Mapping[str, Any]:
        """Add a pin by the dialogs, going past a word of caution; return the last result."""
        result = await self.home_assistant.flow(
            "subentries/flow",
            {"handler": [entry_id, "pin"]},
            {"next_step_id": type_name},
            {"name": name, "gpio": str(gpio), **choices, "advanced": dict(advanced or {})},
        )
        if result["type"] == "menu":
            result = await self.home_assistant.answer(
                "subentries/flow", result["flow_id"], {"next_step_id": "use_anyway"}
            )
        answer: Mapping[str, Any] = result
        return answer

    async def until_state(self, entity_id: str, state: str, *, within: float = 15.0) -> None:
        """Return when an entity has a state."""

        async def has_state() -> bool:
            return await self.home_assistant.state(entity_id) == state

        await until(f"{entity_id} is {state}", has_state, within=within)
