"""Signed firmware images that nobody could run, and the keys for them."""

from dataclasses import dataclass
import hashlib
import json
from pathlib import Path
import random
import subprocess
from typing import Any, Final

_SIGN_IMAGE: Final = Path(__file__).parent.parent / "scripts" / "sign-image"
# The begin of an image for the ESP8266: one segment, and in the fourth byte the size of the flash.
_BEGINS: Final = {1: b"\xe9\x01\x03\x20", 4: b"\xe9\x01\x03\x40"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Keys:
    """A throw-away pair of keys."""

    private: Path
    public: Path


def make_keys(directory: Path, *, bits: int = 2048) -> Keys:
    """Make a pair of RSA keys."""
    directory.mkdir(parents=True, exist_ok=True)
    keys = Keys(private=directory / "private.pem", public=directory / "public.pem")
    _run("openssl", "genrsa", "-out", keys.private, str(bits))
    _run("openssl", "rsa", "-in", keys.private, "-pubout", "-out", keys.public)
    return keys


def built_image(*, layout: int = 4, size: int = 60_000) -> bytes:
    """Return what a compiler could have built: half of it can be compressed, half of it cannot."""
    begin = _BEGINS[layout] + bytes(size // 2)
    return begin + random.Random(size).randbytes(size - len(begin))


def sign(
    directory: Path,
    keys: Keys,
    *,
    image: bytes | None = None,
    version: str = "0.2.0",
    layout: int = 4,
    packed: bool = False,
) -> bytes:
    """Return a signed file, made by scripts/sign-image."""
    built, signed = directory / "built.bin", directory / "signed.bin"
    built.write_bytes(built_image(layout=layout) if image is None else image)
    options = ("--key", keys.private, "--layout", str(layout), "--version", version, *(("--gzip",) if packed else ()))
    told = json.loads(_run(_SIGN_IMAGE, *options, built, signed))
    content = signed.read_bytes()
    if told != described(content, version):
        raise AssertionError(f"scripts/sign-image tells something else than it made: {told}")
    return content


def described(content: bytes, version: str = "0.2.0") -> dict[str, Any]:
    """Return what the command `update` says of a file, besides its URL."""
    return {"size": len(content), "sha256": hashlib.sha256(content).hexdigest(), "firmware": version}


def _run(*command: str | Path) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
