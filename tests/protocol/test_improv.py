"""The frames of Improv in tests/contract say what their texts say they say."""

from collections.abc import Iterator
from typing import Any, Final

import pytest

from tests.improv import Frame

from .contract import load

EXCHANGES: Final = load("improv.json")["exchanges"]


def frames() -> Iterator[Any]:
    """Return every well-formed frame, as parameters of a test."""
    for exchange in EXCHANGES:
        for number, step in enumerate(exchange["steps"]):
            for frame in [step[key] for key in ("send",) if key in step] + step.get("expect", []):
                if not frame.get("malformed"):
                    words = {key: value for key, value in frame.items() if key not in {"hex", "texts"}}
                    said = Frame(**words, texts=tuple(frame.get("texts", ())))
                    yield pytest.param(bytes.fromhex(frame["hex"]), said, id=f"{exchange['name']} #{number} {words}")


@pytest.mark.parametrize(("data", "said"), frames())
def test_frames(data: bytes, said: Frame) -> None:
    """A frame can be read, and written again."""
    assert Frame.from_bytes(data) == said
    assert said.to_bytes() == data


def test_every_answer() -> None:
    """Each state, error and result that a board can send is in an exchange."""
    sent = [frame for exchange in EXCHANGES for step in exchange["steps"] for frame in step.get("expect", [])]

    assert {frame["state"] for frame in sent if "state" in frame} == {"authorized", "provisioning", "provisioned"}
    assert {frame["result"] for frame in sent if "result" in frame} == {"settings", "state", "about", "networks"}
    assert {frame["error"] for frame in sent if "error" in frame} == {
        *("none", "invalid", "unknown_command", "unable_to_connect", "unknown"),
    }
