"""Breaks the code on purpose, one place at a time, and tells which test noticed. Run by scripts/mutate."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
import re
import shutil
import subprocess
import sys
import time
from typing import Final

ROOT: Final = Path(__file__).parent.parent
COPY: Final = ROOT / "build" / "mutations"
# Nothing here depends on the day of virtual time, which takes most of the seconds.
_NO_LONG_DAY: Final = "--test-case-exclude=A day of ordinary life*"


@dataclass(frozen=True, kw_only=True, slots=True)
class Mutation:
    """A breakage, and the tests that must notice it."""

    what: str
    file: str
    code: str  #: must be in the file exactly once
    broken: str
    run: Callable[[Sequence[str]], list[str]]
    tests: tuple[str, ...] = ()


def _run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=COPY, capture_output=True, text=True, check=False)


def core_tests(_tests: Sequence[str]) -> list[str]:
    """Build and run the core's tests; return the names of those that failed."""
    cmake = Path(sys.executable).parent / "cmake"
    built = _run(cmake, "--build", "build/tests", "--target", "core-tests")
    if built.returncode:
        raise RuntimeError(f"the broken core does not even compile:\n{built.stdout}")
    report = _run("build/tests/core-tests", "--reporters=junit", _NO_LONG_DAY).stdout
    return re.findall(r'<testcase [^>]*?\sname="([^"]*)"[^/>]*>\s*<failure', report)


def python_tests(tests: Sequence[str]) -> list[str]:
    """Run Python tests; return the names of those that failed."""
    report = _run(sys.executable, "-m", "pytest", "-q", "--tb=no", "-rfE", *tests).stdout
    return re.findall(r"^(?:FAILED|ERROR) (\S+)", report, flags=re.MULTILINE)


CORE: Final = "firmware/core"
INTEGRATION: Final = "custom_components/iot_device_manager"

MUTATIONS: Final = (
    Mutation(
        what="invert is ignored",
        file=f"{CORE}/pin_types/digital_output.cpp",
        code="on() != inverted_",
        broken="on()",
        run=core_tests,
    ),
    Mutation(
        what="the mode comes before the level",
        file=f"{CORE}/pin_types/digital_output.cpp",
        code="    gpio_.write(number(), on() != inverted_);\n    enable();",
        broken="    enable();\n    gpio_.write(number(), on() != inverted_);",
        run=core_tests,
    ),
    Mutation(
        what="the RTC memory is believed after power-on",
        file=f"{CORE}/crash_ladder.cpp",
        code="words[kWordCheck] != check_of(words)",
        broken="false",
        run=core_tests,
    ),
    Mutation(
        what="the crashes before a healthy run are not forgiven",
        file=f"{CORE}/crash_ladder.cpp",
        code="  if (!record_.young) {",
        broken="  if (false) {",
        run=core_tests,
    ),
    Mutation(
        what="a crash is counted in two places",
        file=f"{CORE}/device.cpp",
        code="    ladder_.take_back();",
        broken="    ;",
        run=core_tests,
    ),
    Mutation(
        what="the last portal opens before the radio has begun",
        file=f"{CORE}/device.cpp",
        code="    network_.open_access_point();",
        broken="    network_.open_access_point();\n    network_.tick(now_ms);",
        run=core_tests,
    ),
    Mutation(
        what="a network is left before the goodbye is out",
        file=f"{CORE}/device.cpp",
        code="if (network_.leaving() && !mqtt_.idle()",
        broken="if (false && !mqtt_.idle()",
        run=core_tests,
    ),
    Mutation(
        what="a search disturbs the trial of a network",
        file=f"{CORE}/improv.cpp",
        code="if (provisioner_.trial() != Trial::kRunning) {",
        broken="if (true) {",
        run=core_tests,
    ),
    Mutation(
        what="the only network is never joined anew",
        file=f"{CORE}/network_keeper.cpp",
        code="if (broker_ || on_trial() || !has_network()) {",
        broken="if (broker_ || on_trial() || other() == nullptr) {",
        run=core_tests,
    ),
    Mutation(
        what="a signature is checked without the memory for it",
        file=f"{CORE}/update.cpp",
        code="if (has_signature && system_",
        broken="if (false && system_",
        run=core_tests,
    ),
    Mutation(
        what="any revision is accepted",
        file=f"{CORE}/device_in.cpp",
        code="if (document.revision <= revision_) {",
        broken="if (document.revision < 1) {",
        run=core_tests,
    ),
    Mutation(
        what="a retained set is obeyed",
        file=f"{CORE}/device_commands.cpp",
        code="if (inbox_.retained()) {\n    error = Error::kRetainedRefused;\n  } else if",
        broken="if",
        run=core_tests,
    ),
    Mutation(
        what="the session is not compared",
        file=f"{CORE}/device_commands.cpp",
        code="is_session(session) ? Error::kNone",
        broken="session.present() ? Error::kNone",
        run=core_tests,
    ),
    Mutation(
        what="until is compared without the wrap",
        file=f"{CORE}/device_commands.cpp",
        code="static_cast<int32_t>(now_ms - *last_moment) > 0",
        broken="now_ms > *last_moment",
        run=core_tests,
    ),
    Mutation(
        what="a duplicate is carried out again",
        file=f"{CORE}/device_commands.cpp",
        code="return !answers_.repeat(id);",
        broken="return true;",
        run=core_tests,
    ),
    Mutation(
        what="the older slot is chosen at boot",
        file=f"{CORE}/config_store.cpp",
        code="headers[slot].count > headers[present_].count",
        broken="headers[slot].count < headers[present_].count",
        run=core_tests,
    ),
    Mutation(
        what="the result overtakes the state",
        file=f"{CORE}/device_out.cpp",
        code="if (!state_.due && answers_.waiting()) {",
        broken="if (answers_.waiting()) {",
        run=core_tests,
    ),
    Mutation(
        what="an image needs no signature",
        file=f"{CORE}/update.cpp",
        code="if (!signed_) {",
        broken="if (false) {",
        run=core_tests,
    ),
    Mutation(
        what="an image for another flash layout is taken",
        file=f"{CORE}/update.cpp",
        code="footer->layout_mb != flash_bytes_ >> 20",
        broken="false",
        run=core_tests,
    ),
    Mutation(
        what="an old state is believed",
        file=f"{INTEGRATION}/protocol/device.py",
        code="message.n <= self.state.n",
        broken="message.n < 0",
        run=python_tests,
        tests=("tests/protocol",),
    ),
    Mutation(
        what="a newer configuration of the board is overwritten",
        file=f"{INTEGRATION}/protocol/reconcile.py",
        code="return Sync.CONFLICT if status.revision > wanted.config.revision or has_other_content else Sync.BEHIND",
        broken="return Sync.BEHIND",
        run=python_tests,
        tests=("tests/protocol",),
    ),
    Mutation(
        what="a silent board stays available",
        file=f"{INTEGRATION}/protocol/device.py",
        code="return now - heard_at < SILENCE_S",
        broken="return True",
        run=python_tests,
        tests=("tests/protocol",),
    ),
    Mutation(
        what="the revision is published before it is saved",
        file=f"{INTEGRATION}/configurator.py",
        code="            await hub.store.async_commit()\n        await hub.async_pace()",
        broken="        await hub.async_pace()",
        run=python_tests,
        tests=("tests/integration/test_revisions.py",),
    ),
    Mutation(
        what="a replacement is carried out before it is saved",
        file=f"{INTEGRATION}/swap.py",
        code="        await self._hub.store.async_commit()\n        await self._hass.config_entries.async_reload",
        broken="        await self._hass.config_entries.async_reload",
        run=python_tests,
        tests=("tests/integration/test_swap.py",),
    ),
    Mutation(
        what="a configuration that the board does not run is kept",
        file=f"{INTEGRATION}/keep.py",
        code="payload_hash(payload) == wanted_hash",
        broken="payload_hash(payload)",
        run=python_tests,
        tests=("tests/integration/test_keep.py",),
    ),
    Mutation(
        what="levels are not owed any more when the entry goes",
        file=f"{INTEGRATION}/swap.py",
        code="is_there = device.available and self._hub.device(device.device_id) is device",
        broken="is_there = device.available",
        run=python_tests,
        tests=("tests/integration/test_swap_surprises.py",),
    ),
    Mutation(
        what="a set goes out with QoS 1, so that the client keeps it through an outage",
        file=f"{INTEGRATION}/commander.py",
        code="sent.topic, sent.payload, 0, False",
        broken="sent.topic, sent.payload, 1, False",
        run=python_tests,
        tests=("tests/integration/test_commands.py",),
    ),
)


