"""Addresses to which nothing is sent any more, and domains that are left alone.

One mailbox that does not exist is stopped. A domain from which many come back at once,
and most of what went there, has a fault of its own, or found one in us: it waits, and
nobody in it is blamed.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet

from fourthp.audit.operations import record
from fourthp.foundation.actors import Actor
from fourthp.post.models import (
    Bounce,
    DomainPause,
    Message,
    Suppression,
    digests_of,
)
from fourthp.post.models.messages import LONGEST_PUT_OFF
from fourthp.post.permissions import can_run_post
from fourthp.post.rules.answers import Refused
from fourthp.post.rules.readers import domain_of
from fourthp.post.rules.returns import is_hard, is_policy
from fourthp.post.signals import domain_paused

SOFT_WITHIN = timedelta(days=30)
SOFT_MOST = 2
# So many mailboxes of one domain within the hour, and half of those that were tried
# within a day, are the domain's own fault: a large one always has some who left.
MANY, AT_ONCE = 5, timedelta(hours=1)
TRIED_WITHIN = timedelta(days=1)
DOMAIN_WAITS = LONGEST_PUT_OFF


@dataclass(frozen=True)
class Returned:
    """One mail that came back: to which address, and the status that says why.

    is_hard and is_policy say what a report means where its status alone does not.
    """

    address: str
    code: str
    is_hard: bool = False
    is_policy: bool = False


def returned_of(problem: Refused, address: str) -> Returned:
    """Return what a refusal at the door says of an address, by its code and words."""
    code, fault = problem.enhanced or str(problem.code), problem.fault
    return Returned(address, code, is_hard=fault.is_hard, is_policy=fault.is_policy)


def note_return(returned: Returned, *, now: datetime) -> Suppression | None:
    """Note that a mail came back; return what is stopped by it, if anything is."""
    with transaction.atomic():
        bounce = _bounce(returned, now)
        bounce.save(force_insert=True)
        if _is_of_domain(bounce, now):
            _pause_domain(bounce, now)
            return None
        because = _because(bounce, now)
        if because is None:
            return None
        return stop_address(bounce.address, because, code=bounce.code, now=now)


def _bounce(returned: Returned, now: datetime) -> Bounce:
    address, code = returned.address.lower(), returned.code
    is_told = returned.is_hard or returned.is_policy
    return Bounce(
        address=address,
        domain=domain_of(address),
        is_hard=returned.is_hard if is_told else is_hard(code),
        is_policy=returned.is_policy if is_told else is_policy(code),
        code=code[:20],
        at=now,
    )


def _is_of_domain(bounce: Bounce, now: datetime) -> bool:
    """Tell whether a domain returns mail to many: not one mailbox, but all of them."""
    lately = Bounce.objects.filter(domain=bounce.domain, at__gt=now - AT_ONCE)
    if bounce.is_policy:
        return _addresses(lately.filter(is_policy=True)) >= MANY
    returned = _addresses(lately)
    if returned < MANY:
        return False
    tried = Message.objects.filter(
        domain=bounce.domain, tried_at__gt=now - TRIED_WITHIN
    )
    return 2 * returned >= _addresses(tried)


def _addresses(rows: QuerySet[Any]) -> int:
    return rows.order_by().values("address").distinct().count()


def _pause_domain(bounce: Bounce, now: datetime) -> None:
    found = DomainPause.objects.select_for_update().filter(domain=bounce.domain).first()
    pause = found or DomainPause(domain=bounce.domain)
    standing = DomainPause.objects.standing(now)
    is_new = not standing.filter(domain=bounce.domain).exists()
    pause.since = now if is_new else pause.since
    pause.until, pause.code = now + DOMAIN_WAITS, bounce.code
    pause.save()
    # Whoever was stopped within this hour was stopped by the same fault.
    lately = Suppression.objects.filter(
        address__endswith=f"@{bounce.domain}",
        since__gt=now - AT_ONCE,
        because__in=(Suppression.Because.HARD, Suppression.Because.SOFT),
    )
    lately.delete()
    if is_new:
        domain_paused.send(sender=DomainPause, pause=pause)


def _because(bounce: Bounce, now: datetime) -> str | None:
    if bounce.is_policy:
        return None  # it is about us, not about the mailbox
    if bounce.is_hard:
        return Suppression.Because.HARD
    lately = Bounce.objects.filter(
        address=bounce.address, is_policy=False, at__gt=now - SOFT_WITHIN
    )
    return Suppression.Because.SOFT if lately.count() >= SOFT_MOST else None


def stop_address(
    address: str, because: str, *, now: datetime, code: str = ""
) -> Suppression:
    """Send nothing more to an address; it stays stopped for what stopped it first."""
    found = Suppression.objects.of([address]).first()
    if found is not None:
        return found
    made, _is_new = Suppression.objects.get_or_create(
        address=address.lower(),
        defaults={"because": because, "code": code, "since": now},
    )
    return made


def stop_by_hand(address: str, *, by: Actor, now: datetime) -> None:
    """Send nothing more to an address, because somebody here says so.

    It is more than whatever else stopped it: mails for signing in do not go either.
    """
    if not can_run_post(by):
        raise PermissionDenied
    with transaction.atomic():
        by_hand = {"because": Suppression.Because.BY_HAND, "code": "", "since": now}
        found, is_new = Suppression.objects.select_for_update().get_or_create(
            address=address.lower(), defaults=by_hand
        )
        Suppression.objects.filter(address__in=digests_of(address)).delete()
        if found.is_by_hand and not is_new:
            return
        Suppression.objects.filter(pk=found.pk).update(**by_hand)
        record(by, "stopped", found)


def send_again(address: str, *, by: Actor) -> None:
    """Let mail go to an address again."""
    if not can_run_post(by):
        raise PermissionDenied
    lift(address, by=by)


def lift(address: str, *, by: Actor) -> None:
    """Take away what stops mail to an address; the caller has asked who may."""
    with transaction.atomic():
        rows = Suppression.objects.of([address]).select_for_update()
        for row in rows:
            record(by, "sends-again", row)
        rows.delete()
