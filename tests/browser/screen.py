"""What a person sees in the browser."""

import itertools
from pathlib import Path
import re
from typing import Final

from playwright.async_api import ConsoleMessage, Page

PICTURES: Final = Path(__file__).parents[2] / "build" / "screenshots"

# What is seen instead of a text that is missing: a key, an unfilled placeholder, a value of JavaScript.
_NO_TEXT: Final = re.compile(
    r"component\.|\bstep\.|\b[a-z]+(?:_[a-z0-9]+)+\b|\{\w*\}|\bundefined\b|\bNaN\b|\[object|[Tt]ranslation error"
)


class Screen:
    """A page in the browser: it can be looked at, and keeps what the browser complains about."""

    def __init__(self, page: Page, story: str) -> None:
        """Watch a page; its pictures are called after the story."""
        self.page = page
        self.complaints: list[str] = []
        self._story = re.sub(r"\W+", "-", story.removeprefix("test_")).strip("-")
        self._numbers = itertools.count(1)
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.complaints.append(f"uncaught: {error}"))

    async def text(self) -> str:
        """Return everything that can be read."""
        snapshot = await self.page.locator("body").aria_snapshot()
        return "\n".join(line for line in snapshot.splitlines() if "/url:" not in line)

    async def look(self, at: str) -> None:
        """Keep a picture; what can be read has no text missing."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        path = PICTURES / f"{self._story}-{next(self._numbers)}-{at}.png"
        await self.page.screenshot(path=path, animations="disabled", full_page=True)
        assert _NO_TEXT.findall(await self.text()) == []

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{message.type}: {message.text} ({message.location.get('url')})")
