"""What the network knows already, as a sheet is compared with it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q

from fourthp.foundation.clock import today
from fourthp.foundation.text import fold
from fourthp.partnership.models import (
    NOT_NAMED,
    Agency,
    AgencyName,
    ContactPoint,
    Group,
    Membership,
    Person,
    Seat,
    Term,
    Vocabulary,
)
from fourthp.partnership.queries.network import this_network
from fourthp.partnership.rules.names import bare_name, person_key, same_letters
from fourthp.partnership.rules.packs import pack_for

SeatKey = tuple[UUID, UUID | None, UUID, str]


@dataclass(frozen=True)
class KnownAgency:
    """An agency as a sheet may name it."""

    pk: UUID
    name: str
    has_ended: bool


@dataclass(frozen=True)
class KnownPerson:
    """A person as a sheet may name her."""

    pk: UUID
    name: str
    email: str
    has_account: bool


@dataclass
class Here:
    """Everything that a sheet is compared with, read once."""

    by_letters: dict[str, list[KnownAgency]] = field(default_factory=dict)
    by_bare: dict[str, list[KnownAgency]] = field(default_factory=dict)
    by_other: dict[str, list[KnownAgency]] = field(default_factory=dict)
    addresses: dict[UUID, str] = field(default_factory=dict)  # of agencies
    members: set[UUID] = field(default_factory=set)
    by_address: dict[str, list[KnownPerson]] = field(default_factory=dict)
    by_name: dict[tuple[str, UUID], list[KnownPerson]] = field(default_factory=dict)
    seats: set[SeatKey] = field(default_factory=set)
    reached: set[UUID] = field(default_factory=set)  # people with a way to reach them
    groups: dict[str, UUID] = field(default_factory=dict)
    terms: dict[tuple[str, str], UUID] = field(default_factory=dict)
    offered: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    hidden: tuple[str, ...] = ()  # what refuges are called
    coarse: set[UUID] = field(default_factory=set)  # areas no finer than a region
    network: UUID | None = None


def read_here() -> Here:
    """Read what is here."""
    here = Here()
    _read_agencies(here)
    _read_people(here)
    _read_groups(here)
    for vocabulary in (Vocabulary.KIND, Vocabulary.AREA):
        _read_words(here, vocabulary)
    holding = Membership.objects.holding(today())
    here.members = set(holding.values_list("agency_id", flat=True))
    return here


def _read_words(here: Here, vocabulary: str) -> None:
    """Read the words of a list by name and code, then by what else they are called."""
    network = this_network()
    pack = pack_for(network.country if network else "")
    words, here.hidden = pack.words, pack.hidden
    also = {one.code: one.also for one in words if one.vocabulary == vocabulary}
    terms = list(Term.objects.offered(vocabulary, today()))
    here.offered[vocabulary] = [(str(term.pk), term.name) for term in terms]
    here.coarse |= {term.pk for term in terms if not term.is_fine}
    named = [
        *((term, (fold(term.code), same_letters(term.name))) for term in terms),
        *((term, _letters(also.get(term.code, ()))) for term in terms),
    ]
    for term, said in named:
        for word in said:
            here.terms.setdefault((vocabulary, word), term.pk)


def _letters(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(same_letters(word) for word in words)


def _read_agencies(here: Here) -> None:
    known, others = {}, list[tuple[UUID, str]]()
    rows = Agency.objects.exclude(name=NOT_NAMED).order_by("pk")
    for pk, name, other, ended_on, email in rows.values_list(
        "pk", "name", "alternate_name", "ended_on", "email"
    ):
        here.addresses[pk] = email
        known[pk] = KnownAgency(pk, name, ended_on is not None)
        others += [(pk, other)] if other else []
    called = AgencyName.objects.values_list("agency_id", "name")
    others += [(pk, name) for pk, name in called if pk in known]
    here.by_letters = _by(same_letters, ((one, one.name) for one in known.values()))
    here.by_bare = _by(bare_name, ((one, one.name) for one in known.values()))
    here.by_other = _by(bare_name, ((known[pk], name) for pk, name in others))


def _by(key: Any, named: Iterable[tuple[Any, str]]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for one, name in named:
        same = found[key(name)]
        if one not in same:
            same.append(one)
    return found


def _read_people(here: Here) -> None:
    people: dict[UUID, KnownPerson] = {}
    by_address: dict[str, list[KnownPerson]] = defaultdict(list)
    rows = Person.objects.order_by("pk")
    for pk, name, email, user in rows.values_list("pk", "name", "email", "user__email"):
        people[pk] = KnownPerson(pk, name, email, user is not None)
        for address in {email.casefold(), (user or "").casefold()} - {""}:
            by_address[address].append(people[pk])
    here.by_address = by_address
    named: dict[tuple[str, UUID], list[KnownPerson]] = defaultdict(list)
    pairs = Seat.objects.exclude(agency=None).values_list("person_id", "agency_id")
    for person, agency in pairs.distinct():
        if person in people:
            named[person_key(people[person].name), agency].append(people[person])
    here.by_name = named
    ways = ContactPoint.objects.values_list("person_id", flat=True)
    here.reached = set(ways.distinct())
    # Not over yet, whether the agency is a member or not.
    over = Q(ended_at__isnull=False) | Q(to_on__lt=today())
    standing = Seat.objects.exclude(over)
    here.seats = set(standing.values_list("person_id", "agency_id", "group_id", "role"))


def _read_groups(here: Here) -> None:
    open_still = Q(ends_on=None) | Q(ends_on__gte=today())
    begun = Q(is_network=True) | Q(begins_on__lte=today())
    for pk, name, is_network in Group.objects.filter(open_still, begun).values_list(
        "pk", "name", "is_network"
    ):
        here.groups[same_letters(name)] = pk
        if is_network:
            here.network = pk
