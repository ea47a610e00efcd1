"""Letters to members: one is written, looked at before it goes, and read."""

from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from fourthp.foundation.clock import now
from fourthp.foundation.matters import actor_title
from fourthp.foundation.text import markdown
from fourthp.partnership.forms import EVERYONE, CircularForm
from fourthp.partnership.models import Circular, Person
from fourthp.partnership.operations.circulars import NobodyToWriteTo, write_circular
from fourthp.partnership.permissions import can_write_circular
from fourthp.partnership.queries import readers_of


def new_circular(request: HttpRequest) -> HttpResponse:
    """Write to members: typed, shown as it will read, then held for a last look."""
    person = _person(request)
    form = CircularForm.of(request, initial=_again(request, person))
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and "look" not in request.POST:
        answer = _send(form, person)
        if answer:
            return redirect(answer)
    looks = is_sent and not form.errors
    context: dict[str, object] = {"form": form}
    if looks:
        facts = form.facts()
        context |= {"facts": facts, "drawn": markdown(facts.words)}
    status = 400 if form.errors else 200
    return render(request, "partnership/circular_new.html", context, status=status)


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
    return {
        "title": found.title,
        "words": found.words,
        "sort": found.sort,
        "label": found.label,
        "to": str(found.group_id or EVERYONE),
    }


def _send(form: CircularForm, person: Person) -> str | None:
    def act() -> str:
        circular = write_circular(form.facts(), by=person, now=now())
        return reverse("outbox-mailing", args=[circular.mailing_id])

    try:
        return form.send(act, by=person, now=now())
    except NobodyToWriteTo as problem:
        form.add_error("to", str(problem))
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
