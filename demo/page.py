"""The page that shows the boards: static files, a stream of what is on the table, and what a person can do."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
import json
from pathlib import Path
from typing import Any, Final

from aiohttp import web
from aiohttp.typedefs import Handler

from rig.home_assistant import PASSWORD, USER
from rig.ports import LOOPBACK

from .board import MAX_COUNTS
from .table import Table

_STATIC: Final = Path(__file__).parent / "static"
_HEADERS: Final = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
}
# Only a write shows that the reader of a stream has gone.
_SIGN_OF_LIFE_S: Final = 10.0


class Page:
    """Serves the page on loopback."""

    def __init__(self, table: Table, *, port: int, home_assistant_url: str) -> None:
        """Prepare."""
        self.url = f"http://{LOOPBACK}:{port}"
        self._port = port
        self._table = table
        self._home_assistant = {"url": home_assistant_url, "user": USER, "password": PASSWORD}

    @asynccontextmanager
    async def served(self) -> AsyncIterator[None]:
        """Serve it."""
        app = web.Application(middlewares=[_unknown_is_not_found])
        app.on_response_prepare.append(_add_headers)
        app.add_routes(
            [
                web.get("/", _index),
                web.static("/static", _STATIC),
                web.get("/api/table", self._get_table),
                web.get("/api/stream", self._get_stream),
                web.post("/api/boards/{id}/power", self._post_power),
                web.post(r"/api/boards/{id}/contacts/{gpio:\d+}", self._post_contact),
                web.post("/api/boards/{id}/analog", self._post_analog),
            ]
        )
        # A stream ends only by being cut off, so there is nothing to wait for.
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        try:
            await web.TCPSite(runner, LOOPBACK, self._port).start()
            yield
        finally:
            await runner.cleanup()

    # What is shown

    def _as_text(self, picture: Mapping[str, Any]) -> str:
        return json.dumps({"home_assistant": self._home_assistant, **picture})

    async def _get_table(self, request: web.Request) -> web.Response:
        _, picture = await self._table.newer(0)
        return web.Response(text=self._as_text(picture), content_type="application/json")

    async def _get_stream(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        version = 0
        # The reader goes without a word.
        with suppress(ConnectionResetError):
            while True:
                try:
                    async with asyncio.timeout(_SIGN_OF_LIFE_S):
                        version, picture = await self._table.newer(version)
                    message = f"data: {self._as_text(picture)}\n\n"
                except TimeoutError:
                    message = ":\n\n"
                await response.write(message.encode())
        return response

    # What a person does

    async def _post_power(self, request: web.Request) -> web.Response:
        on = await _read(request, "on", bool)
        await self._table.switch_power(request.match_info["id"], on=on)
        return web.Response(status=204)

    async def _post_contact(self, request: web.Request) -> web.Response:
        closed = await _read(request, "closed", bool)
        await self._table.move_contact(request.match_info["id"], int(request.match_info["gpio"]), closed=closed)
        return web.Response(status=204)

    async def _post_analog(self, request: web.Request) -> web.Response:
        counts = await _read(request, "counts", int)
        if not 0 <= counts <= MAX_COUNTS:
            raise web.HTTPBadRequest
        await self._table.measure(request.match_info["id"], counts)
        return web.Response(status=204)


@web.middleware
async def _unknown_is_not_found(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except LookupError as err:
        raise web.HTTPNotFound from err


async def _index(request: web.Request) -> web.FileResponse:
    return web.FileResponse(_STATIC / "index.html")


async def _add_headers(request: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(_HEADERS)


async def _read[T](request: web.Request, name: str, kind: type[T]) -> T:
    """Return a member of the request's JSON object."""
    # Another site's page cannot send this type without asking first.
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType
    try:
        value = (await request.json())[name]
    except (ValueError, TypeError, KeyError) as err:
        raise web.HTTPBadRequest from err
    if type(value) is not kind:
        raise web.HTTPBadRequest
    return value
