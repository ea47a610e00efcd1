"""How something is to be shared: who would see it, before it is, and who no more."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.crypto import salted_hmac
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from fourthp.foundation.clock import today
from fourthp.partnership.models import (
    Agency,
    AudienceRule,
    Group,
    Label,
    Person,
    Role,
    Seat,
    Shared,
)
from fourthp.partnership.models.shared import NETWORK_WIDE
from fourthp.partnership.queries.audiences import (
    Way,
    are_hidden,
    seats_by_ways,
    ways_of,
)
from fourthp.partnership.queries.exact_readers import ExactReaders, exact_readers
from fourthp.partnership.rules.labels import LABELS


@dataclass(frozen=True)
class Sharing:
    """A label, and the ways in; ways None is all whom the label lets see it.

    originator: the agency whose people see it however few others do.
    """

    label: str
    ways: tuple[Way, ...] | None = None
    originator: UUID | None = None

    @property
    def is_for_everyone(self) -> bool:
        """Tell whether it is for the public too."""
        return self.label == Label.CLEAR and self.ways is None

    @property
    def is_network_wide(self) -> bool:
        """Tell whether all the members see it, or everyone does."""
        return self.ways is None and self.label in NETWORK_WIDE

    def is_own(self, way: Way) -> bool:
        """Tell whether a way in is for the originator's people, who see it anyway."""
        return way.agency is not None and way.agency.pk == self.originator

    def seats(self) -> QuerySet[Seat]:
        """Return the seats of today through which it would be seen."""
        seats = Seat.objects.holding(today())
        own = Q(agency=self.originator, agency__isnull=False)
        if self.ways is None:
            return seats if self.label in NETWORK_WIDE else seats.filter(own)
        met = (way.met() for way in self.ways if way.names_someone)
        return seats.filter(reduce(or_, met, own))

    def exact_readers(self, *, asks: Person) -> ExactReaders:
        """Return who would see it, as far as somebody knows."""
        groups = [way.group.pk for way in self.ways or () if way.group]
        is_all = not are_hidden(groups, asks=asks)
        return exact_readers(self.seats(), asks=asks, is_all=is_all)


def sharing_of(shared: Shared) -> Sharing:
    """Return how something is shared now."""
    ways = None if shared.audience_id is None else tuple(ways_into(shared.audience_id))
    return Sharing(shared.label, ways, shared.originator_id)


def ways_into(audience: UUID) -> list[Way]:
    """Return the ways into an audience, in the order in which they were named."""
    rules = AudienceRule.objects.filter(audience=audience).order_by("pk")
    return ways_of(rules.select_related("group", "kind", "agency", "person"))


def with_its_own(after: Sharing, *, was: Sharing, own: UUID | None) -> Sharing:
    """Return how something is shared then: its own agency goes on seeing it.

    own: whose it is, where it was all the members' until now; else nothing changes.
    """
    is_first = was.is_network_wide and not after.is_network_wide
    return replace(after, originator=own if is_first else was.originator)


def is_no_wider(after: Sharing, *, than: Sharing) -> bool:
    """Tell whether nobody can ever see it then who could not before.

    It asks what the ways in say, and not who meets them today: who comes into a
    group tomorrow would see what its way in lets be seen.
    """
    if LABELS.index(after.label) < LABELS.index(than.label):
        return False
    if than.is_network_wide:
        return True
    before = [way for way in than.ways or () if way.names_someone]
    if after.originator not in {None, than.originator}:
        own = Way(agency=Agency(pk=after.originator))
        if not _is_covered(own, before):
            return False
    if after.ways is None:  # its label lets see it the originator alone, or everyone
        return after.label not in NETWORK_WIDE
    lets_in = (way for way in after.ways if way.names_someone)
    return all(than.is_own(new) or _is_covered(new, before) for new in lets_in)


def _is_covered(new: Way, before: Iterable[Way]) -> bool:
    """Tell whether some earlier way in asks for nothing that this one does not."""
    asked = new.asked()
    return any(old.asked().items() <= asked.items() for old in before)


@dataclass(frozen=True)
class WouldRead:
    """Exactly who would read something, as its writer may know them.

    token stands for these very readers: who looked at them sends it along. without_her:
    she would not see it any more herself.
    """

    sharing: Sharing
    exact: ExactReaders
    token: str
    without_her: bool

    @property
    def label(self) -> str:
        return self.sharing.label

    @property
    def is_strong_only(self) -> bool:
        """Tell whether a password alone shows it to none of them (S6)."""
        return self.label not in NETWORK_WIDE


def would_read(sharing: Sharing, *, asks: Person) -> WouldRead:
    """Return exactly who would read something that is shared so."""
    seats = sharing.seats()
    people = sorted(map(str, seats.values_list("person", flat=True).distinct()))
    said = " ".join((sharing.label, *people))
    token = salted_hmac("fourthp.sharing.readers", said).hexdigest()
    exact = sharing.exact_readers(asks=asks)
    return WouldRead(sharing, exact, token, str(asks.pk) not in people)


@dataclass(frozen=True)
class WayTold:
    """A way in, in words; none where its reader may not know whom it names.

    people: how many meet it today; why_nobody says why none does.
    """

    words: list[str] = field(default_factory=list)
    people: int = 0
    why_nobody: str = ""


def told_ways(ways: Iterable[Way], *, asks: Person) -> list[WayTold]:
    """Return ways in as somebody may know them; one of a closed group has no word."""
    return [_told(way, asks) for way in ways]


def may_know(way: Way, *, asks: Person) -> bool:
    """Tell whether somebody may know of all that a way in names."""
    named: list[tuple[type[Any], Any]] = [
        (Group, way.group),
        (Agency, way.agency),
        (Person, way.person),
    ]
    return all(
        one is None or model.objects.visible_to(asks).filter(pk=one.pk).exists()
        for model, one in named
    )


def _told(way: Way, asks: Person) -> WayTold:
    if not may_know(way, asks=asks):
        return WayTold()
    role = capfirst(str(Role(way.role).label)) if way.role else ""
    named = (way.group, role, way.kind, way.agency, way.person)
    known = Seat.objects.visible_to(asks).values("pk")
    met = seats_by_ways([way]).filter(pk__in=known)
    people = met.values("person").distinct().count()
    words = [str(one) for one in named if one]
    return WayTold(words, people, "" if people else _why_nobody(way, today()))


def _why_nobody(way: Way, day: date) -> str:
    if way.group and not Group.objects.going_on(day).filter(pk=way.group.pk).exists():
        return _("The group has ended.")
    if way.agency and not Agency.objects.members(day).filter(pk=way.agency.pk).exists():
        return _("The agency is not a member.")
    if way.person and not way.person.seats.holding(day).exists():
        return _("This person holds no seat.")
    return _("No seat meets this today.")
