"""A person has a wall switch work without Home Assistant."""

from typing import Final

from playwright.async_api import expect

from rig.virtual_devices import VirtualDevices
from rig.waiting import until
from tests.e2e.house import House

from .integration_page import IntegrationPage
from .screen import Screen
from .texts import text

D1: Final = 5
D5: Final = 14
RULE: Final = "config_subentries.rule"


async def test_rule(house: House, board: VirtualDevices, screen: Screen) -> None:
    """Three short steps, in which only what is possible is offered, make a rule; the board carries it out."""
    entry_id = await house.add_board(board.ids[0], "Pantry")
    await house.add_pin(entry_id, "digital_output", "Pantry lamp", D1, shown_as="light")
    await house.add_pin(entry_id, "button", "Pantry switch", D5)
    await house.until_state("event.pantry_switch", "unknown")
    page = IntegrationPage(screen)
    await page.open()

    await page.choose(page.board("Pantry"), "Add rule")
    dialog = page.dialog
    await dialog.shows(f"{RULE}.step.user")
    # Where there is no choice, it is made already.
    await expect(dialog.field("Button, knob or input")).to_contain_text("Pantry switch")
    await dialog.submit()
    await dialog.shows(f"{RULE}.step.what")
    await expect(dialog.field("Output")).to_contain_text("Pantry lamp")
    await dialog.choose("What happens", "Pressed")
    await dialog.submit()
    await dialog.shows(f"{RULE}.step.then")
    await expect(dialog.field("When it counts")).to_contain_text("Always")
    actions = [text(f"selector.rule_action.options.{action}") for action in ("toggle", "on", "off")]
    assert await dialog.options("Action") == actions
    await dialog.choose("Action", actions[0])
    await dialog.submit()
    await dialog.finish("Pantry switch: press → Pantry lamp: toggle")
    await expect(page.pin("Pantry switch: press → Pantry lamp: toggle")).to_be_visible()
    await screen.look("entry")

    async def lit() -> bool:
        for level in (False, True):
            await board.ask("set_input", board.ids[0], gpio=D5, level=level)
            await board.ask("advance_clock", ms=100)
        return await board.level(board.ids[0], D1) is True

    # The rule is there a moment after the dialog.
    await until("the board obeys its button", lit)
    await house.until_state("light.pantry_lamp", "on")
