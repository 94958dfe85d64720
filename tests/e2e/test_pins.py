"""Pins are added, changed and removed in the dialogs; each change touches its own pin only."""

from typing import Any

import pytest

from rig.home_assistant import WebSocket
from rig.virtual_devices import VirtualDevices
from rig.waiting import until

from .house import House

D1 = 5
D2 = 4
D3 = 0
D5 = 14
D6 = 12


async def test_change_touches_one_pin(house: House, board: VirtualDevices) -> None:
    """Moving a lamp to another GPIO keeps it on, and no other pin flickers."""
    device_id = board.ids[0]
    entry_id = await house.add_board(device_id, "Loft")
    await house.add_pin(entry_id, "digital_output", "Loft lamp", D1, shown_as="light")
    await house.add_pin(entry_id, "digital_output", "Loft fan", D2, shown_as="switch")
    await house.until_state("switch.loft_fan", "off")
    await house.home_assistant.call("switch.turn_on", entity_id="switch.loft_fan")
    await house.home_assistant.call("light.turn_on", entity_id="light.loft_lamp")
    seen = len(await board.changes(device_id))

    async with house.home_assistant.websocket() as websocket:
        await websocket.ask("subscribe_events", event_type="state_changed")
        await house.change_pin(entry_id, "Loft lamp", gpio=str(D6))
        written = await states_until(websocket, "light.loft_lamp", "on")

    assert set(written) == {"light.loft_lamp"}
    moved = [(change.gpio, change.driven, change.high) for change in await board.changes(device_id, seen)]
    assert moved == [(D6, True, True), (D1, False, False)]


async def test_rename_and_show_as_something_else(house: House, board: VirtualDevices) -> None:
    """A pin keeps its GPIO's level when its name changes, and when it becomes a light instead of a switch."""
    device_id = board.ids[0]
    entry_id = await house.add_board(device_id, "Porch")
    await house.add_pin(entry_id, "digital_output", "Porch thing", D1, shown_as="switch")
    await house.until_state("switch.porch_thing", "off")
    await house.home_assistant.call("switch.turn_on", entity_id="switch.porch_thing")
    seen = len(await board.changes(device_id))

    await house.change_pin(entry_id, "Porch thing", name="Porch lights", shown_as="light")

    await house.until_state("light.porch_lights", "on")
    await until("the switch is gone", lambda: is_absent(house, "switch.porch_thing"))
    assert await board.changes(device_id, seen) == []
    assert await house.home_assistant.say("turn off the porch lights") == "Turned off the light"
    await until("the porch lights are off", lambda: is_low(board, D1))


async def test_removed_pin(house: House, board: VirtualDevices) -> None:
    """A removed pin is released at the board and leaves no entity and no device; the others stay."""
    device_id = board.ids[0]
    entry_id = await house.add_board(device_id, "Yard")
    await house.add_pin(entry_id, "digital_output", "Yard lamp", D1, shown_as="light")
    await house.add_pin(entry_id, "digital_output", "Yard pump", D2, shown_as="switch")
    await house.until_state("switch.yard_pump", "off")
    pins = await house.pins(entry_id)

    await house.home_assistant.ask("config_entries/subentries/delete", entry_id=entry_id, subentry_id=pins["Yard lamp"])

    await until("the GPIO is released", lambda: is_released(board, D1))
    assert await house.home_assistant.state("light.yard_lamp") is None
    names = [device["name"] for device in await house.home_assistant.ask("config/device_registry/list")]
    assert "Yard lamp" not in names
    assert "Yard pump" in names
    assert await board.level(device_id, D2) is False
    assert await house.home_assistant.state("switch.yard_pump") == "off"


async def test_dimmed_light(house: House, board: VirtualDevices) -> None:
    """Brightness becomes power by the gamma, and a transition is a fade on the board."""
    device_id = board.ids[0]
    entry_id = await house.add_board(device_id, "Hall")
    await house.add_pin(entry_id, "light", "Hall lamp", D1)
    await house.until_state("light.hall_lamp", "off")

    await house.home_assistant.call("light.turn_on", entity_id="light.hall_lamp", brightness=255, transition=1)

    assert (await house.home_assistant.full_state("light.hall_lamp") or {})["attributes"]["brightness"] == 255
    await until("the lamp is at full power", lambda: has_duty(board, D1, 1023))
    duties = [change.duty for change in await board.changes(device_id) if change.duty]
    assert duties == sorted(duties)
    assert len(duties) > 30
    await house.home_assistant.call("light.turn_on", entity_id="light.hall_lamp", brightness=128)
    # Half the brightness is 22 % of the power at a gamma of 2.2.
    await until("the lamp is dimmed", lambda: has_duty(board, D1, 224))


async def test_caution(house: House, board: VirtualDevices) -> None:
    """A GPIO that decides how the board starts is used only after a word of caution."""
    entry_id = await house.add_board(board.ids[0], "Risky")

    result = await house.ask_for_pin(entry_id, "digital_output", "Risky lamp", D3, shown_as="light")

    assert (result["type"], result["step_id"]) == ("menu", "caution_boot_high")
    back = {"next_step_id": "choose_another"}
    form = await house.home_assistant.answer("subentries/flow", result["flow_id"], back)
    assert form["step_id"] == "digital_output"
    answer = {"name": "Safe lamp", "gpio": str(D1), "shown_as": "light", "advanced": {}}
    done = await house.home_assistant.answer("subentries/flow", result["flow_id"], answer)
    assert done["type"] == "create_entry"
    await house.until_state("light.safe_lamp", "off")


