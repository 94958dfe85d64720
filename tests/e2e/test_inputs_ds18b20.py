"""DS18B20 probes of one bus, from the scan in the dialog to the entities, and what happens when one is exchanged."""

from typing import Any, Final

from rig.dialogs import finished
from rig.virtual_devices import VirtualDevices

from .house import House

D2: Final = 4
FREEZER: Final = "2801000000000029"
FRIDGE: Final = "2802000000000070"
NEW: Final = "2803000000000047"


async def add_board(house: House, device_id: str, name: str) -> str:
    """Add a board with a lamp, which shows when it can be asked; return the id of its entry."""
    entry_id = await house.add_board(device_id, name)
    await house.add_pin(entry_id, "digital_output", f"{name} lamp", 5, shown_as="light")
    await house.until_state(f"light.{name.lower()}_lamp", "off", within=30)
    return entry_id


async def add(house: House, entry_id: str, name: str, rom: str | None) -> Any:
    """Add a pin for a probe, or for whichever is there; return the form in which it was chosen."""
    form = await house.ask_for_pin(entry_id, "ds18b20", name, D2, advanced={"every": 1})
    finished(await house.home_assistant.answer("subentries/flow", form["flow_id"], {"rom": rom} if rom else {}))
    return form


def labels(form: Any) -> list[str]:
    """Return the probes that a form offers."""
    return [option["label"] for option in form["data_schema"][0]["selector"]["select"]["options"]]


async def test_probes(house: House, board: VirtualDevices) -> None:
    """Two probes share a pin; one that is exchanged is unavailable until the dialog has found the new one."""
    device_id = board.ids[0]
    await board.put_probes(device_id, D2, {FREEZER: -18.5, FRIDGE: 6})
    entry_id = await add_board(house, device_id, "Kitchen")

    form = await add(house, entry_id, "Freezer", FREEZER)
    assert sorted(labels(form)) == ["28-01000000000029 (-18.5 °C)", "28-02000000000070 (6.0 °C)"]
    await house.until_state("sensor.freezer", "-18.5", within=30)
    form = await add(house, entry_id, "Fridge", FRIDGE)
    assert "28-01000000000029 (-18.5 °C) · Freezer" in labels(form)
    await house.until_state("sensor.fridge", "6", within=30)

    await board.put_probes(device_id, D2, {NEW: -20.25, FRIDGE: 7.5})
    await house.until_state("sensor.freezer", "unavailable", within=30)
    await house.until_state("sensor.fridge", "7.5", within=30)
    await house.until_pin_issues({"Freezer": "pin_error_sensor_not_found"})

    form = await house.reopen_pin(entry_id, "Freezer")
    assert form["data_schema"][0]["description"] == {"suggested_value": NEW}
    result = await house.home_assistant.answer("subentries/flow", form["flow_id"], {"rom": NEW})
    finished(result, "abort")
    await house.until_state("sensor.freezer", "-20.25", within=30)
    await house.until_pin_issues({})


async def test_second_probe(house: House, board: VirtualDevices) -> None:
    """A pin that takes whichever probe is there asks which one it is when there are two."""
    device_id = board.ids[0]
    await board.put_probes(device_id, D2, {FREEZER: -18})
    entry_id = await add_board(house, device_id, "Larder")
    await add(house, entry_id, "Chest", None)
    await house.until_state("sensor.chest", "-18", within=30)

    await board.put_probes(device_id, D2, {FREEZER: -18, FRIDGE: 6})
    await house.until_pin_issues({"Chest": "pin_error_not_alone"})
    await house.until_state("sensor.chest", "unavailable")

    form = await house.reopen_pin(entry_id, "Chest")
    assert sorted(labels(form)) == ["28-01000000000029 (-18.0 °C)", "28-02000000000070 (6.0 °C)"]
    finished(await house.home_assistant.answer("subentries/flow", form["flow_id"], {"rom": FREEZER}), "abort")
    await house.until_state("sensor.chest", "-18", within=30)
    await house.until_pin_issues({})


async def test_nonsense(house: House, board: VirtualDevices) -> None:
    """A probe that is damaged, or says the 85 °C of its power-on, has no value, and the repair says so."""
    device_id = board.ids[0]
    await board.put_probes(device_id, D2, {FREEZER: 20})
    entry_id = await add_board(house, device_id, "Heating")
    await add(house, entry_id, "Boiler", FREEZER)
    await house.until_state("sensor.boiler", "20", within=30)

    for fault in ("checksum", "loses_power"):
        await board.put_probes(device_id, D2, {FREEZER: 20}, fault)
        await house.until_pin_issues({"Boiler": "pin_error_sensor_bad_value"})
        await house.until_state("sensor.boiler", "unavailable")

        await board.put_probes(device_id, D2, {FREEZER: 20})
        await house.until_state("sensor.boiler", "20", within=30)
        await house.until_pin_issues({})
