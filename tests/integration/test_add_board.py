"""Adding a board: the form behind a tile, and what follows."""

from homeassistant.data_entry_flow import InvalidData
from homeassistant.helpers import area_registry as ar, device_registry as dr
import pytest

from custom_components.iot_device_manager.board_models import BOARDS

from .board import DEVICE_ID, Board
from .entries import DOMAIN, House
from .flows import answer, choices_of, discovered, fields_of, suggested


@pytest.fixture
async def tile(house: House, board: Board) -> str:
    """Return the dialog behind the tile of a discovered board."""
    board.switch_on()
    await house.clock.settle()
    (flow,) = discovered(house.hass)
    flow_id: str = flow["flow_id"]
    return flow_id


async def test_form(house: House, tile: str) -> None:
    """The form asks for name, model and area, and says which board it is about."""
    form = await house.hass.config_entries.flow.async_configure(tile)

    assert form["step_id"] == "add"
    assert fields_of(form) == ["name", "board", "area"]
    assert choices_of(form, "board") == list(BOARDS)
    assert form["description_placeholders"] == {"device": DEVICE_ID, "firmware": "0.1.0"}


async def test_add(house: House, tile: str, board: Board) -> None:
    """A board gets an entry of its own, the manager's entry beside it, and the dialog of its first pin."""
    result = await answer(house.hass, {"flow_id": tile}, name="  Garage  ", board="d1_mini")
    await house.clock.settle()

    entry = result["result"]
    assert (entry.title, entry.unique_id, entry.state.value) == ("Garage", DEVICE_ID, "loaded")
    assert entry.data["board"] == "d1_mini"
    assert entry.data["area"] is None
    assert len(entry.data["role"]) == 10
    assert [other.unique_id for other in house.hass.config_entries.async_entries(DOMAIN)] == [DEVICE_ID, "manager"]
    kind, flow_id = result["next_flow"]
    assert kind == "config_subentries_flow"
    assert house.hass.config_entries.subentries.async_get(flow_id)["step_id"] == "user"
    assert discovered(house.hass) == []

    await house.clock.advance(10)
    assert (board.role, board.config) == (entry.data["role"], board.configs()[-1])


async def test_area(house: House, tile: str) -> None:
    """The board is put into the room that was chosen."""
    area = ar.async_get(house.hass).async_create("Workshop")

    result = await answer(house.hass, {"flow_id": tile}, name="Garage", board="d1_mini", area=area.id)
    await house.clock.settle()

    (device,) = dr.async_entries_for_config_entry(dr.async_get(house.hass), result["result"].entry_id)
    assert device.area_id == area.id
    assert (device.manufacturer, device.model, device.serial_number) == ("Wemos", "D1 mini", DEVICE_ID)
    assert device.connections == {("mac", "5c:cf:7f:0a:1b:2c")}


async def test_firmware_is_known_at_once(house: House, tile: str) -> None:
    """What the board said before it was added is shown."""
    result = await answer(house.hass, {"flow_id": tile}, name="Garage", board="d1_mini")
    await house.clock.advance(10)

    (device,) = dr.async_entries_for_config_entry(dr.async_get(house.hass), result["result"].entry_id)
    assert device.sw_version == "0.1.0"


async def test_name_missing(house: House, tile: str) -> None:
    """Without a name the form is shown again, with what was chosen."""
    form = await answer(house.hass, {"flow_id": tile}, name="   ", board="esp01")

    assert (form["type"], form["errors"]) == ("form", {"name": "name_missing"})
    assert suggested(form)["board"] == "esp01"

    result = await answer(house.hass, form, name="Garage", board="esp01")
    assert result["type"] == "create_entry"


async def test_unknown_model(house: House, tile: str) -> None:
    """Only models that are known are accepted."""
    with pytest.raises(InvalidData):
        await answer(house.hass, {"flow_id": tile}, name="Garage", board="esp32")
