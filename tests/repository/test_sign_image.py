"""What scripts/sign-image makes is what docs/update.md describes, and it never makes an unsigned file."""

import gzip
import json
from pathlib import Path
import subprocess
from typing import Final

import pytest

from rig.images import Keys, built_image, make_keys, sign

from .source import FIRMWARE, ROOT

SCRIPT: Final = ROOT / "scripts" / "sign-image"
SEAL: Final = 260
FOOTER: Final = 32


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    """Return throw-away keys."""
    return make_keys(tmp_path_factory.mktemp("keys"))


def run(directory: Path, *options: str | Path, image: bytes | None = None) -> subprocess.CompletedProcess[str]:
    """Run the script for a layout of 4 MB, unless the options say another."""
    (directory / "built").write_bytes(built_image() if image is None else image)
    command = (SCRIPT, "--layout", "4", "--version", "0.2.0", *options, directory / "built", directory / "signed")
    return subprocess.run(command, capture_output=True, text=True, check=False)


def is_signed(directory: Path, file: bytes, keys: Keys) -> bool:
    """Return what openssl says of the signature in a file."""
    (directory / "content").write_bytes(file[:-SEAL])
    (directory / "signature").write_bytes(file[-SEAL:-4])
    command = ("openssl", "dgst", "-sha256", "-verify", keys.public, "-signature", "signature", "content")
    return subprocess.run(command, cwd=directory, capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("layout", [1, 4])
def test_plain(keys: Keys, tmp_path: Path, layout: int) -> None:
    """Image, footer, signature, size of the signature."""
    image = built_image(layout=layout)

    file = sign(tmp_path, keys, image=image, layout=layout, version="1.2.3-rc.1")

    footer = b"IOTD\x01" + bytes([layout]) + b"1.2.3-rc.1".ljust(22, b"\0") + len(image).to_bytes(4, "little")
    assert file[:-SEAL] == image + footer
    assert file[-4:] == (256).to_bytes(4, "little")
    assert is_signed(tmp_path, file, keys)
    assert not is_signed(tmp_path, b"!" + file[1:], keys)


@pytest.mark.parametrize("more", range(4))
def test_packed(keys: Keys, tmp_path: Path, more: int) -> None:
    """A compressed image is a gzip file up to the footer, whose last word tells the boot loader how much to write."""
    image = built_image() + bytes(more)

    file = sign(tmp_path, keys, image=image, packed=True)

    assert len(file) < len(image)
    assert len(file) % 4 == 0
    assert gzip.decompress(file[: -SEAL - FOOTER]) == image
    assert int.from_bytes(file[:-SEAL][-4:], "little") == len(image)
    assert is_signed(tmp_path, file, keys)


def test_same_again(keys: Keys, tmp_path: Path) -> None:
    """The same input makes the same file, so that anybody with the key can check a release."""
    assert sign(tmp_path, keys, packed=True) == sign(tmp_path, keys, packed=True)


def test_tells(keys: Keys, tmp_path: Path) -> None:
    """It prints what the command needs."""
    assert json.loads(run(tmp_path, "--key", keys.private).stdout).keys() == {"size", "sha256", "firmware"}


@pytest.mark.parametrize(
    ("options", "image", "reason"),
    [
        (("--key", "nowhere.pem"), None, "there is no key at nowhere.pem, and unsigned images are not made"),
        (("--key", ""), None, "unsigned images are not made"),
        ((), None, "--key"),
        (("--key", "built"), None, "openssl cannot sign with this key"),
        (("--key", "short/private.pem"), None, "the key is not an RSA key of 2048 bits"),
        (("--key", "elliptic.pem"), None, "the key is not an RSA key of 2048 bits"),
        (("--key", "good/private.pem"), b"", "this is no image for an ESP8266"),
        (("--key", "good/private.pem"), b"<html></html>", "this is no image for an ESP8266"),
        (("--key", "good/private.pem", "--layout", "1"), None, "the image was not linked for 1 MB of flash"),
        (("--key", "good/private.pem", "--layout", "2"), None, "--layout"),
        (("--key", "good/private.pem", "--version", "0.2 0"), None, "a version is 1 to 22"),
        (("--key", "good/private.pem", "--version", "0" * 23), None, "a version is 1 to 22"),
    ],
)
def test_refuses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...], image: bytes | None, reason: str
) -> None:
    """It says why, and writes nothing."""
    monkeypatch.chdir(tmp_path)
    make_keys(tmp_path / "good")
    make_keys(tmp_path / "short", bits=1024)
    new_key = ("openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", "elliptic.pem")
    subprocess.run(new_key, check=True)

    done = run(tmp_path, *options, image=image)

    assert done.returncode != 0
    assert reason in done.stderr
    assert not (tmp_path / "signed").exists()


@pytest.mark.parametrize(
    ("key", "release", "version"),
    [
        ("", "false", "0.1.0-dev"),
        ("-----BEGIN PUBLIC KEY-----", "false", "0.1.0"),
        ("-----BEGIN PUBLIC KEY-----", "true", "0.1.0"),
        ("", "true", None),
    ],
    ids=["development", "development with a key", "release", "release without a key"],
)
def test_key_of_a_build(key: str, release: str, version: str | None) -> None:
    """A release without a public key does not compile; without one, the version says so."""
    program = (
        f'#include "version.h"\nstatic_assert(iotdm::kFirmwareVersion == "{version or "0.1.0-dev"}", "version");\n'
    )
    defines = (f'-DIOTDM_PUBLIC_KEY="{key}"', f"-DIOTDM_RELEASE={release}")
    command = ("g++", "-std=c++17", "-fsyntax-only", "-x", "c++", *defines, f"-I{FIRMWARE / 'core'}", "-")

    done = subprocess.run(command, input=program, capture_output=True, text=True, check=False)

    assert (done.returncode == 0) is (version is not None), done.stderr
    assert ("a release needs IOTDM_PUBLIC_KEY" in done.stderr) is (version is None)
