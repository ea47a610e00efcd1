"""Who was told of a seat by mail, who can be, and what she answered."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from fourthp.foundation.actors import Actor
from fourthp.partnership.models import Person, Seat, Sheet, lasts_on
from fourthp.partnership.permissions import SEAT_MINE, is_herself
from fourthp.partnership.queries.departures import LATELY
from fourthp.post.models import Answer, Mailing, Message
from fourthp.post.queries.addresses import addresses_of

MINE, MISTAKE = "mine", "mistake"
# The kind of the letter that welcomes somebody; a sheet's people get it together.
INVITED = "partnership.invited"
# What the names of mailings to a sheet’s people begin with; its key follows.
SHEETS = "partnership.sheet:"
# The kind of the letter about a further seat.
SEATED = "partnership.seated"


@dataclass(frozen=True)
class SeatTold:
    """How it stands with one seat: told when, what was answered when.

    may_be_told: she can be told now, and nobody has told her. lacks: there is no
    address, or the seat does not hold yet, where that alone is in the way.
    """

    at: datetime | None = None
    answer: str = ""
    answered_at: datetime | None = None
    may_be_told: bool = False
    lacks: str = ""

    @property
    def is_hers(self) -> bool:
        """Tell whether she said that the seat is hers."""
        return self.answer == MINE


def told_once(seat: Seat) -> str:
    """Return the name under which somebody is told of a seat, a single time."""
    return f"partnership.seat:{seat.pk}"


def has_address(person: Person) -> bool:
    """Tell whether mail can go to somebody."""
    return bool(person.email or (person.user and person.user.email))


def can_be_told(seat: Seat, day: date) -> bool:
    """Tell whether a mail about a seat would reach whoever holds it."""
    holds = Seat.objects.holding(day).filter(pk=seat.pk).exists()
    return holds and has_address(seat.person)


def may_hear_of_end(seat: Seat, by: Actor, day: date) -> bool:
    """Tell whether whoever holds a seat may be told by mail that somebody ends it.

    Whether she ever heard of the network is not asked: by it, who may not know of
    another seat of hers would learn that there is one.
    """
    is_hers = seat.from_on <= day and not is_herself(by, seat.person)
    return is_hers and has_address(seat.person)


def hears_of_end(seat: Seat, by: Actor, day: date) -> bool:
    """Tell whether whoever holds a seat is told by mail that somebody ends it.

    Whoever never heard of the network is not told first that she is out of it.
    """
    return may_hear_of_end(seat, by, day) and not never_heard(seat.person)


def seats_told(seats: Iterable[Seat], day: date) -> dict[UUID, SeatTold]:
    """Return how it stands with each of some seats of the last weeks."""
    some = [one for one in seats if one.from_on >= day - LATELY]
    if not some:
        return {}
    keys = [one.pk for one in some]
    said = Answer.objects.filter(
        purpose=SEAT_MINE, about_id__in=keys, undone_at=None
    ).exclude(trace="")
    answers = {one.about_id: one for one in said}
    holding = Seat.objects.holding(day).filter(pk__in=keys)
    hold, told = set(holding.values_list("pk", flat=True)), _told_at(some)
    return {
        one.pk: _how(one, told.get(one.pk), answers.get(one.pk), holds=one.pk in hold)
        for one in some
    }


def seats_unconfirmed(reader: Person, day: date) -> QuerySet[Seat]:
    """Return the seats of the last weeks that a reader may see, that hold or are to
    come, and of which nobody said that they are hers. Whoever signs in knows of hers.
    """
    mine = Answer.objects.filter(
        purpose=SEAT_MINE, choice=MINE, undone_at=None, about_id=OuterRef("pk")
    )
    seen = Seat.objects.visible_to(reader)
    lasting = seen.filter(lasts_on(day), from_on__gte=day - LATELY)
    known = lasting.exclude(person__user__last_login__isnull=False)
    found = known.filter(~Exists(mine), person__erased_at=None)
    return found.select_related("person__user", "agency", "group")


def seats_answered(since: datetime, until: datetime) -> list[tuple[Seat, Answer]]:
    """Return the seats of which a mail’s reader said whose they are, newest first."""
    said = Answer.objects.filter(
        purpose=SEAT_MINE,
        choice__in=(MINE, MISTAKE),
        at__gte=since,
        at__lt=until,
        undone_at=None,
    )
    answers = list(said.order_by("-at", "-pk"))
    if not answers:
        return []
    seats = Seat.objects.select_related("person", "agency").in_bulk(
        [one.about_id for one in answers]
    )
    return [(seats[one.about_id], one) for one in answers if one.about_id in seats]


def seats_denied(day: date) -> list[tuple[Seat, Answer]]:
    """Return the seats of today of which it was said last that they are a mistake.

    The oldest answer first: it waits until the seat ends, or she says otherwise.
    """
    said = Answer.objects.filter(
        purpose=SEAT_MINE, choice__in=(MINE, MISTAKE), undone_at=None
    )
    last = {one.about_id: one for one in said.order_by("at", "pk")}
    denied = {pk: one for pk, one in last.items() if one.choice == MISTAKE}
    if not denied:
        return []
    seats = Seat.objects.holding(day).filter(pk__in=denied)
    rows = seats.select_related("person", "agency", "group")
    found = [(one, denied[one.pk]) for one in rows]
    return sorted(found, key=lambda told: (told[1].at, told[0].pk))


def _how(
    seat: Seat, at: datetime | None, answer: Answer | None, *, holds: bool
) -> SeatTold:
    if at is not None:
        said = answer.choice if answer else ""
        return SeatTold(at, said, answer.at if answer else None)
    if not has_address(seat.person):
        return SeatTold(lacks="address")
    return SeatTold(may_be_told=holds, lacks="" if holds else "begun")


def _told_at(seats: Sequence[Seat]) -> dict[UUID, datetime]:
    """Return when mails told of some seats: each its own, or with a sheet's people."""
    names = {told_once(one): one.pk for one in seats}
    alone = Mailing.objects.filter(once__in=list(names))
    when = {names[once or ""]: at for once, at in alone.values_list("once", "made_at")}
    left = {str(one.person_id) for one in seats if one.pk not in when}
    return dict(_told_with_sheets(left)) | when


def _told_with_sheets(people: Collection[str]) -> Iterator[tuple[UUID, datetime]]:
    """Yield the seats of some people that letters to the people of a sheet were about,
    the first of each in that sheet, and when.
    """
    mails = Message.objects.filter(
        kind=INVITED, reader_id__in=people, mailing__once__startswith=SHEETS
    )
    told: dict[str, dict[str, datetime]] = defaultdict(dict)
    for reader, once, at in mails.values_list(
        "reader_id", "mailing__once", "mailing__made_at"
    ):
        told[(once or "").removeprefix(SHEETS).partition(":")[0]][reader] = at
    for sheet in Sheet.objects.filter(pk__in=list(told)):
        made = sheet.made.get(Seat._meta.label, {}).get("rows", {})
        readers, first = told[str(sheet.pk)], dict[str, UUID]()
        hers = Seat.objects.filter(person__in=list(readers)).order_by("from_on", "pk")
        for person, pk in hers.values_list("person_id", "pk"):
            if str(pk) in made:
                first.setdefault(str(person), pk)
        yield from ((pk, readers[person]) for person, pk in first.items())


def never_heard(person: Person) -> bool:
    """Tell whether no mail and no account has told somebody of the network."""
    mailed = addresses_of(Person.matter_kind, [str(person.pk)])
    return person.user_id is None and not mailed
