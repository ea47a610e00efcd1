"""To whom an action can be given: agencies and seats of a group, as the giver knows."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from fourthp.partnership.models import FOR_AN_AGENCY, Agency, Group, Person, Seat
from fourthp.plan.queries.action_told import known_names

MOST_SEATS = 300
SEAT, AGENCY = "seat", "agency"


@dataclass
class Offer:
    """Owners to choose from: by the agency's name, each its value and words.

    is_cut: there are more than are offered: a part of a name brings the others.
    """

    groups: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    is_cut: bool = False

    def values(self) -> set[str]:
        """Return what may be chosen."""
        return {value for some in self.groups.values() for value, _words in some}


def owners_offered(
    reader: Person,
    group: Group,
    day: date,
    *,
    like: str = "",
    agency: UUID | None = None,
) -> Offer:
    """Return to whom an action of a group can be given, as far as a reader knows.

    like: a part of the name of a person or an agency. agency: hers alone.
    """
    seats = Seat.objects.visible_to(reader).holding(day).filter(group=group)
    if agency is not None:
        seats = seats.filter(agency=agency)
    if like:
        named = Q(person__name__icontains=like) & Q(
            person__in=Person.objects.visible_to(reader)
        )
        seats = seats.filter(named | Q(agency__name__icontains=like))
    rows = seats.select_related("person", "agency").order_by(
        "agency__name", "agency", "position", "from_on", "pk"
    )
    found = list(rows[: MOST_SEATS + 1])
    offer = Offer(is_cut=len(found) > MOST_SEATS)
    known = known_names((one.person for one in found), reader)
    for seat in found[:MOST_SEATS]:
        _add(offer, seat, known)
    return offer


def _add(offer: Offer, seat: Seat, known: set[object]) -> None:
    name = str(seat.agency) if seat.agency else _("For no agency")
    some = offer.groups.setdefault(name, [])
    if seat.agency is not None and seat.role in FOR_AN_AGENCY:
        whole = (f"{AGENCY}:{seat.agency_id}", _("%s, whoever can") % name)
        if whole not in some:
            some.insert(0, whole)
    role = str(seat.get_role_display())
    words = f"{seat.person.name}, {role}" if seat.person_id in known else role
    some.append((f"{SEAT}:{seat.pk}", words))


def owner_chosen(value: str, reader: Person) -> Seat | Agency | None:
    """Return the seat or agency that a value names, if a reader may know of it.

    A seat that has ended is found too: why it cannot have an action is said then.
    """
    kind, _colon, pk = value.partition(":")
    try:
        wanted = UUID(pk)
    except ValueError:
        return None
    if kind == SEAT:
        seats = Seat.objects.visible_to(reader).select_related("agency", "person")
        return seats.filter(pk=wanted).first()
    if kind == AGENCY:
        return Agency.objects.visible_to(reader).filter(pk=wanted).first()
    return None
