"""Kills a process just after the n-th message or file that a replacement of a board writes. For tests only."""

from collections.abc import Mapping
import os
import signal
from typing import Any, Final

from homeassistant.components import mqtt
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.helpers.storage import Store
from homeassistant.helpers.typing import ConfigType

DOMAIN: Final = "saboteur"

_STORES: Final = ("iot_device_manager", "core.config_entries", "core.device_registry", "core.entity_registry")


class _Saboteur:
    """Counts steps, and kills after one of them."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Show the steps as a state."""
        self._hass = hass
        self._ids: tuple[str, ...] = ()
        self._kill_after = 0
        self._pid = 0
        self._steps: list[str] = []

    def arm(self, data: Mapping[str, Any]) -> None:
        """Begin to count: messages to or about some devices, and what is stored."""
        self._ids = tuple(data["ids"])
        self._kill_after = data["kill_after"]
        self._pid = data["pid"]
        self._steps = []

    def published(self, topic: str) -> None:
        """Take in that a message is out."""
        if any(device_id in topic for device_id in self._ids):
            self._done(topic)

    def stored(self, key: str) -> None:
        """Take in that a file is written."""
        if self._ids and key in _STORES:
            self._done(key)

    def _done(self, step: str) -> None:
        self._steps.append(step)
        if len(self._steps) == self._kill_after:
            os.kill(self._pid or os.getpid(), signal.SIGKILL)
        self._hass.states.async_set("saboteur.steps", str(len(self._steps)), {"steps": list(self._steps)})


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Stand behind every publish and every write."""
    saboteur = _Saboteur(hass)
    publish = mqtt.async_publish
    write = vars(Store)["_async_write_data"]

    async def publish_and_count(hass: HomeAssistant, topic: str, *args: Any, **kwargs: Any) -> None:
        await publish(hass, topic, *args, **kwargs)
        saboteur.published(topic)

    async def write_and_count(store: Store[Any], *args: Any) -> None:
        await write(store, *args)
        saboteur.stored(store.key)

    async def arm(call: ServiceCall) -> None:
        saboteur.arm(call.data)

    mqtt.async_publish = publish_and_count
    setattr(Store, "_async_write_data", write_and_count)  # noqa: B010 - a private method
    hass.services.async_register(DOMAIN, "arm", arm)
    return True
