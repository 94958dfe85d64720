"""Signs an image for updates over the air. docs/update.md describes the format."""

import argparse
import gzip
import hashlib
import json
from pathlib import Path
import re
import struct
import subprocess
import sys

MAGIC = b"IOTD"
FORMAT = 1
SIGNATURE_BYTES = 256
VERSION = re.compile(r"[A-Za-z0-9.+-]{1,22}")
# What the first bytes of an image say: that it is one, and in the upper half of the fourth byte the size of the flash.
IMAGE_BEGINS = 0xE9
HEADER_BYTES = 8
LAYOUT_OF_HEADER = {2: 1, 4: 4}


class RefusedError(Exception):
    """Nothing was signed; the text says why."""


def with_footer(image: bytes, *, layout: int, version: str, compress: bool) -> bytes:
    """Return everything that the signature covers."""
    if len(image) < HEADER_BYTES or image[0] != IMAGE_BEGINS:
        raise RefusedError("this is no image for an ESP8266")
    if LAYOUT_OF_HEADER.get(image[3] >> 4) != layout:
        raise RefusedError(f"the image was not linked for {layout} MB of flash")
    if not VERSION.fullmatch(version):
        raise RefusedError("a version is 1 to 22 letters, digits, dots, hyphens and plus signs")
    packed = gzip.compress(image, 9, mtime=0) if compress else image
    # Whole words, as flash memory likes them.
    packed += bytes(-len(packed) % 4)
    return packed + struct.pack("<4sBB22sI", MAGIC, FORMAT, layout, version.encode(), len(image))


def signature(content: bytes, key: Path) -> bytes:
    """Return the RSA signature (PKCS #1 v1.5) of the SHA-256."""
    if not key.is_file():
        raise RefusedError(f"there is no key at {key}, and unsigned images are not made")
    command = ["openssl", "dgst", "-sha256", "-sign", str(key)]
    done = subprocess.run(command, input=content, capture_output=True, check=False)
    if done.returncode != 0:
        raise RefusedError(f"openssl cannot sign with this key: {done.stderr.decode(errors='replace').strip()}")
    if len(done.stdout) != SIGNATURE_BYTES:
        raise RefusedError("the key is not an RSA key of 2048 bits")
    return done.stdout


def main() -> int:
    """Sign, write the file, and print what the command `update` must say of it."""
    parser = argparse.ArgumentParser(prog="scripts/sign-image", description=__doc__)
    parser.add_argument("image", type=Path, help="what the compiler built")
    parser.add_argument("output", type=Path, help="the signed file")
    parser.add_argument("--key", type=Path, required=True, help="PEM file with the private RSA key of 2048 bits")
    parser.add_argument(
        "--layout", type=int, choices=sorted(LAYOUT_OF_HEADER.values()), required=True, help="MB of flash"
    )
    parser.add_argument("--version", required=True, help="the firmware's version")
    parser.add_argument("--gzip", action="store_true", help="compress it; the boot loader unpacks it")
    options = parser.parse_args()
    try:
        image = options.image.read_bytes()
        content = with_footer(image, layout=options.layout, version=options.version, compress=options.gzip)
        seal = signature(content, options.key)
        signed = content + seal + struct.pack("<I", len(seal))
        options.output.write_bytes(signed)
    except (OSError, RefusedError) as err:
        sys.stderr.write(f"scripts/sign-image: {err}\n")
        return 1
    told = {"size": len(signed), "sha256": hashlib.sha256(signed).hexdigest(), "firmware": options.version}
    sys.stdout.write(json.dumps(told) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
