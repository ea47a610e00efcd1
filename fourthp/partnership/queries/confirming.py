"""Which agencies are to be asked whether their people are still theirs."""

from datetime import date, timedelta

from django.db.models import F, Q, QuerySet

from fourthp.partnership.models import (
    FOR_AN_AGENCY,
    Agency,
    Membership,
    Person,
    Seat,
)
from fourthp.partnership.models.people import SeatQuerySet
from fourthp.partnership.queries.departures import who_answers_for
from fourthp.partnership.rules.months import months_before

ASKED_AGAIN_AFTER = timedelta(days=14)
UNANSWERED_AFTER = timedelta(days=28)
_OPEN = Q(people_asked_on__isnull=False) & (
    Q(people_confirmed_on=None) | Q(people_confirmed_on__lt=F("people_asked_on"))
)


def agencies_to_ask(day: date, *, months: int) -> QuerySet[Agency]:
    """Return the members of whom nobody said for some months who their people are.

    Who was asked meanwhile is asked anew when as many months are over; 0 is never.
    """
    if not months:
        return Agency.objects.none()
    limit = months_before(day, months)
    since = Membership.objects.holding(day).filter(from_on__lte=limit)
    return Agency.objects.filter(
        Q(people_confirmed_on=None) | Q(people_confirmed_on__lte=limit),
        Q(people_asked_on=None) | Q(people_asked_on__lte=limit),
        pk__in=since.values("agency"),
    ).order_by("pk")


def agencies_to_remind(day: date) -> QuerySet[Agency]:
    """Return the members that were asked two weeks ago and have not answered."""
    return _unanswered(day, since=day - ASKED_AGAIN_AFTER)


def agencies_unanswered(day: date) -> QuerySet[Agency]:
    """Return the members that were asked twice and have not answered, oldest first."""
    found = _unanswered(day, since=day - UNANSWERED_AFTER)
    return found.order_by("people_asked_on", "name")


def _unanswered(day: date, *, since: date) -> QuerySet[Agency]:
    members = Agency.objects.members(day).filter(_OPEN, people_asked_on__lte=since)
    return members.order_by("pk")


def waits_for_answer(agency: Agency) -> bool:
    """Tell whether an agency was asked, and has not said it since."""
    asked, confirmed = agency.people_asked_on, agency.people_confirmed_on
    return asked is not None and (confirmed is None or confirmed < asked)


def people_listed(
    agency: Agency, reader: Person, *, asked_on: date
) -> list[tuple[Person, list[str]]]:
    """Return who sits for an agency, as somebody of it may know, with their roles.

    Who came on the day of the question or after it is not among them: so a page never
    says more than the mail did.
    """
    known = _known(agency, reader).holding(asked_on).filter(from_on__lt=asked_on)
    return _with_roles(known)


def people_sitting(
    agency: Agency, reader: Person, day: date
) -> list[tuple[Person, list[str]]]:
    """Return who sits for an agency on a day, as somebody of it may know."""
    return _with_roles(_known(agency, reader).holding(day))


def _known(agency: Agency, reader: Person) -> SeatQuerySet:
    seen = Seat.objects.visible_to(reader)
    return Seat.objects.filter(agency=agency, pk__in=seen.values("pk"))


def _with_roles(seats: SeatQuerySet) -> list[tuple[Person, list[str]]]:
    found: dict[Person, list[str]] = {}
    rows = seats.select_related("person", "group").order_by("person__name", "from_on")
    for seat in rows:
        roles = found.setdefault(seat.person, [])
        role = str(seat.get_role_display())
        if role not in roles:
            roles.append(role)
    return list(found.items())


def asked_of(person: Person, day: date) -> list[Agency]:
    """Return the agencies of which somebody is asked whose people they are."""
    seats = (one for one in person.held if one.role in FOR_AN_AGENCY)
    held = {one.agency for one in seats if one.agency}
    if not held:
        return []
    agencies = Agency.objects.filter(_OPEN, pk__in=held)
    return [one for one in agencies.order_by("name") if _is_asked(person, one, day)]


def _is_asked(person: Person, agency: Agency, day: date) -> bool:
    return person.pk in {one.pk for one in who_answers_for(agency, day)}
