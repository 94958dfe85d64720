"""What all entries share: the subscriptions, the dispatch by device id, presence and liveness."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
import logging
from typing import TYPE_CHECKING, Any, Final

from homeassistant.components import mqtt
from homeassistant.components.mqtt.models import ReceiveMessage
from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryChange,
    ConfigEntryState,
)
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.event import async_track_time_interval
from homeassistant.util.hass_dict import HassKey
from homeassistant.util.json import JSON_DECODE_EXCEPTIONS, json_loads

from .const import DOMAIN
from .manager_entry import async_follow_devices
from .managers import BEAT_S, ManagerWatch
from .names import FriendlyNames
from .protocol import topics
from .protocol.device import DeviceView
from .protocol.exceptions import ProtocolError
from .rate_limit import RateLimit
from .retired import RetiredDevices
from .spares import SparePool
from .store import ManagerStore
from .swap import Swaps
from .topic_warnings import TopicWarnings

if TYPE_CHECKING:
    from .device import ManagedDevice

_LOGGER = logging.getLogger(__name__)

HUB: HassKey[Hub] = HassKey(DOMAIN)

_SWEEP_S: Final = 10.0
# A device's longest message is below 2.5 KB; what is much longer is not from a device.
_LONGEST_PAYLOAD: Final = 16_384
# So many strangers are remembered, and new ones only so many an hour, so that a flood of ids cannot fill the memory. No
# house has more boards to switch on for the first time at once.
MOST_STRANGERS: Final = 1000
STRANGERS_S: Final = 3600
# Configurations per second over all devices, so that all at once do not drown the broker, or what else it carries.
_PUBLISHES_PER_S: Final = 500
# Home Assistant drops a websocket with 4,096 queued messages, so a mass change lets it breathe, and so does a start.
_WRITES_AT_ONCE: Final = 250
_SET_UPS_AT_ONCE: Final = 25


class Hub:
    """One per Home Assistant; works while at least one entry is loaded."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Prepare; async_acquire starts it."""
        self.hass = hass
        self.store = ManagerStore(hass)
        self.managers = ManagerWatch(hass, self)
        self.retired = RetiredDevices(hass, self)
        self.swaps = Swaps(hass, self)
        self.spares = SparePool(hass, self)
        self.names = FriendlyNames(hass, self)
        self.warnings = TopicWarnings(hass.loop.time)
        self._set_ups = asyncio.Semaphore(_SET_UPS_AT_ONCE)
        self.connected = False
        #: when the broker was last reached, on the loop's clock
        self.connected_at = 0.0
        self._views: dict[str, DeviceView] = {}
        self._devices: dict[str, ManagedDevice] = {}
        self._users = 0
        self._loaded = False
        self._start_lock = asyncio.Lock()
        self._receivers: dict[str, Callable[[ReceiveMessage], None]] = {}
        self._subscriptions: dict[str, CALLBACK_TYPE] = {}
        self._stops: list[CALLBACK_TYPE] = []
        #: the ids that belonged to nobody when they were first heard, the latest last
        self._strangers: dict[str, None] = {}
        self._stranger_limit = RateLimit(count=MOST_STRANGERS, seconds=STRANGERS_S)
        self._next_publish_at = 0.0
        #: the devices whose rules name pins of others, or of nobody
        self._followers: set[ManagedDevice] = set()
        #: the entries that changed since these devices looked at their pins
        self._changed: set[str] = set()

    @property
    def now(self) -> float:
        """Return the loop's clock: monotonic, in seconds."""
        return self.hass.loop.time()

    async def async_acquire(self) -> None:
        """Start with the first loaded entry. MQTT must be ready."""
        async with self._start_lock:
            self._users += 1
            if self._users == 1:
                await self._async_start()

    async def async_release(self) -> None:
        """Stop with the last loaded entry."""
        async with self._start_lock:
            self._users -= 1
            if self._users == 0:
                self._stop()

    async def async_load(self) -> None:
        """Load what the manager remembers, once."""
        if not self._loaded:
            await self.store.async_load()
            self._loaded = True

    async def _async_start(self) -> None:
        await self.async_load()
        self._stops = [
            mqtt.async_subscribe_connection_status(self.hass, self._async_connection_changed),
            async_dispatcher_connect(self.hass, SIGNAL_CONFIG_ENTRY_CHANGED, self._async_entry_changed),
            async_track_time_interval(
                self.hass, self._async_sweep, timedelta(seconds=_SWEEP_S), cancel_on_shutdown=True
            ),
            async_track_time_interval(
                self.hass, self._async_send_beat, timedelta(seconds=BEAT_S), cancel_on_shutdown=True
            ),
        ]
        await self.async_add_subscription(topics.ALL_OUT, self._async_report)
        await self.async_add_subscription(topics.ALL_MANAGERS, self.managers.async_receive)
        self._async_connection_changed(mqtt.is_connected(self.hass))

    def _stop(self) -> None:
        self._unsubscribe()
        self._receivers.clear()
        while self._stops:
            self._stops.pop()()
        self._views.clear()
        self._strangers.clear()
        self.spares.async_stop()
        self.connected = False

    # Subscriptions

    async def async_add_subscription(self, topic: str, receive: Callable[[ReceiveMessage], None]) -> None:
        """Have `receive` called with each message on a topic; payloads are bytes. It may raise ProtocolError."""
        self._receivers[topic] = receive
        await self._async_subscribe_all()

    @callback
    def async_remove_subscription(self, topic: str) -> None:
        """End a subscription."""
        self._receivers.pop(topic, None)
        if (unsubscribe := self._subscriptions.pop(topic, None)) is not None:
            unsubscribe()

    async def _async_subscribe_all(self) -> None:
        for topic in self._receivers.keys() - self._subscriptions.keys():
            self._subscriptions[topic] = await mqtt.async_subscribe(
                self.hass, topic, partial(self._async_receive, self._receivers[topic]), 0, None
            )

    @callback
    def _async_receive(self, receive: Callable[[ReceiveMessage], None], message: ReceiveMessage) -> None:
        try:
            receive(message)
        except ProtocolError as err:
            self.warnings.warn(message.topic, "Ignoring a message on %s: %s", message.topic, err)

    def _unsubscribe(self) -> None:
        for unsubscribe in self._subscriptions.values():
            unsubscribe()
        self._subscriptions.clear()

    @callback
    def _async_entry_changed(self, change: ConfigEntryChange, entry: ConfigEntry) -> None:
        """Follow the entries of boards, and that of the broker."""
        if entry.domain == DOMAIN:
            self._async_pins_changed(entry)
        elif entry.domain == mqtt.DOMAIN:
            self._async_mqtt_changed(entry)

    def _async_pins_changed(self, entry: ConfigEntry) -> None:
        """Have the devices follow whose rules name pins of an entry, which need not be set up."""
        # One look after many changes: a pin that moves is at two boards for a moment.
        if not self._changed:
            self.hass.async_create_task(self._async_follow_pins(), eager_start=False)
        self._changed.add(entry.entry_id)

    async def _async_follow_pins(self) -> None:
        changed, self._changed = self._changed, set()
        for device in list(self._followers):
            device.async_pins_changed(changed - {device.entry.entry_id})

    def _async_mqtt_changed(self, entry: ConfigEntry) -> None:
        """Follow the mqtt entry: its client copies our subscriptions when it reloads, and would keep them for ever."""
        if entry.state is ConfigEntryState.UNLOAD_IN_PROGRESS:
            self._unsubscribe()
        elif entry.state is ConfigEntryState.LOADED:
            self.hass.async_create_task(self._async_subscribe_all())

    # Devices

    @asynccontextmanager
    async def set_up(self) -> AsyncIterator[None]:
        """Set up a device inside of this, so that Home Assistant gets turns between many."""
        async with self._set_ups:
            await asyncio.sleep(0)
            yield

    def async_register(self, device: ManagedDevice) -> DeviceView:
        """Hand a device's messages to its entry from now on; return what is known of it already."""
        self._devices[device.device_id] = device
        self.names.async_changed()
        return self._views.setdefault(device.device_id, DeviceView(device.device_id))

    def async_unregister(self, device: ManagedDevice) -> None:
        """Stop handing messages to an entry."""
        self._devices.pop(device.device_id, None)
        self._followers.discard(device)
        self.names.async_changed()

    def async_follow_others(self, device: ManagedDevice, *, follow: bool) -> None:
        """Tell a device from now on, or no more, when pins of other entries may have changed."""
        # An edit may still be in work when its entry is unloaded.
        if follow and self._devices.get(device.device_id) is device:
            self._followers.add(device)
        else:
            self._followers.discard(device)

    def view(self, device_id: str) -> DeviceView:
        """Return what is known of a device."""
        return self._views.setdefault(device_id, DeviceView(device_id))

    def is_available(self, view: DeviceView) -> bool:
        """Return whether a device can be relied on."""
        return self.connected and view.is_available(self.now, self.connected_at)

    @property
    def views(self) -> Iterable[DeviceView]:
        """Return what is known of all devices, assigned or not."""
        return self._views.values()

    def device(self, device_id: str) -> ManagedDevice | None:
        """Return the device with this id, if its entry is loaded."""
        return self._devices.get(device_id)

    @property
    def devices(self) -> Iterable[ManagedDevice]:
        """Return the devices whose entries are loaded."""
        return self._devices.values()

    @callback
    def async_reconcile_all(self) -> None:
        """Look again at what every device runs."""
        for device in self._devices.values():
            device.async_reconcile()

    async def async_publish(self, topic: str, payload: bytes, *, qos: int = 1, retain: bool = True) -> bool:
        """Publish what is published again at the next connection; return whether the broker took it."""
        try:
            await mqtt.async_publish(self.hass, topic, payload, qos, retain)
        except HomeAssistantError as err:
            _LOGGER.debug("Could not publish on %s: %s", topic, err)
            return False
        return True

    async def async_pace(self) -> None:
        """Wait for the turn of one retained publish to a device."""
        at = max(self._next_publish_at, self.now)
        self._next_publish_at = at + 1 / _PUBLISHES_PER_S
        await asyncio.sleep(at - self.now)

    # Messages

    def decode(self, payload: Any) -> Any:
        """Return the JSON of a payload; raise ProtocolError when it is none, or too long for a device."""
        if len(payload) > _LONGEST_PAYLOAD:
            raise ProtocolError(f"{len(payload)} bytes are too long for a message")
        try:
            return json_loads(payload)
        except JSON_DECODE_EXCEPTIONS as err:
            raise ProtocolError(f"not JSON: {err}") from err

    @callback
    def _async_report(self, message: ReceiveMessage) -> None:
        split = topics.split_report(message.topic)
        if split is None:
            return
        device_id, kind = split
        view = self._view_for(device_id)
        if view is None:
            return
        if not message.payload:
            view.clear(kind)
            return
        received = view.receive(kind, self.decode(message.payload), retained=message.retain, now=self.now)
        if received is None:
            return
        if (device := self._devices.get(device_id)) is not None:
            device.async_receive(received, retained=message.retain)
        elif device_id in self.retired:
            self.retired.async_receive(device_id, received)
        else:
            self.spares.async_receive(view, received)

    def _view_for(self, device_id: str) -> DeviceView | None:
        if (view := self._views.get(device_id)) is not None:
            return view
        is_ours = device_id in self.retired or (
            self.hass.config_entries.async_entry_for_domain_unique_id(DOMAIN, device_id) is not None
        )
        if not is_ours and not self._may_remember_stranger():
            return None
        if not is_ours:
            self._remember_stranger(device_id)
        return self.view(device_id)

    def _remember_stranger(self, device_id: str) -> None:
        self._strangers[device_id] = None
        if len(self._strangers) > MOST_STRANGERS:
            oldest = next(iter(self._strangers))
            del self._strangers[oldest]
            # Some were added, or belong to us in another way by now.
            if oldest not in self._devices and oldest not in self.retired:
                del self._views[oldest]

    def _may_remember_stranger(self) -> bool:
        allowed = self._stranger_limit.allows(self.now)
        if self._stranger_limit.just_exceeded:
            _LOGGER.warning(
                "More than %s unknown devices reported within an hour; ignoring further ones for now",
                MOST_STRANGERS,
            )
        return allowed

    # Broker and time

    @callback
    def _async_connection_changed(self, connected: bool) -> None:
        self.connected = connected
        if connected:
            self.connected_at = self.now
            self.hass.async_create_task(self._async_connected())
        else:
            for view in self._views.values():
                view.broker_lost()
        for device in self._devices.values():
            device.async_connection_changed()
        self._write_states()

    async def _async_connected(self) -> None:
        await self.managers.async_publish_presence()
        await self.retired.async_publish_all()
        self.names.async_connected()
        if self.store.memory.retired:
            self.hass.async_create_background_task(
                async_follow_devices(self.hass, self), "iot_device_manager manager entry"
            )

    async def _async_send_beat(self, _: Any) -> None:
        if self.connected:
            await self.managers.async_publish_beat()

    @callback
    def _async_sweep(self, _: Any) -> None:
        self.managers.async_sweep(self.now)
        self._write_states()
        self.spares.async_sweep()

    def _write_states(self) -> None:
        self.hass.async_create_task(self._async_write_states(), eager_start=True)

    async def _async_write_states(self) -> None:
        """Let the entities follow which devices can be relied on, a few hundred at a time."""
        written = 0
        for device in list(self._devices.values()):
            # Whatever else is known came in a message, and was followed then.
            if device.available != self.is_available(device.view):
                written += device.async_refresh()
            if written >= _WRITES_AT_ONCE:
                written = 0
                await asyncio.sleep(0)
