"""Agencies: found, counted, and what one page says of one."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import reduce
from operator import and_
from typing import Any
from uuid import UUID

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.text import words_of
from fourthp.partnership.models import (
    FOR_AN_AGENCY,
    NOT_NAMED,
    Agency,
    AgencyName,
    AgencyTerm,
    Membership,
    Person,
    Seat,
    Term,
    Vocabulary,
)

PAGE = 40
MOST_ALIKE = 12
MOST_SEATS = 60
MOST_NEAR = 30


class Show(StrEnum):
    """Which agencies a page shows."""

    MEMBERS = "members"
    KNOWN = "known"
    ENDED = "ended"
    ALL = "all"


SHOW_NAMES = {
    Show.MEMBERS: _("Members"),
    Show.KNOWN: _("Known, not members"),
    Show.ENDED: _("Closed"),
    Show.ALL: _("All"),
}


@dataclass(frozen=True)
class Asked:
    """Which agencies are asked for; words may be of any name that they have or had."""

    show: Show = Show.MEMBERS
    words: str = ""
    kind: Term | None = None
    part: Term | None = None
    area: Term | None = None


@dataclass(frozen=True)
class Found:
    """A page of agencies, its number, whether there is a next, and how many in all."""

    rows: Sequence[Agency]
    page: int
    has_next: bool
    counts: dict[str, int]


def called_like(text: str) -> Q:
    """Return the condition that each word of a text is in one of an agency's names."""
    return reduce(and_, (_has_word(word) for word in text.split()), Q())


def _has_word(word: str) -> Q:
    called = AgencyName.objects.filter(agency=OuterRef("pk"), name__icontains=word)
    own = Q(name__icontains=word) | Q(alternate_name__icontains=word)
    return own | Q(Exists(called))


def find_agencies(asked: Asked, *, reader: Person, day: date, page: int = 1) -> Found:
    """Return a page of the agencies that are asked for, by name."""
    held = Membership.objects.holding(day).filter(agency=OuterRef("pk"))
    seen = _narrowed(Agency.objects.visible_to(reader), asked)
    members = Membership.objects.holding(day).values("agency")
    counts = seen.aggregate(
        **{one.value: Count("pk", filter=_shows(one, members)) for one in Show}
    )
    listed = seen.filter(_shows(asked.show, members)).order_by(Lower("name"), "pk")
    first = (page - 1) * PAGE
    keys = list(listed.values_list("pk", flat=True)[first : first + PAGE + 1])
    since = Subquery(held.order_by("from_on").values("from_on")[:1])
    rows = Agency.objects.filter(pk__in=keys[:PAGE]).select_related("kind")
    found = list(rows.annotate(since=since).only(*_LISTED))
    found.sort(key=lambda one: keys.index(one.pk))
    return Found(found, page, len(keys) > PAGE, counts)


_LISTED = ("name", "ended_on", "kind__name")


def _shows(show: Show, members: Any) -> Q:
    return {
        Show.MEMBERS: Q(pk__in=members),
        Show.KNOWN: ~Q(pk__in=members) & Q(ended_on=None),
        Show.ENDED: Q(ended_on__isnull=False),
        Show.ALL: Q(pk__isnull=False),
    }[show]


def _narrowed(seen: QuerySet[Agency], asked: Asked) -> QuerySet[Agency]:
    if asked.words:
        seen = seen.filter(called_like(asked.words))
    if asked.kind:
        seen = seen.filter(kind=asked.kind)
    said = AgencyTerm.objects.filter(agency=OuterRef("pk"))
    if asked.part:
        seen = seen.filter(Exists(said.filter(term=asked.part)))
    if asked.area:
        areas = said.filter(term__in=_with_parts(asked.area))
        # Nothing finer than a region is said of one whose place is confidential.
        coarse = Q(place_is_confidential=False) | Q(
            Exists(areas.exclude(term__in=Term.objects.fine()))
        )
        seen = seen.filter(coarse, Exists(areas))
    return seen


def _with_parts(area: Term) -> list[UUID]:
    """Return an area with all that lies in it."""
    within = defaultdict(list)
    areas = Term.objects.of(Vocabulary.AREA).order_by()
    for pk, above in areas.values_list("pk", "within"):
        within[above].append(pk)
    found = [area.pk]
    for pk in found:  # it grows while it is walked
        found += within[pk]
    return found


def words_of_lists(*lists: str) -> dict[str, list[Term]]:
    """Return the words of some lists, each in its order, also those retired."""
    return _by_list(lists, Term.objects.all())


def words_to_find_by(day: date, *lists: str) -> dict[str, list[Term]]:
    """Return the words of some lists that are offered, or stand at an agency.

    What only an agency with a place that must not be known has tells nothing here.
    """
    open_still = Q(retired_on__isnull=True) | Q(retired_on__gt=day)
    known = Agency.objects.filter(place_is_confidential=False)
    said = AgencyTerm.objects.filter(agency__in=known, term=OuterRef("pk"))
    stands = Exists(said) | Exists(known.filter(kind=OuterRef("pk")))
    return _by_list(lists, Term.objects.filter(open_still | stands))


def _by_list(lists: Sequence[str], terms: QuerySet[Term]) -> dict[str, list[Term]]:
    found: dict[str, list[Term]] = {one: [] for one in lists}
    rows = terms.filter(vocabulary__in=lists)
    for term in rows.order_by("position", "name", "pk"):
        found[term.vocabulary].append(term)
    return found


