"""Messages as this side writes them: the bytes matter, because devices compare hashes."""

import pytest

from custom_components.iot_device_manager.protocol.messages import (
    Command,
    Config,
    ManagerBeat,
    ManagerPresence,
    SetPins,
)

PINS = (
    {"key": "a", "type": "digital_output", "gpio": 5},
    {"key": "d", "type": "digital_input", "gpio": 14, "pull": "up"},
)


@pytest.mark.parametrize(
    ("message", "payload"),
    [
        (
            Config(revision=13, manager="k3v9x2m8qa", role="r7w2c5t1zp", pins=PINS),
            (
                '{"revision":13,"manager":"k3v9x2m8qa","role":"r7w2c5t1zp","pins":['
                '{"key":"a","type":"digital_output","gpio":5},'
                '{"key":"d","type":"digital_input","gpio":14,"pull":"up"}]}'
            ),
        ),
        (
            Config(revision=14, manager="k3v9x2m8qa", role=None),
            '{"revision":14,"manager":"k3v9x2m8qa","role":null,"pins":[]}',
        ),
        (
            Config(revision=15, manager="k3v9x2m8qa", role="r7w2c5t1zp", takeover_from="f0r31gn"),
            '{"revision":15,"manager":"k3v9x2m8qa","takeover_from":"f0r31gn","role":"r7w2c5t1zp","pins":[]}',
        ),
        (
            SetPins(
                message_id="7c1",
                session="9f3a61c2",
                until_ms=187223,
                pins={"a": True, "b": {"on": True, "brightness": 128, "transition_ms": 400}},
            ),
            '{"id":"7c1","session":"9f3a61c2","until":187223,"pins":{"a":true,"b":{"on":true,"brightness":128,"transition_ms":400}}}',
        ),
        (
            Command(message_id="7c2", session="9f3a61c2", until_ms=187223, name="identify", arguments={"seconds": 10}),
            '{"id":"7c2","session":"9f3a61c2","until":187223,"cmd":"identify","seconds":10}',
        ),
        (
            Command(message_id="7c3", session="9f3a61c2", until_ms=None, name="ping", arguments={}),
            '{"id":"7c3","session":"9f3a61c2","cmd":"ping"}',
        ),
        (
            ManagerPresence(manager_id="k3v9x2m8qa", run="4be1c07d", name="Home"),
            '{"id":"k3v9x2m8qa","run":"4be1c07d","name":"Home","protocol":[1,1]}',
        ),
        (
            ManagerBeat(manager_id="k3v9x2m8qa", run="4be1c07d", beat=17),
            '{"id":"k3v9x2m8qa","run":"4be1c07d","beat":17}',
        ),
    ],
    ids=["config", "tombstone", "takeover", "set", "identify", "ping", "presence", "beat"],
)
def test_payload(message: Config | SetPins | Command | ManagerPresence | ManagerBeat, payload: str) -> None:
    """A message is written in the order of docs/protocol.md, without spaces."""
    assert message.to_payload() == payload.encode()
