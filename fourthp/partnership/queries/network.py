"""What the network says of itself, and the numbers it gives."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date

from fourthp.partnership.models import (
    HelpLine,
    Network,
    Term,
    Vocabulary,
)
from fourthp.partnership.rules.packs import Number, Pack, Word
from fourthp.partnership.rules.profiles import ProfileRules, rules_of


@dataclass
class Told:
    """What a page was told of the network: nothing yet, its row, its numbers."""

    network: list[Network | None] = field(default_factory=list)
    lines: list[HelpLine] | None = None


# Nothing is kept from one page to the next.
_told: ContextVar[Told | None] = ContextVar("network", default=None)


@contextmanager
def network_asked_once() -> Iterator[None]:
    """Ask for the network's row and numbers once, while nobody changes them."""
    before = _told.set(Told())
    try:
        yield
    finally:
        _told.reset(before)


def network_name() -> str:
    """Return what the network is called; nothing before it is set up."""
    network = this_network()
    return network.name if network else ""


def help_lines(kind: str = "") -> list[HelpLine]:
    """Return the network's emergency and national numbers, in their order."""
    told = _told.get() or Told()
    if told.lines is None:
        told.lines = list(HelpLine.objects.all())
    return [one for one in told.lines if kind in {"", one.kind}]


def this_network() -> Network | None:
    """Return the network's own row, or None before it is set up."""
    told = _told.get()
    if told is None:
        return Network.objects.first()
    if not told.network:
        told.network.append(Network.objects.first())
    return told.network[0]


def network_zone() -> str | None:
    """Return the name of the network's time zone, or None before it is set up."""
    network = this_network()
    return network.time_zone if network else None


def words_counted(day: date) -> dict[Vocabulary, int]:
    """Return how many words each list offers on a day, in the order of the lists."""
    return {one: Term.objects.offered(one, day).count() for one in Vocabulary}


def words_not_here(pack: Pack) -> list[Word]:
    """Return the words of a pack that the network has not."""
    known = set(Term.objects.values_list("vocabulary", "code"))
    return [one for one in pack.words if (one.vocabulary, one.code) not in known]


def numbers_not_shown(pack: Pack) -> list[Number]:
    """Return the numbers that a pack knows and no page shows."""
    shown = {line.number.replace(" ", "") for line in help_lines()}
    return [one for one in pack.numbers if one.number.replace(" ", "") not in shown]


def profile_rules() -> ProfileRules:
    """Return the numbers of the network's profile."""
    network = this_network()
    return rules_of(network.profile if network else "")
