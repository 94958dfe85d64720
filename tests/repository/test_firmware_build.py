"""How the image is built: where PlatformIO, the linker and the documentation have to agree."""

from configparser import ConfigParser
import os
from pathlib import Path
import re
import runpy
import subprocess
import sys
from types import ModuleType
from typing import Any, Final

import pytest

from .source import FIRMWARE, ROOT, load_json

_SECTOR_BYTES: Final = 4096
# Where the Arduino core's linker scripts have their file system.
_FILE_SYSTEM: Final = {"eagle.flash.1m64.ld": 0xEB000, "eagle.flash.4m1m.ld": 0x300000}
_KEY: Final = '-----BEGIN PUBLIC KEY-----\nMIIB"\\+/=\n-----END PUBLIC KEY-----\n'


class Environment:
    """What the build scripts ask of SCons."""

    def __init__(self, build: Path) -> None:
        """Start with the linker's options of the Arduino core."""
        self.build = build
        self.options: dict[str, Any] = {
            "CCFLAGS": [],
            "LINKFLAGS": ["-Os", "-u", "app_entry", "-u", "_printf_float", "-u", "_scanf_float", "-u", "_NMI"],
        }

    def __getitem__(self, name: str) -> Any:
        """Return an option."""
        return self.options[name]

    def subst(self, text: str) -> str:
        """Return a text with its variables filled in."""
        return text.replace("$BUILD_DIR", str(self.build))

    def Append(self, **options: list[str]) -> None:  # noqa: N802
        """Add to options."""
        for name, values in options.items():
            self.options[name] += values

    def Replace(self, **options: list[str]) -> None:  # noqa: N802
        """Replace options."""
        self.options.update(options)


def run_script(name: str, build: Path, monkeypatch: pytest.MonkeyPatch) -> Environment:
    """Run a script as PlatformIO does it."""
    environment = Environment(build)
    script = ModuleType("SCons.Script")
    vars(script)["DefaultEnvironment"] = lambda: environment
    monkeypatch.setitem(sys.modules, "SCons", ModuleType("SCons"))
    monkeypatch.setitem(sys.modules, "SCons.Script", script)
    runpy.run_path(str(FIRMWARE / "esp8266" / name))
    return environment


def platformio() -> ConfigParser:
    """Return what PlatformIO builds."""
    config = ConfigParser(comment_prefixes=(";",))
    config.read(FIRMWARE / "platformio.ini")
    return config


