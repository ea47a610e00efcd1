"""Delivery: the one answer to whether a message goes, when, and why.

Three facts that are never mixed: she is entitled (by a seat, or by what she asked
for), she wants it (as often as she chose), nothing stops mail to her address.
"""

from dataclasses import dataclass
from enum import StrEnum

from fourthp.post.rules.kinds import Kind, Stream


class Cadence(StrEnum):
    """How often somebody gets what can wait."""

    AT_ONCE = "at once"
    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


class Goes(StrEnum):
    """What becomes of a message."""

    NOW = "now"
    BUNDLED = "in the bundle"
    NOT = "not at all"


class Why(StrEnum):
    """The reason of a delivery."""

    CANNOT_WAIT = "cannot wait"
    WANTED_AT_ONCE = "wanted at once"
    WAITS_FOR_BUNDLE = "waits for the bundle"
    NOT_ENTITLED = "not entitled"
    NOT_WANTED = "not wanted"
    NO_ADDRESS = "no address"
    SUPPRESSED = "suppressed"
    CHANGED = "changed"


# Why an address is stopped by a person: no mail and no link lifts it.
BY_HAND = "by hand"


@dataclass(frozen=True)
class Facts:
    """What is known of one reader and one message; suppressed holds why, or nothing."""

    is_entitled: bool
    wants: Cadence
    suppressed: str = ""
    has_address: bool = True


@dataclass(frozen=True)
class Delivery:
    """What becomes of a message, and why."""

    goes: Goes
    why: Why


def stops(because: str, kind: Kind) -> bool:
    """Tell whether what stopped an address, if anything did, stops a kind of mail.

    What somebody asked for a moment ago is tried whatever came back before; what a
    person stopped, because a stranger reads it, gets nothing at all.
    """
    return bool(because) and (kind.stream is not Stream.SECURITY or because == BY_HAND)


def delivery(kind: Kind, facts: Facts) -> Delivery:
    """Return what becomes of a message of a kind."""
    hindrance = _hindrance(kind, facts)
    if hindrance:
        return Delivery(Goes.NOT, hindrance)
    if not kind.waits:
        return Delivery(Goes.NOW, Why.CANNOT_WAIT)
    if facts.wants is Cadence.AT_ONCE:
        return Delivery(Goes.NOW, Why.WANTED_AT_ONCE)
    return Delivery(Goes.BUNDLED, Why.WAITS_FOR_BUNDLE)


def _hindrance(kind: Kind, facts: Facts) -> Why | None:
    if not facts.is_entitled:
        return Why.NOT_ENTITLED
    if not facts.has_address:
        return Why.NO_ADDRESS
    if stops(facts.suppressed, kind):
        return Why.SUPPRESSED
    # A duty belongs to the seat: it is not lost by leaving the news.
    if facts.wants is Cadence.NEVER and kind.stream is Stream.NEWS:
        return Why.NOT_WANTED
    return None
