"""A board without a network gets one, through its portal or over the cable. Only the Wi-Fi is not real."""

import asyncio
from collections.abc import AsyncIterator
from http.client import HTTPConnection, HTTPResponse
import json
from pathlib import Path
import socket
from urllib.parse import urlencode

import pytest

from rig.broker import Broker
from rig.mqtt_client import MqttClient
from rig.ports import LOOPBACK, free_port
from rig.virtual_devices import VirtualDevices
from rig.waiting import until
from tests.improv import Frame, ImprovClient, open_improv
from tests.portal_board import portal_board


class Browser:
    """A person's browser, without the person."""

    def __init__(self, port: int) -> None:
        """Visit the portal on this port."""
        self.port = port

    def ask(self, method: str, path: str = "/", body: str = "", **headers: str) -> tuple[HTTPResponse, str]:
        """Return the answer to one request, and its page."""
        connection = HTTPConnection(LOOPBACK, self.port, timeout=15)
        connection.request(method, path, body or None, headers)
        answer = connection.getresponse()
        page = answer.read().decode()
        connection.close()
        return answer, page

    def page(self) -> str:
        """Return the page."""
        answer, page = self.ask("GET")
        assert answer.status == 200
        return page

    def submit(self, **fields: str) -> None:
        """Send the form, as a browser does."""
        answer, _ = self.ask(
            "POST",
            body=urlencode(fields),
            Origin=f"http://{LOOPBACK}:{self.port}",
            **{"Content-Type": "application/x-www-form-urlencoded"},
        )
        assert (answer.status, answer.headers["Location"]) == (302, f"http://{LOOPBACK}:{self.port}/")

    async def until_page_has(self, text: str) -> str:
        """Return the page as soon as it has this text."""
        await until(f"the page has {text}", lambda: text in self.page())
        return self.page()

    def raw(self, data: bytes) -> bytes:
        """Return all that comes back for these bytes."""
        with socket.create_connection((LOOPBACK, self.port), timeout=15) as line:
            line.sendall(data)
            received = b""
            while piece := line.recv(4096):
                received += piece
            return received


@pytest.fixture
async def broker(tmp_path: Path) -> AsyncIterator[Broker]:
    """Return a broker that lets only one user in."""
    broker = Broker(tmp_path / "broker", users={"hans": "broker secret"}, access="user hans\ntopic readwrite #")
    await broker.start()
    yield broker
    broker.stop()


@pytest.fixture
async def board(tmp_path: Path, broker: Broker, request: pytest.FixtureRequest) -> AsyncIterator[VirtualDevices]:
    """Return a board with a portal, which nobody has given a network; its clock can be virtual."""
    virtual_time = getattr(request, "param", "") == "virtual time"
    async with portal_board(tmp_path / "board", broker.port, virtual_time=virtual_time) as board:
        yield board


@pytest.fixture
async def browser(board: VirtualDevices) -> Browser:
    """Return a browser of a phone that has joined the board's own network."""
    return Browser(board.portal_port)


@pytest.fixture
async def cable(board: VirtualDevices) -> AsyncIterator[ImprovClient]:
    """Return a client at the board's serial port."""
    async with open_improv(board.improv) as client:
        yield client


async def test_portal(board: VirtualDevices, browser: Browser, broker: Broker) -> None:
    """A board without a network gets one, announces itself, and needs no portal after the next power cut."""
    announce = f"iotdm/1/{board.ids[0]}/out/announce"
    status = f"iotdm/1/{board.ids[0]}/out/status"
    async with MqttClient(broker.port, user="hans", password="broker secret") as client:
        assert 'value="Home"' in browser.page()
        assert client.retained == {}

        browser.submit(pick="Home", psk="correct horse", host="", port="", user="hans", password="broker secret")
        assert "The board tries “Home”." in browser.page()

        page = await browser.until_page_has("Done. You can close this page.")
        assert "correct horse" not in page
        assert "broker secret" not in page
        await until("the board announces itself", lambda: {announce, status} <= client.retained.keys())
        assert json.loads(client.retained[status])["boot"] == 1

        board.kill()
        await board.start()
        await until("it connects by itself", lambda: json.loads(client.retained[status]).get("boot") == 2)
        page = browser.page()
        assert 'value="Home" required checked' in page
        assert 'value="hans"' in page
        assert "broker secret" not in page


