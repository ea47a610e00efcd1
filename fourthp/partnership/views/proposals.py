"""Proposed groups: propose one, say that one would take part, decide on it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from fourthp.foundation.clock import now, today
from fourthp.foundation.forms import KeyedForm, press
from fourthp.partnership.forms.groups import (
    BeginForm,
    DeclineForm,
    ProposalForm,
    SitsForForm,
)
from fourthp.partnership.models import Group
from fourthp.partnership.operations.group_seats import NotForThatAgency
from fourthp.partnership.operations.groups import CannotBeOpenToAll, EndsTooSoon
from fourthp.partnership.operations.proposals import (
    NotProposedAnyMore,
    TooManyProposals,
    begin_group,
    decline_group,
    propose_group,
    proposes,
    show_interest,
    take_interest_back,
    withdraw_group,
)
from fourthp.partnership.queries.network import profile_rules
from fourthp.partnership.queries.proposals import standing_interests
from fourthp.partnership.views.groups import group_seen
from fourthp.partnership.views.standing import person_of


def new_proposal(request: HttpRequest) -> HttpResponse:
    """Propose a group: its name and what it is for."""
    person = person_of(request)
    form = ProposalForm.of(request, person=person, day=today())
    if request.method == "POST" and form.is_valid():
        said, agency = form.cleaned_data, form.agency()

        def act() -> str:
            made = propose_group(
                said["name"], said["purpose"], by=person, now=now(), agency=agency
            )
            return reverse("group", args=[made.pk])

        refused = (TooManyProposals, NotForThatAgency)
        if answer := form.sent(act, by=person, now=now(), refused=refused):
            messages.success(request, _("Proposed. Tell others to look at it here."))
            return redirect(answer)
    context = {"form": form, "rules": profile_rules()}
    status = 400 if form.errors else 200
    return render(request, "partnership/group_proposal.html", context, status=status)


def interest(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say that one would take part in a proposed group, and for whom."""
    person, found = person_of(request), group_seen(request, pk)
    here = reverse("group", args=[pk])
    if not found.is_proposed:
        return redirect(here)
    form = SitsForForm.of(request, person=person, day=today())
    if request.method == "POST" and form.is_valid():
        agency = form.agency()

        def act() -> str:
            show_interest(found, by=person, now=now(), agency=agency)
            return here

        refused = (NotForThatAgency, NotProposedAnyMore)
        if answer := form.sent(act, by=person, now=now(), refused=refused):
            messages.success(request, _("Noted: you would take part."))
            return redirect(answer)
    title, verb = _("I would take part"), _("Say so")
    return _short(request, form, found, {"title": title, "verb": verb})


def _short(
    request: HttpRequest, form: KeyedForm, found: Group, words: dict[str, Any]
) -> HttpResponse:
    context = {"form": form, "group": found, "back": reverse("group", args=[found.pk])}
    status = 400 if form.errors else 200
    template = "partnership/group_short.html"
    return render(request, template, context | words, status=status)


@require_POST
def interest_withdrawal(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say that one would not take part in a proposed group after all."""
    person, found = person_of(request), group_seen(request, pk)
    here = reverse("group", args=[pk])

    def act() -> str:
        take_interest_back(found, by=person)
        return here

    try:
        answer = press(request, act, by=person, now=now())
    except NotProposedAnyMore as problem:
        messages.warning(request, str(problem))
        return redirect(here)
    messages.success(request, _("Taken back."))
    return redirect(answer)


def beginning(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Begin a proposed group: everybody who would take part is seated."""
    person, found = person_of(request), group_seen(request, pk)
    form = BeginForm.of(request)
    if request.method == "POST" and form.is_valid():
        said = {n: form.cleaned_data[n] for n in ("joining", "ends_on")}

        def act() -> str:
            begin_group(found, by=person, now=now(), **said)
            return reverse("group", args=[pk])

        refused = (NotProposedAnyMore, EndsTooSoon, CannotBeOpenToAll)
        if answer := form.sent(act, by=person, now=now(), refused=refused):
            messages.success(request, _("It has begun. Who wanted it is told."))
            return redirect(answer)
    text = _who_is_seated(len(standing_interests(found, today())))
    words = {
        "title": _("Begin this group"),
        "verb": _("Begin it"),
        "text": text,
    }
    return _short(request, form, found, words)


def _who_is_seated(count: int) -> str:
    text = ngettext(
        "%d person who would take part gets a seat in it today, and a mail.",
        "%d people who would take part get a seat in it today, and a mail.",
        count,
    )
    return text % count


def declining(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Do not begin a proposed group, and say why to those who wanted it."""
    person, found = person_of(request), group_seen(request, pk)
    form = DeclineForm.of(request)
    if request.method == "POST" and form.is_valid():
        because = form.cleaned_data["because"]

        def act() -> str:
            decline_group(found, because, by=person, now=now())
            return reverse("group", args=[pk])

        if answer := form.sent(
            act, by=person, now=now(), refused=(NotProposedAnyMore,)
        ):
            messages.success(request, _("Declined. Who wanted it is told why."))
            return redirect(answer)
    words = {"title": _("Do not begin this group"), "verb": _("Decline, and tell them")}
    return _short(request, form, found, words)


def withdrawal(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say what comes of withdrawing what one proposed, and withdraw it."""
    person, found = person_of(request), group_seen(request, pk)
    if not proposes(person, found):
        raise PermissionDenied
    here = reverse("group", args=[pk])
    if request.method != "POST":
        context = {"group": found, "act": "withdrawal", "back": here}
        return render(request, "partnership/group_sure.html", context)

    def act() -> str:
        withdraw_group(found, by=person, now=now())
        return reverse("groups")

    try:
        answer = press(request, act, by=person, now=now())
    except NotProposedAnyMore as problem:
        messages.warning(request, str(problem))
        return redirect(here)
    messages.success(request, _("Withdrawn."))
    return redirect(answer)
