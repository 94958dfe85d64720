"""What a breakage is, and the tests that can notice it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
import re
import subprocess
import sys
from typing import Final

ROOT: Final = Path(__file__).parent.parent.parent
COPY: Final = ROOT / "build" / "mutations"
# Nothing here depends on these, which take most of the seconds.
_NO_LONG_TESTS: Final = "--test-case-exclude=A day of ordinary life*,Whatever a browser sends*"


@dataclass(frozen=True, kw_only=True, slots=True)
class Mutation:
    """A breakage, and the tests that must notice it."""

    what: str
    file: str
    code: str  #: must be in the file exactly once
    broken: str
    run: Callable[[Sequence[str]], list[str]]
    tests: tuple[str, ...] = ()


def run_in_copy(*command: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a command in the copy that is broken."""
    return subprocess.run(command, cwd=COPY, capture_output=True, text=True, check=False)


def core_tests(_tests: Sequence[str]) -> list[str]:
    """Build and run the core's tests; return the names of those that failed."""
    cmake = Path(sys.executable).parent / "cmake"
    built = run_in_copy(cmake, "--build", "build/tests", "--target", "core-tests")
    if built.returncode:
        raise RuntimeError(f"the broken core does not even compile:\n{built.stdout}")
    ran = run_in_copy("build/tests/core-tests", "--reporters=junit", _NO_LONG_TESTS)
    red = re.findall(r'<testcase [^>]*?\sname="([^"]*)"[^/>]*>\s*<failure', ran.stdout)
    # A crash leaves no report.
    return red or ["the tests ended in a crash"] * (ran.returncode != 0)


def python_tests(tests: Sequence[str]) -> list[str]:
    """Run Python tests; return the names of those that failed."""
    report = run_in_copy(sys.executable, "-m", "pytest", "-q", "--tb=no", "-rfE", *tests).stdout
    return re.findall(r"^(?:FAILED|ERROR) (\S+)", report, flags=re.MULTILINE)


CORE: Final = "firmware/core"
INTEGRATION: Final = "custom_components/iot_device_manager"
