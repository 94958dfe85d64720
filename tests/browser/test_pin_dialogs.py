"""A person adds a board and its pins, changes them, and is told what is wrong."""

import re
from typing import Final

from playwright.async_api import expect

from custom_components.iot_device_manager.board_models import BOARDS
from custom_components.iot_device_manager.boards import caution
from custom_components.iot_device_manager.pin_types import PIN_TYPES
from rig.virtual_devices import VirtualDevices
from rig.waiting import until
from tests.e2e.house import House

from .dialog import Dialog
from .integration_page import PIN, IntegrationPage
from .screen import Screen
from .texts import text

D1: Final = 5
D2: Final = 4
D3: Final = 0
D5: Final = 14
D6: Final = 12
FREEZER: Final = "2801000000000029"
FRIDGE: Final = "2802000000000070"
OUTPUTS: Final = [
    *("D1 (GPIO5)", "D2 (GPIO4)", "D5 (GPIO14)", "D6 (GPIO12)", "D7 (GPIO13)"),
    *("D0 (GPIO16) ⚠", "D3 (GPIO0) ⚠", "D4 (GPIO2) ⚠", "D8 (GPIO15) ⚠", "RX (GPIO3) ⚠", "TX (GPIO1) ⚠"),
]


async def test_first_board(house: House, board: VirtualDevices, screen: Screen) -> None:
    """A discovered board gets its name, model and area, then its first pin, with keyboard and mouse."""
    device_id = board.ids[0]
    await house.add_area("Workshop")
    await screen.page.goto("/config/integrations/dashboard")
    tile = screen.page.locator("ha-config-flow-card").filter(has_text=f"New board {device_id}")
    await expect(tile).to_contain_text("IoT Device Manager")
    await screen.look("discovered")

    await tile.get_by_role("button", name="Add").click()
    dialog = Dialog(screen)
    await dialog.shows("config.step.add")
    models = {text(f"selector.board.options.{model}") for model in BOARDS}
    assert set(await dialog.options("Board model")) == models
    await dialog.entry("Name").click()
    await screen.page.keyboard.type("Garage")
    await dialog.choose("Board model", "Wemos D1 mini")
    await dialog.find("Area", "Workshop")
    await dialog.submit()

    await dialog.shows(f"{PIN}.step.user")
    await dialog.take("Relay, lamp or another on/off output")
    await dialog.shows(f"{PIN}.step.digital_output")
    await dialog.entry("Name").click()
    await screen.page.keyboard.type("Garage lights")
    assert await dialog.options("Pin of the board") == OUTPUTS
    await dialog.choose("Pin of the board", "D1 (GPIO5)")
    await dialog.choose("Shown as", "Light")
    # Most pins are in the room of their board.
    await expect(dialog.field("Area")).to_contain_text("Workshop")
    await dialog.submit()
    await dialog.finish("Garage lights")

    await house.until_state("light.workshop_garage_lights", "off")
    assert await board.level(device_id, D1) is False


async def test_forms(house: House, board: VirtualDevices, screen: Screen) -> None:
    """Each type of pin has a form with all its texts, also under Advanced."""
    await house.add_board(board.ids[0], "Library")
    page = IntegrationPage(screen)
    await page.open()
    for name in PIN_TYPES:
        dialog = await page.add_pin("Library", text(f"{PIN}.step.user.menu_options.{name}"))
        await dialog.open_advanced()
        await dialog.shows(f"{PIN}.step.{name}", opened=True, without={"move_to"})
        await dialog.close()


async def test_caution(house: House, board: VirtualDevices, screen: Screen) -> None:
    """A GPIO with a caution is used after a second thought only; what was entered is kept meanwhile."""
    device_id = board.ids[0]
    await house.add_board(device_id, "Cellar")
    page = IntegrationPage(screen)
    await page.open()
    dialog = await page.add_pin("Cellar", "Relay, lamp or another on/off output")
    await dialog.fill("Name", "Cellar lamp")
    await dialog.choose("Shown as", "Light")
    for gpio in filter(caution, BOARDS["d1_mini"].labels):
        label = f"{BOARDS['d1_mini'].label(gpio)} ⚠"
        await dialog.choose("Pin of the board", label)
        await dialog.submit()
        await dialog.shows(f"{PIN}.step.{caution(gpio)}")
        await dialog.take("Choose another pin")
        await expect(dialog.entry("Name")).to_have_value("Cellar lamp")
        await expect(dialog.field("Shown as")).to_contain_text("Light")
        await expect(dialog.field("Pin of the board")).to_contain_text(label)
    await dialog.choose("Pin of the board", "D3 (GPIO0) ⚠")
    await dialog.submit()
    await dialog.take("Use it all the same")
    await dialog.finish("Cellar lamp")

    await house.until_state("light.cellar_lamp", "off")
    assert await board.level(device_id, D3) is False


async def test_sensors(house: House, board: VirtualDevices, screen: Screen) -> None:
    """A measured value is shown in the user's unit, a contact in the words of its kind."""
    device_id = board.ids[0]
    await board.set_analog(device_id, 512)
    await board.set_input(device_id, D5, False)
    await house.add_board(device_id, "Barn")
    page = IntegrationPage(screen)
    await page.open()

    dialog = await page.add_pin("Barn", "Analog sensor")
    await dialog.fill("Name", "Barn tank")
    await dialog.find("Unit", "%")
    await dialog.fill("Calibration", "0 = 0, 3.2 = 100.0494")
    await dialog.open_advanced()
    await dialog.fill("Interval", "0.5")
    await dialog.submit()
    await dialog.finish("Barn tank")
    await house.until_state("sensor.barn_tank", "50.0736")

    dialog = await page.add_pin("Barn", "Contact, motion or another on/off input")
    await dialog.fill("Name", "Barn door")
    await dialog.choose("Pin of the board", "D5 (GPIO14)")
    await dialog.find("Kind of sensor", "Door")
    await dialog.submit()
    await dialog.finish("Barn door")
    await house.until_state("binary_sensor.barn_door", "off")

    await page.show_device(page.pin("Barn tank"))
    await expect(screen.page.get_by_text(re.compile(r"50\.1\s*%"))).to_be_visible()
    await screen.look("value")
    await page.open()
    await page.show_device(page.pin("Barn door"))
    await expect(screen.page.get_by_text("Closed", exact=True).first).to_be_visible()
    await board.set_input(device_id, D5, True)
    await expect(screen.page.get_by_text("Open", exact=True).first).to_be_visible()


