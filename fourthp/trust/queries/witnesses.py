"""Witnesses outside: who they are, what reached them, how the record stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fourthp.accounts.models import User
from fourthp.audit.models import Anchor
from fourthp.audit.queries import chain_head, entries_waiting_too_long
from fourthp.foundation.links import SignedLink
from fourthp.partnership.models import Person
from fourthp.post.models import Message
from fourthp.post.queries.facts import suppressed
from fourthp.post.queries.links import full
from fourthp.post.rules.readers import ADDRESS, Reader
from fourthp.trust.models import Witness
from fourthp.trust.permissions import WITNESS

ENOUGH = 2
# The kind of mail by which a note goes to a witness.
NOTE = "trust.anchor"
# So long a link in a witness's mail opens; each mail has a fresh one.
LINK_LASTS = timedelta(days=500)
# How many days one letter tells at most, after a pause.
MOST_DAYS = 31


def witnesses() -> QuerySet[Witness]:
    """Return everyone who was asked to be a witness and did not stop."""
    return Witness.objects.all()


def confirmed() -> QuerySet[Witness]:
    """Return the witnesses who said yes."""
    return Witness.objects.filter(confirmed_at__isnull=False)


def reached() -> list[Witness]:
    """Return the witnesses who said yes and have the last note that was to leave.

    A mail server took it, and nothing stops mail to their address since. Of a folder
    nobody gets anything.
    """
    if is_demo_mail():
        return []
    return [one for one in confirmed() if _stands(one).is_good]


def _stands(witness: Witness) -> "WitnessTold":
    """Return how a witness stands who said yes."""
    notes = Message.objects.filter(
        kind=NOTE, reader_kind=ADDRESS, reader_id=str(witness.pk)
    )
    ended = notes.filter(state__in=(Message.State.SENT, Message.State.FAILED))
    last = ended.order_by("-ended_at", "-id").values_list("state", flat=True).first()
    if suppressed([witness.address]):
        return WitnessTold(witness, _("mail came back: nothing goes there"), False)
    if last is None:
        return WitnessTold(witness, _("said yes: no note has left yet"), False)
    if last == Message.State.FAILED:
        return WitnessTold(witness, _("the last note could not be delivered"), False)
    return WitnessTold(witness, _("gets the note of every day"), True)


def is_of_the_network(address: str) -> bool:
    """Tell whether an address is of somebody who is known here, or signs in."""
    people = Person.objects.filter(email__iexact=address)
    return people.exists() or User.objects.filter(email__iexact=address).exists()


def as_reader(witness: Witness) -> Reader:
    """Return a witness as the post knows them: an address, and no seat."""
    return Reader(ADDRESS, str(witness.pk), witness.address)


def link_of(witness: Witness, *, now: datetime) -> SignedLink:
    """Return the link by which a witness says yes, or stops."""
    kind = witness.matter_kind
    return SignedLink(WITNESS, kind, witness.pk, kind, witness.pk, now + LINK_LASTS)


def page_of(witness: Witness, *, now: datetime) -> str:
    """Return the address of a witness's own page, as it stands in a mail."""
    return full(reverse("witness", args=[link_of(witness, now=now).token()]))


def anchors_for(witness: Witness) -> list[Anchor]:
    """Return the days that a witness was not told yet, oldest first.

    Whoever said yes just now is told the last day; after a pause the last days, at
    most a month of them: each covers all before it.
    """
    found = Anchor.objects.order_by("-day")
    if witness.told_until is None:
        return list(found[:1])
    return list(found.filter(day__gt=witness.told_until)[:MOST_DAYS])[::-1]


@dataclass(frozen=True)
class WitnessTold:
    """A witness, how they stand in words, and whether that is as it should be."""

    witness: Witness
    words: str
    is_good: bool


def witnesses_told() -> list[WitnessTold]:
    """Return every witness and how they stand."""
    return [
        _stands(one)
        if one.confirmed_at
        else WitnessTold(one, _("was asked, and has not answered"), False)
        for one in witnesses()
    ]


@dataclass(frozen=True)
class RecordTold:
    """How the record stands: how many acts, what waits, and the last days anchored."""

    acts: int
    waiting: int
    anchors: Sequence[Anchor]
    missing: int

    @property
    def last_day(self) -> date | None:
        """Return the last day that was anchored."""
        return self.anchors[0].day if self.anchors else None


def record_told(now: datetime) -> RecordTold:
    """Return how the record stands."""
    return RecordTold(
        chain_head().sequence,
        entries_waiting_too_long(now=now),
        list(Anchor.objects.order_by("-day")[:7]),
        witnesses_missing(),
    )


def witnesses_missing() -> int:
    """Return how many witnesses lack until two are reached."""
    return max(0, ENOUGH - len(reached()))


def missing_in_words(missing: int) -> str:
    """Say what it means that witnesses lack; nothing where none does."""
    if not missing:
        return ""
    lack = ngettext(
        "%(n)d more witness outside is needed. Until then whoever runs the server"
        " could change the record of acts, and nobody would notice.",
        "%(n)d more witnesses outside are needed. Until then whoever runs the server"
        " could change the record of acts, and nobody would notice.",
        missing,
    )
    return lack % {"n": missing}


def is_demo_mail() -> bool:
    """Tell whether mail goes into a folder, and no witness ever gets it."""
    return settings.MAIL_SERVER is None
