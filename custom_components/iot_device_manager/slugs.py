"""The names of pins in topics: stable for a pin, and not given to another one for a long time."""

from typing import Final

from homeassistant.util import slugify

from .store import Slug

# So long, a client that still uses the name of a removed pin reaches nothing rather than another pin.
_RESERVED_S: Final = 90 * 24 * 3600.0
# What Home Assistant makes of a text without a single letter or digit.
_NOTHING_LEFT: Final = "unknown"


def wanted_slug(*, name: str, area: str | None, key: str) -> str:
    """Return the slug for a pin, clashes aside: area and name, without the area when the name begins with it."""
    repeats_area = area is not None and name.casefold().startswith(area.casefold())
    text = name if area is None or repeats_area else f"{area} {name}"
    slug = slugify(text, separator="-")
    return f"pin-{key}" if slug in ("", _NOTHING_LEFT) and text.casefold() != _NOTHING_LEFT else slug


def give_slug(slugs: dict[str, Slug], *, pin_uid: str, wanted: str) -> str:
    """Return the slug of a pin: the one that it has, else the wanted one or the next one that is free."""
    for slug, owner in slugs.items():
        if owner.pin_uid == pin_uid:
            owner.released = None
            return slug
    slug = wanted
    number = 1
    while slug in slugs:
        number += 1
        slug = f"{wanted}-{number}"
    slugs[slug] = Slug(pin_uid=pin_uid)
    return slug


def release_slugs(slugs: dict[str, Slug], *, present: set[str], now: float) -> None:
    """Reserve the slugs of pins that are gone; forget those that were reserved long enough. `now` is Unix time."""
    for slug, owner in list(slugs.items()):
        if owner.pin_uid in present:
            continue
        if owner.released is None:
            owner.released = now
        elif now - owner.released > _RESERVED_S:
            del slugs[slug]
