"""Which probe a pin is: what a scan of its bus finds, and what a user may choose of it."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

from homeassistant.const import CONF_NAME, UnitOfTemperature
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.selector import SelectOptionDict

from .const import CONF_GPIO, CONF_ROM, DOMAIN
from .device import ManagedDevice
from .protocol.probes import Probe, read_rom

_BUS: Final = "one_wire"

# The pins that have a GPIO in common, with their names.
type _Pins = Iterable[Mapping[str, Any]]


async def async_scan(device: ManagedDevice | None, gpio: int, board: str) -> list[Probe]:
    """Return the probes at a GPIO of a board. Raises HomeAssistantError when the board cannot tell."""
    if device is None:
        raise HomeAssistantError(
            translation_domain=DOMAIN, translation_key="device_unavailable", translation_placeholders={"name": board}
        )
    found: dict[str, Probe] = {}
    after: dict[str, str] = {}
    while True:
        scan = (await device.commander.async_command("scan", bus=_BUS, gpio=gpio, **after)).scan
        # Where the last probe was taken away meanwhile, some may come again.
        new = {probe.rom: probe for probe in scan.found if probe.rom not in found}
        found |= new
        if not (scan.more and new):
            return list(found.values())
        after = {"after": scan.found[-1].rom}


def of_bus(pins: _Pins, gpio: int) -> dict[str, str]:
    """Return the names of the pins at a GPIO by their ROMs."""
    return {pin[CONF_ROM]: pin[CONF_NAME] for pin in pins if CONF_ROM in pin and pin[CONF_GPIO] == gpio}


def options(found: Iterable[Probe], taken: Mapping[str, str]) -> list[SelectOptionDict]:
    """Return the probes that were found as choices; those that a pin has are followed by its name."""
    return [
        SelectOptionDict(value=probe.rom, label=" · ".join(filter(None, (_label(probe), taken.get(probe.rom)))))
        for probe in found
    ]


def proposal(found: Iterable[Probe], taken: Mapping[str, str], present: str) -> str | None:
    """Return the probe to propose: the present one while it is there, else the only one that no pin has."""
    free = [probe.rom for probe in found if probe.rom not in taken]
    if present in free or len(free) != 1:
        return present or None
    return free[0]


def errors_of(typed: str, found: Collection[Probe], taken: Mapping[str, str]) -> dict[str, str]:
    """Return what is wrong with the ROM that was chosen or typed."""
    is_alone = not taken and len(found) <= 1
    if not typed and is_alone:
        return {}
    if not typed:
        return {CONF_ROM: "probe_missing"}
    rom = read_rom(typed)
    if rom is None:
        return {CONF_ROM: "probe_unknown"}
    if rom in taken:
        return {CONF_ROM: "probe_taken"}
    return {}


def _label(probe: Probe) -> str:
    celsius = "" if probe.celsius is None else f" ({probe.celsius:.1f} {UnitOfTemperature.CELSIUS})"
    return f"{probe.rom[:2]}-{probe.rom[2:]}{celsius}"
