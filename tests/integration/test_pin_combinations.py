"""Options that do not go together: the dialog of a pin refuses what the board would, and says why."""

from collections.abc import Mapping
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .board import Board
from .entries import D1, D2, LAMP, House, device_entry, pin
from .flows import add_pin, change_pin, choose, fill_in, suggested


@pytest.fixture
async def entry(house: House, board: Board) -> MockConfigEntry:
    """Return the entry of a running board with a lamp, and a pump that starts by itself in the first group."""
    pump = pin("digital_output", "Pump", D1, "b", group=1, initial="on")
    return await house.add_running(device_entry(LAMP | {"data": {**LAMP["data"], "gpio": 14}}, pump), board)


async def submit(house: House, entry: MockConfigEntry, advanced: Mapping[str, Any], **choices: Any) -> Any:
    """Add an output with these options."""
    form = await choose(house.hass, await add_pin(house.hass, entry), "digital_output")
    return await fill_in(house.hass, form, advanced, name="Output", gpio=str(D2), **choices)


@pytest.mark.parametrize(
    ("shown_as", "advanced", "error"),
    [
        ("switch", {"guard": "yes", "initial": "on"}, "guard_initial"),
        ("switch", {"guard": "yes", "initial": "restore"}, "guard_initial"),
        ("switch", {"guard": "yes", "initial": "inverse"}, "guard_initial"),
        ("lock", {"initial": "restore"}, "guard_initial"),
        ("switch", {"guard": "yes", "failsafe": "on"}, "guard_failsafe"),
        ("lock", {"failsafe": "on"}, "guard_failsafe"),
        ("switch", {"auto_off": 9.9, "min_on": 10}, "auto_off_too_short"),
        ("switch", {"failsafe_on": "manager", "failsafe_after": 99}, "failsafe_too_soon"),
        ("switch", {"group": 1, "initial": "on"}, "group_starts_twice"),
        ("switch", {"max_per_min": 2.5}, "between_steps"),
        ("switch", {"auto_off": 0.05}, "between_steps"),
        ("switch", {"failsafe_after": 300.5}, "between_steps"),
    ],
    ids=str,
)
async def test_refused(
    house: House, entry: MockConfigEntry, shown_as: str, advanced: Mapping[str, Any], error: str
) -> None:
    """The form is shown again with the reason, and with everything as it was chosen."""
    form = await submit(house, entry, advanced, shown_as=shown_as)

    assert (form["type"], form["errors"]) == ("form", {"base": error})
    assert suggested(form).items() >= {"shown_as": shown_as, **advanced}.items()
    assert len(entry.subentries) == 2


@pytest.mark.parametrize(
    ("shown_as", "advanced"),
    [
        ("switch", {"guard": "yes", "initial": "off"}),
        ("switch", {"guard": "yes", "initial": "none"}),
        ("lock", {"guard": "no", "initial": "on", "failsafe": "on"}),
        ("switch", {"guard": "yes", "failsafe": "off"}),
        ("gas_valve", {"initial": "restore", "failsafe": "on"}),
        ("switch", {"auto_off": 10, "min_on": 10}),
        ("switch", {"auto_off": 86_399.9}),
        ("switch", {"auto_off": 0.3}),
        ("switch", {"auto_off": 0, "min_on": 10}),
        ("switch", {"failsafe_on": "manager", "failsafe_after": 100}),
        ("switch", {"failsafe_on": "broker", "failsafe_after": 1}),
        ("switch", {"group": 2, "initial": "on"}),
        ("switch", {"group": 1, "initial": "restore"}),
        ("switch", {"group": 0, "initial": "on"}),
    ],
    ids=str,
)
async def test_accepted(house: House, entry: MockConfigEntry, shown_as: str, advanced: Mapping[str, Any]) -> None:
    """What is only just allowed is taken."""
    result = await submit(house, entry, advanced, shown_as=shown_as)

    assert result["type"] == "create_entry"


async def test_not_with_itself(house: House, entry: MockConfigEntry) -> None:
    """The pin of a group that starts by itself can be changed."""
    form = await change_pin(house.hass, entry, house.subentry_id(entry, "Pump"))

    result = await fill_in(house.hass, form, {"group": 1, "initial": "on"}, name="Pump", gpio=str(D1), shown_as="light")

    assert result["reason"] == "reconfigure_successful"


async def test_shown_as_later(house: House, entry: MockConfigEntry) -> None:
    """What becomes a lock later must not be on after power-up either."""
    form = await change_pin(house.hass, entry, house.subentry_id(entry, "Pump"))

    form = await fill_in(house.hass, form, {"group": 1, "initial": "on"}, name="Pump", gpio=str(D1), shown_as="lock")

    assert form["errors"] == {"base": "guard_initial"}
