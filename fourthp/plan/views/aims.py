"""Aims: all of them drawn on one page, one of them, a new one, its end."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from fourthp.foundation.clock import now, today
from fourthp.foundation.operations.revisions import SomebodyWasFaster
from fourthp.foundation.tables.writing import csv_lines
from fourthp.partnership.models import Group, Person
from fourthp.partnership.queries.audiences import readers_known_to
from fourthp.plan.forms.aims import AimForm, EndingForm
from fourthp.plan.models import Aim
from fourthp.plan.operations.aims import (
    AimIsOver,
    EndsTooSoon,
    GroupIsOver,
    edit_aim,
    end_aim,
    set_aim,
)
from fourthp.plan.operations.exports import note_export
from fourthp.plan.permissions.aims import can_edit_aim, can_say_figure
from fourthp.plan.queries.aims import (
    Figure,
    aims_by_part,
    aims_over,
    contributions_to,
    groups_led,
    lines_of,
)
from fourthp.plan.queries.figures import curve_of, figures_said
from fourthp.plan.views.action_rows import give_href, rows_for
from fourthp.plan.views.drawing import CurveTable, drawn, track_of
from fourthp.plan.views.matters.aims import may_narrow
from fourthp.plan.views.sections import sections
from fourthp.plan.views.standing import person_of

ODD = (EndsTooSoon, GroupIsOver, AimIsOver)


def aim_seen(request: HttpRequest, pk: UUID) -> Aim:
    """Return an aim that whoever asks may see; any other does not exist for her."""
    seen = Aim.objects.visible_to(person_of(request))
    return get_object_or_404(seen.select_related("group", "part"), pk=pk)


def aim_led(request: HttpRequest, pk: UUID) -> Aim:
    """Return an aim that whoever asks sees and may change; 404 and 403 otherwise."""
    found = aim_seen(request, pk)
    if not can_edit_aim(person_of(request), found):
        raise PermissionDenied
    return found


def index(request: HttpRequest) -> HttpResponse:
    """Show every aim that somebody may see, by part, drawn, and what lacks."""
    person, day = person_of(request), today()
    group = _chosen_group(request, person)
    parts = aims_by_part(person, day, group=group)
    lines = [line for part in parts for line in part.lines]
    context = {
        "sections": sections("aims"),
        "parts": [(part, [drawn(line) for line in part.lines]) for part in parts],
        "count": len(lines),
        "is_empty": not lines,
        "gaps": [part.term.name for part in parts if not part.lines],
        "late": sum(line.is_late for line in lines),
        "over": aims_over(person, group=group),
        "group": group,
        "may_set": groups_led(person, day).exists(),
    }
    return render(request, "plan/aims.html", context)


def _chosen_group(request: HttpRequest, person: Person) -> Group | None:
    """Return the group by which the page is narrowed; one not seen narrows nothing."""
    try:
        wanted = UUID(request.GET.get("group", ""))
    except ValueError:
        return None
    return Group.objects.visible_to(person).filter(pk=wanted).first()


def new_aim(request: HttpRequest) -> HttpResponse:
    """Set an aim, for whoever leads a group's work."""
    person, day = person_of(request), today()
    groups = list(groups_led(person, day))
    if not groups:
        raise PermissionDenied
    form = AimForm.of(request, groups=groups)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            made = set_aim(form.facts(), form.chosen_group(), by=person, today=day)
            return reverse("aim", args=[made.pk])

        if answer := form.sent(act, by=person, now=now(), refused=ODD):
            said = _("The aim is set. Now say by which figure you see how far it is.")
            messages.success(request, said)
            return redirect(answer)
    context = {"form": form, "back": reverse("aims")}
    return _answer(request, "plan/aim_form.html", context)


def _answer(request: HttpRequest, page: str, context: dict[str, Any]) -> HttpResponse:
    status = 400 if context["form"].errors else 200
    return render(request, page, context, status=status)


def aim(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show an aim: what it means, how far it is, who brings and asks what."""
    person, found, day = person_of(request), aim_seen(request, pk), today()
    [line] = lines_of(Aim.objects.filter(pk=found.pk), day)
    context = {
        "aim": found,
        "figures": [_shown(one, person) for one in line.figures],
        "contributions": contributions_to(found, day),
        "actions": rows_for(found, person, day),
        "give_href": "" if found.is_done else give_href(found, person, day),
        "own": {one.agency for one in person.held if one.agency},
        "readers": readers_known_to(found, asks=person),
        "may_edit": can_edit_aim(person, found),
        "may_say": any(one.agency for one in person.held),
        "may_narrow": may_narrow(person, found),
    }
    return render(request, "plan/aim.html", context)


def _shown(figure: Figure, person: Person) -> dict[str, Any]:
    curve, readings = curve_of(figure.indicator)
    return {
        "figure": figure,
        "track": track_of(figure),
        "curve": CurveTable(figure, curve, readings),
        "may_say": can_say_figure(person, figure.indicator),
    }


def facts(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change what an aim says, for whoever leads its group's work."""
    person, found = person_of(request), aim_led(request, pk)
    form = AimForm.for_aim(request, found)
    if request.method == "POST" and form.is_valid():
        answer = _change(form, found, person)
        if answer:
            messages.success(request, _("Changed."))
            return redirect(answer)
    context = {"form": form, "aim": found, "back": reverse("aim", args=[pk])}
    return _answer(request, "plan/aim_form.html", context)


def _change(form: AimForm, found: Aim, person: Person) -> str | None:
    seen = form.cleaned_data["seen"]

    def act() -> str:
        edit_aim(found, form.facts(), by=person, seen=seen)
        return reverse("aim", args=[found.pk])

    try:
        return form.sent(act, by=person, now=now(), refused=ODD)
    except SomebodyWasFaster as problem:
        found.refresh_from_db()
        form.look_again(found)
        form.add_error(None, str(problem))
        return None


def ending(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say what became of an aim, for whoever leads its group's work."""
    person, found = person_of(request), aim_led(request, pk)
    form, here = EndingForm.of(request), reverse("aim", args=[pk])
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data

        def act() -> str:
            end_aim(found, said["outcome"], said["words"], by=person, today=today())
            return here

        if answer := form.sent(act, by=person, now=now(), refused=ODD):
            messages.success(
                request, _("Noted. It stands with the aims that are over.")
            )
            return redirect(answer)
    return _answer(
        request, "plan/aim_ending.html", {"form": form, "aim": found, "back": here}
    )


def table(request: HttpRequest) -> StreamingHttpResponse:
    """Give every figure that was said of aims somebody may see; it is noted who."""
    person = person_of(request)
    note_export("aims", by=person)
    header = [_("Part"), _("Aim"), _("Group"), _("Figure"), _("Unit"), _("Source")]
    header += [_("At the beginning"), _("Target"), _("Who says it"), _("Day")]
    header += [_("Value"), _("Note")]
    answer = StreamingHttpResponse(
        csv_lines(header, _rows(person)),
        content_type="text/csv; charset=utf-8",
    )
    name = f"aims-{now():%Y-%m-%d}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _rows(person: Person) -> Iterator[list[Any]]:
    for one in figures_said(person):
        figure, aim = one.indicator, one.indicator.aim
        yield [
            *(aim.part.name, aim.title, aim.group.name, figure.name, figure.unit),
            *(figure.source, figure.baseline, figure.target, figure.agency or ""),
            *(one.on, one.value, one.note),
        ]