async def test_wrong_password(browser: Browser) -> None:
    """The form comes back with what is wrong, and without the password; a right one still works."""
    browser.submit(pick="Home", psk="wrong horse", user="hans", password="broker secret")
    page = await browser.until_page_has("The network did not accept this password.")
    assert 'value="Home" required checked' in page
    assert 'value="hans"' in page
    assert "wrong horse" not in page

    browser.submit(pick="", ssid="Somewhere else")
    page = await browser.until_page_has("The board does not see this network.")
    assert 'value="Somewhere else"' in page

    browser.submit(pick="Workshop", user="hans", password="broker secret")
    await browser.until_page_has("Done.")


@pytest.mark.parametrize("board", ["virtual time"], indirect=True)
async def test_no_broker(board: VirtualDevices, browser: Browser, broker: Broker) -> None:
    """Where Wi-Fi works and the rest does not, the page says which; what worked before is kept."""
    browser.submit(pick="Workshop", user="hans", password="broker secret")
    await passing(board, browser, "Done.")

    browser.submit(pick="Full house", psk="12345678")
    await passing(board, browser, "gave it no address")
    browser.submit(pick="Workshop", user="hans", password="wrong secret")
    await passing(board, browser, "did not accept this user name and password")
    browser.submit(pick="Workshop", host=LOOPBACK, port=str(free_port()))
    await passing(board, browser, "no broker answers at this address")
    broker.stop()
    browser.submit(pick="Workshop", user="hans", password="broker secret")
    await passing(board, browser, "no broker was found")

    await broker.start()
    board.kill()
    await board.start()

    async def is_connected() -> bool:
        await board.ask("advance_clock", ms=500)
        return bool((await board.ask("get", board.ids[0]))["connected"])

    await until("the board is where it was", is_connected)


async def passing(board: VirtualDevices, browser: Browser, text: str) -> None:
    """Let the board's time pass until its page has a text."""

    async def has_text() -> bool:
        await board.ask("advance_clock", ms=500)
        return text in browser.page()

    await until(f"the page has {text}", has_text)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        pytest.param({"pick": ""}, "Choose a network, or enter its name.", id="nothing"),
        pytest.param({"ssid": "ü" * 17}, "at most 32 characters", id="long name"),
        pytest.param({"ssid": "x" * 1000}, "at most 32 characters", id="very long name"),
        pytest.param({"pick": "Home", "psk": "short"}, "8 to 63 letters", id="short password"),
        pytest.param({"pick": "Home", "psk": "pässwörter"}, "8 to 63 letters", id="umlauts"),
        pytest.param({"pick": "Home", "host": "mqtt://broker"}, "without mqtt://", id="a URL"),
        pytest.param({"pick": "Home", "port": "65536"}, "from 1 to 65535", id="port"),
    ],
)
async def test_mistakes(browser: Browser, fields: dict[str, str], words: str) -> None:
    """A mistake in the form is named at once."""
    browser.submit(**fields)

    assert words in browser.page()


@pytest.mark.parametrize(
    ("host", "path"),
    [
        ("connectivitycheck.gstatic.com", "/generate_204"),
        ("captive.apple.com", "/hotspot-detect.html"),
        ("www.msftconnecttest.com", "/connecttest.txt"),
        ("www.msftncsi.com", "/ncsi.txt"),
    ],
)
async def test_phones_find_the_page(browser: Browser, host: str, path: str) -> None:
    """What a phone asks to find out whether it is online is redirected."""
    answer, _ = browser.ask("GET", path, Host=host)

    assert (answer.status, answer.headers["Location"]) == (302, f"http://{LOOPBACK}:{browser.port}/")


async def test_other_pages_cannot_set_up_a_board(browser: Browser) -> None:
    """A form of another site is refused."""
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    answer, page = browser.ask("POST", body="pick=Workshop", Origin="http://example.com", **form)

    assert answer.status == 403
    assert "came from another page" in page
    assert "<form" in browser.page()


