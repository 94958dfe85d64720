"""The DS18B20 probes of a 1-Wire bus, each with its number, the ROM."""

from dataclasses import dataclass
import re
from typing import Final, Self

from .exceptions import ProtocolError
from .values import JsonObject, read_number, read_object, read_text

_ROM: Final = re.compile("28[0-9a-f]{14}")
# What people put between the digits.
_BETWEEN: Final = re.compile(r"[\s.:-]")


@dataclass(frozen=True, kw_only=True, slots=True)
class Probe:
    """A probe that a scan found."""

    rom: str
    celsius: float | None

    @classmethod
    def from_json(cls, data: JsonObject) -> Self:
        """Read one of those that were found."""
        rom = read_rom(read_text(data, "rom"))
        if rom is None:
            raise ProtocolError("rom is none")
        return cls(rom=rom, celsius=None if data.get("value") is None else read_number(data, "value"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Scan:
    """What a scan found; nothing in the answer to anything else."""

    found: tuple[Probe, ...]
    #: there are others behind these
    more: bool

    @classmethod
    def from_json(cls, data: JsonObject) -> Self:
        """Read the answer to a command."""
        found = data.get("found", [])
        if not isinstance(found, list):
            raise ProtocolError("found is not a list")
        return cls(found=tuple(Probe.from_json(read_object(probe)) for probe in found), more=data.get("more") is True)


def read_rom(text: str) -> str | None:
    """Return the ROM that somebody typed, as it is on the wire; None when there is a mistake in it."""
    rom = _BETWEEN.sub("", text).lower()
    if _ROM.fullmatch(rom) is None or _checksum(bytes.fromhex(rom)) != 0:
        return None
    return rom


def _checksum(content: bytes) -> int:
    crc = 0
    for byte in content:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x8C if crc & 1 else 0)
    return crc
