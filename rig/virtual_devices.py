"""Virtual devices: the real firmware core in a process, with simulated pins."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
import json
from pathlib import Path
import re
import subprocess
import tempfile
from typing import Any, Final

from .ports import LOOPBACK
from .process import Process
from .two_wire import TwoWirePlace
from .waiting import until

PROGRAM: Final = Path(__file__).parent.parent / "build" / "host" / "virtual-device"


def virtual_ids(*, seed: int, count: int) -> list[str]:
    """Return the ids that the devices of a seed will have."""
    listing = subprocess.run(
        [PROGRAM, "--list-ids", "--seed", str(seed), "--count", str(count)], capture_output=True, text=True, check=True
    )
    return listing.stdout.split()


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """A change of what a device drives."""

    now_ms: int  #: the clock of the virtual device's process
    unix_us: int
    gpio: int
    driven: bool
    duty: int  #: 0 to 1023
    wave: list[int] | None  #: for how many microseconds it is high and low, again and again

    @property
    def high(self) -> bool:
        """Return whether the GPIO is driven and not low."""
        return self.driven and self.duty > 0


class VirtualDevices:
    """A process with one or more virtual devices, and its control socket."""

    def __init__(
        self,
        directory: Path,
        *,
        broker_port: int,
        count: int = 1,
        seed: int = 1,
        password: str = "",
        virtual_time: bool = False,
        start_ms: int = 0,
        public_key: Path | None = None,
        portal_port: int = 0,
    ) -> None:
        """Prepare. Flash and log go to `directory`; with a password each device logs in with its id.

        With a public key the devices take no update that was not signed with its private key. With a port for it, the
        first device has a portal, and Improv.
        """
        self.directory = directory
        self.portal_port = portal_port
        directory.mkdir(parents=True, exist_ok=True)
        self.process = Process("virtual-device", directory / "virtual-device.log")
        # A socket's path is limited to about a hundred characters, which a test's directory may exceed.
        self._socket_directory = tempfile.TemporaryDirectory(prefix="iotdm-")
        self._socket = Path(self._socket_directory.name, "control")
        self._arguments = [
            *("--broker", f"{LOOPBACK}:{broker_port}"),
            *("--directory", str(directory)),
            *("--control", str(self._socket)),
            *("--count", str(count)),
            *("--seed", str(seed)),
            *("--start-ms", str(start_ms)),
            *(("--password", password) if password else ()),
            *(("--virtual-time",) if virtual_time else ()),
            *(("--public-key", str(public_key)) if public_key is not None else ()),
            *(("--portal", str(portal_port)) if portal_port else ()),
        ]
        self.ids: list[str] = []

    async def start(self) -> None:
        """Switch the devices on."""
        if not PROGRAM.exists():
            raise FileNotFoundError(f"{PROGRAM} is missing: run scripts/setup")
        self._socket.unlink(missing_ok=True)
        self.process.start(PROGRAM, *self._arguments)
        self.ids = await until("the control socket answers", self._list)

    async def _list(self) -> list[str]:
        try:
            ids: list[str] = (await self.ask("list"))["devices"]
        except OSError:
            return []
        return ids

    @property
    def improv(self) -> Path:
        """Return the terminal on which the first device speaks Improv."""
        return Path(re.findall(r"^improv (\S+)$", self.process.log.read_text(), re.MULTILINE)[-1])

    def stop(self) -> None:
        """End the process."""
        self.process.stop()

    def kill(self) -> None:
        """Cut the power of all devices."""
        self.process.kill()

    async def ask(self, request: str, device: str | None = None, **arguments: Any) -> Mapping[str, Any]:
        """Send one request to the control socket and return the answer."""
        reader, writer = await asyncio.open_unix_connection(self._socket, limit=2**24)
        named = {} if device is None else {"device": device}
        writer.write(json.dumps({"do": request, **named, **arguments}).encode() + b"\n")
        answer: dict[str, Any] = json.loads(await reader.readline())
        writer.close()
        await writer.wait_closed()
        if not answer.pop("ok"):
            raise ValueError(f"{request}: {answer['error']}")
        return answer

    async def flash_site(self, device: str, sector: bytes) -> None:
        """Do what a flashing step does with a site record, and start the device anew."""
        await self.ask("flash_site", device, sector=sector.hex())
        await self.ask("restart", device)

    async def level(self, device: str, gpio: int) -> bool | None:
        """Return the level that a device drives at a GPIO, None when it drives none."""
        line = (await self.ask("get", device))["gpios"][str(gpio)]
        return line["duty"] > 0 if line["mode"] == "output" else None

    async def duty(self, device: str, gpio: int) -> int:
        """Return the PWM duty at a GPIO, 0 to 1023."""
        duty: int = (await self.ask("get", device))["gpios"][str(gpio)]["duty"]
        return duty

    async def pixels(self, device: str, gpio: int) -> list[str]:
        """Return the last frame that a device sent to a strip, as hexadecimal digits in the order of the wire."""
        pixels: list[str] = (await self.ask("get", device))["gpios"][str(gpio)].get("pixels", [])
        return pixels

    async def wave(self, device: str, gpio: int) -> list[int] | None:
        """Return for how many microseconds a GPIO is high and low, again and again; None without a wave."""
        wave: list[int] | None = (await self.ask("get", device))["gpios"][str(gpio)]["wave"]
        return wave

    async def changes(self, device: str, since: int = 0) -> list[Change]:
        """Return every change of what a device drove, since the process started or from number `since` on."""
        log = await self.ask("log", device, since=since)
        return [Change(**entry | {"unix_us": int(entry["unix_us"])}) for entry in log["changes"]]

    async def set_input(self, device: str, gpio: int, level: bool) -> None:
        """Apply a level to an input from outside."""
        await self.ask("set_input", device, gpio=gpio, level=level)

    async def send_pulses(self, device: str, gpio: int, count: int, hertz: int) -> None:
        """Begin to send pulses to an input: its other level, and back."""
        await self.ask("pulses", device, gpio=gpio, count=count, hertz=hertz)

    async def turn(self, device: str, gpio: int, gpio_b: int, detents: int) -> None:
        """Turn an encoder to the right, or to the left when `detents` is negative."""
        await self.ask("turn", device, gpio=gpio, gpio_b=gpio_b, detents=detents)

    async def set_analog(self, device: str, counts: int) -> None:
        """Apply a voltage to A0, in counts of the converter."""
        await self.ask("set_input", device, analog=counts)

    async def put_dht(self, device: str, gpio: int, content: bytes) -> None:
        """Put a DHT sensor at a GPIO, by the bytes that it sends (rig.dht); without any it is taken away."""
        await self.ask("put_dht", device, gpio=gpio, bytes=content.hex())

    async def put_probes(self, device: str, gpio: int, probes: Mapping[str, float], fault: str = "none") -> None:
        """Put these DS18B20 probes at a GPIO, by their ROMs, and no others; all have the fault."""
        listed = [{"rom": rom, "value": value, "fault": fault} for rom, value in probes.items()]
        await self.ask("put_probes", device, gpio=gpio, probes=listed)

    async def put_part(self, device: str, place: TwoWirePlace, answers: Mapping[str, str]) -> None:
        """Put a part on a two-wire bus, by what it answers (rig.two_wire); without answers it is taken away."""
        await self.ask("put_part", device, sda=place.sda, scl=place.scl, address=place.address, answers=answers)
