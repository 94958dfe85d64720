"""Topics of the wire protocol."""

from enum import StrEnum
from functools import lru_cache
from typing import Final

from .values import is_device_id

ROOT: Final = "iotdm/1"
ALL_OUT: Final = f"{ROOT}/+/out/#"
ALL_MANAGERS: Final = f"{ROOT}/manager/+"
ALL_NAME_SETS: Final = f"{ROOT}/name/+/set"
NAMES: Final = f"{ROOT}/names"


class Report(StrEnum):
    """What a device publishes."""

    ANNOUNCE = "announce"
    EVENT = "event"
    RESULT = "result"
    SPARE = "spare"
    STATE = "state"
    STATUS = "status"
    TELEMETRY = "telemetry"


# What stays at the broker when a device has gone.
RETAINED_REPORTS: Final = (Report.ANNOUNCE, Report.STATUS, Report.STATE, Report.SPARE)


def report(device_id: str, kind: Report) -> str:
    """Return the topic of one of a device's reports."""
    return f"{ROOT}/{device_id}/out/{kind}"


def config(device_id: str) -> str:
    """Return the topic of a device's configuration."""
    return f"{ROOT}/{device_id}/in/config"


def set_pins(device_id: str) -> str:
    """Return the topic for setting a device's pins."""
    return f"{ROOT}/{device_id}/in/set"


def command(device_id: str) -> str:
    """Return the topic for commands to one device."""
    return f"{ROOT}/{device_id}/in/command"


def manager(manager_id: str) -> str:
    """Return the topic of a manager's presence and beats."""
    return f"{ROOT}/manager/{manager_id}"


def name_state(slug: str) -> str:
    """Return the topic of the state under a friendly name."""
    return f"{ROOT}/name/{slug}/state"


def name_result(slug: str) -> str:
    """Return the topic of the answers to a set under a friendly name."""
    return f"{ROOT}/name/{slug}/result"


# Few topics, each again and again; more than the largest house has.
@lru_cache(maxsize=16_384)
def split_report(topic: str) -> tuple[str, Report] | None:
    """Return device id and report of a topic below ALL_OUT, or None when it is not one that this version knows."""
    match topic.split("/"):
        case [_, _, device_id, "out", kind] if is_device_id(device_id) and kind in Report:
            return device_id, Report(kind)
    return None
