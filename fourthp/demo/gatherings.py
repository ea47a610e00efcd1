"""The demo's gatherings: monthly ones of a group, a day for all, a quarterly one."""

from datetime import datetime, time, timedelta

from fourthp.foundation.actors import Host
from fourthp.gatherings.models import Gathering, Says, Series, Way
from fourthp.gatherings.operations.answers import Coming, say_coming
from fourthp.gatherings.operations.inviting import GuestFacts, name_guest
from fourthp.gatherings.operations.moving import (
    Move,
    cancel_gathering,
    move_gathering,
)
from fourthp.gatherings.operations.series import SeenBy, SeriesFacts, plan_series
from fourthp.gatherings.operations.venues import Where
from fourthp.gatherings.queries.invited import invited_to
from fourthp.gatherings.rules.repeating import By, Rule, When
from fourthp.partnership.models import Group, Person, Role

ZONE = "Europe/London"
MONTHLY = "Labour exploitation: monthly meeting"
HALL = Where(
    place="Anyshire Town Hall, 1 Market Square, Anyton",
    room="Committee room 2, first floor",
    access="Step-free by the side door. Bus 7 stops outside. Hearing loop.",
    link="https://meet.example.org/b/may-4x7-anyshire",
    meeting_id="612 3456 7890",
    passcode="river42",
    numbers="+44 20 7946 0123 United Kingdom; PIN 987 654 321#",
)
OPEN_DAY = "Spring meeting of the whole network"
STEERING = "Steering group"


def make_demo_gatherings(*, by: Host, now: datetime) -> None:
    """Plan a monthly series with one moved and one cancelled, and two held once."""
    labour = Group.objects.get(name__startswith="Labour")
    # It began half a year ago, so that some of it is over.
    then = now - timedelta(days=190)
    first = _nth_weekday(then, weekday=1, nth=2)
    rule = Rule(By.WEEKDAY, not_in=frozenset({8} - {first.month}))
    when = When(first, 120, ZONE, rule)
    facts = SeriesFacts(MONTHLY, labour, SeenBy.MEMBERS, when, HALL)
    series = plan_series(facts, by=by, now=then)
    _differ(series, now)
    _answer(series, now)
    _once(OPEN_DAY, Group.objects.get(is_network=True), 45, by, now)
    _steering(by, now)


def _differ(series: Series, now: datetime) -> None:
    """Move the second that is to come by a day, and cancel the fourth."""
    coordinator = Person.objects.get(seats__role=Role.COORDINATOR)
    rows = Gathering.objects.filter(rhythm__series=series).not_over(now)
    coming = list(rows.select_related("rhythm__series").order_by("starts_at"))
    move = Move(coming[1].wall + timedelta(days=1, hours=3), 90, "The hall is let")
    move_gathering(coming[1], move, by=coordinator, now=now)
    cancel_gathering(coming[3], "Too many are away", by=coordinator, now=now)


def _answer(series: Series, now: datetime) -> None:
    """Let some of the group say whether they come to the next, and a guest be named."""
    rows = Gathering.objects.filter(rhythm__series=series).not_over(now).with_all()
    first = rows.order_by("starts_at")[0]
    guest = GuestFacts("Ines Moreau", "Labour inspectorate", "ines@inspectors.example")
    name_guest(first, guest, by=Host(), now=now)
    said = (Says.ROOM, Says.ONLINE, Says.ROOM, Says.APOLOGIES)
    people = [one.person for one in invited_to(first)]
    for person, says in zip(people[1:], said, strict=False):
        words = "I am away that week" if says == Says.APOLOGIES else ""
        coming = Coming(says, words)
        say_coming(first, person, coming, by=person, way=Way.PAGE, now=now)


def _once(name: str, group: Group, days: int, by: Host, now: datetime) -> None:
    """Plan one in the hall and online at once, that is held once and all may see."""
    day = (now + timedelta(days=days)).date()
    first = datetime.combine(day, time(9, 30))
    facts = SeriesFacts(name, group, SeenBy.EVERYONE, When(first, 210, ZONE), HALL)
    plan_series(facts, by=by, now=now)


def _steering(by: Host, now: datetime) -> None:
    """Plan one that asks for a second factor, of which nobody said yet where it is."""
    group = Group.objects.get(name=STEERING)
    first = _nth_weekday(now + timedelta(days=9), weekday=3, nth=0)
    rule = Rule(By.WEEK, each=12)
    when = When(first, 90, ZONE, rule)
    name = "Steering group: quarterly"
    plan_series(SeriesFacts(name, group, SeenBy.STRONG, when), by=by, now=now)


def _nth_weekday(after: datetime, *, weekday: int, nth: int) -> datetime:
    """Return ten in the morning of a weekday: the next, or that of next month."""
    day = after.date()
    if nth:
        day = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
        day += timedelta(days=7 * (nth - 1))
    day += timedelta(days=(weekday - day.weekday()) % 7)
    return datetime.combine(day, time(10, 0))
