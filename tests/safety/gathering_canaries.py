"""Markers in gatherings: of an open group, and of a closed one that nobody sits in."""

from datetime import timedelta

from fourthp.foundation.clock import now, today
from fourthp.foundation.ids import new_id
from fourthp.gatherings.models import Gathering, Rhythm, Series, Told, Venue
from fourthp.partnership.models import Group, Label
from tests.safety.markers import Canaries

COORDINATOR = frozenset({"coordinator"})


def mark_gatherings(found: Canaries, *, seated: frozenset[str]) -> None:
    """Mark what is said of gatherings, and how one joins, for those who may know it."""
    opened = Group.objects.create(name="harbour", begins_on=today())
    _series(found, "open", opened, seated, COORDINATOR)
    closed = Group.objects.get(name="zqclosedgroupqz")
    _series(found, "closed", closed, COORDINATOR, COORDINATOR)


def _series(
    found: Canaries,
    of: str,
    group: Group,
    seen: frozenset[str],
    invited: frozenset[str],
) -> None:
    """A series with a marker in every text; a link for those who are invited."""
    name = found.mark(f"{of}seriesname", seen)
    series = Series.objects.create(name=name, group=group, label=Label.GREEN)
    day, at = today() + timedelta(days=3), now() + timedelta(days=3)
    rhythm = Rhythm.objects.create(
        series=series, first_on=day, at="10:00", minutes=60, zone="Europe/London"
    )
    one = Gathering.objects.create(
        rhythm=rhythm,
        original=new_id().hex[-15:],
        day=day,
        at="10:00",
        minutes=60,
        starts_at=at,
        ends_at=at + timedelta(hours=1),
        because=found.mark(f"{of}because", seen),
    )
    told = {n: found.mark(f"{of}venue{n}", seen) for n in ("place", "room", "access")}
    joined = ("passcode", "numbers", "meeting_id")
    told |= {name: found.mark(f"{of}venue{name}", invited) for name in joined}
    link = found.mark(f"{of}venuelink", invited)
    Venue.objects.create(series=series, link=f"https://a.example/{link}", **told)
    guest = one.guests.create(
        name=found.mark(f"{of}guestname", invited),
        agency=found.mark(f"{of}guestagency", invited),
        email=f"{found.mark(f'{of}guestemail', frozenset())}@a.example",
        named_at=now(),
    )
    one.answers.create(
        guest=guest,
        says="room",
        words=found.mark(f"{of}answerwords", invited),
        way="noted",
        said_at=now(),
    )
    # What a mail said last, to tell what is otherwise: it shows on no page.
    Told.objects.create(
        gathering=one,
        rhythm=rhythm,
        day=day,
        at="10:00",
        minutes=60,
        is_cancelled=False,
        place=found.mark(f"{of}toldplace", frozenset()),
    )
    found.keep("series", series, seen)
    found.keep("gathering", one, seen)
