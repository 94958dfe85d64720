"""What an output does by itself: set in the form, done by the board, with Home Assistant and the broker dead."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import aiohttp
import pytest

from rig.virtual_devices import VirtualDevices
from rig.waiting import until

from .house import House

D1, D2, D5, D6, D7 = 5, 4, 14, 12, 13


async def add_switches(
    house: House, board: VirtualDevices, name: str, **switches: tuple[int, Mapping[str, Any]]
) -> list[str]:
    """Add a board with a switch for each option; return the ids of the entities."""
    entry_id = await house.add_board(board.ids[0], name)
    entities = []
    for pin, (gpio, advanced) in switches.items():
        await house.add_pin(entry_id, "digital_output", f"{name} {pin}", gpio, shown_as="switch", advanced=advanced)
        entities.append(f"switch.{name.lower()}_{pin}")
    for entity in entities:
        await until(f"{entity} is there", partial(is_known, house, entity))
    return entities


async def is_known(house: House, entity_id: str) -> bool:
    """Return whether an entity has a state."""
    return await house.home_assistant.state(entity_id) in {"on", "off"}


async def levels(board: VirtualDevices, *gpios: int) -> list[bool | None]:
    """Return what a board drives."""
    return [await board.level(board.ids[0], gpio) for gpio in gpios]


async def until_saved(house: House, *pins: str) -> None:
    """Return when Home Assistant has written these pins to its storage, which it does a moment later."""
    entries = house.directory / "home-assistant" / ".storage" / "core.config_entries"
    await until("the pins are saved", lambda: all(pin in entries.read_text() for pin in pins))


async def go_dark(house: House, *pins: str) -> None:
    """Kill Home Assistant, once it has saved these pins, and the broker."""
    await until_saved(house, *pins)
    await house.home_assistant.kill()
    house.broker.kill()


async def light_up(house: House) -> None:
    """Start both again."""
    await house.broker.start()
    await house.home_assistant.start()


async def test_alone(house: House, board: VirtualDevices) -> None:
    """Auto-off, the way to safety, a minimum time and an interlock hold with nobody there."""
    group = {"group": 1, "dead_ms": 3000}
    entities = await add_switches(
        house,
        board,
        "Alone",
        kettle=(D1, {"auto_off": 5}),
        heater=(D2, {"failsafe": "off", "failsafe_after": 2, "min_on": 6}),
        lamp=(D5, {"failsafe": "on", "failsafe_after": 2}),
        up=(D6, group),
        down=(D7, group),
    )
    # Before the times begin to run.
    await until_saved(house, "Alone kettle", "Alone down")
    seen = len(await board.changes(board.ids[0]))
    await house.home_assistant.call("switch.turn_on", entity_id=entities[3])
    await house.until_state(entities[3], "on")
    for entity in (entities[0], entities[1], entities[4]):
        await house.home_assistant.call("switch.turn_on", entity_id=entity)

    await go_dark(house, "Alone kettle", "Alone down")

    assert await levels(board, D1, D2, D5, D7) == [True, True, False, False]
    wanted = [False, False, True, False, True]
    await until("all are where they belong", lambda: has_levels(board, (D1, D2, D5, D6, D7), wanted), within=30)
    moments = {(change.gpio, change.high): change.now_ms for change in (await board.changes(board.ids[0], seen))}
    assert 5000 <= moments[D1, False] - moments[D1, True] < 5100
    assert 6000 <= moments[D2, False] - moments[D2, True] < 6100
    assert 3000 <= moments[D7, True] - moments[D6, False] < 3100
    await light_up(house)
    await house.until_state("switch.alone_lamp", "on", within=90)
    await house.until_state("switch.alone_down", "on")


async def test_manager_away(house: House, board: VirtualDevices) -> None:
    """An output can go where it is safe because Home Assistant alone is away."""
    advanced = {"failsafe": "off", "failsafe_after": 100, "failsafe_on": "manager"}
    entities = await add_switches(house, board, "Away", heater=(D1, advanced), pump=(D2, advanced))
    for entity in entities:
        await house.home_assistant.call("switch.turn_on", entity_id=entity)
    await until_saved(house, "Away heater", "Away pump")
    await house.home_assistant.kill()

    await board.ask("advance_clock", ms=90_000)
    assert await levels(board, D1, D2) == [True, True]
    await board.ask("advance_clock", ms=11_000)

    assert await levels(board, D1, D2) == [False, False]
    await house.home_assistant.start()
    await house.until_state(entities[0], "off", within=90)


async def test_manager_decides(house: House, board: VirtualDevices) -> None:
    """After a power cut of its board an output gets the level from before, if the user wants that."""
    entities = await add_switches(
        house, board, "Back", mine=(D1, {"after_outage": "manager"}), its=(D2, {"after_outage": "device"})
    )
    for entity in entities:
        await house.home_assistant.call("switch.turn_on", entity_id=entity)
    # What was seen is remembered a moment later.
    await until("both are on", lambda: has_levels(board, (D1, D2), [True, True]))
    board.kill()

    await board.start()

    await until("the manager has decided", lambda: has_levels(board, (D1, D2), [True, False]), within=60)


async def test_power_cut_alone(house: House, board: VirtualDevices) -> None:
    """After a power cut each output begins as its form says, before any network is there."""
    device_id = board.ids[0]
    gpios = (D1, D2, D5, D6, D7)
    entities = await add_switches(
        house,
        board,
        "Cut",
        off=(D1, {"initial": "off"}),
        on=(D2, {"initial": "on"}),
        restored=(D5, {"initial": "restore"}),
        inverse=(D6, {"initial": "inverse"}),
        none=(D7, {"initial": "none"}),
    )
    for entity in entities:
        await house.home_assistant.call("switch.turn_on", entity_id=entity)
    # Levels are written to flash once a minute.
    await board.ask("advance_clock", ms=60000)
    assert await levels(board, *gpios) == [True] * 5
    await go_dark(house, "Cut off", "Cut none")
    board.kill()

    await board.start()

    assert await levels(board, *gpios) == [False, True, True, False, None]
    assert all(change.now_ms < 100 for change in await board.changes(device_id))
    await light_up(house)
    await house.until_state("switch.cut_restored", "on", within=90)


async def test_restart_moves_nothing(house: House, board: VirtualDevices) -> None:
    """A restart of the board keeps every level, whatever they are after a power cut."""
    entities = await add_switches(
        house, board, "Soft", off=(D1, {"initial": "off"}), on=(D2, {"initial": "on"}), none=(D5, {"initial": "none"})
    )
    await house.home_assistant.call("switch.turn_on", entity_id=entities[0])
    await house.home_assistant.call("switch.turn_off", entity_id=entities[1])
    await house.home_assistant.call("switch.turn_on", entity_id=entities[2])
    seen = len(await board.changes(board.ids[0]))

    await house.home_assistant.call("button.press", entity_id="button.soft_restart")

    await until("it has booted again", lambda: has_booted(board, 2))
    await house.until_state(entities[0], "on", within=30)
    assert await levels(board, D1, D2, D5) == [True, False, True]
    assert await board.changes(board.ids[0], seen) == []


@pytest.mark.parametrize("advanced", [{"min_on": 60}, {"max_per_min": 1}], ids=["minimum time", "times per minute"])
async def test_limits(house: House, board: VirtualDevices, advanced: Mapping[str, Any]) -> None:
    """A wish that a limit forbids fails loudly, and nothing moves."""
    name = f"Limit{next(iter(advanced)).replace('_', '')}"
    (entity,) = await add_switches(house, board, name, pump=(D1, advanced))
    call = house.home_assistant.call
    await call("switch.turn_on", entity_id=entity)
    if "max_per_min" in advanced:
        await call("switch.turn_off", entity_id=entity)
    before = await board.level(board.ids[0], D1)

    with pytest.raises(aiohttp.ClientResponseError):
        await call("switch.turn_off" if before else "switch.turn_on", entity_id=entity)

    assert await board.level(board.ids[0], D1) is before
    assert await house.home_assistant.state(entity) == ("on" if before else "off")


async def has_levels(board: VirtualDevices, gpios: tuple[int, ...], wanted: list[bool]) -> bool:
    """Return whether a board drives these levels."""
    return await levels(board, *gpios) == wanted


async def has_booted(board: VirtualDevices, boots: int) -> bool:
    """Return whether the device has booted so many times."""
    return bool((await board.ask("get", board.ids[0]))["boots"] == boots)
