"""All parts of the demo, started in order and stopped in the reverse order."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rig.broker import Broker
from rig.home_assistant import HomeAssistant
from rig.ports import free_port

from .board import Board
from .configurations import Configurations
from .dialogs import set_up
from .names import Names
from .page import Page
from .plan import BOARDS
from .table import Table


@dataclass(frozen=True, kw_only=True, slots=True)
class House:
    """What runs."""

    broker: Broker
    home_assistant: HomeAssistant
    boards: tuple[Board, ...]  #: in the order of the plan
    page: Page
    looking: asyncio.Task[None]  #: what the page lives from

    async def stay(self) -> None:
        """Raise when a part ends by itself."""
        while True:
            await asyncio.wait([self.looking], timeout=1)
            if self.looking.done():
                await self.looking
            if not self.broker.process.running:
                raise RuntimeError(f"the broker ended:\n{self.broker.process.tail()}")
            if not self.home_assistant.process.running:
                # Restarting it in its settings ends the process, and leaves the rest to who had started it.
                await self.home_assistant.start()


@asynccontextmanager
async def open_house(directory: Path, *, home_assistant_port: int = 0, page_port: int = 0) -> AsyncIterator[House]:
    """Start everything in a new directory, and set up what is planned. Ports that are taken are replaced."""
    async with AsyncExitStack() as stack:
        broker = Broker(directory / "broker")
        stack.callback(broker.stop)
        await broker.start()

        boards = tuple(
            Board(
                directory / f"board-{seed}",
                broker_port=broker.port,
                seed=seed,
                outside=planned.outside,
                counts=planned.counts,
            )
            for seed, planned in enumerate(BOARDS, start=1)
        )
        for board in boards:
            stack.callback(board.stop)
        home_assistant = HomeAssistant(
            directory / "home-assistant", port=free_port(home_assistant_port), name="Demo home"
        )
        stack.push_async_callback(home_assistant.stop)
        await asyncio.gather(home_assistant.start(), *(board.power_on() for board in boards))

        plans = dict(zip((board.id for board in boards), BOARDS, strict=True))
        await set_up(home_assistant, broker.port, plans)

        configurations = Configurations()
        stack.callback(configurations.stop)
        configurations.start(broker.port)
        names = Names(home_assistant)
        # So that nothing is shown without its name.
        await names.refresh()
        table = Table(boards, configurations, names)
        looking = await stack.enter_async_context(_in_background(table.run()))
        page = Page(table, port=free_port(page_port), home_assistant_url=home_assistant.url)
        await stack.enter_async_context(page.served())
        yield House(broker=broker, home_assistant=home_assistant, boards=boards, page=page, looking=looking)


@asynccontextmanager
async def _in_background(work: Coroutine[Any, Any, None]) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(work)
    try:
        yield task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
