"""The way out: stopped and opened by a person, by an absent server, for one domain."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connections, transaction

from fourthp.audit.operations import record
from fourthp.foundation.actors import Actor
from fourthp.foundation.operations.rates import take_tokens
from fourthp.foundation.policies import Rate
from fourthp.post.models import Message, Outgoing
from fourthp.post.permissions import can_run_post

# To one domain: 300 at once, then 200 a minute. More looks like spam to the largest.
TO_DOMAIN = Rate("mail to a domain", burst=300, per_hour=12_000)
BATCH = timedelta(seconds=10)
EVERYONE = "everyone"


def pause_everything(*, by: Actor, now: datetime) -> None:
    """Let nothing leave any more, but what is at the server's door this second."""
    if not can_run_post(by):
        raise PermissionDenied
    with transaction.atomic():
        row = _locked()
        row.paused_at = row.paused_at or now
        row.paused_by_kind, row.paused_by_id = by.actor_kind, by.actor_id
        row.save()
        record(by, "paused-all", row)


def resume_everything(*, by: Actor) -> None:
    """Let everything leave again; a mail server that was away is tried at once."""
    if not can_run_post(by):
        raise PermissionDenied
    with transaction.atomic():
        row = _locked()
        row.paused_at, row.paused_by_kind, row.paused_by_id = None, "", ""
        row.next_try_at = None
        row.save()
        record(by, "resumed-all", row)


def _locked() -> Outgoing:
    row, _made = Outgoing.objects.select_for_update().get_or_create(only=True)
    return row


def postpone(domain: str, *, until: datetime, now: datetime) -> None:
    """Put off all that is due to a domain, but what another worker has at hand."""
    skips = connections["default"].features.has_select_for_update_skip_locked
    with transaction.atomic():
        waiting = Message.objects.to_send(now).filter(domain=domain).order_by()
        rows = waiting.select_for_update(skip_locked=skips).values("pk")
        Message.objects.filter(pk__in=rows).update(due_at=until)


@dataclass(frozen=True)
class Allowed:
    """Whether one mail may leave now; until: its domain got much, and waits so long."""

    is_now: bool
    until: datetime | None = None


def take_turn(domain: str, *, now: datetime) -> Allowed:
    """Take a turn to one domain, of all that leaves this minute too, or neither."""
    asked, a_minute = [(TO_DOMAIN, domain)], settings.MAIL_PER_MINUTE
    if a_minute:
        every = Rate("mail", burst=a_minute, per_hour=60 * a_minute)
        asked.append((every, EVERYONE))
    waits = take_tokens(*asked, now=now)
    if waits[0]:
        return Allowed(False, now + max(timedelta(seconds=waits[0]), BATCH))
    return Allowed(not any(waits))
