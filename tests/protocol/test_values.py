"""Hashes, numbers and the one way in which JSON is written."""

import json

import pytest

from custom_components.iot_device_manager.protocol.values import (
    NO_HASH,
    encode,
    is_device_id,
    payload_hash,
    plain_number,
)


@pytest.mark.parametrize(
    ("payload", "hash_"),
    [(b"123456789", "cbf43926"), (b"", NO_HASH), (b"\x00", "d202ef8d"), (b"aa", "078a19d7")],
    ids=["check value", "nothing", "zero byte", "leading zero"],
)
def test_payload_hash(payload: bytes, hash_: str) -> None:
    """The hash is the CRC-32 of zlib as eight lower-case hex digits."""
    assert payload_hash(payload) == hash_


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5ccf7f0a1b2c", True),
        ("5CCF7F0A1B2C", False),
        ("5ccf7f0a1b2", False),
        ("5ccf7f0a1b2c0", False),
        ("5ccf7f0a1b2g", False),
        ("5ccf7f0a1b2c\n", False),
        ("", False),
    ],
    ids=["id", "upper case", "short", "long", "no hex", "line feed", "empty"],
)
def test_device_id(text: str, expected: bool) -> None:
    """An id is twelve lower-case hex digits and nothing else."""
    assert is_device_id(text) is expected


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (2.0, "2"),
        (0.1 + 0.2, "0.3"),
        (33 * 0.01, "0.33"),
        (2.2, "2.2"),
        (1e6, "1000000"),
        (-0.0004, "0"),
        (0.0005001, "0.001"),
        (-2147483.6484, "-2147483.648"),
        (7, "7"),
    ],
    ids=["whole", "binary fraction", "percent", "decimal", "large", "almost zero", "rounded", "lowest", "int"],
)
def test_plain_number(number: float, written: str) -> None:
    """A number has at most three decimals, no exponent, and no point when it is whole."""
    assert json.dumps(plain_number(number)) == written


def test_encode() -> None:
    """Messages are compact, in the order of their members, in UTF-8."""
    assert encode({"b": [1, None], "a": {"ö": True}}) == '{"b":[1,null],"a":{"ö":true}}'.encode()
