"""A copy of the integration that knows a model with the four pins."""

from collections.abc import Mapping
from pathlib import Path
import shutil
from typing import Final

_SOURCE: Final = Path(__file__).parents[2] / "custom_components" / "iot_device_manager"

MODEL: Final = "benchmark"
SWITCH_1_GPIO: Final = 5
# A model whose wiring is the four pins, so that adding a board adds them too. The keys are given in this order.
_ROW: Final = f"""

BOARDS["benchmark"] = Board(
    key="benchmark",
    manufacturer="Benchmark",
    model="Benchmark",
    led=DEFAULT_LED,
    labels=_D_LABELS,
    sources=(),
    ready_made=(
        ReadyPin(key="switch_1", type="digital_output", suffix="Switch 1", choices={{"gpio": {SWITCH_1_GPIO}}}),
        ReadyPin(key="switch_2", type="digital_output", suffix="Switch 2", choices={{"gpio": 4}}),
        ReadyPin(key="light", type="light", suffix="Light", choices={{"gpio": 14}}),
        ReadyPin(
            key="sensor",
            type="analog_input",
            suffix="Sensor",
            choices={{"gpio": ANALOG_GPIO, "points": "0 = 0, 1 = 100", "unit_of_measurement": "%"}},
        ),
    ),
)
"""


def copy_integration(directory: Path, patches: Mapping[str, tuple[str, str]]) -> Path:
    """Return a copy of the integration with the model, and with texts of its files replaced.

    Raises ValueError when a text is not there exactly once.
    """
    copy = directory / _SOURCE.name
    shutil.copytree(_SOURCE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    models = copy / "board_models.py"
    models.write_text(models.read_text() + _ROW)
    for name, (old, new) in patches.items():
        text = (copy / name).read_text()
        if text.count(old) != 1:
            raise ValueError(f"the text to replace is not in {name} exactly once: {old}")
        (copy / name).write_text(text.replace(old, new))
    return copy
