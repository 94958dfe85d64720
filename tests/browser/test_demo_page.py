"""The page of the demo, as a person plays with it."""

from collections.abc import AsyncIterator
import re
from typing import Any, Final

from playwright.async_api import Browser, Locator, expect
import pytest

from demo.house import House, open_house
from rig.waiting import until
from tests.logs import assert_clean

from .screen import Screen

PHONE: Final = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
DESK: Final = {"viewport": {"width": 1280, "height": 1000}}


@pytest.fixture(scope="module")
async def demo(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """Return the house of the demo."""
    async with open_house(tmp_path_factory.mktemp("demo")) as house:
        yield house
    assert_clean(house.home_assistant.log)


@pytest.fixture(params=[DESK, PHONE], ids=["desk", "phone"])
async def table(chromium: Browser, demo: House, request: pytest.FixtureRequest) -> AsyncIterator[Screen]:
    """Return the open page, which must not complain about anything."""
    options: dict[str, Any] = request.param
    async with await chromium.new_context(locale="en", **options) as context:
        screen = Screen(await context.new_page(), request.node.name)
        await screen.page.goto(demo.page.url)
        await expect(card(screen, "Spare board")).to_contain_text("No pin is driven.")
        yield screen
        assert screen.complaints == []


async def test_table(demo: House, table: Screen) -> None:
    """Outputs glow, contacts and sliders reach Home Assistant, the power can be cut, and nothing is cut off."""
    garage, greenhouse = card(table, "Garage"), card(table, "Greenhouse")
    compressor = row(garage, "Compressor")
    await is_within(table)
    await table.look("begin")

    await expect(compressor).to_contain_text("low")
    await glows(compressor, "0")
    await demo.home_assistant.call("switch.turn_on", entity_id="switch.garage_compressor")
    await expect(compressor).to_contain_text("high")
    await glows(compressor, "1")

    door = garage.get_by_role("switch", name="Contact of Garage door")
    await expect(door).to_be_checked()
    await door.click()
    await expect(door).to_have_text("open")
    await until_state(demo, "binary_sensor.garage_garage_door", "on")
    await door.press("Space")
    await until_state(demo, "binary_sensor.garage_garage_door", "off")

    slider = greenhouse.get_by_role("slider", name="Voltage at Soil moisture")
    await slider.fill("1000")
    await until_state(demo, "sensor.greenhouse_soil_moisture", "97.751711")
    await slider.fill("430")
    await table.look("played")

    await garage.get_by_role("button", name="Cut the power").click()
    await expect(compressor).to_contain_text("no power")
    await glows(compressor, "0")
    await until_state(demo, "switch.garage_compressor", "unavailable")
    await is_within(table)
    await table.look("cut")
    await garage.get_by_role("button", name="Give power").click()
    await expect(garage).to_contain_text("online")
    await until_state(demo, "switch.garage_compressor", "off")

    happened = table.page.get_by_role("region", name="What happened").get_by_role("listitem")
    await expect(happened.filter(has_text="power cut").first).to_be_visible()
    times = await happened.get_by_role("time").all_inner_texts()
    assert times == sorted(times, reverse=True)


def card(screen: Screen, name: str) -> Locator:
    """Return the card of a board."""
    heading = screen.page.get_by_role("heading", name=name, exact=True)
    return screen.page.get_by_role("article").filter(has=heading)


def row(card: Locator, name: str) -> Locator:
    """Return the row of a pin."""
    return card.get_by_role("listitem").filter(has_text=name)


async def glows(row: Locator, share: str) -> None:
    """Return when the lamp of a row glows so much, from 0 to 1."""
    await expect(row.locator(".lamp")).to_have_css("opacity", re.compile(f"^{share}"), pseudo="after")


async def is_within(screen: Screen) -> None:
    """Nothing reaches beyond the screen, or beyond its part of a card."""
    assert await screen.page.evaluate("document.documentElement.scrollWidth - window.innerWidth") == 0
    parts = screen.page.locator("article header, article li")
    assert await parts.evaluate_all("parts => parts.filter(part => part.scrollWidth > part.clientWidth).length") == 0


async def until_state(house: House, entity_id: str, state: str) -> None:
    """Return when an entity has a state."""

    async def has_state() -> bool:
        return await house.home_assistant.state(entity_id) == state

    await until(f"{entity_id} is {state}", has_state)
