"""Waiting at an IMAP server for what comes, so that it is fetched at once (RFC 2177).

It takes nothing itself: it makes the duty that fetches due. While the server is away,
or does not say what comes, the duty comes by every minute all the same.
"""

import logging
from contextlib import closing
from datetime import datetime
from threading import Event
from typing import Any

from django.db import DatabaseError, connections

from fourthp.foundation.clock import now as clock_now
from fourthp.foundation.models import DutyRun
from fourthp.post.operations.fetching.boxes import PlaceIsWrong, Server, place_of
from fourthp.post.operations.fetching.imap import ImapBox
from fourthp.post.rules.answers import ServerIsAway

FETCH = "post.fetch"
# What stands between forgets a connection on which nothing is said.
WAITS_SECONDS = 240.0
AWAY_SECONDS = 60.0

log = logging.getLogger(__name__)


def watch_mail(settings: Any, stop: Event) -> None:
    """Wait for mail until told to stop; return at once where nobody says what comes."""
    try:
        place = place_of(settings.MAIL_IN) if settings.MAIL_IN else None
    except PlaceIsWrong:
        return
    if not isinstance(place, Server):
        return
    while not stop.is_set():
        try:
            with closing(ImapBox(place, settings.MAIL_OAUTH)) as box:
                if not box.can_wait:
                    return
                _watch(box, stop)
        except ServerIsAway as problem:
            log.warning("nobody waits for mail: %s", problem.reason)
        except DatabaseError as problem:
            log.warning("mail came and is fetched later: %s", type(problem).__name__)
        finally:
            connections.close_all()
        stop.wait(AWAY_SECONDS)


def _watch(box: ImapBox, stop: Event) -> None:
    box.look_in()
    fetch_soon(now=clock_now())  # what came while nobody watched
    while not stop.is_set():
        if box.waits_for_mail(WAITS_SECONDS):
            fetch_soon(now=clock_now())
            connections.close_all()


def fetch_soon(*, now: datetime) -> None:
    """Make the duty that fetches due now."""
    DutyRun.objects.filter(name=FETCH, due_at__gt=now).update(due_at=now)
