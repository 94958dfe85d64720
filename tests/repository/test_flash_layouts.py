"""Where the installer and the documentation write to, and where the firmware reads."""

import re
from typing import Final

import pytest

from .source import FIRMWARE, ROOT

_SECTOR_BYTES: Final = 4096
# Where the Arduino core's flash layouts have their file system, whose place the firmware's sectors take
# (tools/sdk/ld/eagle.flash.1m64.ld and eagle.flash.4m1m.ld).
_FILE_SYSTEM: Final = {"1m": 0xEB000, "4m": 0x300000}


@pytest.mark.parametrize("layout", _FILE_SYSTEM)
def test_site_record(layout: str) -> None:
    """The site record is written to the sector in which the firmware looks for it."""
    sectors = re.findall(r"^  (kSector\w+),", (FIRMWARE / "core" / "ports.h").read_text(), re.MULTILINE)
    address = _FILE_SYSTEM[layout] + sectors.index("kSectorSiteA") * _SECTOR_BYTES
    installer = (ROOT / "docs" / "install" / "index.html").read_text()
    told = (ROOT / "docs" / "flashing.md").read_text()

    assert f'value="{layout}" data-site="{address:#x}"' in installer
    assert f"iot-device-manager-{layout}.bin {address:#X} site.bin".replace("0X", "0x") in told
