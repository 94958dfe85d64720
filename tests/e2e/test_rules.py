"""Local rules as a user makes them: a button switches a light with nobody there, on its board and on another one."""

from collections.abc import AsyncIterator, Iterator, Mapping
from itertools import batched
import json
import statistics
import time
from typing import Any, Final

import pytest

from custom_components.iot_device_manager.pin_types import PIN_TYPES
from custom_components.iot_device_manager.rules import MOST_RULES, possible_actions
from rig.mqtt_client import MqttClient
from rig.virtual_devices import VirtualDevices
from rig.waiting import until

from .figures import note
from .house import House

D1, D2, D5, D6, D7 = 5, 4, 14, 12, 13
# What the dialog proposes for a button.
DEBOUNCE_S: Final = 0.05


@pytest.fixture
async def other(house: House) -> AsyncIterator[VirtualDevices]:
    """Return another running board."""
    other = await house.switch_on_boards()
    await house.tile(other.ids[0])
    yield other
    other.stop()


async def add_lamp(house: House, board: VirtualDevices, name: str) -> str:
    """Add a board with a lamp; return the id of its entry."""
    entry_id = await house.add_board(board.ids[0], name)
    await house.add_pin(entry_id, "digital_output", f"{name} lamp", D1, shown_as="light")
    await house.until_state(f"light.{name.lower()}_lamp", "off")
    return entry_id


async def add_switch(house: House, entry_id: str, name: str) -> None:
    """Add a button to a board."""
    await house.add_pin(entry_id, "button", name, D5)
    await house.until_state(f"event.{name.lower().replace(' ', '_')}", "unknown")


async def click(board: VirtualDevices) -> None:
    """Press the button of a board and let it go, each for long enough."""
    for level in (False, True):
        await board.ask("set_input", board.ids[0], gpio=D5, level=level)
        await board.ask("advance_clock", ms=100)


async def has_level(board: VirtualDevices, level: bool, gpio: int = D1) -> bool:
    """Return whether a board drives a level, at its lamp if not said otherwise."""
    return await board.level(board.ids[0], gpio) is level


async def seconds_to_lamp(source: VirtualDevices, target: VirtualDevices) -> float:
    """Press the button of a board, and return how long the lamp of a board took to follow."""
    seen = len(await target.changes(target.ids[0]))
    pressed_at = time.time()
    await source.ask("set_input", source.ids[0], gpio=D5, level=False)

    async def changed_at() -> float:
        changes = await target.changes(target.ids[0], seen)
        return changes[0].unix_us / 1e6 if changes else 0.0

    seconds = await until("the lamp follows", changed_at) - pressed_at
    await source.ask("set_input", source.ids[0], gpio=D5, level=True)
    await source.ask("advance_clock", ms=500)
    return seconds - DEBOUNCE_S


async def test_alone(house: House, board: VirtualDevices) -> None:
    """With Home Assistant and the broker dead, a wall button switches its light within 20 ms after its debounce."""
    entry_id = await add_lamp(house, board, "Cellar")
    await add_switch(house, entry_id, "Cellar button")
    await house.add_rule(entry_id, "Cellar button", "press", "Cellar lamp", "toggle")
    await house.until_rules(board, 1)
    entries = house.directory / "home-assistant" / ".storage" / "core.config_entries"
    await until("the rule is saved", lambda: "Cellar button: press" in entries.read_text())
    await house.home_assistant.kill()
    house.broker.kill()

    seconds = [await seconds_to_lamp(board, board) for _ in range(20)]

    note("wall button to GPIO, alone, after debounce", seconds)
    # Not more than the middle: the virtual board looks every 10 ms if the machine lets it, so how long the slowest ones
    # take is up to the machine. The very loop is held by device_rules_test.cpp, with a clock of its own.
    assert statistics.median(seconds) <= 0.02
    assert min(seconds) >= 0
    # After an even number of presses it is off again; and a power cut forgets no rule.
    assert await board.level(board.ids[0], D1) is False
    board.kill()
    await board.start()
    await board.ask("advance_clock", ms=1000)
    await click(board)
    await until("the lamp is on", lambda: has_level(board, True))
    await house.broker.start()
    await house.home_assistant.start()
    await house.until_state("light.cellar_lamp", "on", within=90)


