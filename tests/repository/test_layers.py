"""Who may import whom. A layer that grows together cannot be tested or replaced any more."""

from collections.abc import Mapping
from pathlib import Path
import re
import sys
from typing import Final

import pytest

from .source import FIRMWARE, INTEGRATION, imports, python_files, relative

PLATFORMS: Final = (
    "binary_sensor",
    "button",
    "cover",
    "event",
    "fan",
    "light",
    "lock",
    "number",
    "sensor",
    "siren",
    "switch",
    "valve",
)
FLOWS: Final = ("config_flow", "diagnostics", "pin_flow", "repairs", "rule_flow")

# What of this package the modules may see that know nothing of devices at run time.
_PURE: Final[Mapping[str, frozenset[str]]] = {
    "board_models": frozenset({".boards"}),
    "boards": frozenset(),
    "calibration": frozenset(),
    "const": frozenset(),
    "count_types": frozenset({".boards", ".meters", ".pin_fields", ".pin_type", ".pulls"}),
    "meters": frozenset({".reading"}),
    "pin_fields": frozenset({".protocol.values"}),
    "pin_groups": frozenset({".pin_fields"}),
    "pin_gpios": frozenset({".boards", ".const", ".pin_type", ".pin_types"}),
    "pin_type": frozenset({".boards", ".const", ".pin_fields", ".pin_groups", ".protocol.messages", ".reading"}),
    "pin_types": frozenset(
        {".boards", ".const", ".count_types", ".pin_fields", ".pin_groups", ".pin_type", ".pulls", ".sensor_types"}
    ),
    "pulls": frozenset({".boards", ".pin_fields"}),
    "rate_limit": frozenset(),
    "reading": frozenset({".protocol.messages"}),
    "sensor_types": frozenset({".boards", ".calibration", ".const", ".pin_fields", ".pin_type", ".reading"}),
    "slugs": frozenset({".store"}),
    "store": frozenset({".const", ".protocol.messages", ".protocol.reconcile"}),
}
# What of Home Assistant they may see.
_PURE_OUTSIDE: Final[Mapping[str, str]] = {
    "board_models": r"(?!)",
    "boards": r"(?!)",
    "calibration": r"(?!)",
    "const": r"(?!)",
    "count_types": r"homeassistant\.const\b",
    "meters": r"homeassistant\.const\b",
    "pin_fields": r"homeassistant\.(const|helpers\.selector)\b",
    "pin_groups": r"homeassistant\.const\b",
    "pin_gpios": r"(?!)",
    "pin_type": r"homeassistant\.const\b",
    "pin_types": r"homeassistant\.(const|helpers\.selector)\b",
    "pulls": r"(?!)",
    "rate_limit": r"(?!)",
    "reading": r"(?!)",
    "sensor_types": r"homeassistant\.(const|helpers\.selector|components\.sensor\.(DEVICE_CLASS_.*|NON_NUMERIC_.*))\b",
    "slugs": r"homeassistant\.util\.slugify$",
    "store": r"homeassistant\.(core\.(HomeAssistant|callback)|helpers\.storage\.Store)$",
}

_PERMITTED_HEADERS: Final = frozenset(
    {
        "<array>",
        "<cstddef>",
        "<cstdint>",
        "<cstdio>",
        "<cstring>",
        "<limits>",
        "<new>",  # placement new: no heap
        "<optional>",
        "<string_view>",
        "<type_traits>",
        "<utility>",
    }
)


def is_standard(module: str) -> bool:
    """Return whether a module belongs to Python."""
    return module.partition(".")[0] in sys.stdlib_module_names


def outside(module: str) -> set[str]:
    """Return what a module of the integration imports that is neither Python's nor its own."""
    found = imports(INTEGRATION / f"{module}.py")
    return {name for name in found if not name.startswith(".") and not is_standard(name)}


def inside(module: str) -> set[str]:
    """Return what a module of the integration imports of it."""
    return {name for name in imports(INTEGRATION / f"{module}.py") if name.startswith(".")}


@pytest.mark.parametrize("path", sorted((INTEGRATION / "protocol").glob("*.py")), ids=relative)
def test_protocol(path: Path) -> None:
    """The protocol is pure: the standard library and itself."""
    modules = {f".{other.stem}" for other in (INTEGRATION / "protocol").glob("*.py")}

    assert {name for name in imports(path) if not is_standard(name)} <= modules


