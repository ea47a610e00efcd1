"""Pages that span rooms."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fourthp.directory.permissions import can_import
from fourthp.directory.queries.listings import Show, kept_counts, own_agencies
from fourthp.foundation.clock import today
from fourthp.partnership.models import Person


def front(request: HttpRequest) -> HttpResponse:
    """Ask the one question of the front page; tell members what there is to do."""
    standing = request.standing  # type: ignore[attr-defined]  # by PolicyMiddleware
    if not standing.is_member:
        return render(request, "home/front.html")
    return render(request, "home/members.html", to_do(standing.person))


def to_do(person: Person) -> dict[str, object]:
    """Return what there is to do for somebody who holds a seat."""
    counts = kept_counts(person, today())
    runs = can_import(person)
    return {
        "kept": counts[Show.ALL],
        "due": counts[Show.DUE],
        "wrong": counts[Show.PROBLEMS],
        "may_import": runs,
        "may_list": runs or own_agencies(person, today()).exists(),
    }
