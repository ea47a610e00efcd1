"""One mailing: how far it is, what it says, and every button for it."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from fourthp.foundation.clock import now
from fourthp.foundation.components import Bars
from fourthp.foundation.matters import actor_title
from fourthp.foundation.operations.revisions import SomebodyWasFaster
from fourthp.post.models import Mailing, Message
from fourthp.post.models.messages import OPEN
from fourthp.post.operations.mailings import (
    NotLikeThat,
    copy_to,
    pause,
    release,
    resume,
    stop,
)
from fourthp.post.permissions import can_run_post
from fourthp.post.queries.leaving import leaving, leaving_in_words
from fourthp.post.queries.outbox import Show, counts_by_state
from fourthp.post.queries.outgoing import held_up
from fourthp.post.queries.readership import reader_now
from fourthp.post.queries.reading import about, may_read, note_read
from fourthp.post.queries.reviewing import example_of, version_in
from fourthp.post.queries.stories import Step, last_done, story_of_mailing
from fourthp.post.queries.words import WHY, kind_in_words
from fourthp.post.rules.readers import Reader
from fourthp.post.views.letters import shown_letter
from fourthp.post.views.pressing import person_of, pressed

_STATES = Message.State


def mailing(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show one mailing."""
    person, found = person_of(request), get_object_or_404(Mailing, pk=pk)
    example = example_of(found)
    reads = example is not None and may_read(person, example)
    context: dict[str, Any] = {
        "mailing": found,
        "what": kind_in_words(found.kind),
        "about": about(person, found),
        "done": _last_done(found),
        "withheld": _withheld(found),
        "list_href": _list_of(found),
        "held_up": _held_up(found),
        "story": story_of_mailing(found),
        "letter": shown_letter(example) if example is not None and reads else None,
        "seen": version_in(example),
        "has_words": example is not None,
        "may_act": can_run_post(person),
    }
    context |= _figures(found)
    if context["about"] or context["letter"]:
        note_read(person, found)
    return render(request, "post/mailing.html", context)


def _figures(found: Mailing) -> dict[str, Any]:
    """Return how many of its messages stand how, and what that makes of it."""
    counts = counts_by_state(found.messages.all())
    total = sum(counts.values())
    left = sum(counts.get(state, 0) for state in OPEN)
    pill, tone = _pill(found, counts, left)
    return {
        "bars": Bars(_("How its messages stand"), _named(counts)),
        "pill": pill,
        "tone": tone,
        "leaves": _leaves(found, counts),
        "total": total,
        "left": left,
        "missed": total - left,
        "goes_on": found.state == Mailing.State.GOING and _moves(counts),
    }


def _named(counts: dict[str, int]) -> dict[str, int]:
    return {str(one.label): counts[one] for one in _STATES if counts.get(one)}


def _pill(found: Mailing, counts: dict[str, int], left: int) -> tuple[str, str]:
    """Return how a mailing stands, and whether that is well, or needs a look."""
    if found.state != Mailing.State.GOING:
        is_over = found.state == Mailing.State.STOPPED
        return found.get_state_display(), "" if is_over else "look"
    if not left:
        return _("gone out"), "good"
    if counts.get(_STATES.GATHERED, 0) == left:
        return str(_STATES.GATHERED.label), ""
    return found.get_state_display(), ""


def _leaves(found: Mailing, counts: dict[str, int]) -> str:
    """Return when it goes, where that is to come: it is held, or waits for bundles."""
    if found.state == Mailing.State.HELD or counts.get(_STATES.GATHERED):
        return leaving_in_words(leaving(found, now=now()))
    return ""


def _last_done(found: Mailing) -> Step | None:
    """Return who paused or stopped a mailing that stands so."""
    if found.state in (Mailing.State.PAUSED, Mailing.State.STOPPED):
        return last_done(found, found.state)
    return None


def _moves(counts: dict[str, int]) -> bool:
    """Tell whether some of it leaves by itself within minutes."""
    return bool(counts.get(_STATES.WAITING))