async def test_probes(house: House, board: VirtualDevices, screen: Screen) -> None:
    """The probes that the board finds are offered with what they measure; the chosen one is shown."""
    device_id = board.ids[0]
    await board.put_probes(device_id, D2, {FREEZER: -18.5, FRIDGE: 6})
    await house.add_board(device_id, "Pantry")
    page = IntegrationPage(screen)
    await page.open()

    dialog = await page.add_pin("Pantry", "DS18B20 temperature probe")
    await dialog.fill("Name", "Pantry fridge")
    await dialog.choose("Pin of the board", "D2 (GPIO4)")
    await dialog.submit()
    await dialog.shows(f"{PIN}.step.probe")
    await dialog.find("Probe", "28-02000000000070 (6.0 °C)", shown=FRIDGE)
    await dialog.submit()
    await dialog.finish("Pantry fridge")

    await house.until_state("sensor.pantry_fridge", "6", within=30)


async def test_change_and_remove(house: House, board: VirtualDevices, screen: Screen) -> None:
    """A pin's form shows what it is; only what is changed there changes, and a removed pin is gone."""
    device_id = board.ids[0]
    entry_id = await house.add_board(device_id, "Loft")
    await house.add_pin(entry_id, "digital_output", "Loft lamp", D1, shown_as="light", advanced={"initial": "on"})
    await house.add_pin(entry_id, "digital_output", "Loft fan", D2, shown_as="switch", advanced={"initial": "on"})
    await house.until_state("switch.loft_fan", "on")
    page = IntegrationPage(screen)
    await page.open()

    seen = len(await board.changes(device_id))
    await page.pin("Loft lamp").get_by_role("button", name="Change pin").click()
    dialog = page.dialog
    await dialog.open_advanced()
    await dialog.shows(f"{PIN}.step.digital_output", opened=True, without={"area", "move_to"})
    await expect(dialog.entry("Name")).to_have_value("Loft lamp")
    await expect(dialog.field("Pin of the board")).to_contain_text("D1 (GPIO5)")
    await expect(dialog.field("Shown as")).to_contain_text("Light")
    await expect(dialog.field("After power-up")).to_contain_text("On")
    await dialog.choose("Pin of the board", "D6 (GPIO12)")
    await dialog.submit()
    await dialog.finish("Reconfiguration was successful", button="Close")

    async def moved() -> list[tuple[int, bool]]:
        return [(change.gpio, change.high) for change in await board.changes(device_id, seen)]

    await until("the lamp has moved", lambda: board.level(device_id, D6))
    await house.until_state("light.loft_lamp", "on")
    assert await moved() == [(D6, True), (D1, False)]

    await page.choose(page.pin("Loft lamp"), "Delete")
    await screen.look("remove")
    await dialog.press("Delete")
    await expect(page.pin("Loft lamp")).to_have_count(0)
    await until("the GPIO is released", lambda: is_released(board, D6))
    assert await house.home_assistant.state("light.loft_lamp") is None
    assert await house.home_assistant.state("switch.loft_fan") == "on"


async def test_errors(house: House, board: VirtualDevices, screen: Screen) -> None:
    """What is wrong is said in words, at the field that it is about."""
    await house.add_board(board.ids[0], "Attic")
    page = IntegrationPage(screen)
    await page.open()

    dialog = await page.add_pin("Attic", "Analog sensor")
    await dialog.submit()
    await expect(dialog.box.get_by_text("Not all required fields are filled in.")).to_be_visible()
    await dialog.fill("Name", "   ")
    await dialog.submit()
    await dialog.shows_error(text(f"{PIN}.error.name_missing"), above=dialog.entry("Name"))
    await dialog.fill("Name", "Attic warmth")
    await dialog.find("Kind of sensor", "Timestamp")
    await dialog.submit()
    await dialog.shows_error(text(f"{PIN}.error.class_not_a_number"), above=dialog.field("Kind of sensor"))
    await dialog.find("Kind of sensor", "Temperature")
    await dialog.find("Unit", "hPa")
    await dialog.submit()
    await dialog.shows_error(text(f"{PIN}.error.points_missing"), above=dialog.entry("Calibration"))
    await dialog.fill("Calibration", "0 = 0, 1 = 100")
    await dialog.submit()
    error = text(f"{PIN}.error.unit_not_for_class").format(units="K, °C, °F")
    await dialog.shows_error(error, above=dialog.field("Unit"))
    await dialog.close()

    dialog = await page.add_pin("Attic", "Contact, motion or another on/off input")
    await dialog.fill("Name", "Attic hatch")
    await dialog.choose("Pin of the board", "D0 (GPIO16) ⚠")
    await dialog.submit()
    await dialog.shows_error(text(f"{PIN}.error.no_pull_up"), above=dialog.field("Pull resistor"))


async def is_released(board: VirtualDevices, gpio: int) -> bool:
    """Return whether a board drives nothing at a GPIO."""
    return await board.level(board.ids[0], gpio) is None
