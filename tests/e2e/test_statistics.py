"""Statistics, the energy dashboard and Assist take what pins measure, without a template."""

from rig.virtual_devices import VirtualDevices
from rig.waiting import until

from .house import House

D2 = 4
METERS = {"Water meter": ("water", 14), "Gas meter": ("gas", 12), "Power meter": ("energy", 13)}
WATER = "sensor.water_meter_water"
FLOW = "sensor.water_meter_volume_flow_rate"
GAS = "sensor.gas_meter_gas"
GAS_FLOW = "sensor.gas_meter_volume_flow_rate"
ENERGY = "sensor.power_meter_energy"
POWER = "sensor.power_meter_power"
FREEZER = "sensor.freezer"


async def test_statistics(house: House, board: VirtualDevices) -> None:
    """Each value is in the statistics with its unit, the dashboard accepts each meter, and Assist tells a value."""
    await board.put_probes(board.ids[0], D2, {"2801000000000029": -18.5})
    entry_id = await house.add_board(board.ids[0], "Cellar")
    for name, (meter, gpio) in METERS.items():
        await house.add_pin(entry_id, "counter", name, gpio, meter=meter, per_unit=1, pull="up")
    form = await house.ask_for_pin(entry_id, "ds18b20", "Freezer", D2)
    await house.home_assistant.answer("subentries/flow", form["flow_id"], {})
    for total in (WATER, GAS, ENERGY):
        await house.until_state(total, "0.0")
    await house.until_state(FREEZER, "-18.5", within=30)

    expected = {
        WATER: (True, "L", "volume"),
        FLOW: (False, "L/min", "volume_flow_rate"),
        GAS: (True, "m³", "volume"),
        GAS_FLOW: (False, "m³/h", "volume_flow_rate"),
        ENERGY: (True, "kWh", "energy"),
        POWER: (False, "W", "power"),
        FREEZER: (False, "°C", "temperature"),
    }

    async def listed() -> bool:
        rows = {
            row["statistic_id"]: (row["has_sum"], row["statistics_unit_of_measurement"], row["unit_class"])
            for row in await house.home_assistant.ask("recorder/list_statistic_ids")
        }
        return {name: rows.get(name) for name in expected} == expected

    await until("the statistics list each value with its unit", listed)

    sources = [
        {"type": "grid", "stat_energy_from": ENERGY, "cost_adjustment_day": 0},
        {"type": "gas", "stat_energy_from": GAS},
        {"type": "water", "stat_energy_from": WATER},
    ]
    await house.home_assistant.ask("energy/save_prefs", energy_sources=sources)
    problems = (await house.home_assistant.ask("energy/validate"))["energy_sources"]
    assert len(problems) == len(sources)
    # Statistics are made every five minutes, so none of these has any yet; nothing else may be wrong.
    assert {problem["type"] for found in problems for problem in found} <= {"statistics_not_defined"}

    assert await house.home_assistant.say("what is the freezer temperature") == "Freezer is -18.5 °C"