async def test_knob(house: House, board: VirtualDevices) -> None:
    """With Home Assistant dead, a knob dims its light, a tenth of the range with each click of the knob."""
    entry_id = await house.add_board(board.ids[0], "Den")
    await house.add_pin(entry_id, "light", "Den lamp", D1)
    await house.add_pin(entry_id, "encoder", "Den knob", D6, gpio_b=str(D7), pull="up")
    await house.until_state("number.den_knob", "0")
    await house.add_rule(entry_id, "Den knob", "right", "Den lamp", "brighter")
    await house.add_rule(entry_id, "Den knob", "left", "Den lamp", "darker")
    await house.until_rules(board, 2)
    await house.home_assistant.stop()

    await board.turn(board.ids[0], D6, D7, 5)
    await board.turn(board.ids[0], D6, D7, -1)

    await house.home_assistant.start()
    await house.until_state("number.den_knob", "4", within=90)
    lamp = await house.home_assistant.full_state("light.den_lamp")
    assert lamp is not None
    assert (lamp["state"], lamp["attributes"]["brightness"]) == ("on", 1 + 4 * 25 - 25)


async def test_follow(house: House, board: VirtualDevices) -> None:
    """One output follows a switch, another one a button for as long as it is pressed."""
    entry_id = await house.add_board(board.ids[0], "Hall")
    for gpio, name in ((D1, "Hall lamp"), (D2, "Hall gong")):
        await house.add_pin(entry_id, "digital_output", name, gpio, shown_as="switch")
    await house.add_pin(entry_id, "digital_input", "Hall switch", D6, pull="up", advanced={"invert": True})
    await add_switch(house, entry_id, "Hall button")
    await house.add_rule(entry_id, "Hall switch", "change", "Hall lamp", "follow")
    await house.add_rule(entry_id, "Hall button", "change", "Hall gong", "follow")
    await house.until_rules(board, 2)

    for source, output, entity_id in ((D6, D1, "switch.hall_lamp"), (D5, D2, "switch.hall_gong")):
        for on in (True, False, True):
            # Both connect their GPIO to ground.
            await board.set_input(board.ids[0], source, not on)
            await board.ask("advance_clock", ms=100)
            assert await board.level(board.ids[0], output) is on
            await house.until_state(entity_id, "on" if on else "off")


async def test_dim(house: House, board: VirtualDevices) -> None:
    """While a button is held its light gets brighter, the next time darker, and stays as it is on release."""
    entry_id = await house.add_board(board.ids[0], "Salon")
    await house.add_pin(entry_id, "light", "Salon lamp", D1, advanced={"gamma": 1})
    await add_switch(house, entry_id, "Salon button")
    await house.add_rule(entry_id, "Salon button", "hold", "Salon lamp", "dim")
    await house.until_rules(board, 1)

    brighter = await hold(board, ms=2650)
    assert brighter == sorted(brighter)
    # 20 steps in 2 s, and some more if the machine is slow to let go.
    assert 101 * 1023 // 255 <= brighter[-1] < 1023
    await until("it is shown", lambda: shows_duty(house, "light.salon_lamp", brighter[-1]))
    darker = await hold(board, ms=1150)
    assert darker == sorted(darker, reverse=True)
    assert 0 < darker[-1] <= brighter[-1] - 25 * 1023 // 255
    await until("it is shown", lambda: shows_duty(house, "light.salon_lamp", darker[-1]))


