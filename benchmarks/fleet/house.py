"""A broker and a Home Assistant, as small as they can be, with an open page."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from rig.broker import Broker
from rig.dialogs import Dialogs
from rig.home_assistant import HomeAssistant
from rig.ports import LOOPBACK, free_port

from .integration import copy_integration
from .meter import Usage, usage
from .mqtt import MqttClient
from .ui import Ui

# Only what the measurements need: whatever else runs costs each candidate the same, and hides how they differ.
_CONFIGURATION: Final = """\
homeassistant:
  name: {name}
  unit_system: metric
  time_zone: UTC
  country: NL
api:
config:
# Both look for programs that nothing here needs.
ffmpeg:
  ffmpeg_bin: echo
logger:
  default: warning
  logs:
    homeassistant.components.camera.img_util: critical
onboarding:
websocket_api:
"""
# As in a house, but for two things: Nagle's algorithm would hold small messages back, and it takes no login.
_BROKER: Final = """\
listener {port} {address}
allow_anonymous true
set_tcp_nodelay true
persistence true
persistence_location {directory}/
log_type error
log_type warning
"""


class House:
    """Broker, Home Assistant, an open page, and a client that plays the boards where they are not real."""

    def __init__(self, directory: Path, patches: Mapping[str, tuple[str, str]]) -> None:
        """Prepare an empty house, with these changes to the integration."""
        self.directory = directory
        port = free_port()
        self.broker = Broker(
            directory / "broker",
            port=port,
            settings=_BROKER.format(address=LOOPBACK, port=port, directory=directory / "broker"),
        )
        self.home_assistant = HomeAssistant(
            directory / "home-assistant", configuration=_CONFIGURATION, integration=copy_integration(directory, patches)
        )
        self.mqtt = MqttClient(self.broker.port)
        self.ui: Ui

    async def open(self) -> None:
        """Start everything, with the MQTT integration set up and the page open."""
        await self.broker.start()
        await self.mqtt.__aenter__()
        await self.home_assistant.start()
        await Dialogs(self.home_assistant).connect_mqtt(self.broker.port)
        self.open_page()

    async def close(self) -> None:
        """End everything."""
        await self.ui.close()
        await self.home_assistant.stop()
        await self.mqtt.__aexit__()
        self.broker.stop()

    def open_page(self) -> None:
        """Open the page anew."""
        self.ui = Ui(self.home_assistant.open_websocket)

    def usage(self) -> Usage:
        """Return what Home Assistant has used since it was started."""
        return usage(self.home_assistant.process.pid)

    async def enabled_entities(self, platform: str) -> int:
        """Return how many entities an integration has that are not disabled."""
        listed: list[dict[str, Any]] = await self.home_assistant.ask("config/entity_registry/list")
        return sum(entity["platform"] == platform and entity["disabled_by"] is None for entity in listed)
