"""An open page of Home Assistant, as far as the server sees it: a websocket that follows every entity."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any, Final

import aiohttp
import orjson

from .home_assistant import HomeAssistant

_AGAIN_S: Final = 0.01


class Page:
    """Knows state and attributes of every entity, until Home Assistant ends the connection."""

    def __init__(self) -> None:
        """Prepare; follow() begins."""
        self._states: dict[str, str] = {}
        self._attributes: dict[str, dict[str, Any]] = {}
        self._ended = False

    @property
    def states(self) -> Mapping[str, str]:
        """Return the states by the ids of the entities; raise ConnectionError when the connection was ended."""
        if self._ended:
            raise ConnectionError("Home Assistant ended the connection of the page")
        return self._states

    async def follow(self, connection: aiohttp.ClientWebSocketResponse) -> None:
        """Follow all entities over a connection that is signed in; return when Home Assistant ends it."""
        await connection.send_json({"id": 1, "type": "supported_features", "features": {"coalesce_messages": 1}})
        number = 1
        async for message in connection:
            content = orjson.loads(message.data)
            parts = content if isinstance(content, list) else [content]
            for part in parts:
                if part["type"] == "event":
                    self._take(part["event"])
            # First comes the answer about the features; and while Home Assistant starts, it does not know the command.
            if any(part["type"] == "result" and (part["id"] == 1 or not part["success"]) for part in parts):
                number += 1
                await asyncio.sleep(_AGAIN_S)
                await connection.send_json({"id": number, "type": "subscribe_entities"})
            self._news_taken()
        self._ended = True

    def _changed(self, entity_id: str) -> None:
        """Take in that an entity changed; for those who build on this."""

    def _news_taken(self) -> None:
        """Take in that a message was read to its end; for those who build on this."""

    def _take(self, event: Mapping[str, Any]) -> None:
        for entity_id, added in event.get("a", {}).items():
            self._states[entity_id] = added["s"]
            self._attributes[entity_id] = added["a"]
            self._changed(entity_id)
        for entity_id, change in event.get("c", {}).items():
            new = change.get("+", {})
            # Attributes change without the state, too.
            self._states[entity_id] = new.get("s", self._states[entity_id])
            attributes = self._attributes[entity_id]
            attributes |= new.get("a", {})
            for gone in change.get("-", {}).get("a", ()):
                attributes.pop(gone, None)
            self._changed(entity_id)
        for entity_id in event.get("r", ()):
            del self._states[entity_id]
            del self._attributes[entity_id]


@asynccontextmanager
async def open_page(home_assistant: HomeAssistant) -> AsyncIterator[Page]:
    """Open a page; Home Assistant may still be starting."""
    page = Page()
    async with await home_assistant.open_websocket() as connection:
        following = asyncio.create_task(page.follow(connection))
        try:
            yield page
        finally:
            following.cancel()
            with suppress(asyncio.CancelledError):
                await following
