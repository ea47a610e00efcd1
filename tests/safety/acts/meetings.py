"""Changes of series of meetings, and of their agendas."""

from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now
from fourthp.gatherings.models import Gathering
from fourthp.gatherings.tests.makers import make_gathering, make_when, soon
from fourthp.meetings.models import Item, MeetingSeries
from fourthp.meetings.operations.agendas import answer_item
from fourthp.meetings.operations.items import ItemFacts, propose_item
from fourthp.meetings.operations.series import SeriesNeeds, keep_meetings
from fourthp.meetings.queries.series import standing_version, turns_version
from fourthp.partnership.tests.makers import make_group, make_member, make_seat
from tests.safety.acts.sending import Act, act, at, keeping, keyed

FACTS = {"title": "Harbour beds", "purpose": "decision", "minutes": "15"}
FACTS |= {"words": "Quay rooms", "owner": "", "reports_for": ""}


def meeting() -> Gathering:
    """A gathering of a series of meetings that is to come."""
    group, when = make_group("Night work"), make_when(soon())
    made = {"name": "Night work", "group": group, "when": when}
    found = make_gathering(**made, by=Host(), now=now())
    keep_meetings(found.series, SeriesNeeds(), by=Host())
    return found


def item(of: Gathering | None = None, title: str = "Harbour beds") -> Item:
    """An item on the agenda of a meeting."""
    facts = ItemFacts(title, "decision", 15)
    return propose_item(of or meeting(), facts, by=Host(), now=now())


@act("meeting-proposal")
def _propose() -> Act:
    said = keyed(**FACTS, label="TLP:GREEN", to="all")
    return Act(keeping(), at("meeting-proposal", meeting().pk), said)


@act("meeting-order")
def _order() -> Act:
    one = meeting()
    item(one, "Quay beds")
    last = item(one)
    said = keyed(item=str(last.pk), place="1", seen=last.meeting.version)
    return Act(keeping(), at("meeting-order", one.pk), said)


@act("meeting-arising")
def _take_up() -> Act:
    group, when = make_group("Night work"), make_when(soon(), rule=None)
    made = {"name": "Night work", "group": group, "when": when}
    early = make_gathering(**made, by=Host(), now=now())
    keep_meetings(early.series, SeriesNeeds(), by=Host())
    later = Gathering.objects.create(
        rhythm=early.rhythm,
        original="20990101T100000",
        **{n: getattr(early, n) for n in ("day", "at", "minutes")},
        starts_at=early.ends_at,
        ends_at=early.ends_at + (early.ends_at - early.starts_at),
    )
    old = answer_item(item(early), "deferred", by=Host(), now=now())
    said = keyed(matter=f"item:{old.pk}")
    return Act(keeping(), at("meeting-arising", later.pk), said)


@act("meeting-circulation")
def _circulate() -> Act:
    one = meeting()
    seen = item(one).meeting.version
    return Act(keeping(), at("meeting-circulation", one.pk), keyed(seen=seen))


@act("agenda-item-words")
def _change() -> Act:
    one = item()
    said = keyed(**FACTS | {"title": "Quay beds"}, seen=one.version)
    return Act(keeping(), at("agenda-item-words", one.pk), said)


@act("agenda-item-answer")
def _answer() -> Act:
    said = keyed(state="deferred", word="Harbour first")
    return Act(keeping(), at("agenda-item-answer", item().pk), said)


@act("meetings-needs")
def _need() -> Act:
    kept = MeetingSeries.objects.get(series=meeting().series)
    said = keyed(items_due="7", papers_due="3", quorum_agencies="4", quorum_percent="")
    said |= {"hosted_by": "Harbour Council", "seen": kept.version}
    return Act(keeping(), at("meetings-needs", kept.series_id), said)


@act("meetings-standing")
def _stand() -> Act:
    kept = MeetingSeries.objects.get(series=meeting().series)
    said = keyed(place0="1", title0="Harbour welcome", purpose0="information")
    said |= {"minutes0": "5", "seen": standing_version(kept)}
    for number in (1, 2):
        said |= {f"place{number}": "9", f"title{number}": "", f"minutes{number}": ""}
        said |= {f"purpose{number}": "information"}
    return Act(keeping(), at("meetings-standing", kept.series_id), said)


@act("meetings-rota")
def _take_turns() -> Act:
    kept = MeetingSeries.objects.get(series=meeting().series)
    seat = make_seat(make_member("Asha Bell"), group=kept.series.group)
    said = keyed(chair0=str(seat.pk), minutes0="", seen=turns_version(kept))
    return Act(keeping(), at("meetings-rota", kept.series_id), said)
