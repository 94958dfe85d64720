"""Write a site record: the flash sector from which a board knows its network and its broker, as docs/site.md tells.

Runs with any Python from 3.10 on, without packages.
"""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from getpass import getpass
import os
from pathlib import Path
import re
import struct
import sys
import zlib

SECTOR_SIZE = 4096
_MAGIC = b"IMS1"
_CONTENT_OFFSET = 64
_NO_OPTIONS = 0
_SLOTS = 2
_MAX_SSID = 32
_MAX_USER = 32
_MAX_PASSWORD = 64
_MAX_PORT = 65535

# What is wrong with a network, by the word that devices use on the wire.
MESSAGES = {
    "network_no_ssid": "the Wi-Fi network needs a name",
    "network_ssid_too_long": "the name of a Wi-Fi network has at most 32 bytes (umlauts and emoji take more than one)",
    "network_bad_psk": "a Wi-Fi password has 8 to 63 letters, digits and signs without umlauts, or 64 hex digits",
    "network_bad_host": "the broker's host is a name or an IP address of at most 64 letters, digits, dots and hyphens,"
    " without mqtt:// and without the port",
    "network_bad_port": "the broker's port is a number from 1 to 65535",
    "network_user_too_long": "the broker's user name has at most 32 bytes",
    "network_password_too_long": "the broker's password has at most 64 bytes",
    "network_bad_text": "user name and password of the broker are text without control characters, and the name of a"
    " Wi-Fi network has no NUL byte",
}


class BadNetworkError(Exception):
    """A network that no device takes; its argument is the word for what is wrong."""


@dataclass(frozen=True)
class Network:
    """A Wi-Fi network and the MQTT broker in it. Secrets do not show up where one is printed."""

    ssid: bytes
    psk: bytes = field(default=b"", repr=False)
    host: bytes = b""
    port: int = 1883
    user: bytes = b""
    password: bytes = field(default=b"", repr=False)

    def check(self) -> None:
        """Raise BadNetworkError unless a device takes it."""
        refused = {
            "network_no_ssid": not self.ssid,
            "network_ssid_too_long": len(self.ssid) > _MAX_SSID,
            "network_bad_psk": not re.fullmatch(rb"|[ -~]{8,63}|[0-9A-Fa-f]{64}", self.psk),
            "network_bad_host": not re.fullmatch(rb"[A-Za-z0-9._-]{0,64}", self.host),
            "network_bad_port": not 1 <= self.port <= _MAX_PORT,
            "network_user_too_long": len(self.user) > _MAX_USER,
            "network_password_too_long": len(self.password) > _MAX_PASSWORD,
            "network_bad_text": b"\x00" in self.ssid or not (_is_text(self.user) and _is_text(self.password)),
        }
        for word, is_refused in refused.items():
            if is_refused:
                raise BadNetworkError(word)

    def content(self) -> bytes:
        """Return the network as a record holds it."""
        texts = [bytes([len(text)]) + text for text in (self.ssid, self.psk, self.host, self.user, self.password)]
        return b"".join([*texts[:3], struct.pack("<H", self.port), *texts[3:]])


def _is_text(value: bytes) -> bool:
    try:
        text = value.decode()
    except UnicodeDecodeError:
        return False
    return not re.search(r"[\x00-\x1f\x7f]", text)


def site_sector(networks: Sequence[Network | None], *, use: int = 0) -> bytes:
    """Return the flash sector with a site of up to two networks; `use` is the slot of the one to begin with."""
    content = bytes([use, _NO_OPTIONS])
    for slot in range(_SLOTS):
        network = networks[slot] if slot < len(networks) else None
        if network is None:
            content += b"\x00"
        else:
            network.check()
            content += b"\x01" + network.content()
    # The first copy of its life. What is erased behind the header tells the device that this came from a flashing step.
    header = _MAGIC + struct.pack("<III", 1, len(content), zlib.crc32(content))
    header += struct.pack("<I", zlib.crc32(header))
    return (header.ljust(_CONTENT_OFFSET, b"\xff") + content).ljust(SECTOR_SIZE, b"\xff")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="make-site",
        description="Write the site record that is flashed next to the firmware. What no option tells is asked for.",
        epilog="The passwords are read from the environment (IOTDM_PSK, IOTDM_PASSWORD), from the first line of a file,"
        " or asked for; they are never options, because other users and the shell's history can see those.",
    )
    parser.add_argument("file", type=Path, help="where to write the record, 4096 bytes")
    parser.add_argument("--ssid", help="name of the Wi-Fi network")
    parser.add_argument("--psk-file", type=Path, help="file with the Wi-Fi password; empty for an open network")
    parser.add_argument("--host", help="name or address of the MQTT broker; empty to find it by mDNS")
    parser.add_argument("--port", help="its port (1883)")
    parser.add_argument("--user", help="user name at the broker; empty with a password for the id of each board")
    parser.add_argument("--password-file", type=Path, help="file with the password at the broker; empty for no login")
    return parser.parse_args()


def _told_or_asked(told: str | None, question: str, default: str = "") -> str:
    if told is not None:
        return told
    if not sys.stdin.isatty():
        return default
    return input(f"{question}: ") or default


def _secret(name: str, file: Path | None, question: str, ask: Callable[[str], str] = getpass) -> bytes:
    if file is not None:
        return file.read_bytes().partition(b"\n")[0].removesuffix(b"\r")
    told = os.environ.get(name)
    return os.fsencode(ask(f"{question}: ") if told is None else told)


def _network(arguments: argparse.Namespace) -> Network:
    ssid = _told_or_asked(arguments.ssid, "Wi-Fi network")
    psk = _secret("IOTDM_PSK", arguments.psk_file, "Wi-Fi password (empty: open network)")
    host = _told_or_asked(arguments.host, "MQTT broker (empty: found by mDNS)")
    port = _told_or_asked(arguments.port, "Port (1883)", "1883")
    user = _told_or_asked(arguments.user, "User at the broker (empty: none, or the id of each board)")
    password = _secret("IOTDM_PASSWORD", arguments.password_file, "Password at the broker (empty: no login)")
    return Network(
        ssid=os.fsencode(ssid),
        psk=psk,
        host=os.fsencode(host),
        port=int(port) if re.fullmatch(r"[0-9]{1,5}", port) else 0,
        user=os.fsencode(user),
        password=password,
    )


def main() -> int:
    """Write the file; return what the process ends with."""
    arguments = _arguments()
    try:
        sector = site_sector([_network(arguments)])
        # It holds the passwords, so nobody else may read it.
        arguments.file.unlink(missing_ok=True)
        with os.fdopen(os.open(arguments.file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(sector)
    except BadNetworkError as error:
        print(f"make-site: {MESSAGES[str(error)]}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"make-site: {error}", file=sys.stderr)
        return 1
    except EOFError:
        where = "name their files, or set IOTDM_PSK and IOTDM_PASSWORD"
        print(f"make-site: there is nobody to ask for the passwords: {where}", file=sys.stderr)
        return 1
    print(f"wrote {arguments.file}: anyone who has this file has the passwords")
    return 0


if __name__ == "__main__":
    sys.exit(main())
