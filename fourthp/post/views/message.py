"""One message: all of it, its story, and its words for who may see its matter."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fourthp.foundation.clock import now
from fourthp.post.models import Message
from fourthp.post.operations.mailings import cancel, send_once_more
from fourthp.post.permissions import can_run_post
from fourthp.post.queries.facts import suppressed
from fourthp.post.queries.outbox import Line, lines_of, with_titles, without_words
from fourthp.post.queries.outgoing import held_up
from fourthp.post.queries.reading import about, may_read, note_read
from fourthp.post.queries.stories import story_of_message
from fourthp.post.views.letters import shown_letter
from fourthp.post.views.pressing import person_of, pressed


def message(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show one message."""
    person = person_of(request)
    found = get_object_or_404(
        Message.objects.select_related("mailing", "bundle"), pk=pk
    )
    [line] = lines_of([found], now=now())
    stopped = suppressed([found.address]) if found.address else {}
    context: dict[str, Any] = {
        "message": found,
        "line": line,
        "about": about(person, found),
        "story": story_of_message(found),
        "parts": with_titles(_parts(found), person),
        "is_stopped": bool(stopped),
        "held_up": _held_up(found),
        "may_read": may_read(person, found),
        "may_cancel": can_run_post(person) and not found.is_over,
        "may_send": can_run_post(person) and found.is_over and found.has_words,
    }
    if context["about"]:
        note_read(person, found)
    if context["may_read"] and found.has_words:
        context["letter"] = shown_letter(found)
    return render(request, "post/message.html", context)


def _parts(found: Message) -> list[Line]:
    return lines_of(without_words(found.parts.all()).order_by("id"), now=now())


def _held_up(found: Message) -> list[str]:
    """Return what keeps a message, or the bundle that it is in, from leaving."""
    goes = found.bundle or found
    return [] if goes.is_over else held_up([goes.domain], now=now())


@require_POST
def resending(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Send a message again, to the address that its reader has now."""
    found = get_object_or_404(Message, pk=pk)

    def act() -> str:
        again = send_once_more(found, by=person_of(request), now=now())
        return reverse("outbox-message", args=[again.pk])

    back = reverse("outbox-message", args=[pk])
    said = _("It is written again, and goes at once.")
    return pressed(request, act, said=said, back=back)


@require_POST
def cancelling(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let a message not go that has not left."""
    found = get_object_or_404(Message, pk=pk)
    here = reverse("outbox-message", args=[pk])

    def act() -> str:
        cancel(found, by=person_of(request), now=now())
        return here

    return pressed(request, act, said=_("It does not go."), back=here)
