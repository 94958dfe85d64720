"""When a board gets its configuration: rule 7 of docs/protocol.md."""

import itertools
import json
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .board import DEVICE_ID, Board
from .broker import Broker
from .entries import D2, D7, LAMP, ROLE, House, device_entry, pin
from .flows import add_pin, change_pin, choose, fill_in


async def edit(house: House, entry: MockConfigEntry, *, initial: str = "on") -> None:
    """Change what the lamp does after power-up."""
    form = await change_pin(house.hass, entry, house.subentry_id(entry, "Garage lights"))
    await fill_in(house.hass, form, {"initial": initial}, name="Garage lights", gpio="5", shown_as="light")
    await house.clock.settle()


async def test_first_configuration(house: House, board: Board, broker: Broker) -> None:
    """An unassigned board is configured 2 s after it said so."""
    await house.add(device_entry(LAMP))
    # After its own connection the manager looks once for boards that cannot ask.
    await house.clock.advance(10)
    broker.retained.clear()
    broker.forget()

    board.switch_on()
    await house.clock.advance(1.9)
    assert board.configs() == []

    await house.clock.advance(0.1)
    (sent,) = broker.on("iotdm/1/+/in/config")
    assert (sent.topic, sent.qos, sent.retain) == (f"iotdm/1/{board.device_id}/in/config", 1, True)
    assert sent.payload == (
        b'{"revision":1,"manager":"k3v9x2m8qa","role":"r7w2c5t1zp",'
        b'"pins":[{"key":"a","type":"digital_output","gpio":5}]}'
    )
    assert house.state("light.garage_lights") == "off"


async def test_edit(house: House, garage: MockConfigEntry, board: Board) -> None:
    """An edit goes to the board after 0.5 s, in which more can be edited."""
    board.got.clear()

    await edit(house, garage)
    await house.clock.advance(0.4)
    await edit(house, garage, initial="off")
    form = await choose(house.hass, await add_pin(house.hass, garage), "digital_output")
    await fill_in(house.hass, form, name="Pump", gpio=str(D7))
    await house.clock.advance(0.4)
    assert board.configs() == []

    await house.clock.advance(0.1)
    (config,) = board.configs()
    assert [entry["key"] for entry in config["pins"]] == ["a", "b", "e", "f", "c", "d"]
    assert config["pins"][0] == {"key": "a", "type": "digital_output", "gpio": 5}


async def test_outputs_first(house: House, board: Board) -> None:
    """Outputs come before inputs, whoever added which when; else all are in the order in which they were added."""
    pins = (
        pin("digital_input", "Switch 1", 13, "a", pull="none"),
        pin("digital_output", "Relay 2", 15, "b"),
        pin("digital_input", "Switch 2", 5, "c", pull="none"),
        pin("digital_output", "Relay 1", 4, "d"),
    )

    entry = await house.add_running(device_entry(*pins, model="shelly_25"), board)
    await house.restart(entry)
    await house.clock.advance(10)

    (config,) = board.configs()
    assert [wired["gpio"] for wired in config["pins"]] == [15, 4, 13, 5]


async def test_edit_that_was_undone(house: House, garage: MockConfigEntry, board: Board) -> None:
    """An edit that is undone in time does not change what the board runs."""
    running = board.hash

    await edit(house, garage)
    await edit(house, garage, initial="off")
    await house.clock.advance(10)

    assert board.hash == running
    assert house.state("light.garage_lights") == "off"


async def test_board_away(house: House, broker: Broker) -> None:
    """A board that is away finds its configuration when it returns: it is retained once the manager is connected."""
    entry = await house.add(device_entry(LAMP))
    await house.clock.advance(4.9)
    assert broker.on("iotdm/1/+/in/config") == []

    await house.clock.advance(0.1)
    assert len(broker.on("iotdm/1/+/in/config")) == 1

    broker.forget()
    await edit(house, entry)
    await house.clock.advance(200)
    (sent,) = broker.on("iotdm/1/+/in/config")
    assert sent.json["revision"] == 2


async def test_nothing_to_do(house: House, garage: MockConfigEntry, board: Board, broker: Broker) -> None:
    """A board that runs what it should is left alone, whatever it says and however often it connects."""
    broker.forget()
    board.lose_power()
    await house.clock.advance(60)
    board.connect()
    await house.clock.advance(60)
    board.reboot()
    await house.live(300, board)

    assert broker.on("iotdm/1/+/in/#") == []


async def test_will_triggers_nothing(house: House, board: Board, broker: Broker) -> None:
    """A board that vanishes before it got its configuration has time to come back."""
    await house.add(device_entry(LAMP))
    await house.clock.advance(10)
    broker.forget()
    board.switch_on()
    await house.clock.advance(1)
    board.lose_power()
    await house.clock.advance(0.9)

    assert broker.on("iotdm/1/+/in/config") == []


