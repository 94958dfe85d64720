"""Many boards at once. Their entries are written into Home Assistant's storage: nobody adds 1,000 in dialogs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
import json
from pathlib import Path
import resource
from typing import Any, Final

from custom_components.iot_device_manager.pin_keys import free_key
from custom_components.iot_device_manager.pin_types import PIN_TYPES
from rig.dialogs import DOMAIN

# A process of virtual devices, and a broker, need some files besides the connections.
_OTHER_FILES: Final = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class PlannedPin:
    """A pin that every board of a fleet has."""

    name: str  #: behind that of the board
    type: str
    platform: str
    gpio: int
    state: str | None = None  #: in Home Assistant, at first; None when each board has its own
    choices: Mapping[str, Any] = field(default_factory=dict)  #: those that are not the defaults of the dialog


# It reads a tenth of the counts.
_ANALOG: Final = {"range": 3.2, "points": "0 = 0, 3.2 = 102.3"}
_GAUGE: Final = PlannedPin(name="gauge", type="analog_input", platform="sensor", gpio=17, choices=_ANALOG)

FOUR_PINS: Final = (
    PlannedPin(name="pump", type="digital_output", platform="switch", gpio=5, state="off"),
    PlannedPin(name="fan", type="digital_output", platform="switch", gpio=4, state="off"),
    PlannedPin(name="lamp", type="light", platform="light", gpio=14, state="off"),
    _GAUGE,
)
TEN_PINS: Final = (
    PlannedPin(name="pump", type="digital_output", platform="switch", gpio=5, state="off"),
    PlannedPin(
        name="bulb", type="digital_output", platform="light", gpio=16, state="off", choices={"shown_as": "light"}
    ),
    PlannedPin(name="lamp", type="light", platform="light", gpio=14, state="off"),
    PlannedPin(name="fan", type="fan", platform="fan", gpio=12, state="off"),
    PlannedPin(name="servo", type="servo", platform="number", gpio=13, state="90", choices={"initial": "angle"}),
    PlannedPin(name="buzzer", type="tone", platform="siren", gpio=15, state="off"),
    PlannedPin(name="door", type="digital_input", platform="binary_sensor", gpio=4, state="on"),
    PlannedPin(name="button", type="button", platform="event", gpio=0, state="unknown"),
    PlannedPin(name="knob", type="encoder", platform="number", gpio=2, state="0", choices={"gpio_b": 3}),
    _GAUGE,
)


class TooFewFilesError(RuntimeError):
    """So many connections are not allowed here."""


def allow_connections(count: int) -> None:
    """Let the processes that are started from now on, such as a broker, have so many connections each."""
    needed = count + _OTHER_FILES
    allowed, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if resource.RLIM_INFINITY not in {allowed, most} and most < needed:
        raise TooFewFilesError(
            f"{count} connections need {needed} open files in one process, and {most} are allowed here:"
            f" run `ulimit -n {needed}` first, as root or with a higher hard limit"
        )
    if allowed != resource.RLIM_INFINITY and allowed < needed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (needed, most))


def analog_counts(number: int) -> int:
    """Return what has to be at A0 of a board, so that a mistaken one is noticed."""
    return number % 1000


def first_states(boards: int, pins: Sequence[PlannedPin]) -> dict[str, str]:
    """Return what Home Assistant shows of such boards when nobody has touched them: the state by the entity's id."""
    return {
        entity_id(number, pin): pin.state or str(analog_counts(number) / 10) for number in range(boards) for pin in pins
    }


def entity_id(number: int, pin: PlannedPin) -> str:
    """Return the entity of a pin of a board."""
    return f"{pin.platform}.{_name(number)} {pin.name}".lower().replace(" ", "_")


def add_entries(storage: Path, ids: Sequence[str], pins: Sequence[PlannedPin]) -> None:
    """Add entries for boards with these ids to the storage of a Home Assistant that does not run."""
    path = storage / "core.config_entries"
    content = json.loads(path.read_text())
    content["data"]["entries"] += [_entry(number, device_id, pins) for number, device_id in enumerate(ids)]
    path.write_text(json.dumps(content))


def _name(number: int) -> str:
    return f"Board {number:04}"


def _entry(number: int, device_id: str, pins: Sequence[PlannedPin]) -> dict[str, Any]:
    now = datetime.now(UTC).isoformat()
    return {
        "created_at": now,
        "data": {"role": f"role{number:06}", "board": "d1_mini", "area": None},
        "disabled_by": None,
        "discovery_keys": {},
        "domain": DOMAIN,
        "entry_id": _ulid(number, 0),
        "minor_version": 1,
        "modified_at": now,
        "options": {},
        "pref_disable_new_entities": False,
        "pref_disable_polling": False,
        "source": "mqtt",
        "subentries": list(_subentries(number, pins)),
        "title": _name(number),
        "unique_id": device_id,
        "version": 1,
    }


def _subentries(number: int, pins: Sequence[PlannedPin]) -> Iterator[dict[str, Any]]:
    keys: list[str] = []
    for place, pin in enumerate(pins, start=1):
        keys.append(free_key(keys))
        uid = _ulid(number, place)
        defaults = {choice.key: choice.default for choice in PIN_TYPES[pin.type].fields if choice.default is not None}
        identity = {"gpio": pin.gpio, "pin_uid": uid, "key": keys[-1], "type": pin.type}
        yield {
            "data": defaults | dict(pin.choices) | identity,
            "subentry_id": uid,
            "subentry_type": "pin",
            "title": f"{_name(number)} {pin.name}",
            "unique_id": uid,
        }


def _ulid(number: int, place: int) -> str:
    return f"01JB0ARD{number:09}{place:09}"
