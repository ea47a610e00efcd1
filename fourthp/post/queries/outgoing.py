"""Whether anything leaves now, and what stands in its way."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from fourthp.foundation.matters import actor_title
from fourthp.post.models import DomainPause, Message, Outgoing
from fourthp.post.queries.words import moment


def way_out() -> Outgoing:
    """Return how the way out stands."""
    return Outgoing.objects.first() or Outgoing()


def paused_domains(now: datetime) -> dict[str, datetime]:
    """Return until when nothing goes to some domains."""
    pauses = DomainPause.objects.standing(now)
    return dict(pauses.values_list("domain", "until"))


@dataclass(frozen=True)
class Way:
    """How the way out stands, as pages say it; gathered waits for a bundle."""

    row: Outgoing
    paused_by: str
    waiting: int
    gathered: int
    domains: list[tuple[DomainPause, int]]

    @property
    def is_quiet(self) -> bool:
        """Tell whether there is nothing to say."""
        return not (self.row.paused_at or self.row.away_since or self.domains)


def way_in_words(*, now: datetime) -> Way:
    """Return how the way out stands, and how many messages wait for it."""
    row = way_out()
    waiting = Message.objects.filter(state=Message.State.WAITING)
    pauses = DomainPause.objects.standing(now).order_by("domain")
    domains = [(one, waiting.filter(domain=one.domain).count()) for one in pauses]
    if not (row.paused_at or row.away_since):
        return Way(row, "", 0, 0, domains)
    gathered = Message.objects.filter(state=Message.State.GATHERED).count()
    return Way(row, _who(row), waiting.count() + gathered, gathered, domains)


def _who(row: Outgoing) -> str:
    if row.paused_at is None:
        return ""
    day = localdate(row.paused_at)
    return actor_title(row.paused_by_kind, row.paused_by_id, on=day)


def held_up(domains: Iterable[str], *, now: datetime) -> list[str]:
    """Return in words what keeps mail to some domains from leaving now; often nothing.

    It is asked with what a page shows, because a message that waits behind it looks
    like any other that waits.
    """
    row, asked = way_out(), set(domains)
    found = []
    if row.paused_at:
        found.append(
            _(
                "Everything is paused since %(day)s: what has not left waits."
                " Paused by: %(who)s."
            )
            % {"who": _who(row), "day": moment(row.paused_at)}
        )
    if row.away_since:
        found.append(
            _(
                "The mail server takes nothing since %s: what has not left waits, and"
                " is tried again by itself."
            )
            % moment(row.away_since)
        )
    paused = paused_domains(now) if asked else {}
    return found + [
        _("Mail to %(domain)s is left alone until %(time)s: what has not left waits.")
        % {"domain": domain, "time": date_format(localtime(until), "j F, H:i")}
        for domain, until in sorted(paused.items())
        if domain in asked
    ]
