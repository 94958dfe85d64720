"""The short names under which a board knows its pins."""

from collections.abc import Iterable
import itertools
import string
from typing import Final

# a … z, then aa … zz
_KEYS: Final = tuple(
    itertools.chain(
        string.ascii_lowercase, ("".join(pair) for pair in itertools.product(string.ascii_lowercase, repeat=2))
    )
)


def free_key(used: Iterable[str]) -> str:
    """Return the first key that no pin of a board has."""
    taken = set(used)
    return next(key for key in _KEYS if key not in taken)
