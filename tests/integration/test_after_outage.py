"""An output gets the level from before an outage back, where the user wants that (rule 25 of docs/protocol.md)."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .board import Board
from .broker import Broker
from .entries import D1, D2, D6, ROLE, SEEN, House, device_entry, pin
from .flows import change_pin, fill_in
from .spare import replace

LAMP = "light.lamp"
PUMP = "switch.pump"

PINS = (
    pin("digital_output", "Lamp", D1, "a", shown_as="light", after_outage="manager"),
    pin("digital_output", "Pump", D2, "b"),
    pin("light", "Ceiling", D6, "c", after_outage="manager"),
)


@pytest.fixture
async def entry(house: House, board: Board) -> MockConfigEntry:
    """Return the entry of a board whose lamp and pump are on."""
    entry = await house.add_running(device_entry(*PINS), board)
    await house.call("light.turn_on", LAMP)
    await house.call("switch.turn_on", PUMP)
    await house.call("light.turn_on", "light.ceiling", brightness=100)
    board.got.clear()
    return entry


async def power_cut(house: House, board: Board, session: str = "0badcafe") -> None:
    """Take a board's power for a minute."""
    board.lose_power()
    await house.clock.advance(60)
    board.reboot(session)
    await house.clock.advance(2)


def given(board: Board) -> list[dict[str, Any]]:
    """Return what the board was set to."""
    return [dict(content["pins"]) for content in board.sets()]


async def test_power_cut(house: House, entry: MockConfigEntry, board: Board) -> None:
    """Those for which the user wants that get their level back, in one set; the others are as the board says."""
    await power_cut(house, board)

    assert given(board) == [{"a": True, "c": {"on": True, "brightness": 100}}]
    assert (house.state(LAMP), house.state(PUMP), house.state("light.ceiling")) == ("on", "off", "on")

    await house.live(300, board)
    assert len(given(board)) == 1


async def test_every_time(house: House, entry: MockConfigEntry, board: Board) -> None:
    """The next outage is one more."""
    await power_cut(house, board)
    await house.call("light.turn_off", "light.ceiling")
    await power_cut(house, board, "0badcafd")

    assert given(board)[2:] == [{"a": True, "c": {"on": False, "brightness": 100}}]


async def test_newer_wish(house: House, entry: MockConfigEntry, board: Board) -> None:
    """What somebody asks for as soon as the board is back counts, and not what was before."""
    board.lose_power()
    await house.clock.advance(10)
    board.connection += 1
    board._is_connected = True
    board.say_status()
    await house.clock.settle()
    assert given(board) == []

    await house.call("light.turn_off", LAMP)
    await house.clock.advance(2)

    assert given(board) == [{"a": False}]
    assert house.state(LAMP) == "off"


async def test_auto_off(house: House, board: Board) -> None:
    """An output that goes off by itself is not switched on again: its time may have been over."""
    heater = pin("digital_output", "Heater", D1, "a", after_outage="manager", auto_off=60)
    await house.add_running(device_entry(heater), board)
    await house.call("switch.turn_on", "switch.heater")
    board.got.clear()

    await power_cut(house, board)

    assert given(board) == []
    assert house.state("switch.heater") == "off"


async def test_no_difference(house: House, entry: MockConfigEntry, board: Board, broker: Broker) -> None:
    """A board that kept its levels while the broker was away gets nothing."""
    broker.stop()
    await house.clock.advance(60)
    broker.start()
    board.connect()
    await house.clock.advance(10)

    assert board.connection == 2
    assert given(board) == []
    assert house.state(LAMP) == "on"


async def test_failsafe(house: House, entry: MockConfigEntry, board: Board) -> None:
    """What a board switched because it was cut off, it switches back; what it reported before does not count."""
    board.lose_power()
    await house.clock.advance(300)
    board.pins |= {"a": False, "b": False}
    board.connect()
    await house.clock.advance(2)

    assert given(board) == [{"a": True}]
    assert house.state(LAMP) == "on"


async def test_state_first(house: House, entry: MockConfigEntry, board: Board, broker: Broker) -> None:
    """A state that comes before the status is of the new connection all the same."""
    board.lose_power()
    await house.clock.advance(10)
    board.pins |= {"a": False}
    board.connection += 1
    board._is_connected = True
    board.say_state()
    await house.clock.settle()
    assert given(board) == []
    board.say_status()
    await house.clock.settle()

    assert given(board) == [{"a": True}]


