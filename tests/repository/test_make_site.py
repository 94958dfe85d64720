"""scripts/make-site: the same records and the same refusals as in the firmware, and passwords that stay secret."""

import ast
import json
import os
from pathlib import Path
import stat
import subprocess
from typing import Any

import pytest

from rig.make_site import MESSAGES, BadNetworkError, Network, site_sector

from .source import ROOT

GOLDEN = json.loads((ROOT / "tests" / "contract" / "site.json").read_text())
SECRETS = {"IOTDM_PSK": "correct horse", "IOTDM_PASSWORD": "marked secret"}


def network(golden: Any) -> Any:
    """Return a network of a golden record."""
    if golden is None:
        return None
    texts = {name: bytes.fromhex(golden[name]) for name in ("ssid", "psk", "host", "user")}
    return Network(**texts, port=golden["port"], password=bytes.fromhex(golden["pass"]))


@pytest.mark.parametrize("golden", GOLDEN["sites"], ids=[golden["name"] for golden in GOLDEN["sites"]])
def test_records(golden: Any) -> None:
    """A record has exactly the bytes that the firmware reads; the rest of the sector is erased."""
    networks = [network(entry) for entry in golden["networks"]]

    sector = site_sector(networks, use=golden["use"])

    assert sector == bytes.fromhex(golden["record"]).ljust(4096, b"\xff")


@pytest.mark.parametrize("golden", GOLDEN["refused"], ids=[golden["error"] for golden in GOLDEN["refused"]])
def test_refused(golden: Any) -> None:
    """What the firmware refuses is refused here, for the same reason."""
    members = json.loads(golden["network"])
    texts = {name: members.get(name, "").encode() for name in ("ssid", "psk", "host", "user")}
    refused = Network(**texts, port=members.get("port", 1883), password=members.get("pass", "").encode())

    with pytest.raises(BadNetworkError, match=f"^{golden['error']}$"):
        site_sector([refused])


def test_every_refusal_has_a_message() -> None:
    """Each word that the contract knows is explained, and no other."""
    assert {golden["error"] for golden in GOLDEN["refused"]} == set(MESSAGES)


def run(directory: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the script without a terminal."""
    return subprocess.run(
        [ROOT / "scripts" / "make-site", *arguments],
        cwd=directory,
        env=os.environ | SECRETS | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_private(tmp_path: Path) -> None:
    """The file is for its owner alone, also where an older one was for all; nothing shows the passwords."""
    file = tmp_path / "site.bin"
    file.touch(mode=0o644)

    done = run(tmp_path, "site.bin", "--ssid", "Home")

    assert done.returncode == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert SECRETS["IOTDM_PSK"].encode() in file.read_bytes()
    assert not [secret for secret in SECRETS.values() if secret in done.stdout + done.stderr + repr(network)]
    assert "correct horse" not in repr(Network(ssid=b"Home", psk=b"correct horse"))


def test_password_files(tmp_path: Path) -> None:
    """The first line of a file is the password, without its end."""
    (tmp_path / "psk").write_bytes(b"from a file\r\nnot this\n")
    (tmp_path / "password").write_bytes(b"p\xc3\xa4ss")

    done = run(
        tmp_path, "site.bin", "--ssid", "J\xf6rg", "--psk-file", "psk", "--password-file", "password", PYTHONUTF8="1"
    )

    assert done.returncode == 0
    assert (tmp_path / "site.bin").read_bytes() == site_sector(
        [Network(ssid="Jörg".encode(), psk=b"from a file", password="päss".encode())]
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "network_no_ssid"),
        (("--ssid", "ü" * 17), "network_ssid_too_long"),
        (("--ssid", "Home", "--host", "mqtt://broker"), "network_bad_host"),
        (("--ssid", "Home", "--port", "none"), "network_bad_port"),
        (("--ssid", "Home", "--port", "99999"), "network_bad_port"),
    ],
)
def test_messages(tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
    """A mistake is explained in a sentence, and writes no file."""
    done = run(tmp_path, "site.bin", *arguments)

    assert (done.returncode, done.stderr) == (1, f"make-site: {MESSAGES[message]}\n")
    assert not (tmp_path / "site.bin").exists()


def test_missing_password_file(tmp_path: Path) -> None:
    """A file that is not there is named."""
    done = run(tmp_path, "site.bin", "--ssid", "Home", "--psk-file", "nowhere")

    assert done.returncode == 1
    assert "nowhere" in done.stderr


def test_nobody_to_ask(tmp_path: Path) -> None:
    """Without a terminal and without passwords it says where they may come from."""
    done = subprocess.run(
        [ROOT / "scripts" / "make-site", "site.bin", "--ssid", "Home"],
        cwd=tmp_path,
        env={name: value for name, value in os.environ.items() if name not in SECRETS},
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert (done.returncode, list(tmp_path.iterdir())) == (1, [])
    # It stands behind the question that nobody answered.
    assert "make-site: there is nobody to ask for the passwords: name their files" in done.stderr
    assert "Traceback" not in done.stderr


def test_old_python() -> None:
    """It needs nothing that Python 3.10 does not know."""
    ast.parse((ROOT / "scripts" / "lib" / "make_site.py").read_text(), feature_version=(3, 10))
