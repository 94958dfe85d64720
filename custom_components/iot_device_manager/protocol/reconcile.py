"""What has to be done so that a device runs the configuration that it should."""

from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Final

from .messages import Config, PinObject, RuleObject, Status
from .values import NO_HASH, payload_hash

# No house edits its pins so often; a device reads 32 bits.
_IMPLAUSIBLE: Final = 2**31


class Sync(Enum):
    """How what a device runs compares with what it should run."""

    IN_SYNC = auto()
    BEHIND = auto()  # publish the configuration
    CONFLICT = auto()  # it runs something newer than the manager knows; the user decides
    FOREIGN = auto()  # it belongs to another manager; the user decides
    REFUSED = auto()  # it refused this very configuration; wait for an edit


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """The configuration that a device should run, ready to be sent."""

    config: Config
    payload: bytes
    hash: str

    @classmethod
    def of(cls, config: Config) -> Wanted:
        """Prepare a configuration."""
        payload = config.to_payload()
        return cls(config=config, payload=payload, hash=payload_hash(payload))


@dataclass(frozen=True, kw_only=True, slots=True)
class Issued:
    """The last revision that a device id was given, and its hash; revision 0 before the first."""

    revision: int = 0
    hash: str = NO_HASH


def highest(own: int, reported: int) -> int:
    """Return the revision above which the next one has to be.

    An implausible report does not count: a stranger on the broker could use up all revisions with one message.
    """
    return max(own, reported if reported < _IMPLAUSIBLE else 0)


def prepare(
    *,
    manager: str,
    role: str | None,
    pins: tuple[PinObject, ...],
    rules: tuple[RuleObject, ...] = (),
    issued: Issued,
    takeover_from: str | None = None,
) -> Wanted:
    """Return the configuration with this content: the issued one, or a new revision when the content differs."""
    config = Config(
        revision=max(issued.revision, 1),
        manager=manager,
        role=role,
        pins=pins,
        takeover_from=takeover_from,
        rules=rules,
    )
    wanted = Wanted.of(config)
    if issued.revision == 0 or wanted.hash == issued.hash:
        return wanted
    return raise_revision(wanted, issued.revision)


def raise_revision(wanted: Wanted, above: int) -> Wanted:
    """Return the same content with the revision that follows `above`."""
    return Wanted.of(replace(wanted.config, revision=above + 1))


def compare(status: Status, wanted: Wanted, issued: Issued) -> Sync:
    """Compare what a device says that it runs with what it should run, and with what it was given last.

    An edit changes what it should run, but not that the device has the last revision with another content.
    """
    if status.rejected is not None and status.rejected.hash == wanted.hash:
        return Sync.REFUSED
    if status.role is None:
        return Sync.BEHIND
    if status.manager != wanted.config.manager:
        return Sync.FOREIGN
    if status.revision == wanted.config.revision:
        return Sync.IN_SYNC if status.hash == wanted.hash else Sync.CONFLICT
    has_other_content = status.revision == issued.revision and status.hash != issued.hash
    return Sync.CONFLICT if status.revision > wanted.config.revision or has_other_content else Sync.BEHIND
