"""Fragments this room offers to the page shell."""

from typing import Any

from django.template.loader import render_to_string

from fourthp.foundation.clock import now
from fourthp.foundation.links import SignedLink
from fourthp.foundation.shell import fills
from fourthp.post.models import Mailing
from fourthp.post.permissions import can_run_post
from fourthp.post.queries.incoming import letters_waiting
from fourthp.post.queries.outbox import failed_lately, open_mailings
from fourthp.post.queries.outgoing import way_in_words
from fourthp.post.queries.said import count_said_waiting


@fills("to-do")
def mail_to_do(reader: Any) -> str:
    """Tell whoever looks after mail what waits for her, and what stands in its way."""
    if reader is None or not can_run_post(reader):
        return ""
    mailings = open_mailings()
    context = {
        "way": way_in_words(now=now()),
        "failed": failed_lately(now=now()),
        "held": [one for one in mailings if one.state == Mailing.State.HELD],
        "paused": [one for one in mailings if one.state == Mailing.State.PAUSED],
        "letters": letters_waiting(),
        "said": count_said_waiting(),
    }
    return render_to_string("post/_to_do.html", context)


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