async def test_what_the_board_did_itself(house: House, entry: MockConfigEntry, board: Board) -> None:
    """What went off by itself before the outage stays off."""
    board.report(a=False)
    await house.clock.settle()

    await power_cut(house, board)

    assert given(board) == [{"c": {"on": True, "brightness": 100}}]


async def test_guarded(house: House, board: Board) -> None:
    """A guarded pin never moves by itself, whatever was chosen for it."""
    gate = pin("digital_output", "Gate", D1, "a", shown_as="lock", after_outage="manager")
    await house.add_running(device_entry(gate), board)
    await house.call("lock.unlock", "lock.gate")
    board.got.clear()

    await power_cut(house, board)

    assert (given(board), house.state("lock.gate")) == ([], "locked")


# Home Assistant restarts


async def test_restart(house: House, entry: MockConfigEntry, board: Board) -> None:
    """A restart of Home Assistant is no outage of the board."""
    await house.hass.config_entries.async_unload(entry.entry_id)
    board.report(a=False)
    await house.hass.config_entries.async_setup(entry.entry_id)
    await house.clock.advance(10)

    assert given(board) == []
    assert house.state(LAMP) == "off"


async def test_both_restart(house: House, entry: MockConfigEntry, board: Board) -> None:
    """A board that lost power while Home Assistant was not running had an outage."""
    await house.hass.config_entries.async_unload(entry.entry_id)
    board.lose_power()
    board.reboot()
    await house.hass.config_entries.async_setup(entry.entry_id)
    await house.clock.advance(10)

    assert given(board) == [{"a": True, "c": {"on": True, "brightness": 100}}]


async def test_stored(house: House, entry: MockConfigEntry, memory: dict[str, Any]) -> None:
    """The levels are on disk soon: the next power cut may be that of the whole house."""
    await house.clock.advance(6)

    assert memory[SEEN]["data"]["levels"][ROLE] == {
        "session": "9f3a61c2",
        "connection": 1,
        "values": {PINS[0]["unique_id"]: True, PINS[2]["unique_id"]: {"on": True, "brightness": 100}},
    }


@pytest.fixture
def remembered(memory: dict[str, Any]) -> None:
    """Have the manager remember from an earlier run that the lamp was on."""
    values = {PINS[0]["unique_id"]: True}
    levels = {"session": "11111111", "connection": 3, "values": values}
    memory[SEEN]["data"]["levels"] = {ROLE: levels}


async def test_whole_house(remembered: None, house: House, board: Board) -> None:
    """After a power cut of the whole house the levels are what was stored."""
    await house.add_running(device_entry(*PINS), board)

    assert given(board) == [{"a": True}]
    assert house.state(LAMP) == "on"


async def test_removed(remembered: None, house: House, entry: MockConfigEntry, memory: dict[str, Any]) -> None:
    """With the entry, its levels are forgotten."""
    await house.hass.config_entries.async_remove(entry.entry_id)
    await house.clock.advance(10)

    assert memory[SEEN]["data"]["levels"] == {}


# What goes wrong


async def test_refused(house: House, entry: MockConfigEntry, board: Board, caplog: pytest.LogCaptureFixture) -> None:
    """What the board refuses is not asked again; the log tells it, and the next outage begins with what is."""
    board.refuses = {"a": "rate_limited"}
    await power_cut(house, board)
    assert "Lamp did not get its level back: Lamp was not switched" in caplog.text
    assert (house.state(LAMP), house.state("light.ceiling")) == ("off", "on")

    await house.live(300, board)
    assert len(given(board)) == 1

    board.refuses = {}
    await power_cut(house, board, "0badcafd")
    assert given(board)[1:] == [{"c": {"on": True, "brightness": 100}}]


async def test_gone_again(house: House, entry: MockConfigEntry, board: Board, caplog: pytest.LogCaptureFixture) -> None:
    """A board that loses power again before it answers gets its levels when it is back."""
    board.silent = True
    await power_cut(house, board)
    assert given(board)[0] == {"a": True, "c": {"on": True, "brightness": 100}}
    board.silent = False
    board.got.clear()

    await power_cut(house, board, "0badcafd")

    assert given(board) == [{"a": True, "c": {"on": True, "brightness": 100}}]
    assert house.state(LAMP) == "on"
    assert "did not get its level back" not in caplog.text


