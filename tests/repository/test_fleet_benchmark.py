"""The comparison with what one would use instead: its parts that need no house."""

import itertools
from pathlib import Path

import pytest

from benchmarks.fleet.__main__ import CANDIDATES, PARTS
from benchmarks.fleet.candidate import Candidate
from benchmarks.fleet.integration import MODEL, copy_integration
from benchmarks.fleet.pins import OFF, Pin, Value, changed, is_right
from benchmarks.fleet.report import EMPTY, Outcome, Report, ratio


@pytest.mark.parametrize("kind", [*CANDIDATES, *PARTS], ids=lambda kind: kind.key)
def test_patches(kind: type[Candidate], tmp_path: Path) -> None:
    """What a candidate changes of the integration is there, and its copy is Python."""
    copy = copy_integration(tmp_path, kind.patches)

    for path in copy.rglob("*.py"):
        compile(path.read_text(), path, "exec")
    assert f'BOARDS["{MODEL}"]' in (copy / "board_models.py").read_text()


def test_patch_that_does_not_fit(tmp_path: Path) -> None:
    """A part of which the integration has changed is not measured by mistake."""
    with pytest.raises(ValueError, match=r"not in const\.py exactly once"):
        copy_integration(tmp_path, {"const.py": ("what nobody wrote", "")})


@pytest.mark.parametrize("pin", list(Pin))
def test_changes(pin: Pin) -> None:
    """Each change of a pin is one: a page that shows the value before does not pass for right."""
    values = [OFF, *(changed(pin, count) for count in range(1, 1001))]

    for before, after in itertools.pairwise(values):
        assert is_right(*shown(pin, after), pin, after)
        assert not is_right(*shown(pin, before), pin, after)


@pytest.mark.parametrize("pin", list(Pin))
def test_unavailable(pin: Pin) -> None:
    """What is unavailable is not right."""
    assert not is_right("unavailable", {}, pin, OFF)


@pytest.mark.parametrize(
    ("ours", "theirs", "shown"),
    [
        (1.0, 2.0, "0.50 (target 0.6)"),
        (1.2, 2.0, "0.60 (target 0.6)"),
        (1.3, 2.0, "0.65 (target 0.6, missed)"),
    ],
)
def test_ratio(ours: float, theirs: float, shown: str) -> None:
    """The ratio of the medians is compared with its target, where there is one, at 500 boards."""
    report = Report(
        machine={},
        wall_s=0.0,
        outcomes=[
            outcome("manager", 500, 1, ours),
            outcome("manager", 500, 2, ours * 9),
            outcome("manager", 500, 3, ours / 9),
            outcome("discovery", 500, 1, theirs),
            outcome("manager", 100, 1, ours),
            outcome("discovery", 100, 1, ours),
        ],
    )

    assert ratio(report, 500, "onboarding_s", "discovery") == shown
    assert ratio(report, 100, "onboarding_s", "discovery") == "1.00"
    assert ratio(report, 500, "onboarding_s", "tasmota") == ""


def test_above_empty() -> None:
    """What a restart costs is told without what it costs without boards: medians of all runs of each."""
    report = Report(
        machine={},
        wall_s=0.0,
        outcomes=[
            *(Outcome(candidate=EMPTY, boards=0, run=1, figures={"restart_cpu_s": seconds}) for seconds in (4, 9, 5)),
            *(
                Outcome(candidate="manager", boards=100, run=1, figures={"restart_cpu_s": seconds})
                for seconds in (6, 7, 20)
            ),
        ],
    )

    assert report.median("manager", 100, "restart_cpu_s") == 2
    assert report.median(EMPTY, 0, "restart_cpu_s") == 5
    assert report.median("discovery", 100, "restart_cpu_s") is None


def outcome(candidate: str, boards: int, run: int, seconds: float) -> Outcome:
    """Return what one run measured."""
    return Outcome(candidate=candidate, boards=boards, run=run, figures={"onboarding_s": seconds})


def shown(pin: Pin, value: Value) -> tuple[str, dict[str, object]]:
    """Return state and attributes that a page has of a pin."""
    match pin:
        case Pin.SENSOR:
            return str(value.number), {}
        case Pin.LIGHT if value.on:
            return "on", {"brightness": value.brightness}
        case _:
            return "on" if value.on else "off", {}
