"""Pages that span rooms."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fourthp.directory.permissions import can_import
from fourthp.directory.queries.listings import Show, kept_counts, own_agencies
from fourthp.foundation.clock import now, today
from fourthp.foundation.queries.clockwork import duties_told, workers_alive
from fourthp.partnership.models import Person, Role


def front(request: HttpRequest) -> HttpResponse:
    """Ask the one question of the front page; tell members what there is to do."""
    standing = request.standing  # type: ignore[attr-defined]  # by PolicyMiddleware
    if not standing.is_member:
        return render(request, "home/front.html")
    return render(request, "home/members.html", to_do(standing.person, standing.roles))


def to_do(person: Person, roles: frozenset[str]) -> dict[str, object]:
    """Return what there is to do for somebody who holds a seat."""
    sees_clockwork = bool(roles & {Role.COORDINATOR, Role.AUDITOR})
    counts = kept_counts(person, today())
    runs = can_import(person)
    return {
        "kept": counts[Show.ALL],
        "due": counts[Show.DUE],
        "wrong": counts[Show.PROBLEMS],
        "may_import": runs,
        "sees_clockwork": sees_clockwork,
        "clockwork_is_late": sees_clockwork and clockwork_is_late(now()),
        "may_list": runs or own_agencies(person, today()).exists(),
    }


def clockwork_is_late(moment: datetime) -> bool:
    """Tell whether somebody should look at what happens on its own."""
    is_late = any(one.needs_a_look for one in duties_told(moment))
    return is_late or not workers_alive(moment)
