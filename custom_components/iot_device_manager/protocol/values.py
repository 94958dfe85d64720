"""Checked reading of JSON members, and the one way in which this side writes JSON."""

from collections.abc import Mapping
import json
import re
from typing import Any, Final
import zlib

from .exceptions import ProtocolError

UINT32: Final = 2**32
NO_HASH: Final = "00000000"

_ID: Final = re.compile(r"[0-9a-f]{12}")
_HASH: Final = re.compile(r"[0-9a-f]{8}")
_NAME: Final = re.compile(r"[a-z0-9]{1,16}")

type JsonObject = Mapping[str, Any]


def is_device_id(text: str) -> bool:
    """Return whether this is a device id: a MAC address as 12 lower-case hex digits."""
    return _ID.fullmatch(text) is not None


def read_object(data: Any) -> JsonObject:
    """Return `data` when it is a JSON object."""
    if not isinstance(data, dict):
        raise ProtocolError("not a JSON object")
    return data


def read_text(data: JsonObject, key: str) -> str:
    """Return a text member."""
    value = data.get(key)
    if not isinstance(value, str):
        raise ProtocolError(f"{key} is not a text")
    return value


def read_flag(data: JsonObject, key: str) -> bool:
    """Return a true or false member."""
    value = data.get(key)
    if not isinstance(value, bool):
        raise ProtocolError(f"{key} is neither true nor false")
    return value


def read_uint32(data: JsonObject, key: str) -> int:
    """Return an unsigned 32-bit member."""
    value = data.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < UINT32:
        raise ProtocolError(f"{key} is not an unsigned 32-bit number")
    return value


def read_int(data: JsonObject, key: str) -> int:
    """Return a whole number."""
    value = data.get(key)
    if not isinstance(value, int) or isinstance(value, bool):
        raise ProtocolError(f"{key} is not a whole number")
    return value


def read_number(data: JsonObject, key: str) -> float:
    """Return a number."""
    value = data.get(key)
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise ProtocolError(f"{key} is not a number")
    return value


def read_hash(data: JsonObject, key: str) -> str:
    """Return 8 hex digits: a hash, a session or a run."""
    value = read_text(data, key)
    if _HASH.fullmatch(value) is None:
        raise ProtocolError(f"{key} is not 8 hex digits")
    return value


def read_id(data: JsonObject) -> str:
    """Return the device id member."""
    value = read_text(data, "id")
    if not is_device_id(value):
        raise ProtocolError("id is not 12 hex digits")
    return value


def read_name(data: JsonObject, key: str) -> str:
    """Return the name of a manager or role."""
    value = read_text(data, key)
    if _NAME.fullmatch(value) is None:
        raise ProtocolError(f"{key} is not a name of 1 to 16 letters and digits")
    return value


def read_optional_name(data: JsonObject, key: str) -> str | None:
    """Return the name of a manager or role, or None for null."""
    return None if data.get(key, "") is None else read_name(data, key)


def encode(data: JsonObject) -> bytes:
    """Write a message: compact, in the order of the members."""
    return json.dumps(data, separators=(",", ":"), ensure_ascii=False).encode()


def payload_hash(payload: bytes) -> str:
    """Return the CRC-32 of a payload as 8 hex digits."""
    return f"{zlib.crc32(payload):08x}"


def plain_number(value: float) -> int | float:
    """Return a number as the wire wants it: at most three decimals, whole ones without a point."""
    rounded = round(value, 3)
    return int(rounded) if rounded == int(rounded) else rounded
