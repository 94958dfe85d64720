"""The house of the plan, set up in the dialogs of Home Assistant."""

import asyncio
from collections.abc import Mapping

from rig.dialogs import Dialogs
from rig.home_assistant import HomeAssistant
from rig.waiting import until

from .plan import PlannedBoard, PlannedPin


async def set_up(home_assistant: HomeAssistant, broker_port: int, plans: Mapping[str, PlannedBoard]) -> None:
    """Set up MQTT and the boards, given by their ids; return when all pins work."""
    dialogs = Dialogs(home_assistant)
    await _remove_areas(home_assistant)
    await dialogs.connect_mqtt(broker_port)
    planned = {device_id: plan for device_id, plan in plans.items() if plan.name is not None}
    await asyncio.gather(*(_set_up_board(dialogs, device_id, plan) for device_id, plan in planned.items()))
    await dialogs.switch_names(on=True)
    for plan in planned.values():
        for pin in plan.pins:
            await _wait_for(home_assistant, pin)


async def _remove_areas(home_assistant: HomeAssistant) -> None:
    """Remove the areas of the first start: this house has other rooms."""
    for area in await home_assistant.ask("config/area_registry/list"):
        await home_assistant.ask("config/area_registry/delete", area_id=area["area_id"])


async def _set_up_board(dialogs: Dialogs, device_id: str, plan: PlannedBoard) -> None:
    """Add a discovered board, its area and its pins."""
    area = await dialogs.add_area(plan.name or "", icon=plan.icon)
    entry_id = await dialogs.add_board(device_id, plan.name or "", area=area)
    for pin in plan.pins:
        await dialogs.add_pin(
            entry_id, pin.type_name, pin.name, pin.gpio, area=area, advanced=pin.advanced, **pin.choices
        )


async def _wait_for(home_assistant: HomeAssistant, pin: PlannedPin) -> None:
    """Return when a pin's value is known."""

    async def is_known() -> bool:
        return await home_assistant.state(pin.entity_id) not in {None, "unavailable", "unknown"}

    await until(f"{pin.entity_id} has a value", is_known)
