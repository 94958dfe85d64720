"""What has to be done so that a device runs the configuration that it should."""

from dataclasses import replace
from typing import Any

import pytest

from custom_components.iot_device_manager.protocol.messages import Config, Rejected, Status
from custom_components.iot_device_manager.protocol.reconcile import (
    Issued,
    Sync,
    Wanted,
    compare,
    prepare,
    raise_revision,
)
from custom_components.iot_device_manager.protocol.values import NO_HASH, payload_hash

from .samples import STATUS

MANAGER = "k3v9x2m8qa"
ROLE = "r7w2c5t1zp"
LAMP = {"key": "a", "type": "digital_output", "gpio": 5}
FAN = {"key": "b", "type": "digital_output", "gpio": 4}


def wanted(revision: int = 13) -> Wanted:
    """Return a configuration that a device should run."""
    return Wanted.of(Config(revision=revision, manager=MANAGER, role=ROLE, pins=(LAMP,)))


ISSUED = Issued(revision=13, hash=wanted().hash)


def test_wanted() -> None:
    """The hash is that of the bytes that are sent."""
    config = Config(revision=13, manager=MANAGER, role=ROLE, pins=(LAMP,))

    assert Wanted.of(config) == Wanted(
        config=config, payload=config.to_payload(), hash=payload_hash(config.to_payload())
    )


# A revision is given only to new content.


def test_first_revision() -> None:
    """The first configuration of a device has revision 1."""
    first = prepare(manager=MANAGER, role=ROLE, pins=(LAMP,), issued=Issued())

    assert first.config == Config(revision=1, manager=MANAGER, role=ROLE, pins=(LAMP,))
    assert Issued() == Issued(revision=0, hash=NO_HASH)


def test_same_content() -> None:
    """The same content is the same configuration, byte by byte."""
    first = prepare(manager=MANAGER, role=ROLE, pins=(LAMP,), issued=Issued())
    issued = Issued(revision=first.config.revision, hash=first.hash)

    assert prepare(manager=MANAGER, role=ROLE, pins=(LAMP,), issued=issued) == first


@pytest.mark.parametrize(
    "other",
    [
        {"pins": (FAN,)},
        {"pins": (LAMP, FAN)},
        {"rules": ({"when": "d.click", "do": "a.toggle"},)},
        {"role": "other"},
        {"role": None},
        {"takeover_from": "f0r31gn"},
    ],
    ids=["another pin", "one more pin", "one more rule", "another role", "tombstone", "takeover"],
)
def test_new_content(other: dict[str, Any]) -> None:
    """New content gets the next revision."""
    content: dict[str, Any] = {"manager": MANAGER, "role": ROLE, "pins": (LAMP,)}
    first = prepare(**content, issued=Issued(revision=7))
    issued = Issued(revision=first.config.revision, hash=first.hash)

    second = prepare(**(content | other), issued=issued)

    assert first.config.revision == 8
    assert second.config.revision == 9
    assert second.hash != first.hash


def test_lost_hash() -> None:
    """A revision whose content is unknown is never given again."""
    assert prepare(manager=MANAGER, role=ROLE, pins=(), issued=Issued(revision=7)).config.revision == 8


def test_raise_revision() -> None:
    """The same content can be sent as what follows a higher revision."""
    rules = ({"when": "d.click", "do": "a.toggle"},)
    config = Config(revision=13, manager=MANAGER, role=ROLE, pins=(LAMP,), rules=rules, takeover_from="f0r31gn")

    assert raise_revision(Wanted.of(config), 20) == Wanted.of(replace(config, revision=21))


# What a device says decides what is done.


@pytest.mark.parametrize(
    ("other", "sync"),
    [
        ({"hash": wanted().hash}, Sync.IN_SYNC),
        ({"revision": 12}, Sync.BEHIND),
        ({"revision": 12, "hash": wanted().hash}, Sync.BEHIND),
        ({"revision": 14}, Sync.CONFLICT),
        ({"hash": "0badf00d"}, Sync.CONFLICT),
        ({"manager": "f0r31gn"}, Sync.FOREIGN),
        ({"manager": "f0r31gn", "revision": 14}, Sync.FOREIGN),
        ({"manager": "f0r31gn", "revision": 13, "hash": wanted().hash}, Sync.FOREIGN),
        ({"manager": None}, Sync.FOREIGN),
        ({"role": None}, Sync.BEHIND),
        ({"role": None, "revision": 99}, Sync.BEHIND),
        ({"role": None, "manager": None, "revision": 0, "hash": NO_HASH}, Sync.BEHIND),
        ({"role": None, "manager": "f0r31gn"}, Sync.BEHIND),
    ],
    ids=[
        "equal",
        "older",
        "older with this hash",
        "newer",
        "same revision, other hash",
        "another manager's",
        "another manager's and newer",
        "another manager's with this hash",
        "a role of nobody",
        "tombstone",
        "newer tombstone",
        "never assigned",
        "another manager's tombstone",
    ],
)
def test_compare(other: dict[str, Any], sync: Sync) -> None:
    """A device is in sync, behind, in conflict, or another manager's."""
    status = Status.from_json({**STATUS, **other})
    assert isinstance(status, Status)

    assert compare(status, wanted(), ISSUED) is sync


@pytest.mark.parametrize(
    ("hash_", "sync"),
    [(ISSUED.hash, Sync.BEHIND), ("0badf00d", Sync.CONFLICT)],
    ids=["the issued one", "another one"],
)
def test_compare_after_an_edit(hash_: str, sync: Sync) -> None:
    """An edit ends no conflict: a device with the last revision and another content is not given the next one."""
    status = Status.from_json({**STATUS, "hash": hash_})
    assert isinstance(status, Status)
    edited = prepare(manager=MANAGER, role=ROLE, pins=(FAN,), issued=ISSUED)

    assert compare(status, edited, ISSUED) is sync


@pytest.mark.parametrize(
    ("hash_", "sync"),
    [(wanted().hash, Sync.REFUSED), ("0badf00d", Sync.BEHIND)],
    ids=["this one", "another one"],
)
def test_rejected(hash_: str, sync: Sync) -> None:
    """A refusal counts only for the configuration that was refused."""
    status = Status.from_json({**STATUS, "revision": 12})
    assert isinstance(status, Status)
    rejected = Rejected(revision=13, hash=hash_, error="crashed")

    assert compare(replace(status, rejected=rejected), wanted(), ISSUED) is sync
