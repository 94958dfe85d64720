"""A board dies, and a person has a spare take its place."""

import time
from typing import Final

from playwright.async_api import Locator, expect

from rig.virtual_devices import VirtualDevices
from rig.waiting import until
from tests.e2e.house import House

from .dialog import Dialog
from .integration_page import IntegrationPage
from .screen import Screen
from .shelf import Shelf

D1: Final = 5
GPIO2: Final = 2
# The confirmation itself is not one of them.
MOST_CLICKS: Final = 3


class Hand:
    """Counts how often it clicks."""

    def __init__(self) -> None:
        """Begin without a click."""
        self.clicks = 0

    async def click(self, target: Locator) -> None:
        """Click."""
        self.clicks += 1
        await target.click()


async def let_die(house: House, shelf: Shelf, board: VirtualDevices, name: str) -> str:
    """Have a board die with its lamp on, while a spare is there; return the id of the board's device."""
    entity_id = f"light.{name.lower()}_lamp"
    entry_id = await house.add_board(board.ids[0], name)
    await house.add_pin(entry_id, "digital_output", f"{name} lamp", D1, shown_as="light")
    await house.until_state(entity_id, "off")
    await house.home_assistant.call("light.turn_on", entity_id=entity_id)
    await house.tile(shelf.spare.ids[0])
    board.kill()
    await house.until_state(entity_id, "unavailable", within=45)
    devices = await house.home_assistant.ask("config/device_registry/list")
    device_id: str = next(device["id"] for device in devices if device["name"] == name)
    return device_id


async def add_card(house: House, entity_id: str) -> str:
    """Put a button for an entity on a dashboard of its own; return where that is."""
    where = entity_id.split(".")[1].replace("_", "-")
    ask = house.home_assistant.ask
    await ask("lovelace/dashboards/create", url_path=where, title="House", mode="storage")
    card = {"type": "button", "entity": entity_id, "tap_action": {"action": "toggle"}}
    await ask("lovelace/config/save", url_path=where, config={"views": [{"cards": [card]}]})
    return where


async def test_three_clicks(house: House, shelf: Shelf, board: VirtualDevices, screen: Screen) -> None:
    """From the page of the dead board it takes three clicks to the question, where the best spare is chosen already."""
    dead = await let_die(house, shelf, board, "Mill")
    dashboard = await add_card(house, "light.mill_lamp")
    hand, page, dialog = Hand(), IntegrationPage(screen), Dialog(screen)
    await screen.page.goto(f"/config/devices/device/{dead}")
    integration = screen.page.get_by_role("link").filter(has_text="IoT Device Manager").first
    await integration.wait_for()
    await screen.look("device")

    await hand.click(integration)
    row = page.board("Mill")
    await hand.click(row.get_by_role("button", name="Menu").first)
    await hand.click(row.get_by_role("menuitem", name="Reconfigure", exact=True))
    await dialog.shows("config.step.reconfigure", opened=True)
    await expect(dialog.box.get_by_role("radio").first).to_be_checked()
    assert hand.clicks <= MOST_CLICKS

    started = time.monotonic()
    await dialog.submit()
    spare = await shelf.take()
    await until("the spare drives the lamp", lambda: spare.level(spare.ids[0], D1))
    seconds = time.monotonic() - started
    await dialog.finish("is now the hardware of Mill", button="Close")
    print(f"{hand.clicks} clicks to the question, {seconds:.2f} s after it the spare drove the pin")  # noqa: T201
    assert seconds < 5
    await house.until_state("light.mill_lamp", "on")
    # The card on a dashboard, made before, drives the new board.
    await screen.page.goto(f"/{dashboard}")
    await screen.page.locator("hui-button-card").get_by_text("Mill lamp").click()
    await until("the card switched the lamp off", lambda: is_low(spare, D1))


async def test_tile(house: House, shelf: Shelf, board: VirtualDevices, screen: Screen) -> None:
    """The tile of a spare offers to take the place of a board."""
    await let_die(house, shelf, board, "Barn")
    spare = await shelf.take()
    await screen.page.goto("/config/integrations/dashboard")
    tile = screen.page.locator("ha-config-flow-card").filter(has_text=f"New board {spare.ids[0]}")
    await tile.get_by_role("button", name="Add").click()
    dialog = Dialog(screen)

    await dialog.shows("config.step.discovered")
    await dialog.take("Use it as a replacement for…")
    await dialog.shows("config.step.replace_for")
    await dialog.box.get_by_role("radio", name="Barn").first.click()
    await dialog.submit()
    await dialog.finish("is now the hardware of Barn", button="Close")

    await until("the spare drives the lamp", lambda: spare.level(spare.ids[0], D1))


async def test_other_model(house: House, shelf: Shelf, board: VirtualDevices, screen: Screen) -> None:
    """A spare of another model gets other GPIOs for the pins that do not fit."""
    await let_die(house, shelf, board, "Attic")
    page, dialog = IntegrationPage(screen), Dialog(screen)
    await page.open()
    await page.choose(page.board("Attic"), "Reconfigure")
    await dialog.shows("config.step.reconfigure", opened=True)
    spare = await shelf.take()
    await dialog.box.get_by_role("radio", name=spare.ids[0]).click()
    await dialog.choose("Board model", "ESP-01, ESP-01S")
    await dialog.submit()

    await dialog.shows("config.step.remap")
    await dialog.choose("Attic lamp", "GPIO2 ⚠")
    await dialog.submit()
    await dialog.finish("is now the hardware of Attic", button="Close")

    await until("the spare drives the lamp", lambda: spare.level(spare.ids[0], GPIO2))
    assert await spare.level(spare.ids[0], D1) is None
    await house.until_state("light.attic_lamp", "on")


async def is_low(board: VirtualDevices, gpio: int) -> bool:
    """Return whether a board drives a GPIO low."""
    return await board.level(board.ids[0], gpio) is False