@pytest.mark.parametrize("module", sorted(_PURE))
def test_tables(module: str) -> None:
    """Tables and small rules see nothing of what happens at run time."""
    assert inside(module) <= _PURE[module]
    assert [name for name in outside(module) if not re.match(_PURE_OUTSIDE[module], name)] == []


@pytest.mark.parametrize("platform", PLATFORMS)
def test_platforms(platform: str) -> None:
    """A platform sees its pins and its own part of Home Assistant: no MQTT, no topics, no JSON."""
    of_components = {name for name in outside(platform) if name.startswith("homeassistant.components.")}

    own = {".const", ".manager_sensor", ".meters"} if platform == "sensor" else set()
    assert inside(platform) <= {".device", ".entity", ".pin", ".pin_type", ".pin_types", ".reading"} | own
    assert all(name.startswith(f"homeassistant.components.{platform}.") for name in of_components)
    assert "json" not in imports(INTEGRATION / f"{platform}.py")


def test_entity() -> None:
    """The base of the entities sees no more than the platforms."""
    assert inside("entity") <= {".const", ".device", ".pin"}
    assert not any(name.startswith("homeassistant.components") for name in outside("entity"))


@pytest.mark.parametrize("module", [*PLATFORMS, *FLOWS, "entity"])
def test_nobody_imports(module: str) -> None:
    """What Home Assistant loads by its name is no library for the others."""
    users = {path.stem for path in INTEGRATION.glob("*.py") if f".{module}" in imports(path)}

    assert users <= {"entity": set(PLATFORMS), "pin_flow": {"config_flow"}, "rule_flow": {"config_flow"}}.get(
        module, set()
    )


@pytest.mark.parametrize("path", sorted(INTEGRATION.rglob("*.py")), ids=relative)
def test_installs_nothing(path: Path) -> None:
    """The integration needs nothing that Home Assistant does not have."""
    found = imports(path)
    others = {name for name in found if not name.startswith(".") and not is_standard(name)}

    assert {name.partition(".")[0] for name in others} <= {"homeassistant", "voluptuous"}


@pytest.mark.parametrize("path", [path for path in python_files() if relative(path).startswith("rig/")], ids=relative)
def test_rig(path: Path) -> None:
    """The rig starts real parts; it knows nothing of their inside."""
    assert not any(name.startswith(("custom_components", "homeassistant.", "tests")) for name in imports(path))


# The firmware


def included(folder: str) -> dict[str, set[str]]:
    """Return what each file of a part of the firmware includes."""
    files = [path for suffix in ("*.h", "*.cpp") for path in (FIRMWARE / folder).rglob(suffix)]
    return {
        relative(path): set(re.findall(r'^#include\s+([<"][^>"]+[>"])', path.read_text(), re.MULTILINE))
        for path in files
    }


def test_core_is_portable() -> None:
    """The core includes the permitted headers and itself: never a platform."""
    own = {f'"{path.name}"' for path in (FIRMWARE / "core").rglob("*.h")}
    foreign = {
        path: strangers
        for path, headers in included("core").items()
        if (strangers := {header for header in headers if f'"{header.strip('"<>').rpartition("/")[2]}"' not in own})
        - _PERMITTED_HEADERS
    }

    assert foreign == {}


def test_core_reaches_no_other_folder() -> None:
    """A relative include in the core stays in the core."""
    reaching = {
        (path, header)
        for path, headers in included("core").items()
        for header in headers
        if header.startswith('"') and ("host/" in header or "esp8266/" in header or "../.." in header)
    }

    assert reaching == set()


@pytest.mark.parametrize(("folder", "other"), [("host", "esp8266"), ("esp8266", "host")])
def test_platforms_of_the_firmware(folder: str, other: str) -> None:
    """The platforms of the firmware never include each other."""
    assert {header for headers in included(folder).values() for header in headers if f"{other}/" in header} == set()


def test_no_ifdef_for_a_platform() -> None:
    """A platform is chosen by its source files, not by the preprocessor.

    A section for constants exists only where the linker's format has named sections.
    """
    conditions = {
        condition
        for path in (FIRMWARE / "core").rglob("*.[hc]*")
        for condition in re.findall(r"^#\s*(?:if|ifdef|ifndef|elif)\b.*", path.read_text(), re.MULTILINE)
    }

    assert conditions == {"#ifdef __ELF__"}
