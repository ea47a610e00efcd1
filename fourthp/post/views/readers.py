"""What goes to a reader, and why not: for the coordinator, and for herself."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fourthp.foundation.clock import now
from fourthp.foundation.matters import matter_kind
from fourthp.post.forms.outbox import OutboxForm
from fourthp.post.operations.said import let_wait_again, note_look
from fourthp.post.operations.suppression import send_again, stop_by_hand
from fourthp.post.permissions import can_run_post
from fourthp.post.queries.outbox import with_titles
from fourthp.post.queries.readers import (
    Known,
    Lately,
    known_reader,
    lately_to,
    own_lately,
    wanted_in_words,
)
from fourthp.post.queries.said import answers_of_readers, of_whom, said_of
from fourthp.post.rules.readers import ADDRESS
from fourthp.post.views.pressing import person_of, pressed


def reader(request: HttpRequest, kind: str, pk: UUID) -> HttpResponse:
    """Show whether a reader gets mail, and why not."""
    known = _known(request, kind, pk)
    lately = lately_to(kind, str(pk), after=_after(request), now=now())
    person = person_of(request)
    context = _context(known, lately, _after(request), person) | {
        "kind": kind,
        "pk": pk,
        "page": _own_page(kind, pk, person),
        "may_act": can_run_post(person),
        "said": said_of(kind, str(pk)),
    }
    return render(request, "post/reader.html", context)


def _own_page(kind: str, pk: UUID, person: object) -> str:
    """Return where what is known of a reader is changed, for who may see it."""
    found = matter_kind(kind)
    may_see = found is not None and found.may_see(person, pk)
    return found.url(pk) if found is not None and may_see else ""


def own(request: HttpRequest) -> HttpResponse:
    """Show somebody what was sent to her lately, and why."""
    person = person_of(request)
    kind, pk = person.matter_kind, person.pk
    known = _known(request, kind, pk, sees_held=False)
    lately = own_lately(kind, str(pk), after=_after(request), now=now())
    context = _context(known, lately, _after(request), person)
    return render(request, "post/own_mail.html", context)


def _known(
    request: HttpRequest, kind: str, pk: UUID, *, sees_held: bool = True
) -> Known:
    known = None
    if kind != ADDRESS:
        by = person_of(request)
        known = known_reader(kind, str(pk), by=by, sees_held=sees_held, now=now())
    if known is None:
        raise Http404
    return known


def _after(request: HttpRequest) -> str:
    _asked, after = OutboxForm(request.GET).asked()
    return after


def _context(
    known: Known, lately: Lately, after: str, person: object
) -> dict[str, object]:
    return {
        "known": known,
        "wanted": wanted_in_words(known),
        "lines": with_titles(lately.lines, person),
        "next_href": f"?after={lately.after}" if lately.after else "",
        "first_href": "?" if after else "",
    }


@require_POST
def address(request: HttpRequest, kind: str, pk: UUID) -> HttpResponse:
    """Let mail go again to the address of a reader."""
    known = _known(request, kind, pk)
    here = reverse("outbox-reader", args=[kind, pk])

    def once() -> str:
        send_again(known.address, by=person_of(request))
        return here

    said = _("Mail goes to this address again.")
    return pressed(request, once, said=said, back=here)


def stopping(request: HttpRequest, kind: str, pk: UUID) -> HttpResponse:
    """Say what comes of sending nothing more to a reader's address, and do it."""
    known = _known(request, kind, pk)
    here = reverse("outbox-reader", args=[kind, pk])
    if not known.may_be_stopped:
        return redirect(here)
    if request.method != "POST":
        context = {"known": known, "back": here}
        return render(request, "post/reader_stopping.html", context)

    def act() -> str:
        stop_by_hand(known.address, by=person_of(request), now=now())
        return here

    said = _("Nothing more is sent to this address.")
    return pressed(request, act, said=said, back=here)


@require_POST
def settlement(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Note that somebody looked at what was said of a reader."""
    found = get_object_or_404(answers_of_readers(), pk=pk)
    here = reverse("outbox-reader", args=of_whom(found))

    def act() -> str:
        note_look(found, by=person_of(request))
        return here

    return pressed(request, act, said=_("It is noted that you looked."), back=here)


@require_POST
def reopening(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put what was said of a reader among what waits for a look again."""
    found = get_object_or_404(answers_of_readers(), pk=pk)
    here = reverse("outbox-reader", args=of_whom(found))

    def act() -> str:
        let_wait_again(found, by=person_of(request))
        return here

    return pressed(request, act, said=_("It waits again."), back=here)
