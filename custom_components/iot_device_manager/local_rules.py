"""The local rules of one configured device at run time."""

from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

from homeassistant.core import HomeAssistant, callback

from .protocol.messages import RuleObject
from .rules import NEEDED_TYPE, NO_RULES, resolve

if TYPE_CHECKING:
    from .device import ManagedDevice


class LocalRules:
    """Keeps the rules of a device in line with the pins that they name, wherever those are."""

    def __init__(self, hass: HomeAssistant, device: ManagedDevice) -> None:
        """Begin without rules; async_follow looks at the entries."""
        self._hass = hass
        self._device = device
        self._rules = NO_RULES

    @property
    def objects(self) -> tuple[RuleObject, ...]:
        """Return what the device is sent."""
        return self._rules.objects

    def subentry_id(self, number: int) -> str | None:
        """Return which rule the device is sent as the one with this number, from 0."""
        return self._rules.ids[number] if number < len(self._rules.ids) else None

    def problem_of(self, subentry_id: str) -> str | None:
        """Return why a rule is left out."""
        return self._rules.problems.get(subentry_id)

    def may_change_with(self, entry_ids: AbstractSet[str]) -> bool:
        """Return whether changes of other entries can change these rules."""
        return bool(entry_ids) and (bool(self._rules.problems) or not self._rules.others.isdisjoint(entry_ids))

    @callback
    def async_follow(self) -> bool:
        """Look at the entries again; return whether that changed what the device is sent."""
        before = self.objects
        self._rules = resolve(self._hass, self._device.entry, self._device.view.announce)
        self._device.hub.async_follow_others(self._device, follow=bool(self._rules.problems or self._rules.others))
        entry = self._device.entry
        for subentry_id, title in self._rules.titles.items():
            if entry.subentries[subentry_id].title != title:
                self._hass.config_entries.async_update_subentry(entry, entry.subentries[subentry_id], title=title)
        names = {subentry_id: entry.subentries[subentry_id].title for subentry_id in self._rules.problems}
        self._device.issues.async_left_out(names, self._rules.problems)
        self._device.issues.async_rules_removed()
        announce = self._device.view.announce
        self._device.issues.async_rules_known(
            not self._rules.objects or announce is None or NEEDED_TYPE in announce.types
        )
        return self.objects != before
