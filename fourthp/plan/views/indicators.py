"""Figures of aims: defined, changed, kept no longer, said, and taken away."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fourthp.foundation.clock import now, today
from fourthp.foundation.forms import KeyedForm, press
from fourthp.plan.forms.indicators import FigureForm, IndicatorForm
from fourthp.plan.models import Aim, Indicator, Reading
from fourthp.plan.operations.aims import AimIsOver
from fourthp.plan.operations.indicators import (
    IsRetired,
    NotYet,
    change_indicator,
    define_indicator,
    remove_figure,
    retire_indicator,
    say_figure,
)
from fourthp.plan.permissions.aims import can_edit_aim, can_say_figure
from fourthp.plan.views.aims import aim_led
from fourthp.plan.views.standing import person_of

ODD = (AimIsOver, IsRetired, NotYet)


@dataclass(frozen=True)
class Page:
    """A page with a form about an aim's figures; said comes after it."""

    template: str
    aim: Aim
    said: str
    indicator: Indicator | None = None


def indicator_seen(request: HttpRequest, pk: UUID) -> Indicator:
    """Return a figure of an aim that whoever asks may see; 404 otherwise."""
    seen = Aim.objects.visible_to(person_of(request))
    rows = Indicator.objects.filter(aim__in=seen)
    return get_object_or_404(rows.select_related("aim__group", "agency"), pk=pk)


def _led(request: HttpRequest, pk: UUID) -> Indicator:
    found = indicator_seen(request, pk)
    if not can_edit_aim(person_of(request), found.aim):
        raise PermissionDenied
    return found


def new_indicator(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Define a figure of an aim, for whoever leads its group's work."""
    person, aim = person_of(request), aim_led(request, pk)
    form = IndicatorForm.of(request, reader=person)

    def act() -> None:
        define_indicator(aim, form.facts(), by=person)

    said = _("Defined. The first figure can be said now.")
    return _form(request, form, act, Page("plan/indicator_form.html", aim, said))


def facts(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change what a figure is, for whoever leads its group's work."""
    person, found = person_of(request), _led(request, pk)
    form = IndicatorForm.for_indicator(request, found, reader=person)

    def act() -> None:
        change_indicator(found, form.facts(), by=person)

    page = Page("plan/indicator_form.html", found.aim, _("Changed."), found)
    return _form(request, form, act, page)


def figure(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say what a figure was on a day, for the people of whoever keeps it."""
    person, found = person_of(request), indicator_seen(request, pk)
    if not can_say_figure(person, found):
        raise PermissionDenied
    form = FigureForm.of(request)

    def act() -> None:
        said = form.cleaned_data
        say_figure(
            found,
            said["value"],
            on=said["on"],
            by=person,
            today=today(),
            note=said["note"],
        )

    page = Page("plan/figure.html", found.aim, _("Noted."), found)
    return _form(request, form, act, page)


def _form(
    request: HttpRequest, form: KeyedForm, act: Callable[[], None], page: Page
) -> HttpResponse:
    """Show a form about an aim's figures, and do its act once."""
    here = reverse("aim", args=[page.aim.pk])
    if request.method == "POST" and form.is_valid():

        def once() -> str:
            act()
            return here

        if answer := form.sent(once, by=person_of(request), now=now(), refused=ODD):
            messages.success(request, page.said)
            return redirect(answer)
    context = {"form": form, "aim": page.aim, "indicator": page.indicator}
    status = 400 if form.errors else 200
    context["back"] = here
    return render(request, page.template, context, status=status)


def retirement(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say what happens to a figure that is kept no longer, and keep it no longer."""
    person, found = person_of(request), _led(request, pk)
    here = reverse("aim", args=[found.aim_id])
    if request.method != "POST":
        context = {"indicator": found, "aim": found.aim, "back": here}
        return render(request, "plan/indicator_retirement.html", context)

    def act() -> str:
        retire_indicator(found, by=person, today=today())
        return here

    return _pressed(request, act, here, _("It is kept no longer."))


@require_POST
def removal(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a figure of a day away that was said by mistake."""
    person = person_of(request)
    seen = Aim.objects.visible_to(person)
    rows = Reading.objects.filter(indicator__aim__in=seen)
    related = rows.select_related("indicator__aim__group", "indicator__agency")
    reading = get_object_or_404(related, pk=pk)
    here = reverse("aim", args=[reading.indicator.aim_id])

    def act() -> str:
        remove_figure(reading, by=person)
        return here

    return _pressed(request, act, here, _("Taken away."))


def _pressed(
    request: HttpRequest, act: Callable[[], str], here: str, said: str
) -> HttpResponse:
    try:
        answer = press(request, act, by=person_of(request), now=now())
    except AimIsOver as problem:
        messages.warning(request, str(problem))
        return redirect(here)
    messages.success(request, said)
    return redirect(answer)
