"""The front page: one question for everyone; for members what waits for them."""

from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fourthp.directory.permissions import can_import
from fourthp.directory.queries.listings import keeps_listings
from fourthp.foundation.clock import now, today
from fourthp.foundation.offers import Urgency, waiting_for
from fourthp.foundation.policies import Standing
from fourthp.home.queries.changed import changed_since
from fourthp.home.queries.first_month import FirstMonth, first_month, is_folded
from fourthp.partnership.models import Person, Role
from fourthp.partnership.queries.departures import seats_ended_on
from fourthp.partnership.queries.network import this_network

# So much stands open; the rest is folded, but nothing that is urgent.
FEW_WAITING, FEW_CHANGES = 6, 5


def front(request: HttpRequest) -> HttpResponse:
    """Ask the one question of the front page; tell members what waits for them."""
    standing = request.standing  # type: ignore[attr-defined]  # by PolicyMiddleware
    if not standing.is_member:
        return render(request, "home/front.html", _seatless(standing.person))
    return render(request, "home/members.html", _for_member(standing, now()))


def _seatless(person: Person | None) -> dict[str, object]:
    """Return what is said to somebody who signed in and holds no seat today."""
    if person is None:
        return {}
    ended_on = seats_ended_on(person, today())
    return {"person": person, "ended_on": ended_on, "network": this_network()}


def _for_member(standing: Standing, moment: datetime) -> dict[str, object]:
    """Return what a member's front page says.

    Who acts for the network and came by a password alone is shown the way to the
    stronger door, and nothing of what waits behind it (S6).
    """
    person, roles, day = standing.person, standing.roles, today()
    if standing.is_officer and not standing.is_strong:
        return {"steps_up": True}
    waiting = waiting_for(person, moment)
    urgent = sum(one.urgency is Urgency.NOW for one in waiting)
    is_open = max(FEW_WAITING, urgent)
    runs = can_import(person)
    return {
        "waiting": waiting[:is_open],
        "waiting_more": waiting[is_open:],
        "waiting_count": sum(one.count for one in waiting),
        "changed": changed_since(person, moment, most=FEW_CHANGES),
        "may_import": runs,
        "coordinates": Role.COORDINATOR in roles,
        "sees_clockwork": bool(roles & {Role.COORDINATOR, Role.AUDITOR}),
        "first_month": first_month_shown(roles, person, day),
        "may_list": runs or keeps_listings(person),
    }


def first_month_shown(
    roles: frozenset[str], person: Person, day: date
) -> FirstMonth | None:
    """Return the first month for a coordinator’s front page, as long as it lasts."""
    if Role.COORDINATOR not in roles or not person.is_strong or is_folded():
        return None
    found = first_month(day)
    return None if found.is_over else found
