"""Pins under their friendly names on the broker, for clients that know nothing of boards."""

import asyncio
from collections.abc import Mapping
import contextlib
from datetime import datetime
import logging
import re
import time
from typing import TYPE_CHECKING, Any, Final

from homeassistant.components import mqtt
from homeassistant.components.mqtt.models import ReceiveMessage
from homeassistant.config_entries import SIGNAL_CONFIG_ENTRY_CHANGED
from homeassistant.const import ATTR_ENTITY_ID, STATE_UNAVAILABLE
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import area_registry as ar, device_registry as dr, entity_registry as er
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.event import async_call_later
import voluptuous as vol

from .const import DOMAIN
from .name_actions import TOGGLE, SetRefusedError, action_for
from .protocol import topics
from .protocol.exceptions import ProtocolError
from .protocol.values import encode, plain_number
from .slugs import give_slug, release_slugs, wanted_slug

if TYPE_CHECKING:
    from .device import ManagedDevice
    from .hub import Hub
    from .pin import Pin

_LOGGER = logging.getLogger(__name__)

_AFTER_CHANGE_S: Final = 2.0
_SLUG: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,99}")
_WORDS: Final[Mapping[bytes, Mapping[str, Any]]] = {
    b"ON": {"on": True},
    b"OFF": {"on": False},
    b"TOGGLE": {"on": TOGGLE},
    b"OPEN": {"move": "open"},
    b"CLOSE": {"move": "close"},
    b"STOP": {"move": "stop"},
}
# Each waits up to five seconds for a board; more at once are not a person.
_MOST_AT_ONCE: Final = 100


