"""A board without Home Assistant: a virtual device with one lamp, commanded by hand."""

from collections.abc import Mapping
from functools import partial
import itertools
import json
from typing import Any, Final

from rig.image_server import ImageServer
from rig.images import described
from rig.mqtt_client import MqttClient
from rig.virtual_devices import VirtualDevices
from rig.waiting import until

D1: Final = 5
OLD: Final = "0.1.0-dev"
NEW: Final = "0.2.0"
# One lamp.
CONFIG: Final = '{"revision":1,"manager":"m","role":"r","pins":[{"key":"a","type":"digital_output","gpio":5}]}'


class Board:
    """A board with a lamp, and somebody who commands it without Home Assistant."""

    def __init__(self, devices: VirtualDevices, client: MqttClient) -> None:
        """Use running parts."""
        self.devices = devices
        self.client = client
        self.device_id = devices.ids[0]
        self._ids = itertools.count()

    async def begin(self) -> None:
        """Give the board its configuration and switch the lamp on."""
        await self.client.publish(f"iotdm/1/{self.device_id}/in/config", CONFIG, retain=True)
        await self.is_online(OLD)
        await self.switch(on=True)

    def retained(self, kind: str) -> dict[str, Any]:
        """Return what the broker retains of the board, nothing before the first message."""
        content: dict[str, Any] = json.loads(self.client.retained.get(f"iotdm/1/{self.device_id}/out/{kind}", "{}"))
        return content

    def results(self, message_id: str) -> list[Mapping[str, Any]]:
        """Return the results of one message."""
        messages = self.client.on(f"iotdm/1/{self.device_id}/out/result")
        return [message.json for message in messages if message.json.get("id") == message_id]

    async def is_online(self, firmware: str) -> None:
        """Return when the board runs its configuration with this firmware."""

        def is_there() -> bool:
            status = self.retained("status")
            return bool(status.get("online") and status["firmware"] == firmware and status["revision"] == 1)

        await until(f"the board is online with {firmware}", is_there)

    async def send(self, kind: str, **content: Any) -> str:
        """Send a set or command that has a second to arrive; return its id."""
        session = self.retained("status")["session"]
        ping = f"p{next(self._ids)}"
        topic = f"iotdm/1/{self.device_id}/in"
        await self.client.publish(
            f"{topic}/command", json.dumps({"id": ping, "session": session, "cmd": "ping"}), qos=0
        )
        pong = (await until("the board answers", partial(self.results, ping)))[0]
        message = {"id": f"u{next(self._ids)}", "session": session, "until": pong["t"] + 3000, **content}
        await self.client.publish(f"{topic}/{kind}", json.dumps(message), qos=0)
        return str(message["id"])

    async def update(self, url: str, about: Mapping[str, Any]) -> str:
        """Ask for an update; return the id of the message."""
        return await self.send("command", **{"cmd": "update", "url": url, **about})

    async def outcome(self, message_id: str) -> Mapping[str, Any]:
        """Return the result with which a command ended."""

        def ended() -> list[Mapping[str, Any]]:
            return [result for result in self.results(message_id) if "ok" in result]

        return (await until("the command has ended", ended))[0]

    async def switch(self, *, on: bool) -> None:
        """Switch the lamp."""
        assert (await self.outcome(await self.send("set", pins={"a": on})))["ok"] is True
        assert await self.devices.level(self.device_id, D1) is on

    async def takes(self, server: ImageServer, image: bytes) -> None:
        """Have the board take a good image."""
        session = self.retained("status")["session"]
        message_id = await self.update(server.serve(image), described(image))
        assert (await self.outcome(message_id))["ok"] is True
        await until("another session", lambda: self.retained("status")["session"] != session)
        await self.is_online(NEW)
        assert self.retained("status")["reset"] == "software"
        assert self.retained("announce")["firmware"] == NEW
