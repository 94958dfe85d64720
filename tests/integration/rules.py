"""Boards with local rules, and short ways to look at them."""

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.config_entries import ConfigSubentryData
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .board import Board
from .entries import BUTTON, CEILING, D2, DOOR, FAN, LAMP, House, device_entry, elsewhere, pin
from .flows import change_pin, fill_in

HALL_ID: Final = "5ccf7f00ca11"

GATE: Final = pin("pulse", "Gate", 12, "g")
BLIND: Final = pin("cover", "Blind", 4, "h", gpio_down=14, guard="no")
FAR_BUTTON: Final = elsewhere(BUTTON, "01JFARBUTTON", "Bell")
FAR_DOOR: Final = elsewhere(DOOR, "01JFARDOOR", "Front door")
FAR_LAMP: Final = elsewhere(LAMP, "01JFARLAMP", "Hall lights")

UID: Final[Mapping[str, str]] = {
    row["title"]: str(row["unique_id"]) for row in (BUTTON, LAMP, FAN, DOOR, CEILING, GATE, BLIND, FAR_BUTTON, FAR_DOOR)
}


def hall_entry(*subentries: ConfigSubentryData) -> MockConfigEntry:
    """Return the entry of a second board, not added yet."""
    return device_entry(*subentries, device_id=HALL_ID, role="r00hall000", title="Hall")


async def board_with(house: House, board: Board, *subentries: ConfigSubentryData) -> MockConfigEntry:
    """Return the entry of a running board with these pins and rules."""
    return await house.add_running(device_entry(*subentries), board)


def the_rule(entry: MockConfigEntry) -> str:
    """Return the subentry id of the first rule of a board."""
    return entry.get_subentries_of_type("rule")[0].subentry_id


def rules_of(board: Board) -> Any:
    """Return the rules that a board runs."""
    assert board.config is not None
    return board.config.get("rules", [])


async def move_pin(house: House, source: MockConfigEntry, name: str, target: MockConfigEntry, **choices: Any) -> Any:
    """Move a pin to D2 of another board."""
    form = await change_pin(house.hass, source, house.subentry_id(source, name))
    form = await fill_in(house.hass, form, {"move_to": target.entry_id}, name=name, **choices)
    if form["type"] == "abort":
        return form
    result = await house.hass.config_entries.subentries.async_configure(form["flow_id"], {"gpio": str(D2)})
    await house.clock.advance(2)
    return result
