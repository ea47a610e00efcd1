"""Groups as a reader may know them: which there are, and who sits in them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fourthp.partnership.models import (
    FOR_AN_AGENCY,
    Agency,
    Group,
    Person,
    Role,
    Seat,
)

# In this order they are shown; every other role comes after.
_FIRST = (Role.CHAIR, Role.COORDINATOR, Role.REPRESENTATIVE, Role.LEAD, Role.DEPUTY)
# So many of one role stand on a group's page; the list of people has all.
SHOWN = 12
# So many groups stand on a page of their list: who sits in each is counted.
PAGE = 24


@dataclass(frozen=True)
class Line:
    """A group in a list: how many sit in it for how many agencies, and whether she."""

    group: Group
    people: int = 0
    agencies: int = 0
    is_own: bool = False

    @property
    def is_begun(self) -> bool:
        """Tell whether it is a group beside the network, and was begun."""
        proposed = self.group.is_proposed or self.group.was_given_up
        return not (self.group.is_network or proposed)

    @property
    def told(self) -> str:
        """Return who sits in it or would, and until when, in words."""
        n, until = self.people, self.group.ends_on
        day = date_format(until, "j F Y") if until else ""
        if self.group.was_given_up:
            return _("Proposed, and not begun · %(day)s") % {"day": day}
        if self.group.is_proposed:
            return ngettext(
                "%(n)s person would take part", "%(n)s people would take part", n
            ) % {"n": n}
        said = ngettext("%(n)s person", "%(n)s people", n) % {"n": n}
        if self.agencies:
            n = self.agencies
            said += ", " + ngettext("%(n)s agency", "%(n)s agencies", n) % {"n": n}
        return f"{said} · {_('until %(day)s') % {'day': day}}" if day else said


# The lists of groups, as they follow one another.
LISTS = (
    "network",
    "lasting",
    "until_done",
    "to_come",
    "proposed",
    "outside",
    "over",
)


@dataclass(frozen=True)
class Groups:
    """A page of the groups that a reader may see, each in the list it belongs to.

    lists are LISTS with what of them stands on this page, counted with all of it.
    """

    number: int
    pages: int
    lists: dict[str, list[Line]]
    counted: Counter[str]


def groups_for(reader: Person, day: date, *, page: str = "") -> Groups:
    """Return a page of the groups that a reader may see, by list and by name.

    A page that is none is the first, and one behind the last is the last.
    """
    visible = Group.objects.visible_to(reader).order_by("name", "pk")
    placed = [(_list_of(group, day), group) for group in visible]
    placed.sort(key=lambda one: LISTS.index(one[0]))
    shown = Paginator(placed, PAGE).get_page(page)
    counts = _counts([group.pk for _list, group in shown], day)
    own = {one.group for one in reader.held}
    lists: dict[str, list[Line]] = {name: [] for name in LISTS}
    for name, group in shown:
        people, agencies = counts.get(group.pk, (0, 0))
        lists[name].append(Line(group, people, agencies, group.pk in own))
    counted = Counter(name for name, _group in placed)
    return Groups(shown.number, shown.paginator.num_pages, lists, counted)


def _list_of(group: Group, day: date) -> str:
    """Return the name of the list that a group belongs to."""
    if group.is_network:
        return "network"
    if group.is_proposed:
        return "proposed"
    if group.is_over(day) or group.was_given_up:
        return "over"
    if group.begins_on is not None and group.begins_on > day:
        return "to_come"
    if group.is_outside:
        return "outside"
    return "until_done" if group.ends_on else "lasting"


def _counts(groups: list[UUID], day: date) -> dict[UUID, tuple[int, int]]:
    """Return how many people and agencies sit in groups, or want to, by group.

    Of people who are counted nothing is told that the group does not tell itself.
    """
    seats = Seat.objects.holding(day).filter(group__in=groups)
    counted = seats.values("group").annotate(
        people=Count("person", distinct=True), agencies=Count("agency", distinct=True)
    )
    found = {one["group"]: (one["people"], one["agencies"]) for one in counted}
    proposed = Group.objects.proposed().filter(pk__in=groups)
    interested = proposed.annotate(people=Count("interests__person"))
    wanted = interested.values_list("pk", "people")
    return found | {pk: (people, 0) for pk, people in wanted}


@dataclass(frozen=True)
class Sitter:
    """A seat as a reader may know it: without a name she may not know."""

    seat: Seat
    name: str
    is_own: bool


@dataclass(frozen=True)
class SitAs:
    """Those who sit in a group in one role: the first of them, and how many in all."""

    role: str
    first: list[Sitter]
    count: int

    @property
    def name(self) -> str:
        """Return the role in words."""
        return capfirst(str(Role(self.role).label))


def sitters(group: Group, reader: Person, day: date) -> list[SitAs]:
    """Return who sits in a group on a day, by role; names as a reader may know them.

    Of the network itself only those who act for it: everybody else sits there too.
    """
    seats = Seat.objects.holding(day).filter(group=group)
    if group.is_network:
        seats = seats.of_officers()
    places = seats.values_list("pk", "role", "position", "agency__name", named=True)
    by_role: dict[str, list[Any]] = {}
    for place in places:
        by_role.setdefault(place.role, []).append(place)
    first = {role: sorted(some, key=_order)[:SHOWN] for role, some in by_role.items()}
    shown = seats.select_related("agency").in_bulk(
        [place.pk for some in first.values() for place in some]
    )
    names = names_known(reader, (seat.person_id for seat in shown.values()))
    return [
        SitAs(
            role,
            [_sitter(shown[place.pk], names, reader) for place in first[role]],
            len(by_role[role]),
        )
        for role in sorted(first, key=_rank)
    ]


def _order(place: Any) -> tuple[int, str, UUID]:
    return place.position, (place.agency__name or "").casefold(), place.pk


def _rank(role: str) -> tuple[int, str]:
    return _FIRST.index(Role(role)) if role in _FIRST else len(_FIRST), role


def _sitter(seat: Seat, names: dict[UUID, str], reader: Person) -> Sitter:
    return Sitter(seat, names.get(seat.person_id, ""), seat.person_id == reader.pk)


def names_known(reader: Person, people: Iterable[UUID]) -> dict[UUID, str]:
    """Return the names of those of some people whom a reader may know."""
    known = Person.objects.visible_to(reader).filter(pk__in=list(people))
    return dict(known.values_list("pk", "name"))


@dataclass(frozen=True)
class For:
    """For whom somebody may sit in a group: an agency, or None in her own right."""

    agency: Agency | None
    role: str

    @property
    def key(self) -> str:
        """Return what a form calls it."""
        return str(self.agency.pk) if self.agency else "own"

    @property
    def name(self) -> str:
        """Return it in words."""
        return self.agency.name if self.agency else _("For no agency")


def sits_for(person: Person, day: date, *, known_to: Person | None = None) -> list[For]:
    """Return for whom somebody may sit in a group, and as what.

    known_to: as far as another may know of her seats.

    For an agency that she represents already she represents it there too; for one
    where she does something else she may only listen: whoever represents an agency
    looks after its listings. In her own right sits who does so already: a seat that
    hangs on no agency would outlast hers.
    """
    seats = person.seats.holding(day).order_by("from_on", "pk")
    if known_to is not None and known_to.pk != person.pk:
        seats = seats.filter(pk__in=Seat.objects.visible_to(known_to).values("pk"))
    found: dict[UUID | None, set[str]] = {}
    agencies: dict[UUID | None, Agency | None] = {}
    for seat in seats.select_related("agency"):
        found.setdefault(seat.agency_id, set()).add(seat.role)
        agencies[seat.agency_id] = seat.agency
    return [
        For(agencies[pk], _role_of(roles) if pk else Role.REPRESENTATIVE)
        for pk, roles in found.items()
    ]


def _role_of(roles: set[str]) -> str:
    if not roles & set(FOR_AN_AGENCY):
        return Role.OBSERVER
    return Role.DEPUTY if roles & set(FOR_AN_AGENCY) == {Role.DEPUTY} else _REPRESENTS


_REPRESENTS = Role.REPRESENTATIVE


@dataclass(frozen=True)
class GroupReaders:
    """Who knows that there is a group: through how many people and agencies."""

    people: int
    agencies: int


def readers_of_group(day: date, *, closed: Group | None = None) -> GroupReaders:
    """Count who sees an open group; of a closed one, its own and the coordinators."""
    seats = Seat.objects.holding(day)
    if closed is not None:
        seats = seats.filter(Q(group=closed) | Q(role=Role.COORDINATOR))
    return GroupReaders(
        **seats.aggregate(
            people=Count("person", distinct=True),
            agencies=Count("agency", distinct=True),
        )
    )


def seats_in(group: Group, day: date) -> int:
    """Count the seats that hold in a group on a day."""
    return Seat.objects.holding(day).filter(group=group).count()


MOST_FOUND = 12


def may_be_seated(
    name: str, *, reader: Person, day: date
) -> list[tuple[Person, For]] | None:
    """Return whom a reader may seat by a name, each for each of whom she sits for.

    None where there are too many to choose from.
    """
    held = Seat.objects.holding(day).values("person")
    known = Person.objects.visible_to(reader).filter(pk__in=held)
    found = list(
        known.filter(name__icontains=name).order_by("name", "pk")[: MOST_FOUND + 1]
    )
    if len(found) > MOST_FOUND:
        return None
    return [
        (person, one)
        for person in found
        for one in sits_for(person, day, known_to=reader)
    ]
