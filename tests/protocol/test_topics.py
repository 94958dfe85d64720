"""Topics."""

import pytest

from custom_components.iot_device_manager.protocol import topics
from custom_components.iot_device_manager.protocol.topics import Report

from .samples import ID


@pytest.mark.parametrize("kind", list(Report))
def test_reports(kind: Report) -> None:
    """What is published under a device's id is taken apart again."""
    topic = topics.report(ID, kind)

    assert topic == f"iotdm/1/5ccf7f0a1b2c/out/{kind}"
    assert topics.split_report(topic) == (ID, kind)


@pytest.mark.parametrize(
    "topic",
    [
        "iotdm/1/5ccf7f0a1b2c/out/log",
        "iotdm/1/5ccf7f0a1b2c/out/status/more",
        "iotdm/1/5ccf7f0a1b2c/in/config",
        "iotdm/1/5CCF7F0A1B2C/out/status",
        "iotdm/1/5ccf7f0a1b/out/status",
        "iotdm/1/all/out/status",
        "iotdm/1/5ccf7f0a1b2c/out/",
        "",
    ],
    ids=["unknown", "longer", "to the device", "upper case", "short id", "all", "empty", "nothing"],
)
def test_no_report(topic: str) -> None:
    """Any other topic is none of a device's reports."""
    assert topics.split_report(topic) is None


@pytest.mark.parametrize(
    ("topic", "expected"),
    [
        (topics.config(ID), "iotdm/1/5ccf7f0a1b2c/in/config"),
        (topics.set_pins(ID), "iotdm/1/5ccf7f0a1b2c/in/set"),
        (topics.command(ID), "iotdm/1/5ccf7f0a1b2c/in/command"),
        (topics.manager("k3v9x2m8qa"), "iotdm/1/manager/k3v9x2m8qa"),
        (topics.NAMES, "iotdm/1/names"),
        (topics.name_state("garage-lights"), "iotdm/1/name/garage-lights/state"),
        (topics.name_result("garage-lights"), "iotdm/1/name/garage-lights/result"),
        (topics.ALL_OUT, "iotdm/1/+/out/#"),
        (topics.ALL_MANAGERS, "iotdm/1/manager/+"),
        (topics.ALL_NAME_SETS, "iotdm/1/name/+/set"),
    ],
    ids=lambda value: value.rpartition("/")[2],
)
def test_topics(topic: str, expected: str) -> None:
    """Every other topic is the one of docs/protocol.md."""
    assert topic == expected


def test_retained_reports() -> None:
    """Of a device that has gone, these four stay at the broker."""
    assert {str(kind) for kind in topics.RETAINED_REPORTS} == {"announce", "spare", "status", "state"}
