"""A release is signed, or it is none: the steps of its workflow, run here with throw-away keys."""

import json
import os
from pathlib import Path
import shutil
import subprocess
from typing import Final

import pytest

from .source import ROOT

_VERSION: Final = "0.1.0"
_TAG: Final = f"v{_VERSION}"
_NEEDED: Final = ("scripts", "docs/install", "LICENSE", "THIRD-PARTY.md", "custom_components/iot_device_manager/brand")
_CHANGELOG: Final = f"""# Changelog

## 0.2.0 (not released)

- Later.

## {_VERSION} (2026-11-22)

- The first.

## 0.0.9 (2026-01-01)

- Earlier.
"""
# The size of the flash, as the header of an image says it.
_SIZES: Final = {1: 0x20, 4: 0x40}
_GH: Final = """\
#!/bin/sh
echo "$*" >>"$CALLS"
cat >"$CALLS.notes"
"""


def made_up_image(layout: int) -> bytes:
    """Return what begins like an image of a layout."""
    return bytes([0xE9, 1, 2, _SIZES[layout]]) + bytes(range(256)) * 20


def new_key(path: Path) -> str:
    """Return a private key that nobody needs later."""
    subprocess.run(["openssl", "genrsa", "-out", path, "2048"], check=True, capture_output=True)
    return path.read_text()


def public_part(private: Path) -> bytes:
    """Return the public key that belongs to a private one."""
    return subprocess.run(["openssl", "pkey", "-in", private, "-pubout"], check=True, capture_output=True).stdout


