"""What this room offers to pages of others: fragments, and what waits for a look."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fourthp.foundation.links import SignedLink
from fourthp.foundation.offers import Urgency, Waiting, waits
from fourthp.foundation.shell import fills
from fourthp.post.models import Mailing
from fourthp.post.permissions import can_run_post
from fourthp.post.queries.incoming import letters_waiting
from fourthp.post.queries.outbox import failed_lately, mailings_waiting
from fourthp.post.queries.outgoing import way_out
from fourthp.post.queries.reading import about
from fourthp.post.queries.said import count_said_waiting
from fourthp.post.queries.words import kind_in_words

_WHY = gettext_lazy("coordinator")


@waits
def mail_that_waits(reader: Any, now: datetime) -> Iterator[Waiting]:
    """Tell whoever looks after mail what waits for her, and what stands in its way."""
    if reader is None or not can_run_post(reader):
        return
    if not getattr(reader, "is_strong", False):  # an officer's page (S6)
        return
    yield from _in_the_way()
    for mailing in mailings_waiting():
        yield _mailing(reader, mailing)
    yield from _counted(now)


def _in_the_way() -> Iterator[Waiting]:
    way, path = way_out(), reverse("outbox")
    if way.paused_at:
        title, button = _("Everything is paused: no mail leaves"), _("Let mail leave")
        since = localdate(way.paused_at)
    elif way.away_since:
        title = _("The mail server takes nothing; it is tried again by itself")
        button, since = _("See what it says"), localdate(way.away_since)
    else:
        return
    yield Waiting(title, path, button, why=_WHY, urgency=Urgency.NOW, since=since)


def _mailing(reader: Any, mailing: Mailing) -> Waiting:
    """Return a letter that is held for a last look, or was paused on its way."""
    is_held = mailing.state == Mailing.State.HELD
    title = (
        _("A letter is held for a last look") if is_held else _("A letter is paused")
    )
    button = _("Look it over") if is_held else _("Send the rest, or stop it")
    said = about(reader, mailing)
    return Waiting(
        title,
        reverse("outbox-mailing", args=[mailing.pk]),
        button,
        why=_WHY,
        of=said.title if said else str(kind_in_words(mailing.kind).title),
        since=localdate(mailing.made_at),
    )


def _counted(now: datetime) -> Iterator[Waiting]:
    """Yield what is many, each with where it is looked through."""
    outbox = reverse("outbox")
    failed, letters, said = (
        failed_lately(now=now),
        letters_waiting(),
        count_said_waiting(),
    )
    if said:
        told = ngettext(
            "%(n)s answer says that a mail reached the wrong person, or one who left",
            "%(n)s answers say that a mail reached the wrong person, or one who left",
            said,
        )
        yield _many(told, said, f"{outbox}#said", _("See what was said"))
    if letters:
        told = ngettext("%(n)s letter came in", "%(n)s letters came in", letters)
        yield _many(told, letters, reverse("letters-in"), _("Read, and answer"))
    if failed:
        told = ngettext(
            "%(n)s mail could not be delivered",
            "%(n)s mails could not be delivered",
            failed,
        )
        path = f"{outbox}?show=failed&lately=yes#every"
        yield _many(told, failed, path, _("See to whom, and why"))


def _many(told: str, count: int, path: str, button: str) -> Waiting:
    title = told % {"n": number_format(count, force_grouping=True)}
    return Waiting(title, path, button, why=_WHY, count=count)


@fills("link-is-over")
def offer_fresh_link(_reader: object, *, link: SignedLink | None = None) -> str:
    """Offer a fresh link to whoever opens one that is too old."""
    if link is None:
        return ""
    return render_to_string("post/_fresh.html", {"token": link.token()})


@fills("account")
def lead_to_wishes(reader: object) -> str:
    """Lead somebody who is signed in to what she gets, and how often."""
    return render_to_string("post/_wishes_link.html") if reader else ""
