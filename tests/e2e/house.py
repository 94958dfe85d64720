"""A house of real parts."""

import itertools
import json
from pathlib import Path
from typing import Any

from rig.broker import Broker
from rig.dialogs import Dialogs
from rig.home_assistant import HomeAssistant
from rig.mqtt_client import MqttClient
from rig.virtual_devices import VirtualDevices
from rig.waiting import until


class House(Dialogs):
    """A broker, Home Assistant and virtual devices, and the ways to use them."""

    def __init__(self, *, directory: Path, broker: Broker, home_assistant: HomeAssistant) -> None:
        """Begin without a board."""
        super().__init__(home_assistant)
        self.directory = directory
        self.broker = broker
        self._boards: list[VirtualDevices] = []
        self._seeds = itertools.count(1)

    async def switch_on_boards(self, count: int = 1, **options: Any) -> VirtualDevices:
        """Return new boards that are switched on, in one process."""
        seed = next(self._seeds)
        boards = VirtualDevices(
            self.directory / f"boards-{seed}", broker_port=self.broker.port, count=count, seed=seed, **options
        )
        self._boards.append(boards)
        await boards.start()
        return boards

    def stop_boards(self) -> None:
        """Switch all boards off."""
        for boards in self._boards:
            boards.stop()

    async def until_state(self, entity_id: str, state: str, *, within: float = 15.0) -> None:
        """Return when an entity has a state."""

        async def has_state() -> bool:
            return await self.home_assistant.state(entity_id) == state

        await until(f"{entity_id} is {state}", has_state, within=within)

    async def until_rules(self, board: VirtualDevices, number: int) -> None:
        """Return when a board runs so many rules."""
        config, status = (f"iotdm/1/{board.ids[0]}/{kind}" for kind in ("in/config", "out/status"))
        async with MqttClient(self.broker.port) as client:

            def runs_them() -> bool:
                wanted = json.loads(client.retained.get(config, "{}"))
                running = json.loads(client.retained.get(status, "{}"))
                return (
                    len(wanted.get("rules", [])) == number
                    and running["revision"] == wanted["revision"]
                    and running["errors"] == []
                )

            await until(f"{number} rules run", runs_them)

    async def until_pin_issues(self, expected: dict[str, str]) -> None:
        """Return when just these repair issues about pins are there: the error by the pin's name."""

        async def are_there() -> bool:
            listed = await self.home_assistant.ask("repairs/list_issues")
            found = {
                issue["translation_placeholders"]["pin"]: issue["translation_key"]
                for issue in listed["issues"]
                if str(issue["translation_key"]).startswith("pin_error_")
            }
            return bool(found == expected)

        await until(f"the repair issues are {expected}", are_there, within=30)
