"""Something is wrong here: a tick, a button, and thanks; no account, no words."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from fourthp.directory.forms.listings import ProblemForm
from fourthp.directory.models import Service
from fourthp.directory.operations.looks import note_reading
from fourthp.directory.operations.problems import report_problems
from fourthp.foundation.actors import Public
from fourthp.foundation.clock import now
from fourthp.partnership.models import HelpLine
from fourthp.partnership.queries.network import help_lines


def problem(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask what is wrong with a listing, and keep the answer."""
    reader = request.standing.person  # type: ignore[attr-defined]  # by PolicyMiddleware
    service = get_object_or_404(Service.objects.visible_to(reader), pk=pk)
    note_reading([pk], by=reader)
    form = ProblemForm.of(request)
    if request.method == "POST" and form.is_valid():
        by = reader or Public()

        def act() -> str:
            report_problems(service, form.cleaned_data["kinds"], by=by, now=now())
            return reverse("service-thanks", args=[pk])

        answer = form.send(act, by=by, now=now())
        if answer:
            return redirect(answer)
    status = 400 if form.errors else 200
    emergency = help_lines(HelpLine.Kind.EMERGENCY)
    context = {"form": form, "service": service, "emergency": emergency}
    return render(request, "directory/problem.html", context, status=status)


def thanks(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say thank you, and lead back."""
    reader = request.standing.person  # type: ignore[attr-defined]  # by PolicyMiddleware
    service = get_object_or_404(Service.objects.visible_to(reader), pk=pk)
    return render(request, "directory/thanks.html", {"service": service})
