"""The web installer, as it is published: built from a made-up image, served on this machine, opened in Chromium."""

from collections.abc import AsyncIterator
import json
from pathlib import Path
import re
import subprocess
from typing import Any, Final
from urllib.parse import urlsplit

from aiohttp import web
from playwright.async_api import Browser, Page, Route, expect
import pytest

from rig.ports import LOOPBACK, free_port

from .screen import Screen
from .test_demo_page import DESK, PHONE

_ROOT: Final = Path(__file__).parents[2]
_LAYOUTS: Final = ("1m", "4m")

# As docs/flashing.md tells esptool.
_SITE_OFFSETS: Final = {"1m": 0xEF000, "4m": 0x304000}
_NETWORK: Final = {
    "Wi-Fi name": "Gärtnerei",
    "Wi-Fi password": "correct horse",
    "Broker": "192.168.7.2",
    "Port": "1884",
    "User at the broker": "boards",
    "Password at the broker": "geheim ß",
}
# What scripts/make-site writes for it.
_RECORD: Final = (
    "494d5331010000003c0000006f0cc43ddb2aa87cffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
    "ffffffffffffffffffffffffffffffff0000010a47c3a472746e657265690d636f727265637420686f7273650b313932"
    "2e3136382e372e325c0706626f617264730967656865696d20c39f00"
)

# Chromium without a screen has nobody who could choose a port, so these choose: none at all, as a person who closes
# the list does, or a cable with nothing behind it that answers.
_NO_PORT: Final = """
navigator.serial.requestPort = async () => { throw new DOMException("none was chosen", "NotFoundError"); };
"""
_SILENT_PORT: Final = """
navigator.serial.requestPort = async () => ({
  readable: new ReadableStream(),
  writable: new WritableStream(),
  open: async () => {},
  close: async () => {},
  getInfo: () => ({}),
  setSignals: async () => {},
  addEventListener: () => {},
  removeEventListener: () => {},
});
"""
# What the page thinks of networks, and what it would write.
_ASK_PAGE: Final = """
import { readFileSync } from "node:fs";
import { fault, siteSector } from "./docs/install/site.js";
const record = (network) => Buffer.from(siteSector(network)).toString("hex").replace(/(ff)+$/, "");
console.log(JSON.stringify(JSON.parse(readFileSync(0)).map((network) => [fault(network), record(network)])));
"""
_NO_WEB_SERIAL: Final = "delete Navigator.prototype.serial;"


