"""Every command that README and docs show is run: here, or by a test that is named here."""

import ast
import asyncio
from collections.abc import Callable, Mapping
import json
from pathlib import Path
import re
import subprocess
import sys
import tomllib
from typing import Any, Final
from urllib.request import urlopen

import pytest

from rig.broker import Broker
from rig.mqtt_client import MqttClient
from rig.ports import LOOPBACK, free_port, is_open
from rig.process import Process
from rig.virtual_devices import PROGRAM, VirtualDevices, virtual_ids
from rig.waiting import until

from .boards_shown import (
    asks_for_a_site,
    builds_images,
    esptool_understands,
    makes_a_site,
    makes_keys,
    names_the_secret,
    pins_esptool,
    signs_an_image,
)
from .recorder import recorded
from .shown import SHOWN, settings_in
from .source import ROOT, tree
from .tools_shown import breaks_the_code, measures

type Check = Callable[[str, Path], None]
type Answer = Mapping[str, Any]


# Run by others


def by_test(file: str, function: str, code: str) -> Check:
    """Return a check that a function of a test has this code (with single quotes)."""

    def check(_command: str, _directory: Path) -> None:
        functions = (
            node for node in tree(ROOT / file).body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        )
        assert code in {node.name: ast.unparse(node) for node in functions}.get(function, "")

    return check


def by_script(file: str, line: str) -> Check:
    """Return a check that a script has a line."""

    def check(_command: str, _directory: Path) -> None:
        assert line in map(str.strip, (ROOT / file).read_text().splitlines())

    return check


# Run here, without the tools that take minutes, root or the internet


def runs_parts(command: str, directory: Path) -> None:
    """Run the parts that are named; without names, all that are documented."""
    output, calls = recorded(command, directory)
    page = (ROOT / "docs" / "development.md").read_text().partition("\n## Tests")[2].partition("\n## ")[0]
    left_out = "chip" if "The chip checks did not run" in output else ""
    documented = [part for part in re.findall(r"^\| (\w+) \|", page, re.MULTILINE)[1:] if part != left_out]
    named = [word for word in command.split()[1:] if not word.startswith("-")]
    ran = re.findall(r"^(\w+) +\d+ tests", output, re.MULTILINE)

    assert ran == (named or documented)
    assert ("not long" in " ".join(calls)) is ("e2e" in ran and "--long" not in command)


def checks_strictly(_command: str, directory: Path) -> None:
    """Run the part that checks types; its settings are strict."""
    _, calls = recorded("scripts/test types", directory)

    assert [call.partition(" ")[0] for call in calls] == ["mypy"]
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mypy"]["strict"] is True


def makes_a_machine(command: str, directory: Path) -> None:
    """Make a machine, which runs the commands of the README's first screen; nothing of it stays."""
    commands = ["scripts/demo --check", "scripts/test"]
    lines = map(str.strip, (ROOT / command).read_text().splitlines())
    assert [line.removeprefix("run ") for line in lines if line.startswith("run ")] == commands
    # It needs what only Linux has; elsewhere it can only be read.
    if sys.platform == "linux":
        _, calls = recorded(command, directory)
        run_inside = [call.partition(" /root/iot-device-manager ")[2] for call in calls]
        assert list(filter(None, run_inside)) == commands


def pins_packages(command: str, directory: Path) -> None:
    """Call uv as it was called when it wrote the pinned packages."""
    _, calls = recorded(command, directory)
    profiles = command.partition(" in ")[2].partition(";")[0].split()
    pinned = [(ROOT / "requirements" / f"{profile}.txt").read_text().splitlines()[1] for profile in profiles]

    assert {f"{profile}.in" for profile in profiles} == {path.name for path in (ROOT / "requirements").glob("*.in")}
    # It leaves this one option out when it writes down its own call.
    assert [f"#    {call.replace(' --upgrade', '')}" for call in calls] == pinned


# Run here


def tells_its_usage(command: str, _directory: Path) -> None:
    """Leave out the directory, without which nothing is downloaded."""
    done = subprocess.run([ROOT / command], capture_output=True, text=True, check=False, timeout=60)

    assert (done.returncode, done.stderr) == (1, f"{command}: usage: {command} DIR\n")


