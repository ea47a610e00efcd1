"""Somebody without an account raises a concern: no name, no address, no cookie."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from fourthp.foundation.actors import Public
from fourthp.foundation.clock import now
from fourthp.partnership.models import HelpLine
from fourthp.partnership.queries.network import help_lines
from fourthp.plan.forms.concerns import WorryForm
from fourthp.plan.operations.concerns import raise_concern


def worries(request: HttpRequest) -> HttpResponse:
    """Ask what worries somebody, and keep it for a coordinator."""
    form = WorryForm.of(request)
    if request.method == "POST" and form.is_valid():
        by = Public()

        def act() -> str:
            raise_concern(form.facts(), by=by, now=now())
            return reverse("worries-thanks")

        answer = form.send(act, by=by, now=now())
        if answer:
            return redirect(answer)
    status = 400 if form.errors else 200
    emergency = help_lines(HelpLine.Kind.EMERGENCY)
    context = {"form": form, "emergency": emergency}
    return render(request, "plan/worries.html", context, status=status)


def thanks(request: HttpRequest) -> HttpResponse:
    """Say thank you, and what happens now."""
    return render(request, "plan/worries_thanks.html")
