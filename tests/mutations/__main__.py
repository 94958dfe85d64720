"""Breaks the code on purpose, one place at a time, and tells which test noticed. Run by scripts/mutate."""

from pathlib import Path
import shutil
import subprocess
import sys
import time

from . import MUTATIONS
from .mutation import COPY, ROOT, Mutation, run_in_copy


def copy_checkout() -> None:
    """Make a copy of what git tracks, as it is now, in which all tests pass."""
    listing = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    shutil.rmtree(COPY, ignore_errors=True)
    for name in listing.splitlines():
        (COPY / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, COPY / name)
    cmake = Path(sys.executable).parent / "cmake"
    settings = ("-G", "Ninja", "-DCMAKE_BUILD_TYPE=Debug", "-DIOTDM_TESTS=ON")
    configured = run_in_copy(cmake, "-S", "firmware", "-B", "build/tests", *settings)
    if configured.returncode:
        raise RuntimeError("the core cannot be built")
    for run_tests, tests in {(mutation.run, mutation.tests) for mutation in MUTATIONS}:
        if run_tests(tests):
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
