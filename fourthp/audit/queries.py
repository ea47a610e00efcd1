"""Every question this room can answer."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.db.models.functions import TruncDate

from fourthp.audit import rules
from fourthp.audit.models import Anchor, Entry, Read, Seal
from fourthp.foundation.inventory import LASTS, Retention
from fourthp.foundation.matters import Matter

PATIENCE = timedelta(minutes=5)
KEPT_ENTRIES = LASTS[Retention.YEARS_7]
KEPT_READS = LASTS[Retention.YEARS_2]
BATCH = 2_000
ANCHORS, HEAD = "anchors.txt", "head.txt"


@dataclass(frozen=True)
class Fault:
    """One reason why the record is not what was sealed."""

    reason: str
    sequence: int | None = None
    day: date | None = None


@dataclass(frozen=True)
class Head:
    """Where the chain ends: the last sequence and its digest."""

    sequence: int
    chain: bytes

    def line(self) -> str:
        """Return the head as the line that is kept outside."""
        return f"{self.sequence} {self.chain.hex()}"


@dataclass(frozen=True)
class Outside:
    """What was noted outside the database: anchors, oldest first, and the head."""

    anchors: tuple[str, ...] = ()
    head: str = ""


def noted_outside(folder: Path) -> Outside:
    """Return what the clockwork noted in a folder's files; nothing where none are."""
    anchors, head = folder / ANCHORS, folder / HEAD
    return Outside(
        tuple(anchors.read_text().splitlines()) if anchors.exists() else (),
        head.read_text().strip() if head.exists() else "",
    )


def chain_head() -> Head:
    """Return the end of the chain; an empty chain ends at 0."""
    last = Seal.objects.order_by("-sequence").first()
    return Head(last.sequence, bytes(last.chain)) if last else Head(0, rules.GENESIS)


def unsealed_entries() -> QuerySet[Entry]:
    """Return the entries that no seal names yet, oldest first."""
    seals = Seal.objects.filter(entry_id=OuterRef("pk"))
    return Entry.objects.filter(~Exists(seals)).order_by("at", "id")


def entries_waiting_too_long(*, now: datetime) -> int:
    """Count entries that nobody sealed for five minutes: the clockwork stands."""
    return unsealed_entries().filter(at__lt=now - PATIENCE).count()


def history_of(matter: Matter) -> QuerySet[Entry]:
    """Return what was done to a matter, newest first."""
    return Entry.objects.filter(
        matter_kind=matter.matter_kind, matter_id=str(matter.pk)
    ).order_by("-at", "-id")


@dataclass(frozen=True)
class Looked:
    """How often one agency's one role looked at a matter on one day."""

    day: date
    agency_id: str
    role: str
    times: int


def looked_at(matter: Matter) -> list[Looked]:
    """Return who looked at a matter, by day, agency and role: never by name."""
    rows = (
        Read.objects.filter(matter_kind=matter.matter_kind, matter_id=str(matter.pk))
        .annotate(day=TruncDate("at", tzinfo=UTC))
        .values_list("day", "agency_id", "role")
        .annotate(times=Count("id"))
        .order_by("-day", "agency_id", "role")
    )
    return [Looked(*row) for row in rows]


def reads_of_day(day: date) -> QuerySet[Read]:
    """Return a UTC day's readings in their order."""
    start = datetime.combine(day, time(), tzinfo=UTC)
    found = Read.objects.filter(at__gte=start, at__lt=start + timedelta(days=1))
    return found.order_by("at", "id")


def digest_of_reads(day: date) -> tuple[int, bytes]:
    """Return how many readings a UTC day has, and one digest over them."""
    contents = [
        rules.content_digest(row.content()) for row in reads_of_day(day).iterator()
    ]
    return len(contents), rules.day_digest(contents)


def faults_of_record(*, now: datetime, outside: Outside | None) -> list[Fault]:
    """Compare the whole record with its chain and with what was noted outside.

    Edited, deleted, reordered and cut-off rows each give a Fault; an empty list
    means that the record is whole. None looks inside the database alone.
    """
    found = list(_faults_of_chain(now))
    found += _faults_of_days(now)
    if outside is not None:
        found += _faults_outside(outside)
    waiting = entries_waiting_too_long(now=now)
    if waiting:
        found.append(Fault(f"{waiting} entries have waited too long for their seal"))
    return found


def _faults_of_chain(now: datetime) -> Iterator[Fault]:
    previous, expected = rules.GENESIS, 1
    seals = Seal.objects.order_by("sequence").iterator(chunk_size=BATCH)
    batch: list[Seal] = []
    for seal in seals:
        if seal.sequence != expected:
            yield Fault("a seal is missing before this one", seal.sequence)
        if not seal.follows(previous):
            yield Fault("the chain is broken here", seal.sequence)
        previous, expected = bytes(seal.chain), seal.sequence + 1
        batch.append(seal)
        if len(batch) == BATCH:
            yield from _faults_of_entries(batch, now)
            batch = []
    yield from _faults_of_entries(batch, now)


def _faults_of_entries(seals: list[Seal], now: datetime) -> Iterator[Fault]:
    entries = Entry.objects.in_bulk([seal.entry_id for seal in seals])
    for seal in seals:
        entry = entries.get(seal.entry_id)
        if entry is None:
            if seal.sealed_at > now - KEPT_ENTRIES:
                yield Fault("the sealed entry is gone", seal.sequence)
        elif rules.content_digest(entry.content()) != bytes(seal.content):
            yield Fault("the entry was changed after it was sealed", seal.sequence)


def _faults_of_days(now: datetime) -> Iterator[Fault]:
    for anchor in Anchor.objects.filter(day__gt=(now - KEPT_READS).date()):
        reads = (anchor.reads, bytes(anchor.reads_digest))
        if digest_of_reads(anchor.day) != reads:
            yield Fault("the readings of this day were changed", day=anchor.day)


def _faults_outside(outside: Outside) -> Iterator[Fault]:
    kept = {anchor.day: anchor for anchor in Anchor.objects.all()}
    for line in dict.fromkeys(outside.anchors):
        day = date.fromisoformat(line.split()[0])
        anchor = kept.pop(day, None)
        if anchor is None or anchor.line() != line:
            yield Fault("the day's anchor is not what was noted outside", day=day)
        if not _stands(*line.split()[1:3]):
            yield Fault("the chain is not what was noted outside", day=day)
    for day in kept:
        yield Fault("the day's anchor was not noted outside", day=day)
    if not head_stands(outside):
        yield Fault("the end of the chain is not what was noted outside")


def head_stands(outside: Outside) -> bool:
    """Tell whether the chain still has the end that was noted outside.

    Where a chain stands and nothing was noted, somebody took the note away.
    """
    if not outside.head:
        return not Seal.objects.exists()
    return _stands(*outside.head.split())


def _stands(sequence: str, chain: str) -> bool:
    """Tell whether the chain had this digest at this place."""
    if sequence == "0":
        return chain == rules.GENESIS.hex()
    seal = Seal.objects.filter(sequence=int(sequence)).first()
    return seal is not None and bytes(seal.chain).hex() == chain
