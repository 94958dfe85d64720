"""What docs/voice.md promises, said to the real Assist."""

import pytest

from rig.virtual_devices import VirtualDevices
from rig.waiting import until

from .house import House

D1 = 5
D2 = 4
D5 = 14
D6 = 12


@pytest.fixture(scope="module")
async def lamps(house: House) -> VirtualDevices:
    """Return a board with lamps in two areas, one of them with the area's name in its own."""
    board = await house.switch_on_boards()
    entry_id = await house.add_board(board.ids[0], "Board")
    garage = await house.add_area("Garage")
    attic = await house.add_area("Attic")
    await house.add_pin(entry_id, "digital_output", "Workbench", D1, shown_as="light", area=garage)
    await house.add_pin(entry_id, "digital_output", "Garage lights", D2, shown_as="light", area=garage)
    await house.add_pin(entry_id, "digital_output", "Lamp", D5, shown_as="light", area=garage)
    await house.add_pin(entry_id, "digital_output", "Lamp", D6, shown_as="light", area=attic)
    await house.until_state("light.attic_lamp", "off")
    return board


@pytest.fixture(autouse=True)
async def all_off(house: House, lamps: VirtualDevices) -> None:
    """Begin each sentence in the dark."""
    await house.home_assistant.call("light.turn_off", entity_id="all")


@pytest.mark.parametrize(
    ("sentence", "lit"),
    [
        ("turn on the garage lights", {D2}),
        ("turn on the lights in the garage", {D1, D2, D5}),
        ("turn on the workbench", {D1}),
        ("turn on the lamp in the attic", {D6}),
        ("turn on the attic lights", {D6}),
    ],
    ids=["name wins", "area", "name", "name in an area", "area without such a name"],
)
async def test_sentence(house: House, lamps: VirtualDevices, sentence: str, lit: set[int]) -> None:
    """A sentence switches exactly the pins that the page says."""
    before = len(await lamps.changes(lamps.ids[0]))
    await house.home_assistant.say(sentence)

    async def switched() -> list[tuple[int, bool]]:
        changes = [(change.gpio, change.high) for change in await lamps.changes(lamps.ids[0], before)]
        return changes if len(changes) >= len(lit) else []

    changes = await until("the sentence switched", switched)
    assert sorted(changes) == [(gpio, True) for gpio in sorted(lit)]
