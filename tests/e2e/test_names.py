"""Any MQTT client reaches a pin by its friendly name."""

from typing import Any

import pytest

from rig.mqtt_client import MqttClient
from rig.virtual_devices import VirtualDevices
from rig.waiting import until

from .house import House

D1 = 5
D2 = 4
D5 = 14
A0 = 17


@pytest.fixture(scope="module")
async def shop(house: House) -> VirtualDevices:
    """Return a board with one pin of each kind, and switch the names on."""
    board = await house.switch_on_boards()
    await board.set_input(board.ids[0], D5, False)
    entry_id = await house.add_board(board.ids[0], "Shop")
    area = await house.add_area("Garage")
    await house.add_pin(entry_id, "digital_output", "Garage lights", D1, shown_as="light", area=area)
    await house.add_pin(entry_id, "light", "Größe 😀", D2, area=area)
    await house.add_pin(entry_id, "digital_input", "😀", D5, device_class="door", pull="up")
    await house.add_pin(entry_id, "analog_input", "Tank", A0, unit_of_measurement="%", points="0 = 0, 3.2 = 102.3")
    await house.until_state("sensor.tank", "0.0")
    await house.switch_names(on=True)
    return board


async def test_catalogue_and_states(house: House, shop: VirtualDevices) -> None:
    """Names, abilities and states can be read by a program that knows nothing else."""
    async with MqttClient(house.broker.port) as client:
        catalogue = (await client.next_on("iotdm/1/names")).json

        names = {name["slug"]: name for name in catalogue["names"]}
        assert {slug: (name["kind"], name["set"]) for slug, name in names.items()} == {
            "garage-lights": ("light", ["on"]),
            "garage-grosse": ("light", ["on", "brightness", "transition_ms"]),
            "pin-c": ("binary_sensor", []),
            "tank": ("sensor", []),
        }
        states = {slug: (await client.next_on(name["state"])).json for slug, name in names.items()}
        assert states == {
            "garage-lights": {"available": True, "on": False},
            "garage-grosse": {"available": True, "on": False, "brightness": 255},
            "pin-c": {"available": True, "on": False},
            "tank": {"available": True, "value": 0, "unit": "%"},
        }


@pytest.mark.parametrize(
    ("payload", "level"),
    [("ON", True), ("OFF", False), ("TOGGLE", True), ('{"id":"x1","on":false}', False)],
    ids=["on", "off", "toggle", "JSON"],
)
async def test_set(house: House, shop: VirtualDevices, payload: str, level: bool) -> None:
    """A set switches the GPIO; state and result follow under the same name."""
    async with MqttClient(house.broker.port) as client:
        await client.publish("iotdm/1/name/garage-lights/set", payload)
        result = await client.next_on("iotdm/1/name/garage-lights/result")

        assert result.json["ok"] is True
        assert await shop.level(shop.ids[0], D1) is level
        await until("the state follows", lambda: says(client, "garage-lights", on=level))


async def test_dim(house: House, shop: VirtualDevices) -> None:
    """A light takes brightness and fades."""
    async with MqttClient(house.broker.port) as client:
        await client.publish("iotdm/1/name/garage-grosse/set", '{"on":true,"brightness":128,"transition_ms":200}')
        assert (await client.next_on("iotdm/1/name/garage-grosse/result")).json == {"id": None, "ok": True}

        await until("the fade ended", lambda: has_duty(shop, D2, 224))


@pytest.mark.parametrize(
    ("slug", "payload", "error"),
    [
        ("garage-lights", "PERHAPS", "bad_payload"),
        ("garage-lights", '{"on":"yes"}', "bad_payload"),
        ("garage-lights", '{"colour":"red"}', "bad_payload"),
        ("garage-lights", b"\xff\xfe", "bad_payload"),
        ("garage-lights", b"[" * 20_000, "bad_payload"),
        ("tank", "ON", "read_only"),
        ("nobody", "ON", "unknown_name"),
        ("garage-grosse", '{"on":true,"brightness":"bright"}', "bad_payload"),
    ],
    ids=["word", "type", "member", "not UTF-8", "huge", "input", "stranger", "refused by the action"],
)
async def test_refusals(house: House, shop: VirtualDevices, slug: str, payload: str | bytes, error: str) -> None:
    """What cannot be done is answered with a word and a reason, and changes nothing."""
    before = await shop.changes(shop.ids[0])
    async with MqttClient(house.broker.port) as client:
        await client.publish(f"iotdm/1/name/{slug}/set", payload)
        answer: dict[str, Any] = (await client.next_on(f"iotdm/1/name/{slug}/result")).json

    assert (answer["ok"], answer["error"]) == (False, error)
    assert answer["reason"]
    assert await shop.changes(shop.ids[0]) == before


async def test_retained_set(house: House, shop: VirtualDevices) -> None:
    """A set that somebody retained is refused at each restart instead of being obeyed."""
    await house.home_assistant.call("light.turn_off", entity_id="light.garage_lights")
    topic = "iotdm/1/name/garage-lights/set"
    async with MqttClient(house.broker.port) as client:
        await house.switch_names(on=False)
        await client.publish(topic, "ON", retain=True)
        await house.switch_names(on=True)
        answer = await client.next_on("iotdm/1/name/garage-lights/result")
        await client.publish(topic, b"", retain=True)

    assert answer.json["error"] == "retained_refused"
    assert await shop.level(shop.ids[0], D1) is False


async def test_switched_off(house: House, shop: VirtualDevices) -> None:
    """Without the option nothing listens, and nothing stays at the broker."""
    async with MqttClient(house.broker.port) as client:
        await client.next_on("iotdm/1/names")
        await house.switch_names(on=False)
        await until("the catalogue is gone", lambda: "iotdm/1/names" not in client.retained)
        await until("the states are gone", lambda: not any("/name/" in topic for topic in client.retained))
        await client.publish("iotdm/1/name/garage-lights/set", "ON")
        await house.switch_names(on=True)
        await until("the catalogue is back", lambda: "iotdm/1/names" in client.retained)
        assert client.on("iotdm/1/name/garage-lights/result") == []


def says(client: MqttClient, slug: str, *, on: bool) -> bool:
    """Return whether the last state under a name is on or off."""
    messages = client.on(f"iotdm/1/name/{slug}/state")
    return bool(messages) and messages[-1].json["on"] is on


async def has_duty(board: VirtualDevices, gpio: int, duty: int) -> bool:
    """Return whether a GPIO has a PWM duty."""
    return await board.duty(board.ids[0], gpio) == duty
