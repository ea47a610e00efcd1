"""Invitations go out: to everybody once, to a newcomer, and a leaver is told it ends.

The clockwork goes on with it: run twice, late or by two at once it ends the same.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from fourthp.audit.operations import record
from fourthp.foundation.actors import Actor
from fourthp.gatherings.formats.calendars import Method
from fourthp.gatherings.models import (
    Gathering,
    Guest,
    Invitation,
    Invites,
    Rhythm,
    Series,
    Told,
)
from fourthp.gatherings.operations.invitation_letters import (
    INVITED,
    NOT_ANY_MORE,
    File,
    invited_letter,
    not_any_more_letter,
)
from fourthp.gatherings.operations.series import IsOver, locked_series
from fourthp.gatherings.permissions import can_keep
from fourthp.gatherings.queries.calendars import event_of, events_of
from fourthp.gatherings.queries.invited import invited_to, seats_invited
from fourthp.gatherings.queries.told import place_in_mail
from fourthp.gatherings.queries.told_last import (
    guests_to_invite,
    next_of,
    rhythms_to_come,
    untold,
)
from fourthp.partnership.models import Person
from fourthp.partnership.queries.readership import readers_for
from fourthp.post.operations.telling import News, tell
from fourthp.post.rules.readers import ADDRESS, Reader

SENT = "invitations-sent"


def send_invitations(series: Series, *, by: Actor, now: datetime) -> int:
    """Send invitations to who is invited; from now on newcomers get theirs.

    Whoever got one before gets none again. Returns how many went out. Raises IsOver
    where nothing is to come.
    """
    with transaction.atomic():
        series = locked_series(series)
        if not can_keep(by, series):
            raise PermissionDenied
        is_over = series.is_over(localdate(now))
        if is_over or not rhythms_to_come(series, now=now):
            raise IsOver(_("Nothing is to come that anybody could be invited to."))
        invites, _new = Invites.objects.get_or_create(series=series)
        if invites.sent_at is None:
            invites.sent_at = now
            invites.save(update_fields=["sent_at"])
        count = invite_newcomers(series, by=by, now=now)
        record(by, SENT, series, people=count)
    return count


def invite_newcomers(series: Series, *, by: Actor, now: datetime) -> int:
    """Invite whoever is invited and was not sent it; return how many.

    The caller has the lock of the series, and the transaction.
    """
    note_told(untold(series, now=now))
    count = 0
    for rhythm in rhythms_to_come(series, now=now):
        if rhythm.mailed is None:
            rhythm.mailed = rhythm.sequence
            rhythm.save(update_fields=["mailed"])
        count += _invite(rhythm, by=by, now=now)
    return count + _invite_guests(series, by=by, now=now)


def _invite(rhythm: Rhythm, *, by: Actor, now: datetime) -> int:
    """Invite newcomers to one rhythm: the next gathering is asked about."""
    first = next_of(rhythm, now=now)
    have = set(rhythm.invitations.values_list("person", flat=True))
    invited = invited_to(first) if first else []
    people = [one.person for one in invited if one.person_id not in have]
    if first is None or not people:
        return 0
    Invitation.objects.bulk_create(
        Invitation(rhythm=rhythm, person=one, sent_at=now) for one in people
    )
    file = whole(rhythm, now=now)
    write = partial(invited_letter, rhythm, first, file, now=now)
    tell(readers_for(people), News(INVITED, write, about=rhythm.series), by=by, now=now)
    return len(people)


def whole(rhythm: Rhythm, *, now: datetime) -> File:
    """Return all of a rhythm as a calendar is asked to keep it."""
    events = events_of(Rhythm.objects.filter(pk=rhythm.pk), now=now)
    return File(Method.REQUEST, tuple(events))


def _invite_guests(series: Series, *, by: Actor, now: datetime) -> int:
    """Invite guests who have an address, each to her one gathering."""
    guests = list(guests_to_invite(series, now=now))
    for guest in guests:
        one = guest.gathering
        file = File(Method.REQUEST, (event_of(one),))
        write = partial(invited_letter, one.rhythm, one, file, now=now)
        tell([guest_reader(guest)], News(INVITED, write), by=by, now=now)
        guest.sent_at = now
        guest.save(update_fields=["sent_at"])
    return len(guests)


def guest_reader(guest: Guest) -> Reader:
    """Return a guest as the post knows her: by an address alone."""
    return Reader(ADDRESS, "", guest.email)


def note_told(rows: Iterable[Gathering]) -> None:
    """Note when and where gatherings are, as those who are invited know it now."""
    for row in rows:
        said = {
            "rhythm": row.rhythm,
            "day": row.day,
            "at": row.at,
            "minutes": row.minutes,
            "is_cancelled": row.is_cancelled,
            "place": place_in_mail(row)[:450],
        }
        Told.objects.update_or_create(gathering=row, defaults=said)


def tell_leavers(series: Series, *, by: Actor, now: datetime) -> int:
    """Tell whoever is not invited any more, and nothing else; return how many."""
    count = 0
    for rhythm in rhythms_to_come(series, now=now):
        first = next_of(rhythm, now=now)
        seats = invited_to(first) if first else seats_invited(series)
        here = [one.person_id for one in seats]
        gone = rhythm.invitations.exclude(person__in=here)
        count += _tell_gone(rhythm, gone.select_related("person__user"), by, now)
    return count


def _tell_gone(
    rhythm: Rhythm, gone: Iterable[Invitation], by: Actor, now: datetime
) -> int:
    """Tell some by their bare address: who left is nobody's reader any more."""
    rows = list(gone)
    people: list[Person] = [one.person for one in rows]
    file = File(Method.CANCEL, whole(rhythm, now=now).events[:1])
    write = partial(not_any_more_letter, file, now=now)
    found = [Reader(ADDRESS, "", one.address) for one in readers_for(people)]
    if rhythm.series.may_be_mailed and found:
        tell(found, News(NOT_ANY_MORE, write), by=by, now=now)
    Invitation.objects.filter(pk__in=[one.pk for one in rows]).delete()
    return len(rows)
