"""The agenda of one meeting, as one reader may see it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from fourthp.gatherings.models import Gathering
from fourthp.meetings.models import Item, Meeting, MeetingSeries, StandingItem
from fourthp.meetings.queries.readers import seat_in_words
from fourthp.meetings.rules import clock_times, over_run
from fourthp.partnership.models import Person, Seat
from fourthp.plan.queries.action_told import known_names

State = Item.State
_BESIDE = ("owner__person", "owner__agency", "reports_for", "concern", "action")


@dataclass(frozen=True)
class Line:
    """One line of an agenda: item is None where its reader may not see it.

    at: the wall time at which it begins, None where it takes no time of the meeting.
    key: of its row; of what only will stand there there is none. is_late: it was
    proposed after items were due.
    """

    number: str
    title: str
    minutes: int
    purpose: str = ""
    at: datetime | None = None
    key: UUID | None = None
    item: Item | None = None
    owner: str = ""
    state: str = State.ON.value
    is_late: bool = False

    @property
    def is_hidden(self) -> bool:
        """Tell whether its reader sees only that it is there."""
        return self.key is not None and self.item is None


@dataclass(frozen=True)
class Agenda:
    """What stands on an agenda, what is proposed, and how long all of it takes.

    ends: when the last item is over; over: how many minutes after the meeting. meeting
    is None where nothing was said of it yet, kept where its series is none of meetings.
    """

    lines: list[Line]
    proposed: list[Line]
    minutes: int
    ends: datetime
    over: int
    meeting: Meeting | None
    kept: MeetingSeries | None


def hidden_title() -> str:
    """Return what stands instead of a title that its reader may not see."""
    return _("A part that is not open to all")


def kept_of(gathering: Gathering) -> MeetingSeries | None:
    """Return what the meetings of a gathering's series need; None if it has none."""
    return MeetingSeries.objects.filter(series=gathering.series.pk).first()


def meeting_of(gathering: Gathering) -> Meeting | None:
    """Return the meeting of a gathering, None where nothing was said of it yet."""
    rows = Meeting.objects.select_related(
        *("chair__person", "chair__agency"),
        *("minute_taker__person", "minute_taker__agency"),
    )
    return rows.filter(gathering=gathering).first()


def agenda_of(gathering: Gathering, reader: Person | None) -> Agenda:
    """Return the agenda of a meeting as a reader may see it; None is the public."""
    meeting, kept = meeting_of(gathering), kept_of(gathering)
    if meeting is None:
        standing = kept.standing.all() if kept else ()
        return _timed([_stands(one) for one in standing], [], gathering, None, kept)
    due = gathering.day - timedelta(days=kept.items_due if kept else 0)
    named = ("pk", "minutes", "state", "number")
    rows: list[Any] = list(Item.objects.filter(meeting=meeting).values(*named))
    seen = _seen(meeting, reader)
    lines = [_line(row, seen, due) for row in rows]
    stand = [one for one in lines if one.state == State.ON or one.number]
    proposed = [one for one in lines if one.state == State.PROPOSED]
    return _timed(stand, proposed, gathering, meeting, kept)


def _seen(meeting: Meeting, reader: Person | None) -> dict[UUID, tuple[Item, str]]:
    """Return the items that a reader sees, each with who brings it."""
    rows = Item.objects.visible_to(reader).filter(meeting=meeting)
    items = list(rows.select_related(*_BESIDE))
    people = [one.owner.person for one in items if one.owner]
    known: Any = known_names(people, reader) if reader and people else set()
    return {one.pk: (one, owner_told(one.owner, known)) for one in items}


def owner_told(seat: Seat | None, known: set[UUID]) -> str:
    """Return who brings an item, as far as its reader may know them."""
    return seat_in_words(seat, known) if seat else ""


def _stands(one: StandingItem) -> Line:
    return Line("", one.title, one.minutes, str(one.get_purpose_display()))


def _line(row: dict[str, Any], seen: dict[UUID, tuple[Item, str]], due: date) -> Line:
    item, owner = seen.get(row["pk"], (None, ""))
    return Line(
        number=row["number"],
        title=item.title if item else hidden_title(),
        minutes=row["minutes"],
        purpose=str(item.get_purpose_display()) if item else "",
        key=row["pk"],
        item=item,
        owner=owner,
        state=row["state"],
        is_late=bool(item and localdate(item.proposed_at) > due),
    )


def _timed(
    lines: list[Line],
    proposed: list[Line],
    gathering: Gathering,
    meeting: Meeting | None,
    kept: MeetingSeries | None,
) -> Agenda:
    """Put clock times beside lines, and numbers where none stand yet."""
    on = [one for one in lines if one.state == State.ON]
    minutes = [one.minutes for one in on]
    times = dict(zip(map(id, on), clock_times(gathering.wall, minutes), strict=True))
    timed = [_with(one, times.get(id(one))) for one in lines]
    return Agenda(
        lines=list(_numbered(timed)),
        proposed=proposed,
        minutes=sum(minutes),
        ends=gathering.wall + timedelta(minutes=sum(minutes)),
        over=over_run(minutes, gathering.minutes),
        meeting=meeting,
        kept=kept,
    )


def _with(line: Line, at: datetime | None, number: str = "") -> Line:
    return Line(**vars(line) | {"at": at, "number": line.number or number})


def _numbered(lines: Iterable[Line]) -> Iterable[Line]:
    for place, line in enumerate(lines, start=1):
        yield _with(line, line.at, str(place))
