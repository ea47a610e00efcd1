"""To whom an action's owner may hand it over, or whoever gives it."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.timezone import localdate

from fourthp.foundation.clock import today
from fourthp.foundation.ids import made_before
from fourthp.partnership.models import FOR_AN_AGENCY, Seat
from fourthp.plan.models import Action

# A mail that asks this names so many colleagues at most.
MOST_COLLEAGUES = 6


def colleagues_of(
    action: Action, without: UUID, *, since: datetime | None = None
) -> list[Seat]:
    """Return the seats of an action's agency in its group, but for one person's.

    since: as a mail of that moment named them, and as far as they sit there still.
    """
    if action.agency_id is None:
        return []
    day = localdate(since) if since else today()
    seats = Seat.objects.holding(day).filter(
        agency=action.agency_id, group=action.group_id, role__in=FOR_AN_AGENCY
    )
    if since:
        # Since the mail somebody may have come whom it did not name.
        named = Q(from_on__lt=day) | Q(pk__lt=made_before(since))
        seats = seats.filter(named) & Seat.objects.holding(today())
    rows = seats.exclude(person=without).select_related("person", "agency", "group")
    return _each_person_once(rows.order_by("position", "from_on", "pk"))


def _each_person_once(rows: Iterable[Seat]) -> list[Seat]:
    once: dict[UUID, Seat] = {}
    for one in rows:
        once.setdefault(one.person_id, one)
    return list(once.values())[:MOST_COLLEAGUES]
