"""A web server for firmware images, which can be as bad as any."""

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
import secrets
from typing import Final, Self

from .ports import LOOPBACK

_PIECE: Final = 4096


@dataclass(frozen=True, kw_only=True, slots=True)
class Served:
    """What is sent at one URL."""

    content: bytes
    status: HTTPStatus = HTTPStatus.OK
    #: what it says that the size is; None to say nothing
    announced: int | None = None
    #: whether the connection stays open, silent, when everything was sent
    stalls: bool = False


class ImageServer:
    """Serves each file once, under a URL that nobody can guess."""

    def __init__(self) -> None:
        """Prepare; use it as a context manager."""
        self._served: dict[str, Served] = {}
        self._server: asyncio.Server | None = None
        self._talks: set[asyncio.Task[None]] = set()
        self._port = 0
        #: the requests that came, as their first lines
        self.requests: list[str] = []

    async def __aenter__(self) -> Self:
        """Listen on any free port."""
        self._server = await asyncio.start_server(self._talk, LOOPBACK)
        self._port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        """End, and every connection with it."""
        if self._server is not None:
            self._server.close()
        for talk in self._talks:
            talk.cancel()

    def serve(self, content: bytes, change: Callable[[Served], Served] = lambda served: served) -> str:
        """Return the URL of a file; `change` may make something odd of what is sent there."""
        path = f"/{secrets.token_hex(16)}"
        self._served[path] = change(Served(content=content, announced=len(content)))
        return f"http://{LOOPBACK}:{self._port}{path}"

    async def _talk(self, reader: StreamReader, writer: StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._talks.add(task)
        try:
            await self._answer(reader, writer)
        except ConnectionError, asyncio.IncompleteReadError:
            pass  # The board has gone away, which is its right.
        finally:
            writer.close()

    async def _answer(self, reader: StreamReader, writer: StreamWriter) -> None:
        request = (await reader.readuntil(b"\r\n\r\n")).decode().splitlines()[0]
        self.requests.append(request)
        served = self._served.pop(request.split()[1], Served(content=b"", status=HTTPStatus.NOT_FOUND))
        head = [f"HTTP/1.0 {served.status.value} {served.status.phrase}"]
        if served.announced is not None:
            head.append(f"Content-Length: {served.announced}")
        writer.write("\r\n".join([*head, "", ""]).encode())
        for at in range(0, len(served.content), _PIECE):
            writer.write(served.content[at : at + _PIECE])
            await writer.drain()
        while served.stalls and await reader.read(1):
            pass
