"""What the demo is for, tried once."""

from typing import Any

import aiohttp

from rig.waiting import until

from .house import House
from .plan import GARAGE, GARAGE_LIGHTS

_SENTENCE = "turn on the garage lights"


async def check(house: House) -> str:
    """Switch a pin by a sentence, look at the board and at the page; return what was seen."""
    garage, gpio = house.boards[0], GARAGE_LIGHTS.gpio
    if await garage.level(gpio) is not False:
        raise RuntimeError(f"GPIO{gpio} is not low to begin with")
    await house.home_assistant.sign_in()
    answer = await house.home_assistant.say(_SENTENCE)
    if await garage.level(gpio) is not True:
        raise RuntimeError(f"GPIO{gpio} is not high after “{_SENTENCE}”; the answer was “{answer}”")

    async with aiohttp.ClientSession(house.page.url, raise_for_status=True) as session:
        async with session.get("/") as response:
            await response.text()

        async def is_shown() -> bool:
            async with session.get("/api/table") as response:
                return _level(await response.json(), garage.id, gpio) == "high"

        await until("the page shows it", is_shown)
    return f"signed in; “{_SENTENCE}” drove GPIO{gpio} of the board {GARAGE.name} high; the page shows it"


def _level(table: dict[str, Any], device_id: str, gpio: int) -> str | None:
    pins = next(board["pins"] for board in table["boards"] if board["id"] == device_id)
    return next((pin["level"] for pin in pins if pin["gpio"] == gpio), None)
