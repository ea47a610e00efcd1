"""The first month: what is left to do, and folding it away."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from fourthp.foundation.clock import now, today
from fourthp.foundation.forms import press
from fourthp.home.queries.first_month import first_month
from fourthp.partnership.operations.network import put_first_month
from fourthp.partnership.queries.network import this_network


def first_month_page(request: HttpRequest) -> HttpResponse:
    """Show what the first month has left to do; a POST folds it away, or shows it."""
    person = request.standing.person  # type: ignore[attr-defined]  # by PolicyMiddleware
    if request.method == "POST":
        if this_network() is None:
            raise Http404
        folds = request.POST.get("show") != "yes"

        def act() -> str:
            put_first_month(by=person, closed_on=today() if folds else None)
            return reverse("front" if folds else "first-month")

        return redirect(press(request, act, by=person, now=now()))
    context = {"month": first_month(today()), "is_here": this_network() is not None}
    return render(request, "home/first_month.html", context)