def image(layout: str) -> bytes:
    """Return a made-up image of a layout."""
    return f"an image for {layout}".encode() * 1000


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder that is published."""
    images = tmp_path_factory.mktemp("images")
    for layout in _LAYOUTS:
        (images / f"iot-device-manager-{layout}.bin").write_bytes(image(layout))
    output = tmp_path_factory.mktemp("installer") / "page"
    subprocess.run([_ROOT / "scripts" / "build-installer", images, output], check=True, timeout=60)
    return output


@pytest.fixture(scope="module")
async def url(built: Path) -> AsyncIterator[str]:
    """Return where the page is served, in a folder as on the site of a project."""

    async def index(_request: web.Request) -> web.FileResponse:
        return web.FileResponse(built / "index.html")

    app = web.Application()
    app.add_routes([web.get("/installer/", index), web.static("/installer", built)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    port = free_port()
    await web.TCPSite(runner, LOOPBACK, port).start()
    yield f"http://{LOOPBACK}:{port}/installer/"
    await runner.cleanup()


@pytest.fixture(params=[DESK, PHONE], ids=["desk", "phone"])
async def screen(chromium: Browser, request: pytest.FixtureRequest) -> AsyncIterator[Screen]:
    """Return an empty page, which must not complain about anything, and asks only this machine."""
    options: dict[str, Any] = request.param
    async with await chromium.new_context(locale="en", **options) as context:
        screen = Screen(await context.new_page(), request.node.name)
        asked: list[str] = []
        screen.page.on("request", lambda asking: asked.append(asking.url))
        yield screen
        assert {urlsplit(url).hostname for url in asked if not url.startswith(("blob:", "data:"))} == {LOOPBACK}
        assert screen.complaints == []


@pytest.mark.parametrize("layout", _LAYOUTS)
def test_manifest(built: Path, layout: str) -> None:
    """ESP Web Tools is told what to write where, and the image is beside it."""
    manifest = json.loads((built / f"manifest-{layout}.json").read_text())
    version = json.loads((_ROOT / "custom_components" / "iot_device_manager" / "manifest.json").read_text())["version"]

    assert manifest == {
        "name": "IoT Device Manager",
        "version": version,
        "home_assistant_domain": "iot_device_manager",
        "new_install_prompt_erase": True,
        "new_install_improv_wait_time": 20,
        "builds": [
            {"chipFamily": "ESP8266", "parts": [{"path": f"iot-device-manager-{layout}.bin", "offset": 0}]},
        ],
    }
    assert (built / manifest["builds"][0]["parts"][0]["path"]).read_bytes() == image(layout)


def test_licences(built: Path) -> None:
    """The licences of what the browser gets are published beside it, and listed with the same versions."""
    texts = (built / "licences.txt").read_text()
    bundled = set(re.findall(r"(?:\A|\n-{80}\n\n)(\S+) ([\d.]+) \(", texts))
    page = (_ROOT / "THIRD-PARTY.md").read_text().partition("## In the web installer")[2].partition("\n## ")[0]
    listed = set(re.findall(r"^\| (?:\[|\W )(\S+?)(?:\]\S*)? \| ([\d.]+) \|", page, re.MULTILINE))

    assert ("esp-web-tools", "10.4.0") in bundled
    assert listed == bundled
    assert "Apache License" in texts


async def test_steps(screen: Screen, url: str) -> None:
    """Three steps; the image is the one for the board that is chosen."""
    page = screen.page
    await page.goto(url)
    button = page.locator("esp-web-install-button")

    await expect(page.get_by_role("main").get_by_role("heading")).to_have_text(
        ["Plug it in", "Install", "Connect to Wi-Fi", "If something is in the way"]
    )
    await expect(page.get_by_role("radio", name="4 MB")).to_be_checked()
    await expect(button).to_have_attribute("manifest", "manifest-4m.json")
    await page.get_by_role("radio", name="1 MB").check()
    await expect(button).to_have_attribute("manifest", "manifest-1m.json")
    await expect(page.get_by_role("button", name="Install")).to_be_visible()
    await expect(page.get_by_text("The installer is not here.")).to_be_hidden()
    await is_within(page)
    await screen.look("steps")

    for summary in await page.locator("summary").all():
        await summary.click()
    await is_within(page)
    await screen.look("help")


async def test_site(screen: Screen, url: str) -> None:
    """Wi-Fi and broker are written beside the image, as the site record of this layout; nobody else gets them."""
    page = screen.page
    await page.goto(url)
    button = page.locator("esp-web-install-button")
    await page.get_by_text("My broker wants a login").click()
    for field, value in _NETWORK.items():
        await page.get_by_label(field, exact=True).fill(value)
    for layout, offset in _SITE_OFFSETS.items():
        await page.get_by_role("radio", name=layout.upper().replace("M", " MB")).check()
        await expect(button).not_to_have_attribute("inert", "")
        parts = await parts_of(page)

        assert [(part["offset"], len(part["content"])) for part in parts] == [(0, len(image(layout))), (offset, 4096)]
        assert bytes(parts[0]["content"]) == image(layout)
        assert bytes(parts[1]["content"]).rstrip(b"\xff").hex() == _RECORD
    await is_within(page)
    await screen.look("site")

    await page.get_by_label("Wi-Fi password", exact=True).fill("short")
    await expect(page.get_by_role("alert")).to_have_text(re.compile("8 to 63"))
    await expect(button).to_have_attribute("inert", "")
    await screen.look("refused")
    for field in _NETWORK:
        await page.get_by_label(field, exact=True).fill("1883" if field == "Port" else "")
    await expect(page.get_by_role("alert")).to_have_count(0)
    await expect(button).to_have_attribute("manifest", f"manifest-{layout}.json")


def test_site_contract() -> None:
    """The page writes the records of the contract, and refuses what it refuses."""
    contract = json.loads((_ROOT / "tests" / "contract" / "site.json").read_text())
    plain = [site for site in contract["sites"] if site["use"] == 0 and site["networks"][1:] == [None]]
    written = [
        {key: value if key == "port" else bytes.fromhex(value).decode() for key, value in site["networks"][0].items()}
        for site in plain
    ]
    refused = [json.loads(case["network"]) for case in contract["refused"]]
    networks = [
        {"ssid": "", "psk": "", "host": "", "port": 1883, "user": "", "password": network.get("pass", "")} | network
        for network in (*written, *refused)
    ]
    done = subprocess.run(
        [_ROOT / ".venv" / "bin" / "node", "--input-type=module", "--eval", _ASK_PAGE],
        cwd=_ROOT,
        input=json.dumps(networks),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    answers = json.loads(done.stdout)

    assert plain
    assert [record for _, record in answers[: len(plain)]] == [site["record"] for site in plain]
    assert [fault for fault, _ in answers[: len(plain)]] == [""] * len(plain)
    assert [network for network, (fault, _) in zip(refused, answers[len(plain) :], strict=True) if not fault] == []


@pytest.mark.parametrize(
    ("field", "value", "complaint"),
    [
        pytest.param("Wi-Fi name", "", "needs a name", id="no name"),
        pytest.param("Wi-Fi name", "ü" * 17, "at most 32 bytes", id="long name"),
        pytest.param("Wi-Fi password", "ümlaut-password", "without umlauts", id="umlaut"),
        pytest.param("Broker", "mqtt://broker", "without mqtt://", id="address"),
        pytest.param("Port", "65536", "1 to 65535", id="port"),
        pytest.param("User at the broker", "u" * 33, "at most 32 bytes", id="long user"),
        pytest.param("Password at the broker", "p" * 65, "at most 64 bytes", id="long password"),
    ],
)
async def test_bad_site(chromium: Browser, url: str, field: str, value: str, complaint: str) -> None:
    """What no board would take cannot be installed, and the page says why."""
    page = await chromium.new_page()
    await page.goto(url)
    await page.get_by_text("My broker wants a login").click()
    for name, right in (_NETWORK | {field: value}).items():
        await page.get_by_label(name, exact=True).fill(right)

    await expect(page.get_by_role("alert")).to_have_text(re.compile(complaint))
    await expect(page.locator("esp-web-install-button")).to_have_attribute("inert", "")
    await page.close()


async def parts_of(page: Page) -> list[dict[str, Any]]:
    """Return what would be written, fetched as ESP Web Tools does it."""
    parts: list[dict[str, Any]] = await page.evaluate(
        """async () => {
          const path = document.querySelector("esp-web-install-button").getAttribute("manifest");
          const { builds } = await (await fetch(path)).json();
          const base = path.startsWith("blob:") ? location.href : new URL(path, location.href).href;
          return Promise.all(builds[0].parts.map(async ({ path, offset }) => {
            const content = await (await fetch(new URL(path, base))).arrayBuffer();
            return { offset, content: [...new Uint8Array(content)] };
          }));
        }"""
    )
    return parts


async def test_dark(screen: Screen, url: str) -> None:
    """It is as legible in the dark."""
    await screen.page.emulate_media(color_scheme="dark")
    await screen.page.goto(url)
    await screen.look("dark")


async def test_no_port(screen: Screen, url: str) -> None:
    """Nothing is plugged in: the installer helps to find out why."""
    await screen.page.add_init_script(_NO_PORT)
    await screen.page.goto(url)
    await screen.page.get_by_role("button", name="Install").click()

    await expect(screen.page.get_by_text("No port selected")).to_be_visible()
    await screen.look("no-port")


async def test_port(screen: Screen, url: str) -> None:
    """Something is plugged in that does not answer: it is offered the firmware, and to erase what was there."""
    page = screen.page
    await page.add_init_script(_SILENT_PORT)
    await page.goto(url)
    await page.get_by_role("button", name="Install").click()

    await page.get_by_text("Install IoT Device Manager").click()
    await expect(page.get_by_text("Erase device", exact=True).last).to_be_visible()
    await screen.look("erase")
    (complaint,) = screen.complaints
    assert "Improv Wi-Fi Serial not detected" in complaint
    screen.complaints.clear()


async def test_without_web_serial(screen: Screen, url: str) -> None:
    """A browser that cannot do it says so, and what to do instead."""
    page = screen.page
    await page.add_init_script(_NO_WEB_SERIAL)
    await page.goto(url)

    await expect(page.get_by_text("This browser cannot talk to a board.")).to_be_visible()
    await expect(page.get_by_role("button", name="Install")).to_be_hidden()
    await is_within(page)
    await screen.look("unsupported")


async def test_without_script(chromium: Browser, url: str) -> None:
    """Without its script the page says that the installer is missing, instead of a button that does nothing."""
    page = await chromium.new_page()

    async def refuse(route: Route) -> None:
        await route.abort()

    await page.route("**/page.js", refuse)
    await page.goto(url)

    await expect(page.get_by_text("The installer is not here.")).to_be_visible()
    await expect(page.get_by_role("button", name="Install")).to_be_hidden()
    await page.close()


async def is_within(page: Page) -> None:
    """Nothing reaches beyond the screen."""
    assert await page.evaluate("document.documentElement.scrollWidth - window.innerWidth") == 0
