"""Buttons: those of the board, identify and restart, and the pins that are buttons."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import override

from homeassistant.components.button import ButtonDeviceClass, ButtonEntity, ButtonEntityDescription
from homeassistant.const import EntityCategory, Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .device import DeviceConfigEntry, ManagedDevice
from .entity import BoardEntity, PinEntity, without_disabled

PARALLEL_UPDATES = 0

_IDENTIFY_S = 10


@dataclass(frozen=True, kw_only=True)
class CommandDescription(ButtonEntityDescription):
    """A command to the board."""

    command: str
    arguments_fn: Callable[[ManagedDevice], dict[str, int | str]] = field(default=lambda device: {})


BUTTONS = (
    CommandDescription(
        key="identify",
        device_class=ButtonDeviceClass.IDENTIFY,
        entity_category=EntityCategory.DIAGNOSTIC,
        command="identify",
        arguments_fn=lambda device: {"seconds": _IDENTIFY_S, "gpio": device.board.led},
    ),
    CommandDescription(
        key="restart",
        device_class=ButtonDeviceClass.RESTART,
        entity_category=EntityCategory.CONFIG,
        command="restart",
    ),
)


async def async_setup_entry(
    hass: HomeAssistant, entry: DeviceConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Show the board's buttons, and the pins that are buttons."""
    device = entry.runtime_data
    buttons = [CommandButton(device, description) for description in BUTTONS]
    async_add_entities(without_disabled(hass, Platform.BUTTON, buttons))
    device.entities.async_add_platform(Platform.BUTTON, lambda pin: [PinButton(device, pin)], async_add_entities)


class CommandButton(BoardEntity, ButtonEntity):
    """Sends a command."""

    entity_description: CommandDescription

    @override
    async def async_press(self) -> None:
        """Send the command; return when the device has answered."""
        description = self.entity_description
        await self._device.commander.async_command(description.command, **description.arguments_fn(self._device))


class PinButton(PinEntity, ButtonEntity):
    """Has the board give its pulses."""

    @override
    async def async_press(self) -> None:
        """Begin the pulses, if none are running; return when the device has answered."""
        await self._async_set(True)
