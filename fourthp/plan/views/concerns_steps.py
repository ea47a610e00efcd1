"""A concern is moved on, step by step; raised again, withdrawn, not let in."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from fourthp.foundation.clock import now
from fourthp.foundation.forms import Button, KeyedForm
from fourthp.partnership.models import Person
from fourthp.plan.forms.concerns_steps import (
    AgainForm,
    AgendaForm,
    DecideForm,
    HearForm,
    StepForm,
)
from fourthp.plan.models import Concern, State
from fourthp.plan.operations.concerns import withdraw_concern
from fourthp.plan.operations.concerns_hearing import hear_concern
from fourthp.plan.operations.concerns_steps import (
    NoReasonGiven,
    NotLikeThisNow,
    begin_concern,
    decide_concern,
    decline_concern,
    put_on_agenda,
    raise_again,
)
from fourthp.plan.permissions.concerns import (
    can_let_in,
    can_move_on,
    can_raise_again,
    has_raised,
)
from fourthp.plan.queries.concerns_people import seats_to_ask
from fourthp.plan.views.concerns_found import (
    concern_seen,
    form_page,
    refuse_unless,
)
from fourthp.plan.views.standing import person_of

_REFUSED = (NotLikeThisNow, NoReasonGiven)


def _found(request: HttpRequest, pk: UUID) -> tuple[Person, Concern]:
    """Return what somebody may move on; 404 and 403 otherwise."""
    person = person_of(request)
    found = concern_seen(person, pk)
    refuse_unless(can_move_on(person, found))
    return person, found


def _page(
    request: HttpRequest,
    found: Concern,
    form: KeyedForm,
    act: Callable[[], object],
    words: dict[str, Any],
) -> HttpResponse:
    """Show a form about a concern, or do what it sends and lead back to it."""
    person, here = person_of(request), reverse("concern", args=[found.pk])

    def once() -> str:
        act()
        return words.get("leads", here)  # type: ignore[no-any-return]  # a path

    if request.method == "POST" and form.is_valid():
        answer = form.sent(once, by=person, now=now(), refused=_REFUSED)
        if answer:
            messages.success(request, words["done"])
            return redirect(answer)
    return form_page(request, form, found, words)


def hearing(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Hear a concern; let in what nobody with a seat raised."""
    person, found = _found(request, pk)
    form = HearForm.of(request, concern=found)

    def act() -> object:
        said = form.cleaned_data
        return hear_concern(
            found,
            by=person,
            now=now(),
            words=said["words"],
            sorting=form.sorting(),
            asks=said["asks"],
        )

    return _page(request, found, form, act, _hearing_words(found))


def _hearing_words(found: Concern) -> dict[str, Any]:
    """Say what happens when a concern is heard, and let in if it is held."""
    asked = {one.agency_id for one in seats_to_ask(found)} - {found.originator_id}
    words = {
        "title": _("Hear this concern"),
        "verb": _("Note that it is heard"),
        "done": _("Heard. Whoever raised it is told."),
        "asked": len(asked),
        "text": _("From then on its page says to whoever sees it that it was heard."),
    }
    if found.state in {State.HELD, State.DECLINED}:
        words["text"] = _(
            "It is let in: all members of the network see it from then on. Read it once"
            " more: does it tell of a person?"
        )
        words["done"] = _("Let in, and heard.")
    return words


def agenda(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Note on which day's agenda a concern is."""
    person, found = _found(request, pk)
    form = AgendaForm.of(request)

    def act() -> object:
        said = form.cleaned_data
        more = {"words": said["words"], "by": person, "now": now()}
        return put_on_agenda(found, when=said["day"], **more)

    words = {
        "title": _("Put it on an agenda"),
        "verb": _("Put it there"),
        "done": _("Noted: it is on an agenda."),
    }
    return _page(request, found, form, act, words)


def decision(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Note what was decided of a concern."""
    person, found = _found(request, pk)
    form = DecideForm.of(request)

    def act() -> object:
        said = form.cleaned_data["words"]
        return decide_concern(found, words=said, by=person, now=now())

    words = {
        "title": _("Note what was decided"),
        "verb": _("Note the decision"),
        "done": _("Noted. Whoever raised it is told."),
    }
    return _page(request, found, form, act, words)


def beginning(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Note that what was decided is being done."""
    person, found = _found(request, pk)
    form = StepForm.of(request)

    def act() -> object:
        said = form.cleaned_data["words"]
        return begin_concern(found, words=said, by=person, now=now())

    words = {
        "title": _("Note that it is being done"),
        "verb": _("Note it"),
        "done": _("Noted: it is being done."),
    }
    return _page(request, found, form, act, words)


def again(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Raise a concern again, and say why."""
    person = person_of(request)
    found = concern_seen(person, pk)
    refuse_unless(can_raise_again(person, found))
    form = AgainForm.of(request)

    def act() -> object:
        said = form.cleaned_data["words"]
        return raise_again(found, words=said, by=person, now=now())

    words = {
        "title": _("Raise it again"),
        "text": _("Its answer stays in the story. It waits for a new one from today."),
        "verb": _("Raise it again"),
        "done": _("Raised again. Who moves it on is told."),
    }
    return _page(request, found, form, act, words)


def withdrawal(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Withdraw what one raised oneself."""
    person = person_of(request)
    found = concern_seen(person, pk)
    refuse_unless(has_raised(person, found))
    words = {
        "title": _("Withdraw this concern"),
        "text": _(
            "Only you and the coordinators see it from then on. It goes after 30 days;"
            " until then you can raise it again."
        ),
        "verb": _("Withdraw it"),
        "done": _("Withdrawn."),
    }
    return _page(
        request,
        found,
        Button.of(request),
        lambda: withdraw_concern(found, by=person, now=now()),
        words,
    )


def declining(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Do not let in what somebody without an account raised."""
    person = person_of(request)
    found = concern_seen(person, pk)
    refuse_unless(can_let_in(person))
    words = {
        "title": _("Decline this concern"),
        "text": _(
            "Nobody but the coordinators ever sees it. After 30 days it goes for good;"
            " until then it can be let in after all. Nobody can be told: who wrote it"
            " is not known."
        ),
        "verb": _("Decline it"),
        "done": _("Declined. It goes after 30 days."),
        "leads": reverse("concerns"),
    }
    return _page(
        request,
        found,
        Button.of(request),
        lambda: decline_concern(found, by=person, now=now()),
        words,
    )
