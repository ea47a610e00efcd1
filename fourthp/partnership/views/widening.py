"""What takes a second person: shown to those who may answer, and answered."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fourthp.foundation.clock import now
from fourthp.foundation.forms import press
from fourthp.foundation.matters import actor_title
from fourthp.partnership.forms.sharing import AloneForm
from fourthp.partnership.models import Person, Widening
from fourthp.partnership.models.widening import ALONE_AFTER
from fourthp.partnership.operations.widening import (
    ChangedSinceAsked,
    NotAskedAnyMore,
    OthersDecide,
    TooSoon,
    can_confirm,
    confirm_widening,
    drop_widening,
    kind_of_widening,
    widen_alone,
)
from fourthp.partnership.queries.widening import Line
from fourthp.partnership.views.standing import person_of


def may_open(person: Person, asked: Widening) -> bool:
    """Tell whether somebody sees what is asked: who asked it, and who may answer."""
    return asked.asked_by_id == person.pk or can_confirm(person, asked)


def _asked(request: HttpRequest, pk: UUID) -> tuple[Person, Widening]:
    """Return what the reader asked, or may answer; to others there is nothing."""
    person = person_of(request)
    rows = Widening.objects.select_related("asked_by__user", "confirmed_by")
    found = rows.filter(pk=pk).first()
    if found is None or not may_open(person, found):
        raise Http404(_("Nobody asks this of you."))
    return person, found


def widening(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show what somebody asks for, with a button that says yes."""
    person, asked = _asked(request, pk)
    if request.method == "POST":
        _press(
            request, pk, lambda: confirm_widening(asked, by=person, now=now()), person
        )
        return redirect("widening", pk=pk)
    form = AloneForm.of(request)
    return render(request, "partnership/widening.html", _context(asked, person, form))


def _context(asked: Widening, person: Person, form: AloneForm) -> dict[str, object]:
    kind, moment = kind_of_widening(asked.kind), now()
    kind.shown(asked, person)
    is_own = asked.asked_by_id == person.pk
    return {
        "asked": asked,
        "title": kind.title,
        "lines": kind.says(asked, person)
        + ([] if is_own else [_who_asks(asked, person)]),
        "is_own": is_own,
        "may_be_answered": asked.is_open(moment),
        "is_changed": asked.done_at is None and kind.state(asked) != asked.seen,
        "go_on": kind.url(asked) if is_own else "",
        "alone_at": asked.asked_at + ALONE_AFTER,
        "may_go_alone": kind.may_go_alone(asked),
        "is_late": moment >= asked.asked_at + ALONE_AFTER,
        "form": form,
    }


def _who_asks(asked: Widening, reader: Person) -> Line:
    """Return who asks: by name where the reader may know her, and what she was then."""
    first, day = asked.asked_by, localdate(asked.asked_at)
    role = actor_title(first.actor_kind, first.actor_id, on=day)
    if not Person.objects.visible_to(reader).filter(pk=first.pk).exists():
        return (_("Who asks"), role, "", "")
    path = reverse("person", args=[first.pk])
    said = format_html("<bdi>{}</bdi>, {}", first.name, role)
    return (_("Who asks"), said, path, _("See how to reach them"))


def widening_alone(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Go on alone with what nobody answered for a day, for whoever asked."""
    person, asked = _asked(request, pk)
    if asked.asked_by_id != person.pk:
        raise Http404(_("Nobody asks this of you."))
    form = AloneForm.of(request)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            widen_alone(asked, form.cleaned_data["reason"], by=person, now=now())
            return reverse("widening", args=[pk])

        try:
            answer = form.send(act, by=person, now=now())
        except (NotAskedAnyMore, ChangedSinceAsked, OthersDecide, TooSoon) as problem:
            form.add_error(None, str(problem))
        else:
            if answer:
                return redirect(answer)
    context, status = _context(asked, person, form), 400 if form.errors else 200
    return render(request, "partnership/widening.html", context, status=status)


@require_POST
def widening_dropping(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take back what one asked for, or say no."""
    person, asked = _asked(request, pk)
    _press(request, pk, lambda: drop_widening(asked, by=person, now=now()), person)
    return redirect("widening", pk=pk)


def _press(
    request: HttpRequest, pk: UUID, do: Callable[[], object], person: Person
) -> None:
    def act() -> str:
        do()
        return reverse("widening", args=[pk])

    try:
        press(request, act, by=person, now=now())
    except (NotAskedAnyMore, ChangedSinceAsked) as problem:
        messages.error(request, str(problem))
