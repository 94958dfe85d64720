"""Breakages of the code, one place each, and the tests that must notice them."""

from typing import Final

from .devices import DEVICES
from .inputs import INPUTS
from .meters import METERS
from .outputs import OUTPUTS
from .rules import RULES
from .sensors import SENSORS

MUTATIONS: Final = (*DEVICES, *INPUTS, *METERS, *OUTPUTS, *RULES, *SENSORS)
