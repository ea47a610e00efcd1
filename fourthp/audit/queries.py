"""Every question this room can answer."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from uuid import UUID

from django.db.models import Count, Exists, Max, OuterRef, QuerySet
from django.db.models.functions import TruncDate
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from fourthp.audit import rules
from fourthp.audit.models import Anchor, Entry, Read, Seal
from fourthp.foundation.inventory import LASTS, Retention
from fourthp.foundation.matters import Matter, matter_kind
from fourthp.foundation.queries.subjects import BY_YOU, who_did
from fourthp.foundation.subjects import Holding, Section, Subject

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
    """Return who looked at a matter, by day, agency and role: never by name.

    Whoever looked as another is not counted: she shares it, and sees it herself.
    """
    rows = (
        Read.objects.filter(matter_kind=matter.matter_kind, matter_id=str(matter.pk))
        .exclude(act=Read.Act.VIEWED_AS)
        .annotate(day=TruncDate("at", tzinfo=UTC))
        .values_list("day", "agency_id", "role")
        .annotate(times=Count("id"))
        .order_by("-day", "agency_id", "role")
    )
    return [Looked(*row) for row in rows]


def readings_of(kind: str, pk: str) -> QuerySet[Read]:
    """Return every reading of a matter, newest first: with whose it was."""
    found = Read.objects.filter(matter_kind=kind, matter_id=pk)
    return found.order_by("-at", "-id")


def lately_read(most: int) -> list[tuple[str, str, int, datetime]]:
    """Return what was read, the latest first: kind, id, how often, and when last."""
    rows = (
        Read.objects.values_list("matter_kind", "matter_id")
        .annotate(times=Count("id"), last=Max("at"))
        .order_by("-last", "matter_id")
    )
    return list(rows[:most])


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


def faults_against(note: rules.Note, *, now: datetime) -> list[Fault]:
    """Compare the record up to a day with what somebody outside noted of that day.

    An empty list means that nothing sealed by then was changed since, even by whoever
    has the database, the key and the notes beside it. Readings are compared as long as
    they are kept.
    """
    return faults_against_each([note], now=now)[0]


def faults_against_each(
    notes: Sequence[rules.Note], *, now: datetime
) -> list[list[Fault]]:
    """Compare the record with each of some notes, as `faults_against` does.

    The chain is gone along once, however many notes there are.
    """
    last = max((note.sequence for note in notes), default=0)
    chain = list(_faults_of_chain(now, until=last))
    return [_faults_of_note(note, chain, now) for note in notes]


def _faults_of_note(note: rules.Note, chain: list[Fault], now: datetime) -> list[Fault]:
    found = []
    if not _stands(str(note.sequence), note.chain):
        found.append(Fault("the chain is not what was noted outside", day=note.day))
    found += [one for one in chain if (one.sequence or 0) <= note.sequence]
    if note.day > (now - KEPT_READS).date():
        count, digest = digest_of_reads(note.day)
        if (count, digest.hex()) != (note.reads, note.reads_digest):
            found.append(Fault("the readings of this day were changed", day=note.day))
    return found


def _faults_of_chain(now: datetime, *, until: int | None = None) -> Iterator[Fault]:
    """Yield each fault of the chain, up to a sequence where one is given."""
    previous, expected = rules.GENESIS, 1
    found = Seal.objects.order_by("sequence")
    if until is not None:
        found = found.filter(sequence__lte=until)
    batch: list[Seal] = []
    for seal in found.iterator(chunk_size=BATCH):
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


def last_touched(
    kind: str,
    acts: Iterable[str],
    *,
    since: datetime,
    until: datetime,
    besides: Collection[tuple[str, str]] = (),
) -> list[Entry]:
    """Return what was last done to matters of a kind meanwhile, the newest first.

    Each matter once. besides: kinds and ids of those whose own acts do not count.
    """
    entries = Entry.objects.filter(
        at__gte=since, at__lt=until, matter_kind=kind, act__in=list(acts)
    )
    found: dict[str, Entry] = {}
    for entry in entries.order_by("-at", "-id"):
        if (entry.actor_kind, entry.actor_id) in besides:
            continue
        found.setdefault(entry.matter_id, entry)
    return list(found.values())


def _done_by(who: Subject) -> QuerySet[Entry]:
    return Entry.objects.filter(who.is_in("actor_kind", "actor_id")).order_by("-at")


def _done_about(who: Subject) -> QuerySet[Entry]:
    about = who.is_in("matter_kind", "matter_id")
    about |= who.had_her_mail("actor_kind", "actor_id")
    found = Entry.objects.filter(about).exclude(who.is_in("actor_kind", "actor_id"))
    return found.order_by("-at")


def _seen_by(who: Subject) -> QuerySet[Read]:
    return Read.objects.filter(who.is_in("actor_kind", "actor_id")).order_by("-at")


def _seen_about(who: Subject) -> QuerySet[Read]:
    about = who.is_in("matter_kind", "matter_id")
    found = Read.objects.filter(about).exclude(who.is_in("actor_kind", "actor_id"))
    return found.order_by("-at")


def agency_of_seat(row: Read, _who: Subject) -> str:
    """Return what the agency is called for which somebody looked; nothing of none."""
    kind = matter_kind("agency")
    if not row.agency_id or kind is None:
        return ""
    pk = UUID(row.agency_id)
    return kind.title(pk) if kind.may_see(None, pk) else str(_("an agency"))


def _whose(entry: Entry, who: Subject) -> str:
    return who_did(entry.actor_kind, entry.actor_id, localdate(entry.at), who)


_ACTED = {
    "at": _("when"),
    "act": _("what was done"),
    "matter_kind": _("to what"),
    "actor_id": _("who"),
}
_NO_NAME = _("told as who it was, without a name")
_ONLY_SEAT = _("names are for the auditor alone, who gives a reason")
# What is held of somebody here, as she is told it.
HOLDINGS = (
    Holding(
        "audit.Entry",
        Section.RECORD,
        _("What you did"),
        _done_by,
        shown=_ACTED,
        withheld={"actor_kind": _NO_NAME},
        says={"actor_id": lambda _row, _who: BY_YOU},
        since="at",
    ),
    Holding(
        "audit.Entry",
        Section.RECORD,
        _("What others did that is about you"),
        _done_about,
        shown=_ACTED,
        withheld={"actor_kind": _NO_NAME},
        says={"actor_id": _whose},
        since="at",
    ),
    Holding(
        "audit.Read",
        Section.READ,
        _("What you looked at or took along, where that is noted"),
        _seen_by,
        shown={
            "at": _("when"),
            "act": _("what you did"),
            "matter_kind": _("of what"),
            "actor_id": _("who"),
            "role": _("by which role"),
            "agency_id": _("for which agency"),
        },
        withheld={"actor_kind": _NO_NAME},
        says={"actor_id": lambda _row, _who: BY_YOU, "agency_id": agency_of_seat},
        since="at",
    ),
    Holding(
        "audit.Read",
        Section.READ,
        _("Who looked at what is about you, by day, agency and role"),
        _seen_about,
        shown={
            "at": _("day"),
            "act": _("what was done"),
            "agency_id": _("agency"),
            "role": _("role"),
        },
        withheld={"actor_kind": _ONLY_SEAT, "actor_id": _ONLY_SEAT},
        says={
            "at": lambda row, _who: localdate(row.at),
            "agency_id": agency_of_seat,
        },
        since="at",
    ),
)
