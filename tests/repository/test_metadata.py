"""What Home Assistant and HACS ask of a custom integration, re-stated from their own checks."""

from collections.abc import Mapping
import re
from typing import Any, Final
from urllib.parse import urlparse

from awesomeversion import AwesomeVersion, AwesomeVersionStrategy
from homeassistant.util.yaml import load_yaml_dict
import pytest

from custom_components.iot_device_manager.protocol import topics

from .source import INTEGRATION, ROOT, leaves, load_json, tracked_files

_MANIFEST_KEYS: Final = frozenset(
    {
        "after_dependencies",
        "codeowners",
        "config_flow",
        "dependencies",
        "documentation",
        "domain",
        "integration_type",
        "iot_class",
        "issue_tracker",
        "loggers",
        "mqtt",
        "name",
        "quality_scale",
        "requirements",
        "single_config_entry",
        "version",
    }
)
_HACS_KEYS: Final = frozenset(
    {
        "content_in_root",
        "country",
        "filename",
        "hacs",
        "hide_default_branch",
        "homeassistant",
        "name",
        "persistent_directory",
        "render_readme",
        "zip_release",
    }
)
_QUALITY_RULES: Final[Mapping[str, str]] = {
    "bronze": """
        action-setup appropriate-polling brands common-modules config-flow-test-coverage config-flow
        dependency-transparency docs-actions docs-triggers docs-conditions docs-high-level-description
        docs-installation-instructions docs-removal-instructions entity-event-setup entity-unique-id has-entity-name
        runtime-data test-before-configure test-before-setup unique-config-entry
        """,
    "silver": """
        action-exceptions config-entry-unloading docs-configuration-parameters docs-installation-parameters
        entity-unavailable integration-owner log-when-unavailable parallel-updates reauthentication-flow test-coverage
        """,
    "gold": """
        devices diagnostics discovery-update-info discovery docs-data-update docs-examples docs-known-limitations
        docs-supported-devices docs-supported-functions docs-troubleshooting docs-use-cases dynamic-devices
        entity-category entity-device-class entity-disabled-by-default entity-translations exception-translations
        icon-translations reconfiguration-flow repair-issues stale-devices
        """,
    "platinum": "async-dependency inject-websession strict-typing",
}
_PNG: Final = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(scope="module")
def manifest() -> Any:
    """Return the manifest."""
    return load_json(INTEGRATION / "manifest.json")


def test_one_integration(manifest: Any) -> None:
    """HACS wants exactly one integration, in a folder named after its domain."""
    components = ROOT / "custom_components"
    manifests = {path for path in tracked_files() if path.name == "manifest.json" and path.is_relative_to(components)}
    folders = {path.parent.name for path in manifests}

    assert folders == {manifest["domain"]} == {"iot_device_manager"}


def test_manifest_members(manifest: Any) -> None:
    """All members are known, and in the order that hassfest wants."""
    assert set(manifest) <= _MANIFEST_KEYS
    assert list(manifest) == ["domain", "name", *sorted(set(manifest) - {"domain", "name"})]
    assert all(manifest[key] for key in ("name", "codeowners", "documentation", "issue_tracker", "version"))


def test_manifest_values(manifest: Any) -> None:
    """An integration of devices that push through MQTT, and installs nothing."""
    AwesomeVersion(manifest["version"], ensure_strategy=AwesomeVersionStrategy.SEMVER)
    assert manifest["config_flow"] is True
    assert manifest["integration_type"] == "device"
    assert manifest["iot_class"] == "local_push"
    assert manifest["dependencies"] == ["mqtt"]
    assert manifest["requirements"] == []
    assert all(owner.startswith("@") for owner in manifest["codeowners"])
    for link in (manifest["documentation"], manifest["issue_tracker"]):
        assert urlparse(link).scheme == "https"
        assert urlparse(link).netloc == "github.com"


def test_discovery_topic(manifest: Any) -> None:
    """Discovery hears of unassigned devices, and of nothing else."""
    assert manifest["mqtt"] == [topics.report("+", topics.Report.SPARE)]


def test_versions(manifest: Any) -> None:
    """The project and its integration have one version."""
    project = re.search(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)

    assert project is not None
    assert project.group(1) == manifest["version"]


def test_hacs() -> None:
    """HACS knows the name, and which Home Assistant is needed."""
    hacs = load_json(ROOT / "hacs.json")

    assert set(hacs) <= _HACS_KEYS
    assert hacs["name"]
    assert hacs["homeassistant"].startswith("2026.10")
    assert ("zip_release" in hacs) == ("filename" in hacs)


def test_for_people() -> None:
    """A README and the licence are at the top."""
    assert "# " in (ROOT / "README.md").read_text()
    assert "MIT License" in (ROOT / "LICENSE").read_text()


@pytest.mark.parametrize("name", ["icon.png", "icon@2x.png"])
def test_brand(name: str) -> None:
    """The icon is a square PNG of the size that Home Assistant asks for."""
    image = (INTEGRATION / "brand" / name).read_bytes()
    size = {"icon.png": 256, "icon@2x.png": 512}[name]

    assert image[:8] == _PNG
    assert (int.from_bytes(image[16:20]), int.from_bytes(image[20:24])) == (size, size)


def test_icons() -> None:
    """Each icon is one of Material Design, for an entity that has a translated name."""
    icons = load_json(INTEGRATION / "icons.json")
    texts = load_json(INTEGRATION / "translations" / "en.json")
    named = {(platform, key) for platform, keys in texts["entity"].items() for key in keys}

    assert [value for _, value in leaves(icons) if not re.fullmatch(r"mdi:[a-z0-9-]+", value)] == []
    assert {(platform, key) for platform, keys in icons["entity"].items() for key in keys} <= named


def test_quality_scale() -> None:
    """Every rule of the quality scale is done, or exempt for a reason; a tier that is claimed is reached."""
    rules: Any = load_yaml_dict(str(INTEGRATION / "quality_scale.yaml"))["rules"]
    known = {rule for tier in _QUALITY_RULES.values() for rule in tier.split()}
    status = {rule: entry if isinstance(entry, str) else entry["status"] for rule, entry in rules.items()}

    assert set(rules) == known
    assert set(status.values()) <= {"done", "exempt", "todo"}
    assert [rule for rule, value in status.items() if value == "exempt" and not rules[rule].get("comment")] == []
    assert [rule for rule, value in status.items() if value == "todo"] == []
