"""A real Home Assistant."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from http import HTTPStatus
import itertools
import json
import os
from pathlib import Path
import sys
import time
from typing import Any, Final, Self

import aiohttp

from .ports import LOOPBACK, free_port
from .process import Process
from .waiting import until

USER: Final = "demo"
PASSWORD: Final = "demo-password"

_INTEGRATION: Final = Path(__file__).parent.parent / "custom_components" / "iot_device_manager"
_CONFIGURATION: Final = """\
homeassistant:
  name: {name}
  latitude: 52.37
  longitude: 4.89
  elevation: 2
  unit_system: metric
  time_zone: Europe/Amsterdam
  currency: EUR
  country: NL
assist_pipeline:
automation: !include automations.yaml
config:
conversation:
diagnostics:
energy:
# Speech needs the real one; a missing one would log an error at each start.
ffmpeg:
  ffmpeg_bin: echo
frontend:
history:
logbook:
logger:
  default: warning
  logs:
    # It looks for a library that nothing here needs, and calls that an error.
    homeassistant.components.camera.img_util: critical
    custom_components.iot_device_manager: debug
"""
# The steps of the first start that would ask about the house and add integrations that need the internet.
_ONBOARDED: Final = ["core_config", "analytics", "integration"]
# A token is good for 30 minutes.
_TOKEN_S: Final = 25 * 60


class HomeAssistant:
    """A Home Assistant on 127.0.0.1 with this checkout's integration and an owner account."""

    def __init__(
        self,
        directory: Path,
        *,
        port: int = 0,
        name: str = "Test home",
        configuration: str = _CONFIGURATION,
        integration: Path = _INTEGRATION,
    ) -> None:
        """Prepare a configuration directory, or take over an existing one; `configuration` has {name} for the name."""
        self.directory = directory
        self.port = port or free_port()
        self.url = f"http://{LOOPBACK}:{self.port}"
        self._client_id = f"{self.url}/"
        self.process = Process("Home Assistant", directory / "output.log")
        self._session: aiohttp.ClientSession | None = None
        self._token = ""
        self._token_until = 0.0
        self._prepare(configuration.format(name=name), integration)

    def _prepare(self, configuration: str, integration: Path) -> None:
        storage = self.directory / ".storage"
        components = self.directory / "custom_components"
        for needed in (storage, components):
            needed.mkdir(parents=True, exist_ok=True)
        link = components / integration.name
        if not link.is_symlink():
            link.symlink_to(integration)
        (self.directory / "configuration.yaml").write_text(configuration)
        automations = self.directory / "automations.yaml"
        if not automations.exists():
            automations.write_text("[]\n")
        # Set in the configuration, the port would be tried for five minutes and then given up.
        http = {"server_port": self.port, "server_host": [LOOPBACK], "ip_ban_enabled": True}
        _seed(storage / "http", {"stable": _HTTP_DEFAULTS | http, "pending": None, "yaml_migration_done": True}, 2, 2)
        if not (storage / "onboarding").exists():
            _seed(storage / "onboarding", {"done": _ONBOARDED}, 4, 1)

    async def start(self) -> None:
        """Start, sign in, and return when it runs."""
        await self.launch()
        await self.sign_in()
        await self.until_running()

    async def launch(self) -> None:
        """Start, and return when it serves its pages. It may still be setting up; an earlier sign-in is good."""
        hass = Path(sys.executable).parent / "hass"
        # As in any house, what was compiled once is kept.
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        self.process.start(hass, "--config", self.directory, "--skip-pip", "--log-no-color", environment=environment)
        if self._session is None:
            self._session = aiohttp.ClientSession()
        await until("Home Assistant serves its pages", self._is_serving, within=90)

    async def until_running(self, *, within: float = 90) -> None:
        """Return when everything is set up."""
        await until("Home Assistant runs", self._is_running, within=within)

    async def stop(self) -> None:
        """End it in an orderly way."""
        await self._close()
        self.process.stop()

    async def kill(self) -> None:
        """End it like a power cut."""
        await self._close()
        self.process.kill()

    async def _close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    @property
    def log(self) -> str:
        """Return everything that it logged in this and earlier runs."""
        return self.process.log.read_text()

    async def __aenter__(self) -> Self:
        """Start."""
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop."""
        await self.stop()

    # REST

    @property
    def _http(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise RuntimeError("Home Assistant is not started")
        return self._session

    async def _is_serving(self) -> bool:
        if not self.process.running:
            raise RuntimeError(f"Home Assistant ended:\n{self.process.tail()}")
        try:
            async with self._http.get(f"{self.url}/manifest.json") as response:
                return response.status == HTTPStatus.OK
        except aiohttp.ClientError:
            return False

    async def _is_running(self) -> bool:
        state: str = (await self.get("config"))["state"]
        return state == "RUNNING"

    async def sign_in(self) -> None:
        """Sign in as the owner, who is made at the first time."""
        async with self._http.get(f"{self.url}/api/onboarding") as response:
            # Once everything is done, the page is gone.
            new = response.status == HTTPStatus.OK and not all(step["done"] for step in await response.json())
        code = await self._make_owner() if new else await self._log_in()
        form = {"grant_type": "authorization_code", "code": code, "client_id": self._client_id}
        async with self._http.post(f"{self.url}/auth/token", data=form) as response:
            response.raise_for_status()
            self._token = (await response.json())["access_token"]
        self._token_until = time.monotonic() + _TOKEN_S

    async def _fresh_token(self) -> str:
        if time.monotonic() > self._token_until:
            await self.sign_in()
        return self._token

    async def _make_owner(self) -> str:
        owner = {"name": "Demo", "username": USER, "password": PASSWORD, "language": "en", "client_id": self._client_id}
        async with self._http.post(f"{self.url}/api/onboarding/users", json=owner) as response:
            response.raise_for_status()
            code: str = (await response.json())["auth_code"]
            return code

    async def _log_in(self) -> str:
        handler = {"client_id": self._client_id, "handler": ["homeassistant", None], "redirect_uri": self._client_id}
        async with self._http.post(f"{self.url}/auth/login_flow", json=handler) as response:
            flow_id = (await response.json())["flow_id"]
        answer = {"username": USER, "password": PASSWORD, "client_id": self._client_id}
        async with self._http.post(f"{self.url}/auth/login_flow/{flow_id}", json=answer) as response:
            code: str = (await response.json())["result"]
            return code

    async def request(self, method: str, path: str, body: Any = None) -> Any:
        """Return the answer of the REST API; raise aiohttp.ClientResponseError, with the text, when it refuses."""
        headers = {"Authorization": f"Bearer {await self._fresh_token()}"}
        async with self._http.request(method, f"{self.url}/api/{path}", json=body, headers=headers) as response:
            if response.status >= HTTPStatus.BAD_REQUEST:
                raise aiohttp.ClientResponseError(
                    response.request_info, response.history, status=response.status, message=await response.text()
                )
            return await response.json()

    async def get(self, path: str) -> Any:
        """Return what the REST API has at a path."""
        return await self.request("GET", path)

    async def post(self, path: str, body: Any = None) -> Any:
        """Post to the REST API."""
        return await self.request("POST", path, body)

    async def delete(self, path: str) -> Any:
        """Delete by the REST API."""
        return await self.request("DELETE", path)

    async def upload(self, name: str, content: bytes) -> str:
        """Upload a file for a dialog that asks for one; return its id."""
        headers = {"Authorization": f"Bearer {await self._fresh_token()}"}
        form = aiohttp.FormData()
        form.add_field("file", content, filename=name)
        async with self._http.post(f"{self.url}/api/file_upload", data=form, headers=headers) as response:
            response.raise_for_status()
            file_id: str = (await response.json())["file_id"]
            return file_id

    async def state(self, entity_id: str) -> str | None:
        """Return the state of an entity, None without one."""
        full = await self.full_state(entity_id)
        return None if full is None else full["state"]

    async def full_state(self, entity_id: str) -> Mapping[str, Any] | None:
        """Return state and attributes of an entity, None without one."""
        try:
            state: Mapping[str, Any] = await self.get(f"states/{entity_id}")
        except aiohttp.ClientResponseError as err:
            if err.status == HTTPStatus.NOT_FOUND:
                return None
            raise
        return state

    async def call(self, action: str, **data: Any) -> Any:
        """Call an action, such as `light.turn_on`; return when it is done."""
        return await self.post(f"services/{action.replace('.', '/')}", data)

    async def say(self, sentence: str) -> str:
        """Say a sentence to Assist and return what it answers."""
        answer = await self.post("conversation/process", {"text": sentence, "language": "en"})
        speech: str = answer["response"]["speech"]["plain"]["speech"]
        return speech

    # Flows

    async def flow(self, path: str, start: Mapping[str, Any], *answers: Mapping[str, Any]) -> Any:
        """Start a config, options or subentry flow and answer its steps; return the last result."""
        result = await self.post(f"config/config_entries/{path}", start)
        for answer in answers:
            result = await self.answer(path, result["flow_id"], answer)
        return result

    async def answer(self, path: str, flow_id: str, answer: Mapping[str, Any]) -> Any:
        """Answer one step of a flow."""
        return await self.post(f"config/config_entries/{path}/{flow_id}", answer)

    # Websocket

    @asynccontextmanager
    async def websocket(self) -> AsyncIterator[WebSocket]:
        """Open a websocket that is signed in."""
        connection = await self.open_websocket()
        async with connection:
            yield WebSocket(connection)

    async def open_websocket(self) -> aiohttp.ClientWebSocketResponse:
        """Return a connection that is signed in; closing it is up to the caller."""
        token = await self._fresh_token()
        connection = await self._http.ws_connect(f"{self.url}/api/websocket", max_msg_size=0)
        await connection.receive_json()
        await connection.send_json({"type": "auth", "access_token": token})
        await connection.receive_json()
        return connection

    async def ask(self, command: str, **arguments: Any) -> Any:
        """Return the answer to one websocket command."""
        async with self.websocket() as websocket:
            return await websocket.ask(command, **arguments)


class WebSocket:
    """A websocket of Home Assistant."""

    def __init__(self, connection: aiohttp.ClientWebSocketResponse) -> None:
        """Take an open connection."""
        self._connection = connection
        self._ids = itertools.count(1)
        self.last_sent_at = 0.0  #: Unix time in seconds

    async def ask(self, command: str, **arguments: Any) -> Any:
        """Return the answer to a command."""
        number = next(self._ids)
        self.last_sent_at = time.time()
        await self._connection.send_json({"id": number, "type": command, **arguments})
        while True:
            message = await self._connection.receive_json()
            if message["id"] == number and message["type"] == "result":
                if not message["success"]:
                    raise ValueError(f"{command}: {message['error']['message']}")
                return message["result"]

    async def events(self) -> AsyncIterator[Any]:
        """Return the events of earlier subscriptions, as they come."""
        while True:
            message = await self._connection.receive_json()
            if message["type"] == "event":
                yield message["event"]


_HTTP_DEFAULTS: Final = {
    "cors_allowed_origins": ["https://cast.home-assistant.io"],
    "login_attempts_threshold": -1,
    "ssl_profile": "modern",
    "use_x_frame_options": True,
    "created_at": "2026-01-01T00:00:00+00:00",
    "error": None,
    "error_message": None,
}


def _seed(path: Path, data: Mapping[str, Any], version: int, minor_version: int) -> None:
    content = {"version": version, "minor_version": minor_version, "key": path.name, "data": data}
    path.write_text(json.dumps(content))
