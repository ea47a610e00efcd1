"""Answers: written, said in other words, shown to everyone, and read by everyone."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fourthp.foundation.clock import now
from fourthp.foundation.forms import press
from fourthp.foundation.operations.revisions import SomebodyWasFaster
from fourthp.partnership.operations.sharing import RecalledAlready, recall
from fourthp.plan.forms.concerns_answers import AnswersForm
from fourthp.plan.forms.concerns_steps import AnswerForm, OpenForm
from fourthp.plan.models import Answer, Concern, PublicAnswer, State
from fourthp.plan.operations.concerns_answers import (
    NamesWhoRaisedIt,
    answer_concern,
    change_answer,
    open_answer,
)
from fourthp.plan.operations.concerns_steps import NotLikeThisNow
from fourthp.plan.permissions.concerns import can_move_on
from fourthp.plan.queries.concerns_answers import (
    AnswersAsked,
    answers_page,
    answers_query,
)
from fourthp.plan.views.concerns_found import (
    concern_seen,
    form_page,
    refuse_unless,
)
from fourthp.plan.views.standing import person_of

_REFUSED = (NotLikeThisNow, SomebodyWasFaster, NamesWhoRaisedIt)


def answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Answer a concern, or say its answer in other words."""
    person = person_of(request)
    found = concern_seen(person, pk)
    refuse_unless(can_move_on(person, found))
    now_held = found.answers.first() if found.state == State.ANSWERED else None
    form = AnswerForm.for_concern(request, found, now_held)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            if now_held is None:
                answer_concern(found, form.facts(), by=person, now=now())
            else:
                seen = form.cleaned_data["seen"]
                change_answer(now_held, form.facts(), by=person, seen=seen)
            return reverse("concern", args=[pk])

        if leads := form.sent(act, by=person, now=now(), refused=_REFUSED):
            messages.success(request, _("Saved. Whoever sees the concern reads it."))
            return redirect(leads)
    words = {
        "title": _("Answer this concern"),
        "text": _(
            "Whoever sees the concern reads the answer. Who raised it, and the agencies"
            " that see it too, get it by mail."
        ),
        "verb": _("Save the answer"),
    }
    return form_page(request, form, found, words)


def _answered(found: Concern) -> Answer:
    """Return the answer that holds; 404 where none does."""
    held = found.answers.first() if found.state == State.ANSWERED else None
    if held is None:
        raise Http404(_("It is not answered now."))
    return held


def _opened(held: Answer) -> PublicAnswer | None:
    return PublicAnswer.objects.filter(answer=held).first()


def opening(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show an answer to everyone: in words that are read once more for that."""
    person = person_of(request)
    found = concern_seen(person, pk)
    refuse_unless(can_move_on(person, found))
    held = _answered(found)
    form = OpenForm.for_answer(request, held, _opened(held))
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            open_answer(held, form.for_everyone(), by=person, now=now())
            return reverse("concern", args=[pk])

        if leads := form.sent(act, by=person, now=now(), refused=_REFUSED):
            messages.success(request, _("Everyone can read it now."))
            return redirect(leads)
    return form_page(request, form, found, _opening_words(found))


def _opening_words(found: Concern) -> dict[str, Any]:
    """Say what happens when an answer is shown to everyone."""
    is_closed = found.group is not None and found.group.is_closed
    anew = _("It was raised in a closed group: write it anew for everyone.")
    return {
        "title": _("Show the answer to everyone"),
        "text": _(
            "It stands on the public page “You said, we did”, for everyone, without an"
            " account: search engines may keep it. It names nobody who raised it. You"
            " can take it back with one press, but not from whoever has read it."
        ),
        "look": anew if is_closed else "",
        "verb": _("Show it to everyone"),
    }


@require_POST
def closing(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take back what everyone reads: one press, at once."""
    person = person_of(request)
    found = concern_seen(person, pk)
    refuse_unless(can_move_on(person, found))
    rows = PublicAnswer.objects.filter(answer__concern=found, recalled_at=None)
    opened = rows.order_by("-opened_at", "-pk").first()
    here = reverse("concern", args=[pk])

    def act() -> str:
        if opened is not None:
            recall(opened, by=person, now=now())
        return here

    try:
        leads = press(request, act, by=person, now=now())
    except RecalledAlready as problem:
        messages.warning(request, str(problem))
        return redirect(here)
    messages.success(request, _("Taken back: the public page does not show it."))
    return redirect(leads)


def answers(request: HttpRequest) -> HttpResponse:
    """You said, we did: the answers that everyone may read."""
    reader = request.standing.person  # type: ignore[attr-defined]  # by PolicyMiddleware
    form, after = AnswersForm(request.GET), request.GET.get("after", "")
    asked = form.asked()
    page = answers_page(asked, reader=reader, after=after)
    chips = [
        (answers_query(AnswersAsked(**said | {name: None})), form.words_of(name, value))
        for said in [vars(asked)]
        for name, value in said.items()
        if value
    ]
    context = {
        "form": form,
        "chips": chips,
        "answers": page.rows,
        "first_href": answers_query(asked) if after else "",
        "next_href": answers_query(asked, page.after) if page.after else "",
    }
    return render(request, "plan/answers.html", context)
