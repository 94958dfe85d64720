"""GitHub's workflows only call what also runs here, from actions that nobody can exchange, with the fewest rights."""

from collections.abc import Iterator, Mapping
from pathlib import Path
import re
from typing import Any, Final

from homeassistant.util.yaml import load_yaml_dict
import pytest

from .source import ROOT, relative, tracked_files

type Job = Mapping[str, Any]

_FOLDER: Final = ROOT / ".github" / "workflows"
_WORKFLOWS: Final = [path for path in tracked_files() if path.parent == _FOLDER]

_PINNED: Final = re.compile(r"uses: [\w.-]+/[\w./-]+@[0-9a-f]{40} # (v\d+\.\d+\.\d+|\w+ of \d{4}-\d{2}-\d{2})")
_OWN: Final = re.compile(r"uses: \./\.github/workflows/\w+\.yml( #.*)?")
# Who may do more than read the code, and what.
_RIGHTS: Final = {
    ("release.yml", "publish"): {"contents": "write"},
    ("release.yml", "pages"): {"pages": "write", "id-token": "write"},
}


def jobs() -> Iterator[tuple[str, str, Job]]:
    """Return all jobs, with their workflow and their name."""
    for path in _WORKFLOWS:
        for name, job in load(path)["jobs"].items():
            yield path.name, name, job


def load(path: Path) -> Mapping[str, Any]:
    """Return a workflow."""
    return load_yaml_dict(str(path))


def runs(job: Job) -> list[str]:
    """Return the commands of a job."""
    return [step["run"] for step in job.get("steps", []) if "run" in step]


JOBS: Final = [pytest.param(*job, id=f"{job[0]}-{job[1]}") for job in jobs()]


def test_all_there() -> None:
    """Each workflow is one of those that the documentation knows."""
    assert [path.name for path in _WORKFLOWS] == [
        "ci.yml",
        "firmware.yml",
        "nightly.yml",
        "release.yml",
        "validate.yml",
    ]


@pytest.mark.parametrize("path", _WORKFLOWS, ids=relative)
def test_pinned(path: Path) -> None:
    """An action is named by the hash of its commit; a comment says which version that is."""
    used = [line.strip().removeprefix("- ") for line in path.read_text().splitlines() if "uses:" in line]

    assert used
    assert [line for line in used if not _PINNED.fullmatch(line) and not _OWN.fullmatch(line)] == []


@pytest.mark.parametrize(("workflow", "name", "job"), JOBS)
def test_commands(workflow: str, name: str, job: Job) -> None:
    """A job runs our scripts, each in one line, so that the same can be run here."""
    for command in runs(job):
        assert "\n" not in command
        assert "${{" not in command
        assert (ROOT / command.split()[0]).is_relative_to(ROOT / "scripts"), f"{workflow}, {name}"
        assert ROOT / command.split()[0] in tracked_files()


@pytest.mark.parametrize(("workflow", "name", "job"), JOBS)
def test_rights(workflow: str, name: str, job: Job) -> None:
    """A job may read the code, and nothing else, unless it publishes."""
    of_workflow = load(_FOLDER / workflow)["permissions"]
    rights = job.get("permissions", of_workflow)

    assert of_workflow in ({}, {"contents": "read"})
    assert rights == _RIGHTS.get((workflow, name), {"contents": "read"})
    assert job.get("timeout-minutes", 0) or "uses" in job


@pytest.mark.parametrize(("workflow", "name", "job"), JOBS)
def test_checkout(workflow: str, name: str, job: Job) -> None:
    """No credentials stay in a checkout."""
    checkouts = [step for step in job.get("steps", []) if step.get("uses", "").startswith("actions/checkout@")]

    assert [step for step in checkouts if step.get("with") != {"persist-credentials": False}] == []


def test_tests() -> None:
    """What tests a change is what the README shows."""
    assert runs(load(_FOLDER / "ci.yml")["jobs"]["test"]) == ["scripts/test"]


def test_nightly() -> None:
    """What takes minutes is tested each night, and whenever somebody asks for it."""
    path = _FOLDER / "nightly.yml"

    # Home Assistant's YAML takes the key "on" for a truth value.
    assert {"  schedule:", "  workflow_dispatch:"} < set(path.read_text().splitlines())
    assert runs(load(path)["jobs"]["test"]) == ["scripts/test --long"]


def test_release() -> None:
    """Nothing is published before it is tested and signed, and one job alone sees the private key."""
    of_release = load(_FOLDER / "release.yml")["jobs"]
    secret = "${{ secrets.SIGNING_KEY }}"
    users = [name for name, job in of_release.items() if secret in str(job)]
    (sign,) = (step for step in of_release["sign"]["steps"] if secret in str(step))

    assert {name: job.get("needs") for name, job in of_release.items()} == {
        "check": None,
        "test": "check",
        "build": "check",
        "sign": ["test", "build"],
        "publish": "sign",
        "pages": "publish",
    }
    assert of_release["test"]["uses"] == "./.github/workflows/ci.yml"
    assert runs(of_release["check"]) == ['scripts/release check "$GITHUB_REF_NAME"']
    assert runs(of_release["build"]) == ["scripts/build-images --release"]
    assert runs(of_release["sign"]) == ["scripts/release sign", "scripts/setup test", "scripts/release pack"]
    assert runs(of_release["publish"]) == ['scripts/release publish "$GITHUB_REF_NAME"']
    assert users == ["sign"]
    assert sign["run"] == "scripts/release sign"
    assert not any("continue-on-error" in str(job) or "always()" in str(job) for job in of_release.values())
    assert not any("secrets." in path.read_text() for path in _WORKFLOWS if path.name != "release.yml")
