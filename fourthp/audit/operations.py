"""Every change this room can make."""

import re
from datetime import UTC, date, datetime, time, timedelta

from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, Min, OuterRef

from fourthp.audit import rules
from fourthp.audit.models import Anchor, Entry, Read, Seal
from fourthp.audit.queries import (
    KEPT_ENTRIES,
    KEPT_READS,
    chain_head,
    digest_of_reads,
    unsealed_entries,
)
from fourthp.foundation.actors import Actor
from fourthp.foundation.clock import now as clock_now
from fourthp.foundation.matters import Matter

Detail = str | int | bool | list[str] | dict[str, int] | None

# An act, a field, a kind; an id. Neither holds a name, a number or an address.
_WORD = re.compile(
    r"(|[a-z][a-z0-9_]*([-.:+][a-z0-9_]+)*|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})\Z"
)
_ACT = re.compile(r"[a-z]+(-[a-z]+)*\Z")
_LONGEST = 60
_AT_ONCE = 5_000
_LATE_COMMITS = timedelta(minutes=15)


class NotInTransaction(Exception):
    """An act was to be recorded outside the transaction that makes it."""


class DetailIsText(Exception):
    """An act's detail holds free text: it may only hold words, counts and ids."""


def record(by: Actor, act: str, matter: Matter, **detail: Detail) -> None:
    """Record an act in the transaction that makes it.

    detail holds field names, kinds, ids and counts, never a value or a name. Raises
    NotInTransaction outside a transaction, DetailIsText for anything else.
    """
    if not connection.in_atomic_block:
        raise NotInTransaction(act)
    if not _ACT.match(act) or not all(map(_says_nothing, detail.values())):
        raise DetailIsText(act)
    Entry.objects.create(
        at=clock_now(),
        actor_kind=by.actor_kind,
        actor_id=by.actor_id,
        act=act,
        matter_kind=matter.matter_kind,
        matter_id=str(matter.pk or ""),
        detail=detail,
    )


def _says_nothing(value: object) -> bool:
    """Tell whether a detail is of the few shapes that cannot hold a person's words."""
    if isinstance(value, dict):
        counts = value.values()
        return all(map(_is_word, value)) and all(type(n) is int for n in counts)
    if isinstance(value, list):
        return all(map(_is_word, value))
    return value is None or isinstance(value, bool | int) or _is_word(value)


def _is_word(value: object) -> bool:
    if not isinstance(value, str) or len(value) > _LONGEST:
        return False
    return _WORD.match(value) is not None


def log_read(
    by: Actor, matter: Matter, *, act: str = Read.Act.READ, seat: tuple[str, str]
) -> None:
    """Note that somebody saw, exported or viewed as another what is restricted.

    seat is the agency's id and the role under which it was seen. Written on GET:
    one of the written exceptions of "nothing changes on GET".
    """
    agency_id, role = seat
    Read.objects.create(
        at=clock_now(),
        act=act,
        actor_kind=by.actor_kind,
        actor_id=by.actor_id,
        agency_id=agency_id,
        role=role,
        matter_kind=matter.matter_kind,
        matter_id=str(matter.pk),
    )


def log_read_of_day(by: Actor, matter: Matter, *, seat: tuple[str, str]) -> None:
    """Note that somebody saw what is restricted, once for each UTC day and matter."""
    midnight = datetime.combine(clock_now().astimezone(UTC), time(), tzinfo=UTC)
    noted = Read.objects.filter(
        act=Read.Act.READ,
        actor_kind=by.actor_kind,
        actor_id=by.actor_id,
        matter_kind=matter.matter_kind,
        matter_id=str(matter.pk),
        at__gte=midnight,
    )
    if not noted.exists():
        log_read(by, matter, seat=seat)


def seal_entries(*, now: datetime) -> int:
    """Put every unsealed entry into the chain, oldest first; return how many.

    Two workers at once cannot fork the chain: the sequence is the primary key, so
    that whoever comes second adds nothing.
    """
    try:
        with transaction.atomic():
            return len(Seal.objects.bulk_create(_next_seals(now)))
    except IntegrityError:
        return 0


def _next_seals(now: datetime) -> list[Seal]:
    head = chain_head()
    sequence, chain, seals = head.sequence, head.chain, []
    for entry in unsealed_entries()[:_AT_ONCE]:
        sequence += 1
        content = rules.content_digest(entry.content())
        seal = Seal(sequence=sequence, entry_id=entry.pk, content=content)
        seal.sealed_at = now
        seal.chain = chain = rules.chain_digest(chain, seal.link())
        seals.append(seal)
    return seals


def anchor_days(*, now: datetime) -> list[Anchor]:
    """Anchor every finished UTC day since the last anchor; return the new ones.

    The caller writes their lines outside the database. Of two workers at once the
    second adds nothing: the day is the primary key.
    """
    last = Anchor.objects.order_by("-day").first()
    day = last.day + timedelta(days=1) if last else _first_day(now)
    # A row written just before midnight may be committed just after it.
    finished = (now - _LATE_COMMITS).astimezone(UTC).date()
    days = [day + timedelta(days=n) for n in range((finished - day).days)]
    try:
        with transaction.atomic():
            return [_anchor(day) for day in days]
    except IntegrityError:
        return []


def _anchor(day: date) -> Anchor:
    head = chain_head()
    reads, digest = digest_of_reads(day)
    return Anchor.objects.create(
        day=day,
        sequence=head.sequence,
        chain=head.chain,
        reads=reads,
        reads_digest=digest,
    )


def _first_day(now: datetime) -> date:
    starts = [
        Entry.objects.aggregate(at=Min("at"))["at"],
        Read.objects.aggregate(at=Min("at"))["at"],
    ]
    first = min((start for start in starts if start), default=now)
    return first.astimezone(UTC).date()


def forget_old_rows(*, now: datetime) -> int:
    """Remove sealed entries after 7 years and readings after 2; the seals stay."""
    old = now - KEPT_ENTRIES
    # By the seal's moment, by which the record is judged: an entry that waited long
    # for its seal, or waits for it still, is a fault when it is gone.
    seals = Seal.objects.filter(entry_id=OuterRef("pk"), sealed_at__lt=old)
    entries, _ = Entry.objects.filter(Exists(seals), at__lt=old).delete()
    reads, _ = Read.objects.filter(at__lt=now - KEPT_READS).delete()
    return entries + reads