class FriendlyNames:
    """Serves every pin under its slug while the option is on."""

    def __init__(self, hass: HomeAssistant, hub: Hub) -> None:
        """Begin switched off."""
        self._hass = hass
        self._hub = hub
        self._stops: list[CALLBACK_TYPE] = []
        self._pin_stops: list[CALLBACK_TYPE] = []
        self._timer: CALLBACK_TYPE | None = None
        self._pins: dict[str, tuple[ManagedDevice, Pin]] = {}
        self._in_work = 0
        #: what the broker keeps, by topic; None for what it may keep from earlier
        self._published: dict[str, bytes | None] = {}
        self._publishing = asyncio.Lock()

    @property
    def active(self) -> bool:
        """Return whether the names are served."""
        return bool(self._stops)

    async def async_start(self) -> None:
        """Serve the names from now on."""
        self._published = dict.fromkeys((topics.NAMES, *map(topics.name_state, self._hub.store.memory.slugs)))
        await self._hub.async_add_subscription(topics.ALL_NAME_SETS, self._async_receive)
        self._stops = [
            self._hass.bus.async_listen(dr.EVENT_DEVICE_REGISTRY_UPDATED, self._async_registry_changed),
            self._hass.bus.async_listen(ar.EVENT_AREA_REGISTRY_UPDATED, self._async_registry_changed),
            async_dispatcher_connect(self._hass, SIGNAL_CONFIG_ENTRY_CHANGED, self._async_registry_changed),
        ]
        self.async_changed()

    async def async_stop(self) -> None:
        """Serve no names any more, and leave nothing at the broker."""
        if not self.active:
            return
        self._hub.async_remove_subscription(topics.ALL_NAME_SETS)
        self._cancel()
        while self._stops:
            self._stops.pop()()
        await self._async_clear()

    async def _async_clear(self) -> None:
        async with self._publishing:
            if self.active:
                return
            self._stop_following()
            self._pins = {}
            # Without a broker this happens at the next connection.
            if self._hub.connected:
                for topic in list(self._published):
                    await self._async_publish(topic, b"")
                self._published = {}

    @callback
    def async_changed(self) -> None:
        """Publish what is new soon: a pin or a name changed."""
        if self.active:
            self._cancel()
            self._timer = async_call_later(self._hass, _AFTER_CHANGE_S, self._async_publish_all)

    @callback
    def async_connected(self) -> None:
        """Publish everything soon: the broker may have forgotten it."""
        self._published = dict.fromkeys(self._published)
        self.async_changed()
        if self._published and not self.active:
            self._hass.async_create_task(self._async_clear())

    @callback
    def _async_registry_changed(self, *_: Any) -> None:
        self.async_changed()

    def _cancel(self) -> None:
        if self._timer is not None:
            self._timer()
            self._timer = None

    # What is published

    async def _async_publish_all(self, _: datetime) -> None:
        self._timer = None
        async with self._publishing:
            if self._hub.connected:
                await self._async_collect()
                await self._async_publish_collected()

    async def _async_publish_collected(self) -> None:
        for topic in self._published.keys() - {topics.NAMES, *map(topics.name_state, self._pins)}:
            await self._async_publish(topic, b"")
        names = [self._describe(slug, device, pin) for slug, (device, pin) in sorted(self._pins.items())]
        catalogue = encode({"manager": self._hub.store.memory.manager_id, "names": names})
        await self._async_publish(topics.NAMES, catalogue)
        for slug, (_device, pin) in self._pins.items():
            await self._async_publish_state(slug, pin)

    async def _async_collect(self) -> None:
        """Find all pins and their slugs, and follow them."""
        slugs = self._hub.store.memory.slugs
        before = {slug: (owner.pin_uid, owner.released) for slug, owner in slugs.items()}
        found: dict[str, tuple[ManagedDevice, Pin]] = {}
        pins = [(device, pin) for device in self._hub.devices for pin in device.pins.values()]
        release_slugs(slugs, present={pin.uid for _, pin in pins}, now=time.time())
        for device, pin in pins:
            name, area = self._name_and_area(device, pin)
            wanted = wanted_slug(name=name, area=area, key=pin.key)
            found[give_slug(slugs, pin_uid=pin.uid, wanted=wanted)] = (device, pin)
        if before != {slug: (owner.pin_uid, owner.released) for slug, owner in slugs.items()}:
            await self._hub.store.async_commit()
        self._stop_following()
        self._pins = found
        for slug, (_, pin) in found.items():
            self._pin_stops.append(pin.async_listen(self._follow(slug, pin)))

    def _follow(self, slug: str, pin: Pin) -> CALLBACK_TYPE:
        @callback
        def publish() -> None:
            if self._hub.connected:
                self._hass.async_create_task(self._async_publish_state(slug, pin))

        return publish

    def _stop_following(self) -> None:
        while self._pin_stops:
            self._pin_stops.pop()()

    def _name_and_area(self, device: ManagedDevice, pin: Pin) -> tuple[str, str | None]:
        entry = dr.async_get(self._hass).async_get_device_by_identifier((DOMAIN, pin.uid), device.entry.entry_id)
        if entry is None:
            return pin.title, None
        area = None if entry.area_id is None else ar.async_get(self._hass).async_get_area(entry.area_id)
        return entry.name_by_user or pin.title, None if area is None else area.name

    def _describe(self, slug: str, device: ManagedDevice, pin: Pin) -> dict[str, Any]:
        name, area = self._name_and_area(device, pin)
        return {
            "slug": slug,
            "name": name,
            "area": area,
            "kind": pin.platform.value,
            "set": list(pin.settable),
            "state": topics.name_state(slug),
        }

    async def _async_publish_state(self, slug: str, pin: Pin) -> None:
        await self._async_publish(topics.name_state(slug), encode({"available": pin.available} | _state(pin)))

    async def _async_publish(self, topic: str, payload: bytes) -> None:
        if self._published.get(topic) == payload:
            return
        self._published[topic] = payload
        try:
            await mqtt.async_publish(self._hass, topic, payload, 1, True)
        except HomeAssistantError:
            # The broker has just gone; everything is published again when it is back.
            self._published[topic] = None
            _LOGGER.debug("Could not publish %s", topic)

    # What others ask for

    @callback
    def _async_receive(self, message: ReceiveMessage) -> None:
        slug = message.topic.split("/")[3]
        if not message.payload:
            return
        if slug not in self._pins and _SLUG.fullmatch(slug) is None:
            raise ProtocolError("no slug")
        self._hass.async_create_task(self._async_answer(slug, message), eager_start=True)

    async def _async_answer(self, slug: str, message: ReceiveMessage) -> None:
        message_id: Any = None
        self._in_work += 1
        try:
            wish = self._read(message)
            message_id = wish.pop("id", None)
            await self._async_set(slug, wish)
            answer: dict[str, Any] = {"id": message_id, "ok": True}
        except SetRefusedError as err:
            answer = {"id": message_id, "ok": False, "error": err.error, "reason": str(err)}
            self._hub.warnings.warn(message.topic, "Refused a set for the name %s: %s", slug, err)
        except HomeAssistantError as err:
            answer = {"id": message_id, "ok": False, "error": "failed", "reason": str(err)}
        finally:
            self._in_work -= 1
        # Without a broker nobody waits for an answer.
        with contextlib.suppress(HomeAssistantError):
            await mqtt.async_publish(self._hass, topics.name_result(slug), encode(answer), 0, False)

    def _read(self, message: ReceiveMessage) -> dict[str, Any]:
        if message.retain:
            raise SetRefusedError("retained_refused", "a set must not be retained")
        word = bytes(message.payload) if isinstance(message.payload, bytes | bytearray | memoryview) else b""
        if word in _WORDS:
            return dict(_WORDS[word])
        try:
            wish = self._hub.decode(message.payload)
        except ProtocolError as err:
            raise SetRefusedError("bad_payload", str(err)) from err
        if not isinstance(wish, dict):
            raise SetRefusedError("bad_payload", "neither a word like ON nor a JSON object")
        return wish

    async def _async_set(self, slug: str, wish: dict[str, Any]) -> None:
        """Do what is wished by the same action that a person or an automation would call."""
        if self._in_work > _MOST_AT_ONCE:
            raise SetRefusedError("busy", "too many sets at once")
        if slug not in self._pins:
            raise SetRefusedError("unknown_name", "no pin has this name")
        _, pin = self._pins[slug]
        action, data = action_for(pin, wish, _state(pin))
        entity_id = er.async_get(self._hass).async_get_entity_id(pin.platform, DOMAIN, pin.uid)
        state = None if entity_id is None else self._hass.states.get(entity_id)
        # Home Assistant would skip an unavailable entity, or one that is disabled, without a word.
        if state is None or state.state == STATE_UNAVAILABLE:
            raise SetRefusedError("unavailable", "the board is not reachable")
        data[ATTR_ENTITY_ID] = state.entity_id
        try:
            await self._hass.services.async_call(pin.platform, action, data, blocking=True)
        except vol.Invalid as err:
            raise SetRefusedError("bad_payload", str(err)) from err


def _state(pin: Pin) -> dict[str, Any]:
    value = pin.value
    if value is None:
        return {}
    if pin.readings:
        return _measured(pin)
    if isinstance(value, bool):
        return {"on": value}
    return dict(value) if isinstance(value, Mapping) else {}


def _measured(pin: Pin) -> dict[str, Any]:
    """Return the numbers of a sensor and their units; what is not known is left out."""
    known = {reading: number for reading in pin.readings if (number := reading.value_of(pin.value)) is not None}
    values: dict[str, Any] = {reading.member or "value": plain_number(number) for reading, number in known.items()}
    units = {reading.member: reading.unit for reading in known if reading.unit is not None}
    if None in units:
        return values | {"unit": units[None]}
    return values | ({"units": units} if units else {})