async def hold(board: VirtualDevices, *, ms: int) -> list[int]:
    """Hold the button of a board and let it go; return the duties of its light, which do not change any more then."""
    seen = len(await board.changes(board.ids[0]))
    for level in (False, True):
        await board.set_input(board.ids[0], D5, level)
        await board.ask("advance_clock", ms=500 if level else ms)
    duties = [change.duty for change in await board.changes(board.ids[0], seen)]
    await board.ask("advance_clock", ms=5000)
    assert len(await board.changes(board.ids[0], seen)) == len(duties)
    return duties


async def shows_duty(house: House, entity_id: str, duty: int) -> bool:
    """Return whether the brightness of a light is what its GPIO has."""
    state = await house.home_assistant.full_state(entity_id)
    return state is not None and (state["attributes"]["brightness"] or 0) * 1023 // 255 == duty


async def test_detached(house: House, board: VirtualDevices) -> None:
    """A rule that counts only offline leaves the button to automations while Home Assistant is there."""
    entry_id = await add_lamp(house, board, "Loft")
    await add_switch(house, entry_id, "Loft button")
    await house.add_rule(entry_id, "Loft button", "press", "Loft lamp", "on", only="offline")
    await house.until_rules(board, 1)
    seen = len(await board.changes(board.ids[0]))

    await click(board)
    assert await board.changes(board.ids[0], seen) == []

    house.broker.kill()
    await house.until_state("light.loft_lamp", "unavailable")
    await click(board)
    await until("the lamp is on", lambda: has_level(board, True))
    await house.broker.start()
    await house.until_state("light.loft_lamp", "on", within=90)


async def test_another_board(house: House, board: VirtualDevices, other: VirtualDevices) -> None:
    """A button switches the light of another board over the broker, with Home Assistant dead."""
    source = await house.add_board(board.ids[0], "Stairs")
    await add_switch(house, source, "Stairs button")
    target = await add_lamp(house, other, "Landing")
    await house.add_rule(target, "Stairs button (Stairs)", "press", "Landing lamp", "toggle")
    await house.until_rules(other, 1)
    entries = house.directory / "home-assistant" / ".storage" / "core.config_entries"
    await until("the rule is saved", lambda: "Stairs button: press" in entries.read_text())
    await house.home_assistant.kill()

    seconds = [await seconds_to_lamp(board, other) for _ in range(20)]

    note("button to GPIO of another board, after debounce", seconds)
    assert statistics.median(seconds) < 0.05
    await house.home_assistant.start()
    await house.until_state("light.landing_lamp", "off", within=90)


# It waits until a manager counts as away, and conversations show the same to the millisecond.
@pytest.mark.long
async def test_another_board_while_away(house: House, board: VirtualDevices, other: VirtualDevices) -> None:
    """Where that counts only offline, a button switches the light of another board only without Home Assistant."""
    source = await house.add_board(board.ids[0], "Yard")
    await add_switch(house, source, "Yard button")
    target = await add_lamp(house, other, "Barn")
    await house.add_pin(target, "digital_output", "Barn fan", D2, shown_as="switch")
    await house.add_rule(target, "Yard button (Yard)", "press", "Barn lamp", "toggle", only="offline")
    await house.add_rule(target, "Yard button (Yard)", "press", "Barn fan", "toggle")
    await house.until_rules(other, 2)
    entries = house.directory / "home-assistant" / ".storage" / "core.config_entries"
    await until("the rules are saved", lambda: entries.read_text().count("Yard button: press") == 2)

    async def lamp_after_click(number: int) -> bool | None:
        await click(board)
        # The rule of the fan, which always counts, is carried out behind the other one.
        await until("the click is there", lambda: has_level(other, bool(number % 2), D2))
        return await other.level(other.ids[0], D1)

    # It is twice as long since the start as Home Assistant may be silent, but not since its last beat.
    await pass_time(60, board, other)
    await next_beat(house)
    await pass_time(60, board, other)
    assert await lamp_after_click(1) is False

    await house.home_assistant.kill()
    await pass_time(60, board, other)
    assert await lamp_after_click(2) is True

    await house.home_assistant.start()
    await next_beat(house)
    assert await lamp_after_click(3) is True
    await house.until_state("light.barn_lamp", "on", within=90)


