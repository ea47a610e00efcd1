"""The outbox: what was written to whom, how it stands, and the way out."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fourthp.foundation.clock import now, today
from fourthp.foundation.forms import press
from fourthp.foundation.tables.writing import csv_lines
from fourthp.post.forms.outbox import OutboxForm
from fourthp.post.models import Mailing
from fourthp.post.operations.exports import note_export
from fourthp.post.operations.outgoing import pause_everything, resume_everything
from fourthp.post.permissions import can_run_post
from fourthp.post.queries.incoming import letters_waiting
from fourthp.post.queries.outbox import (
    EXPORTED,
    SHOW_NAMES,
    Asked,
    Outbox,
    Show,
    every_line,
    exported,
    failed_lately,
    open_mailings,
    outbox,
    with_titles,
)
from fourthp.post.queries.outgoing import way_in_words
from fourthp.post.queries.reading import about, note_read
from fourthp.post.queries.said import said_waiting
from fourthp.post.queries.words import STREAMS, kind_in_words, why_in_words
from fourthp.post.views.pressing import person_of


def index(request: HttpRequest) -> HttpResponse:
    """Show every message, newest first, and what stands in the way of mail."""
    person = person_of(request)
    asked, after = OutboxForm(request.GET).asked()
    found = outbox(asked, after=after, now=now())
    said, said_more = said_waiting()
    context = {
        "way": way_in_words(now=now()),
        "open_mailings": [_headed(one, person) for one in open_mailings()],
        "asked": asked,
        "found": found,
        "lines": with_titles(found.lines, person),
        "tabs": _tabs(asked, found),
        "streams": [(one.value, words) for one, words in STREAMS.items()],
        "chips": _chips(asked),
        "is_narrowed": bool(_chips(asked)),
        "without": _href(Asked(asked.show)),
        "next_href": _href(asked, found.after) if found.after else "",
        "first_href": _href(asked) if after else "",
        "export_href": reverse("outbox-export") + _href(asked),
        "may_act": can_run_post(person),
        "letters": letters_waiting(),
        "failed": failed_lately(now=now()),
        "said": said,
        "said_more": said_more,
    }
    return render(request, "post/outbox.html", context)


def _headed(mailing: Mailing, person: Any) -> tuple[Mailing, Any, Any]:
    """Return a mailing with what it is about, for who may see that, and its kind."""
    kind, seen = kind_in_words(mailing.kind).title, about(person, mailing)
    if seen is None:
        return mailing, kind, kind
    note_read(person, mailing)
    return mailing, seen.title, kind


def _href(asked: Asked, after: str = "") -> str:
    said = {
        "show": asked.show.value if asked.show is not Show.ALL else "",
        "stream": asked.stream,
        "mailing": asked.mailing or "",
        "who": asked.who,
        "why": asked.why,
        "lately": "yes" if asked.lately else "",
        "after": after,
    }
    return "?" + urlencode({name: value for name, value in said.items() if value})


def _tabs(asked: Asked, found: Outbox) -> list[tuple[str, Any, int, bool]]:
    return [
        (
            _href(replace(asked, show=one)),
            SHOW_NAMES[one],
            found.counts[one],
            one is asked.show,
        )
        for one in Show
    ]


def _chips(asked: Asked) -> list[tuple[str, Any]]:
    """Return the filters in use: where one leads that takes it away, and its words."""
    found: list[tuple[str, Any]] = []
    if asked.who:
        found.append((_href(replace(asked, who="")), f"“{asked.who}”"))
    if asked.stream:
        words = dict(STREAMS.items())[asked.stream]  # type: ignore[index]  # a word is its stream
        found.append((_href(replace(asked, stream="")), words))
    if asked.why:
        found.append((_href(replace(asked, why="")), why_in_words(asked.why)))
    if asked.lately:
        href = _href(replace(asked, lately=False))
        found.append((href, _("In the last seven days")))
    if asked.mailing:
        found.append((_href(replace(asked, mailing=None)), _("One mailing alone")))
    return found


def export(request: HttpRequest) -> StreamingHttpResponse:
    """Give the messages that are asked for as a table."""
    note_export(by=person_of(request))
    asked, _after = OutboxForm(request.GET).asked()
    rows = (exported(line) for line in every_line(asked, now=now()))
    answer = StreamingHttpResponse(
        csv_lines([str(name) for name in EXPORTED], rows),
        content_type="text/csv; charset=utf-8",
    )
    name = f"outbox-{today():%Y-%m-%d}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_POST
def pausing(request: HttpRequest) -> HttpResponse:
    """Let nothing leave any more."""
    person = person_of(request)

    def act() -> str:
        pause_everything(by=person, now=now())
        return reverse("outbox")

    answer = press(request, act, by=person, now=now())
    messages.success(request, _("Nothing leaves now. What is written meanwhile waits."))
    return redirect(answer)


@require_POST
def resumption(request: HttpRequest) -> HttpResponse:
    """Let everything leave again."""
    person = person_of(request)

    def act() -> str:
        resume_everything(by=person)
        return reverse("outbox")

    answer = press(request, act, by=person, now=now())
    messages.success(request, _("Mail leaves again."))
    return redirect(answer)
