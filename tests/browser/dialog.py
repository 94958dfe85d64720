"""A dialog of Home Assistant, used as a person uses it."""

from collections.abc import Collection
import re

from playwright.async_api import Locator, expect

from rig.waiting import NotReachedError, until

from .screen import Screen
from .texts import texts_of_step


class Dialog:
    """The dialog that is open."""

    def __init__(self, screen: Screen) -> None:
        """Use the dialog that is, or will be, open on a page."""
        self._screen = screen
        # One that follows another may open before that one has gone.
        self.box = screen.page.locator("ha-dialog").last

    async def shows(self, step: str, *, opened: bool = False, without: Collection[str] = ()) -> None:
        """Look at the dialog, once it shows every text of a step."""
        missing = patterns = texts_of_step(step, opened=opened, without=without)

        async def is_complete() -> bool:
            nonlocal missing
            shown = await self.box.aria_snapshot()
            missing = [pattern for pattern in patterns if not re.search(pattern, shown)]
            return not missing

        try:
            await until(f"the dialog {step}", is_complete)
        except NotReachedError as err:
            raise AssertionError(f"{step} does not show {missing}, but:\n{await self.box.aria_snapshot()}") from err
        await self._screen.look(step.rpartition(".")[2])

    def field(self, label: str) -> Locator:
        """Return a field with a list to choose from."""
        return self.box.get_by_label(label, exact=True).first

    def entry(self, label: str) -> Locator:
        """Return a field to type into."""
        text = self.box.get_by_role("textbox", name=label)
        return text.or_(self.box.get_by_role("spinbutton", name=label))

    async def fill(self, label: str, value: str) -> None:
        """Type into a field."""
        await self.entry(label).fill(value)
        await expect(self.entry(label)).to_have_value(value)

    async def choose(self, label: str, option: str) -> None:
        """Choose from a short list."""
        await self.field(label).click()
        await self.box.get_by_role("menuitem", name=option, exact=True).click()
        await self._is_chosen(label, option)

    async def options(self, label: str) -> list[str]:
        """Return what a short list offers, and close it again."""
        await self.field(label).click()
        items = self.box.get_by_role("menuitem")
        await expect(items.first).to_be_visible()
        await self._screen.look("options")
        found = await items.all_inner_texts()
        await self._screen.page.keyboard.press("Escape")
        await expect(items).to_have_count(0)
        return found

    async def find(self, label: str, option: str, *, shown: str | None = None) -> None:
        """Choose from a long list, by searching it; `shown` is what the field has then, if not the same."""
        await self.field(label).click()
        search = self.box.get_by_placeholder("Search")
        await search.fill(option)
        await self.box.locator("ha-picker-combo-box").get_by_text(option, exact=True).click()
        await expect(search).to_be_hidden()
        await self._is_chosen(label, shown or option)

    async def _is_chosen(self, label: str, option: str) -> None:
        # What is typed meanwhile would be lost: the form takes over a choice a moment later.
        await expect(self.field(label)).to_contain_text(option)

    async def take(self, option: str) -> None:
        """Take an option of a menu."""
        await self.box.get_by_text(option, exact=True).click()

    async def open_advanced(self) -> None:
        """Open the section Advanced."""
        await self.box.get_by_role("button", name="Advanced").click()

    async def press(self, button: str) -> None:
        """Press a button."""
        await self.box.get_by_role("button", name=button, exact=True).last.click()

    async def submit(self) -> None:
        """Submit the form."""
        await self.press("Submit")

    async def close(self) -> None:
        """Leave the dialog, without an end."""
        await self.box.get_by_role("button", name="Close").first.click()
        await self._is_gone()

    async def finish(self, says: str, button: str = "Finish") -> None:
        """Close the dialog, which says how it ended."""
        await expect(self.box.get_by_text(says)).to_be_visible()
        await self._screen.look("end")
        await self.press(button)
        await self._is_gone()

    async def _is_gone(self) -> None:
        await expect(self._screen.page.locator("ha-dialog")).to_have_count(0)

    async def shows_error(self, message: str, *, above: Locator) -> None:
        """Look at an error, which stands right above the field that it is about."""
        alert = self.box.locator("ha-alert").filter(has_text=message)
        await expect(alert).to_be_visible()
        await self._screen.look("error")
        words, field = await alert.bounding_box(), await above.bounding_box()
        assert words is not None
        assert field is not None
        assert 0 <= field["y"] - (words["y"] + words["height"]) < 20
