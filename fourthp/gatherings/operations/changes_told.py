"""What was changed is told to those who are invited, once it stands still."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from fourthp.foundation.actors import Actor, Clockwork
from fourthp.gatherings.formats.calendars import Method
from fourthp.gatherings.models import Invites, Rhythm, Series
from fourthp.gatherings.operations.invitation_letters import (
    CHANGED,
    File,
    changed_letter,
)
from fourthp.gatherings.operations.invitations import (
    guest_reader,
    invite_newcomers,
    note_told,
    tell_leavers,
    whole,
)
from fourthp.gatherings.operations.moving import rise
from fourthp.gatherings.operations.series import locked_series
from fourthp.gatherings.queries.calendars import event_of
from fourthp.gatherings.queries.invited import invited_to
from fourthp.gatherings.queries.told_last import (
    Change,
    changes_of,
    digest_of,
    next_of,
)
from fourthp.partnership.models import Group
from fourthp.partnership.models.shared import lasting
from fourthp.partnership.queries.readership import readers_for
from fourthp.post.operations.telling import News, tell

KEEP = "gatherings.keep_invited"
# What goes on changing is told when it has stood still for so long.
STANDS = timedelta(minutes=5)


def keep_invited(*, now: datetime) -> int:
    """Bring every series that invites up to date; return how much was mailed."""
    going_on = Group.objects.going_on(localdate(now)).values("pk")
    rows = Invites.objects.filter(
        sent_at__isnull=False,
        series__group__in=going_on,
        series__in=Series.objects.filter(lasting(localdate(now)))
        .order_by()
        .values("pk"),
    )
    by = Clockwork(KEEP)
    return sum(_keep(pk, by, now) for pk in rows.values_list("pk", flat=True))


def _keep(pk: UUID, by: Actor, now: datetime) -> int:
    with transaction.atomic():
        invites = Invites.objects.select_related("series__group").get(pk=pk)
        series = locked_series(invites.series)
        invites.refresh_from_db(fields=["differs", "differs_since"])
        count = tell_leavers(series, by=by, now=now)
        count += _tell_changes(series, invites, by, now)
        if not invites.differs:  # who comes new is told how it is, once it stands
            count += invite_newcomers(series, by=by, now=now)
    return count


def _tell_changes(series: Series, invites: Invites, by: Actor, now: datetime) -> int:
    """Tell what changed, if it has stood still; return in how many rhythms."""
    changes = changes_of(series, now=now)
    is_told = _stands_still(invites, digest_of(changes) if changes else "", now)
    if not changes or not is_told:
        return 0
    found = 0
    for rhythm in _touched(series, changes):
        own = [one for one in changes if one.told.rhythm_id == rhythm.pk]
        _tell_of(rhythm, own, by, now)
        found += 1
    _tell_guests(changes, by, now)
    note_told(one.row for one in changes)
    return found


def _stands_still(invites: Invites, digest: str, now: datetime) -> bool:
    """Note what differs; tell whether it has been so for some minutes."""
    is_same, since = invites.differs == digest, invites.differs_since
    if digest and is_same and since is not None and now - since >= STANDS:
        invites.differs, invites.differs_since = "", None
    elif is_same:
        return False
    else:
        invites.differs, invites.differs_since = digest, now if digest else None
    invites.save(update_fields=["differs", "differs_since"])
    return not invites.differs and bool(digest)


def _touched(series: Series, changes: list[Change]) -> list[Rhythm]:
    """Return the rhythms by which calendars know what changed."""
    keys = {one.told.rhythm_id for one in changes}
    rows = Rhythm.objects.filter(series=series, pk__in=keys)
    return list(rows.select_related("series__group").order_by("first_on", "pk"))


def _tell_of(rhythm: Rhythm, own: list[Change], by: Actor, now: datetime) -> None:
    """Tell who had a rhythm what changed of it, with a file of its new sequence.

    Where what follows has another rhythm, that comes as an invitation of its own.
    """
    _raise(rhythm, own)
    first = next_of(rhythm, now=now)
    asks = first or own[0].row
    here = {one.person_id for one in invited_to(asks)}
    have = rhythm.invitations.filter(person__in=here).select_related("person__user")
    people = [one.person for one in have]
    lines = [line for one in own for line in one.lines]
    about = first if rhythm.series.may_be_mailed else asks
    file = _file(rhythm, own, now)
    if people:
        write = partial(changed_letter, lines, about, file, now=now)
        news = News(CHANGED, write, about=rhythm.series)
        tell(readers_for(people), news, by=by, now=now)


def _raise(rhythm: Rhythm, own: list[Change]) -> None:
    """Let what changed have a higher sequence than was mailed: a place has none."""
    mailed = rhythm.mailed or 0
    low = [one.row for one in own if one.row.sequence <= mailed]
    low = [one for one in low if one.rhythm_id == rhythm.pk]
    if rhythm.sequence <= mailed:
        rise(rhythm)
    for row in low:
        row.sequence = rhythm.sequence
        row.save(update_fields=["sequence"])
    rhythm.mailed = rhythm.sequence
    rhythm.save(update_fields=["mailed"])


def _file(rhythm: Rhythm, own: list[Change], now: datetime) -> File:
    """Return the least file that says it: of one gathering, or of the whole rhythm."""
    row = own[0].row
    if len(own) == 1 and not own[0].is_new_rhythm:
        method = Method.CANCEL if row.is_cancelled else Method.REQUEST
        return File(method, (event_of(row),))
    found = whole(rhythm, now=now)
    if found.events:
        return found
    # Nothing is left of it: calendars let go of all of it.
    gone = replace(event_of(row), uid=rhythm.uid, instead_of=None)
    return File(Method.CANCEL, (replace(gone, sequence=rhythm.sequence),))


def _tell_guests(changes: list[Change], by: Actor, now: datetime) -> None:
    """Tell guests what changed of their one gathering."""
    for change in changes:
        row = change.row
        method = Method.CANCEL if row.is_cancelled else Method.REQUEST
        file = File(method, (event_of(row),))
        write = partial(changed_letter, change.lines, row, file, now=now)
        sent = row.guests.filter(sent_at__isnull=False)
        found = [guest_reader(one) for one in sent]
        if found and change.lines:
            tell(found, News(CHANGED, write), by=by, now=now)
