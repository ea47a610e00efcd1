"""Letters to members: one is written, looked at before it goes, and read."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from fourthp.foundation.clock import now
from fourthp.foundation.matters import actor_title
from fourthp.foundation.operations.revisions import SomebodyWasFaster
from fourthp.foundation.text import markdown
from fourthp.partnership.forms import ChangeForm, CircularForm, written
from fourthp.partnership.models import Circular, Person
from fourthp.partnership.operations.circulars import (
    NobodyToWriteTo,
    change_circular,
    write_circular,
)
from fourthp.partnership.permissions import can_write_circular
from fourthp.partnership.queries import readers_of
from fourthp.post.operations.mailings import NotLikeThat


def new_circular(request: HttpRequest) -> HttpResponse:
    """Write to members: typed, shown as it will read, then held for a last look."""
    person = _person(request)
    form = CircularForm.of(request, initial=_again(request, person))
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and "look" not in request.POST:
        answer = _send(form, person)
        if answer:
            return redirect(answer)
    context = {"form": form} | (_looks(form) if is_sent and not form.errors else {})
    status = 400 if form.errors else 200
    return render(request, "partnership/circular_new.html", context, status=status)


def _looks(form: CircularForm) -> dict[str, Any]:
    """Return what shows how a valid form will read."""
    facts = form.facts()
    return {"facts": facts, "drawn": markdown(facts.words)}


def _person(request: HttpRequest) -> Person:
    person: Person = request.standing.person  # type: ignore[attr-defined]  # by PolicyMiddleware
    return person


def _again(request: HttpRequest, person: Person) -> dict[str, str]:
    """Return what an earlier circular says, where another is to begin with it."""
    try:
        wanted = UUID(request.GET.get("from", ""))
    except ValueError:
        return {}
    found = Circular.objects.visible_to(person).filter(pk=wanted).first()
    if found is None:
        return {}
    return written(found)


def _send(form: CircularForm, person: Person) -> str | None:
    def act() -> str:
        circular = write_circular(form.facts(), by=person, now=now())
        return reverse("outbox-mailing", args=[circular.mailing_id])

    try:
        return form.send(act, by=person, now=now())
    except NobodyToWriteTo as problem:
        form.add_error("to", str(problem))
        return None


def circular_words(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change what a letter says, for as long as it is held: nothing of it has left."""
    person = _person(request)
    found = get_object_or_404(Circular.objects.visible_to(person), pk=pk)
    form = ChangeForm.for_circular(request, found)
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and "look" not in request.POST:
        answer = _change(form, found, person)
        if answer:
            messages.success(request, _("Changed: the mails say the new words."))
            return redirect(answer)
    context: dict[str, Any] = {"circular": found, "form": form}
    context |= {"is_typed": form.is_bound, "back": _mails_of(found)}
    context |= {"says_now": markdown(found.words)} if form.is_behind else {}
    context |= _looks(form) if is_sent and not form.errors else {}
    status = 400 if form.errors else 200
    return render(request, "partnership/circular_words.html", context, status=status)


def _mails_of(found: Circular) -> str:
    """Return where a letter's mails stand; once they are forgotten, its own page."""
    if found.mailing_id is None:
        return reverse("circular", args=[found.pk])
    return reverse("outbox-mailing", args=[found.mailing_id])


def _change(form: ChangeForm, found: Circular, person: Person) -> str | None:
    seen = form.cleaned_data["seen"]

    def act() -> str:
        change_circular(found, form.facts(), by=person, now=now(), seen=seen)
        return _mails_of(found)

    try:
        return form.send(act, by=person, now=now())
    except NobodyToWriteTo as problem:
        form.add_error("to", str(problem))
    except NotLikeThat as problem:
        found.refresh_from_db()
        form.add_error(None, str(problem))
    except SomebodyWasFaster as problem:
        found.refresh_from_db()
        form.look_again(found)
        form.add_error(None, str(problem))
    return None


def circular(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show a letter to whoever may see it; a stranger may sign in first."""
    person = request.standing.person  # type: ignore[attr-defined]  # by PolicyMiddleware
    found = Circular.objects.visible_to(person).filter(pk=pk).first()
    if found is None:
        if person is None:
            # The same whether there is such a letter or not.
            return redirect_to_login(request.path, reverse("account_login"))
        raise Http404(_("There is no such letter, or it is not for you."))
    may_write = person is not None and can_write_circular(person)
    sender = actor_title(found.actor_kind, found.actor_id, on=found.made_at.date())
    context = {
        "circular": found,
        "drawn": markdown(found.words),
        "sender": sender,
        "readers": readers_of(found),
        "is_let_go": found.is_let_go,
        "may_write": may_write,
    }
    return render(request, "partnership/circular.html", context)
