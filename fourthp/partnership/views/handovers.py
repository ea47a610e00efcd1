"""What somebody leaves for whoever follows in her seat."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from fourthp.foundation.clock import now, today
from fourthp.foundation.operations.revisions import SomebodyWasFaster
from fourthp.foundation.text import markdown
from fourthp.partnership.forms.leaving import HandoverForm
from fourthp.partnership.models import Handover, Person, Seat
from fourthp.partnership.operations.handovers import NOTHING_YET, write_handover
from fourthp.partnership.permissions.handovers import (
    can_read_before,
    can_write_handover,
)
from fourthp.partnership.queries.handovers import may_read_handover, sat_before
from fourthp.partnership.views.standing import person_of


def _seat(request: HttpRequest, pk: UUID) -> tuple[Seat, Person]:
    """Return a seat of which one may know what is left for who follows in it."""
    reader = person_of(request)
    seats = Seat.objects.visible_to(reader).select_related("agency", "group", "person")
    seat = get_object_or_404(seats, pk=pk)
    if not may_read_handover(reader, seat):
        raise PermissionDenied(
            _(
                "What is left for a seat is for whoever holds it, the agency’s lead and"
                " the network’s coordinators. Whose seat has ended may change their"
                " own words for two weeks."
            )
        )
    return seat, reader


def _words(seat: Seat) -> Handover | None:
    """Return the words of a seat, the same of which it was judged who may read them."""
    found: Handover | None = getattr(seat, "handover", None)
    return found


def seat_handover(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show who sat in a seat before, what they left, and what is still open."""
    seat, reader = _seat(request, pk)
    before = sat_before(seat, reader, today())
    own = _words(seat)
    context: dict[str, Any] = {
        "seat": seat,
        "is_own": seat.person_id == reader.pk,
        "sees_before": can_read_before(reader, seat),
        "before": [
            (one, markdown(one.handover.words) if one.handover else "")
            for one in before
        ],
        "own": markdown(own.words) if own else "",
        "own_pk": own.pk if own else None,
        "may_write": can_write_handover(reader, seat),
    }
    return render(request, "partnership/handover.html", context)


def seat_handover_words(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write what whoever follows in a seat should know."""
    seat, reader = _seat(request, pk)
    found = _words(seat)
    form = HandoverForm.for_handover(request, found, nothing=NOTHING_YET)
    if request.method == "POST" and form.is_valid():
        answer = _write(form, seat, reader)
        if answer:
            messages.success(request, _("Saved: whoever follows reads it."))
            return redirect(answer)
    says_now = markdown(found.words) if found and form.is_behind else ""
    context = {"seat": seat, "form": form, "says_now": says_now}
    context["is_own"] = seat.person_id == reader.pk
    status = 400 if form.errors else 200
    return render(request, "partnership/handover_words.html", context, status=status)


def _write(form: HandoverForm, seat: Seat, reader: Person) -> str | None:
    said = form.cleaned_data

    def act() -> str:
        words, seen = said["words"], said["seen"]
        write_handover(seat, words, by=reader, now=now(), seen=seen)
        return reverse("seat-handover", args=[seat.pk])

    try:
        return form.send(act, by=reader, now=now())
    except SomebodyWasFaster as problem:
        found = Handover.objects.filter(seat=seat).first()
        form.look_again(found.version if found else NOTHING_YET)
        form.add_error(None, str(problem))
        return None
