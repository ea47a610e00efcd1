"""Who may be the second person: of some people those who sat there beforehand."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.utils.timezone import localdate

from fourthp.partnership.models import FOR_AN_AGENCY, Person, Seat, Widening
from fourthp.partnership.models.people import SeatQuerySet
from fourthp.partnership.permissions import MAY_VOUCH
from fourthp.partnership.queries.standing import holders_of


def officers_beside(asked: Widening) -> list[Person]:
    """Return who may be the second for the network: chairs, seconds, coordinators.

    On the very first day too: they need not have sat there the day before.
    """
    day, seats = localdate(asked.asked_at), _made_before(asked)
    held = seats.holding(day) | seats.filter(
        from_on__lte=day, ended_at__gte=asked.asked_at
    )
    officers = held.filter(role__in=MAY_VOUCH, group__is_network=True)
    return _but_who_asks(holders_of(*MAY_VOUCH), asked, officers)


def speakers_beside(
    asked: Widening, people: Iterable[Person], agency: UUID | None
) -> list[Person]:
    """Return of an agency's people of today who may be the second."""
    return _but_who_asks(people, asked, _for_agency(asked, agency))


def spoke_for(asked: Widening, agency: UUID | None) -> bool:
    """Tell whether whoever asked looked after an agency's matters beforehand."""
    return _for_agency(asked, agency).filter(person=asked.asked_by_id).exists()


def _made_before(asked: Widening) -> SeatQuerySet:
    """Return the seats that were given before something was asked.

    One that was given since may begin on any day: it is told by its id. So nobody who
    asks seats her own second.
    """
    return Seat.objects.filter(pk__lt=asked.pk)


def _for_agency(asked: Widening, agency: UUID | None) -> SeatQuerySet:
    """Return the seats that spoke for an agency on the day before: leads give them."""
    eve = localdate(asked.asked_at) - timedelta(days=1)
    return (
        _made_before(asked).holding(eve).filter(agency=agency, role__in=FOR_AN_AGENCY)
    )


def _but_who_asks(
    people: Iterable[Person], asked: Widening, seats: SeatQuerySet
) -> list[Person]:
    sat = set(seats.values_list("person", flat=True))
    return [one for one in people if one.pk in sat and one.pk != asked.asked_by_id]
