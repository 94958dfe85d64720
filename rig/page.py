"""An open page of Home Assistant, as far as the server sees it: a websocket that follows every entity."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

from .home_assistant import HomeAssistant, WebSocket


class Page:
    """Knows the state of every entity, until Home Assistant ends the connection."""

    def __init__(self) -> None:
        """Prepare; open_page() opens one."""
        self._states: dict[str, str] = {}
        self._following: asyncio.Task[None] | None = None

    @property
    def states(self) -> Mapping[str, str]:
        """Return the states by the ids of the entities; raise ConnectionError when the connection was ended."""
        if self._following is not None and self._following.done():
            self._following.result()
        return self._states

    def begin(self, websocket: WebSocket) -> None:
        """Follow a subscription of this websocket."""
        self._following = asyncio.create_task(self._follow(websocket))

    async def close(self) -> None:
        """End it."""
        if self._following is not None:
            self._following.cancel()
            with suppress(asyncio.CancelledError, ConnectionError):
                await self._following

    async def _follow(self, websocket: WebSocket) -> None:
        async for event in websocket.events():
            self._take(event)

    def _take(self, event: Mapping[str, Any]) -> None:
        for entity_id, added in event.get("a", {}).items():
            self._states[entity_id] = added["s"]
        for entity_id, change in event.get("c", {}).items():
            # Attributes change without the state, too.
            if "s" in (new := change.get("+", {})):
                self._states[entity_id] = new["s"]
        for entity_id in event.get("r", ()):
            del self._states[entity_id]


@asynccontextmanager
async def open_page(home_assistant: HomeAssistant) -> AsyncIterator[Page]:
    """Open a page, which says what the real one says."""
    async with home_assistant.websocket() as websocket:
        await websocket.ask("supported_features", features={"coalesce_messages": 1})
        await websocket.ask("subscribe_entities")
        page = Page()
        page.begin(websocket)
        try:
            yield page
        finally:
            await page.close()