async def test_largest_document(house: House, board: VirtualDevices) -> None:
    """The forms allow no more than what the board can take, and it takes the most that they allow."""
    device_id = board.ids[0]
    entry_id = await house.add_board(device_id, "Full", board="generic")
    # The longest that the form of each type can give.
    long_light = {"initial": "on", "invert": True, "gamma": 1.1, "min": 11, "frequency": 1111}
    gpios = [4, 5, 12, 13, 14, 15, 0, 2, 3, 1]
    for gpio in gpios:
        await house.add_pin(entry_id, "light", f"Full {gpio}", gpio, advanced=long_light)
    await house.add_pin(
        entry_id, "digital_input", "Full 16", 16, pull="down", advanced={"invert": True, "debounce_ms": 10000}
    )
    await house.add_pin(
        entry_id,
        "analog_input",
        "Full A0",
        17,
        advanced={"every": 3599.9, "samples": 64, "deadband": 1000.9},
    )

    await house.until_state("binary_sensor.full_16", "on")

    async def lit() -> bool:
        states = [await house.home_assistant.state(f"light.full_{gpio}") for gpio in gpios]
        return states == ["on"] * len(gpios)

    await until("all lights are on", lit)


@pytest.mark.parametrize("button", ["identify", "restart"])
async def test_buttons(house: House, button: str) -> None:
    """Identify blinks the board's LED; restart restarts it, and its pins come back."""
    board = await house.switch_on_boards()
    device_id = board.ids[0]
    name = f"Attic {button}"
    entry_id = await house.add_board(device_id, name)
    await house.add_pin(entry_id, "digital_output", f"{name} lamp", D1, shown_as="light")
    await house.until_state(f"light.attic_{button}_lamp", "off")

    await house.home_assistant.call("button.press", entity_id=f"button.attic_{button}_{button}")

    effect = {"identify": has_blinked, "restart": has_restarted}[button]
    await until(f"{button} had its effect", lambda: effect(board))
    await house.until_state(f"light.attic_{button}_lamp", "off")


async def states_until(websocket: WebSocket, entity_id: str, state: str) -> dict[str, list[str]]:
    """Return the states that were written, by entity, up to the one that is waited for."""
    written: dict[str, list[str]] = {}
    async for event in websocket.events():
        changed: dict[str, Any] = event["data"]
        new_state = changed["new_state"]["state"] if changed["new_state"] else "removed"
        written.setdefault(changed["entity_id"], []).append(new_state)
        if (changed["entity_id"], new_state) == (entity_id, state):
            break
    return written


async def is_absent(house: House, entity_id: str) -> bool:
    """Return whether there is no such entity."""
    return await house.home_assistant.state(entity_id) is None


async def is_released(board: VirtualDevices, gpio: int) -> bool:
    """Return whether a board drives nothing at a GPIO."""
    return await board.level(board.ids[0], gpio) is None


async def is_low(board: VirtualDevices, gpio: int) -> bool:
    """Return whether a board drives a GPIO low."""
    return await board.level(board.ids[0], gpio) is False


async def has_duty(board: VirtualDevices, gpio: int, duty: int) -> bool:
    """Return whether a GPIO has a PWM duty."""
    return await board.duty(board.ids[0], gpio) == duty


async def has_blinked(board: VirtualDevices) -> bool:
    """Return whether the LED at GPIO2 changed often."""
    return len([change for change in await board.changes(board.ids[0]) if change.gpio == 2]) > 4


async def has_restarted(board: VirtualDevices) -> bool:
    """Return whether the device booted again."""
    boots: int = (await board.ask("get", board.ids[0]))["boots"]
    return boots == 2


async def test_ready_made_pins(house: House, board: VirtualDevices) -> None:
    """A board with four relays is claimed with all of them in one step, and each relay is the one that it should be."""
    device_id = board.ids[0]
    relays = {"relay_1": "Mill saw", "relay_2": "Mill drill", "relay_3": "Mill lamp", "relay_4": "Mill fan"}

    entry_id = await house.add_wired_board(device_id, "Mill", "sonoff_4ch", **relays)

    assert list(await house.pins(entry_id)) == list(relays.values())
    for name in relays.values():
        await house.until_state(f"switch.{name.lower().replace(' ', '_')}", "off")
    levels = {gpio: await board.level(device_id, gpio) for gpio in (12, 5, 4, 15)}
    assert levels == {12: False, 5: False, 4: False, 15: False}

    await house.home_assistant.call("switch.turn_on", entity_id="switch.mill_drill")

    await house.until_state("switch.mill_drill", "on")
    levels = {gpio: await board.level(device_id, gpio) for gpio in (12, 5, 4, 15)}
    assert levels == {12: False, 5: True, 4: False, 15: False}
    assert await house.home_assistant.say("turn off the mill drill") == "Turned off the switch"
    await until("the drill is off", lambda: is_low(board, 5))
