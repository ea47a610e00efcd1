"""What was shared is recalled: what waits does not go, and who had it is known."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from fourthp.audit.operations import record
from fourthp.foundation.actors import Actor
from fourthp.foundation.matters import Matter
from fourthp.post.models import Mailing, Message
from fourthp.post.operations.forgetting import forget_words_about
from fourthp.post.queries.readership import readers_now
from fourthp.post.rules.readers import ADDRESS, Reader

_LEFT = (Message.State.SENT, Message.State.BUNDLED)
_GOES = (Mailing.State.HELD, Mailing.State.GOING, Mailing.State.PAUSED)


@dataclass(frozen=True)
class Had:
    """Somebody who had something by mail, where she is found now, and since when."""

    reader: Reader
    at: datetime


def recall_mails(matter: Matter, *, by: Actor, now: datetime) -> list[Had]:
    """Let nothing about a matter leave any more; return who had it by mail.

    Its mailings are stopped, and what any mail said of it is forgotten. What has left
    stays where it is: the caller asks those people. Whoever is no reader any more is
    found at the address that it went to. The caller has asked who may.
    """
    about = {"about_kind": matter.matter_kind, "about_id": str(matter.pk)}
    with transaction.atomic():
        mailings = Mailing.objects.select_for_update().filter(**about)
        for mailing in mailings.filter(state__in=_GOES).order_by("pk"):
            mailing.state = Mailing.State.STOPPED
            mailing.save(update_fields=["state"])
            record(by, "stopped", mailing)
        forget_words_about(matter)
        # Last: what was being sent this moment has left, or does not leave any more.
        rows = Message.objects.filter(**about, state__in=_LEFT).order_by("ended_at")
        return _who_had(list(rows), now)


def _who_had(rows: list[Message], now: datetime) -> list[Had]:
    here, found = readers_now(rows), dict[tuple[str, str], Had]()
    for one in rows:
        reader = here.get((one.reader_kind, one.reader_id))
        if reader is None and one.address:
            reader = Reader(ADDRESS, "", one.address, language=one.language)
        if reader is not None:
            key = reader.kind, reader.id or reader.address
            found.setdefault(key, Had(reader, one.ended_at or now))
    return list(found.values())