async def test_broker_forgot(house: House, garage: MockConfigEntry, board: Board, broker: Broker) -> None:
    """After the broker lost everything, the configuration of a board that is away is there again."""
    payload = broker.retained[f"iotdm/1/{board.device_id}/in/config"]
    broker.stop()
    await house.clock.settle()
    broker.retained.clear()
    broker.start()
    await house.clock.advance(5)

    assert broker.retained[f"iotdm/1/{board.device_id}/in/config"] == payload


async def test_broker_away(house: House, garage: MockConfigEntry, board: Board, broker: Broker) -> None:
    """What is edited without a broker is sent when it is back."""
    broker.stop()
    await house.clock.settle()
    await edit(house, garage)
    await house.clock.advance(60)
    board.got.clear()
    broker.start()
    await house.clock.advance(5)

    (config,) = board.configs()
    assert config["pins"][0]["initial"] == "on"


# Silence


async def test_silence(house: House, garage: MockConfigEntry, board: Board) -> None:
    """A board that says nothing gets its configuration again after 5, 15 and 60 s; then the user is told."""
    board.silent = True
    board.got.clear()
    await edit(house, garage)
    sent = []
    for wait in (0.5, 4.9, 0.1, 14.9, 0.1, 40, 19.9):
        await house.live(wait, board)
        sent.append(len(board.configs()))
    assert sent == [1, 1, 2, 2, 3, 3, 3]
    assert house.issues() == {}

    await house.live(0.1, board)
    assert len(board.configs()) == 4
    assert set(house.issues()) == {"config_unanswered"}
    assert len({str(config) for config in board.configs()}) == 1

    await house.live(300, board)
    assert len(board.configs()) == 4


async def test_silence_ends(house: House, garage: MockConfigEntry, board: Board) -> None:
    """An answer ends it, also a late one."""
    board.silent = True
    await edit(house, garage)
    await house.live(200, board)
    assert set(house.issues()) == {"config_unanswered"}

    board.silent = False
    board.connect()
    await house.live(10, board)
    assert house.issues() == {}
    assert house.state("light.garage_lights") == "off"


async def test_silence_of_a_board_that_goes_away(house: House, garage: MockConfigEntry, board: Board) -> None:
    """Of a board that is away, no answer is expected."""
    board.silent = True
    await edit(house, garage)
    await house.live(3, board)
    board.lose_power()
    board.got.clear()
    await house.live(200)

    assert board.configs() == []
    assert house.issues() == {}


# Many boards


async def test_pace(house: House, broker: Broker) -> None:
    """Not more than 500 configurations per second go out, over all boards."""
    for number in range(60):
        relay = pin("digital_output", f"Relay {number}", D2, "a", pin_uid=f"01JPIN{number:020}")
        entry = device_entry(relay, device_id=f"{number:012x}", role=f"{ROLE}{number}", title=f"Board {number}")
        await house.add(entry)
    await house.clock.advance(10)
    broker.stop()
    await house.clock.settle()
    broker.forget()
    broker.start()
    await house.clock.advance(10)

    moments = [message.at for message in broker.on("iotdm/1/+/in/config")]
    assert len(moments) == 60
    assert min(later - earlier for earlier, later in itertools.pairwise(moments)) == pytest.approx(0.002)
    assert moments[-1] - moments[0] == pytest.approx(59 * 0.002)


async def test_stale_spare(house: House, garage: MockConfigEntry, board: Board, broker: Broker) -> None:
    """A board that lost power after it took its role could not say that it is no spare any more."""
    topic = f"iotdm/1/{DEVICE_ID}/out/spare"
    board.lose_power()
    board.say_spare()
    await house.clock.settle()
    assert broker.retained.get(topic)
    broker.stop()
    broker.start()
    board.connect()
    await house.clock.advance(2)

    assert not broker.retained.get(topic)


async def change_lamp(house: House, entry: MockConfigEntry, **advanced: Any) -> None:
    """Edit the lamp."""
    form = await change_pin(house.hass, entry, house.subentry_id(entry, "Garage lights"))
    await fill_in(house.hass, form, advanced, name="Garage lights", gpio="5")


async def test_edited_while_it_is_sent(house: House, garage: MockConfigEntry, board: Board, broker: Broker) -> None:
    """An edit that comes before the broker has acknowledged the previous one is not lost on a board that is away."""
    board.lose_power()
    broker.delay = 2
    await change_lamp(house, garage, initial="on")
    await house.clock.advance(2.2)
    await change_lamp(house, garage, invert=True)
    await house.clock.advance(10)

    assert json.loads(broker.retained[f"iotdm/1/{DEVICE_ID}/in/config"])["pins"][0]["invert"] is True


async def test_removed_while_it_is_sent(house: House, garage: MockConfigEntry, board: Board, broker: Broker) -> None:
    """A board that is removed before the broker has acknowledged its configuration is not claimed again."""
    await house.add(device_entry(device_id="5ccf7f0a1b2d", role="r000000002"))
    board.silent = True
    broker.delay = 2
    await change_lamp(house, garage, initial="on")
    await house.clock.advance(1)
    await house.hass.config_entries.async_remove(garage.entry_id)
    await house.live(100, board)

    assert board.configs()[-1]["role"] is None
