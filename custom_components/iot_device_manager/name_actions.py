"""What a set under a friendly name asks of Home Assistant: an action of the pin's platform."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from homeassistant.components.button import SERVICE_PRESS
from homeassistant.components.number import ATTR_VALUE, SERVICE_SET_VALUE
from homeassistant.const import (
    SERVICE_CLOSE_COVER,
    SERVICE_CLOSE_VALVE,
    SERVICE_LOCK,
    SERVICE_OPEN_COVER,
    SERVICE_OPEN_VALVE,
    SERVICE_SET_COVER_POSITION,
    SERVICE_STOP_COVER,
    SERVICE_TURN_OFF,
    SERVICE_TURN_ON,
    SERVICE_UNLOCK,
    Platform,
)

from .pin import Pin
from .pin_types import rgb_of

# Nothing that JSON can say.
TOGGLE: Final = object()

type Action = tuple[str, dict[str, Any]]
#: Takes the members of a set, and what the pin reports; returns the action and its data, or raises SetRefusedError.
type Reader = Callable[[Mapping[str, Any], Mapping[str, Any]], Action]


class SetRefusedError(Exception):
    """A set under a friendly name is not carried out."""

    def __init__(self, error: str, reason: str) -> None:
        """Take the word for programs and the sentence for people."""
        super().__init__(reason)
        self.error = error


@dataclass(frozen=True, kw_only=True, slots=True)
class _Detail:
    """A member of a set besides `on`."""

    member: str
    key: str  #: in the data of the action
    convert: Callable[[Any], Any] = lambda value: value
    also_off: bool = False


def _on_off(*details: _Detail, on: str = SERVICE_TURN_ON, off: str = SERVICE_TURN_OFF) -> Reader:
    """Return how to ask something that is on or off, by these actions."""

    def read(wish: Mapping[str, Any], state: Mapping[str, Any]) -> Action:
        turn_on = wish.get("on", True)
        if turn_on is TOGGLE:
            turn_on = not state.get("on")
        data = {detail.key: detail.convert(wish[detail.member]) for detail in details if detail.member in wish}
        if not isinstance(turn_on, bool):
            raise SetRefusedError("bad_payload", "on is neither true nor false")
        if turn_on:
            return on, data
        return off, {detail.key: data[detail.key] for detail in details if detail.also_off and detail.key in data}

    return read


def _seconds(milliseconds: Any) -> float:
    if isinstance(milliseconds, bool) or not isinstance(milliseconds, int | float):
        raise SetRefusedError("bad_payload", "transition_ms is no number")
    return milliseconds / 1000


def _colour(value: Any) -> tuple[int, int, int]:
    if (rgb := rgb_of(value)) is None:
        raise SetRefusedError("bad_payload", "rgb is not six lower-case hex digits")
    return rgb


def _white(white: Any) -> bool:
    if white is not True:
        raise SetRefusedError("bad_payload", "white can only be true")
    return white


def _effect(value: Any) -> Any:
    # What pixels and Home Assistant call it when there is none.
    return "off" if value == "none" else value


_MOVES: Final[Mapping[str, str]] = {
    "open": SERVICE_OPEN_COVER,
    "close": SERVICE_CLOSE_COVER,
    "stop": SERVICE_STOP_COVER,
}


def _cover(wish: Mapping[str, Any], state: Mapping[str, Any]) -> Action:
    """Return how to ask something that moves."""
    # With a move beside it, the action refuses it.
    if "position" in wish:
        return SERVICE_SET_COVER_POSITION, dict(wish)
    if wish["move"] not in tuple(_MOVES):
        raise SetRefusedError("bad_payload", "move is none of open, close and stop")
    return _MOVES[wish["move"]], {}


def _press(wish: Mapping[str, Any], state: Mapping[str, Any]) -> Action:
    # There is nothing to switch off, and nothing to toggle.
    if any(value is not True for value in wish.values()):
        raise SetRefusedError("bad_payload", "can only be pressed")
    return SERVICE_PRESS, {}


def _set_number(wish: Mapping[str, Any], state: Mapping[str, Any]) -> Action:
    # Such a pin takes nothing else.
    ((member, value),) = wish.items()
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise SetRefusedError("bad_payload", f"{member} is no number")
    return SERVICE_SET_VALUE, {ATTR_VALUE: value}


_READERS: Final[Mapping[Platform, Reader]] = {
    Platform.BUTTON: _press,
    Platform.COVER: _cover,
    Platform.FAN: _on_off(_Detail(member="speed", key="percentage")),
    Platform.LIGHT: _on_off(
        _Detail(member="brightness", key="brightness"),
        _Detail(member="effect", key="effect", convert=_effect),
        _Detail(member="kelvin", key="color_temp_kelvin"),
        _Detail(member="rgb", key="rgb_color", convert=_colour),
        _Detail(member="white", key="white", convert=_white),
        _Detail(member="transition_ms", key="transition", convert=_seconds, also_off=True),
    ),
    # On is what lets somebody through.
    Platform.LOCK: _on_off(on=SERVICE_UNLOCK, off=SERVICE_LOCK),
    Platform.NUMBER: _set_number,
    Platform.SIREN: _on_off(),
    Platform.SWITCH: _on_off(),
    Platform.VALVE: _on_off(on=SERVICE_OPEN_VALVE, off=SERVICE_CLOSE_VALVE),
}


def action_for(pin: Pin, wish: Mapping[str, Any], state: Mapping[str, Any]) -> Action:
    """Return what a set of this pin asks for; raise SetRefusedError for anything else than is settable."""
    if not pin.settable:
        raise SetRefusedError("read_only", "this is an input")
    if not wish or wish.keys() - set(pin.settable):
        raise SetRefusedError("bad_payload", f"takes only {', '.join(pin.settable)}")
    return _READERS[pin.platform](wish, state)