def _withheld(found: Mailing) -> list[tuple[str, int, str]]:
    """Return why some of it does not go, to how many, and where those stand."""
    return [
        (str(words), count, _list_of(found, show=Show.NOT_SENT, why=why))
        for why, words in WHY.items()
        if (count := found.messages.filter(state=_STATES.WITHHELD, why=why).count())
    ]


def _list_of(found: Mailing, **asked: str) -> str:
    """Return where the messages of a mailing are listed, or some of them."""
    said = urlencode({"mailing": found.pk, **asked})
    return f"{reverse('outbox')}?{said}#every"


def _held_up(found: Mailing) -> list[str]:
    """Return what keeps that of it from leaving which has not left."""
    still = found.messages.filter(state__in=OPEN).order_by()
    domains = set(still.values_list("domain", flat=True).distinct())
    return held_up(domains, now=now()) if domains else []


def _release(request: HttpRequest, found: Mailing) -> None:
    seen = request.POST.get("seen", "")
    try:
        release(found, by=person_of(request), now=now(), seen=seen)
    except SomebodyWasFaster as problem:
        raise NotLikeThat(
            _("It was changed after you opened this page. Read it again, then send it.")
        ) from problem


def _pause(request: HttpRequest, found: Mailing) -> None:
    pause(found, by=person_of(request), now=now())


def _resume(request: HttpRequest, found: Mailing) -> None:
    resume(found, by=person_of(request), now=now())


def _copy(request: HttpRequest, found: Mailing) -> None:
    person = person_of(request)
    kind, key = person.matter_kind, str(person.pk)
    reader = reader_now(kind, key) or Reader(kind, key, "")
    copy_to(found, reader, by=person, now=now())


Act = Callable[[HttpRequest, Mailing], None]
# What each button does, and what is said once it is done.
ACTS: dict[str, tuple[Act, Any]] = {
    "release": (_release, gettext_lazy("It will be sent.")),
    "pause": (_pause, gettext_lazy("It is paused: nothing more of it leaves.")),
    "resumption": (_resume, gettext_lazy("It goes on.")),
    "copy": (_copy, gettext_lazy("A copy is on its way to you.")),
}

_LETS_GO = ("release", "resumption")


@require_POST
def act(request: HttpRequest, pk: UUID, name: str) -> HttpResponse:
    """Do with a mailing what a button says."""
    found = get_object_or_404(Mailing, pk=pk)
    do, said = ACTS[name]
    here, when = reverse("outbox-mailing", args=[pk]), list[str]()

    def once() -> str:
        do(request, found)
        if name in _LETS_GO:
            # Asked after it, an answer could fail of what was done.
            when.append(_when(found))
        return here

    def told() -> str:
        return " ".join(filter(None, (str(said), *when)))

    return pressed(request, once, said=told, back=here)


def _when(found: Mailing) -> str:
    """Return when it leaves; nothing where something is in its way, which is shown."""
    found.refresh_from_db()
    return "" if _held_up(found) else leaving_in_words(leaving(found, now=now()))


def stopping(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say what stopping a mailing does, and stop it for good."""
    found = get_object_or_404(Mailing, pk=pk)
    here = reverse("outbox-mailing", args=[pk])
    if request.method != "POST":
        context = _to_stop(request, found) | {"back": here}
        return render(request, "post/stopping.html", context)

    def once() -> str:
        stop(found, by=person_of(request), now=now())
        return here

    said = _("It is stopped. What had not left never does.")
    return pressed(request, once, said=said, back=here)


def _to_stop(request: HttpRequest, found: Mailing) -> dict[str, Any]:
    """Return what is stopped, as far as whoever asks may see it, and by whom it is."""
    person = person_of(request)
    seen = about(person, found)
    if seen:
        note_read(person, found)
    on = localdate(found.made_at)
    return {
        "mailing": found,
        "what": kind_in_words(found.kind),
        "about": seen,
        "who": actor_title(found.actor_kind, found.actor_id, on=on),
        "left": found.messages.filter(state__in=OPEN).count(),
    }
