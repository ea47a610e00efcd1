"""Taking what came in: each mail is noted with all that it does, and then marked.

Whoever is killed between the two finds it known the next time. Two at once take no mail
twice either: its key and its digest stand once in the database.
"""

import logging
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

from django.db import DatabaseError, DataError

from fourthp.foundation.clock import now as clock_now
from fourthp.foundation.inventory import LASTS, Retention
from fourthp.post.operations.arrivals import take_in, take_unread
from fourthp.post.operations.fetching.boxes import Box, place_of
from fourthp.post.operations.fetching.imap import ImapBox
from fourthp.post.operations.fetching.maildir import Maildir
from fourthp.post.queries.incoming import known_keys

# Whoever sends waits no longer than this for whoever fetches; the rest is next.
MOST_SECONDS = 20.0
# As long as what it says is kept here, it lies in the mailbox, and no longer.
TAKEN_STAYS: timedelta = LASTS[Retention.DAYS_30]

log = logging.getLogger(__name__)


def box_of(settings: Any) -> Box | None:
    """Return the mailbox that the settings name, open; None where none is.

    Raises PlaceIsWrong or ServerIsAway.
    """
    if not settings.MAIL_IN:
        return None
    place = place_of(settings.MAIL_IN)
    if isinstance(place, Path):
        return Maildir(place)
    return ImapBox(place, settings.MAIL_OAUTH)


def fetch_mail(box: Box) -> int:
    """Take what lies in a mailbox, for some seconds; return how many mails are new."""
    taken, end = 0, monotonic() + MOST_SECONDS
    with closing(box):
        for keys in box.waiting():
            taken += _take(box, keys)
            if monotonic() >= end:
                break
    return taken


def _take(box: Box, keys: list[str]) -> int:
    taken, known = 0, known_keys(keys)
    ready = []
    for key in keys:
        if key not in known:
            raw = box.read(key)
            if raw is None:
                log.warning("a mail could not be read, and is left where it is")
                continue
            _take_one(raw, key)
            taken += 1
        ready.append(key)
    box.done(ready)
    return taken


def _take_one(raw: bytes, key: str) -> None:
    """Take one mail; one that cannot be taken stops nothing that lies behind it."""
    try:
        take_in(raw, key, now=clock_now())
    except DataError as problem:
        # It says what no row holds, and would say it for ever.
        _leave_unread(raw, key, problem)
    except DatabaseError:
        raise  # the database is away: all of it is taken another time
    except Exception as problem:  # noqa: BLE001 -- a person looks after it
        _leave_unread(raw, key, problem)


def _leave_unread(raw: bytes, key: str, problem: Exception) -> None:
    log.error("a mail could not be taken: %s", type(problem).__name__)
    take_unread(raw, key, now=clock_now())


def empty_mailbox(box: Box, *, now: datetime) -> int:
    """Remove from a mailbox what was taken long ago; return how many mails."""
    with closing(box):
        return box.forget(before=now - TAKEN_STAYS)