def names_a_package(command: str, _directory: Path) -> None:
    """Only compare what needs root and systemd: the service has the name of the package that brings it."""
    rows = [line.split("\t") for line in (ROOT / "scripts" / "packages.tsv").read_text().splitlines()]

    assert command.rsplit(maxsplit=1)[-1] in {row[1] for row in rows}


def starts_devices(command: str, directory: Path) -> None:
    """Start devices, which announce themselves and have a control socket."""
    (directory / "build").mkdir()
    (directory / "build" / "host").symlink_to(PROGRAM.parent)
    topics = {f"iotdm/1/{device}/out/announce" for device in virtual_ids(seed=1, count=2)}

    async def check() -> None:
        broker = Broker(directory / "broker")
        process = Process("virtual-device", directory / "log")
        await broker.start()
        try:
            # Not the broker of this machine, which may be a house's.
            own_broker = f"--broker {LOOPBACK}:{broker.port}"
            process.start("bash", "-c", f'cd "$0" && exec {command} {own_broker}', directory)
            async with MqttClient(broker.port) as client:
                await until("the devices announce themselves", lambda: topics <= client.retained.keys())
        finally:
            process.kill()
            broker.stop()

    asyncio.run(check())
    assert (directory / "build" / "devices.sock").is_socket()
    assert len(list(directory.glob("build/devices/*/flash.bin"))) == 2


def shows_a_portal(command: str, directory: Path) -> None:
    """Start a device, which prints where its portal and its serial port are; the portal shows its page."""
    (directory / "build").mkdir()
    (directory / "build" / "host").symlink_to(PROGRAM.parent)
    port = free_port()
    process = Process("virtual-device", directory / "log")
    # The port of the page may be somebody's.
    shown = command.replace("--portal 8080", f"--portal {port}")
    process.start("bash", "-c", f'cd "$0" && exec {shown} --broker {LOOPBACK}:{free_port()}', directory)
    try:
        asyncio.run(until("the portal is open", lambda: is_open(port)))
        with urlopen(f"http://{LOOPBACK}:{port}/", timeout=15) as page:
            assert "Connect this board" in page.read().decode()
        printed = process.log.read_text()
        assert f"portal http://{LOOPBACK}:{port}/\n" in printed
        assert Path(printed.partition("improv ")[2].strip()).is_char_device()
    finally:
        process.kill()


def control(*members: str, then: Callable[[Answer, Answer], bool] = lambda before, after: True) -> Check:
    """Return a check that the answer to a request has these members, and of what `get` says before and after it."""

    async def send(command: str, directory: Path) -> None:
        boards = VirtualDevices(directory, broker_port=free_port(), virtual_time="advance_clock" in command)
        await boards.start()
        try:
            device = boards.ids[0]
            request = json.loads(command.replace(":ID", f':"{device}"').replace(":N", ":0"))
            before = await boards.ask("get", device)
            assert (await boards.ask(request.pop("do"), **request)).keys() == {"now_ms", *members}

            async def has_effect() -> bool:
                return then(before, await boards.ask("get", device))

            await until(f"{command} has its effect", has_effect)
        finally:
            boards.kill()

    return lambda command, directory: asyncio.run(send(command, directory))


def restarts(before: Answer, after: Answer) -> bool:
    """Return whether a device started once more."""
    return bool(after["boots"] == before["boots"] + 1)


