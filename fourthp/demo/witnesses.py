"""Two made-up people outside who keep the notes of the demo's record."""

from datetime import datetime, timedelta

from django.db.models import F, Max

from fourthp.audit.models import Entry
from fourthp.audit.operations import anchor_days, seal_entries
from fourthp.demo.mailing import send_what_is_due
from fourthp.foundation.actors import Host
from fourthp.trust.operations import ask_witness, confirm_witness, tell_witnesses
from fourthp.trust.queries.witnesses import link_of

WITNESSES = (
    ("The clerk of Lower Anytown Town Council", "clerk@lower-anytown.example"),
    ("The secretary of the Othershire network", "secretary@othershire.example"),
)
DAY = timedelta(days=1)
BEGAN, ASKED, SAID_YES = 5 * DAY, 3 * DAY, 2 * DAY


def make_demo_witnesses(*, now: datetime) -> None:
    """Ask both, let both say yes, and send each the notes of the last days."""
    _let_days_pass(now - BEGAN)
    seal_entries(now=now - BEGAN)
    found = [ask_witness(*one, by=Host(), now=now - ASKED) for one in WITNESSES]
    send_what_is_due(now - ASKED)
    anchor_days(now=now - SAID_YES)
    for witness in found:
        link = link_of(witness, now=now - ASKED)
        confirm_witness(witness, by=link, now=now - SAID_YES)
    send_what_is_due(now - SAID_YES)
    anchor_days(now=now - DAY)
    tell_witnesses(now=now - DAY)
    send_what_is_due(now - DAY)
    # The worker sends what is due today.
    anchor_days(now=now)
    tell_witnesses(now=now)


def _let_days_pass(last: datetime) -> None:
    """Put what was recorded just now before the days it is anchored in.

    Each act stays as long after the other as it was.
    """
    latest = Entry.objects.aggregate(at=Max("at"))["at"]
    Entry.objects.update(at=F("at") + (last - latest))
