"""Whether people come: said on a page, noted for somebody, and taken along."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from fourthp.foundation.clock import now
from fourthp.foundation.tables.writing import csv_lines
from fourthp.gatherings.forms.answers import ComingForm, NotedForm, WhoForm
from fourthp.gatherings.models import Gathering, Guest, Way
from fourthp.gatherings.operations.answers import (
    NotInvited,
    NotLikeThis,
    Whom,
    say_coming,
)
from fourthp.gatherings.operations.exports import note_export
from fourthp.gatherings.operations.inviting import GuestTwice, TooManyGuests
from fourthp.gatherings.operations.moving import IsCancelled
from fourthp.gatherings.operations.series import IsOver
from fourthp.gatherings.permissions import is_invited
from fourthp.gatherings.queries.answers import answers_shown, answers_to_take
from fourthp.gatherings.queries.invited import answer_of, invites_now
from fourthp.gatherings.queries.words import day_in_words, times_in_words
from fourthp.gatherings.views.standing import (
    gathering_kept,
    gathering_seen,
    person_of,
)

REFUSED = (IsOver, IsCancelled, NotInvited, NotLikeThis, GuestTwice, TooManyGuests)
HEADER = ("agency", "name", "role", "answer", "instead", "words", "by", "at")


def answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say whether one comes, or who does instead."""
    person, found = person_of(request), gathering_seen(request, pk)
    if not invites_now(person, found):
        raise PermissionDenied
    form = ComingForm.for_answer(request, found, person, answer_of(person, found))
    said = _kept(request, found, form, (person, Way.PAGE))
    if said is not None:
        messages.success(request, _("Noted. Thank you."))
        return redirect(said)
    return _drawn(request, found, "gatherings/answer.html", {"form": form})


def noting(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Note what somebody else answers, as by telephone; the address says who."""
    found = gathering_kept(request, pk)
    asked = WhoForm(request.GET, gathering=found)
    whom = asked.whom()
    if whom is None:
        who = WhoForm(gathering=found)
        return _drawn(request, found, "gatherings/noting.html", {"who": who})
    said = _said_before(whom, found)
    form = NotedForm.for_answer(request, found, whom, said)
    kept = _kept(request, found, form, (whom, Way.NOTED))
    if kept is not None:
        messages.success(request, _("Noted, as said by them and noted by you."))
        return redirect(kept)
    context = {"form": form, "whom": whom, "who": None}
    return _drawn(request, found, "gatherings/noting.html", context)


def _said_before(whom: Whom, found: Gathering) -> Any:
    if isinstance(whom, Guest):
        return getattr(whom, "answer", None)
    return answer_of(whom, found)


def _kept(
    request: HttpRequest, found: Gathering, form: ComingForm, whose: tuple[Whom, Way]
) -> str | None:
    """Keep a valid answer once; where it is refused the form says why."""
    if request.method != "POST" or not form.is_valid():
        return None
    (whom, way), by = whose, person_of(request)

    def act() -> str:
        say_coming(found, whom, form.coming(), by=by, way=way, now=now())
        return reverse("gathering", args=[found.pk])

    return form.sent(act, by=by, now=now(), refused=REFUSED)


def _drawn(
    request: HttpRequest, found: Gathering, page: str, more: dict[str, Any]
) -> HttpResponse:
    form = more.get("form")
    context = about(found) | more
    status = 400 if form is not None and form.errors else 200
    return render(request, page, context, status=status)


def about(found: Gathering) -> dict[str, Any]:
    """Return what each page about one gathering says of it."""
    return {
        "gathering": found,
        "series": found.series,
        "day": day_in_words(found.day),
        "times": times_in_words(found),
        "is_over": found.ends_at <= now(),
        "back": reverse("gathering", args=[found.pk]),
    }


def export(request: HttpRequest, pk: UUID) -> StreamingHttpResponse:
    """Give who comes as a table; it is noted who took it."""
    person, found = person_of(request), gathering_seen(request, pk)
    if not is_invited(person, found.series):
        raise PermissionDenied
    rows = list(answers_to_take(answers_shown(found, person)))
    note_export(found, by=person)
    lines = csv_lines(HEADER, rows)
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="answers-{found.day}.csv"'
    return answer
