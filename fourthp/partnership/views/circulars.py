"""Letters to members: one is written, looked at before it goes, and read."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from fourthp.foundation.clock import now, today
from fourthp.foundation.matters import actor_title
from fourthp.foundation.operations.revisions import SomebodyWasFaster
from fourthp.foundation.text import markdown
from fourthp.partnership.forms.circulars import ChangeForm, CircularForm, written
from fourthp.partnership.models import Circular, Person
from fourthp.partnership.operations.audiences import ClosedIsNotClear
from fourthp.partnership.operations.circulars import (
    NobodyToWriteTo,
    change_circular,
    write_circular,
)
from fourthp.partnership.operations.looks import note_looks
from fourthp.partnership.permissions import can_write_circular
from fourthp.partnership.permissions.sharing import can_narrow
from fourthp.partnership.queries.audiences import readers_known_to
from fourthp.partnership.queries.exact_readers import exact_readers_of
from fourthp.partnership.queries.looks import who_looked
from fourthp.partnership.queries.sharing import told_ways, ways_into
from fourthp.partnership.views.standing import person_of
from fourthp.post.operations.mailings import NotLikeThat


def new_circular(request: HttpRequest) -> HttpResponse:
    """Write to members: typed, shown as it will read, then held for a last look."""
    person = person_of(request)
    again = _again(request, person)
    said = written(again) if again else {}
    form = CircularForm.of(request, writer=person, initial=said, again=again)
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and _is_looked_over(form, request):
        answer = _send(form, person)
        if answer:
            return redirect(answer)
    context = {"form": form} | (_looks(form) if is_sent and not form.errors else {})
    status = 400 if form.errors else 200
    return render(request, "partnership/circular_new.html", context, status=status)


def _is_looked_over(form: CircularForm, request: HttpRequest) -> bool:
    """Tell whether a letter is to be written; whom it is for was looked at before.

    How many a group is, and the whole network, stands beside the field: whoever
    chooses readers sees first who they are.
    """
    was_seen = form.shows_readers() or not form.is_for_some()
    return was_seen and "look" not in request.POST


def _looks(form: CircularForm) -> dict[str, Any]:
    """Return what shows how a valid form will read."""
    facts = form.facts()
    return {"facts": facts, "drawn": markdown(facts.words)}


def _again(request: HttpRequest, person: Person) -> Circular | None:
    """Return an earlier circular, where another is to begin with it."""
    try:
        wanted = UUID(request.GET.get("from", ""))
    except ValueError:
        return None
    return Circular.objects.visible_to(person).filter(pk=wanted).first()


def _send(form: CircularForm, person: Person) -> str | None:
    def act() -> str:
        circular = write_circular(form.facts(), by=person, now=now())
        return reverse("outbox-mailing", args=[circular.mailing_id])

    try:
        return form.send(act, by=person, now=now())
    except NobodyToWriteTo as problem:
        form.add_error("to", str(problem))
    except ClosedIsNotClear as problem:  # it was closed meanwhile
        form.add_error("label", str(problem))
    return None


def circular_words(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change what a letter says, for as long as it is held: nothing of it has left."""
    person = person_of(request)
    found = get_object_or_404(Circular.objects.visible_to(person), pk=pk)
    form = ChangeForm.for_circular(request, found, writer=person)
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and _is_looked_over(form, request):
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
    except ClosedIsNotClear as problem:  # it was closed meanwhile
        form.add_error("label", str(problem))
    except NotLikeThat as problem:
        found.refresh_from_db()
        form.add_error(None, str(problem))
    except SomebodyWasFaster as problem:
        found.refresh_from_db()
        form.look_again(found)
        form.add_error(None, str(problem))
    return None


def _seen_or_kept(pk: UUID, person: Person | None) -> Circular | None:
    """Return a letter that somebody sees, or that is over and she narrows still."""
    seen = Circular.objects.visible_to(person).filter(pk=pk).first()
    return seen or Circular.objects.over_for(person).filter(pk=pk).first()


def circular(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show a letter to whoever may see it; a stranger may sign in first."""
    person = request.standing.person  # type: ignore[attr-defined]  # by PolicyMiddleware
    found = _seen_or_kept(pk, person)
    if found is None:
        if person is None:
            # The same whether there is such a letter or not.
            return redirect_to_login(request.path, reverse("account_login"))
        raise Http404(_("There is no such letter, or it is not for you."))
    note_looks(Circular.objects.filter(pk=pk), by=person)
    may_write = person is not None and can_write_circular(person)
    may_narrow = person is not None and can_narrow(person, found)
    sender = actor_title(found.actor_kind, found.actor_id, on=localdate(found.made_at))
    context = {
        "circular": found,
        "drawn": markdown(found.words),
        "sender": sender,
        "readers": readers_known_to(found, asks=person),
        "is_let_go": found.is_let_go,
        "may_write": may_write,
        "may_narrow": may_narrow,
        "is_over": found.is_over(today()),
        "looks": who_looked(found) if may_narrow else [],
    }
    context |= _exactly(found, person) if person is not None and may_write else {}
    return render(request, "partnership/circular.html", context)


def _exactly(found: Circular, person: Person) -> dict[str, Any]:
    """Return who reads a letter by name, and by which ways in."""
    ways = ways_into(found.audience_id) if found.audience_id else ()
    return {
        "exact": exact_readers_of(found, asks=person),
        "ways": told_ways(ways, asks=person),
    }
