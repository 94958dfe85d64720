"""A small client of Improv over serial, as the browser that flashes a board has one."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
import os
from pathlib import Path
from typing import Final, Self

_HEADER: Final = b"IMPROV\x01"
_PATIENCE_S: Final = 15.0

_STATES: Final[Mapping[str, int]] = {"authorized": 2, "provisioning": 3, "provisioned": 4}
_ERRORS: Final[Mapping[str, int]] = {
    "none": 0,
    "invalid": 1,
    "unknown_command": 2,
    "unable_to_connect": 3,
    "unknown": 255,
}
_COMMANDS: Final[Mapping[str, int]] = {
    "settings": 1,
    "state": 2,
    "about": 3,
    "networks": 4,
    "hostname": 5,
    "other": 200,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Frame:
    """What one frame says: a state, an error, a command, or the result of a command."""

    state: str | None = None
    error: str | None = None
    command: str | None = None
    result: str | None = None
    texts: tuple[str, ...] = ()

    def to_bytes(self) -> bytes:
        """Return the frame with its checksum."""
        match self:
            case Frame(state=str(state)):
                return _framed(1, bytes([_STATES[state]]))
            case Frame(error=str(error)):
                return _framed(2, bytes([_ERRORS[error]]))
            case Frame(command=str(command)):
                return _framed(3, _with_texts(command, self.texts))
        return _framed(4, _with_texts(str(self.result), self.texts))

    @classmethod
    def from_bytes(cls, frame: bytes) -> Self:
        """Return what a whole frame says."""
        kind, size, data = frame[7], frame[8], frame[9:-1]
        assert (frame[:7], size, frame[-1]) == (_HEADER, len(data), sum(frame[:-1]) % 256)
        match kind:
            case 1:
                return cls(state=_word(_STATES, data[0]))
            case 2:
                return cls(error=_word(_ERRORS, data[0]))
            case 3:
                return cls(command=_word(_COMMANDS, data[0]), texts=tuple(_texts(data)))
        assert kind == 4
        return cls(result=_word(_COMMANDS, data[0]), texts=tuple(_texts(data)))


def _framed(kind: int, data: bytes) -> bytes:
    frame = _HEADER + bytes([kind, len(data)]) + data
    return frame + bytes([sum(frame) % 256])


def _with_texts(command: str, texts: tuple[str, ...]) -> bytes:
    data = b"".join(bytes([len(text.encode())]) + text.encode() for text in texts)
    return bytes([_COMMANDS[command], len(data)]) + data


def _texts(data: bytes) -> Iterator[str]:
    assert data[1] == len(data) - 2
    rest = data[2:]
    while rest:
        yield rest[1 : 1 + rest[0]].decode()
        rest = rest[1 + rest[0] :]


def _word(words: Mapping[str, int], number: int) -> str:
    return next(word for word, value in words.items() if value == number)


class ImprovClient:
    """One end of a serial line."""

    def __init__(self, descriptor: int, reader: asyncio.StreamReader) -> None:
        """Speak over an open terminal."""
        self._descriptor = descriptor
        self._reader = reader

    def write(self, data: bytes) -> None:
        """Send bytes as they are."""
        os.write(self._descriptor, data)

    def ask(self, command: str, *texts: str) -> None:
        """Send a command."""
        self.write(Frame(command=command, texts=texts).to_bytes() + b"\n")

    async def next(self) -> Frame:
        """Return the next frame; it begins at the beginning of a line."""
        async with asyncio.timeout(_PATIENCE_S):
            head = await self._reader.readexactly(1)
            while head[-1:] == b"\n":
                head = await self._reader.readexactly(1)
            head += await self._reader.readexactly(8)
            return Frame.from_bytes(head + await self._reader.readexactly(head[8] + 1))


@asynccontextmanager
async def open_improv(terminal: Path) -> AsyncIterator[ImprovClient]:
    """Open a terminal as a client."""
    descriptor = os.open(terminal, os.O_RDWR | os.O_NOCTTY)
    reader = asyncio.StreamReader()
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(os.dup(descriptor), "rb", buffering=0)
    )
    yield ImprovClient(descriptor, reader)
    transport.close()
    os.close(descriptor)
