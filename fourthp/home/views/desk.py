"""The coordinator's desk."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fourthp.foundation.clock import now
from fourthp.home.queries.desk import desk


def desk_page(request: HttpRequest) -> HttpResponse:
    """Show what in the network lacks somebody or something; each leads to its place."""
    person = request.standing.person  # type: ignore[attr-defined]  # by PolicyMiddleware
    parts = desk(person, now())
    context = {
        "parts": [one for one in parts if one.count],
        "quiet": [one for one in parts if not one.count],
    }
    return render(request, "home/desk.html", context)