async def test_restarted_again(house: House, entry: MockConfigEntry, board: Board) -> None:
    """So does a board that crashes before it answers, without a word of the broker."""
    board.silent = True
    await power_cut(house, board)
    board.silent = False
    board.got.clear()

    board.reboot("0badcafd")
    await house.clock.settle()

    assert given(board) == [{"a": True, "c": {"on": True, "brightness": 100}}]


async def test_unloaded_meanwhile(
    house: House, entry: MockConfigEntry, board: Board, caplog: pytest.LogCaptureFixture
) -> None:
    """An entry that is unloaded before the board answers gives the levels when it is loaded again."""
    board.silent = True
    board.lose_power()
    await house.clock.advance(60)
    board.reboot()
    await house.clock.settle()
    assert len(given(board)) == 1
    await house.hass.config_entries.async_unload(entry.entry_id)
    board.silent = False

    await house.hass.config_entries.async_setup(entry.entry_id)
    await house.clock.advance(10)

    assert given(board)[-1] == {"a": True, "c": {"on": True, "brightness": 100}}
    assert house.state(LAMP) == "on"
    assert "did not get its level back" not in caplog.text


async def test_changed_meanwhile(house: House, entry: MockConfigEntry, board: Board) -> None:
    """A pin that was edited while the board was away waits until the board runs it."""
    board.lose_power()
    form = await change_pin(house.hass, entry, house.subentry_id(entry, "Lamp"))
    advanced = {"invert": True, "after_outage": "manager"}
    await fill_in(house.hass, form, advanced, name="Lamp", gpio=str(D1), shown_as="light")
    await house.clock.advance(60)
    board.deaf_to = ("config",)
    board.reboot()
    await house.clock.advance(1)
    assert given(board) == []
    board.deaf_to = ()
    await house.clock.advance(2)

    assert board.configs()[-1]["pins"][0]["invert"] is True
    assert given(board) == [{"a": True, "c": {"on": True, "brightness": 100}}]


# Other decisions


async def test_chosen_later(house: House, entry: MockConfigEntry, board: Board) -> None:
    """What was remembered before the user left the decision to the board does not come back with another choice."""
    for name, type_choices in (("Lamp", {"shown_as": "light", "gpio": str(D1)}), ("Ceiling", {"gpio": str(D6)})):
        form = await change_pin(house.hass, entry, house.subentry_id(entry, name))
        await fill_in(house.hass, form, {"after_outage": "device"}, name=name, **type_choices)
    await house.clock.advance(1)
    await power_cut(house, board)
    assert given(board) == []

    form = await change_pin(house.hass, entry, house.subentry_id(entry, "Lamp"))
    advanced = {"after_outage": "manager"}
    await fill_in(house.hass, form, advanced, name="Lamp", gpio=str(D1), shown_as="light")
    await house.clock.advance(10)

    assert (given(board), house.state(LAMP)) == ([], "off")


async def test_swap(house: House, entry: MockConfigEntry, board: Board, spare: Board) -> None:
    """A new board gets the levels with the swap, and not a second time."""
    spare.session = "5ca1ab1e"
    spare.switch_on()
    board.lose_power()
    await house.clock.advance(1)
    await replace(house, entry)
    await house.clock.advance(10)
    assert given(spare) == [{"a": True, "b": True, "c": {"on": True, "brightness": 100}}]

    await house.call("light.turn_off", LAMP)
    await house.live(120, spare)
    assert (len(given(spare)), house.state(LAMP)) == (2, "off")
    await power_cut(house, spare)
    assert given(spare)[2:] == [{"c": {"on": True, "brightness": 100}}]


async def test_swap_of_a_guarded_pin(house: House, board: Board, spare: Board) -> None:
    """A guarded pin gets no level from the board before."""
    gate = pin("digital_output", "Gate", D1, "a", shown_as="lock")
    entry = await house.add_running(device_entry(gate), board)
    await house.call("lock.unlock", "lock.gate")
    spare.switch_on()
    board.lose_power()
    await house.clock.advance(1)

    await replace(house, entry)
    await house.clock.advance(10)

    assert (given(spare), house.state("lock.gate")) == ([], "locked")
