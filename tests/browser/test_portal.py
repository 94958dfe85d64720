"""The portal of a board on a phone, which runs no JavaScript there."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

from playwright.async_api import Browser, Page, expect
import pytest

from rig.broker import Broker
from rig.ports import LOOPBACK
from rig.virtual_devices import VirtualDevices
from tests.portal_board import portal_board

from .screen import Screen

_PHONE: Final[dict[str, Any]] = {
    "viewport": {"width": 390, "height": 844},
    "is_mobile": True,
    "has_touch": True,
    "device_scale_factor": 2,
    "java_script_enabled": False,
}


@pytest.fixture
async def broker(tmp_path: Path) -> AsyncIterator[Broker]:
    """Return a broker."""
    broker = Broker(tmp_path / "broker")
    await broker.start()
    yield broker
    broker.stop()


@pytest.fixture
async def board(tmp_path: Path, broker: Broker, request: pytest.FixtureRequest) -> AsyncIterator[VirtualDevices]:
    """Return a board that has no network; its clock can be virtual."""
    virtual_time = getattr(request, "param", "") == "virtual time"
    async with portal_board(tmp_path / "board", broker.port, virtual_time=virtual_time) as board:
        yield board


@pytest.fixture(params=["light", "dark"])
async def phone(chromium: Browser, board: VirtualDevices, request: pytest.FixtureRequest) -> AsyncIterator[Screen]:
    """Return the page as a phone shows it by day and by night; it asks nobody else, and complains about nothing."""
    strangers: list[str] = []
    async with await chromium.new_context(color_scheme=request.param, **_PHONE) as context:
        screen = Screen(await context.new_page(), request.node.name)
        url = f"http://{LOOPBACK}:{board.portal_port}/"
        screen.page.on(
            "request", lambda asked: strangers.append(asked.url) if asked.url.removesuffix("?search") != url else None
        )
        await screen.page.goto(url)
        yield screen
        assert screen.complaints == []
        assert [stranger for stranger in strangers if not stranger.startswith("data:")] == []


async def test_portal(phone: Screen) -> None:
    """A person picks a network, mistypes its password, and gets the board connected at the second try."""
    page = phone.page
    await expect(page.get_by_role("radio")).to_have_count(6)
    await expect(page.get_by_role("alert")).to_have_count(0)
    await is_within(phone)
    await phone.look("form")
    await page.get_by_role("link", name="Search again").click()
    await expect(page.get_by_text("Searching…")).to_be_visible()
    await expect(page.get_by_role("link", name="Search again")).to_be_visible()

    await connect(page, "Home locked strong signal", "wrong horse")
    await expect(page.get_by_role("status")).to_contain_text("The board tries “Home”.")
    await phone.look("connecting")

    await expect(page.get_by_role("alert")).to_be_visible()
    password = page.get_by_label("Wi-Fi password")
    await expect(password).to_have_accessible_description(
        "Enter it again. Leave it empty for a network without password. The network did not accept this password."
    )
    await expect(password).to_be_focused()
    await expect(password).to_have_value("")
    await expect(page.get_by_role("radio", name="Home")).to_be_checked()
    await is_within(phone)
    await phone.look("wrong password")

    await connect(page, "Home locked strong signal", "correct horse")
    await expect(page.get_by_text("Done. You can close this page.")).to_be_visible()
    await is_within(phone)
    await phone.look("done")


@pytest.mark.parametrize("board", ["virtual time"], indirect=True)
async def test_broker(phone: Screen, board: VirtualDevices, broker: Broker) -> None:
    """Where no broker is found, a person is asked for it; the part for it opens."""
    page = phone.page
    broker.stop()
    await connect(page, "Café Zürich", "12345678")
    await expect(page.get_by_role("status")).to_be_visible()
    await board.ask("advance_clock", ms=65_000)

    address = page.get_by_label("Address")
    await expect(address).to_have_accessible_description(
        "Such as 192.168.1.10. Wi-Fi works, but no broker was found. Enter its address; "
        "it is often that of Home Assistant."
    )
    await expect(address).to_be_in_viewport()
    await is_within(phone)
    await phone.look("no broker")


async def test_another_network(phone: Screen) -> None:
    """A network that is not in the list is typed; the field for it appears when it is asked for."""
    page = phone.page
    name = page.get_by_label("Name of the network")
    await expect(name).to_be_hidden()

    await page.get_by_role("radio", name="Another network").check()
    await name.fill("x" * 40)
    await page.get_by_role("button", name="Connect").click()

    await expect(page.get_by_text("at most 32 characters")).to_be_visible()
    await expect(name).to_have_value("x" * 40)
    await is_within(phone)
    await phone.look("long name")


async def test_hostile_name(phone: Screen) -> None:
    """A network whose name is a script is a network with a strange name."""
    await expect(
        phone.page.get_by_role("radio", name="<script>alert('\"&')</script> locked weak signal")
    ).to_be_visible()
    assert await phone.page.locator("script").count() == 0


async def connect(page: Page, network: str, password: str) -> None:
    """Pick a network of the list, and connect to it."""
    await page.get_by_role("radio", name=network).check()
    await page.get_by_label("Wi-Fi password").fill(password)
    await page.get_by_role("button", name="Connect").click()


async def is_within(phone: Screen) -> None:
    """Nothing reaches beyond the screen, and what is touched is big enough for a finger."""
    page = phone.page
    assert await page.locator("body").evaluate("body => body.scrollWidth") <= 390
    for part in await page.locator("label:has([type=radio]), input:not([type=radio]), button, summary").all():
        box = await part.bounding_box()
        if box is not None:
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= 390
            assert box["height"] >= 44
