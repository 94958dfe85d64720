"""A real Chromium that is signed in to a house of real parts; each test has a page of its own."""

from collections.abc import AsyncIterator

from playwright.async_api import Browser, BrowserContext, expect
import pytest

from rig.home_assistant import PASSWORD, USER
from rig.virtual_devices import VirtualDevices
from tests.e2e.conftest import house
from tests.e2e.house import House

from .chromium import open_chromium
from .screen import Screen
from .shelf import Shelf

__all__ = ["house"]

_PATIENCE_MS = 15_000


@pytest.fixture(scope="session", autouse=True)
def _patience() -> None:
    expect.set_options(timeout=_PATIENCE_MS)


@pytest.fixture(scope="module")
async def chromium(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Browser]:
    """Return a browser."""
    async with open_chromium(tmp_path_factory.mktemp("chromium")) as browser:
        yield browser


@pytest.fixture(scope="module")
async def signed_in(chromium: Browser, house: House, shelf: Shelf) -> AsyncIterator[BrowserContext]:
    """Return pages of the house's Home Assistant for a person who has signed in there."""
    async with await chromium.new_context(
        base_url=house.home_assistant.url,
        locale="en",
        reduced_motion="reduce",
        service_workers="block",
        # The longest form is seen whole.
        viewport={"width": 1100, "height": 1600},
    ) as context:
        context.set_default_timeout(_PATIENCE_MS)
        page = await context.new_page()
        await page.goto("/")
        await page.get_by_role("textbox", name="Username").fill(USER)
        await page.get_by_role("textbox", name="Password").fill(PASSWORD)
        await page.get_by_role("button", name="Log in").click()
        await expect(page.get_by_role("link", name="Settings")).to_be_visible()
        await page.close()
        yield context


@pytest.fixture(scope="module")
async def shelf(house: House) -> Shelf:
    """Return the house's supply of boards."""
    return Shelf(house, await house.switch_on_boards())


@pytest.fixture
async def board(shelf: Shelf) -> VirtualDevices:
    """Return a running board that no other test has; one more waits to be discovered."""
    return await shelf.take()


@pytest.fixture
async def screen(signed_in: BrowserContext, request: pytest.FixtureRequest) -> AsyncIterator[Screen]:
    """Return a new page of Home Assistant, which must not complain about anything of ours."""
    page = await signed_in.new_page()
    screen = Screen(page, request.node.name)
    yield screen
    await screen.look("last")
    await page.close()
    assert [complaint for complaint in screen.complaints if is_ours(complaint)] == []


def is_ours(complaint: str) -> bool:
    """Return whether a complaint names the integration, or stopped something; Home Assistant has its own ones."""
    return "iot_device_manager" in complaint or complaint.startswith("uncaught")
