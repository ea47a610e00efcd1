"""How something is shared: narrowed, ended, recalled by one; widened by two."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import resolve, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from fourthp.foundation.clock import now, today
from fourthp.foundation.forms import press
from fourthp.foundation.operations.revisions import SomebodyWasFaster
from fourthp.partnership.forms.sharing import OtherwiseForm
from fourthp.partnership.models import Person
from fourthp.partnership.operations.audiences import AnyoneMayJoin, ClosedIsNotClear
from fourthp.partnership.operations.looks import note_looks
from fourthp.partnership.operations.sharing import (
    EndsBeforeToday,
    NobodyIsLeft,
    NotOfThisKind,
    RecalledAlready,
    recall,
    share_otherwise,
)
from fourthp.partnership.queries.audiences import readers_known_to
from fourthp.partnership.queries.looks import who_looked
from fourthp.partnership.queries.shared_kinds import (
    SharedKind,
    kept_row,
    shared_kind,
)
from fourthp.partnership.queries.widening import Wanted, is_restricted, open_widenings
from fourthp.partnership.views.standing import person_of
from fourthp.partnership.views.widening import may_open


def _found(request: HttpRequest, kind: str, pk: UUID) -> tuple[SharedKind, Any]:
    """Return what the reader may narrow, over or not; 404 and 403 otherwise."""
    person, found = person_of(request), shared_kind(kind)
    row = kept_row(found, pk, person) if found else None
    if found is None or row is None:
        raise Http404(_("There is no such thing, or it is not for you."))
    if not found.may_narrow(person, row):
        raise PermissionDenied(
            _("The agency that it came from narrows it, or your coordinator does.")
        )
    note_looks(found.rows().filter(pk=pk), by=person)
    return found, row


def sharing(request: HttpRequest, kind: str, pk: UUID) -> HttpResponse:
    """Show how something is shared, and share it otherwise."""
    person, (shared, row) = person_of(request), _found(request, kind, pk)
    form = OtherwiseForm.for_row(request, row, shared)
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and form.shows_readers(person):
        try:
            answer = _send(form, row, person)
        except SomebodyWasFaster:
            # What was typed was of what it is no more: it begins with what is now.
            messages.error(request, _changed_meanwhile())
            return redirect("sharing", kind=kind, pk=pk)
        if answer:
            return _go_on(request, answer)
    context = {"form": form, **_context(shared, row, person)}
    status = 400 if form.errors else 200
    return render(request, "partnership/sharing.html", context, status=status)


def _context(shared: SharedKind, row: Any, person: Person) -> dict[str, Any]:
    """Return what the page says of how a row is shared, and of who looked at it."""
    pk = row.pk
    return {
        "row": row,
        "kind": shared,
        "back": shared.url(pk),
        "readers_url": shared.readers_url(pk) if shared.readers_url else "",
        "is_over": row.is_over(today()),
        "is_restricted": is_restricted(row),
        "readers": readers_known_to(row, asks=person),
        "asked": [(one, may_open(person, one)) for one in open_widenings(row, now())],
        "looks": who_looked(row),
    }


def _send(form: OtherwiseForm, row: Any, person: Person) -> str | None:
    def act() -> str:
        return _share(row, form.wanted(), person, seen=form.cleaned_data["seen"])

    try:
        return form.send(act, by=person, now=now())
    except EndsBeforeToday as problem:
        form.add_error("expires_on", str(problem))
    except (NobodyIsLeft, NotOfThisKind, AnyoneMayJoin, ClosedIsNotClear) as problem:
        form.add_error("label", str(problem))
    return None


def _changed_meanwhile() -> str:
    return _(
        "Somebody shared it otherwise meanwhile, so nothing was done. This is how it is"
        " now: look at it, then choose again."
    )


def _share(row: Any, wanted: Wanted, person: Person, seen: str | None = None) -> str:
    """Share it differently; return where to go on: to who is asked, if anybody is.

    Whoever took it from herself goes to the first page. That is asked within the act:
    asked after it, an answer could fail of what was done.
    """
    asked = share_otherwise(row, wanted, by=person, now=now(), seen=seen)
    if asked is not None and asked.done_at is None:
        return reverse("widening", args=[asked.pk])
    kind = shared_kind(row.matter_kind)
    if kind is None or kept_row(kind, row.pk, person) is None:
        return reverse(settings.LOGIN_REDIRECT_URL)
    return reverse("sharing", args=[row.matter_kind, row.pk])


def _go_on(request: HttpRequest, answer: str) -> HttpResponse:
    """Say that it is done, and to whoever does not see it any more, that too."""
    if answer == reverse(settings.LOGIN_REDIRECT_URL):
        messages.success(request, _("Done. You do not see it any more yourself."))
    elif resolve(answer).url_name == "sharing":
        messages.success(request, _("Done."))
    return redirect(answer)


@require_POST
def sharing_recall(request: HttpRequest, kind: str, pk: UUID) -> HttpResponse:
    """Take back what was shared, at once."""
    person, (_shared, row) = person_of(request), _found(request, kind, pk)
    here = reverse("sharing", args=[kind, pk])
    had: list[int] = []  # how many had it by mail; nothing where it was done before

    def act() -> str:
        had.append(recall(row, by=person, now=now()))
        return here

    try:
        press(request, act, by=person, now=now())
    except RecalledAlready as problem:
        messages.error(request, str(problem))
        return redirect(here)
    for count in had:
        messages.success(request, _said_of_recall(count))
    return redirect(here)


def _said_of_recall(count: int) -> str:
    if not count:
        return _("Recalled. Nobody had it by mail.")
    said = ngettext(
        "Recalled. %d person had it by mail, and is asked to delete it.",
        "Recalled. %d people had it by mail, and are asked to delete it.",
        count,
    )
    return said % count


@require_POST
def sharing_return(request: HttpRequest, kind: str, pk: UUID) -> HttpResponse:
    """Bring back what was recalled: that widens, and may take a second person."""
    person, (_shared, row) = person_of(request), _found(request, kind, pk)

    def act() -> str:
        if row.recalled_at is None:  # brought back by somebody else meanwhile
            return reverse("sharing", args=[kind, pk])
        return _share(row, Wanted(bring_back=True), person)

    try:
        answer = press(request, act, by=person, now=now())
    except (AnyoneMayJoin, ClosedIsNotClear) as problem:
        messages.error(request, str(problem))
        return redirect("sharing", kind=kind, pk=pk)
    return _go_on(request, answer)
