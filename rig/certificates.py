"""Throw-away certificates for a broker with TLS."""

from pathlib import Path
import subprocess

from .broker import Tls
from .ports import LOOPBACK, free_port


def make_tls(directory: Path) -> Tls:
    """Make an authority and a certificate for 127.0.0.1 that it signed, good for a day."""
    directory.mkdir(parents=True, exist_ok=True)
    tls = Tls(
        authority=directory / "authority.pem",
        certificate=directory / "broker.pem",
        key=directory / "broker.key",
        port=free_port(),
    )
    authority_key = directory / "authority.key"
    request = directory / "broker.csr"
    extensions = directory / "extensions"
    extensions.write_text(f"subjectAltName=IP:{LOOPBACK}\n")
    new_key: list[str | Path] = ["openssl", "req", "-newkey", "rsa:2048", "-nodes"]
    _run(*new_key, "-x509", "-days", "1", "-subj", "/CN=Test", "-keyout", authority_key, "-out", tls.authority)
    _run(*new_key, "-subj", f"/CN={LOOPBACK}", "-keyout", tls.key, "-out", request)
    signing: list[str | Path] = [
        "openssl",
        "x509",
        "-req",
        "-days",
        "1",
        "-CAcreateserial",
        "-CA",
        tls.authority,
        "-CAkey",
        authority_key,
    ]
    _run(*signing, "-in", request, "-extfile", extensions, "-out", tls.certificate)
    return tls


def _run(*command: str | Path) -> None:
    subprocess.run(command, check=True, capture_output=True)
