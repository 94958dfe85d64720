"""A real Chromium."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
import os
from pathlib import Path
import shutil
from typing import Final

from playwright.async_api import Browser, Error, async_playwright
import pytest

_BROWSERS: Final = Path(__file__).parents[2] / ".tools" / "browsers"
_ARGUMENTS: Final = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    # What is tested needs nothing but this machine.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)


@asynccontextmanager
async def open_chromium(home: Path) -> AsyncIterator[Browser]:
    """Open the system's Chromium or, without one, Playwright's own; fail where there is none."""
    system = shutil.which("chromium") or shutil.which("google-chrome")
    # Playwright's own has no helper for its sandbox, which Ubuntu's kernel then forbids; root has none in any.
    sandbox = system is not None and os.geteuid() != 0
    environment: dict[str, str | float | bool] = {**os.environ, "HOME": str(home), "XDG_CONFIG_HOME": str(home)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(_BROWSERS))
        async with async_playwright() as playwright:
            try:
                browser = await playwright.chromium.launch(
                    executable_path=system,
                    chromium_sandbox=sandbox,
                    args=_ARGUMENTS,
                    env=environment,
                )
            except Error as err:
                pytest.fail(f"Chromium does not start; scripts/setup test installs one. {err.message}", pytrace=False)
            yield browser
            await browser.close()
