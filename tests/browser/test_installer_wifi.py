"""The web installer gives a board its Wi-Fi: ESP Web Tools, in Chromium, talks to the core of the firmware."""

import asyncio
from collections.abc import AsyncIterator
import os
from pathlib import Path
import re
from typing import Final

from playwright.async_api import Browser, Page, expect
import pytest

from rig.broker import Broker
from rig.virtual_devices import VirtualDevices
from tests.portal_board import portal_board

from .screen import Screen
from .test_installer import built, url

__all__ = ["built", "url"]

# A port whose other end is a virtual device instead of a cable.
_PORT: Final = """
navigator.serial.requestPort = async () => ({
  readable: new ReadableStream({
    start(controller) { window.fromBoard = (bytes) => controller.enqueue(new Uint8Array(bytes)); },
  }),
  writable: new WritableStream({ write: (bytes) => window.toBoard([...bytes]) }),
  open: async () => {},
  close: async () => {},
  getInfo: () => ({}),
  setSignals: async () => {},
  addEventListener: () => {},
  removeEventListener: () => {},
});
"""
_READ_BYTES: Final = 4096


@pytest.fixture
async def board(tmp_path: Path) -> AsyncIterator[VirtualDevices]:
    """Return a board that has no network; in the one that it is given there will be a broker."""
    broker = Broker(tmp_path / "broker")
    await broker.start()
    async with portal_board(tmp_path / "board", broker.port) as board:
        yield board
    broker.stop()


@pytest.fixture
async def screen(
    chromium: Browser, board: VirtualDevices, url: str, request: pytest.FixtureRequest
) -> AsyncIterator[Screen]:
    """Return the installer, with the board plugged in."""
    terminal = os.open(board.improv, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
    loop = asyncio.get_running_loop()
    received: asyncio.Queue[bytes] = asyncio.Queue()
    loop.add_reader(terminal, lambda: received.put_nowait(os.read(terminal, _READ_BYTES)))
    async with await chromium.new_context(locale="en") as context:
        page = await context.new_page()
        await page.expose_function("toBoard", lambda data: os.write(terminal, bytes(data)))
        await page.add_init_script(_PORT)
        await page.goto(url)
        cable = asyncio.create_task(carry(received, page))
        screen = Screen(page, request.node.name)
        yield screen
        loop.remove_reader(terminal)
        cable.cancel()
        os.close(terminal)
        assert screen.complaints == []


async def carry(received: asyncio.Queue[bytes], page: Page) -> None:
    """Take to the page what the board says."""
    while True:
        await page.evaluate("bytes => window.fromBoard(bytes)", list(await received.get()))


async def test_wifi(screen: Screen) -> None:
    """The board says what it is, refuses a wrong password, takes the right one, and is offered to Home Assistant."""
    page = screen.page
    dialog = page.locator("ewt-install-dialog")
    await page.get_by_role("button", name="Install").click()
    await expect(dialog.get_by_text("IoT Device Manager 0.1.0")).to_be_visible()
    await screen.look("found")

    await dialog.get_by_text("Connect to Wi-Fi").click()
    await expect(dialog.get_by_role("combobox", name="Network")).to_contain_text("Home")
    await screen.look("networks")
    await dialog.get_by_role("textbox", name="Password").fill("wrong horse")
    await dialog.get_by_role("button", name="Connect").click()
    # The board tries twice before it is sure.
    await expect(dialog.get_by_text("Unable to connect")).to_be_visible(timeout=30_000)
    await screen.look("refused")
    await dialog.get_by_role("textbox", name="Password").fill("correct horse")
    await dialog.get_by_role("button", name="Connect").click()
    message = dialog.locator("ewt-page-message")
    await expect(message).to_have_js_property("label", "Device connected to the network!")
    await expect(dialog.locator("a[href]")).to_have_attribute("href", re.compile("domain=iot_device_manager$"))
    await screen.look("connected")
