"""What a person does with boards that are set up."""

import json
from typing import Final

from playwright.async_api import expect

from rig.mqtt_client import MqttClient
from rig.virtual_devices import VirtualDevices
from rig.waiting import until
from tests.e2e.house import House

from .dialog import Dialog
from .integration_page import IntegrationPage
from .screen import Screen
from .shelf import Shelf

D1: Final = 5
D5: Final = 14
LED: Final = 2


async def test_device_pages(house: House, board: VirtualDevices, screen: Screen) -> None:
    """A light's toggle moves its GPIO, and the board's own page blinks its LED."""
    device_id = board.ids[0]
    entry_id = await house.add_board(device_id, "Shed")
    await house.add_pin(entry_id, "digital_output", "Shed lamp", D1, shown_as="light")
    await house.until_state("light.shed_lamp", "off")
    page = IntegrationPage(screen)
    await page.open()
    await page.show_device(page.pin("Shed lamp"))
    toggle, switch = screen.page.locator("ha-switch"), screen.page.get_by_role("switch")

    await toggle.click()
    await until("the GPIO is high", lambda: board.level(device_id, D1))
    await expect(switch).to_be_checked()
    await screen.look("pin")
    await toggle.click()
    await until("the GPIO is low", lambda: is_low(board, D1))
    await expect(switch).not_to_be_checked()

    await screen.page.get_by_role("link", name="Shed", exact=True).click()
    press = screen.page.locator("hui-button-entity-row").filter(has_text="Identify").get_by_role("button", name="Press")
    await expect(press).to_be_visible()
    await screen.look("board")
    await press.click()
    await until("the LED has blinked", lambda: has_blinked(board))


async def test_board_dialogs(house: House, shelf: Shelf, board: VirtualDevices, screen: Screen) -> None:
    """The dialogs that concern a whole board, or all of them, have all their texts."""
    entry_id = await house.add_board(board.ids[0], "Studio")
    await house.add_pin(entry_id, "digital_output", "Studio lamp", D1, shown_as="light")
    await house.tile(shelf.spare.ids[0])
    page = IntegrationPage(screen)
    await page.open()
    dialog = page.dialog

    await page.choose(page.board("Studio"), "Reconfigure")
    await dialog.shows("config.step.reconfigure")
    await dialog.choose("Board model", "ESP-01, ESP-01S")
    await dialog.submit()
    await dialog.shows_error("Studio lamp", above=dialog.field("Board model"))
    await dialog.choose("Board model", "NodeMCU v2, v3")
    await dialog.submit()
    await dialog.finish("Reconfiguration was successful", button="Close")

    await page.board("IoT Device Manager").get_by_role("button", name="Configure").click()
    await dialog.shows("options.step.init")
    await dialog.box.locator("ha-switch").click()
    await dialog.submit()
    await dialog.finish("Options successfully saved.")

    spare = shelf.spare.ids[0]
    await house.tile(spare)
    await screen.page.get_by_role("button", name="Add board").click()
    await dialog.take("Set up another instance of IoT Device Manager")
    await dialog.shows("config.step.user")
    await dialog.box.get_by_role("radio", name=spare).click()
    await dialog.submit()
    await dialog.shows("config.step.add")


async def test_repair(house: House, board: VirtualDevices, screen: Screen) -> None:
    """A second manager is told about under Repairs, and accepted there."""
    await house.add_board(board.ids[0], "Stable")
    async with MqttClient(house.broker.port) as client:
        for says in ({"name": "Old house"}, {"beat": 1}):
            message = {"id": "othermanager", "run": "0badcafe", **says}
            await client.publish("iotdm/1/manager/othermanager", json.dumps(message))
    await screen.page.goto("/config/repairs")

    await screen.page.get_by_text("Another manager is on this broker: “Old house”").click()
    dialog = Dialog(screen)
    await dialog.shows("issues.foreign_manager.fix_flow.step.confirm")
    await dialog.submit()
    await dialog.finish("The issue is repaired!")

    await expect(screen.page.get_by_text("Another manager is on this broker: “Old house”")).to_be_hidden()
    assert await house.issues() == {}


async def test_conflict(house: House, board: VirtualDevices, screen: Screen) -> None:
    """Of a board that runs something newer, as after a restored backup, a person sees what keeping it changes."""
    entry_id = await house.add_board(board.ids[0], "Shed")
    await house.add_pin(entry_id, "digital_output", "Shed lamp", D1, shown_as="light")
    await house.until_state("light.shed_lamp", "off")
    async with MqttClient(house.broker.port) as client:
        topic = f"iotdm/1/{board.ids[0]}/in/config"
        config = (await client.next_on(topic)).json
        fan = {"key": "b", "type": "digital_output", "gpio": D5}
        newer = {**config, "revision": config["revision"] + 1, "pins": [fan]}
        await client.publish(topic, json.dumps(newer), retain=True)
    await screen.page.goto("/config/repairs")

    await screen.page.get_by_text("Shed runs a configuration that is newer than the one here").click()
    dialog = Dialog(screen)
    await dialog.shows("issues.config_conflict.fix_flow.step.confirm")
    await dialog.take("Keep what the board runs")
    await dialog.shows("issues.config_conflict.fix_flow.step.keep")
    await expect(dialog.box.get_by_text("Removed, with their entities: Shed lamp")).to_be_visible()
    await dialog.submit()
    await dialog.finish("The issue is repaired!")

    assert list(await house.pins(entry_id)) == ["Shed D5 (GPIO14)"]
    await house.until_state("switch.shed_d5_gpio14", "off")


async def test_assist(house: House, board: VirtualDevices, screen: Screen) -> None:
    """A sentence to Assist turns the lights on."""
    device_id = board.ids[0]
    entry_id = await house.add_board(device_id, "Garage")
    await house.add_pin(entry_id, "digital_output", "Garage lights", D1, shown_as="light")
    await house.until_state("light.garage_lights", "off")
    await screen.page.goto("/home")

    await screen.page.get_by_role("button", name="Assist (A)").click()
    dialog = Dialog(screen)
    await dialog.entry("Enter a request").fill("turn on the garage lights")
    await screen.page.keyboard.press("Enter")

    await expect(dialog.box.get_by_text("Turned on the light")).to_be_visible()
    await screen.look("answer")
    await until("the GPIO is high", lambda: board.level(device_id, D1))


async def is_low(board: VirtualDevices, gpio: int) -> bool:
    """Return whether a board drives a GPIO low."""
    return await board.level(board.ids[0], gpio) is False


async def has_blinked(board: VirtualDevices) -> bool:
    """Return whether the LED changed often."""
    return len([change for change in await board.changes(board.ids[0]) if change.gpio == LED]) > 4
