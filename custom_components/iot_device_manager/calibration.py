"""What a user says that some voltages mean: points with straight lines between them."""

from itertools import pairwise
import re
from typing import Final

CONF_POINTS: Final = "points"

type Points = tuple[tuple[float, float], ...]

_NUMBER: Final = r"-?\d{1,9}(?:\.\d{1,9})?"
_POINT: Final = re.compile(rf"\s*({_NUMBER})\s*=\s*({_NUMBER})\s*")


def read_points(text: str) -> Points | None:
    """Return the points of a text like "0.4 = 0, 2.1 = 100"; None when it is no such text."""
    found = [_POINT.fullmatch(part) for part in text.split(",")]
    points = tuple((float(match[1]), float(match[2])) for match in found if match is not None)
    return points if len(points) == len(found) else None


def check_points(text: str) -> dict[str, str]:
    """Return the error in a text with points, by its field."""
    points = read_points(text)
    if points is None:
        return {CONF_POINTS: "points_unreadable"}
    if len(points) == 1:
        return {CONF_POINTS: "points_too_few"}
    if any(one[0] >= other[0] for one, other in pairwise(points)):
        return {CONF_POINTS: "points_not_increasing"}
    return {}


def calibrated(points: Points, volts: float) -> float:
    """Return what a voltage means. Beyond the ends the last lines go on.

    Who calibrates with two values at hand, 10 and 30 °C, wants to see 35 °C, too. Who wants an end adds a level line.
    """
    lines = list(pairwise(points))
    (from_x, from_y), (to_x, to_y) = next((line for line in lines if volts <= line[1][0]), lines[-1])
    return from_y + (volts - from_x) * (to_y - from_y) / (to_x - from_x)
