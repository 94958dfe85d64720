"""A board that cannot take over is refused with a sentence, and nothing is half-done."""

from collections.abc import Callable
from typing import Any

from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .board import DEVICE_ID, Board
from .broker import Broker
from .entries import DOMAIN, House, device_entry
from .spare import SPARE_ID, act, board_device, refusal, replace


async def refused(house: House, entry: MockConfigEntry, spare_id: str | None = SPARE_ID) -> str:
    """Return why a replacement is refused."""
    with pytest.raises(HomeAssistantError) as caught:
        await replace(house, entry, spare_id)
    await house.clock.advance(40)
    assert entry.unique_id == DEVICE_ID
    assert "swap_unconfirmed" not in house.issues()
    return refusal(caught.value)


def too_old(spare: Board) -> None:
    """Have a firmware of the next major version."""
    spare.protocol = [2, 2]
    spare.say_announce()


def lacks_types(spare: Board) -> None:
    """Have a firmware that cannot dim."""
    spare.types = ("digital_output", "digital_input")
    spare.say_announce()


def assigned(spare: Board) -> None:
    """Run a role."""
    spare.say_status(manager="f0r31gn", role="r0000000f", revision=3)


@pytest.mark.parametrize(
    ("happens", "reason", "sentence"),
    [
        (too_old, "spare_too_old", "speaks no version of the protocol that this integration knows"),
        (lacks_types, "spare_lacks_types", "does not know these types of pins: analog_input, light"),
        (assigned, "spare_has_role", "has a role already"),
        (Board.lose_power, "spare_away", "is not reachable"),
    ],
)
async def test_spare(
    house: House,
    dead: MockConfigEntry,
    spare: Board,
    happens: Callable[[Board], None],
    reason: str,
    sentence: str,
) -> None:
    """The spare must be there, belong to nobody, and know what is needed."""
    happens(spare)
    await house.clock.settle()
    spare.got.clear()

    with pytest.raises(HomeAssistantError, match=sentence):
        await replace(house, dead)
    assert await refused(house, dead) == reason
    assert spare.got == []


async def test_silent_for_long(house: House, dead: MockConfigEntry, spare: Board) -> None:
    """A spare that was not heard for minutes is away, too."""
    await house.clock.advance(200)

    assert await refused(house, dead) == "spare_away"


@pytest.mark.parametrize(
    ("spare_id", "reason"),
    [("5ccf7fffffff", "spare_away"), (DEVICE_ID, "spare_is_the_board")],
    ids=["stranger", "itself"],
)
async def test_which(house: House, dead: MockConfigEntry, spare_id: str, reason: str) -> None:
    """An id that nobody has heard is no spare, and neither is the board itself."""
    assert await refused(house, dead, spare_id) == reason


async def test_set_up_already(house: House, dead: MockConfigEntry) -> None:
    """A board that has an entry of its own is no spare."""
    await house.add(device_entry(device_id=SPARE_ID, role="r000000002", title="Greenhouse"))

    with pytest.raises(HomeAssistantError, match="is set up as Greenhouse"):
        await replace(house, dead)
    assert await refused(house, dead) == "spare_assigned"


async def test_no_broker(house: House, dead: MockConfigEntry, broker: Broker) -> None:
    """Without a broker nothing is known."""
    broker.stop()
    await house.clock.settle()

    assert await refused(house, dead) == "spare_away"


async def test_other_manager(house: House, dead: MockConfigEntry, broker: Broker) -> None:
    """While another manager holds this one up, nothing is claimed."""
    for beat in (1, 2):
        broker.publish("iotdm/1/manager/f0r31gn", {"id": "f0r31gn", "run": "0badcafe", "beat": beat})
    await house.clock.settle()

    assert await refused(house, dead) == "another_manager"


async def test_not_set_up(house: House, dead: MockConfigEntry) -> None:
    """An entry that is not set up waits."""
    await house.hass.config_entries.async_unload(dead.entry_id)

    assert await refused(house, dead) == "entry_not_loaded"


async def test_nothing_to_undo(house: House, garage: MockConfigEntry) -> None:
    """A board that was never replaced has nothing to go back to."""
    hub = garage.runtime_data.hub
    with pytest.raises(HomeAssistantError) as caught:
        await hub.swaps.async_undo(garage)

    assert refusal(caught.value) == "nothing_to_undo"


# Actions


async def test_best_spare(house: House, dead: MockConfigEntry, broker: Broker, spare: Board) -> None:
    """Without an id the spare with the strongest signal is taken, among those that fit."""
    strong = Board(broker, house.clock, "5ccf7f00aaaa")
    strong.switch_on()
    strong.say_telemetry(rssi=-40)
    lacking = Board(broker, house.clock, "5ccf7f00bbbb")
    lacking.types = ("digital_output",)
    lacking.switch_on()
    lacking.say_telemetry(rssi=-30)
    await house.clock.settle()

    await replace(house, dead, None)

    assert dead.unique_id == strong.device_id


async def test_no_spare(house: House, garage: MockConfigEntry) -> None:
    """Without a spare the action says so."""
    assert await refused(house, garage, None) == "no_spare"


async def test_not_a_board(house: House, garage: MockConfigEntry) -> None:
    """The manager cannot be replaced, and neither can what does not exist."""
    with pytest.raises(ServiceValidationError, match="no board of the IoT Device Manager"):
        await act(house, "replace_device", device_id="nonsense", board=SPARE_ID)


async def test_pin_names_its_board(house: House, dead: MockConfigEntry, spare: Board) -> None:
    """A pin's device stands for its board."""
    pins = [board_device(house, dead).id]
    (lights,) = (
        entity.device_id
        for entity in house.hass.data["entity_registry"].entities.values()
        if entity.entity_id == "light.garage_lights"
    )
    assert lights not in pins

    await act(house, "replace_device", device_id=lights, board=SPARE_ID)

    assert dead.unique_id == SPARE_ID


async def test_forget(house: House, dead: MockConfigEntry, broker: Broker, memory: dict[str, Any]) -> None:
    """A board that will never return is waited for no longer."""
    await replace(house, dead)
    await house.clock.advance(1)
    assert memory[DOMAIN]["data"]["retired"] == [DEVICE_ID]

    await act(house, "forget_device", board=DEVICE_ID)

    assert memory[DOMAIN]["data"]["retired"] == []
    assert [topic for topic, payload in broker.retained.items() if DEVICE_ID in topic and payload] == []
    with pytest.raises(ServiceValidationError, match="does not have to be waited for"):
        await act(house, "forget_device", board=DEVICE_ID)