class Checkout:
    """A copy of what a release needs, with images that were built."""

    def __init__(self, directory: Path) -> None:
        """Copy it, and make keys."""
        self.directory = directory / "checkout"
        for name in _NEEDED:
            source, target = ROOT / name, self.directory / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                shutil.copytree(source, target)
            else:
                shutil.copy(source, target)
        for tools in (".venv", ".tools"):
            (self.directory / tools).symlink_to(ROOT / tools)
        (self.directory / "pyproject.toml").write_text(f'[project]\nversion = "{_VERSION}"\n')
        (self.directory / "CHANGELOG.md").write_text(_CHANGELOG)
        self.release = self.directory / "build" / "release"
        images = self.directory / "build" / "images"
        images.mkdir(parents=True)
        for layout in _SIZES:
            (images / f"iot-device-manager-{layout}m.bin").write_bytes(made_up_image(layout))
        (images / "licences.txt").write_text("the licences of what is in them")
        self.key = new_key(directory / "key")
        self.public_key = self.directory / "firmware" / "release-key.pem"
        self.public_key.parent.mkdir(exist_ok=True)
        self.public_key.write_bytes(public_part(directory / "key"))
        self._calls = directory / "calls"
        (directory / "bin").mkdir()
        (directory / "bin" / "gh").write_text(_GH)
        (directory / "bin" / "gh").chmod(0o755)
        self._path = f"{directory / 'bin'}:{os.environ['PATH']}"

    def run(self, *step: str, **environment: str) -> tuple[int, str]:
        """Run a step; return its exit status, and what it complains about."""
        done = subprocess.run(
            [self.directory / "scripts" / "release", *step],
            env={**os.environ, "PATH": self._path, "CALLS": str(self._calls), **environment},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        return done.returncode, done.stderr.strip()

    def published(self) -> tuple[list[str], str]:
        """Return how GitHub was asked to make a release, and the notes of it."""
        if not self._calls.exists():
            return [], ""
        return self._calls.read_text().splitlines(), self._calls.with_suffix(".notes").read_text()


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    """Return a checkout that is ready for a release."""
    return Checkout(tmp_path)


def test_release(checkout: Checkout) -> None:
    """Signed images, the installer, licences and checksums are published, with the notes of this version only."""
    assert checkout.run("check", _TAG) == (0, "")
    assert checkout.run("sign", SIGNING_KEY=checkout.key) == (0, "")
    assert checkout.run("pack") == (0, "")
    assert checkout.run("publish", _TAG) == (0, "")

    files = [f"iot-device-manager-{layout}m.bin" for layout in _SIZES]
    assets = sorted(["LICENSE", "SHA256SUMS", "THIRD-PARTY.md", "installer.zip", "licences.txt", *files])
    assert sorted(path.name for path in checkout.release.iterdir()) == assets
    (call,), notes = checkout.published()
    words = call.split()
    assert words[:3] == ["release", "create", _TAG]
    assert sorted(word.removeprefix("build/release/") for word in words if "/" in word) == assets
    assert notes.strip() == "- The first."
    for layout, file in zip(_SIZES, files, strict=True):
        image = (checkout.release / file).read_bytes()
        assert image.startswith(made_up_image(layout))
        assert len(image) > len(made_up_image(layout)) + 256
    # What the installer writes is what is signed.
    installer = checkout.directory / "build" / "installer"
    manifest = json.loads((installer / "manifest-4m.json").read_text())
    part = manifest["builds"][0]["parts"][0]["path"]
    assert (installer / part).read_bytes() == (checkout.release / part).read_bytes()
    assert not list(checkout.directory.rglob("key"))


def test_no_private_key(checkout: Checkout) -> None:
    """Without the secret nothing is signed, packed or published."""
    status, complaint = checkout.run("sign", SIGNING_KEY="")

    assert status == 1
    assert "there is no private key in SIGNING_KEY" in complaint
    assert not checkout.release.exists()
    assert checkout.run("pack")[0] == 1
    assert checkout.run("publish", _TAG)[0] == 1
    assert checkout.published() == ([], "")


def test_foreign_private_key(checkout: Checkout, tmp_path: Path) -> None:
    """A key that the boards do not know is noticed before it signs anything."""
    status, complaint = checkout.run("sign", SIGNING_KEY=new_key(tmp_path / "foreign"))

    assert status == 1
    assert "does not belong to firmware/release-key.pem" in complaint
    assert not checkout.release.exists()


def test_no_public_key(checkout: Checkout) -> None:
    """Without the public key there is no release: its boards would take an image from anybody."""
    checkout.public_key.unlink()

    for step in (("check", _TAG), ("sign",)):
        status, complaint = checkout.run(*step, SIGNING_KEY=checkout.key)
        assert status == 1
        assert "there is no firmware/release-key.pem" in complaint


@pytest.mark.parametrize("byte", [0, 5_000, -200], ids=["beginning", "middle", "signature"])
def test_changed_image(checkout: Checkout, byte: int) -> None:
    """What was changed after it was signed is not published."""
    checkout.run("sign", SIGNING_KEY=checkout.key)
    checkout.run("pack")
    image = checkout.release / "iot-device-manager-4m.bin"
    content = bytearray(image.read_bytes())
    content[byte] ^= 1
    image.write_bytes(content)

    status, complaint = checkout.run("publish", _TAG)

    assert status == 1
    assert "is not signed with the key" in complaint
    assert checkout.published() == ([], "")


def test_unsigned_image(checkout: Checkout) -> None:
    """An image as the compiler built it is not packed or published, wherever it comes from."""
    checkout.release.mkdir(parents=True)
    for layout in _SIZES:
        (checkout.release / f"iot-device-manager-{layout}m.bin").write_bytes(made_up_image(layout))

    for step in (("pack",), ("publish", _TAG)):
        status, complaint = checkout.run(*step)
        assert status == 1
        assert "is not signed with the key" in complaint
    assert checkout.published() == ([], "")


@pytest.mark.parametrize(
    ("tag", "changelog", "complaint"),
    [
        pytest.param("v0.2.0", _CHANGELOG, "is not v0.1.0", id="another version"),
        pytest.param(
            _TAG, f"# Changelog\n\n## {_VERSION} (not released)\n\n- New.\n", "CHANGELOG.md has no", id="no date"
        ),
        pytest.param(_TAG, "# Changelog\n\n## 0x1x0 (2026-11-22)\n\n- New.\n", "CHANGELOG.md has no", id="no section"),
    ],
)
def test_not_ready(checkout: Checkout, tag: str, changelog: str, complaint: str) -> None:
    """A tag that does not fit stops before anything is built."""
    (checkout.directory / "CHANGELOG.md").write_text(changelog)

    status, said = checkout.run("check", tag)

    assert status == 1
    assert complaint in said


@pytest.mark.parametrize("words", [(), ("check",), ("sign", "v1"), ("everything",)], ids=str)
def test_usage(checkout: Checkout, words: tuple[str, ...]) -> None:
    """Anything else is told how it is used."""
    status, complaint = checkout.run(*words)

    assert status == 1
    assert "usage: scripts/release" in complaint
