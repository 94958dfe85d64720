"""One configured device at run time: what its entry wants, what it reports, and what its pins show."""

from collections.abc import Set as AbstractSet
import logging
from typing import TYPE_CHECKING

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import area_registry as ar, device_registry as dr
from homeassistant.helpers.typing import UNDEFINED

from .board_models import BOARDS
from .boards import Board
from .commander import Commander
from .configurator import Configurator
from .const import CONF_AREA, CONF_BOARD, CONF_ROLE, CONF_TYPE, DOMAIN, SUBENTRY_PIN
from .issues import DeviceIssues
from .last_levels import LastLevels
from .local_rules import LocalRules
from .pin import Pin, call_all
from .pin_entities import PinEntities
from .pin_types import PIN_TYPES
from .protocol import topics
from .protocol.device import DeviceMessage
from .protocol.event import Event
from .protocol.messages import (
    Announce,
    ConfigResult,
    Offline,
    PinObject,
    PinValue,
    Result,
    RuleObject,
    Spare,
    State,
    Status,
    Telemetry,
)
from .totals import Totals, async_forget_totals

if TYPE_CHECKING:
    from .hub import Hub

_LOGGER = logging.getLogger(__name__)

type DeviceConfigEntry = ConfigEntry[ManagedDevice]


class ManagedDevice:
    """The runtime data of a device entry."""

    def __init__(self, hass: HomeAssistant, entry: DeviceConfigEntry, hub: Hub) -> None:
        """Take the entry as it is; async_start begins to work."""
        if entry.unique_id is None:
            raise ValueError("a device entry has the device id as its unique id")
        self.hass = hass
        self.entry = entry
        self.hub = hub
        self.device_id: str = entry.unique_id
        #: what this entry stands for, whatever hardware runs it
        self.role: str = entry.data[CONF_ROLE]
        self.issues = DeviceIssues(hass, self)
        self.commander = Commander(hass, self)
        self.configurator = Configurator(hass, self, self._content)
        self.rules = LocalRules(hass, self)
        self.last_levels = LastLevels(hass, self)
        self.totals = Totals(hass, self)
        self.view = hub.view(self.device_id)
        self.available = False
        #: on the loop's clock; a board that was never heard is away since Home Assistant started
        self.away_since = hub.now
        self.pins = {subentry.subentry_id: Pin(subentry) for subentry in entry.get_subentries_of_type(SUBENTRY_PIN)}
        self.entities = PinEntities(hass, entry)
        self._listeners: list[CALLBACK_TYPE] = []
        self._health_listeners: list[CALLBACK_TYPE] = []
        self._edited = False
        self._working = False
        self.board_device_id = self._register_board()

    @property
    def name(self) -> str:
        """Return the name of the entry."""
        return self.entry.title

    @property
    def board(self) -> Board:
        """Return the board model."""
        return BOARDS[self.entry.data[CONF_BOARD]]

    @property
    def pin_names(self) -> dict[str, str]:
        """Return the name of each pin by its key."""
        return {pin.key: pin.title for pin in self.pins.values()}

    def name_of(self, key: str) -> str:
        """Return the name of the pin with this key, or of the device for an empty key."""
        return self.pin_names.get(key, self.name)

    def uptime_ms(self) -> int | None:
        """Return the device's estimated uptime."""
        return self.view.uptime_ms(self.hub.now)

    # Life

    async def async_start(self) -> None:
        """Set up the platforms and begin to follow the device."""
        await self.hub.retired.async_reinstate(self.device_id)
        self.hub.async_register(self)
        if self.view.announce is not None:
            self.issues.async_compatibility(self.view.announce.compatible)
            self._update_board()
        self.rules.async_follow()
        self.async_reconcile()
        # Before there are entities, so that each begins with what is known.
        self.async_refresh()
        await self.entities.async_start(self.pins)

    async def async_stop(self) -> bool:
        """Unload the platforms and stop following the device; return whether that worked."""
        if not await self.entities.async_stop():
            return False
        self.hub.async_unregister(self)
        self.hub.swaps.async_pause(self.role)
        self.configurator.async_stop()
        self.commander.async_fail_all("device_unavailable")
        self.issues.async_clear()
        return True

    # What the device says

    @callback
    def async_receive(self, message: DeviceMessage, *, retained: bool) -> None:
        """Take in a message of this device."""
        match message:
            case State():
                pass  # All that it says is how the pins are, which follow anyway.
            case Status():
                self.commander.async_session_is(message.session)
                self._status_received(message)
            case Offline():
                self.commander.async_fail_all("device_unavailable")
            case Result():
                self.commander.async_receive(message)
            case ConfigResult():
                self.configurator.async_receive_result(message)
            case Announce():
                self._announced(message)
            case Telemetry():
                call_all(self._health_listeners)
        if retained and isinstance(message, Status | Spare):
            self._clear_stale_spare()
        self.async_refresh()
        if isinstance(message, Event):
            self._event_received(message)

    def _event_received(self, event: Event) -> None:
        pin = next((pin for pin in self.pins.values() if pin.key == event.key), None)
        # Of a pin that is not available, nobody knows whether the board means the same one.
        if pin is not None and pin.available:
            pin.async_tell(event.event, event.count)

    def _announced(self, announce: Announce) -> None:
        self.issues.async_compatibility(announce.compatible)
        self._update_board()
        # How much room there is for rules.
        if self.rules.async_follow():
            self.configurator.async_content_changed()

    def _status_received(self, status: Status) -> None:
        self.configurator.async_receive_status(status)
        if self.configurator.sync is not None:
            self.issues.async_update(status, self.configurator.sync)

    def _clear_stale_spare(self) -> None:
        """Clear what a board could not: it lost power between taking its role and clearing its topic.

        Left alone, the message would hide the board from discovery when it is released some day.
        """
        status = self.view.status
        if self.view.spare is not None and self.view.online and status is not None and status.role is not None:
            topic = topics.report(self.device_id, topics.Report.SPARE)
            self.hass.async_create_task(self.hub.async_publish(topic, b""))

    @callback
    def async_connection_changed(self) -> None:
        """Take in that the broker was reached or lost. The hub refreshes all devices afterwards."""
        if self.hub.connected:
            self.configurator.async_connected()
            self.entry.async_create_task(self.hass, self.hub.swaps.async_resume(self))
        else:
            self.commander.async_fail_all("broker_unavailable")

    @callback
    def async_reconcile(self) -> None:
        """Look again at what the device runs."""
        if self.view.online and self.view.status is not None:
            self._status_received(self.view.status)
        elif self.hub.connected:
            self.configurator.async_connected()

    @callback
    def async_refresh(self) -> int:
        """Let the entities follow what is known now; return how many pins changed."""
        available = self.hub.is_available(self.view)
        if available != self.available:
            self.available = available
            self.away_since = self.hub.now
            _LOGGER.info("%s is %s", self.name, "available" if available else "unavailable")
            call_all(self._listeners)
        changed = 0
        reported = self.view.values() if available else {}
        for pin in self.pins.values():
            value = reported.get(pin.key) if self.configurator.is_acknowledged(pin.wire) else None
            if (total := pin.type.total) is not None:
                value = self.totals.async_follow(pin, total, value)
            changed += pin.async_follow(value)
        self.hub.swaps.async_follow(self)
        self.last_levels.async_follow()
        return changed

    @callback
    def async_listen(self, listener: CALLBACK_TYPE) -> CALLBACK_TYPE:
        """Call `listener` when the device's availability changes; return what ends it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    @callback
    def async_listen_to_health(self, listener: CALLBACK_TYPE) -> CALLBACK_TYPE:
        """Call `listener` at each telemetry; return what ends it."""
        self._health_listeners.append(listener)
        return lambda: self._health_listeners.remove(listener)

    # What the user wants

    async def async_set(self, pin: Pin, value: PinValue) -> None:
        """Set a pin for somebody; return when the device has reported it. Raises HomeAssistantError."""
        self.last_levels.async_set(pin)
        await self.async_send(pin, value)

    async def async_send(self, pin: Pin, value: PinValue) -> None:
        """Set a pin; return when the device has reported it. Raises HomeAssistantError."""
        if not self.hub.connected:
            raise HomeAssistantError(translation_domain=DOMAIN, translation_key="broker_unavailable")
        if not pin.available:
            raise HomeAssistantError(
                translation_domain=DOMAIN,
                translation_key="pin_unavailable",
                translation_placeholders={"name": pin.title, "device": self.name},
            )
        await self.commander.async_set(pin.key, value)

    @callback
    def async_edited(self) -> None:
        """Take in that the entry or one of its pins was edited."""
        self._edited = True
        if not self._working:
            self._working = True
            self.entry.async_create_task(self.hass, self._async_work(), eager_start=False)

    async def _async_work(self) -> None:
        """Bring entities and device in line with the entry. One at a time, so edits cannot overtake each other."""
        try:
            while self._edited:
                self._edited = False
                await self._async_apply_edits()
        finally:
            self._working = False

    async def _async_apply_edits(self) -> None:
        self._update_board()
        before = self._content()
        subentries = {subentry.subentry_id: subentry for subentry in self.entry.get_subentries_of_type(SUBENTRY_PIN)}
        # The registries have removed the entities of a removed pin already.
        for subentry_id in self.pins.keys() - subentries.keys():
            del self.pins[subentry_id]
            self.entities.async_forget(subentry_id)
            async_forget_totals(self.hass, self.hub.store)
        await self.entities.async_prepare(
            {PIN_TYPES[subentry.data[CONF_TYPE]].platform(subentry.data) for subentry in subentries.values()}
        )
        for subentry_id, subentry in subentries.items():
            pin = self.pins.get(subentry_id)
            if pin is None:
                self.pins[subentry_id] = pin = Pin(subentry)
                self.entities.async_show(pin)
            elif pin.data != subentry.data or pin.title != subentry.title:
                await self.entities.async_change(pin, subentry)
        for pin in self.pins.values():
            self.entities.async_describe(pin)
        self.rules.async_follow()
        if self._content() != before:
            self.configurator.async_content_changed()
        self.async_refresh()

    @callback
    def async_pins_changed(self, entry_ids: AbstractSet[str]) -> None:
        """Take in that the pins of other entries, or their boards, may have changed."""
        if self.rules.may_change_with(entry_ids) and self.rules.async_follow():
            self.configurator.async_content_changed()

    def _content(self) -> tuple[tuple[PinObject, ...], tuple[RuleObject, ...]]:
        """Return the pins and the rules that the device should run."""
        # Outputs first: the device sets its pins up in this order, and on a board where an input acts on a relay beside
        # it, that relay is driven by then.
        pins = sorted(self.pins.values(), key=lambda pin: not pin.settable)
        return tuple(pin.wire for pin in pins), self.rules.objects

    # The board in the device registry

    def _register_board(self) -> str:
        area = ar.async_get(self.hass).async_get_area(self.entry.data.get(CONF_AREA) or "")
        device = dr.async_get(self.hass).async_get_or_create(
            config_entry_id=self.entry.entry_id,
            identifiers={(DOMAIN, self.role)},
            connections={(dr.CONNECTION_NETWORK_MAC, dr.format_mac(self.device_id))},
            manufacturer=self.board.manufacturer,
            model=self.board.model,
            name=self.name,
            serial_number=self.device_id,
            suggested_area=None if area is None else area.name,
        )
        return device.id

    def _update_board(self) -> None:
        announce = self.view.announce
        dr.async_get(self.hass).async_update_device(
            self.board_device_id,
            manufacturer=self.board.manufacturer,
            model=self.board.model,
            name=self.name,
            # A board that is away still has what it had.
            sw_version=UNDEFINED if announce is None else announce.firmware,
        )
