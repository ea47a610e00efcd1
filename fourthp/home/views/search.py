"""Search over everything a member may see: what is typed is in no address."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fourthp.home.forms import SearchForm
from fourthp.home.queries.search import search
from fourthp.partnership.models import Person
from fourthp.partnership.queries.network import network_asked_once


def search_page(request: HttpRequest) -> HttpResponse:
    """Show the box; a POST answers, by kind."""
    if request.method != "POST":
        return render(request, "home/search.html", {"form": SearchForm()})
    form = SearchForm(request.POST)
    if not form.is_valid():
        return render(request, "home/search.html", {"form": form}, status=400)
    # What is searched for stands in no address; nothing is changed by it all the same.
    with network_asked_once():
        return render(request, "home/search.html", _found(request, form))


def _found(request: HttpRequest, form: SearchForm) -> dict[str, object]:
    reader: Person = request.standing.person  # type: ignore[attr-defined]  # by PolicyMiddleware
    found = search(form.line(), reader=reader, only=form.kind())
    return {
        "form": form,
        "line": form.line(),
        "found": found,
        "only": form.kind(),
    }
