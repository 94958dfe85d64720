"""Covers: from the form to two relays, and from their times back to the position of the entity."""

from rig.virtual_devices import VirtualDevices
from rig.waiting import until

from .house import House

UP = 5
DOWN = 4
ENTITY = "cover.bedroom_blind"
# Between two looks of the board at its clock, also when the machine has much to do.
LATE_MS = 200


async def test_cover(house: House, board: VirtualDevices) -> None:
    """A cover finds its end, goes to a position, is stopped, opened aloud, and never has both relays on."""
    device_id = board.ids[0]
    entry_id = await house.add_board(device_id, "Upstairs")
    refused = await house.ask_for_pin(entry_id, "cover", "Bedroom blind", UP, gpio_down=str(UP), open_ms=2, close_ms=1)
    assert refused["errors"] == {"gpio_down": "gpio_twice"}
    await house.add_pin(
        entry_id,
        "cover",
        "Bedroom blind",
        UP,
        gpio_down=str(DOWN),
        open_ms=4,
        close_ms=1,
        device_class="blind",
        advanced={"dead_ms": 300},
    )
    await house.until_state(ENTITY, "unknown")
    assert (await board.level(device_id, UP), await board.level(device_id, DOWN)) == (False, False)

    # Nobody knows where it is: to the nearer end and 10 % beyond, then to the position.
    await house.home_assistant.call("cover.set_cover_position", entity_id=ENTITY, position=40)
    await until("the blind is at 40", lambda: is_at(house, "open", 40))
    await house.home_assistant.call("cover.close_cover", entity_id=ENTITY)
    assert await house.home_assistant.state(ENTITY) == "closing"
    await house.until_state(ENTITY, "closed")
    await until("the relay is off", lambda: is_off(board, DOWN))
    for (relay, lasted_ms), (wanted_relay, wanted_ms) in zip(
        await runs(board), [(DOWN, 1100), (UP, 1600), (DOWN, 500)], strict=True
    ):
        assert relay == wanted_relay
        assert wanted_ms - LATE_MS / 2 <= lasted_ms <= wanted_ms + LATE_MS

    assert await house.home_assistant.say("open the bedroom blind") == "Opening"
    # It reports its position once a second.
    await until("the blind opens", lambda: is_off_its_end(house))
    await house.home_assistant.call("cover.stop_cover", entity_id=ENTITY)
    assert await house.home_assistant.state(ENTITY) == "open"
    assert await board.level(device_id, UP) is False
    attributes = (await house.home_assistant.full_state(ENTITY) or {})["attributes"]
    *_, (relay, lasted_ms) = await runs(board)
    assert relay == UP
    assert abs(attributes["current_position"] - lasted_ms / 40) <= 1

    await board.ask("power_cycle", device_id)
    await house.until_state(ENTITY, "unknown")
    assert (await board.level(device_id, UP), await board.level(device_id, DOWN)) == (False, False)


async def runs(board: VirtualDevices) -> list[tuple[int, int]]:
    """Return which relay was on and for how long, one after the other; see that they did not meet."""
    found: list[tuple[int, int]] = []
    on: tuple[int, int] | None = None
    rests_since = 0
    for change in await board.changes(board.ids[0]):
        if change.high:
            assert on is None
            assert not found or found[-1][0] == change.gpio or change.now_ms - rests_since >= 300
            on = change.gpio, change.now_ms
        elif on is not None and on[0] == change.gpio:
            found.append((change.gpio, change.now_ms - on[1]))
            on, rests_since = None, change.now_ms
    assert on is None
    return found


async def is_at(house: House, state: str, position: int) -> bool:
    """Return whether the cover stands still at a position."""
    shown = await house.home_assistant.full_state(ENTITY) or {}
    # Late by what the machine had to do.
    at: int = shown["attributes"].get("current_position", 0)
    return shown["state"] == state and position <= at <= position + 10


async def is_off_its_end(house: House) -> bool:
    """Return whether the cover is no longer closed."""
    attributes = (await house.home_assistant.full_state(ENTITY) or {})["attributes"]
    at: int = attributes["current_position"]
    return at > 0


async def is_off(board: VirtualDevices, gpio: int) -> bool:
    """Return whether a relay is off."""
    return await board.level(board.ids[0], gpio) is False
