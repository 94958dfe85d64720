"""Checks of the commands that put the firmware on boards and release it: without a board, GitHub or a compiler."""

import os
from pathlib import Path
import re
import subprocess
import sys
from typing import Final

from rig.images import built_image, make_keys
from rig.make_site import Network, site_sector

from .recorder import recorded
from .source import ROOT

# In a process of its own, because it forks, and the tests have threads.
_ON_A_TERMINAL: Final = "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))"


def pins_esptool(command: str, _directory: Path) -> None:
    """Compare the version with the one that the other commands are tested with."""
    assert command.removeprefix("pip install ") in re.split(r"\s+", (ROOT / "requirements" / "test.txt").read_text())


def esptool_understands(command: str, directory: Path) -> None:
    """Run the real esptool: it takes every word and finds the files; only the board is missing."""
    for name in re.findall(r"\S+\.bin", command):
        (directory / name).write_bytes(b"\xe9" + bytes(4095))
    program, *words = command.replace("PORT", "no-board").split()
    done = subprocess.run(
        [Path(sys.executable).with_name(program), *words],
        cwd=directory,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert "Could not open no-board" in " ".join((done.stdout + done.stderr).split())


def makes_keys(command: str, directory: Path) -> None:
    """Make a key, and what depends on it."""
    if "genrsa" not in command:
        subprocess.run(["openssl", "genrsa", "-out", "private.pem", "2048"], cwd=directory, check=True)
    (directory / "firmware").mkdir()
    subprocess.run(command.split(), cwd=directory, check=True, timeout=60)
    made = command.split()[command.split().index("-out") + 1]

    assert "KEY-----" in (directory / made).read_text()


def names_the_secret(command: str, _directory: Path) -> None:
    """Only compare what needs GitHub: the workflow reads this secret, of this environment."""
    words = command.split()
    workflow = (ROOT / ".github" / "workflows" / "release.yml").read_text()

    assert f"${{{{ secrets.{words[words.index('set') + 1]} }}}}" in workflow
    assert f"environment: {words[words.index('--env') + 1]}\n" in workflow


def builds_images(command: str, directory: Path) -> None:
    """Have PlatformIO build both layouts, hold each to its budget before it is collected, and collect the licences."""
    (directory / "firmware").mkdir()
    (directory / "firmware" / "release-key.pem").write_text("a key")
    _, calls = recorded(command, directory)
    (built,) = (call for call in calls if " platformio run " in call)
    *collected, licences = calls[calls.index(built) + 1 :]

    assert built.endswith("--with-requirements requirements/firmware.txt platformio run --project-dir firmware")
    assert collected == [
        call
        for layout in ("1m", "4m")
        for call in (
            f"image-size {layout}",
            f"cp build/platformio/{layout}/firmware.bin build/images/iot-device-manager-{layout}.bin",
        )
    ]
    assert licences.startswith("image-licences ")


def signs_an_image(command: str, directory: Path) -> None:
    """Sign an image with a throw-away key."""
    make_keys(directory).private.rename(directory / "private.pem")
    (directory / "firmware.bin").write_bytes(built_image())
    (directory / "scripts").symlink_to(ROOT / "scripts")
    subprocess.run(command.split(), cwd=directory, check=True, capture_output=True)

    assert (directory / "firmware.signed").stat().st_size > 0


def makes_a_site(command: str, directory: Path) -> None:
    """Tell the passwords by the environment; nothing is asked for."""
    secrets = {"IOTDM_PSK": "correct horse", "IOTDM_PASSWORD": "secret"}
    done = subprocess.run(
        ["bash", "-c", f"{ROOT}/{command}"],
        cwd=directory,
        env=os.environ | secrets,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    made = directory / "site.bin"

    assert done.returncode == (2 if command == "scripts/make-site" else 0), done.stderr
    assert made.exists() is ("site.bin" in command)
    assert not made.exists() or made.read_bytes() == site_sector(
        [Network(ssid=b"My network", psk=b"correct horse", host=b"192.168.1.2", user=b"boards", password=b"secret")]
    )


def asks_for_a_site(command: str, directory: Path) -> None:
    """Answer the questions on a terminal, which does not show the passwords."""
    answers = ["Home", "correct horse", "192.168.1.2", "", "boards", "secret"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("IOTDM_")}
    program, *words = command.split()
    with subprocess.Popen(
        [sys.executable, "-c", _ON_A_TERMINAL, ROOT / program, *words],
        cwd=directory,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        bufsize=0,
    ) as terminal:
        assert terminal.stdin is not None
        assert terminal.stdout is not None
        shown = ""
        for answer in answers:
            while not shown.endswith(": "):
                more = terminal.stdout.read(1024)
                assert more, f"it ended with {shown}"
                shown += more.decode()
            terminal.stdin.write(f"{answer}\n".encode())
            shown += "…"
        shown += terminal.stdout.read().decode()

    assert terminal.returncode == 0
    assert "correct horse" not in shown
    assert (directory / "site.bin").read_bytes() == site_sector(
        [Network(ssid=b"Home", psk=b"correct horse", host=b"192.168.1.2", user=b"boards", password=b"secret")]
    )