async def pass_time(seconds: int, *boards: VirtualDevices) -> None:
    """Let the same time pass at several boards, so that none finds the events of another one late."""
    for board in boards:
        await board.ask("advance_clock", ms=seconds * 1000)


async def next_beat(house: House) -> None:
    """Return when Home Assistant says the next time that it is there."""
    async with MqttClient(house.broker.port) as client:
        await until("a beat", lambda: any(b'"beat"' in message.payload for message in client.messages), within=60)


async def test_replaced_button(house: House, board: VirtualDevices, other: VirtualDevices) -> None:
    """A spare in place of the board with the button switches the light of the other board, as that one did."""
    spare = await house.switch_on_boards()
    await house.tile(spare.ids[0])
    source = await house.add_board(board.ids[0], "Gate")
    await add_switch(house, source, "Gate button")
    target = await add_lamp(house, other, "Drive")
    await house.add_rule(target, "Gate button (Gate)", "press", "Drive lamp", "toggle")
    await house.until_rules(other, 1)
    board.kill()

    await house.replace_board(source, spare.ids[0])
    await until("the rule names the spare", lambda: names_board(house, other, spare.ids[0]))
    await house.until_rules(other, 1)
    await until("the spare has its button", lambda: is_button(spare))
    await click(spare)

    await until("the lamp is on", lambda: has_level(other, True))
    spare.stop()


async def names_board(house: House, board: VirtualDevices, device_id: str) -> bool:
    """Return whether the rules that a board was sent name another board."""
    async with MqttClient(house.broker.port) as client:
        config = await client.next_on(f"iotdm/1/{board.ids[0]}/in/config")
        return [rule.get("from") for rule in config.json.get("rules", [])] == [device_id]


async def is_button(board: VirtualDevices) -> bool:
    """Return whether a board has its button."""
    mode: str = (await board.ask("get", board.ids[0]))["gpios"][str(D5)]["mode"]
    return mode == "input_pullup"


# The firmware carries out whatever the dialog offers.

STRANGER: Final = "5ccf7f00beef"
GPIOS: Final[Mapping[str, Any]] = {"cover": [5, 4], "pixels": 2}


def every_rule(target: str) -> Iterator[dict[str, str]]:
    """Return every rule that the dialog offers for an output of this type."""
    for name, row in PIN_TYPES.items():
        for own in (True, False) if row.is_told else (True,):
            for event in row.events:
                for action in possible_actions(PIN_TYPES[target], event, own=own):
                    board = {} if own else {"from": STRANGER}
                    yield {**board, "when": f"{name[0]}.{event}", "do": f"out.{action}"}


@pytest.mark.parametrize("target", [name for name, row in PIN_TYPES.items() if row.actions])
async def test_every_rule(house: House, board: VirtualDevices, target: str) -> None:
    """No rule that can be chosen is refused by the firmware."""
    pins = [
        {"key": "out", "type": target, "gpio": GPIOS.get(target, D1)},
        {"key": "b", "type": "button", "gpio": D5},
        {"key": "d", "type": "digital_input", "gpio": 12},
        {"key": "e", "type": "encoder", "gpio": [13, 15]},
    ]
    rules = list(every_rule(target))
    result = f"iotdm/1/{board.ids[0]}/out/result"
    async with MqttClient(house.broker.port) as client:
        for number, some in enumerate(batched(rules, MOST_RULES, strict=False)):
            config = {"revision": number + 1, "manager": "m", "role": "r", "pins": pins, "rules": some}
            await client.publish(f"iotdm/1/{board.ids[0]}/in/config", json.dumps(config), retain=True)
            answer = (await client.next_on(result, number)).json
            refused = [rules[number * MOST_RULES + error["rule"]] for error in answer["errors"]]
            assert (answer["ok"], refused) == (True, [])
    assert len(rules) >= 16