def sizes(directory: Path, **sections: int) -> subprocess.CompletedProcess[str]:
    """Check an image of these sections, with a tool that tells them."""
    elf = directory / "image.elf"
    elf.touch()
    elf.with_suffix(".bin").write_bytes(bytes(sections.pop("image")))
    tool = directory / "packages" / "toolchain-xtensa" / "bin" / "xtensa-lx106-elf-size"
    tool.parent.mkdir(parents=True)
    lines = [f".{name} {size} 1073643520" for name, size in sections.items()]
    tool.write_text("#!/bin/sh\ncat <<'END'\nsection size addr\n" + "\n".join(lines) + "\nEND\n")
    tool.chmod(0o755)
    return subprocess.run(
        [ROOT / "scripts" / "image-size", elf],
        env=os.environ | {"PLATFORMIO_CORE_DIR": str(directory)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_pinned() -> None:
    """Every version is written down, so that a build of today can be made again."""
    config = platformio()
    versions = [config["env"]["platform"]]
    for name in ("platform_packages", "lib_deps"):
        versions += config["env"][name].split("\n")[1:]

    pinned = re.compile(r"@v?\d+(\.\d+)+$|#[0-9a-f]{40}$|^;")
    loose = [text for text in versions if not pinned.search(text)]
    assert loose == ["symlink://core"]


def test_versions() -> None:
    """The core as a library has the version of the whole."""
    project = re.search(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    properties = re.search(r"^version=(.+)$", (FIRMWARE / "core" / "library.properties").read_text(), re.MULTILINE)

    assert project
    assert properties
    assert load_json(FIRMWARE / "core" / "library.json")["version"] == project[1]
    assert properties[1] == project[1]


@pytest.mark.parametrize(("layout", "column"), [("1m", 1), ("4m", 2)])
def test_flash_layout(layout: str, column: int) -> None:
    """The page about the flash says where the layout that is built has its sectors."""
    script = platformio()[f"env:{layout}"]["board_build.ldscript"]
    page = (ROOT / "docs" / "flash-layout.md").read_text()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in page.splitlines() if line[:1] == "|"]
    told = {cells[0].split("`")[1]: int(cells[column], 16) for cells in rows if cells[0].startswith("`kSector")}
    sectors = re.findall(r"^  (kSector\w+),", (FIRMWARE / "core" / "ports.h").read_text(), re.MULTILINE)

    assert f"`{script}`" in rows[0][column]
    addresses = {name: _FILE_SYSTEM[script] + i * _SECTOR_BYTES for i, name in enumerate(sectors)}
    del addresses["kSectorCount"]
    assert told == addresses


@pytest.mark.parametrize(("key", "release"), [("", "false"), (_KEY, "true")], ids=["development", "release"])
def test_build_options(key: str, release: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The firmware sees the very key of the environment, lines and all; nothing makes it a development build."""
    monkeypatch.delenv("IOTDM_PUBLIC_KEY", raising=False)
    monkeypatch.delenv("IOTDM_RELEASE", raising=False)
    if key:
        monkeypatch.setenv("IOTDM_PUBLIC_KEY", key)
        monkeypatch.setenv("IOTDM_RELEASE", release)
    flags = run_script("build_options.py", tmp_path / "build", monkeypatch).options["CCFLAGS"]
    source = tmp_path / "print.cpp"
    source.write_text('#include <cstdio>\n#include "version.h"\nint main() { std::fputs(IOTDM_PUBLIC_KEY, stdout); }\n')
    program = tmp_path / "print"
    subprocess.run(
        ["g++", "-std=c++17", *flags, f"-I{FIRMWARE / 'core'}", source, "-o", program], check=True, capture_output=True
    )

    assert subprocess.run([program], check=True, capture_output=True, text=True).stdout == key


def test_without_floats(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of what the linker is asked for, only the floating point of printf and scanf goes."""
    flags = run_script("without_floats.py", tmp_path, monkeypatch).options["LINKFLAGS"]

    assert flags == ["-Os", "-u", "app_entry", "-u", "_NMI"]


def test_within_budget(tmp_path: Path) -> None:
    """An image may fill its budgets."""
    done = sizes(tmp_path, image=478940, data=1000, rodata=4000, bss=31864, text=280, text1=31464, debug_info=10**6)

    assert (done.returncode, done.stderr) == (0, "")
    assert [line.split() for line in done.stdout.splitlines()] == [
        ["image", "478940", "of", "478940", "bytes"],
        ["static", "RAM", "36864", "of", "36864", "bytes"],
        ["IRAM", "64512", "of", "64512", "bytes"],
    ]


@pytest.mark.parametrize(
    "sections",
    [
        pytest.param({"image": 478941, "bss": 1, "text1": 1}, id="image"),
        pytest.param({"image": 1, "bss": 36000, "rodata": 864, "noinit": 1, "text1": 1}, id="static RAM"),
        pytest.param({"image": 1, "bss": 1, "text": 1, "text1": 31744}, id="IRAM"),
    ],
)
def test_over_budget(sections: dict[str, int], tmp_path: Path) -> None:
    """One byte more is refused."""
    done = sizes(tmp_path, **sections)

    assert done.returncode == 1
    assert done.stderr == f"scripts/image-size: {tmp_path}/image.elf is over its budget\n"


def test_no_image(tmp_path: Path) -> None:
    """What was not built is told by name."""
    done = subprocess.run(
        [ROOT / "scripts" / "image-size", "no-layout"], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (
        1,
        "scripts/image-size: there is no build/platformio/no-layout/firmware.elf\n",
    )
