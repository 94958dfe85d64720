"""Taking over what a board runs when it knows more than this Home Assistant, as after a restored backup."""

import asyncio
from collections.abc import Mapping
import contextlib
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from homeassistant.components import mqtt
from homeassistant.components.mqtt.models import ReceiveMessage
from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.util.ulid import ulid_now

from .const import CONF_KEY, CONF_PIN_UID, CONF_SOURCE, CONF_TARGET, CONF_TYPE, DOMAIN, SUBENTRY_PIN, SUBENTRY_RULE
from .device import ManagedDevice
from .pin_types import PIN_TYPES, gpios_of
from .protocol import topics
from .protocol.exceptions import ProtocolError
from .protocol.messages import Config, PinObject
from .protocol.reconcile import Issued
from .protocol.values import payload_hash, read_object
from .rules import from_wire, pins_of, places, title_of

# What the broker retains comes at once.
_ANSWER_S: Final = 5.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Keeping:
    """What becomes of an entry's pins and rules when the board is right."""

    runs: Issued
    changed: Mapping[str, Mapping[str, Any]]  #: new data of pins, by subentry id
    added: tuple[ConfigSubentry, ...]
    removed: tuple[ConfigSubentry, ...]
    #: rules that cannot be written down here, because they name a board that is not here
    lost: tuple[str, ...]


async def async_plan(device: ManagedDevice) -> Keeping | None:
    """Return what would become of the pins; None when the broker does not hold what the board runs, or nobody knows it.

    The retained configuration is the one that the board runs when its hash is the one in the board's status.
    """
    status = device.view.status
    config = None if status is None else await _async_read(device, status.hash)
    if status is None or config is None or config.role != device.role:
        return None
    try:
        return _compare(device, config, Issued(revision=status.revision, hash=status.hash))
    except KeyError, TypeError:
        # A pin type, an option, or a rule, of another version.
        return None


def _compare(device: ManagedDevice, config: Config, runs: Issued) -> Keeping:
    """Return what would become of the pins and rules; raise KeyError or TypeError for what nobody knows here."""
    running = {pin["key"]: pin for pin in config.pins}
    pins = list(device.entry.get_subentries_of_type(SUBENTRY_PIN))
    known = {
        pin.data[CONF_KEY]: pin
        for pin in pins
        if running.get(pin.data[CONF_KEY], {}).get("type") == pin.data[CONF_TYPE]
    }
    merged = {key: _as_data(running[key], pin.data) for key, pin in known.items()}
    new = {key: _new_pin(device, _as_data(pin, {})) for key, pin in running.items() if key not in known}
    after = merged | {key: pin.data for key, pin in new.items()}
    rules = [
        from_wire(wire, _pins_of(device, wire["from"]) if "from" in wire else after, after) for wire in config.rules
    ]
    lost = [wire for wire, rule in zip(config.rules, rules, strict=True) if rule is None]
    before = {rule.subentry_id: rule for rule in device.entry.get_subentries_of_type(SUBENTRY_RULE)}
    there = [place.pin for place in places(device.hass, device.entry)]
    names = {pin.data[CONF_PIN_UID]: pin.title for pin in (*there, *new.values())}
    return Keeping(
        runs=runs,
        changed={
            pin.subentry_id: merged[key]
            for key, pin in known.items()
            if PIN_TYPES[pin.data[CONF_TYPE]].to_wire(pin.data) != running[key]
        },
        added=(
            *new.values(),
            *(
                _new_rule(rule, names)
                for rule in rules
                if rule is not None and all(rule != known_rule.data for known_rule in before.values())
            ),
        ),
        removed=(
            *(pin for pin in pins if pin.data[CONF_KEY] not in known),
            # One that is left out of the configuration stays, with its repair.
            *(
                rule
                for rule_id, rule in before.items()
                if device.rules.problem_of(rule_id) is None and rule.data not in rules
            ),
        ),
        lost=tuple(f"{wire.get('from', '')} {wire['when']} → {wire['do']}".lstrip() for wire in lost),
    )


def _pins_of(device: ManagedDevice, device_id: str) -> dict[str, Mapping[str, Any]]:
    entry = device.hass.config_entries.async_entry_for_domain_unique_id(DOMAIN, device_id)
    status = device.hub.view(device_id).status
    if entry is None and status is not None and status.role is not None:
        # The backup may be older than the replacement that put this board into its place.
        entry = device.hub.spares.entry_of_role(status.role)
    return {} if entry is None else {pin.data[CONF_KEY]: pin.data for pin in pins_of(entry)}


async def _async_read(device: ManagedDevice, wanted_hash: str) -> Config | None:
    """Return the retained configuration with this hash, or None."""
    topic = topics.config(device.device_id)
    found: asyncio.Future[Config] = device.hass.loop.create_future()

    @callback
    def receive(message: ReceiveMessage) -> None:
        payload = message.payload
        if isinstance(payload, bytes) and payload_hash(payload) == wanted_hash and not found.done():
            with contextlib.suppress(ProtocolError):
                found.set_result(Config.from_json(read_object(device.hub.decode(payload))))

    try:
        # One of its own, because two dialogs may ask at once.
        unsubscribe = await mqtt.async_subscribe(device.hass, topic, receive, 1, None)
    except HomeAssistantError:
        return None
    try:
        async with asyncio.timeout(_ANSWER_S):
            return await found
    except TimeoutError:
        return None
    finally:
        unsubscribe()


def _as_data(pin: PinObject, present: Mapping[str, Any]) -> Mapping[str, Any]:
    row = PIN_TYPES[pin["type"]]
    data = row.from_wire(pin, {CONF_KEY: pin["key"], CONF_TYPE: row.name, **present})
    if row.to_wire(data) != pin:
        raise TypeError("has an option that is not known here")
    return data


@callback
def async_keep(device: ManagedDevice, keeping: Keeping) -> bool:
    """Make the entry's pins those that the board runs; return False when that is not what it runs any more."""
    status = device.view.status
    if status is None or keeping.runs != Issued(revision=status.revision, hash=status.hash):
        return False
    device.configurator.async_keep(keeping.runs)
    entries, entry = device.hass.config_entries, device.entry
    for subentry_id, data in keeping.changed.items():
        if (subentry := entry.subentries.get(subentry_id)) is not None:
            entries.async_update_subentry(entry, subentry, data=data)
    for subentry in keeping.removed:
        if subentry.subentry_id in entry.subentries:
            entries.async_remove_subentry(entry, subentry.subentry_id)
    for subentry in keeping.added:
        entries.async_add_subentry(entry, subentry)
    if not (keeping.changed or keeping.removed or keeping.added):
        device.async_reconcile()
    return True


def _new_pin(device: ManagedDevice, data: Mapping[str, Any]) -> ConfigSubentry:
    uid = ulid_now()
    return ConfigSubentry(
        data=MappingProxyType({**data, CONF_PIN_UID: uid}),
        subentry_type=SUBENTRY_PIN,
        # The board knows no names; the user gives it one.
        title=f"{device.name} {', '.join(map(device.board.label, gpios_of(data).values()))}",
        unique_id=uid,
    )


def _new_rule(data: dict[str, Any], names: Mapping[str, str]) -> ConfigSubentry:
    title = title_of(names[data[CONF_SOURCE]], names[data[CONF_TARGET]], data)
    return ConfigSubentry(data=MappingProxyType(data), subentry_type=SUBENTRY_RULE, title=title, unique_id=None)