def parts_of(agencies: Iterable[Agency]) -> dict[UUID, list[str]]:
    """Return the parts in the four Ps that agencies play, by their keys."""
    found: dict[UUID, list[str]] = defaultdict(list)
    said = AgencyTerm.objects.filter(
        agency__in=[one.pk for one in agencies], term__vocabulary=Vocabulary.FOUR_PS
    )
    ordered = said.order_by("term__position", "term__name")
    for pk, name in ordered.values_list("agency", "term__name"):
        found[pk].append(name)
    return found


def agencies_called(name: str, *, reader: Person) -> list[Agency]:
    """Return the agencies of exactly this name, else some that have it in theirs."""
    seen = Agency.objects.visible_to(reader).exclude(name=NOT_NAMED)
    exact = list(seen.filter(name__iexact=name).order_by("pk")[:MOST_ALIKE])
    like = seen.filter(called_like(name)).order_by(Lower("name"), "pk")
    return exact or list(like[:MOST_ALIKE])


def agencies_alike(name: str, *, reader: Person) -> list[Agency]:
    """Return agencies that are called the same but for case, accents and marks.

    Other and former names count too.
    """
    wanted = words_of(name)
    seen = Agency.objects.visible_to(reader)
    rows = [*seen.values_list("pk", "name"), *seen.values_list("pk", "alternate_name")]
    rows += seen.exclude(called=None).values_list("pk", "called__name")
    alike = {pk for pk, called in rows if called and words_of(called) == wanted}
    return list(seen.filter(pk__in=alike).order_by("name", "pk")[:MOST_ALIKE])


@dataclass(frozen=True)
class SeatShown:
    """A seat as a reader may know it; who is empty where she may not know who sits."""

    seat: Seat
    who: str


@dataclass(frozen=True)
class AgencyPage:
    """What a reader may see of an agency, beside its own fields."""

    words: dict[str, list[str]]
    other_names: list[AgencyName]
    former_names: list[AgencyName]
    parent: Agency | None
    parts: list[Agency]
    predecessors: list[Agency]
    successor: Agency | None
    memberships: list[Membership] = field(default_factory=list)
    seats: list[SeatShown] = field(default_factory=list)
    more_seats: int = 0


def page_of_agency(agency: Agency, *, reader: Person | None, day: date) -> AgencyPage:
    """Return what a reader may see of an agency that she may see.

    Without a seat that is what everyone sees: no membership, and no seat.
    """
    called = [one for one in agency.called.all() if one.name != agency.name]
    above, parts, predecessors = _around(agency, reader)
    members: dict[str, Any] = {}
    if reader is not None and reader.held:
        members["memberships"] = list(agency.memberships.order_by("from_on", "pk"))
        members["seats"], members["more_seats"] = _seats(agency, reader, day)
    return AgencyPage(
        words=words_said(agency),
        other_names=[one for one in called if one.until_on is None],
        former_names=[one for one in called if one.until_on],
        parent=above.get(agency.parent_id),
        successor=above.get(agency.successor_id),
        parts=parts,
        predecessors=predecessors,
        **members,
    )


def _around(
    agency: Agency, reader: Person | None
) -> tuple[dict[UUID | None, Agency], list[Agency], list[Agency]]:
    """Return agencies that stand above one, its parts, and those that it follows."""
    ours = Q(pk__in=[agency.parent_id, agency.successor_id])
    near = ours | Q(parent=agency.pk) | Q(successor=agency.pk)
    seen = Agency.objects.visible_to(reader).filter(near).order_by(Lower("name"), "pk")
    rows = list(seen[: MOST_NEAR * 2])
    return (
        {one.pk: one for one in rows},
        [one for one in rows if one.parent_id == agency.pk],
        [one for one in rows if one.successor_id == agency.pk],
    )


def words_said(agency: Agency) -> dict[str, list[str]]:
    """Return the words that may be said of an agency, by list."""
    found: dict[str, list[str]] = defaultdict(list)
    said = agency.said.order_by("term__position", "term__name")
    for row in said.select_related("term"):
        if not (agency.place_is_confidential and row.term.is_fine):
            found[row.term.vocabulary].append(row.term.name)
    return found


# Who leads an agency, who speaks for it, who stands in; then the others.
_RANK = Case(
    *(When(role=role, then=at) for at, role in enumerate(FOR_AN_AGENCY)),
    default=len(FOR_AN_AGENCY),
)


def _seats(agency: Agency, reader: Person, day: date) -> tuple[list[SeatShown], int]:
    """Return the seats of an agency that a reader may see, and how many more."""
    seen = Seat.objects.visible_to(reader).holding(day).filter(agency=agency)
    ordered = seen.select_related("group", "person").order_by(
        F("group__is_network").desc(), "group__name", _RANK, "position", "pk"
    )
    rows = list(ordered[:MOST_SEATS])
    people = Person.objects.visible_to(reader)
    known = set(
        people.filter(pk__in=[one.person_id for one in rows]).values_list(
            "pk", flat=True
        )
    )
    more = seen.count() - len(rows) if len(rows) == MOST_SEATS else 0
    shown = [
        SeatShown(one, one.person.name if one.person_id in known else "")
        for one in rows
    ]
    return shown, more


@dataclass(frozen=True)
class Ends:
    """What ends with an agency's membership."""

    seats: int
    people: int


def what_ends(agency: Agency, *, day: date) -> Ends:
    """Return how many seats end with an agency's membership, and of how many people."""
    held = Seat.objects.holding(day).filter(agency=agency)
    counted = held.aggregate(seats=Count("pk"), people=Count("person", distinct=True))
    return Ends(**counted)
