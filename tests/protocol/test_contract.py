"""The integration speaks the contract that the firmware's tests read too."""

from collections.abc import Iterator
import json
from typing import Any

import pytest

from custom_components.iot_device_manager.protocol import topics
from custom_components.iot_device_manager.protocol.device import DeviceView
from custom_components.iot_device_manager.protocol.messages import Command, Config, SetPins
from custom_components.iot_device_manager.protocol.values import payload_hash

from .contract import FOLDER, Conversation, conversations, load, payload, sent_by_devices, sent_by_managers, with_hashes
from .samples import STATUS

FILES = sorted(path.name for path in FOLDER.glob("*.json"))


def each_message(kind: str) -> Iterator[Any]:
    """Return the well-formed messages of managers on one topic, as parameters of a test."""
    for name, conversation in conversations():
        for number, message in enumerate(sent_by_managers(conversation, kind)):
            yield pytest.param(payload(message), id=f"{name} #{number}")


def test_files() -> None:
    """There is a contract to test."""
    assert "set.json" in FILES
    assert sum(1 for _ in conversations()) > 50


@pytest.mark.parametrize(
    "conversation", [pytest.param(conversation, id=name) for name, conversation in conversations()]
)
def test_devices_are_understood(conversation: Conversation) -> None:
    """What a device publishes is taken in, on a topic that is known."""
    views: dict[str, DeviceView] = {}
    for now, message in sent_by_devices(conversation):
        split = topics.split_report(message["topic"])
        assert split is not None
        device_id, kind = split
        view = views.setdefault(device_id, DeviceView(device_id))
        if kind is topics.Report.EVENT and view.status is None:
            # The conversation skipped it.
            view.receive(topics.Report.STATUS, STATUS, retained=True, now=now)
        take_in(view, kind, message, now)


def take_in(view: DeviceView, kind: topics.Report, message: Any, now: float) -> None:
    """Have a view take in what its device publishes live."""
    if payload(message):
        assert view.receive(kind, json.loads(payload(message)), retained=False, now=now) is not None
    else:
        view.clear(kind)


@pytest.mark.parametrize("sent", each_message("config"))
def test_config(sent: bytes) -> None:
    """A configuration of the contract is what this side would send, byte for byte."""
    assert Config.from_json(json.loads(sent)).to_payload() == sent


@pytest.mark.parametrize("sent", each_message("set"))
def test_set(sent: bytes) -> None:
    """So is a set."""
    content = json.loads(sent)
    message = SetPins(
        message_id=content["id"], session=content["session"], until_ms=content["until"], pins=content["pins"]
    )

    assert message.to_payload() == sent


@pytest.mark.parametrize("sent", each_message("command"))
def test_command(sent: bytes) -> None:
    """So is a command to one device."""
    content = json.loads(sent)
    known = {name: content.pop(name, None) for name in ("id", "session", "until", "cmd")}
    message = Command(
        message_id=known["id"],
        session=known["session"],
        until_ms=known["until"],
        name=known["cmd"],
        arguments=content,
    )

    assert message.to_payload() == sent


@pytest.mark.parametrize("file", FILES)
def test_hashes(file: str) -> None:
    """Both sides agree on the hash of every configuration."""
    assert {text: payload_hash(text) for _, text in with_hashes(load(file))} == {
        text: hash_ for hash_, text in with_hashes(load(file))
    }
