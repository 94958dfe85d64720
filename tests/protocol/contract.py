"""The conversations of tests/contract, as the integration reads them."""

from collections.abc import Iterator, Mapping
from functools import cache
import json
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parent.parent / "contract"

type Conversation = Mapping[str, Any]
type Message = Mapping[str, Any]


@cache
def load(name: str) -> Any:
    """Return the content of a file."""
    return json.loads((FOLDER / name).read_text())


def conversations() -> Iterator[tuple[str, Conversation]]:
    """Return every conversation, with what to call it."""
    for path in sorted(FOLDER.glob("*.json")):
        for conversation in load(path.name).get("conversations", ()):
            yield f"{path.stem}: {conversation['name']}", conversation


def sent_by_devices(conversation: Conversation) -> Iterator[tuple[float, Message]]:
    """Return what devices publish, each with its moment in seconds."""
    now = 0.0
    for step in conversation["steps"]:
        now = max(now, step.get("at", 0) / 1000)
        for message in step.get("expect", ()):
            yield now, message


def sent_by_managers(conversation: Conversation, kind: str) -> Iterator[Message]:
    """Return what well-behaved managers publish to the device on one of its topics, cleared topics aside."""
    topic = f"iotdm/1/{conversation['device']['id']}/in/{kind}"
    for step in conversation["steps"]:
        message = step.get("receive", {"topic": None})
        if message["topic"] == topic and not message.get("malformed") and payload(message):
            yield message


def payload(message: Message) -> bytes:
    """Return the bytes of a message."""
    if "payload_hex" in message:
        return bytes.fromhex(message["payload_hex"])
    return str(message["payload"]).replace("<types>", _all_types()).encode()


def _all_types() -> str:
    """Return the names of all pin types, as an announce lists them."""
    return ",".join(json.dumps(row["type"]) for row in load("pin_type_table.json")["types"])


def with_hashes(content: Any) -> Iterator[tuple[str, bytes]]:
    """Return every payload in a part of a file that says its hash."""
    match content:
        case {"hash": str(hash_), "payload": str(text)}:
            yield hash_, text.encode()
        case {"hash": str(hash_), "payload_hex": str(text)}:
            yield hash_, bytes.fromhex(text)
        case dict():
            for part in content.values():
                yield from with_hashes(part)
        case list():
            for part in content:
                yield from with_hashes(part)