def copy_checkout() -> None:
    """Make a copy of what git tracks, as it is now, in which all tests pass."""
    listing = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    shutil.rmtree(COPY, ignore_errors=True)
    for name in listing.splitlines():
        (COPY / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, COPY / name)
    cmake = Path(sys.executable).parent / "cmake"
    settings = ("-G", "Ninja", "-DCMAKE_BUILD_TYPE=Debug", "-DIOTDM_TESTS=ON")
    configured = _run(cmake, "-S", "firmware", "-B", "build/tests", *settings)
    if configured.returncode:
        raise RuntimeError("the core cannot be built")
    for run, tests in {(mutation.run, mutation.tests) for mutation in MUTATIONS}:
        if run(tests):
            raise RuntimeError(f"the unbroken code does not pass its tests: {', '.join(tests) or 'the core'}")


def try_out(mutation: Mutation) -> list[str]:
    """Break the copy, run the tests, mend it; return the tests that noticed."""
    path = COPY / mutation.file
    sound = path.read_text()
    if sound.count(mutation.code) != 1:
        raise RuntimeError(f"{mutation.what}: the code to break is not in {mutation.file} exactly once")
    path.write_text(sound.replace(mutation.code, mutation.broken))
    try:
        return mutation.run(mutation.tests)
    finally:
        path.write_text(sound)


def main() -> int:
    """Return the number of breakages that no test noticed."""
    copy_checkout()
    unnoticed = 0
    for mutation in MUTATIONS:
        started = time.monotonic()
        red = try_out(mutation)
        seconds = time.monotonic() - started
        verdict = f"{red[0]}{f' (and {len(red) - 1} more)' if len(red) > 1 else ''}" if red else "NOT NOTICED"
        print(f"{mutation.what:72} {seconds:5.1f} s  {verdict}", flush=True)
        unnoticed += not red
    print(f"{len(MUTATIONS) - unnoticed} passed, {unnoticed} failed")
    return unnoticed


if __name__ == "__main__":
    sys.exit(main())