REGISTRY: Final[Mapping[str, tuple[Check, ...]]] = {
    # The scripts
    "scripts/image-size": (
        by_test("tests/repository/test_firmware_build.py", "sizes", "ROOT / 'scripts' / 'image-size'"),
    ),
    "scripts/benchmark fleet": (measures,),
    "scripts/benchmark micro": (measures,),
    "scripts/chip-layer": (by_script("scripts/test", "for check in size layer tests; do"),),
    "scripts/chip-size": (by_script("scripts/test", "for check in size layer tests; do"),),
    "scripts/chip-tests": (by_script("scripts/test", "for check in size layer tests; do"),),
    "scripts/benchmark core": (
        by_script("scripts/benchmark", 'exec .venv/bin/python -m "benchmarks.$benchmark" "$@"'),
        by_script("scripts/chip-tests", ".venv/bin/python -m benchmarks.core"),
    ),
    "scripts/build-installer": (by_test("tests/browser/test_installer.py", "built", "'scripts' / 'build-installer'"),),
    "scripts/demo": (
        by_test("tests/e2e/test_demo.py", "test_ctrl_c", "run_demo()"),
        by_test("tests/e2e/test_demo.py", "run_demo", "ROOT / 'scripts' / 'demo'"),
    ),
    "scripts/demo --check": (by_test("tests/e2e/test_demo.py", "test_check", "run_demo('--check')"),),
    "scripts/fresh-machine": (makes_a_machine,),
    "scripts/mutate": (breaks_the_code,),
    "scripts/make-site": (makes_a_site,),
    "scripts/make-site --help": (makes_a_site,),
    'scripts/make-site site.bin --ssid "My network" --host 192.168.1.2 --port 1883 --user boards': (makes_a_site,),
    "scripts/make-site site.bin": (asks_for_a_site,),
    "scripts/python-from-debian": (
        tells_its_usage,
        by_script("scripts/lib/python.sh", 'scripts/python-from-debian .tools/debian 2>>"$log"'),
    ),
    "scripts/setup demo": (by_script("scripts/demo", "scripts/setup demo"),),
    "scripts/setup test": (by_script("scripts/test", "scripts/setup test"),),
    "scripts/sign-image --key private.pem --layout 4 --version 0.2.0 --gzip firmware.bin firmware.signed": (
        signs_an_image,
    ),
    "scripts/test": (runs_parts, by_script(".ci/run", "scripts/test")),
    "scripts/test --long": (runs_parts,),
    "scripts/test --long e2e": (runs_parts,),
    "scripts/test core integration": (runs_parts,),
    "scripts/build-images": (builds_images,),
    "scripts/build-images --release": (builds_images,),
    "scripts/release check TAG": (by_test("tests/repository/test_release.py", "test_release", "run('check', _TAG)"),),
    "scripts/release pack": (by_test("tests/repository/test_release.py", "test_release", "run('pack')"),),
    "scripts/release publish TAG": (
        by_test("tests/repository/test_release.py", "test_release", "run('publish', _TAG)"),
    ),
    "scripts/release sign": (by_test("tests/repository/test_release.py", "test_release", "run('sign', "),),
    "scripts/sign-image": (by_test("tests/repository/test_release.py", "test_release", "run('sign', "),),
    # Virtual devices
    "build/host/virtual-device --directory build/devices --count 2 --control build/devices.sock": (starts_devices,),
    "build/host/virtual-device --directory build/devices --portal 8080": (shows_a_portal,),
    '{"do":"list"}': (control("devices"),),
    '{"do":"get","device":ID}': (control("connected", "boots", "slot", "gpios", "analog"),),
    '{"do":"log","device":ID,"since":N}': (control("changes", "next"),),
    '{"do":"set_input","device":ID,"gpio":14,"level":true}': (
        control(then=lambda before, after: after["gpios"]["14"]["level"] > before["gpios"]["14"]["level"]),
    ),
    '{"do":"pulses","device":ID,"gpio":14,"count":20,"hertz":500}': (
        control(),
        by_test("tests/e2e/test_inputs_counter.py", "test_counter", "send_pulses(device_id, D5, 1500, 500)"),
    ),
    '{"do":"turn","device":ID,"gpio":12,"gpio_b":13,"detents":-3}': (
        control(),
        by_test("tests/e2e/test_inputs_encoder.py", "test_encoder", "turn(device_id, D6, D7, -100)"),
    ),
    '{"do":"set_input","device":ID,"analog":512}': (control(then=lambda _, after: after["analog"] == 512),),
    '{"do":"put_dht","device":ID,"gpio":4,"bytes":"028c015fee"}': (
        control(),
        by_test("tests/e2e/test_inputs_dht.py", "test_dht", "board.put_dht("),
    ),
    '{"do":"put_probes","device":ID,"gpio":4,"probes":[{"rom":"28d5c4b3a2010068","value":21.5}]}': (
        control(),
        by_test("tests/e2e/test_inputs_ds18b20.py", "test_probes", "board.put_probes("),
    ),
    '{"do":"put_part","device":ID,"sda":4,"scl":5,"address":68,"answers":{"2400":"6666938000a2"}}': (
        control(),
        by_test("tests/e2e/test_inputs_i2c.py", "test_sensor", "board.put_part("),
    ),
    '{"do":"set_networks","device":ID,"networks":[{"ssid":"Home","psk":"correct horse"}]}': (
        control(),
        by_test("tests/e2e/test_network.py", "test_another_network", "ask('set_networks', device_id, networks="),
    ),
    '{"do":"flash_site","device":ID,"sector":HEX}': (
        by_test("tests/e2e/test_network.py", "go_home", "flash_site(device_id, site_sector("),
    ),
    '{"do":"restart","device":ID}': (control(then=restarts),),
    '{"do":"crash","device":ID}': (control(then=restarts),),
    '{"do":"hang","device":ID}': (control(then=restarts),),
    '{"do":"power_cycle","device":ID}': (control(then=restarts),),
    '{"do":"freeze","device":ID,"ms":6000}': (
        control(),
        by_test("tests/e2e/test_commands.py", "test_frozen_board", "ask('freeze', device_id, ms=6000)"),
    ),
    '{"do":"advance_clock","ms":60000}': (
        control(then=lambda before, after: after["now_ms"] == before["now_ms"] + 60_000),
    ),
    # Messages and rules that a broker gets
    "iotdm/1/name/garage-lights/set": (
        by_test("tests/e2e/test_names.py", "test_set", "('TOGGLE', True)"),
        by_test("tests/e2e/test_names.py", "test_set", "publish('iotdm/1/name/garage-lights/set', payload)"),
    ),
    "iotdm/1/name/garage-lights/result": (
        by_test("tests/e2e/test_names.py", "test_set", "next_on('iotdm/1/name/garage-lights/result')"),
    ),
    "pattern write iotdm/1/%u/out/#\npattern read  iotdm/1/%u/#\ntopic   read  iotdm/1/all/in/#\n"
    "topic   read  iotdm/1/manager/+\ntopic   read  iotdm/1/+/out/event": (
        by_test("tests/e2e/test_brokers.py", "documented_rules", "page.split('```\\npattern write'"),
    ),
    # Settings of brokers; a block that no test reads has no row
    **{
        block: (by_test("tests/e2e/test_bridge.py", "both_brokers", f"documented({number}, "),)
        for number, block in enumerate(settings_in("docs/scale.md"))
    },
    # Tools of others
    "esptool --port PORT --baud 460800 write-flash 0x0 iot-device-manager-1m.bin": (esptool_understands,),
    "esptool --port PORT --baud 460800 write-flash 0x0 iot-device-manager-1m.bin 0xEF000 site.bin": (
        esptool_understands,
    ),
    "esptool --port PORT --baud 460800 write-flash 0x0 iot-device-manager-4m.bin": (esptool_understands,),
    "esptool --port PORT --baud 460800 write-flash 0x0 iot-device-manager-4m.bin 0x304000 site.bin": (
        esptool_understands,
    ),
    "esptool --port PORT erase-flash": (esptool_understands,),
    "esptool --port PORT flash-id": (esptool_understands,),
    "for profile in demo test firmware; do\n"
    "  uv pip compile --upgrade --universal --python-version 3.14.2 --annotation-style line \\\n"
    "    --output-file requirements/$profile.txt requirements/$profile.in\n"
    "done": (pins_packages,),
    "gh secret set SIGNING_KEY --env release <private.pem": (names_the_secret,),
    "openssl genrsa -out private.pem 2048": (makes_keys,),
    "openssl pkey -in private.pem -pubout -out firmware/release-key.pem": (makes_keys,),
    "pip install esptool==5.6.0": (pins_esptool,),
    "mypy --strict": (checks_strictly,),
    "systemctl disable --now mosquitto": (names_a_package,),
}


@pytest.mark.parametrize("command", SHOWN)
def test_shown_command(command: str, tmp_path: Path) -> None:
    """A command that is shown does what the page says."""
    assert command in REGISTRY, f"{SHOWN[command]} shows it, but nothing runs it"
    for number, check in enumerate(REGISTRY[command]):
        directory = tmp_path / str(number)
        directory.mkdir()
        check(command, directory)


def test_nothing_else() -> None:
    """What no page shows any more needs no row."""
    assert set(REGISTRY) - set(SHOWN) == set()
