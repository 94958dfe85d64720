"""Strips of pixels, from the dialog to the strip and back."""

from collections.abc import Awaitable, Callable
from typing import Any

from rig.virtual_devices import VirtualDevices
from rig.waiting import until

from .house import House

D4 = 2


async def test_pixels(house: House, board: VirtualDevices) -> None:
    """A strip shows colours, fades and effects, stays below its limit, and is dark when it is off or removed."""
    device_id = board.ids[0]
    entry_id = await house.add_board(device_id, "Shelf board")
    await house.add_pin(entry_id, "pixels", "Shelf", D4, count=4, order="rgb", limit_ma=100, advanced={"gamma": 1})
    await house.until_state("light.shelf", "off")
    call = house.home_assistant.call

    async def shows(*pixels: str) -> None:
        await until(f"the strip shows {pixels}", matching(board, lambda strip: strip[:4] == list(pixels)))

    await call("light.turn_on", entity_id="light.shelf", brightness=51, rgb_color=[255, 128, 0])
    await shows(*["331a00"] * 4)
    attributes = (await house.home_assistant.full_state("light.shelf") or {})["attributes"]
    assert (attributes["brightness"], attributes["rgb_color"], attributes["effect"]) == (51, [255, 128, 0], "off")

    # 100 mA are 4 for the pixels and 8 for each of the 12 colours: 40 %.
    await call("light.turn_on", entity_id="light.shelf", brightness=255, rgb_color=[255, 255, 255], transition=0.3)
    await shows(*["656565"] * 4)

    await call("light.turn_on", entity_id="light.shelf", effect="rainbow")
    await until("the strip has many colours", matching(board, lambda strip: len(set(strip)) == 4))
    first = await board.pixels(device_id, D4)
    await until("the rainbow moves", matching(board, lambda strip: strip != first))
    attributes = (await house.home_assistant.full_state("light.shelf") or {})["attributes"]
    assert attributes["effect"] == "rainbow"

    await call("light.turn_off", entity_id="light.shelf")
    await shows(*["000000"] * 4)
    assert await house.home_assistant.state("light.shelf") == "off"

    await house.change_pin(entry_id, "Shelf", count=2)
    await until("the strip is shorter", matching(board, lambda strip: len(strip) == 2))
    await house.until_state("light.shelf", "off")
    await call("light.turn_on", entity_id="light.shelf", effect="off", brightness=51)
    await shows("333333", "333333")

    await house.home_assistant.ask(
        "config_entries/subentries/delete", entry_id=entry_id, subentry_id=(await house.pins(entry_id))["Shelf"]
    )
    await until("the GPIO is released", matching(board, lambda strip: not strip))
    assert await board.level(device_id, D4) is None


def matching(board: VirtualDevices, matches: Callable[[list[str]], bool]) -> Callable[[], Awaitable[Any]]:
    """Return a condition: that the last frame is like this."""

    async def check() -> bool:
        return matches(await board.pixels(board.ids[0], D4))

    return check
