"""Which gatherings a calendar's answer is about, and whose it is."""

from datetime import UTC, datetime
from uuid import UUID

from django.db.models import Q

from fourthp.gatherings.models import Gathering, Guest, Rhythm
from fourthp.gatherings.queries.invited import invites_now
from fourthp.gatherings.rules.walls import key_of, wall_at
from fourthp.partnership.models import Person
from fourthp.post.formats.incoming.arrivals import CalendarAnswer


def rhythm_called(uid: str) -> Rhythm | None:
    """Return the rhythm that a calendar names, if it is one of ours."""
    try:
        key = UUID(uid.strip())
    except ValueError:
        return None
    return Rhythm.objects.select_related("series__group").filter(pk=key).first()


def gatherings_named(
    rhythm: Rhythm, said: CalendarAnswer, *, now: datetime
) -> list[Gathering]:
    """Return what an answer is about: one, or all of a rhythm that are to come.

    RECURRENCE-ID comes in UTC, as a wall time, or as a day alone; some programs name
    one that was moved by when it is now.
    """
    rows = Gathering.objects.filter(rhythm=rhythm).with_all().order_by("starts_at")
    named = said.recurrence_id
    if not named:
        to_come = rows.not_over(now)
        return list(
            to_come.filter(state=Gathering.State.PLANNED) if rhythm.rule else rows
        )
    if named.endswith("Z"):
        at = datetime.strptime(named, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        key = key_of(wall_at(at, rhythm.tz))
        found = rows.filter(original=key) or rows.filter(starts_at=at)
    elif "T" in named:
        found = rows.filter(original=named)
    else:
        found = rows.filter(original__startswith=f"{named}T")
    return list(found[:1])


def who_has(address: str, gathering: Gathering) -> Person | Guest | None:
    """Return who is invited to a gathering and has an address; nobody of several."""
    if not address:
        return None
    has = Q(email__iexact=address) | Q(email="", user__email__iexact=address)
    people = [
        one for one in Person.objects.filter(has)[:5] if invites_now(one, gathering)
    ]
    guests = list(gathering.guests.filter(email__iexact=address)[:2])
    found: list[Person | Guest] = [*people, *guests]
    return found[0] if len(found) == 1 else None
