"""A restored backup, a second manager and a clone: nothing is overwritten before the user decides."""

import json
import shutil

from rig.mqtt_client import MqttClient
from rig.virtual_devices import VirtualDevices
from rig.waiting import until

from .house import House

D1 = 5
D2 = 4
D6 = 12


async def restore_older_backup(house: House, board: VirtualDevices, name: str) -> tuple[str, str]:
    """Have a board whose lamp moved to D6 since the backup; return the ids of its entry and of the conflict."""
    home_assistant = house.home_assistant
    device_id = board.ids[0]
    lamp = f"light.{name.lower()}_lamp"
    entry_id = await house.add_board(device_id, name)
    await house.add_pin(entry_id, "digital_output", f"{name} lamp", D1, shown_as="light")
    await house.until_state(lamp, "off")
    await home_assistant.stop()
    backup = house.directory / f"backup-{name}"
    shutil.copytree(home_assistant.directory / ".storage", backup)
    await home_assistant.start()
    await house.change_pin(entry_id, f"{name} lamp", gpio=str(D6))
    await until("the lamp has moved", lambda: is_driven(board, D6))

    await home_assistant.stop()
    shutil.rmtree(home_assistant.directory / ".storage")
    shutil.copytree(backup, home_assistant.directory / ".storage")
    await home_assistant.start()

    issue_id = f"config_conflict_{entry_id}"
    await until("the conflict is shown", lambda: has_issue(house, issue_id))
    # States and commands go on, with the pin where the board has it.
    await house.until_state(lamp, "off")
    await home_assistant.call("light.turn_on", entity_id=lamp)
    assert await board.level(device_id, D6) is True
    assert await board.level(device_id, D1) is None
    return entry_id, issue_id


async def test_restored_backup(house: House, board: VirtualDevices) -> None:
    """A board that knows more than a restored Home Assistant keeps what it runs until the user says otherwise."""
    _, issue_id = await restore_older_backup(house, board, "Barn")

    await house.fix(issue_id, {"next_step_id": "send"})

    await until("the lamp is back", lambda: is_driven(board, D1))
    await house.until_state("light.barn_lamp", "on")
    await until("the conflict is gone", lambda: is_solved(house, issue_id))


async def test_board_is_right(house: House, board: VirtualDevices) -> None:
    """The user may as well have the entry follow the board, which drives on all the while."""
    entry_id, issue_id = await restore_older_backup(house, board, "Silo")
    since = (await board.ask("log", board.ids[0], since=0))["next"]

    await house.fix(issue_id, {"next_step_id": "keep"}, {})

    await until("the conflict is gone", lambda: is_solved(house, issue_id))
    async with MqttClient(house.broker.port) as client:
        topic = f"iotdm/1/{board.ids[0]}/in/config"
        await client.next_on(topic)
        await house.change_pin(entry_id, "Silo lamp", initial="on")
        await until("the board gets the edit", lambda: '"initial":"on"' in client.retained[topic])
        await client.next_on(f"iotdm/1/{board.ids[0]}/out/result")
    await house.until_state("light.silo_lamp", "on")
    assert await board.level(board.ids[0], D6) is True
    assert (await board.ask("log", board.ids[0], since=since))["changes"] == []


async def test_second_manager(house: House, board: VirtualDevices) -> None:
    """While another manager is active, nothing is claimed or configured, until the user accepts it."""
    device_id = board.ids[0]
    entry_id = await house.add_board(device_id, "Stable")
    await house.add_pin(entry_id, "digital_output", "Stable lamp", D1, shown_as="light")
    await house.until_state("light.stable_lamp", "off")

    async with MqttClient(house.broker.port) as client:
        beat = {"id": "othermanager", "run": "0badcafe", "beat": 1}
        await client.publish("iotdm/1/manager/othermanager", json.dumps(beat))
        await until("the other manager is shown", lambda: has_issue(house, "foreign_manager_othermanager"))
        await client.next_on(f"iotdm/1/{device_id}/in/config")
        configs = len(client.on(f"iotdm/1/{device_id}/in/config"))
        await house.add_pin(entry_id, "digital_output", "Stable fan", D2, shown_as="switch")
        refused = await house.ask_to_add((await house.switch_on_boards()).ids[0], "Refused")
        await house.home_assistant.call("light.turn_on", entity_id="light.stable_lamp")

        assert refused["errors"] == {"base": "another_manager"}
        assert await board.level(device_id, D1) is True
        assert len(client.on(f"iotdm/1/{device_id}/in/config")) == configs

    await house.fix("foreign_manager_othermanager")

    await house.until_state("switch.stable_fan", "off")


async def is_driven(board: VirtualDevices, gpio: int) -> bool:
    """Return whether a board drives a GPIO."""
    return await board.level(board.ids[0], gpio) is not None


async def has_issue(house: House, issue_id: str) -> bool:
    """Return whether a repair issue is shown."""
    return issue_id in await house.issues()


async def is_solved(house: House, issue_id: str) -> bool:
    """Return whether a repair issue has gone."""
    return not await has_issue(house, issue_id)
