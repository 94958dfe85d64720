"""A connection that can be cut: between two brokers, for example."""

import asyncio
from contextlib import suppress

from .ports import LOOPBACK, free_port


class Link:
    """Listens on a port of its own and passes everything on to another one, until it is cut."""

    def __init__(self, target: int) -> None:
        """Prepare; mend() begins."""
        self.port = free_port()
        self._target = target
        self._server: asyncio.Server | None = None
        self._passing: set[asyncio.Task[None]] = set()

    async def mend(self) -> None:
        """Take connections."""
        self._server = await asyncio.start_server(self._take, LOOPBACK, self.port)

    async def cut(self) -> None:
        """End all connections, and refuse new ones."""
        if self._server is not None:
            self._server.close()
            for passing in self._passing:
                passing.cancel()
            await self._server.wait_closed()
            self._server = None

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection(LOOPBACK, self._target)
        except OSError:
            writer.close()
            return
        for source, sink in ((reader, far_writer), (far_reader, writer)):
            task = asyncio.create_task(_pass(source, sink))
            self._passing.add(task)
            task.add_done_callback(self._passing.discard)


async def _pass(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    try:
        with suppress(OSError):
            while data := await source.read(65536):
                sink.write(data)
                await sink.drain()
    finally:
        sink.close()
