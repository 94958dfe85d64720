"""A real mosquitto."""

from collections.abc import Mapping
from dataclasses import dataclass
import os
from pathlib import Path
import shutil
import subprocess

from .ports import LOOPBACK, free_port, is_open
from .process import Process
from .waiting import until


@dataclass(frozen=True, kw_only=True, slots=True)
class Tls:
    """A listener with TLS, besides the plain one."""

    authority: Path
    certificate: Path
    key: Path
    port: int


class Broker:
    """A mosquitto on 127.0.0.1 whose database survives restarts, as in a house."""

    def __init__(
        self,
        directory: Path,
        *,
        port: int = 0,
        users: Mapping[str, str] | None = None,
        access: str = "",
        tls: Tls | None = None,
        autosave: int = 1,
        settings: str = "",
    ) -> None:
        """Prepare; with `users` (names and passwords) nobody else gets in, and `access` is the text of the ACL file.

        The database is written after `autosave` changes. With `settings`, these are the whole configuration, but for
        the user who runs it.
        """
        self.directory = directory
        self.port = port or free_port()
        self.users = users
        directory.mkdir(parents=True, exist_ok=True)
        self.process = Process("mosquitto", directory / "mosquitto.log")
        self._configuration = directory / "mosquitto.conf"
        own_user = "user root\n" if os.geteuid() == 0 else ""
        self._configuration.write_text(own_user + (settings or self._settings(access, tls, autosave)))

    def _settings(self, access: str, tls: Tls | None, autosave: int) -> str:
        lines = [
            "per_listener_settings false",
            f"listener {self.port} {LOOPBACK}",
            # Without it, Nagle's algorithm delays small messages by 40 ms.
            "set_tcp_nodelay true",
            "persistence true",
            f"persistence_location {self.directory}/",
            # With 1, a killed broker serves what it promised to keep.
            "autosave_on_changes true",
            f"autosave_interval {autosave}",
            "log_type error",
            "log_type warning",
        ]
        if self.users is None:
            lines.append("allow_anonymous true")
        else:
            (self.directory / "access").write_text(access)
            lines += [f"password_file {self._write_passwords()}", f"acl_file {self.directory}/access"]
        if tls is not None:
            lines += [
                f"listener {tls.port} {LOOPBACK}",
                f"cafile {tls.authority}",
                f"certfile {tls.certificate}",
                f"keyfile {tls.key}",
            ]
        return "\n".join(lines) + "\n"

    def _write_passwords(self) -> Path:
        path = self.directory / "passwords"
        path.write_text("".join(f"{name}:{password}\n" for name, password in (self.users or {}).items()))
        subprocess.run([_find("mosquitto_passwd"), "-U", path], check=True)
        return path

    async def start(self) -> None:
        """Start, and return when it takes connections."""
        self.process.start(_find("mosquitto"), "-c", self._configuration)
        await until("the broker listens", lambda: is_open(self.port))

    def stop(self) -> None:
        """End it in an orderly way; what is retained is kept."""
        self.process.stop()

    def kill(self) -> None:
        """End it like a power cut."""
        self.process.kill()

    def forget(self) -> None:
        """Delete its database; only while it is stopped."""
        (self.directory / "mosquitto.db").unlink(missing_ok=True)


def _find(command: str) -> str:
    # Debian and Homebrew put the broker into sbin, which is not on everybody's PATH.
    path = f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin:/opt/homebrew/sbin"
    found = shutil.which(command, path=path)
    if found is None:
        raise FileNotFoundError(f"{command} is missing: run scripts/setup")
    return found
