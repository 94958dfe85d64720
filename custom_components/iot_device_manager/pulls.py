"""The pull resistor of an input: the field that all types with one have first, and what each GPIO has."""

from collections.abc import Mapping
from typing import Final

from .boards import Capability, capabilities
from .pin_fields import Field, choice

PULL: Final = Field(key="pull", selector=choice("pull", "up", "none", "down"), default="up", wire_default="none")

_NEEDS: Final[Mapping[str, Capability]] = {
    "none": Capability(0),
    "up": Capability.PULL_UP,
    "down": Capability.PULL_DOWN,
}


def check_pull(pull: str, *gpios: int, field: str = "pull") -> dict[str, str]:
    """Return the field of the pull resistor with an error, unless all these GPIOs have one."""
    return {} if all(_NEEDS[pull] in capabilities(gpio) for gpio in gpios) else {field: f"no_pull_{pull}"}
