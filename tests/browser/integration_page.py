"""The page of the integration in the settings of Home Assistant."""

from typing import Final

from playwright.async_api import Locator

from .dialog import Dialog
from .screen import Screen

PIN: Final = "config_subentries.pin"


class IntegrationPage:
    """Shows the boards and their pins, and opens their dialogs."""

    def __init__(self, screen: Screen) -> None:
        """Use a page of a browser; open() opens it."""
        self._screen = screen
        self._page = screen.page
        self.dialog = Dialog(screen)

    async def open(self) -> None:
        """Open it."""
        await self._page.goto("/config/integrations/integration/iot_device_manager")

    def board(self, name: str) -> Locator:
        """Return the row of a board's entry, with its pins."""
        return self._page.locator("ha-config-entry-row").filter(has_text=name)

    def pin(self, name: str) -> Locator:
        """Return the row of a pin."""
        return self._page.locator("ha-config-sub-entry-row").filter(has_text=name)

    async def choose(self, row: Locator, item: str) -> None:
        """Choose from the menu of a row."""
        await row.get_by_role("button", name="Menu").first.click()
        await row.get_by_role("menuitem", name=item, exact=True).click()

    async def add_pin(self, board: str, kind: str) -> Dialog:
        """Open the form of a new pin."""
        await self.choose(self.board(board), "Add pin")
        await self.dialog.take(kind)
        return self.dialog

    async def show_device(self, row: Locator) -> None:
        """Go to the page of a row's first device."""
        await row.locator("ha-config-entry-device-row").first.click()
        await self._page.get_by_role("heading", name="Device info").wait_for()