async def test_hostile_browsers(browser: Browser) -> None:
    """Half requests, rubbish and a huge form get an answer, and leave a portal that works."""
    own = f"POST / HTTP/1.1\r\nHost: {LOOPBACK}:{browser.port}\r\nOrigin: http://{LOOPBACK}:{browser.port}\r\n"
    form = f"{own}Content-Type: application/x-www-form-urlencoded\r\n"
    # Two that say nothing, and one that stops in the middle, stay open all the time.
    silent = [socket.create_connection((LOOPBACK, browser.port)) for _ in range(3)]
    silent[2].sendall(form.encode())

    assert browser.raw(b"\x16\x03\x01\x02\x00\x01\x00").startswith(b"HTTP/1.1 400 ")
    assert browser.raw(b"GET /" + b"x" * 100_000).startswith(b"HTTP/1.1 431 ")
    huge = f"{form}Content-Length: 9000000\r\n\r\n".encode() + b"ssid=" + b"x" * 900_000
    assert browser.raw(huge).startswith(b"HTTP/1.1 413 ")
    assert browser.raw(f"{own}Content-Type: text/plain\r\n\r\nx".encode()).startswith(b"HTTP/1.1 415 ")
    pipelined = browser.raw(f"GET / HTTP/1.1\r\nHost: {LOOPBACK}:{browser.port}\r\n\r\nGET /\x00\xff".encode())
    assert pipelined.count(b"HTTP/1.1 ") == 1
    assert pipelined.endswith(b"</main>\n")

    for line in silent:
        line.settimeout(15)
    assert silent[0].recv(100) == b""
    assert silent[2].recv(100).startswith(b"HTTP/1.1 408 ")
    for line in silent:
        line.close()
    assert "<form" in browser.page()


async def test_cable(board: VirtualDevices, cable: ImprovClient) -> None:
    """The browser that flashed a board asks who it is and what it sees, and gives it a network."""
    cable.ask("state")
    assert [await cable.next() for _ in range(2)] == [Frame(error="none"), Frame(state="authorized")]
    cable.ask("about")
    assert await cable.next() == Frame(error="none")
    about = await cable.next()
    assert about.texts == ("IoT Device Manager", "0.1.0-dev", "virtual", board.ids[0])

    cable.ask("networks")
    assert await cable.next() == Frame(result="networks", texts=("Home", "-48", "YES"))
    assert await cable.next() == Frame(result="networks", texts=("Workshop", "-57", "NO"))
    assert [len((await cable.next()).texts) for _ in range(4)] == [3, 3, 3, 0]

    cable.ask("settings", "Home", "wrong horse")
    assert [await cable.next() for _ in range(4)] == [
        Frame(error="none"),
        Frame(state="provisioning"),
        Frame(error="unable_to_connect"),
        Frame(state="authorized"),
    ]


async def test_cable_keeps_the_broker(browser: Browser, cable: ImprovClient) -> None:
    """A network that comes over the cable is tried with the broker and the login that the board has."""
    browser.submit(pick="Home", psk="correct horse", user="hans", password="broker secret")
    await browser.until_page_has("Done.")

    cable.ask("settings", "Workshop", "")

    assert [await cable.next() for _ in range(4)] == [
        Frame(error="none"),
        Frame(state="provisioning"),
        Frame(state="provisioned"),
        Frame(result="settings"),
    ]
    cable.ask("state")
    expected = [Frame(error="none"), Frame(state="provisioned"), Frame(result="state")]
    assert [await cable.next() for _ in range(3)] == expected


async def test_bad_settings_over_the_cable(cable: ImprovClient) -> None:
    """Rubbish is skipped, what is too long or empty is refused, and the board goes on answering."""
    cable.write(b"\x00\xff" * 500 + b"ets Jan  8 2013,rst cause:2\r\nIMPROV")
    for ssid, password in (("", "correct horse"), ("x" * 33, ""), ("Home", "short"), ("Home", "pässwörter")):
        cable.ask("settings", ssid, password)
        assert await cable.next() == Frame(error="invalid")
    cable.ask("hostname")
    assert await cable.next() == Frame(error="unknown_command")


async def test_both_ways_at_once(browser: Browser, cable: ImprovClient) -> None:
    """Who looks at the cable hears of what came through the portal, and the page of what came over the cable."""
    cable.ask("state")
    assert [await cable.next() for _ in range(2)] == [Frame(error="none"), Frame(state="authorized")]

    browser.submit(pick="Home", psk="wrong horse")
    assert [await cable.next() for _ in range(2)] == [Frame(state="provisioning"), Frame(state="authorized")]
    cable.ask("settings", "Somewhere else", "")
    await browser.until_page_has("The board does not see this network.")


async def test_a_client_may_come_and_go(board: VirtualDevices) -> None:
    """The terminal outlives its clients."""
    for _ in range(3):
        async with open_improv(board.improv) as client:
            client.ask("state")
            assert await asyncio.wait_for(client.next(), 5) == Frame(error="none")
            assert await client.next() == Frame(state="authorized")
