"""The presence of this manager on the broker, and the watch for others."""

import logging
import secrets
from typing import TYPE_CHECKING, Final

from homeassistant.components.mqtt.models import ReceiveMessage
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from .const import DOMAIN
from .protocol import topics
from .protocol.exceptions import ProtocolError
from .protocol.messages import ManagerBeat, ManagerPresence, manager_from_json
from .protocol.values import read_object

if TYPE_CHECKING:
    from .hub import Hub

_LOGGER = logging.getLogger(__name__)

BEAT_S: Final = 30.0
# After this long without a beat, a manager is away.
AWAY_S: Final = 100.0

# One beat of a foreign run may be the last one of an earlier run of this very manager.
_CLONE_BEATS: Final = 2

# No house has more; whoever invents them cannot fill the memory, the log and the list of issues.
_MOST_OTHERS: Final = 10

ISSUE_CLONE: Final = "cloned_manager"


def foreign_issue_id(manager_id: str) -> str:
    """Return the id of the repair issue about another manager."""
    return f"foreign_manager_{manager_id}"


class ManagerWatch:
    """Says that this manager lives, and notices others, before which it stays passive until the user decides."""

    def __init__(self, hass: HomeAssistant, hub: Hub) -> None:
        """Begin a new run of this manager."""
        self._hass = hass
        self._hub = hub
        self._run = secrets.token_hex(4)
        self._beat = 0
        self._names: dict[str, str] = {}
        self._foreign_heard_at: dict[str, float] = {}
        self._clone_beats = 0
        self._clone_heard_at: float | None = None

    @property
    def passive(self) -> bool:
        """Return whether nothing may be claimed or configured, because of a clone or an undecided other manager."""
        return self._is_cloned or any(
            manager_id not in self._hub.store.memory.accepted_managers for manager_id in self._foreign_heard_at
        )

    @property
    def _is_cloned(self) -> bool:
        return self._clone_beats >= _CLONE_BEATS

    async def async_publish_presence(self) -> None:
        """Say who this manager is."""
        manager_id = self._hub.store.memory.manager_id
        presence = ManagerPresence(manager_id=manager_id, run=self._run, name=self._hass.config.location_name)
        await self._hub.async_publish(topics.manager(manager_id), presence.to_payload())

    async def async_publish_beat(self) -> None:
        """Say that this manager lives."""
        self._beat += 1
        manager_id = self._hub.store.memory.manager_id
        beat = ManagerBeat(manager_id=manager_id, run=self._run, beat=self._beat)
        await self._hub.async_publish(topics.manager(manager_id), beat.to_payload(), qos=0, retain=False)

    async def async_clear_presence(self) -> None:
        """Say that this manager manages nothing any more."""
        await self._hub.async_publish(topics.manager(self._hub.store.memory.manager_id), b"")

    @callback
    def async_receive(self, message: ReceiveMessage) -> None:
        """Take in a message of a manager, this one included."""
        if not message.payload:
            return
        presence = manager_from_json(read_object(self._hub.decode(message.payload)))
        if message.topic != topics.manager(presence.manager_id):
            raise ProtocolError("names another manager than its topic")
        if isinstance(presence, ManagerPresence):
            if presence.manager_id in self._names or len(self._names) <= _MOST_OTHERS:
                self._names[presence.manager_id] = presence.name
        # Presence is retained and may be years old; only a live beat shows that somebody is there.
        elif not message.retain:
            self._beat_heard(presence, self._hub.now)

    def _beat_heard(self, beat: ManagerBeat, now: float) -> None:
        if beat.manager_id != self._hub.store.memory.manager_id:
            self._foreign_heard(beat.manager_id, now)
        elif beat.run != self._run:
            self._clone_beats += 1
            self._clone_heard_at = now
            if self._is_cloned:
                self._raise_issue(ISSUE_CLONE, ISSUE_CLONE, fixable=False)

    def _foreign_heard(self, manager_id: str, now: float) -> None:
        is_new = manager_id not in self._foreign_heard_at
        if is_new and len(self._foreign_heard_at) >= _MOST_OTHERS:
            return
        self._foreign_heard_at[manager_id] = now
        if is_new and manager_id not in self._hub.store.memory.accepted_managers:
            name = self._names.get(manager_id, manager_id)
            _LOGGER.warning("Another manager is on this broker: %s (%s)", name, manager_id)
            self._raise_issue(
                foreign_issue_id(manager_id), "foreign_manager", fixable=True, manager_id=manager_id, name=name
            )

    def _raise_issue(self, issue_id: str, translation_key: str, *, fixable: bool, **details: str) -> None:
        ir.async_create_issue(
            self._hass,
            DOMAIN,
            issue_id,
            data=dict(details) or None,
            is_fixable=fixable,
            severity=ir.IssueSeverity.ERROR,
            translation_key=translation_key,
            translation_placeholders=details or None,
        )

    @callback
    def async_sweep(self, now: float) -> None:
        """Forget managers that fell silent; what they held up goes on."""
        was_passive = self.passive
        for manager_id, heard_at in list(self._foreign_heard_at.items()):
            if now - heard_at >= AWAY_S:
                del self._foreign_heard_at[manager_id]
                ir.async_delete_issue(self._hass, DOMAIN, foreign_issue_id(manager_id))
        if self._clone_heard_at is not None and now - self._clone_heard_at >= AWAY_S:
            self._clone_heard_at = None
            self._clone_beats = 0
            ir.async_delete_issue(self._hass, DOMAIN, ISSUE_CLONE)
        if was_passive and not self.passive:
            self._hub.async_reconcile_all()

    async def async_accept(self, manager_id: str) -> None:
        """Work beside another manager from now on, by the user's decision."""
        self._hub.store.memory.accepted_managers.add(manager_id)
        await self._hub.store.async_commit()
        if not self.passive:
            self._hub.async_reconcile_all()
