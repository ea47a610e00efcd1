"""Markers in agendas: open, of a closed group, and items that few may see."""

from typing import Any

from fourthp.foundation.clock import now
from fourthp.gatherings.models import Gathering, Series
from fourthp.meetings.models import Item, Meeting, MeetingSeries
from fourthp.partnership.models import Audience, Group, Label
from tests.safety.markers import Canaries

COORDINATOR = frozenset({"coordinator"})


def mark_meetings(found: Canaries, *, seated: frozenset[str]) -> None:
    """Mark what stands on agendas of the series that are marked already."""
    closed = Group.objects.get(name="zqclosedgroupqz")
    for of, series in (
        ("open", Series.objects.get(name="zqopenseriesnameqz")),
        ("closed", Series.objects.get(group=closed)),
    ):
        seen = COORDINATOR if of == "closed" else seated
        _meeting(found, of, series, seen)


def _meeting(found: Canaries, of: str, series: Series, seen: frozenset[str]) -> None:
    kept = MeetingSeries.objects.create(
        series=series, hosted_by=found.mark(f"{of}hostedby", seen)
    )
    # Whoever keeps the series changes what always stands.
    kept.standing.create(
        title=found.mark(f"{of}standing", COORDINATOR),
        purpose="decision",
        minutes=5,
        position=1,
    )
    gathering = Gathering.objects.get(rhythm__series=series)
    meeting = Meeting.objects.create(gathering=gathering)
    item = _item(found, f"{of}item", meeting, seen)
    _item(found, f"{of}proposed", meeting, seen, state="proposed")
    nobody = Audience.objects.create()
    _item(found, f"{of}secret", meeting, frozenset(), audience=nobody)
    red = {"label": Label.AMBER, "audience": nobody}
    _item(found, f"{of}amber", meeting, frozenset(), **red)
    found.keep("agenda-item", item, seen)
    found.keep("meeting", meeting, seen)


def _item(
    found: Canaries, of: str, meeting: Meeting, seen: frozenset[str], **said: Any
) -> Item:
    words = {n: found.mark(f"{of}{n}", seen) for n in ("title", "words", "word")}
    facts = {"purpose": "decision", "minutes": 5, "state": "on"}
    group = {"series": meeting.series, "group": meeting.series.group}
    return meeting.items.create(proposed_at=now(), **facts | group | words | said)
